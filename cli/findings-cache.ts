/**
 * What was found in a centre, kept in `$CCMM_HOME/cache` until anything changes that the findings depend on: a text, a file that center.yaml names,
 * or the compiler. Levels are chosen afterwards (`--deny`, `--allow`), so they are no part of the key.
 *
 * INVARIANT: the cache never decides what is said, only how fast: an entry that cannot be read, or belongs to other texts, counts as none.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CentreTexts, checkCentre } from '../compiler/centre/index.ts';
import { type Diagnostic, type Place, type SourceText, scriptSource, sourceText } from '../dsl/index.ts';
// Not through the store's index, which would load the database's library.
import { createHome, resolveHome } from '../runtime/store/embedded/home.ts';
import { ccmmPackage } from './version.ts';

/** Entries kept; the oldest go first. One is a few bytes for a centre without findings. */
const ENTRIES_MOST = 200;

/** A place: the number of its file in `files`, and its span. */
type KeptPlace = readonly [file: number, start: number, end: number];

interface Entry {
  /** Files that center.yaml named, and the hash of each; '' where there was none. */
  readonly reads: readonly (readonly [path: string, hash: string])[];
  /** Files in which findings stand, by their names in findings. */
  readonly files: readonly string[];
  readonly findings: readonly KeptFinding[];
}

interface KeptFinding extends Omit<Diagnostic, 'place' | 'related' | 'mend'> {
  readonly place: KeptPlace;
  readonly related: readonly { readonly place: KeptPlace; readonly message: string }[];
  readonly mend?: {
    readonly title: string;
    readonly edits: readonly { readonly place: KeptPlace; readonly text: string }[];
  };
}

/** All that is to be said of a centre: from the cache where nothing changed, else found out and kept. */
export function cachedFindings(texts: CentreTexts): readonly Diagnostic[] {
  const stamp = compilerStamp();
  if (stamp === undefined) return checkCentre(texts).diagnostics;
  const file = join(resolveHome(), 'cache', 'findings', keyOf(texts, stamp));
  const kept = readEntry(file, texts);
  if (kept !== undefined) return restored(kept, texts);
  const reads = new Map<string, string>();
  const read = (path: string) => {
    const text = texts.read(path);
    reads.set(path, hashOf(text ?? ''));
    return text;
  };
  const { diagnostics } = checkCentre({ ...texts, read });
  writeEntry(file, { reads: [...reads], ...packed(diagnostics) });
  return diagnostics;
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

/** Loaded when it is used: in the start-up snapshot it would take as much room as all of ours. */
const sha256 = () => process.getBuiltinModule('node:crypto').createHash('sha256');

function hashOf(text: string | Uint8Array): string {
  return sha256().update(text).digest('base64url');
}

function keyOf({ centre, scripts }: CentreTexts, stamp: string): string {
  const hash = sha256().update(JSON.stringify([stamp, centre.file, centre.text, scripts.length]));
  for (const { file, source } of scripts) hash.update(JSON.stringify([file, source.length])).update(source);
  return hash.digest('base64url');
}

function readEntry(file: string, { read }: CentreTexts): Entry | undefined {
  try {
    const entry = JSON.parse(readFileSync(file, 'utf8')) as Entry;
    return entry.reads.every(([path, hash]) => hashOf(read(path) ?? '') === hash) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function writeEntry(file: string, entry: Entry): void {
  const folder = dirname(file);
  try {
    createHome(resolveHome());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(entry), { mode: 0o600 });
    renameSync(draft, file);
    prune(folder);
  } catch {
    // Where nothing can be kept, the next run finds it out anew.
  }
}

function prune(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= ENTRIES_MOST) return;
  const byAge = names
    .map((name) => ({ name, ms: statSync(join(folder, name)).mtimeMs }))
    .sort((one, other) => one.ms - other.ms);
  for (const { name } of byAge.slice(0, names.length - ENTRIES_MOST)) rmSync(join(folder, name), { force: true });
}

function packed(diagnostics: readonly Diagnostic[]): Pick<Entry, 'files' | 'findings'> {
  const numbers = new Map<string, number>();
  const place = ({ source: { fileName }, span }: Place): KeptPlace => {
    let number = numbers.get(fileName);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(fileName, number);
    }
    return [number, span.start, span.end];
  };
  const findings = diagnostics.map(
    ({ mend, ...finding }): KeptFinding => ({
      ...finding,
      place: place(finding.place),
      related: finding.related.map((one) => ({ message: one.message, place: place(one.place) })),
      ...(mend === undefined
        ? {}
        : {
            mend: {
              title: mend.title,
              edits: mend.edits.map((edit) => ({ text: edit.text, place: place(edit.place) })),
            },
          }),
    }),
  );
  return { files: [...numbers.keys()], findings };
}

function restored({ files, findings }: Entry, texts: CentreTexts): readonly Diagnostic[] {
  const sources = files.map((file): SourceText => {
    if (file === texts.centre.file) return sourceText(file, texts.centre.text.replace(/^\uFEFF/, ''));
    return scriptSource(texts.scripts.find((script) => script.file === file)?.source ?? '', file);
  });
  const place = ([file, start, end]: KeptPlace): Place => ({ source: sources[file]!, span: { start, end } });
  return findings.map(({ mend, ...finding }) => ({
    ...finding,
    help: finding.help,
    place: place(finding.place),
    related: finding.related.map((one) => ({ message: one.message, place: place(one.place) })),
    mend:
      mend === undefined
        ? undefined
        : { title: mend.title, edits: mend.edits.map((edit) => ({ text: edit.text, place: place(edit.place) })) },
  }));
}
