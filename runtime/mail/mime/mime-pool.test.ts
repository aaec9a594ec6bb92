import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitsWith } from '../limits.ts';
import { mailOf, plainMail, silentLog, until } from '../testing/fixtures.ts';
import { createMimePool, type TestableMimePool } from './mime-pool.ts';

const MEGABYTE = 1024 * 1024;
// Memory ends a child long before the time does, even on a busy machine.
const limits = limitsWith({ parseMs: 8_000, parseBytes: 64 * MEGABYTE, childHeapMb: 256 });
const hasty = limitsWith({ parseMs: 300 });

/** Mails of which each broke some mail program once; the pool must answer each, and the mail behind it. */
const HOSTILE: Readonly<Record<string, () => Buffer>> = {
  'two thousand parts in each other': () =>
    mailOf(
      ['Content-Type: multipart/mixed; boundary=b0'],
      Array.from(
        { length: 2_000 },
        (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
      ).join(''),
    ),
  'twenty thousand parts': () =>
    mailOf(['Content-Type: multipart/mixed; boundary=b'], '--b\r\n\r\nx\r\n'.repeat(20_000)),
  'a header of two megabytes': () => mailOf([`X-Long: ${'y'.repeat(2 * MEGABYTE)}`]),
  'fifty thousand header fields': () => mailOf(Array.from({ length: 50_000 }, (_, i) => `X${i}: y`)),
  'five thousand References': () => mailOf([`References: ${'<a@b> '.repeat(5_000)}`]),
  'two megabytes of format=flowed': () =>
    mailOf(['Content-Type: text/plain; format=flowed; delsp=yes'], `${'> quoted \r\n'.repeat(200_000)}`),
  'one line of four megabytes': () => mailOf([], 'x'.repeat(4 * MEGABYTE)),
  'HTML of a hundred thousand nested elements': () => mailOf(['Content-Type: text/html'], '<b>'.repeat(100_000)),
  'HTML of three megabytes that opens no end': () => mailOf(['Content-Type: text/html'], '<a href="'.repeat(300_000)),
  'an address of a megabyte': () => mailOf([`From: ${'('.repeat(200_000)}`]),
  'encoded words without end': () => mailOf([`Subject: ${'=?utf-8?q?=C3?= '.repeat(10_000)}`]),
  'links without end': () => mailOf([], 'xn--a.'.repeat(50_000)),
};

describe('the parsing children', () => {
  let pool: TestableMimePool;

  beforeAll(async () => {
    pool = createMimePool({ size: 2, limits, log: silentLog, misbehave: true });
    await pool.start();
  });
  afterAll(() => pool.stop());

  const alive = async () => {
    const subjects = Array.from({ length: 10 }, (_, i) => `mail ${i}`);
    const outcomes = await Promise.all(subjects.map((subject) => pool.parse(plainMail(subject))));
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.mail.subject : outcome.reason))).toEqual(subjects);
  };

  it('parse mails in any number and give each its own answer', async () => {
    const subjects = Array.from({ length: 300 }, (_, i) => `mail ${i}`);
    const outcomes = await Promise.all(subjects.map((subject) => pool.parse(plainMail(subject))));
    expect(outcomes.map((outcome) => outcome.ok && outcome.mail.subject)).toEqual(subjects);
    expect(pool.status()).toEqual({ children: 2, jobs: 0, lost: 0 });
  });

  it('give the bytes of an attachment, or the reason why not', async () => {
    const raw = mailOf(['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'], 'AAEC');
    const found = await pool.attachment(raw, 0);
    expect(found.ok && [...found.content]).toEqual([0, 1, 2]);
    expect(await pool.attachment(raw, 5)).toEqual({ ok: false, reason: 'the mail has no attachment 5' });
  });

  it.each([
    ['fills the heap', 'heap', /more than 64 MB of memory/],
    ['allocates buffers without end', 'buffers', /more than 64 MB of memory/],
    ['ends the process', 'exit', /the parser ended \(3\)/],
    ['throws outside of any promise', 'throw', /the parser ended/],
    ['rejects outside of any promise', 'reject', /the parser ended/],
  ] as const)('lose a mail that %s, and no other', async (_what, how, reason) => {
    const bad = pool.misbehave(how);
    const others = Promise.all(Array.from({ length: 40 }, (_, i) => pool.parse(plainMail(`other ${i}`))));
    expect(await bad).toMatchObject({ ok: false, kind: 'failed', reason: expect.stringMatching(reason) });
    expect((await others).every((outcome) => outcome.ok)).toBe(true);
    await until(() => pool.status().children === 2);
    await alive();
  });

  it('lose a mail on which they spin for ever, and no other', async () => {
    const quick = createMimePool({ size: 1, limits: hasty, log: silentLog, misbehave: true });
    await quick.start();
    const bad = quick.misbehave('loop');
    const behind = quick.parse(plainMail('behind it'));
    expect(await bad).toEqual({ ok: false, kind: 'failed', reason: 'the mail took more than 0.3 s' });
    expect(await behind).toMatchObject({ ok: true, mail: { subject: 'behind it' } });
    await quick.stop();
  });

  it.each(Object.entries(HOSTILE))('answer a mail of %s, and go on', async (_what, make) => {
    const outcome = await pool.parse(make());
    if (!outcome.ok) expect(outcome.reason).toMatch(/^(the mail|the header|parts stand)/);
    await alive();
  });

  it('do not obey the test hook unless they are told to', async () => {
    const strict = createMimePool({ size: 1, limits, log: silentLog });
    await strict.start();
    expect(await strict.misbehave('exit')).toMatchObject({ ok: false, kind: 'refused' });
    await strict.stop();
  });
});

describe('a stopped pool', () => {
  it('answers what it still had, and what comes later, as failed', async () => {
    const pool = createMimePool({ size: 1, limits, log: silentLog });
    const early = pool.parse(plainMail('x'));
    await pool.stop();
    expect(await early).toMatchObject({ ok: false, kind: 'failed' });
    expect(await pool.parse(plainMail('y'))).toMatchObject({ ok: false, kind: 'failed' });
    expect(pool.status().jobs).toBe(0);
  });
});

describe('a child whose parent is killed', () => {
  it('ends, also while it spins in a mail', async () => {
    const script = `
      import { createMimePool } from ${JSON.stringify(fileURLToPath(new URL('./mime-pool.ts', import.meta.url)))};
      import { limitsWith } from ${JSON.stringify(fileURLToPath(new URL('../limits.ts', import.meta.url)))};
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const pool = createMimePool({ size: 2, limits: limitsWith(), log, misbehave: true });
      await pool.start();
      void pool.misbehave('loop');
      process.stdout.write(pool.pids().join(' '));`;
    const parent = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = said.toString().split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
