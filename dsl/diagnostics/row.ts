/** What a row of the table of diagnostics says. */
import { type Mend, replacing } from '../mend.ts';
import type { Place } from '../source.ts';

/** How bad it is. Errors keep a script set from being activated; warnings and notes do not. */
export type DiagnosticLevel = 'error' | 'warning' | 'note';

/** One diagnostic: fixed level and title, a message from the facts, perhaps a mend. */
export interface DiagnosticRow<Args> {
  readonly level: DiagnosticLevel;
  /** A few words for lists. */
  readonly title: string;
  /** One line in the script author's words: small initial, no full stop, the author's text in backticks. */
  readonly message: (args: Args) => string;
  /** The likely mend, where there is one. */
  readonly help?: (args: Args) => string | undefined;
  /** The change that mends it, where the facts make certain what was meant; whoever reports may know a better one. */
  readonly mend?: (args: Args, place: Place) => Mend | undefined;
  /** Why it is so, for `explain-code` and the spec. */
  readonly explanation: string;
}

/** Keeps the type of a row's arguments. */
export function row<Args>(entry: DiagnosticRow<Args>): DiagnosticRow<Args> {
  return entry;
}

/** The facts of a diagnostic that needs none. */
export type NoArgs = Readonly<Record<never, never>>;

/** The help line of an unknown name. */
export function didYouMean(args: { readonly suggestion: string | undefined }): string | undefined {
  return args.suggestion === undefined ? undefined : `did you mean \`${args.suggestion}\`?`;
}

/** The mend of an unknown name: the one that was meant, in its place, where that is certain. */
export function writeMeant(
  args: { readonly suggestion?: string | undefined; readonly clear?: boolean },
  place: Place,
): Mend | undefined {
  return args.suggestion === undefined || args.clear !== true ? undefined : replacing(place, args.suggestion);
}
