/**
 * All that a set needs to know of one script. It is worked out from the script's text and its set alone, whatever the other scripts hold, and holds
 * no tree: a set of thousands of scripts is compiled in the room of one, and of a set in which one script changed the others' reports are taken
 * from where they were kept.
 */
import { type Diagnostic, parse, type SourceText } from '../dsl/index.ts';
import { analyse } from './analyse.ts';
import type { AnalysedScript } from './analysis.ts';
import type { FlowScript } from './control-flow.ts';
import { withoutFollowUps } from './follow-ups.ts';
import { proveScript } from './prove/script-walk.ts';
import type { ScriptSet } from './script-set.ts';

/** One `.ccs` file. */
export interface ScriptText {
  /** Its path as shown to people; the base name is the script's name. */
  readonly file: string;
  readonly source: string | Uint8Array;
}

/** What is known of a script when its tree is gone. */
export interface ScriptReport extends FlowScript {
  readonly source: SourceText;
  /** What is wrong with it. */
  readonly faults: readonly Diagnostic[];
  /** What the proofs say that need no other script; none where there are faults. */
  readonly proven: readonly Diagnostic[];
}

/** Reports on a script. `visit` sees what the report was drawn from. */
export function reportOn(
  set: ScriptSet,
  text: ScriptText,
  visit?: (script: AnalysedScript, faults: readonly Diagnostic[]) => void,
): ScriptReport {
  const parsed = parse(text.source, text.file);
  const { script, diagnostics } = analyse(set, parsed.file);
  const faults = [...parsed.diagnostics, ...withoutFollowUps(diagnostics, parsed.diagnostics)];
  visit?.(script, faults);
  return {
    name: script.name,
    source: parsed.file.source,
    faults,
    proven: faults.length === 0 ? proveScript(script) : [],
    flow: set.flows.draw(script),
  };
}
