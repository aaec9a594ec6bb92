/** A set of scripts: what every script of it is looked at against, their order, and that there is one Master_Script (language §2). */
import {
  type Diagnostic,
  diagnostic,
  nameFault,
  nameKey,
  type Place,
  type SourceText,
  scriptName,
} from '../dsl/index.ts';
import type { Directory } from '../vm/index.ts';
import type { CentrePositions } from './analysis.ts';
import { FlowDrawing } from './flow-drawing.ts';
import { type NameTable, nameTable } from './names.ts';

/** Where every contact starts. */
export const MASTER_SCRIPT = 'Master_Script';

/** What a script's meaning depends on besides its own text: the centre, and which scripts there are. */
export interface ScriptSet {
  readonly names: NameTable;
  /** Extensions are errors (`dialect: ccm6`). */
  readonly strict: boolean;
  /** The names of its scripts by `nameKey`, in the set's order; of two with one name the first. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Draws the flow parts of its scripts. */
  readonly flows: FlowDrawing;
}

/** The set that these files make, which must be in its order. */
export function scriptSetOf(directory: Directory, files: readonly { readonly file: string }[]): ScriptSet {
  const scripts = new Map<string, string>();
  for (const { file } of files) {
    const name = scriptName(file);
    if (!scripts.has(nameKey(name))) scripts.set(nameKey(name), name);
  }
  const strict = directory.center.dialect === 'ccm6';
  const flows = new FlowDrawing(new Set(watchedVariables(directory)));
  return { names: nameTable(directory), strict, scripts, flows };
}

/** Call variables that have no value before something is assigned. */
export function watchedVariables({ variables }: Directory): readonly string[] {
  return variables.flatMap(({ name, scope, hasDefault }) => (scope === 'call' && !hasDefault ? [nameKey(name)] : []));
}

/**
 * Files in the order of a set: Master_Script first, the others by `nameKey`, so that the same files give the same image in whatever order they
 * came.
 */
export function inSetOrder<File extends { readonly file: string }>(files: readonly File[]): readonly File[] {
  const keyed = files.map((file) => ({ file, key: sortKey(scriptName(file.file)) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.file.file, b.file.file));
  return keyed.map(({ file }) => file);
}

/** What is wrong with the names of a set's scripts, which are in its order. */
export function setFaults(
  scripts: readonly { readonly name: string; readonly source: SourceText }[],
  positions: CentrePositions,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const startOf = ({ source }: { readonly source: SourceText }): Place => ({ source, span: { start: 0, end: 0 } });
  const byName = new Map<string, (typeof scripts)[number]>();
  const masters = scripts.filter(({ name }) => isMaster(name));
  for (const script of scripts) {
    const { name } = script;
    const fault = nameFault(name);
    if (fault !== undefined) diagnostics.push(diagnostic('CCS2007', startOf(script), { name, fault }));
    const first = byName.get(nameKey(name));
    if (first === undefined) byName.set(nameKey(name), script);
    else if (!isMaster(name)) {
      const related = [{ place: startOf(first), message: 'the other one is this file' }];
      diagnostics.push(diagnostic('CCS2008', startOf(script), { name }, related));
    }
  }
  const wholeSet = startOf(positions);
  if (masters.length === 0) diagnostics.push(diagnostic('CCS2009', wholeSet, {}));
  if (masters.length > 1) {
    const related = masters.map((master) => ({ place: startOf(master), message: 'a Master_Script is this file' }));
    diagnostics.push(diagnostic('CCS2010', wholeSet, {}, related));
  }
  return diagnostics;
}

function isMaster(name: string): boolean {
  return nameKey(name) === nameKey(MASTER_SCRIPT);
}

/** Master_Script before all others. */
function sortKey(name: string): string {
  return isMaster(name) ? '' : nameKey(name);
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
