import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { choosePorts } from './ports.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ccmm-ports-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('takes a port of the system’s where 0 was asked for, so that everybody who is told of it knows its number', async () => {
  const host = '127.0.0.1';
  const ports = await choosePorts(home, { web: host, smtp: host, customers: host }, { web: 0, smtp: 0 });
  expect(Object.values(ports).every((port) => port > 0)).toBe(true);
});
