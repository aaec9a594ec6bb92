/**
 * What a build is made of, as one hash: it is made anew when a source has changed, and not because a file was touched.
 * The stamp lies in `dist/` and so goes with it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DIST, floors, ROOT } from './folders.mjs';

const STAMP = join(DIST, '.build-stamp');
const SHARED = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.base.json'];
const NOT_BUILT = new Set(['node_modules', 'dist', 'fixtures', 'testdata']);

/** Every file that the build reads, relative to the root, in one order. */
export function sourceFiles() {
  const tops = new Set(floors().map((floor) => floor.split('/')[0]));
  if (existsSync(join(ROOT, 'desktop'))) tops.add('desktop');
  const files = [...tops].sort().flatMap((top) => walk(join(ROOT, top)));
  return [...files, ...SHARED.map((name) => join(ROOT, name))].map((path) => relative(ROOT, path));
}

/** Sources that the compiler does not carry over: migrations in SQL, templates, pages. */
export function assetFiles() {
  const isSource = /\.(ts|tsx|mts|cts|md)$|(^|\/)tsconfig[^/]*\.json$/;
  return sourceFiles().filter((path) => !isSource.test(path) && !path.startsWith('desktop/') && dirname(path) !== '.');
}

/** Whether `dist/` was built from the sources as they are. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashOfSources();
}

/** The hash of all sources, their names included. */
export function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sourceFiles()) {
    const bytes = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Notes that `dist/` was built from sources with this hash. */
export function stampBuild(hash) {
  mkdirSync(DIST, { recursive: true });
  writeFileSync(STAMP, hash);
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || NOT_BUILT.has(entry.name) || /\.test\.[a-z]+$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}
