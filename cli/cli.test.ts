import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from './commands/index.ts';

const root = join(import.meta.dirname, '..');
/** The program as people start it; `npm run check` and `npm test` make it first. */
const program = join(root, 'dist', 'bin', 'ccmm');
const folder = mkdtempSync(join(tmpdir(), 'ccmm-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ccmm(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, CCMM_HOME: join(folder, 'home') },
  });
  return { status, stdout, stderr };
}

const json = (text: string) =>
  JSON.parse(text) as Record<string, unknown> & { diagnostics?: Record<string, unknown>[] };

describe('a newcomer in an empty folder', () => {
  it('gets a centre from ccmm init that is valid as it is', () => {
    const made = ccmm('init', 'shop');
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout.match(/^ {2}ccmm /gm)).toHaveLength(3);
    expect(ccmm('validate', 'shop')).toMatchObject({ status: 0, stdout: 'shop (2 scripts): no errors\n' });
  });

  it('is refused a second ccmm init into the same folder, and nothing is overwritten', () => {
    writeFileSync(
      join(folder, 'shop', 'Master_Script.ccs'),
      readFileSync(join(folder, 'shop', 'Master_Script.ccs'), 'utf8').replace('30', '31'),
    );
    const again = ccmm('init', 'shop');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('folder_not_empty');
    expect(readFileSync(join(folder, 'shop', 'Master_Script.ccs'), 'utf8')).toContain('WAIT 31');
  });

  it('sees in ccmm try each line with the values it read, and the outcome', () => {
    const tried = ccmm(
      'try',
      'shop',
      'shop/mails/hello.eml',
      '--at',
      '2026-11-23T10:00',
      '--agents',
      'ana=ready',
      '--format',
      'json',
    );
    expect(tried.status).toBe(0);
    const trial = json(tried.stdout) as unknown as {
      steps: { script: string; line: number; text: string; values: object[] }[];
      outcome: object;
      contact: object;
    };
    expect(trial.outcome).toEqual({ kind: 'presented', skillsets: ['EM_Sales'], priority: 2, agent: 'ana' });
    expect(trial.contact).toMatchObject({ mailbox: 'info', skillset: 'EM_Sales', priority: 2 });
    expect(trial.steps[0]).toMatchObject({
      script: 'Master_Script',
      line: 2,
      text: 'IF QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL THEN',
      values: [{ name: 'QUEUETYPE', value: 'SKILLSET' }],
    });
    expect(trial.steps.every((step) => step.line > 0)).toBe(true);
  });

  it('sees that a mail waits when nobody is logged in', () => {
    const tried = ccmm(
      'try',
      'shop',
      'shop/mails/hello.eml',
      '--agents',
      'ana=logged-out',
      '--for',
      '2m',
      '--format',
      'json',
    );
    expect(json(tried.stdout).outcome).toEqual({ kind: 'queued', skillsets: [], priority: 2 });
  });
});

describe('ccmm', () => {
  it('exits with 2 when what the command line names cannot be read, and says why', () => {
    for (const [line, why] of [
      [['try', 'shop', 'nope.eml'], 'nope.eml cannot be read: there is no such file or folder'],
      [['try', 'shop', 'shop/mails'], 'it is a folder; name the files in it'],
      [['serve', 'nope'], "give a centre's folder, or make one with: ccmm init nope"],
      [['serve', 'my shop'], "make one with: ccmm init 'my shop'"],
      [['validate', 'shop/tests/first.test.yaml'], 'is neither a .ccs file nor center.yaml; ccmm test checks it'],
      [['validate', 'shop/tests'], '/shop; give that folder'],
      [
        ['compile', 'shop', '-o', 'shop/center.yaml/a.ccb'],
        'a.ccb cannot be written: a file stands where its folder should be',
      ],
      [['compile', 'shop', '-o', '/proc/nowhere/a.ccb'], '/proc/nowhere/a.ccb cannot be written'],
      [['init', '/proc/nowhere'], '/proc/nowhere/center.yaml cannot be written'],
      [['disassemble', 'nope.ccb'], 'there is no such file or folder'],
    ] as const)
      expect({ line, ...ccmm(...line) }).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
  });

  it('says where it looked for a database that does not answer, without its password', () => {
    const { status, stderr } = ccmm('migrate', '--database', 'postgres://me:geheim@127.0.0.1:1/centre');
    expect(status).toBe(1);
    expect(stderr).toContain('the database at 127.0.0.1:1/centre does not answer (ECONNREFUSED)');
    expect(stderr).not.toContain('geheim');
  });
});

