/** Resolve and check one script: its tree and its set in, side tables and diagnostics out. */
import { type Diagnostic, diagnostic, nameKey, type ScriptFile } from '../dsl/index.ts';
import type { AnalysedScript, SectionReference } from './analysis.ts';
import { checkScript } from './check/statements.ts';
import { tablesFor } from './node-table.ts';
import type { ScriptSet } from './script-set.ts';

/** Analyses a script. Never throws, whatever the tree holds; the diagnostics are in no certain order. */
export function analyse(
  { names, strict, scripts }: ScriptSet,
  file: ScriptFile,
): { readonly script: AnalysedScript; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const tables = tablesFor(file.source);
  const script: AnalysedScript = { name: file.name, file, sections: sectionsOf(file, diagnostics), tables };
  checkScript({ names, strict, scripts, script, tables, diagnostics, met: { handler: false } });
  return { script, diagnostics };
}

function sectionsOf(file: ScriptFile, diagnostics: Diagnostic[]): ReadonlyMap<string, SectionReference> {
  const sections = new Map<string, SectionReference>();
  for (let index = 0; index < file.sections.length; index++) {
    const section = file.sections[index]!;
    const { name } = section;
    if (name.text === '') continue;
    const key = nameKey(name.text);
    const first = sections.get(key);
    if (first === undefined) {
      sections.set(key, { kind: 'section', name: name.text, section, index });
      continue;
    }
    const { span } = first.section.name;
    const related = [{ place: { source: file.source, span }, message: 'it stands here first' }];
    diagnostics.push(diagnostic('CCS2006', { source: file.source, span: name.span }, { name: name.text }, related));
  }
  return sections;
}
