/**
 * Makes `dist/bin/`: the quick commands as one file, the start-up snapshot of it, and the program `ccmm` that takes the fastest way there is.
 *
 * The snapshot belongs to the very Node.js that made it; where that is gone, `ccmm` runs the file, and every other command runs unbundled.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { main, run, Stop } from './house/console.mjs';
import { DIST, NODE, ROOT } from './house/folders.mjs';

const BIN = join(DIST, 'bin');

/** Bundles what `dist/` holds compiled. */
async function bundle() {
  const { COMMANDS } = await import(join(DIST, 'cli', 'commands', 'index.js'));
  const quick = COMMANDS.filter(({ isQuick }) => isQuick).map(({ name }) => name);
  mkdirSync(BIN, { recursive: true });
  const isSlow = (id) => {
    const command = /[\\/]commands[\\/]([a-z-]+)\.[jt]s$|^\.\/([a-z-]+)\.js$/.exec(id);
    const name = command?.[1] ?? command?.[2];
    return COMMANDS.some((row) => row.name === name) && !quick.includes(name);
  };
  const made = await rolldown({
    input: join(DIST, 'cli', 'quick.js'),
    platform: 'node',
    external: isSlow,
    plugins: [withoutChildProcess],
  });
  await made.write({
    file: join(BIN, 'quick.cjs'),
    format: 'cjs',
    codeSplitting: false,
    minify: true,
    comments: false,
  });
  await made.close();
  asciiOnly(join(BIN, 'quick.cjs'));
  const args = ['--snapshot-blob', join(BIN, 'quick.blob'), '--build-snapshot', join(BIN, 'quick.cjs')];
  const { code, output } = await run(NODE, args, { cwd: ROOT });
  if (code !== 0) throw new Stop('The start-up snapshot cannot be made: see what is said above.', output);
  writeFileSync(join(BIN, 'ccmm'), launcher(quick));
  chmodSync(join(BIN, 'ccmm'), 0o755);
}

/** Commander starts programs for subcommands that are files of their own; ours are not, and the module brings half of Node.js with it. */
const withoutChildProcess = {
  name: 'without-child-process',
  resolveId: (id) => (id === 'node:child_process' ? '\0no-child-process' : null),
  load: (id) => (id === '\0no-child-process' ? 'export default {}' : null),
};

/** V8 keeps a text with one wide character at two bytes each, in the snapshot too. */
function asciiOnly(file) {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(file, escaped);
}

/** POSIX shell, without a process of its own: each costs more than the shell. */
function launcher(quick) {
  return `#!/bin/sh
# Starts ccmm the fastest way there is. Made by scripts/bundle.mjs.
self=$0
case $self in */*) ;; *) self=./$self ;; esac
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=\${self%/*}/$link ;; esac
done
case $self in */*) bin=\${self%/*} ;; *) bin=. ;; esac
node=$bin/../../node_modules/node/bin/node
[ -x "$node" ] || node=node
case $1 in
${quick.join('|')})
  if [ "$node" != node ] && [ -r "$bin/quick.blob" ]; then
    exec "$node" --snapshot-blob "$bin/quick.blob" ccmm "$@"
  fi
  exec "$node" "$bin/quick.cjs" "$@" ;;
esac
exec "$node" "$bin/../cli/main.js" "$@"
`;
}

await main(bundle);
