import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { formatScript } from '../../dsl/index.ts';
import { starterFiles } from '../starter-centre.ts';
import { define } from './fmt.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccmm-fmt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LOOSE = 'if queued then quit end if /* end */\n';
const LAID = 'IF QUEUED THEN\n  QUIT\nEND IF /* end */\n';

function centre(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(folder, name);
  mkdirSync(join(dir, 'more'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
  return dir;
}

/** Runs the command in this process. */
async function fmt(...args: string[]) {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => written[stream].push(String(text)) > 0),
  );
  try {
    const command = new Command('fmt').exitOverride();
    define(command);
    await command.parseAsync(args, { from: 'user' });
    return { stdout: written.stdout.join(''), stderr: written.stderr.join(''), exit: Number(process.exitCode ?? 0) };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}

describe('ccmm fmt', () => {
  it('writes scripts in place, in folders too, with the mode they had and through links', async () => {
    const dir = centre('write', { 'A.ccs': LOOSE, 'B.ccs': LAID, 'more/C.ccs': LOOSE, 'note.txt': LOOSE });
    chmodSync(join(dir, 'A.ccs'), 0o640);
    symlinkSync('A.ccs', join(dir, 'Link.txt.ccs'));
    const { stdout, exit } = await fmt(dir, join(dir, 'Link.txt.ccs'));
    expect(exit).toBe(0);
    expect(stdout).toMatch(/formatted .*A\.ccs\n.*formatted .*C\.ccs\n/s);
    expect(readFileSync(join(dir, 'A.ccs'), 'utf8')).toBe(LAID);
    expect(statSync(join(dir, 'A.ccs')).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(dir, 'note.txt'), 'utf8')).toBe(LOOSE);
    expect(readdirSync(dir).sort()).toEqual(['A.ccs', 'B.ccs', 'Link.txt.ccs', 'more', 'note.txt']);
    expect((await fmt(dir)).stdout).toBe('0 scripts formatted, 3 unchanged\n');
  });

  it('with --check writes nothing, lists what is laid out otherwise and exits 1', async () => {
    const dir = centre('check', { 'A.ccs': LOOSE, 'B.ccs': LAID });
    const { stdout, exit } = await fmt('--check', dir);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^would format .*A\.ccs\n1 script to format, 1 unchanged\n$/);
    expect(readFileSync(join(dir, 'A.ccs'), 'utf8')).toBe(LOOSE);
    expect((await fmt('--check', join(dir, 'B.ccs'))).exit).toBe(0);
  });

  it('with --diff shows what would change and writes nothing', async () => {
    const dir = centre('diff', { 'A.ccs': LOOSE });
    const { stdout, exit } = await fmt('--diff', dir);
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /^--- .*A\.ccs\n\+\+\+ .*A\.ccs\n@@ -1 \+1,3 @@\n-if queued.*\n\+IF QUEUED THEN\n\+ {2}QUIT\n\+END IF/,
    );
    expect(readFileSync(join(dir, 'A.ccs'), 'utf8')).toBe(LOOSE);
  });

  it('leaves a script with errors alone, shows them and exits 1; the others are laid out', async () => {
    const dir = centre('errors', { 'A.ccs': 'if queued quit end if', 'B.ccs': LOOSE });
    const { stdout, stderr, exit } = await fmt(dir);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/CCS1102[\s\S]*A\.ccs is left alone until its errors are mended/);
    expect(stdout).toMatch(/formatted .*B\.ccs\n1 script formatted, 0 unchanged, 1 with errors\n$/);
    expect(readFileSync(join(dir, 'A.ccs'), 'utf8')).toBe('if queued quit end if');
    const { files, errors } = JSON.parse((await fmt(dir, '--format', 'json')).stdout);
    expect({ files, errors }).toMatchObject({
      files: [{ state: 'errors', diagnostics: [{ code: 'CCS1102' }] }, { state: 'unchanged' }],
      errors: 1,
    });
  });

  it('says what is no script, and where there is none', async () => {
    const dir = centre('none', { 'center.yaml': '' });
    await expect(fmt(join(dir, 'center.yaml'))).rejects.toMatchObject({ code: 'no_script', exit: 2 });
    await expect(fmt(dir)).rejects.toMatchObject({ code: 'no_script', exit: 2 });
    await expect(fmt(join(dir, 'nowhere.ccs'))).rejects.toMatchObject({ code: 'unreadable', exit: 2 });
    await expect(fmt('-', dir)).rejects.toMatchObject({ code: 'two_inputs', exit: 2 });
  });

  it('lays standard input out to standard output', () => {
    const main = join(import.meta.dirname, '..', 'main.ts');
    const run = (input: string) => spawnSync(process.execPath, [main, 'fmt', '-'], { input, encoding: 'utf8' });
    expect(run(LOOSE)).toMatchObject({ status: 0, stdout: LAID, stderr: '' });
    expect(run('if')).toMatchObject({ status: 1, stdout: '' });
  });
});

describe('a new centre', () => {
  it('has the one layout', () => {
    for (const [file, text] of Object.entries(starterFiles('shop')))
      if (file.endsWith('.ccs')) expect(formatScript(text)).toEqual({ kind: 'formatted', text });
  });
});
