/** Measures the code as it is shipped: bundled JavaScript (see decision/main.ts). The peers stay the packages that they are. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// Beside its source, so that the peers are found.
const file = fileURLToPath(new URL('.measure.bundle.mjs', import.meta.url));
const bundle = await rolldown({
  input: fileURLToPath(new URL('measure.ts', import.meta.url)),
  platform: 'node',
  logLevel: 'silent',
  external: /^[^./]/,
});
await bundle.write({ file, format: 'esm' });
await bundle.close();
try {
  process.exitCode = spawnSync(process.execPath, [file], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(file, { force: true });
}
