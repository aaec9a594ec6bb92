/** A whole centre: center.yaml and its scripts to a directory and a program. */
import { compareDiagnostics, type Diagnostic } from '../../dsl/index.ts';
import type { Directory, Program } from '../../vm/index.ts';
import {
  type CentrePositions,
  type CompiledSet,
  checkSet,
  checkSyntax,
  compileSet,
  type Looking,
  type ScriptText,
} from '../index.ts';
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

/** What is said of a centre. */
export interface CheckedCentre {
  /** Only when center.yaml has no error. */
  readonly directory: Directory | undefined;
  readonly positions: CentrePositions;
  /** In the order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What compiling a centre gives. */
export interface CompiledCentre extends CheckedCentre {
  /** Only when there is no error anywhere. */
  readonly program: Program | undefined;
}

/** Compiles a centre. The same texts give the same program, byte for byte. */
export function compileCentre(texts: CentreTexts): CompiledCentre {
  return lookAtCentre(texts, (directory, positions) => compileSet(directory, positions, texts.scripts));
}

/** All that is to be said of a centre, without a program. `looking` is for a center.yaml without errors. */
export function checkCentre(texts: CentreTexts, looking?: Looking): CheckedCentre {
  return lookAtCentre(texts, (directory, positions) => ({
    program: undefined,
    diagnostics: checkSet(directory, positions, texts.scripts, looking),
  }));
}

function lookAtCentre(
  { centre, scripts, read }: CentreTexts,
  look: (directory: Directory, positions: CentrePositions) => CompiledSet,
): CompiledCentre {
  const { directory, draft, positions, diagnostics } = readCentre(centre.text, { fileName: centre.file, files: read });
  if (directory !== undefined) return { directory, positions, ...look(directory, positions) };
  const ofScripts = draft === undefined ? checkSyntax(scripts) : checkAgainst(draft, positions, scripts);
  const all = [...diagnostics, ...ofScripts].sort(compareDiagnostics);
  return { directory, positions, program: undefined, diagnostics: all };
}

/** What is wrong with the scripts whatever the mended center.yaml will hold. */
function checkAgainst(draft: Draft, positions: CentrePositions, scripts: readonly ScriptText[]): readonly Diagnostic[] {
  return checkSet(draft.directory, positions, scripts).filter(({ code, level }) => {
    // What ways hold, and what nobody uses, can be told when the names are right.
    if (level !== 'error') return false;
    if (code === 'CCS2001' || code === 'CCS2005') return draft.hasAllNames;
    return draft.namesAreDistinct || !(code === 'CCS2004' || code.startsWith('CCS3'));
  });
}
