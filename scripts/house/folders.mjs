/** Where things stand in the repository, and the one Node.js that everything but the set-up runs under. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const MODULES = join(ROOT, 'node_modules');
export const DIST = join(ROOT, 'dist');

/** The project's Node.js, a package like any other. */
export const NODE = join(MODULES, '.bin', 'node');
export const NODE_MAJOR = '24';

/** The floors, as the root's tsconfig lists them. */
export function floors() {
  return JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).references.map((reference) => reference.path);
}

/** The programs of packages that are scripts, run by the project's Node.js. */
export const TOOLS = {
  tsc: join(MODULES, 'typescript', 'bin', 'tsc'),
  biome: join(MODULES, '@biomejs', 'biome', 'bin', 'biome'),
  vitest: join(MODULES, 'vitest', 'vitest.mjs'),
  vite: join(MODULES, 'vite', 'bin', 'vite.js'),
};