describe('ccmm validate', () => {
  it('says an error with file, line, column and what to do, and exits with 1', () => {
    writeFileSync(join(folder, 'shop', 'Broken.ccs'), 'QUEUE TO SKILLSET EM_Salse\nWAIT 0\n');
    const found = ccmm('validate', 'shop', '--format', 'json');
    rmSync(join(folder, 'shop', 'Broken.ccs'));
    expect(found.status).toBe(1);
    const report = json(found.stdout);
    expect(report.errors).toBe(2);
    expect(report.diagnostics).toMatchObject([
      {
        file: 'shop/Broken.ccs',
        line: 1,
        column: 19,
        endLine: 1,
        endColumn: 27,
        level: 'error',
        help: expect.stringContaining('EM_Sales'),
      },
      { file: 'shop/Broken.ccs', line: 2 },
    ]);
  });

  it('checks a file within the set of the centre above it, and prints only what concerns it', () => {
    writeFileSync(join(folder, 'shop', 'A.ccs'), 'WAIT 0\n');
    writeFileSync(join(folder, 'shop', 'B.ccs'), 'WAIT -1\n');
    const found = json(ccmm('validate', 'shop/A.ccs', '--format', 'json').stdout);
    rmSync(join(folder, 'shop', 'A.ccs'));
    rmSync(join(folder, 'shop', 'B.ccs'));
    expect(found.diagnostics?.map(({ file }) => file)).toEqual(['shop/A.ccs']);
  });

  it('checks only the form of a script without a centre, and says so', () => {
    writeFileSync(join(folder, 'Alone.ccs'), 'QUEUE TO SKILLSET nobody_knows_it\n');
    const found = ccmm('validate', 'Alone.ccs');
    expect(found.status).toBe(0);
    expect(found.stdout).toContain('only the form of Alone.ccs was checked');
  });

  it('checks only the form of a script in a folder below the centre, which is in no set', () => {
    mkdirSync(join(folder, 'shop', 'drafts'));
    writeFileSync(join(folder, 'shop', 'drafts', 'Draft.ccs'), 'IF QUEUED THEN\n');
    const found = ccmm('validate', 'shop/drafts/Draft.ccs');
    rmSync(join(folder, 'shop', 'drafts'), { recursive: true });
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('CCS1103');
    expect(found.stdout).toContain('not in the script set');
  });

  it('exits with 2 for what cannot be read', () => {
    expect(ccmm('validate', 'nowhere').status).toBe(2);
    expect(ccmm('validate', '--nonsense').status).toBe(2);
  });
});

describe('ccmm compile', () => {
  it('gives the same bytes for the same input, wherever it stands', () => {
    expect(ccmm('compile', 'shop', '-o', 'one.ccb').status).toBe(0);
    expect(ccmm('compile', join(folder, 'shop'), '-o', 'two.ccb').status).toBe(0);
    expect(readFileSync(join(folder, 'one.ccb'))).toEqual(readFileSync(join(folder, 'two.ccb')));
  });

  it('makes an image that ccmm disassemble shows beside the source lines', () => {
    const shown = ccmm('disassemble', 'one.ccb', '--sources', 'shop');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('IF TIME OF DAY = office_hours_gv THEN');
    expect(shown.stdout).toMatch(/WAIT/);
  });

  it('refuses what is no image', () => {
    writeFileSync(join(folder, 'garbage.ccb'), 'hello');
    const shown = ccmm('disassemble', 'garbage.ccb');
    expect(shown.status).toBe(1);
    expect(shown.stderr).toContain('NOT_A_PROGRAM');
  });
});

describe('the command line', () => {
  it('has a summary and an example in the help of every command', () => {
    const help = ccmm('--help').stdout;
    for (const { name, summary } of COMMANDS) {
      expect(help).toContain(name);
      expect(summary.length).toBeGreaterThan(10);
    }
    expect(ccmm('try', '--help').stdout).toContain('Example:');
  });

  it('says what to do when no centre runs', () => {
    const found = ccmm('status');
    expect(found.status).toBe(1);
    expect(found.stderr).toContain('ccmm serve');
  });

  it('stands in the README as it is', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const { name, summary } of COMMANDS) expect(readme).toContain(`| \`ccmm ${name}\` | ${summary} |`);
  });
});
