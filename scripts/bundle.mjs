/**
 * Makes `dist/bin/`: the quick commands as one file, `validate` as another, the start-up snapshot of the first, and the program `ccmm` that takes the
 * fastest way there is.
 *
 * The snapshot belongs to the very Node.js that made it; where that is gone, `ccmm` runs the file with the
 * bytecode of such a run, and every other command runs unbundled.
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundlePlugins } from './house/bundle-plugins.mjs';
import { main, run, Stop } from './house/console.mjs';
import { DIST, NODE, ROOT } from './house/folders.mjs';
import { trimmed } from './house/trim-snapshot.mjs';

const BIN = join(DIST, 'bin');

/** Bundles what `dist/` holds compiled. */
async function bundle() {
  const { COMMANDS } = await import(join(DIST, 'cli', 'commands', 'index.js'));
  const quick = COMMANDS.filter(({ isQuick }) => isQuick).map(({ name }) => name);
  mkdirSync(BIN, { recursive: true });
  const text = await bundled(COMMANDS, quick);
  writeFileSync(join(BIN, 'quick-commands.cjs'), asFunction(text));
  // By itself it is a fifth less to read and to make functions of, which counts where there is no snapshot.
  writeFileSync(join(BIN, 'quick-validate.cjs'), asFunction(await bundled(COMMANDS, ['validate'])));
  copyFileSync(join(ROOT, 'scripts', 'house', 'quick-loader.cjs'), join(BIN, 'quick.cjs'));
  await warmUp(text);
  writeFileSync(join(BIN, 'ccmm'), launcher(quick));
  chmodSync(join(BIN, 'ccmm'), 0o755);
}

/** The command line with some of the commands, as the text of a CommonJS module. */
async function bundled(commands, chosen) {
  const others = new Set(commands.map(({ name }) => name).filter((name) => !chosen.includes(name)));
  const made = await rolldown({
    input: join(DIST, 'cli', 'quick.js'),
    platform: 'node',
    external: (id, from) => {
      const path = from !== undefined && id.startsWith('.') ? join(dirname(from), id) : id;
      return others.has(/[\\/]cli[\\/]commands[\\/]([a-z-]+)\.[jt]s$/.exec(path)?.[1]);
    },
    plugins: [...(await bundlePlugins()), ...(chosen.length === 1 ? [atOnce(chosen[0])] : [])],
    // Modules do nothing but define what they export.
    treeshake: { moduleSideEffects: false },
  });
  const { output } = await made.generate({ format: 'cjs', codeSplitting: false, minify: true, comments: false });
  await made.close();
  return inAscii(output[0].code);
}

/** A command that is the only one is loaded with the bundle: no module need then be a function that runs when it is asked for. */
function atOnce(command) {
  return {
    name: 'at-once',
    transform(code, id) {
      if (id !== join(DIST, 'cli', 'commands', 'index.js')) return null;
      const call = `import('./${command}.js')`;
      if (code.split(call).length !== 2) throw new Stop(`${id} has changed: ${command} is no longer loaded there.`);
      return `import * as only from './${command}.js';\n${code.replace(call, 'Promise.resolve(only)')}`;
    },
  };
}

/** V8 keeps a text with one wide character at two bytes each, in the snapshot too. */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As scripts/house/quick-loader.cjs calls it. */
function asFunction(text) {
  return `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
}

/** Keeps what a process holds that has checked an example with a script beside its own, and once more with a fault in it. `text`: the bundle. */
async function warmUp(text) {
  const folder = mkdtempSync(join(tmpdir(), 'ccmm-warm-up-'));
  const centres = [WARM_UP, `${WARM_UP}EXECUTE Nowhere\n`].map((script, index) => {
    const centre = join(folder, String(index));
    cpSync(join(ROOT, 'examples', 'helpdesk'), centre, { recursive: true });
    writeFileSync(join(centre, 'Warm_Up.ccs'), script);
    return centre;
  });
  for (const name of ['quick-commands', 'quick-validate']) {
    const bytecode = [join(ROOT, 'scripts', 'house', 'keep-bytecode.cjs'), join(BIN, 'quick.cjs'), name, ...centres];
    await tool('The bytecode cannot be kept', bytecode);
  }
  const blob = join(BIN, 'quick.blob');
  // Where a snapshot is made there is no `exports`.
  const alone = join(BIN, 'quick-snapshot.cjs');
  writeFileSync(alone, `var exports={};${text}`);
  // A warning would load what standard error needs, and keep it.
  const snapshot = ['--no-warnings', '--snapshot-blob', blob, '--build-snapshot', alone, ...centres];
  await tool('The start-up snapshot cannot be made', snapshot);
  rmSync(alone);
  writeFileSync(blob, trimmed(readFileSync(blob)));
  rmSync(folder, { recursive: true });
}

async function tool(what, args) {
  const { code, output } = await run(NODE, args, { cwd: ROOT });
  if (code !== 0) throw new Stop(`${what}: see what is said above.`, output);
}

/** What scripts often use, and the example's do not. */
const WARM_UP = `IF NOT OUT OF SERVICE EM_Billing AND (AGE OF CONTACT > 900 OR NOT QUEUED) THEN QUEUE TO SKILLSET EM_Billing WITH PRIORITY 3 END IF
SECTION Look
WAIT 30
IF (QUEUED COUNT EM_Billing) > (3 * LOGGED AGENT COUNT EM_Support) THEN LOG "long queue", QUEUED COUNT EM_Billing END IF
WHERE CONTACT PRIORITY EQUALS
  VALUE 1, 2: ASSIGN looks_cv + 1 TO looks_cv
  VALUE 3 .. 4: LOG SUBJECT, "usual"
  DEFAULT: looks_cv ASSIGNED 0
END WHERE
IF TIME OF DAY = 8:00 .. 17:30 AND DAY OF WEEK = Saturday, Sunday THEN EXECUTE Look END IF
IF EXPECTED WAIT TIME EM_Billing > 600 AND PRIORITY IN QUEUE EM_Billing <> 1 THEN
  CHANGE PRIORITY IN SKILLSET EM_Billing, EM_Support TO PRIORITY 1
ELSE
  IF SUBJECT CONTAINS "order" THEN OFFER RESPONSE received_response END IF
END IF
EXECUTE Look
`;

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
  # A Node.js that came after the snapshot refuses it.
  if [ "$node" != node ] && [ -r "$bin/quick.blob" ] && ! [ "$node" -nt "$bin/quick.blob" ]; then
    # Two copies of the snapshot are made at each start: huge pages save a thousand page faults. Other C libraries than glibc look at no such thing.
    GLIBC_TUNABLES=\${GLIBC_TUNABLES:+$GLIBC_TUNABLES:}glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432
    export GLIBC_TUNABLES
    # The seed of the hash tables stays that of the build: a run that reads some texts is too short to be slowed down by chosen names.
    exec "$node" --no-rehash-snapshot --snapshot-blob "$bin/quick.blob" ccmm "$@"
  fi
  exec "$node" "$bin/quick.cjs" "$@" ;;
esac
exec "$node" "$bin/../cli/main.js" "$@"
`;
}

await main(bundle);
