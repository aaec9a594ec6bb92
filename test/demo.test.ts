import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, launchChromium } from './servers/index.ts';
import { isRoot, privateFolder } from './servers/private-folder.ts';
import { openAgentPage } from './support/agent-page.ts';
import {
  type CentreOptions,
  type CentreProcess,
  freshHome,
  type Home,
  type Person,
  portsOf,
  ROOT,
  runCcmm,
  startCentre,
} from './support/centre-process.ts';
import { ordinaryUser, programFor } from './support/ordinary-user.ts';
import { type Contact, logIn, type Mine, type Status } from './support/web-client.ts';

const RECORDER = join(ROOT, 'test/support/record-connections.mjs');
/** Whether this machine lets us make a network in which there is nothing but a loopback. */
const LOOPBACK_ONLY = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const canIsolate = spawnSync(LOOPBACK_ONLY[0] as string, [...LOOPBACK_ONLY.slice(1), 'true']).status === 0;
/** What a stop may take. */
const STOP_MS = 5_000;

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function home(owner?: Person): Home {
  const made = freshHome(owner);
  cleanUps.push(() => made.forget());
  return made;
}

function demo(options: Partial<CentreOptions> & { readonly home: string }): CentreProcess {
  const centre = startCentre({ folder: 'examples/helpdesk', args: ['--demo'], ...options });
  cleanUps.push(() => centre.end('SIGTERM'));
  return centre;
}

/** What the demo leaves in its home for the person who started it. */
function logIns(home: string): Record<'ana' | 'bo' | 'chris', string> {
  return JSON.parse(readFileSync(join(home, 'demo', 'log-ins.json'), 'utf8'));
}

async function stopsBy(centre: CentreProcess, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  const beginMs = performance.now();
  expect(await centre.end(signal)).toEqual({ code: 0, signal: null });
  expect(performance.now() - beginMs).toBeLessThan(STOP_MS);
  expect(centre.stderr()).not.toContain('took too long');
}

