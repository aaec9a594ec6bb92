import type { DiagnosticCode } from '../../dsl/index.ts';

/**
 * One rule of the language.
 *
 * INVARIANT: a number is for ever: a rule that goes leaves its number unused, a new one takes the next of its section.
 */
export interface Rule {
  /** `section.ordinal`, two digits. */
  readonly number: string;
  /** One or two sentences. */
  readonly rule: string;
  /** What it is about: how scripts are written, what they do, what is refused, what is warned of or noted, how much there may be. */
  readonly kind: 'form' | 'meaning' | 'error' | 'warning' | 'limit';
  /** Diagnostics that tell of it; the case files of these codes are its cases. */
  readonly codes?: readonly DiagnosticCode[];
  /** Further case files, `cases/form/<name>.ccs`, or with their folder. */
  readonly cases?: readonly string[];
  /** Runs, `cases/run/<name>.run`. */
  readonly runs?: readonly string[];
  /** Tests that show what neither a case nor a run can. */
  readonly tests?: readonly string[];
}
