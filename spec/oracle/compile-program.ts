/** A generated program made ready to run: compiled and linked for the machine, as trees for the reference. */
import { compileSet } from '../../compiler/index.ts';
import { type ScriptFile, sourceText } from '../../dsl/index.ts';
import {
  buildGlobals,
  type Directory,
  decodeProgram,
  encodeProgram,
  type GlobalValues,
  type LinkedProgram,
  link,
  type NameKind,
  type Program,
  type ProgramSymbol,
} from '../../vm/index.ts';
import { AGENTS, PROVIDERS, REASONS, RESPONSES, SKILLSETS } from './catalogue.ts';
import type { GeneratedProgram, GeneratedScript } from './generate-program.ts';

/** One activation. */
export interface Activation {
  readonly directory: Directory;
  readonly globals: GlobalValues;
  readonly program: Program;
  readonly linked: LinkedProgram;
  /** The trees, by the lower-case name. */
  readonly files: ReadonlyMap<string, ScriptFile>;
}

/** A generated program that does not compile: the generator's fault, or the compiler's. */
export class NotCompiled extends Error {}

const NAMES: Readonly<Record<Exclude<NameKind, 'variable'>, readonly string[]>> = {
  skillset: SKILLSETS,
  agent: AGENTS,
  provider: PROVIDERS,
  response: RESPONSES,
  reason: REASONS,
};

/** Ids are places in the lists of the directory. */
export function idOf(directory: Directory, kind: NameKind, name: string): number {
  const wanted = name.toLowerCase();
  if (kind === 'variable') return directory.variables.findIndex((one) => one.name.toLowerCase() === wanted);
  return NAMES[kind].findIndex((one) => one.toLowerCase() === wanted);
}

/** The name with an id. */
export function nameOf(directory: Directory, kind: NameKind, id: number): string {
  return (kind === 'variable' ? directory.variables[id]?.name : NAMES[kind][id]) ?? '';
}

const GLOBALS = new WeakMap<Directory, GlobalValues>();

function globalsOf(directory: Directory, number: number): GlobalValues {
  const known = GLOBALS.get(directory);
  if (known !== undefined) return known;
  const numbered = directory.variables.map((entry, id) => ({ id, entry }));
  const globals = buildGlobals(number, numbered, (kind, name) => idOf(directory, kind, name));
  GLOBALS.set(directory, globals);
  return globals;
}

const POSITIONS = { source: sourceText('center.yaml', ''), names: new Map() };

/** Compiles every version; the last script set stands for the activations that follow. Throws NotCompiled. */
export function compileProgram({ centre, versions }: GeneratedProgram, throughBytes: boolean): readonly Activation[] {
  // The directories name the same things in the same places, so one linking serves them all.
  const compiled = versions.map((version) => compileVersion(centre.directories[0]!, version, throughBytes));
  return centre.directories.map((directory, number): Activation => {
    const version = compiled[Math.min(number, compiled.length - 1)]!;
    return { directory, globals: globalsOf(directory, number), ...version };
  });
}

/** The trees are those that the reference runs. */
function compileVersion(directory: Directory, version: readonly GeneratedScript[], throughBytes: boolean) {
  const files: ScriptFile[] = [];
  const texts = version.map(({ name, text }) => ({ file: `${name}.ccs`, source: text }));
  const { program: compiled, diagnostics } = compileSet(directory, POSITIONS, texts, {
    visit: ({ file }) => files.push(file),
  });
  if (compiled === undefined) {
    const errors = diagnostics.filter(({ level }) => level === 'error');
    throw new NotCompiled(errors.map(({ code, message }) => `${code} ${message}`).join('\n'));
  }
  // What a site runs has been written and read again.
  const program = throughBytes ? decodeProgram(encodeProgram(compiled)) : compiled;
  const resolve = (symbol: ProgramSymbol): number => idOf(directory, symbol.kind, symbol.name);
  return {
    program,
    linked: link(program, resolve),
    files: new Map(files.map((file) => [file.name.toLowerCase(), file])),
  };
}
