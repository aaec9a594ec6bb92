import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DefineCommand } from '../command-row.ts';
import { define as defineExplainCode } from './explain-code.ts';
import { define as defineRefs } from './refs.ts';
import { define as defineValidate } from './validate.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccmm-validate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CENTRE = `center: { name: A, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }]
agents: [{ id: 4711, login: ana, skillsets: { EM_Default_Skillset: 1 } }]
`;
const script = join(folder, 'Master_Script.ccs');

beforeEach(() => {
  writeFileSync(join(folder, 'center.yaml'), CENTRE);
  writeFileSync(script, 'IF QUEUED\n  WAIT 2\nEND IF\nQUEUE TO SKILLSET EM_Default_Skilset\n');
});

/** Runs a command in this process with a text on its standard input. */
async function runWith(input: string, define: DefineCommand, ...args: string[]) {
  const stdin = vi.spyOn(process, 'stdin', 'get');
  stdin.mockReturnValue(Readable.from([Buffer.from(input)]) as typeof process.stdin);
  return await run(define, ...args).finally(() => stdin.mockRestore());
}

/** Runs a command in this process. */
async function run(define: DefineCommand, ...args: string[]) {
  const written: string[] = [];
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => written.push(String(text)) > 0),
  );
  try {
    const command = new Command('ccmm').exitOverride();
    define(command);
    await command.parseAsync(args, { from: 'user' });
    return { stdout: written.join(''), exit: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

describe('ccmm validate', () => {
  it('ends with how many there are of each level', async () => {
    const { stdout, exit } = await run(defineValidate, folder);
    expect(stdout).toMatch(/\(1 script\): 2 errors\n$/);
    expect(exit).toBe(1);
  });

  it('mends what is certain and says what it did; with --dry-run it writes nothing', async () => {
    const before = readFileSync(script, 'utf8');
    const dry = await run(defineValidate, folder, '--fix', '--dry-run');
    expect(dry.stdout).toContain('+IF QUEUED THEN\n');
    expect(dry.stdout).toContain('+QUEUE TO SKILLSET EM_Default_Skillset\n');
    expect(dry.exit).toBe(1);
    expect(readFileSync(script, 'utf8')).toBe(before);
    const done = await run(defineValidate, folder, '--fix');
    expect(done.stdout.match(/^mended /gm)).toHaveLength(2);
    expect(done.exit).toBe(0);
    expect(readFileSync(script, 'utf8')).toBe(
      'IF QUEUED THEN\n  WAIT 2\nEND IF\nQUEUE TO SKILLSET EM_Default_Skillset\n',
    );
    await expect(run(defineValidate, folder, '--dry-run')).rejects.toMatchObject({ code: 'no_fix', exit: 2 });
  });

  it('checks standard input in the place of the file that it is named after, and says nothing of the others', async () => {
    writeFileSync(join(folder, 'Other.ccs'), 'EXECUTE nowhere\n');
    const name = ['--stdin-name', script];
    const input = (text: string, ...args: string[]) => runWith(text, defineValidate, '-', ...name, ...args);
    expect(await input('QUEUE TO SKILLSET EM_Default_Skillset EXECUTE SCRIPT Other\n')).toMatchObject({ exit: 0 });
    const { stdout, exit } = await input('WAIT 2\nQUEUE TO SKILLSET EM_Nobody\n', '--format', 'json');
    expect(exit).toBe(1);
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'CCS2001', line: 2 }));
    expect(new Set(diagnostics.map(({ file }: { file: string }) => file))).toEqual(
      new Set([relative(process.cwd(), script)]),
    );
    // A script that is still to be.
    const next = await runWith(
      'QUEUE TO SKILLSET EM_Nobody',
      defineValidate,
      '-',
      '--stdin-name',
      join(folder, 'N.ccs'),
    );
    expect(next.stdout).toContain('N.ccs:1:19');
    rmSync(join(folder, 'Other.ccs'));
  });

  it('checks the form of a standard input without a name, and writes no file for it', async () => {
    const { stdout, exit } = await runWith('IF QUEUED WAIT 2 END IF', defineValidate, '-');
    expect(stdout).toContain('(standard input):1:10');
    expect(stdout).toContain('give --stdin-name FILE');
    expect(exit).toBe(1);
    const refused = [
      ['-', '--fix'],
      ['-', script],
      ['--stdin', script],
      ['.', '--stdin-name', 'A.ccs'],
    ];
    for (const args of [...refused, ['-', '--stdin-name', 'notes.txt']])
      await expect(runWith('', defineValidate, ...args), args.join(' ')).rejects.toMatchObject({ exit: 2 });
  });

  it('takes warnings for errors with --deny, and passes over them with --allow', async () => {
    writeFileSync(script, 'WAIT 2\n');
    expect(await run(defineValidate, folder)).toMatchObject({ exit: 0, stdout: expect.stringContaining('CCS4101') });
    const denied = await run(defineValidate, folder, '--deny', '4101');
    expect(denied).toMatchObject({ exit: 1, stdout: expect.stringContaining('error CCS4101') });
    const allowed = await run(defineValidate, folder, '--allow', 'CCS4101,ccs4107', '--format', 'json');
    expect(JSON.parse(allowed.stdout)).toMatchObject({ diagnostics: [], errors: 0, warnings: 0 });
    await expect(run(defineValidate, folder, '--deny', 'CCS0000')).rejects.toMatchObject({
      code: 'unknown_code',
      exit: 2,
    });
  });

  it('speaks to GitHub and to code scanners', async () => {
    const github = await run(defineValidate, folder, '--format', 'github');
    expect(github.stdout.split('\n').filter((line) => line.startsWith('::error file='))).toHaveLength(2);
    const sarif = JSON.parse((await run(defineValidate, folder, '--format', 'sarif')).stdout);
    expect(sarif.runs[0].results.map((one: { ruleId: string }) => one.ruleId)).toEqual(['CCS1102', 'CCS2001']);
  });
});

describe('ccmm explain-code', () => {
  it('tells why, with an example before and after, of a code written as anybody does', async () => {
    const { stdout } = await run(defineExplainCode, 'ccs1103');
    expect(stdout).toContain('CCS1103: missing end (error)');
    expect(stdout).toContain('error CCS1103: this IF has no END IF');
    expect(stdout).toMatch(/Mended:\n\n {4}IF/);
    expect((await run(defineExplainCode, '1103')).stdout).toBe(stdout);
    await expect(run(defineExplainCode, 'CSS1103')).rejects.toMatchObject({
      exit: 2,
      message: expect.stringContaining('did you mean CCS1103?'),
    });
  });

  it('lists all codes, and gives machines the same', async () => {
    const { stdout } = await run(defineExplainCode);
    expect(stdout).toMatch(/^CCS0001 {2}error {4}extension$/m);
    const { codes } = JSON.parse((await run(defineExplainCode, '--format', 'json')).stdout) as { codes: unknown[] };
    expect(codes).toHaveLength(stdout.trim().split('\n').length);
    expect(JSON.parse((await run(defineExplainCode, '2001', '--format', 'json')).stdout)).toMatchObject({
      code: 'CCS2001',
      level: 'error',
      example: { before: { 'Master_Script.ccs': expect.any(String) }, rendered: expect.stringContaining('CCS2001') },
    });
  });
});

describe('ccmm refs', () => {
  it('prints each line with the name marked, also of a centre with errors', async () => {
    const { stdout } = await run(defineRefs, 'em_default_skilset', folder);
    expect(stdout).toMatch(/Master_Script\.ccs:4:19: .*\n {2}QUEUE TO SKILLSET EM_Default_Skilset\n {20}\^{18}\n/);
    expect(stdout).toContain('defined nowhere, 1 use, in 1 file');
    const json = JSON.parse((await run(defineRefs, '4711', folder, '--format', 'json')).stdout);
    expect(json).toMatchObject({ name: 'ana', definitions: 2, uses: 0 });
    expect(json.references[0]).toMatchObject({ line: 3, column: 16, kind: 'agent', role: 'definition' });
  });

  it('says which name was meant by one that nobody says', async () => {
    await expect(run(defineRefs, 'EM_Default_Skillsets', folder)).rejects.toMatchObject({
      exit: 1,
      message: expect.stringContaining('did you mean EM_Default_Skil'),
    });
  });
});
