import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumProgram } from './system-packages.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccmm-browsers-'));
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
  vi.stubEnv('CCMM_CHROMIUM', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function place(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('the browser of the tests', () => {
  it('is the first of the machine', () => {
    const first = place('chromium', '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
    expect(chromiumProgram()).toBe(first);
  });

  it('is never the script that asks for a snap', () => {
    const stub = place(
      'chromium',
      '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then echo "snap install chromium"; exit 1; fi\n',
    );
    expect(chromiumProgram()).not.toBe(stub);
  });

  it('is the one that CCMM_CHROMIUM names, or none when that is not there', () => {
    const named = place('my-browser', '#!/bin/sh\n');
    vi.stubEnv('CCMM_CHROMIUM', named);
    expect(chromiumProgram()).toBe(named);
    vi.stubEnv('CCMM_CHROMIUM', join(folder, 'missing'));
    expect(chromiumProgram()).toBeUndefined();
  });
});
