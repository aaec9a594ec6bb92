/**
 * What was found in a centre, kept in `$CCMM_HOME/cache` until anything changes that the findings depend on: a text, a file that center.yaml names,
 * or the compiler. Where only scripts changed, the other scripts' reports are kept (kept-reports.ts) and only the proofs about ways are made anew. Levels are chosen afterwards (`--deny`, `--allow`), so they are no part of the key.
 *
 * INVARIANT: the cache never decides what is said, only how fast: an entry that cannot be read, or belongs to other texts, counts as none.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CentreTexts, checkCentre } from '../compiler/centre/index.ts';
import { type Diagnostic, type SourceText, scriptSource, sourceText } from '../dsl/index.ts';
// Not through the store's index, which would load the database's library.
import { createHome, resolveHome } from '../runtime/store/embedded/home.ts';
import { hashOf, readFolderEntry, writeFolderEntry } from './cache-folder.ts';
import { type KeptFindings, packed, restored } from './kept-findings.ts';
import { KeptReports } from './kept-reports.ts';
import { ccmmPackage } from './version.ts';

/** Entries kept; the oldest go first. One is a few bytes for a centre without findings. */
const ENTRIES_MOST = 200;

/** In a set of fewer scripts everything is found out anew as fast as it is read. */
const SCRIPTS_LEAST = 20;

interface Entry extends KeptFindings {
  /** Files that center.yaml named, and the hash of each; '' where there was none, which is not an empty one. */
  readonly reads: readonly (readonly [path: string, hash: string])[];
}

/** All that is to be said of a centre: from the cache where nothing changed, else found out and kept. `stamp`: of the compiler; nothing is kept without. */
export function cachedFindings(texts: CentreTexts, stamp = compilerStamp()): readonly Diagnostic[] {
  if (stamp === undefined) return checkCentre(texts).diagnostics;
  const hashes = new Map(texts.scripts.map(({ file, source }) => [file, hashOf(source)]));
  const file = join(resolveHome(), 'cache', 'findings', keyOf(texts, hashes, stamp));
  const kept = readEntry(file, texts);
  if (kept !== undefined) return restored(kept, (name) => sourceOf(texts, name));
  const reads = new Map<string, string>();
  const read = (path: string) => {
    const text = texts.read(path);
    reads.set(path, hashOfRead(text));
    return text;
  };
  const dependsOn = () => [stamp, texts.centre, [...hashes.keys()], [...reads]];
  const reports = new KeptReports(join(resolveHome(), 'cache', 'reports'), dependsOn, hashes);
  const isLarge = texts.scripts.length >= SCRIPTS_LEAST;
  const { diagnostics } = checkCentre({ ...texts, read }, isLarge ? reports : {});
  keepQuietly(() => {
    if (isLarge) reports.write();
    const entry: Entry = { reads: [...reads], ...packed(diagnostics) };
    writeFolderEntry(file, new TextEncoder().encode(JSON.stringify(entry)), ENTRIES_MOST);
  });
  return diagnostics;
}

function sourceOf({ centre, scripts }: CentreTexts, file: string): SourceText {
  if (file === centre.file) return sourceText(file, centre.text.replace(/^\uFEFF/, ''));
  return scriptSource(scripts.find((script) => script.file === file)?.source ?? '', file);
}

/** Which compiler this is: the sources it was built from. None for one that runs from its sources, which may change. */
function compilerStamp(): string | undefined {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return undefined;
  try {
    const dist = join(dirname(here), '..');
    return `${ccmmPackage().version} ${readFileSync(join(dist, '.build-stamp'), 'utf8')}`;
  } catch {
    // A published package has no stamp; its version stands for what is in it.
    return ccmmPackage().version;
  }
}

function keyOf({ centre }: CentreTexts, hashes: ReadonlyMap<string, string>, stamp: string): string {
  return hashOf(JSON.stringify([stamp, centre, [...hashes]]));
}

function readEntry(file: string, { read }: CentreTexts): Entry | undefined {
  const content = readFolderEntry(file);
  if (content === undefined) return undefined;
  const entry = JSON.parse(new TextDecoder().decode(content)) as Entry;
  return entry.reads.every(([path, hash]) => hashOfRead(read(path)) === hash) ? entry : undefined;
}

function hashOfRead(text: string | undefined): string {
  return text === undefined ? '' : hashOf(text);
}

/** Where nothing can be kept, the next run finds it out anew. */
function keepQuietly(write: () => void): void {
  try {
    createHome(resolveHome());
    write();
  } catch {
    // A full disk, a folder that is not ours: see above.
  }
}
