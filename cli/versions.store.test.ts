import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../runtime/store/testing/database.ts';

const main = join(import.meta.dirname, 'main.ts');
const CENTRE = `center: { name: Acme, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }, { name: EM_Sales }]
agents: [{ id: 4711, name: Ana, login: ana, skillsets: { EM_Sales: 1, EM_Default_Skillset: 1 } }]
mailboxes: [{ name: support, address: support@acme.example, route_point: 6001, source: { smtp: {} } }]
`;
const MASTER = 'SECTION Hold\nWAIT 3600\nEXECUTE SCRIPT After';

describe('versions on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccmm-versions-'));
  let database: TestDatabase;
  let serve: ChildProcess;
  let told = '';

  function ccmm(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, CCMM_HOME: join(folder, 'home'), NO_COLOR: '1' },
    });
    return { status, stdout, stderr };
  }

  function centre(name: string, scripts: Readonly<Record<string, string>>, yaml = CENTRE): void {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'center.yaml'), yaml);
    for (const [script, text] of Object.entries(scripts)) writeFileSync(join(folder, name, `${script}.ccs`), text);
  }

  /** One mail over SMTP; resolves when it was taken. */
  function mail(port: number): Promise<void> {
    const lines = ['EHLO x', 'MAIL FROM:<dana@customer.example>', 'RCPT TO:<support@acme.example>', 'DATA'];
    lines.push('From: dana@customer.example\r\nTo: support@acme.example\r\nSubject: Dark\r\n\r\nHello\r\n.', 'QUIT');
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('data', (answer) => {
        if (/^\d{3} /m.test(answer.toString().split('\r\n').at(-2) ?? '')) socket.write(`${lines.shift() ?? ''}\r\n`);
      });
      socket.on('end', resolve);
      socket.on('error', reject);
    });
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    centre('one', { Master_Script: MASTER, After: 'WAIT 3600' });
    centre('two', { Master_Script: MASTER.replace('Hold', 'Stay').replace('After', 'Later'), Later: 'WAIT 3600' });
    centre('wrong', { Master_Script: 'QUEUE TO SKILLSET EM_Gone\nWAIT 5\nQUEUE TO SKILLSET EM_Gone' });
    const args = ['serve', 'one', '--database', database.url, '--listen', '127.0.0.1:0', '--smtp', '127.0.0.1:0'];
    serve = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: { ...process.env, CCMM_HOME: join(folder, 'home') },
    });
    await new Promise<void>((resolve, reject) => {
      serve.stdout?.on('data', (text: Buffer) => {
        told += text.toString();
        if (told.includes('SMTP at')) resolve();
      });
      serve.stderr?.on('data', (text: Buffer) => {
        told += text.toString();
      });
      serve.on('exit', () => reject(new Error(told)));
    });
    await mail(Number(/SMTP at 127\.0\.0\.1:(\d+)/.exec(told)?.[1]));
    while ((await database.pool.query('select 1 from contact where run_image is not null')).rowCount === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => serve.on('exit', resolve));
    serve.kill('SIGTERM');
    await ended;
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('compares, refuses, activates with a mapping, lists and goes back', () => {
    const compared = ccmm('diff', 'active', 'two', '--format', 'json');
    expect(compared.status).toBe(1);
    expect(JSON.parse(compared.stdout)).toMatchObject({
      old: { number: 1 },
      needsDecision: true,
      waitPoints: [
        {
          name: 'Master_Script/Hold#1',
          state: 'gone',
          contacts: 1,
          likely: ['Master_Script/Stay#1'],
          targets: [{ script: 'After', state: 'gone' }],
        },
        { name: 'After#1', state: 'gone', contacts: 0, targets: [] },
      ],
    });

    const refused = ccmm('activate', 'two');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('--map After=');
    expect(ccmm('activate', 'two', '--map', 'After').status).toBe(2);

    const done = ccmm('activate', 'two', '--map', 'After=Later', '--format', 'json');
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, done: true, number: 2, moved: 0 });
    const versions = JSON.parse(ccmm('versions', '--format', 'json').stdout);
    expect(versions).toMatchObject([
      { number: 2, active: true, by: 'operator', cause: 'activate', contacts: 0 },
      { number: 1, contacts: 1, waitPoints: [{ name: 'Master_Script/Hold#1', contacts: 1 }] },
    ]);

    const back = ccmm('rollback', '--move');
    expect(back).toMatchObject({ status: 0, stderr: '' });
    expect(back.stdout).toContain('version 3 is active; 1 contact moved');
  });

  it('shows every finding of files that are not valid, and leaves the active version', () => {
    const { status, stderr } = ccmm('activate', 'wrong');
    expect(status).toBe(1);
    expect(stderr.match(/Master_Script\.ccs:[13]:/g)).toHaveLength(2);
    expect(ccmm('diff', 'one', 'wrong').status).toBe(2);
    expect(ccmm('diff', 'one', 'nowhere').status).toBe(2);
    expect(ccmm('diff', 'one', 'one')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'home', 'run.json'), 'utf8')).toContain('one');
  });
});
