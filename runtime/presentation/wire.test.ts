import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOf, isoOf, toWire } from './wire.ts';

describe('times on the wire', () => {
  it('come back as they went', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (at) => atOf(isoOf(at)) === at));
  });

  it('are read with any zone and only with one', () => {
    expect(atOf('2026-11-22T12:00:00+01:00')).toBe(atOf('2026-11-22T11:00:00Z'));
    for (const text of ['2026-11-22T12:00:00', 'tomorrow', '2026-13-40T00:00:00Z', ''])
      expect(atOf(text)).toBeUndefined();
  });

  it('are found by their names at any depth, and nothing else is changed', () => {
    const view = { at: 1_500_000, seats: 3, list: [{ sinceAt: 0, text: 'at' }], callbackAt: undefined };
    expect(toWire(view)).toEqual({
      at: '1970-01-01T00:00:01.500000Z',
      seats: 3,
      list: [{ sinceAt: '1970-01-01T00:00:00.000000Z', text: 'at' }],
      callbackAt: undefined,
    });
  });
});
