/**
 * What `ccmm validate` looks at: whole centres, files (one of them on standard input) within the set of the nearest centre above them, or
 * files alone. What was read can be checked again with other texts, so that mends are tried before anything is written.
 */
import { type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { checkCentre } from '../compiler/centre/index.ts';
import { checkSyntax } from '../compiler/index.ts';
import type { Diagnostic } from '../dsl/index.ts';
// Not through the runtime's index, which would load the libraries of database and mail.
import {
  CENTRE_FILE,
  type CentreSources,
  findCentreFolder,
  readCentreFolder,
  readScript,
  SCRIPT_EXTENSION,
  type ScriptSource,
} from '../runtime/centre-folder.ts';
import { cachedFindings } from './findings-cache.ts';
import { EXIT, Failure, unreadable } from './outcome.ts';
import { INPUT_NAME } from './standard-input.ts';

/** A set of files that are checked together. */
export interface CheckedPart {
  /** What was checked, in words. */
  readonly checked: string;
  readonly note?: string;
  /** The files' paths and bytes, by their names in findings. */
  readonly files: ReadonlyMap<string, CheckedFile>;
  /** What is wrong, with `texts` in place of some files as they are. */
  readonly check: (texts?: ReadonlyMap<string, string>) => readonly Diagnostic[];
}

/** One file as it is on the disk. */
export interface CheckedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads what the paths name; files of one centre are one part. `cache`: findings may come from $CCMM_HOME/cache. */
export async function readPaths(
  paths: readonly string[],
  options: { readonly cache: boolean } = { cache: true },
): Promise<readonly CheckedPart[]> {
  const centres = new Map<string, { readonly given: string[]; readonly only: Set<string> | undefined }>();
  const parts: CheckedPart[] = [];
  for (const path of paths) {
    const found = statOf(path);
    const isScript = path.toLowerCase().endsWith(SCRIPT_EXTENSION);
    const folder = found.isDirectory() ? resolve(path) : await findCentreFolder(resolve(path, '..'));
    if (folder === undefined) {
      if (!isScript)
        throw new Failure(
          'no_centre',
          `${path} is neither a ${SCRIPT_EXTENSION} file nor part of a centre`,
          EXIT.usage,
        );
      parts.push(await alone(path, NO_CENTRE));
    } else if (isScript && !found.isDirectory() && resolve(path, '..') !== folder) {
      parts.push(await alone(path, notInSet(folder)));
    } else if (!isScript && !found.isDirectory() && basename(path) !== CENTRE_FILE) {
      const hint = path.endsWith('.test.yaml') ? '; ccmm test checks it' : '';
      throw new Failure(
        'not_checked',
        `${path} is neither a ${SCRIPT_EXTENSION} file nor ${CENTRE_FILE}${hint}`,
        EXIT.usage,
      );
    } else {
      const known = centres.get(folder);
      const shown = relative(process.cwd(), resolve(path)) || path;
      const given = [...(known?.given ?? []), path];
      const isWhole = found.isDirectory() || (known !== undefined && known.only === undefined);
      centres.set(folder, { given, only: isWhole ? undefined : new Set([...(known?.only ?? []), shown]) });
    }
  }
  for (const [folder, { given, only }] of centres)
    parts.push(centrePart(await readCentreFolder(folder), given, only, options.cache));
  return parts;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    return unreadable(path)(error as NodeJS.ErrnoException);
  }
}

/**
 * The script of standard input: with the name of a file that stands, or could stand, beside a center.yaml, in the place of that file in
 * its set; else alone.
 */
export async function inputPart(source: Uint8Array, name: string | undefined): Promise<CheckedPart> {
  if (name === undefined) {
    const why = 'give --stdin-name FILE to check it in its centre';
    return formOnly({ name: 'Standard_Input', file: INPUT_NAME, source }, INPUT_NAME, why);
  }
  const path = resolve(name);
  const file = relative(process.cwd(), path);
  const script = { name: basename(path).slice(0, -SCRIPT_EXTENSION.length), file, source };
  const folder = await findCentreFolder(dirname(path));
  if (folder === undefined) return formOnly({ ...script, file: name }, path, NO_CENTRE);
  if (dirname(path) !== folder) return formOnly({ ...script, file: name }, path, notInSet(folder));
  const sources = await readCentreFolder(folder);
  const others = sources.scripts.filter((other) => resolve(other.file) !== path);
  const scripts = [...others, script].sort((a, b) => (a.file < b.file ? -1 : 1));
  // Every text on its way to being a file would leave its findings in the cache.
  return centrePart({ ...sources, scripts }, [name], new Set([file]), false);
}

const NO_CENTRE = `no ${CENTRE_FILE} is beside or above it, so names cannot be looked up`;
const notInSet = (folder: string) =>
  `it is not in the script set of ${folder}, whose scripts stand beside ${CENTRE_FILE}`;

/** A centre's folder; `only`: what is said concerns these files. */
function centrePart(
  sources: CentreSources,
  given: readonly string[],
  only: ReadonlySet<string> | undefined,
  useCache: boolean,
): CheckedPart {
  const count = sources.scripts.length;
  const files = new Map<string, CheckedFile>(
    sources.scripts.map(({ file, source }) => [file, { path: resolve(file), bytes: source }]),
  );
  files.set(sources.centre.file, {
    path: join(sources.folder, CENTRE_FILE),
    bytes: new TextEncoder().encode(sources.centre.text),
  });
  const check = (texts: ReadonlyMap<string, string> = new Map()) => {
    const centre = {
      centre: { ...sources.centre, text: texts.get(sources.centre.file) ?? sources.centre.text },
      scripts: sources.scripts.map((script) => ({ ...script, source: texts.get(script.file) ?? script.source })),
      read: sources.read,
    };
    // Texts that stand nowhere yet are tried once.
    const diagnostics = useCache && texts.size === 0 ? cachedFindings(centre) : checkCentre(centre).diagnostics;
    return only === undefined ? diagnostics : diagnostics.filter((diagnostic) => concerns(diagnostic, only));
  };
  const scripts = `(${count} script${count === 1 ? '' : 's'})`;
  return { checked: only === undefined ? `${given[0]} ${scripts}` : given.join(', '), files, check };
}

async function alone(path: string, why: string): Promise<CheckedPart> {
  return formOnly(await readScript(path, path), path, why);
}

/** What can be said of a script that is in no set. */
function formOnly(script: ScriptSource, path: string, why: string): CheckedPart {
  return {
    checked: script.file,
    note: `only the form of ${script.file} was checked: ${why}`,
    files: new Map([[script.file, { path: resolve(path), bytes: script.source }]]),
    check: (texts) => checkSyntax([{ ...script, source: texts?.get(script.file) ?? script.source }]),
  };
}

/** A diagnostic concerns a file when it stands in it, or names a place in it. */
function concerns(diagnostic: Diagnostic, files: ReadonlySet<string>): boolean {
  return [diagnostic, ...diagnostic.related].some(({ place }) => files.has(place.source.fileName));
}
