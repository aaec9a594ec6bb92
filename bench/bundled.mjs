/**
 * Runs a benchmark as the code is shipped: `node bundled.mjs front-end/parse.ts`. Run from the sources typed arrays are a fifth slower, for stripping
 * types loads WebAssembly, whose growing memory takes away what the compiler knows of all typed arrays of the process.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const input = join(dirname(fileURLToPath(import.meta.url)), process.argv[2]);
// Beside its source, so that what it names by its own place is found.
const file = join(dirname(input), `.${basename(input, '.ts')}.bundle.mjs`);
const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
await bundle.write({ file, format: 'esm', codeSplitting: false });
await bundle.close();
try {
  process.exitCode = spawnSync(process.execPath, [file, ...process.argv.slice(3)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(file, { force: true });
}
