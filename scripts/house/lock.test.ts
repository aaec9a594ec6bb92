import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccmm-lock-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the set-up’s lock', () => {
  it('lets the second in when the first is done, and says whom it waits for', async () => {
    const path = join(folder, 'two');
    const order: string[] = [];
    const released = Promise.withResolvers<void>();
    const taken = Promise.withResolvers<void>();
    const first = withLock(
      path,
      () => {},
      async () => {
        taken.resolve();
        await released.promise;
        order.push('first');
      },
    );
    await taken.promise;
    const second = withLock(
      path,
      (holder) => {
        order.push(`waiting for ${holder}`);
        released.resolve();
      },
      async () => void order.push('second'),
    );
    await Promise.all([first, second]);
    expect(order).toEqual([`waiting for ${process.pid}`, 'first', 'second']);
    expect(existsSync(path)).toBe(false);
  });

  it('is given up when its body fails', async () => {
    const path = join(folder, 'failed');
    const failing = withLock(
      path,
      () => {},
      () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that is gone counts for nothing', async () => {
    const path = join(folder, 'dead');
    const { pid } = spawnSync('true');
    writeFileSync(path, String(pid));
    expect(
      await withLock(
        path,
        () => {},
        async () => 'in',
      ),
    ).toBe('in');
  });
});
