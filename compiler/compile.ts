/** The whole way of a script set: text to tree to analysis to program. Never throws, whatever the texts hold. */
import { compareDiagnostics, type Diagnostic, type ParseResult, parse } from '../dsl/index.ts';
import type { Directory, Program } from '../vm/index.ts';
import { analyse } from './analyse.ts';
import type { Analysis, CentrePositions } from './analysis.ts';
import { lower } from './lower/lower.ts';

/** Stands in every image; changes with what the compiler makes of a script. */
export const COMPILER_VERSION = 'ccmm 0.1.0';

/** One `.ccs` file. */
export interface ScriptText {
  /** Its path as shown to people; the base name is the script's name. */
  readonly file: string;
  readonly source: string | Uint8Array;
}

/** What compiling gives. */
export interface CompiledSet {
  /** Only when there is no error. */
  readonly program: Program | undefined;
  /** For editors also when there are errors; lowered only without. */
  readonly analysis: Analysis;
  /** In the order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the scripts of a centre. */
export function compileSet(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
): CompiledSet {
  const parsed = parseAll(scripts);
  const { analysis, diagnostics } = analyse(
    directory,
    positions,
    parsed.map(({ file }) => file),
  );
  const all = [...parsed.flatMap((one) => one.diagnostics), ...diagnostics].sort(compareDiagnostics);
  const isSound = all.every(({ level }) => level !== 'error');
  return { program: isSound ? lower(analysis, COMPILER_VERSION) : undefined, analysis, diagnostics: all };
}

/** What is wrong with scripts by themselves: all that can be said without a center.yaml. */
export function checkSyntax(scripts: readonly ScriptText[]): readonly Diagnostic[] {
  return parseAll(scripts)
    .flatMap((one) => one.diagnostics)
    .sort(compareDiagnostics);
}

function parseAll(scripts: readonly ScriptText[]): readonly ParseResult[] {
  return scripts.map(({ source, file }) => parse(source, file));
}
