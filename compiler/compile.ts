/**
 * The whole way of a script set: texts to reports to findings and a program, a script at a time. Never throws, whatever the texts hold.
 */
import { compareDiagnostics, type Diagnostic, parse, type SourceText } from '../dsl/index.ts';
import type { Directory, Program } from '../vm/index.ts';
import type { AnalysedScript, CentrePositions } from './analysis.ts';
import { Assembler } from './assemble.ts';
import { joinFlow } from './control-flow.ts';
import { lowerScript } from './lower/lower.ts';
import { proveFlow } from './prove/prove.ts';
import { reportOn, type ScriptReport, type ScriptText } from './script-report.ts';
import { inSetOrder, type ScriptSet, scriptSetOf, setFaults } from './script-set.ts';
import { spinningFaults } from './spinning-loops.ts';

/** Stands in every image; changes with what the compiler makes of a script. */
export const COMPILER_VERSION = 'ccmm 0.1.0';

/** What compiling gives. */
export interface CompiledSet {
  /** Only when there is no error. */
  readonly program: Program | undefined;
  /** In the order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How a set is looked at; all of it can be left out. */
export interface Looking {
  /** Sees each script's tree and tables, in the set's order, before they go. */
  readonly visit?: (script: AnalysedScript) => void;
  /** A report that was kept: of the same text in a set of the same centre and the same scripts' names. */
  readonly kept?: (text: ScriptText) => ScriptReport | undefined;
  /** Takes each report, kept or new. */
  readonly keep?: (text: ScriptText, report: ScriptReport) => void;
}

/** Compiles the scripts of a centre. */
export function compileSet(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
  { visit }: Pick<Looking, 'visit'> = {},
): CompiledSet {
  const out = new Assembler();
  let isSound = true;
  const found = lookAt(directory, positions, scripts, (set, text) =>
    reportOn(set, text, (script, faults) => {
      visit?.(script);
      isSound &&= !hasError(faults);
      if (isSound) lowerScript(script, out);
    }),
  );
  return { program: hasError(found) ? undefined : out.finish(COMPILER_VERSION), diagnostics: found };
}

/** All that is to be said of the scripts of a centre, without a program. */
export function checkSet(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
  { visit, kept, keep }: Looking = {},
): readonly Diagnostic[] {
  return lookAt(directory, positions, scripts, (set, text) => {
    const report = kept?.(text) ?? reportOn(set, text, visit);
    keep?.(text, report);
    return report;
  });
}

function lookAt(
  directory: Directory,
  positions: CentrePositions,
  scripts: readonly ScriptText[],
  report: (set: ScriptSet, text: ScriptText) => ScriptReport,
): readonly Diagnostic[] {
  const ordered = inSetOrder(scripts);
  const set = scriptSetOf(directory, ordered);
  const reports = ordered.map((text) => report(set, text));
  const flow = joinFlow(reports);
  const errors = [
    ...reports.flatMap(({ faults }) => faults),
    ...setFaults(reports, positions),
    ...spinningFaults(flow),
  ];
  // Of a script with errors nothing is proven, because what it will mean is not known, and nothing of ways either, which go from script to script; a
  // script beside it still hears what is true of it by itself.
  const faulty = new Set<SourceText>(errors.map(({ place }) => place.source));
  const proven = reports.flatMap((one) => (faulty.has(one.source) ? [] : one.proven));
  const ofWays = faulty.size === 0 && reports.length > 0 ? proveFlow(directory, positions, flow) : [];
  return [...errors, ...proven, ...ofWays].sort(compareDiagnostics);
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ level }) => level === 'error');
}

/** What is wrong with scripts by themselves: all that can be said without a center.yaml. */
export function checkSyntax(scripts: readonly ScriptText[]): readonly Diagnostic[] {
  return scripts.flatMap(({ source, file }) => parse(source, file).diagnostics).sort(compareDiagnostics);
}