/** Everything that a first start promises, and that it stops and starts again. */
async function comesAndGoes(home: string, rest: Partial<CentreOptions>): Promise<void> {
  const first = demo({ home, ...rest });
  const url = await first.ready();
  const lines = first.stdout().split('\n');
  expect(lines[0]).toBe(`ready: ${url}`);
  const ports = portsOf(home);
  expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', port: String(ports.web) });
  await eventually(5_000, first.stdout, () => first.stdout().includes('Ctrl-C') || undefined);
  expect(first.stdout()).toContain(`127.0.0.1:${ports.smtp}`);
  const secrets = logIns(home);
  for (const [login, password] of Object.entries(secrets)) {
    expect(password.length).toBeGreaterThanOrEqual(10);
    expect(first.stdout()).toMatch(new RegExp(`${login} +${password}$`, 'm'));
  }
  expect(statSync(join(home, 'demo', 'log-ins.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);

  const second = demo({ home, ...rest });
  expect(await second.exited).toEqual({ code: 0, signal: null });
  expect(second.stdout()).toBe(`already running: ${url}\n`);

  await stopsBy(first, 'SIGTERM');
  expect(existsSync(join(home, 'run.json'))).toBe(false);
  expect(existsSync(join(home, 'data', 'postmaster.pid'))).toBe(false);

  const third = demo({ home, ...rest });
  expect(await third.ready()).toBe(url);
  expect(portsOf(home)).toEqual(ports);
  expect(logIns(home)).toEqual(secrets);
  await stopsBy(third, 'SIGINT');

  const fourth = demo({ home, ...rest });
  await eventually(30_000, fourth.stderr, () => fourth.stderr().includes('starting the database') || undefined);
  await stopsBy(fourth, 'SIGTERM');
  expect(existsSync(join(home, 'data', 'postmaster.pid'))).toBe(false);
}

/** Whether no process of this number, or of the group of its negative, is left. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function offersOf(url: string, password: string): Promise<Mine['offers']> {
  const ana = await logIn(url, 'ana', password);
  return (await ana.get<Mine>('/me/contacts')).offers;
}

describe('the demonstration', () => {
  it('is ready from nothing, says so once, stops by either signal, and is the same afterwards', async () => {
    await comesAndGoes(home().path, {});
  });

  it.runIf(ordinaryUser)('does the same for a user without rights, in a home that nobody else can enter', async () => {
    const user = ordinaryUser as Person;
    const { path } = home(user);
    const { program, remove } = programFor(user);
    cleanUps.push(remove);
    await comesAndGoes(path, { as: user, program });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'data')).uid).toBe(user.uid);
  });

  it.runIf(canIsolate)('is ready in a network where nothing but the loopback exists', async () => {
    const centre = demo({ home: home().path, within: LOOPBACK_ONLY });
    await centre.ready();
    expect(statSync(`/proc/${centre.pid}/ns/net`).ino).not.toBe(statSync('/proc/self/ns/net').ino);
    await stopsBy(centre, 'SIGTERM');
  });

  it('under npm ends with its database by a signal to npm alone, and by Ctrl-C, which goes to all', async () => {
    const { path } = home();
    const isDown = () => !existsSync(join(path, 'data', 'postmaster.pid')) && !existsSync(join(path, 'run.json'));
    const stops = [
      ['npm', 'SIGINT'],
      ['npm', 'SIGTERM'],
      ['all', 'SIGINT'],
    ] as const;
    for (const [whom, signal] of stops) {
      const centre = demo({ home: path, npm: true });
      cleanUps.push(() => isGone(-centre.pid) || process.kill(-centre.pid, 'SIGKILL'));
      await centre.ready();
      process.kill(whom === 'npm' ? centre.pid : -centre.pid, signal);
      await eventually(
        STOP_MS,
        () => `${signal} to ${whom}: it goes on`,
        () => (isGone(-centre.pid) ? true : undefined),
      );
      expect(isDown(), `${signal} to ${whom}`).toBe(true);
      expect(centre.stderr()).toContain('stopping; contacts stay where they are');
      // Ctrl-C reaches the children that parse mails too; that is no fault to be told.
      expect(centre.stderr()).not.toContain('a mail parser ended');
    }
  });

  it('goes on when nobody reads what it says, and ends with its database', async () => {
    const { path } = home();
    const centre = demo({ home: path });
    await centre.ready();
    centre.stopReading();
    expect(await centre.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(existsSync(join(path, 'data', 'postmaster.pid'))).toBe(false);
  });

  it.runIf(isRoot)('says which folder the database cannot enter', async () => {
    const folder = privateFolder('shut');
    cleanUps.push(folder.remove);
    chmodSync(folder.path, 0o700);
    const centre = demo({ home: join(folder.path, 'home') });
    expect(await centre.exited).toEqual({ code: 1, signal: null });
    expect(centre.stderr()).toContain(`${folder.path} cannot be entered`);
  });

  it('keeps its contact over kill -9, and the customer’s answer comes back to it; all that on the loopback alone', async () => {
    const { path } = home();
    const recorded = join(path, 'connections');
    const env = { NODE_OPTIONS: `--import=${RECORDER}`, CCMM_TEST_CONNECTIONS: recorded };
    const killed = demo({ home: path, env });
    const url = await killed.ready();
    const { ana } = logIns(path);
    const before = await offersOf(url, ana);
    expect(before).toMatchObject([{ contact: 1, agent: 'ana', subject: 'My screen stays dark' }]);
    expect(await killed.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });

    const centre = demo({ home: path, env });
    expect(await centre.ready()).toBe(url);
    const after = await offersOf(url, ana);
    expect(after.map(({ expiresAt, ...offer }) => offer)).toEqual(before.map(({ expiresAt, ...offer }) => offer));
    const status = await runCcmm(path, ['status', '--format', 'json']);
    expect(status.stderr).toBe('');
    expect(JSON.parse(status.stdout) as Status).toMatchObject({
      state: 'running',
      ledger: { received: 0, quarantined: 0, contacts: 1 },
      contacts: { waiting: 1, open: 0 },
      agents: [{ login: 'ana', state: 'ready', open: [1] }, { login: 'bo' }, { login: 'chris' }],
    });
    const explained = await runCcmm(path, ['explain', '1']);
    expect(explained.stdout).toContain('-> VALUE 1   CONTACT TYPE = "EMail"');

    const chromium = await launchChromium();
    cleanUps.push(() => chromium.stop());
    const desk = await openAgentPage(chromium.browser, url, 'ana', ana);
    await desk.accept('My screen stays dark', 'my screen stays dark when I start');
    await desk.reply('Is the cable in its place?');
    await desk.close('Resolved');

    // What she sent is the customers' to see; one click is their answer.
    const { page } = desk;
    await page.goto(`${url}/demo/mailbox`);
    const mail = page.locator('article', { hasText: 'Re: My screen stays dark' });
    await mail.getByText('dana@customer.example').waitFor();
    await mail.getByRole('link').click();
    await page.getByText('Is the cable in its place?').waitFor();
    await page.goBack();
    await mail.getByRole('button', { name: 'Answer as the customer' }).click();
    await page.getByText('Your answer is with the centre.').waitFor();

    const client = await logIn(url, 'ana', ana);
    const [offer] = await eventually(
      20_000,
      () => 'the answer is offered to nobody',
      async () => {
        const { offers } = await client.get<Mine>('/me/contacts');
        return offers.length > 0 ? offers : undefined;
      },
    );
    expect(offer).toMatchObject({ contact: 1, agent: 'ana', queueType: 'REPLYMAIL' });
    const contact = await client.get<Contact>('/contacts/1');
    expect(contact.actions.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['EMail_from_Agent_to_Customer']),
    );
    await stopsBy(centre, 'SIGTERM');
    onLoopbackOnly(recorded);
  });
});

interface Connection {
  readonly kind: 'unix' | 'tcp' | 'udp' | 'name';
  readonly host?: string;
  readonly port?: number;
}

function onLoopbackOnly(file: string): void {
  const connections = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Connection);
  const others = connections.filter(
    ({ kind, host }) =>
      !(kind === 'unix' || ((kind === 'tcp' || kind === 'name') && /^(127\.0\.0\.1|localhost)$/.test(host ?? ''))),
  );
  expect(others).toEqual([]);
  // It would see more if there were more: the database, the centre's own SMTP port, the customers' one.
  expect(connections.some(({ kind }) => kind === 'unix')).toBe(true);
  expect(new Set(connections.filter(({ kind }) => kind === 'tcp').map(({ port }) => port)).size).toBeGreaterThanOrEqual(
    2,
  );
}
