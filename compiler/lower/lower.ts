/**
 * Lowering: the scripts of a set, checked and without errors, become one program. Scripts stand one after the other, sections in the order of the
 * text (control falls from one into the next), bodies of event handlers behind their script.
 */
import type { AnalysedScript } from '../analysis.ts';
import type { Assembler, Label } from '../assemble.ts';
import type { Lowering } from './lowering.ts';
import { lowerStatements } from './statements.ts';

/** Adds a script to a program; its tree is not needed afterwards. */
export function lowerScript(script: AnalysedScript, out: Assembler): void {
  const { file, name } = script;
  const sections = file.sections.map((): Label => out.label());
  const behind: (() => void)[] = [];
  const lowering: Lowering = { script, out, sections, ints: 0, texts: 0, place: name, waits: 0, behind };
  out.beginScript(name, file.source);
  lowerStatements(lowering, file.entry);
  for (let index = 0; index < sections.length; index++) {
    const section = file.sections[index]!;
    out.beginSection(section.name.text, sections[index]!);
    lowering.place = `${name}/${section.name.text}`;
    lowering.waits = 0;
    lowerStatements(lowering, section.body);
  }
  out.from({ start: file.source.text.length, end: file.source.text.length });
  out.emit('END', {});
  for (const body of behind) body();
  out.endScript();
}
