/**
 * Makes a fresh clone ready to run: packages, the project's own Node.js, the build. Runs before `npm start` and `npm test`,
 * under whatever Node.js the machine has, and does nothing when nothing is to be done.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const OLDEST_NODE = 20;
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `This is Node.js ${process.versions.node}; ccmm needs ${OLDEST_NODE} or newer to set itself up: install it from https://nodejs.org or your system's packages.\n`,
  );
  process.exit(1);
}

const { lastLines, main, progress, run, say, Stop } = await import('./house/console.mjs');
const { MODULES, NODE, NODE_MAJOR, ROOT } = await import('./house/folders.mjs');
const { isBuilt } = await import('./house/build-stamp.mjs');
const { withLock } = await import('./house/lock.mjs');
const { build } = await import('./build.mjs');

const STAMP = join(MODULES, '.ccmm-setup');

/** The packages in place are those of the lock file, for this platform, with a Node.js that was seen to run. */
function stampText() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform} ${process.arch} node ${NODE_MAJOR}\n`;
}

function isInstalled() {
  return existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, 'utf8') === stampText();
}

async function install() {
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const args = [
    ...first,
    'ci',
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await progress('installing packages (about 400 MB)', async () => {
    const { code, output } = await run(command, args, { cwd: ROOT, env: environment() });
    if (code === 0) return;
    throw new Stop(
      'npm could not install the packages: see what it said above (is the network there, is the disk full?), then run this again.',
      lastLines(output, 20),
    );
  });
  await ensureNode();
  writeFileSync(STAMP, stampText());
}

/** What the outer npm was told for itself must not reach the inner one: it would leave out what the build needs. */
function environment() {
  const {
    NODE_ENV: _,
    npm_config_omit: __,
    npm_config_only: ___,
    npm_config_production: ____,
    npm_config_dry_run: _____,
    ...rest
  } = process.env;
  return rest;
}

/** The package `node` brings its program by an install script; where that was blocked it is run here. */
async function ensureNode() {
  if (await nodeRuns()) return;
  const home = join(MODULES, 'node');
  const { output } = await progress(`fetching Node.js ${NODE_MAJOR}`, () =>
    run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: home,
      env: { ...environment(), npm_config_ignore_scripts: 'false' },
    }),
  );
  rmSync(NODE, { force: true });
  symlinkSync('../node/bin/node', NODE);
  if (await nodeRuns()) return;
  throw new Stop(
    `The package "node" ${NODE_MAJOR} did not bring its program: allow its install script (npm config set ignore-scripts false) and run this again.`,
    lastLines(output, 20),
  );
}

async function nodeRuns() {
  const { code, output } = await run(NODE, ['--version']);
  return code === 0 && output.startsWith(`v${NODE_MAJOR}.`);
}

/** Under sudo, in a folder of the user who called it, everything made here shall be that user's. */
function workAsOwner() {
  const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
  if (process.getuid?.() !== 0 || !uid || !gid || statSync(ROOT).uid !== Number(uid)) return;
  process.initgroups(Number(uid), Number(gid));
  process.setgid(Number(gid));
  process.setuid(Number(uid));
  process.env.HOME = userInfo().homedir;
}

await main(async () => {
  if (isInstalled() && isBuilt()) return;
  workAsOwner();
  const waiting = (holder) => say(`another set-up is at work here (process ${holder}); waiting for it`);
  await withLock(join(ROOT, '.setup.lock'), waiting, async () => {
    if (!isInstalled()) await install();
    if (!isBuilt()) await build();
  });
});

// npm does not run the tests after this: their last line is said here.
if (process.exitCode === 1 && process.env.npm_lifecycle_event === 'pretest')
  process.stdout.write('0 passed, 1 failed\n');
