/**
 * A centre's folder on disk: `center.yaml` and the `.ccs` files beside it (language §2). Everything is read once, with limits,
 * and handed to the compiler as text; only files inside the folder are read.
 *
 * Reading goes file by file without the thread pool, which costs a short run more than the reading does.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { shellWord } from './shell-word.ts';

export const CENTRE_FILE = 'center.yaml';
export const SCRIPT_EXTENSION = '.ccs';

export interface ScriptSource {
  /** Base name without extension: the script's name. */
  readonly name: string;
  /** As people see it: relative to the present folder. */
  readonly file: string;
  readonly source: Uint8Array;
}

export interface CentreSources {
  readonly folder: string;
  readonly centre: { readonly file: string; readonly text: string };
  readonly scripts: readonly ScriptSource[];
  /** Text of a file inside the folder that center.yaml names; undefined when it is not there or not inside. */
  readonly read: (path: string) => string | undefined;
}

export class CentreFolderError extends Error {
  readonly code: 'no_centre' | 'unreadable' | 'too_large';
  constructor(code: CentreFolderError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bytes of the largest script that is read (language §1). */
export const SCRIPT_LIMIT_BYTES = 64 * 1024 * 1024;
/** A centre's file and responses are written by hand. */
const LIMITS = { scriptBytes: SCRIPT_LIMIT_BYTES, centreBytes: 8 * 1024 * 1024, scripts: 10_000 } as const;

/** The nearest folder from `start` upwards that holds a center.yaml. */
export async function findCentreFolder(start: string): Promise<string | undefined> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (isFile(join(folder, CENTRE_FILE))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Reads the centre in `dir`. `from` is the folder that shown paths are relative to. */
export async function readCentreFolder(dir: string, from: string = process.cwd()): Promise<CentreSources> {
  const folder = resolve(dir);
  const centrePath = join(folder, CENTRE_FILE);
  if (!isFile(centrePath)) {
    const above = await findCentreFolder(dirname(folder));
    const next =
      above === undefined
        ? `give a centre's folder, or make one with: ccmm init ${shellWord(dir)}`
        : `the centre around it is ${shellWord(above)}; give that folder`;
    throw new CentreFolderError('no_centre', `there is no ${CENTRE_FILE} in ${folder}; ${next}`);
  }
  const shown = (path: string) => relative(from, path) || path;
  const text = readLimited(centrePath, LIMITS.centreBytes);
  const names = readdirSync(folder)
    .filter((name) => name.toLowerCase().endsWith(SCRIPT_EXTENSION))
    .sort();
  if (names.length > LIMITS.scripts)
    throw new CentreFolderError('too_large', `${folder} holds over ${LIMITS.scripts} scripts`);
  const scripts: ScriptSource[] = [];
  for (const name of names) scripts.push(await readScript(join(folder, name), shown(join(folder, name))));
  return {
    folder,
    centre: { file: shown(centrePath), text: text.toString('utf8') },
    scripts,
    read: insideOnly(folder),
  };
}

/** Reads one script; `file` is how it is shown. */
export async function readScript(path: string, file: string): Promise<ScriptSource> {
  const name = basename(path);
  return { name: name.slice(0, -SCRIPT_EXTENSION.length), file, source: readLimited(path, LIMITS.scriptBytes) };
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

function readLimited(path: string, limitBytes: number): Buffer {
  try {
    const { size } = statSync(path);
    if (size > limitBytes)
      throw new CentreFolderError('too_large', `${path} has ${size} bytes; at most ${limitBytes} are read`);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof CentreFolderError) throw cause;
    throw new CentreFolderError(
      'unreadable',
      `${path} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`,
      { cause },
    );
  }
}

/** The compiler refuses paths that leave the folder by their text; links that leave it are refused here. */
function insideOnly(folder: string): (path: string) => string | undefined {
  return (path) => {
    try {
      const real = realpathSync(join(folder, path));
      if (!real.startsWith(realpathSync(folder) + sep)) return undefined;
      if (statSync(real).size > LIMITS.centreBytes) return undefined;
      return readFileSync(real, 'utf8');
    } catch {
      return undefined;
    }
  };
}
