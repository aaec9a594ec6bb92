/**
 * A private Postfix on the loopback: an instance of its own with its own configuration, queue and log. It carries mail to
 * the ports that it is told, and refuses every other domain: nothing leaves this machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../scripts/house/system-packages.mjs';
import { greets } from './dovecot.ts';
import { eventually, freePorts, isRoot, privateFolder, runToEnd } from './private-folder.ts';

/** Where a domain's mail goes, on the loopback. */
export type PostfixRoute = { readonly lmtp: number } | { readonly smtp: number };

export interface PostfixOptions {
  /** Domain to route; mail for any other domain is refused with 554. */
  readonly routes: Readonly<Record<string, PostfixRoute>>;
}

export interface TestPostfix {
  readonly ports: { readonly smtp: number };
  log(): string;
  stop(): Promise<void>;
}

/** The services of a Postfix that only relays: name, type, private, unprivileged, chroot, wake-up, limit, program. */
const SERVICES = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'flush unix n - n 1000 0 flush',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'lmtp unix - - n - - lmtp',
  'showq unix n - n - - showq',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'tlsmgr unix - - n 1000 1 tlsmgr',
  'postlog unix-dgram n - n - 1 postlogd',
];

export async function startPostfix({ routes }: PostfixOptions): Promise<TestPostfix> {
  const postfix = program('postfix');
  const postconf = program('postconf');
  if (postfix === undefined || postconf === undefined)
    throw new Error('Postfix is not installed: `npm test` as root installs it.');
  if (!isRoot) throw new Error('Postfix starts for root only: run the tests with `sudo npm test`.');
  const builtIn = async (name: string) => (await runToEnd(postconf, ['-dh', name])).trim();
  const [port] = await freePorts(1);
  const folder = privateFolder('postfix');
  const etc = join(folder.path, 'etc');
  for (const name of ['etc', 'spool', 'data', 'log']) mkdirSync(join(folder.path, name));
  const owner = await builtIn('mail_owner');
  const id = async (flag: string) => Number(await runToEnd('/usr/bin/id', [flag, owner]));
  chownSync(join(folder.path, 'data'), await id('-u'), await id('-g'));
  writeFileSync(join(etc, 'main.cf'), mainSettings(folder.path, routes));
  writeFileSync(join(etc, 'transport'), transportTable(routes));
  writeFileSync(join(etc, 'master.cf'), `127.0.0.1:${port} inet n - n - - smtpd\n${SERVICES.join('\n')}\n`);

  const log = () => readFileSync(join(folder.path, 'log', 'mail.log'), { encoding: 'utf8', flag: 'a+' });
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (child !== undefined) await endGroup(child);
    folder.remove();
  };
  try {
    // Creates the queue's folders with their owners.
    await runToEnd(postfix, ['-c', etc, 'check']);
    // In front (-d), in a process group of its own: when told to end, it ends its whole group.
    child = spawn(join(await builtIn('daemon_directory'), 'master'), ['-c', etc, '-d'], {
      stdio: 'ignore',
      detached: true,
      cwd: '/',
    });
    const started = child;
    await eventually(
      20_000,
      () => `Postfix does not listen: ${log()}`,
      () => {
        if (started.exitCode !== null) throw new Error(`Postfix ended with ${started.exitCode}: ${log()}`);
        return greets(port!);
      },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports: { smtp: port! }, log, stop };
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

function mainSettings(folder: string, routes: PostfixOptions['routes']): string {
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/spool`,
    data_directory: `${folder}/data`,
    maillog_file: `${folder}/log/mail.log`,
    maillog_file_prefixes: folder,
    myhostname: 'postfix.test',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    relay_domains: Object.keys(routes).join(' '),
    smtpd_relay_restrictions: 'reject_unauth_destination',
    transport_maps: `texthash:${folder}/etc/transport`,
    default_transport: 'error:5.1.2 this test server has no route to that domain',
    local_transport: 'error:5.1.2 this test server has no mailboxes',
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
    smtpd_peername_lookup: 'no',
    smtp_tls_security_level: 'none',
    smtpd_tls_security_level: 'none',
    message_size_limit: '52428800',
    queue_run_delay: '1s',
    minimal_backoff_time: '1s',
    maximal_backoff_time: '2s',
    biff: 'no',
    append_dot_mydomain: 'no',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function transportTable(routes: PostfixOptions['routes']): string {
  return Object.entries(routes)
    .map(([domain, route]) =>
      'lmtp' in route ? `${domain} lmtp:inet:127.0.0.1:${route.lmtp}\n` : `${domain} smtp:[127.0.0.1]:${route.smtp}\n`,
    )
    .join('');
}
