/** What the bundle of the quick commands leaves out or works out beforehand: each took a noticeable part of every start (bench/README.md, "start"). */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Stop } from './console.mjs';
import { DIST, MODULES } from './folders.mjs';
import { readyGrammar } from './ready-grammar.mjs';

/** Commander starts programs for subcommands that are files of their own; ours are not, and the module brings half of Node.js with it. */
const withoutChildProcess = {
  name: 'without-child-process',
  resolveId: (id) => (id === 'node:child_process' ? '\0no-child-process' : null),
  load: (id) => (id === '\0no-child-process' ? 'export default {}' : null),
};

/** File functions with promises are loaded by the first call: streams, readline and more come with them. */
const lazyFilePromises = {
  name: 'lazy-file-promises',
  resolveId: (id) => (id === 'node:fs/promises' ? '\0lazy-file-promises' : null),
  async load(id) {
    if (id !== '\0lazy-file-promises') return null;
    const names = Object.entries(await import('node:fs/promises')).filter(([, value]) => typeof value === 'function');
    const lines = names
      .filter(([name]) => name !== 'default')
      .map(([name]) => `export const ${name} = (...args) => fs.promises.${name}(...args);`);
    return `import * as fs from 'node:fs';\n${lines.join('\n')}\n`;
  },
};

/** The yaml package's own modules for bundlers, from which what nobody uses is left out; for Node.js it brings the same in CommonJS. */
const yamlInModules = {
  name: 'yaml-in-modules',
  resolveId: (id) => (id === 'yaml' ? join(MODULES, 'yaml', 'browser', 'dist', 'index.js') : null),
};

/** Modules of ours that only hold data, as that data: their libraries stay out. Each entry: the module below dist/, and what it exports. */
function asData(modules) {
  const texts = new Map(modules.map(([path, text]) => [join(DIST, path), text]));
  return {
    name: 'as-data',
    load: async (id) => {
      const text = texts.get(id);
      return text === undefined ? null : await text(await import(pathToFileURL(id).href));
    },
  };
}

const data = asData([
  [join('compiler', 'centre', 'schema.js'), ({ CenterFile }) => `export const CenterFile = ${json(CenterFile)};`],
  [
    join('cli', 'version.js'),
    ({ ccmmPackage }) => {
      const { version, description } = ccmmPackage();
      return `const found = ${json({ version, description })};\nexport const ccmmPackage = () => found;`;
    },
  ],
  [
    join('compiler', 'centre', 'platform-timezones.js'),
    ({ platformTimezones }) => {
      const { tz, icu } = process.versions;
      const fits = `process.versions.tz === ${json(tz)} && process.versions.icu === ${json(icu)}`;
      return `export const platformTimezones = () =>
  ${fits} ? ${json(platformTimezones().join(' '))}.split(' ') : Intl.supportedValuesOf('timeZone');`;
    },
  ],
]);

function json(value) {
  const text = JSON.stringify(value);
  if (!isDeepStrictEqual(JSON.parse(text), value)) throw new Stop('What is bundled as data is more than data.');
  return text;
}

/** All of them; what is bundled is read from `dist/`, which must be built. */
export async function bundlePlugins() {
  const [{ ScriptParser }, { lexerTokens }] = await Promise.all(
    ['script-parser.js', 'tokens.js'].map((name) => import(pathToFileURL(join(DIST, 'dsl', name)).href)),
  );
  const grammar = readyGrammar({ parser: new ScriptParser(true), lexerTokens });
  return [withoutChildProcess, lazyFilePromises, yamlInModules, data, ...grammar];
}
