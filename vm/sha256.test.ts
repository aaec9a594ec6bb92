import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from './sha256.ts';

it('gives the digests of FIPS 180-4', () => {
  expect(sha256(new Uint8Array(0))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it('agrees with the platform’s for any bytes, at every length round a block', () => {
  const same = (bytes: Uint8Array): void => {
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  };
  for (let length = 50; length <= 130; length++) same(new Uint8Array(length).fill(length));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), same));
});
