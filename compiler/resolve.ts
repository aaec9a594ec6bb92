/** A set of scripts: their names, their sections, and that there is one Master_Script (language §2). */
import {
  type Diagnostic,
  diagnostic,
  nameFault,
  nameKey,
  type Place,
  type ScriptFile,
  type Section,
} from '../dsl/index.ts';
import type { AnalysedScript, CentrePositions } from './analysis.ts';
import { tablesFor } from './node-table.ts';

/** Where every contact starts. */
export const MASTER_SCRIPT = 'Master_Script';

/** The scripts in the order of an analysis; `byName` has the first of each name. */
export interface ScriptSet {
  readonly scripts: readonly AnalysedScript[];
  readonly byName: ReadonlyMap<string, AnalysedScript>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names the scripts of a set and their sections. */
export function resolveSet(files: readonly ScriptFile[], positions: CentrePositions): ScriptSet {
  const diagnostics: Diagnostic[] = [];
  const scripts = files
    .map((file) => ({
      name: file.name,
      file,
      sections: sectionsOf(file, diagnostics),
      tables: tablesFor(file.source),
    }))
    .sort((a, b) => compareKeys(sortKey(a), sortKey(b)) || compareKeys(a.file.source.fileName, b.file.source.fileName));
  const byName = new Map<string, AnalysedScript>();
  const masters: AnalysedScript[] = [];
  for (const script of scripts) {
    const key = nameKey(script.name);
    const fault = nameFault(script.name);
    if (fault !== undefined) diagnostics.push(diagnostic('CCS2007', startOf(script), { name: script.name, fault }));
    const first = byName.get(key);
    if (key === nameKey(MASTER_SCRIPT)) masters.push(script);
    else if (first !== undefined) {
      const related = [{ place: startOf(first), message: 'the other one is this file' }];
      diagnostics.push(diagnostic('CCS2008', startOf(script), { name: script.name }, related));
    }
    if (first === undefined) byName.set(key, script);
  }
  const wholeSet: Place = { source: positions.source, span: { start: 0, end: 0 } };
  if (masters.length === 0) diagnostics.push(diagnostic('CCS2009', wholeSet, {}));
  if (masters.length > 1) {
    const related = masters.map((master) => ({ place: startOf(master), message: 'a Master_Script is this file' }));
    diagnostics.push(diagnostic('CCS2010', wholeSet, {}, related));
  }
  return { scripts, byName, diagnostics };
}

/** Master_Script before all others. */
function sortKey(script: AnalysedScript): string {
  const key = nameKey(script.name);
  return key === nameKey(MASTER_SCRIPT) ? '' : key;
}

function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function startOf(script: AnalysedScript): Place {
  return { source: script.file.source, span: { start: 0, end: 0 } };
}

function sectionsOf(file: ScriptFile, diagnostics: Diagnostic[]): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  for (const section of file.sections) {
    const { name } = section;
    if (name.text === '') continue;
    const first = sections.get(nameKey(name.text));
    if (first === undefined) {
      sections.set(nameKey(name.text), section);
      continue;
    }
    const related = [{ place: { source: file.source, span: first.name.span }, message: 'it stands here first' }];
    diagnostics.push(diagnostic('CCS2006', { source: file.source, span: name.span }, { name: name.text }, related));
  }
  return sections;
}
