/**
 * Measures the code as it is shipped: bundled JavaScript. Run from the sources the machine is a fifth slower, for stripping types loads
 * WebAssembly, whose growing memory takes away what the compiler knows of all typed arrays of the process.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const file = fileURLToPath(new URL('../out/decision.mjs', import.meta.url));
const bundle = await rolldown({
  input: fileURLToPath(new URL('measure.ts', import.meta.url)),
  platform: 'node',
  logLevel: 'silent',
});
await bundle.write({ file, format: 'esm' });
await bundle.close();
process.exitCode = spawnSync(process.execPath, [file], { stdio: 'inherit' }).status ?? 1;
