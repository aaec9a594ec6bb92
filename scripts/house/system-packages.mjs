/**
 * The real servers that the tests talk to: which are missing, and how they come onto this machine.
 *
 * INVARIANT: nothing that belongs to the machine's owner changes. No service is started, no database cluster is created,
 * no package is removed, and the two policy files placed for the installation are gone afterwards.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const SYSTEM_PATH = [
  '/usr/sbin',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
];
const DOVECOT_LIBEXEC = [
  '/usr/lib/dovecot',
  '/usr/libexec/dovecot',
  '/usr/local/libexec/dovecot',
  '/opt/homebrew/libexec/dovecot',
];
const CHROMIUM_NAMES = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser'];

/** The one command for somebody who is not root: it installs what is missing and runs the tests. */
const AS_ROOT = 'Run this one command:\n  sudo env "PATH=$PATH" npm test';

/** One row for each server: the Debian package, what it is for, how to tell that it is there. */
export const SYSTEM_PACKAGES = [
  {
    package: 'dovecot-imapd',
    need: 'Dovecot (IMAP)',
    present: () => program('dovecot') !== undefined && inLibexec('imap'),
  },
  { package: 'dovecot-lmtpd', need: 'Dovecot (LMTP)', present: () => inLibexec('lmtp') },
  {
    package: 'postfix',
    need: 'Postfix',
    present: () => program('postfix') !== undefined && program('postconf') !== undefined,
  },
  { package: 'postgresql', need: 'PostgreSQL server', present: () => distributionPostgres() !== undefined },
  { package: 'chromium', need: 'Chromium', present: () => chromiumProgram() !== undefined },
];

/**
 * The full path of a program, looked up in PATH and in the folders that an ordinary user's PATH leaves out.
 * @param {string} name
 * @returns {string | undefined}
 */
