/**
 * A private Dovecot on the loopback: IMAP for reading, LMTP for delivery. Versions 2.3 and 2.4 are configured differently;
 * what both understand stands once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { program } from '../../scripts/house/system-packages.mjs';
import { openMailbox } from './mailbox-client.ts';
import { eventually, freePorts, isRoot, privateFolder, runToEnd } from './private-folder.ts';

export interface DovecotUser {
  /** Log-in name and address, for example `support@acme.example`. */
  readonly user: string;
  readonly password: string;
}

export interface DovecotOptions {
  readonly users: readonly DovecotUser[];
  /** Folders that every mailbox has beside INBOX. */
  readonly folders?: readonly string[];
}

export interface TestDovecot {
  readonly version: string;
  readonly ports: { readonly imap: number; readonly lmtp: number };
  /** What the server has logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Whom mail belongs to: as root a user that never logs in, else ourselves. */
interface MailUser {
  readonly name: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

interface Configuration {
  readonly folder: string;
  readonly mailUser: MailUser;
  readonly ports: TestDovecot['ports'];
  readonly folders: readonly string[];
}

/** Starts Dovecot with these mailboxes, their INBOX made; unknown recipients are refused by LMTP with 550. */
export async function startDovecot({ users, folders = [] }: DovecotOptions): Promise<TestDovecot> {
  const executable = program('dovecot');
  if (executable === undefined) throw new Error('Dovecot is not installed: `npm test` as root installs it.');
  const version = (await runToEnd(executable, ['--version'])).trim();
  const [imap, lmtp] = await freePorts(2);
  const folder = privateFolder('dovecot');
  const mailUser = await chooseMailUser();
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder.path, name));
  if (isRoot) chownSync(join(folder.path, 'mail'), mailUser.uid, mailUser.gid);
  writeFileSync(join(folder.path, 'users'), passwordFile(users, mailUser, join(folder.path, 'mail')), { mode: 0o644 });
  const file = join(folder.path, 'dovecot.conf');
  const configuration = { folder: folder.path, mailUser, ports: { imap: imap!, lmtp: lmtp! }, folders };
  writeFileSync(file, version.startsWith('2.3') ? dovecot23(configuration) : dovecot24(configuration, version));

  const log = () => readFileSync(join(folder.path, 'log'), { encoding: 'utf8', flag: 'a+' });
  const child = spawn(executable, ['-F', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const stop = async () => {
    await end(child);
    folder.remove();
  };
  try {
    for (const port of [imap!, lmtp!]) {
      await eventually(
        20_000,
        () => `Dovecot does not listen: ${said}${log()}`,
        () => {
          if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode}: ${said}${log()}`);
          return greets(port);
        },
      );
    }
    for (const user of users) await makeInbox(imap!, user, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { version, ports: configuration.ports, log, stop };
}

/** Makes what Dovecot else makes at the first look: two sessions that make it at once refuse each other. */
async function makeInbox(port: number, user: DovecotUser, log: () => string): Promise<void> {
  try {
    const client = await openMailbox(port, user);
    await client.mailboxOpen('INBOX');
    await client.logout();
  } catch (error) {
    throw new Error(`Dovecot does not let its user in: ${error}\n${log()}`, { cause: error });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** True when a server greets on this port, undefined when nobody does. */
export async function greets(port: number): Promise<true | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

async function chooseMailUser(): Promise<MailUser> {
  const name = isRoot ? 'mail' : userInfo().username;
  const id = async (...flags: string[]) => (await runToEnd('/usr/bin/id', [...flags, name])).trim();
  return { name, group: await id('-gn'), uid: Number(await id('-u')), gid: Number(await id('-g')) };
}

function passwordFile(users: readonly DovecotUser[], { uid, gid }: MailUser, mail: string): string {
  return users
    .map(({ user, password }) => `${user}:{PLAIN}${password}:${uid}:${gid}::${join(mail, user)}::\n`)
    .join('');
}

/** Settings that 2.3 and 2.4 write alike. */
function common({ folder, mailUser, ports, folders }: Configuration): string {
  const unprivileged = isRoot
    ? ''
    : `default_login_user = ${mailUser.name}
default_internal_user = ${mailUser.name}
default_internal_group = ${mailUser.group}
`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
listen = 127.0.0.1
protocols = imap lmtp
ssl = no
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
mail_max_userip_connections = 100
${unprivileged}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
namespace inbox {
  inbox = yes
  separator = /
${folders.map((name) => `  mailbox ${name} {\n    auto = create\n  }\n`).join('')}}
`;
}

function dovecot23(configuration: Configuration): string {
  return `${common(configuration)}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
mail_location = sdbox:~/sdbox
passdb {
  driver = passwd-file
  args = ${configuration.folder}/users
}
userdb {
  driver = passwd-file
  args = ${configuration.folder}/users
}
`;
}

function dovecot24(configuration: Configuration, version: string): string {
  const release = /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '2.4.0';
  // The two version settings must come first.
  return `dovecot_config_version = ${release}
dovecot_storage_version = ${release}
${common(configuration)}
auth_allow_cleartext = yes
auth_mechanisms = plain login
auth_username_format = %{user | lower}
mail_driver = sdbox
mail_path = ~/sdbox
passdb passwd-file {
  passwd_file_path = ${configuration.folder}/users
}
userdb passwd-file {
  passwd_file_path = ${configuration.folder}/users
}
`;
}
