/**
 * Lowering: the scripts of a set, checked and without errors, become one program. Scripts stand one after the other, sections in the order of the
 * text (control falls from one into the next), bodies of event handlers behind their script.
 */
import { nameKey } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import type { Assembler, Label } from '../assemble.ts';
import type { Lowering } from './lowering.ts';
import { lowerStatements } from './statements.ts';

/** Adds a script to a program; its tree is not needed afterwards. */
export function lowerScript(script: AnalysedScript, out: Assembler): void {
  const { file, name } = script;
  const sections = new Map<string, Label>();
  for (const section of file.sections) sections.set(nameKey(section.name.text), out.label());
  const behind: (() => void)[] = [];
  const lowering: Lowering = { script, out, sections, ints: 0, texts: 0, place: name, waits: 0, behind };
  out.beginScript(name, file.source);
  lowerStatements(lowering, file.entry);
  for (const section of file.sections) {
    out.beginSection(section.name.text, sections.get(nameKey(section.name.text))!);
    lowering.place = `${name}/${section.name.text}`;
    lowering.waits = 0;
    lowerStatements(lowering, section.body);
  }
  out.from({ start: file.source.text.length, end: file.source.text.length });
  out.emit('END', {});
  for (const body of behind) body();
  out.endScript();
}