export function program(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_PATH]) {
    if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/**
 * A Chromium that can be started with a profile of ours. Ubuntu's `chromium-browser` is a script that asks for a snap, and
 * a snap's browser sees neither our folders nor our profile: both count as missing. `CCMM_CHROMIUM` names another one.
 * @returns {string | undefined}
 */
export function chromiumProgram() {
  const named = process.env.CCMM_CHROMIUM;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  for (const name of CHROMIUM_NAMES) {
    const path = program(name);
    if (path !== undefined && !isSnap(path)) return path;
  }
  const bundle = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return existsSync(bundle) ? bundle : undefined;
}

/**
 * The newest PostgreSQL server of the distribution, with the folder of its programs.
 * @returns {{ version: string, bin: string } | undefined}
 */
export function distributionPostgres() {
  const found = [];
  for (const root of ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt']) {
    if (!existsSync(root)) continue;
    for (const name of readdirSync(root)) {
      const bin = join(root, name, 'bin');
      const version = /(\d+)$/.exec(name)?.[1];
      if (version !== undefined && existsSync(join(bin, 'postgres'))) found.push({ version, bin });
    }
  }
  return found.sort((a, b) => Number(b.version) - Number(a.version))[0];
}

/** The rows whose server is not on this machine. */
export function missingPackages() {
  return SYSTEM_PACKAGES.filter((row) => !row.present());
}

/**
 * Makes sure that every server of SYSTEM_PACKAGES is on this machine and may be started.
 * @param {(line: string) => void} say progress, one line each
 * @returns {string | undefined} what stands in the way, and the one command that settles it
 */
export function installMissing(say) {
  const missing = missingPackages();
  if (missing.length === 0) return needsRoot();
  const needs = missing.map((row) => row.need).join(', ');
  const system = osRelease();
  if (!system.debianLike) {
    return `The tests need ${needs}, and on ${system.name} they are not installed for you: install them with the system's package manager, then run npm test again.`;
  }
  if (system.id === 'ubuntu' && missing.some((row) => row.package === 'chromium')) {
    return (
      'The tests need Chromium, and on Ubuntu its package is a snap, which cannot read the tests’ folders: ' +
      'install Google Chrome’s .deb package or set CCMM_CHROMIUM to a Chromium program, then run npm test again.'
    );
  }
  if (process.getuid?.() !== 0) return `The tests need ${needs}. ${AS_ROOT}`;
  const names = missing.map((row) => row.package);
  const command = `apt-get install --no-install-recommends -y ${names.join(' ')}`;

  say(`installing ${names.join(', ')} (no service is started)`);
  const update = apt(['update']);
  const rehearsal = apt(['install', '-s', '--no-install-recommends', ...names]);
  if (rehearsal.status !== 0) {
    const detail = lastLines(update.status === 0 ? rehearsal.output : update.output, 6);
    return `apt-get cannot install ${names.join(', ')}:\n${detail}`;
  }
  const removed = [...rehearsal.output.matchAll(/^Remv (\S+)/gm)].map((match) => match[1]);
  if (removed.length > 0) {
    return `Installing ${names.join(', ')} would remove ${removed.join(', ')}, so it was not done. If that is what you want, run this one command, then npm test again:\n  ${command}`;
  }
  const failed = installQuietly(names);
  if (failed !== undefined)
    return `apt-get could not install ${names.join(', ')}; run \`${command}\` by hand. It said:\n${failed}`;
  const still = missingPackages();
  if (still.length > 0) return `${still.map((row) => row.need).join(', ')} still missing after \`${command}\`.`;
  return undefined;
}

/** Postfix starts for root only, so the whole run wants root; what it makes in this folder stays its owner's. */
function needsRoot() {
  return process.getuid?.() === 0 ? undefined : `The tests start Postfix, which only root may do. ${AS_ROOT}`;
}

/** Runs the installation between two policy files: no service starts, no cluster is created. Returns apt's last words when it fails. */
function installQuietly(names) {
  const undo = [];
  try {
    place(undo, '/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
    place(undo, '/etc/postgresql-common/createcluster.d/zz-no-cluster.conf', 'create_main_cluster = false\n', 0o644);
    if (names.includes('postfix')) {
      spawnSync('debconf-set-selections', [], { input: 'postfix postfix/main_mailer_type select No configuration\n' });
    }
    const result = apt(['install', '-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...names]);
    return result.status === 0 ? undefined : lastLines(result.output, 12);
  } finally {
    for (const step of undo.reverse()) step();
  }
}

/** Creates a file where none is, with its folders, and notes how to take both away again. */
function place(undo, path, text, mode) {
  if (existsSync(path)) return;
  const made = mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
  undo.push(() => {
    rmSync(path, { force: true });
    // A folder that only held our file goes too; one that a package has put something into stays.
    for (let folder = dirname(path); made !== undefined && folder.length >= made.length; folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) return;
      rmSync(folder, { recursive: true });
    }
  });
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', NEEDRESTART_MODE: 'l' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  const result = spawnSync('apt-get', [...lock, ...args], { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return {
    status: result.status,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
  };
}

function osRelease() {
  if (!existsSync('/etc/os-release')) return { id: process.platform, name: process.platform, debianLike: false };
  const text = readFileSync('/etc/os-release', 'utf8');
  const field = (name) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const id = field('ID');
  const debianLike = [id, ...field('ID_LIKE').split(' ')].some((name) => name === 'debian' || name === 'ubuntu');
  return { id, name: field('PRETTY_NAME') || id, debianLike };
}

function inLibexec(name) {
  return DOVECOT_LIBEXEC.some((folder) => existsSync(join(folder, name)));
}

function isSnap(path) {
  if (path.startsWith('/snap/')) return true;
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(4096);
  const head = buffer.toString('latin1', 0, readSync(file, buffer));
  closeSync(file);
  return head.startsWith('#!') && /\/snap\/bin|snap install/.test(head);
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
