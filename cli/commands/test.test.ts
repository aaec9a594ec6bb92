import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Failure } from '../outcome.ts';
import { starterFiles } from '../starter-centre.ts';
import { define } from './test.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccmm-test-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A new centre, with some files changed; its mail is written inline, so that no child has to parse it. */
function centre(name: string, change: Readonly<Record<string, string | undefined>> = {}): string {
  const dir = join(folder, name);
  const files: Record<string, string | undefined> = { ...starterFiles(name), ...change };
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text.replace('mail: mails/hello.eml', 'mail: { subject: What is the price? }'));
  }
  return dir;
}

/** Runs the command in this process. */
async function test(...args: string[]) {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => written[stream].push(String(text)) > 0),
  );
  const said = () => ({ stdout: written.stdout.join(''), stderr: written.stderr.join('') });
  try {
    const command = new Command('test').exitOverride();
    define(command);
    await command.parseAsync(args, { from: 'user' });
    return { ...said(), exit: Number(process.exitCode ?? 0) };
  } catch (error) {
    if (error instanceof Failure) return { ...said(), stderr: `${said().stderr}${error.message}`, exit: error.exit };
    if (error instanceof CommanderError) return { ...said(), exit: 2 };
    throw error;
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}

const office = starterFiles('x')['Office_Mail.ccs'] as string;
const broken = { 'Office_Mail.ccs': office.replace('looks_cv > 20', 'looks_cv > 200') };

describe('ccmm test', () => {
  it('passes the tests of a new centre, which cover all of its scripts', async () => {
    const { exit, stdout } = await test(centre('fresh'), '--coverage', '--min', '100');
    expect(stdout).toMatch(/✓ .*first\.test\.yaml {2}4 tests\n(.*✓ .*\n){4}4 passed/);
    expect(stdout).toMatch(/all scripts +100% +100%/);
    expect(exit).toBe(0);
  });

  it('exits 1 and shows expectation, place, what was found and the way there when a test fails', async () => {
    const { exit, stdout } = await test(centre('broken', broken));
    expect(stdout).toMatch(
      /expected {2}queued: \{ EM_Sales: 1 \} {3}\(.*first\.test\.yaml:17:19\)\n {2}found {5}EM_Sales with priority 2/,
    );
    expect(stdout).toMatch(/Office_Mail:8 +IF looks_cv > 200 THEN/);
    expect(stdout).toContain('1 failed, 3 passed');
    expect(exit).toBe(1);
  });

  it('gives machines the same: JSON, JUnit, lcov', async () => {
    const dir = centre('machines', broken);
    const [junit, lcov] = [join(dir, 'out', 'junit.xml'), join(dir, 'out', 'lcov.info')];
    const { exit, stdout } = await test(dir, '--format', 'json', '--junit', junit, '--lcov', lcov);
    const report = JSON.parse(stdout);
    expect(exit).toBe(1);
    expect(report).toMatchObject({ passed: 3, failed: 1, errors: 0, diagnostics: [] });
    expect(report.tests.map(({ status }: { status: string }) => status)).toEqual([
      'passed',
      'failed',
      'passed',
      'passed',
    ]);
    expect(report.tests[1].failures[0]).toMatchObject({
      line: 17,
      column: 19,
      expected: 'queued: { EM_Sales: 1 }',
      found: 'EM_Sales with priority 2',
    });
    expect(report.tests[1].trace.at(0)).toMatchObject({ script: 'Master_Script', line: 2 });
    expect(report.coverage.scripts.map(({ script }: { script: string }) => script)).toEqual([
      'Master_Script',
      'Office_Mail',
    ]);
    expect(readFileSync(junit, 'utf8')).toMatch(
      /<testsuites name="ccmm test" tests="4" failures="1" errors="0"[\s\S]*<failure message="expected queued: /,
    );
    expect(readFileSync(lcov, 'utf8')).toMatch(/SF:.*Office_Mail\.ccs\n/);
  });

  it('exits 1 below --min, for errors in scripts, and for faults in files of tests', async () => {
    const fresh = centre('min');
    const below = await test(fresh, '--min', '90', '--filter', 'price');
    expect(below.exit).toBe(1);
    expect(below.stdout).toMatch(/% of the lines and .*% of the branches were reached; --min asks for 90 %/);
    const wrong = await test(centre('wrong', { 'Office_Mail.ccs': office.replaceAll('EXECUTE Look', 'EXECUTE Lok') }));
    expect(wrong).toMatchObject({ exit: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/CCS2002: [\s\S]*did you mean `Look`\?[\s\S]*has 1 error/);
    const asData = JSON.parse((await test(join(folder, 'wrong'), '--format', 'json')).stdout);
    expect(asData).toMatchObject({ passed: 0, failed: 0, errors: 1, diagnostics: [{ code: 'CCS2002', line: 12 }] });
    const faulty = await test(centre('faulty', { 'tests/more.test.yaml': 'tests:\n  - nam: x\n' }));
    expect(faulty.exit).toBe(1);
    expect(faulty.stdout).toMatch(/more\.test\.yaml {2}cannot be run\nerror CCS5003: there is no key `nam` here/);
    expect(faulty.stdout).toMatch(/4 passed/);
  });

  it('runs a part of a centre: a file, or a folder of tests', async () => {
    const dir = centre('parts', {
      'tests/more/other.test.yaml': 'tests:\n  - { name: o, mail: {}, expect: { age: 0s } }\n',
    });
    expect((await test(join(dir, 'tests', 'first.test.yaml'))).stdout).toMatch(/4 passed/);
    expect((await test(join(dir, 'tests', 'more'))).stdout).toMatch(/1 passed/);
    expect((await test(dir)).stdout).toMatch(/5 passed/);
    expect(await test(join(dir, 'mails'))).toMatchObject({ exit: 2 });
    expect(await test(join(dir, 'nowhere'))).toMatchObject({ exit: 2 });
  });

  it('exits 2 without tests, saying how to make one, and for what cannot be asked', async () => {
    const none = await test(centre('none', { 'tests/first.test.yaml': undefined }));
    expect(none.exit).toBe(2);
    expect(none.stderr).toMatch(/there is no \*\.test\.yaml in .*write one, such as tests\/first\.test\.yaml/);
    expect(existsSync(join(folder, 'none', 'tests'))).toBe(false);
    expect(await test(centre('filter'), '--filter', 'nothing like it')).toMatchObject({ exit: 2 });
    expect(await test(join(folder, 'filter'), '--min', 'all')).toMatchObject({ exit: 2 });
    expect(await test(join(folder, 'filter'), '--watch', '--format', 'json')).toMatchObject({ exit: 2 });
  });
});
