/**
 * The demonstration: a centre whose customers are at hand. What agents send goes to a mailbox of ours, shown at /demo/mailbox; agents
 * get log-ins; on the first start ana is logged in on a demonstration terminal, and one mail is sent to the centre.
 *
 * INVARIANT: it connects to loopback only: every outgoing server of the centre is replaced by the customers' mailbox, and a centre that
 *   reads or asks other machines is refused.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../runtime/center/ports.ts';
import { makeFolder, type OfferView, type OwnedContactCenter, VersionError } from '../../runtime/index.ts';
import { inProcessPresenter, type Presenter } from '../../runtime/presentation/index.ts';
import { createDemoMailbox, type DemoMailbox } from '../../server/index.ts';
import type { Directory } from '../../vm/index.ts';
import { Failure } from '../outcome.ts';
import { keepPorts, type Ports } from './ports.ts';

export interface Demo {
  /** The centre's directory with the demonstration's changes. */
  readonly directory: Directory;
  /** The same changes for a centre that is activated later: nothing of it connects elsewhere, or it is refused. */
  adapt(directory: Directory): Directory;
  readonly mailbox: DemoMailbox;
  /** Where the first agent works until a browser logs in. */
  readonly terminal: Presenter;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Log-ins; on the first start the agent and the mail. Resolves when the contact is offered. */
  afterStart(center: OwnedContactCenter): Promise<void>;
  /** What to print below the ready line. */
  lines(url: string): readonly string[];
}

export interface DemoOptions {
  readonly home: string;
  readonly log: Log;
  readonly ports: Ports;
  readonly directory: Directory;
}

/** Offers stand for a day, so that one is still there when somebody comes to look. */
const ACCEPT_WITHIN_S = 86_400;
const SMTP_HOST = '127.0.0.1';

export async function openDemo({ home, log, ports, directory }: DemoOptions): Promise<Demo> {
  const agent = directory.agents[0];
  const address = directory.mailboxes.find((mailbox) => mailbox.source.kind === 'smtp')?.address;
  if (agent === undefined || address === undefined)
    throw new Failure('no_demo', 'a demonstration needs an agent and a mailbox with the source smtp in center.yaml');
  const connects = connectsElsewhere(directory);
  if (connects !== undefined) throw new Failure('demo_connects', connects);
  const mailbox = createDemoMailbox({
    home,
    log,
    port: ports.customers,
    centreSmtp: () => ({ host: SMTP_HOST, port: ports.smtp }),
    addresses: directory.mailboxes.filter((box) => box.source.kind === 'smtp').map((box) => box.address),
  });
  await mailbox.start();
  const offered = Promise.withResolvers<OfferView>();
  const terminal = inProcessPresenter({
    name: 'demonstration terminal',
    agents: [agent.login],
    offer: (offer) => {
      if (offer.agent === agent.login) offered.resolve(offer);
    },
  });
  const { host, port } = mailbox.smtp;
  let logIns: Readonly<Record<string, string>> = {};

  function adapt(given: Directory): Directory {
    const refusal = connectsElsewhere(given);
    if (refusal !== undefined) throw new VersionError('not_here', refusal);
    return {
      ...given,
      presentation: { ...given.presentation, acceptWithinS: ACCEPT_WITHIN_S },
      mailboxes: given.mailboxes.map((box) => ({ ...box, outgoing: { host, port, security: 'none' } })),
    };
  }

  return {
    directory: adapt(directory),
    adapt,
    mailbox,
    terminal,
    async start() {
      await keepPorts(home, { ...ports, customers: port });
    },
    stop: () => mailbox.stop(),
    async afterStart(center) {
      logIns = await makeLogIns(home, directory, center);
      if ((await center.contacts({ limit: 1 })).length > 0) return;
      await center.command(agent.login, { kind: 'log_in', ready: true }, 'demo-log-in');
      await mailbox.write({
        from: 'dana@customer.example',
        fromName: 'Dana Reyes',
        to: address,
        subject: 'My screen stays dark',
        text: 'Hello,\n\nsince this morning my screen stays dark when I start the computer. What can I do?\n\nDana Reyes\n',
      });
      await offered.promise;
    },
    lines: (url) => [
      '',
      `agents' page   ${url}`,
      ...Object.entries(logIns).map(([login, password]) => `  log in as     ${login.padEnd(8)} ${password}`),
      `customers      ${url}/demo/mailbox   (or by SMTP: ${SMTP_HOST}:${ports.smtp}, to ${address})`,
      'Ctrl-C stops; contacts stay.',
    ],
  };
}

/** Why a demonstration does not run this centre, if it does not. */
function connectsElsewhere(directory: Directory): string | undefined {
  const elsewhere = otherMachines(directory);
  if (elsewhere.length === 0) return undefined;
  return `a demonstration connects to this machine only, and center.yaml names ${elsewhere.join(', ')}; run it without --demo`;
}

/** What the centre would connect to beyond loopback, outgoing servers aside. */
function otherMachines({ mailboxes, providers, presentation }: Directory): readonly string[] {
  const hosts = mailboxes.flatMap(({ source }) => (source.kind === 'imap' ? [source.host] : []));
  const urls = [...providers, ...(presentation.webhooks ?? [])].flatMap(({ url }) => (url === undefined ? [] : [url]));
  return [...hosts, ...urls.map((url) => new URL(url).hostname)].filter(
    (host) => !/^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host),
  );
}

/** Random passwords, made once, kept for their owner alone. */
async function makeLogIns(
  home: string,
  directory: Directory,
  center: OwnedContactCenter,
): Promise<Readonly<Record<string, string>>> {
  const folder = join(home, 'demo');
  const file = join(folder, 'log-ins.json');
  const kept = (await readFile(file, 'utf8').then(JSON.parse, () => ({}))) as Record<string, string>;
  let changed = false;
  for (const { login, supervisor } of directory.agents) {
    const known = kept[login] !== undefined;
    if (known && (await center.accounts.has(login))) continue;
    kept[login] ??= randomBytes(9).toString('base64url');
    changed = true;
    await center.accounts.setPassword(login, kept[login], supervisor ? 'supervisor' : 'agent');
  }
  if (changed) {
    makeFolder(folder, 0o700);
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, file);
  }
  return Object.fromEntries(directory.agents.map(({ login }) => [login, kept[login] as string]));
}
