/** Builds `dist/`: the floors by the compiler, their other files by copying, the desktop by Vite. `--force` builds anyway. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assetFiles, hashOfSources, isBuilt, stampBuild } from './house/build-stamp.mjs';
import { lastLines, main, progress, run, Stop } from './house/console.mjs';
import { DIST, floors, NODE, ROOT, TOOLS } from './house/folders.mjs';

/** Brings `dist/` up to date; throws Stop when a source does not compile. */
export async function build() {
  // Taken first: a source that changes while it is built makes the next build.
  const hash = hashOfSources();
  await progress('building', async () => {
    await tool('The sources do not compile', [TOOLS.tsc, '-b'], ROOT);
    copyAssets();
    removeStale();
    // By itself: it needs packages that set-up has only just installed, and the project's Node.js.
    await tool('The quick commands cannot be bundled', [join(ROOT, 'scripts', 'bundle.mjs')], ROOT);
    const desktop = join(ROOT, 'desktop');
    if (existsSync(join(desktop, 'index.html')))
      await tool('The desktop does not build', [TOOLS.vite, 'build'], desktop);
  });
  stampBuild(hash);
}

async function tool(what, args, cwd) {
  const { code, output } = await run(NODE, args, { cwd });
  if (code !== 0) throw new Stop(`${what}: correct what is said above, then run it again.`, lastLines(output, 40));
}

function copyAssets() {
  for (const path of assetFiles()) {
    const target = join(DIST, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(ROOT, path), target);
  }
}

/** A source that is gone must not live on in `dist/`: a migration would still be run. */
function removeStale() {
  const assets = new Set(assetFiles());
  for (const top of new Set(floors().map((floor) => floor.split('/')[0]))) sweep(join(DIST, top), assets);
}

function sweep(folder, assets) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = relative(DIST, path);
    const source = name.replace(/(\.d\.ts|\.js)(\.map)?$/, '');
    if (entry.isDirectory()) sweep(path, assets);
    else if (!assets.has(name) && !existsSync(join(ROOT, `${source}.ts`)) && !existsSync(join(ROOT, `${source}.tsx`)))
      rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    if (process.argv.includes('--force') || !isBuilt()) await build();
  });
}
