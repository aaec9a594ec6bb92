/** A whole centre: center.yaml and its scripts to a directory and a program. */
import { compareDiagnostics, type Diagnostic } from '../../dsl/index.ts';
import type { Directory, Program } from '../../vm/index.ts';
import { type Analysis, type CentrePositions, checkSet, checkSyntax, programOf, type ScriptText } from '../index.ts';
import { type Draft, readCentre } from './read-centre.ts';
import type { ReadFile } from './response-text.ts';

/** The texts of a centre's folder. */
export interface CentreTexts {
  /** center.yaml; `file` is its path as shown to people. */
  readonly centre: { readonly file: string; readonly text: string };
  readonly scripts: readonly ScriptText[];
  /** Texts that center.yaml names. */
  readonly read: ReadFile;
}

/** What compiling a centre gives. */
export interface CompiledCentre {
  /** Only when there is no error anywhere. */
  readonly program: Program | undefined;
  /** Only when center.yaml has no error. */
  readonly directory: Directory | undefined;
  /** Only when center.yaml has no error. */
  readonly analysis: Analysis | undefined;
  readonly positions: CentrePositions;
  /** In the order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a centre. The same texts give the same program, byte for byte. */
export function compileCentre(texts: CentreTexts): CompiledCentre {
  const checked = checkCentre(texts);
  const { analysis, diagnostics } = checked;
  return { ...checked, program: analysis === undefined ? undefined : programOf(analysis, diagnostics) };
}

/** All that is to be said of a centre, without a program: most of the way costs nothing where nobody runs it. */
export function checkCentre({ centre, scripts, read }: CentreTexts): Omit<CompiledCentre, 'program'> {
  const { directory, draft, positions, diagnostics } = readCentre(centre.text, { fileName: centre.file, files: read });
  if (directory === undefined) {
    const ofScripts = draft === undefined ? checkSyntax(scripts) : checkAgainst(draft, positions, scripts);
    const all = [...diagnostics, ...ofScripts].sort(compareDiagnostics);
    return { directory, analysis: undefined, positions, diagnostics: all };
  }
  const set = checkSet(directory, positions, scripts);
  return { directory, analysis: set.analysis, positions, diagnostics: set.diagnostics };
}

/** What is wrong with the scripts whatever the mended center.yaml will hold. */
function checkAgainst(draft: Draft, positions: CentrePositions, scripts: readonly ScriptText[]): readonly Diagnostic[] {
  const { diagnostics } = checkSet(draft.directory, positions, scripts);
  return diagnostics.filter(({ code, level }) => {
    // What ways hold, and what nobody uses, can be told when the names are right.
    if (level !== 'error') return false;
    if (code === 'CCS2001' || code === 'CCS2005') return draft.hasAllNames;
    return draft.namesAreDistinct || !(code === 'CCS2004' || code.startsWith('CCS3'));
  });
}
