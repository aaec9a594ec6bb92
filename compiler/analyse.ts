/** Resolve, check and follow the flow of a script set: trees and a directory in, side tables and diagnostics out. */
import { type Diagnostic, diagnostic, type ScriptFile } from '../dsl/index.ts';
import type { Directory } from '../vm/index.ts';
import type { Analysis, CentrePositions } from './analysis.ts';
import type { Tables } from './check/context.ts';
import { checkScript } from './check/statements.ts';
import { spinningLoops } from './flow.ts';
import { buildFlowGraph, type FlowEdge } from './flow-graph.ts';
import { nameTable } from './names.ts';
import { resolveSet } from './resolve.ts';

/** Analyses a set. Never throws, whatever the trees hold; the diagnostics are in no certain order. */
export function analyse(
  directory: Directory,
  positions: CentrePositions,
  files: readonly ScriptFile[],
): { readonly analysis: Analysis; readonly diagnostics: readonly Diagnostic[] } {
  const set = resolveSet(files, positions);
  const diagnostics = [...set.diagnostics];
  const sets: Tables['sets'] = new Map();
  const wheres: Tables['wheres'] = new Map();
  const names = nameTable(directory);
  const strict = directory.center.dialect === 'ccm6';
  for (const script of set.scripts) {
    const tables = { ...script.tables, sets, wheres };
    checkScript({ names, strict, script, scripts: set.byName, tables, diagnostics, met: { handler: false } });
  }
  for (const { closing, others } of spinningLoops(buildFlowGraph(set.scripts))) {
    const target = closing.to.section?.name.text ?? closing.to.script.name;
    const related = others.map((edge) => ({ place: placeOf(edge), message: describeEdge(edge) }));
    diagnostics.push(diagnostic('CCS4005', placeOf(closing), { target }, related));
  }
  return { analysis: { directory, scripts: set.scripts, sets, wheres }, diagnostics };
}

function placeOf(edge: FlowEdge) {
  return { source: edge.from.script.file.source, span: edge.span };
}

function describeEdge(edge: FlowEdge): string {
  const target = edge.to.section?.name.text ?? edge.to.script.name;
  return edge.kind === 'fall' ? `the way falls through to \`${target}\` here` : `the way goes on to \`${target}\` here`;
}
