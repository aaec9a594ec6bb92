/**
 * Everything that ccmm says about a script set: one table from permanent codes to words.
 *
 * A check reports facts (code, place, arguments); the row turns them into words; `render.ts` and the editors draw them.
 * INVARIANT: a code is never given a new meaning; a retired one stays out of use. Ranges: 0001 extensions, 1xxx text and
 * form, 2xxx names, 3xxx types, 4xxx flow, 5xxx center.yaml. To add one, add a row to the stage's file in `diagnostics/`.
 */
import { centreDiagnostics } from './diagnostics/centre.ts';
import { flowDiagnostics } from './diagnostics/flow.ts';
import { nameDiagnostics } from './diagnostics/names.ts';
import { proofDiagnostics } from './diagnostics/proofs.ts';
import { type DiagnosticLevel, type DiagnosticRow, row } from './diagnostics/row.ts';
import { syntaxDiagnostics } from './diagnostics/syntax.ts';
import { typeDiagnostics } from './diagnostics/types.ts';
import type { Mend } from './mend.ts';
import type { Place } from './source.ts';

const table = {
  CCS0001: row<{ feature: string }>({
    level: 'error',
    title: 'extension',
    message: (a) => `${a.feature} is an extension of ccmm, which \`dialect: ccm6\` does not have`,
    help: () => 'write `dialect: ccmm` in center.yaml to use it',
    explanation:
      'ccmm extends the routing language of the tradition: GIVE RESPONSE, CLOSE CONTACT, CONTAINS, BODY and others are its own. Under `dialect: ccmm` they are silent. A centre that says `dialect: ccm6` in center.yaml wants to know that its scripts keep to the old language, so each extension in them is an error.',
  }),
  ...syntaxDiagnostics,
  ...nameDiagnostics,
  ...typeDiagnostics,
  ...flowDiagnostics,
  ...proofDiagnostics,
  ...centreDiagnostics,
};

/** `CCS` and four digits. */
export type DiagnosticCode = keyof typeof table;

/** The facts that a code's message is made of. */
export type DiagnosticArgs<Code extends DiagnosticCode> = Parameters<(typeof table)[Code]['message']>[0];

/** The codes in the order of the table. */
export const diagnosticCodes = Object.keys(table) as readonly DiagnosticCode[];

/** A further place that helps to understand a finding: `the first one is here`. */
export interface RelatedPlace {
  readonly place: Place;
  readonly message: string;
}

/** One finding: plain data, its words already made. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly level: DiagnosticLevel;
  readonly message: string;
  readonly place: Place;
  /** The likely mend. */
  readonly help: string | undefined;
  readonly related: readonly RelatedPlace[];
  /** The change that mends it, where that is certain. */
  readonly mend: Mend | undefined;
}

/**
 * Makes a finding of a code, its place and its facts. A finding about the whole set stands at center.yaml, offset 0.
 * `mend`: instead of the one that the row makes of the facts.
 */
export function diagnostic<Code extends DiagnosticCode>(
  code: Code,
  place: Place,
  args: DiagnosticArgs<Code>,
  related: readonly RelatedPlace[] = [],
  mend?: Mend,
): Diagnostic {
  const entry = table[code] as unknown as DiagnosticRow<DiagnosticArgs<Code>>;
  const help = entry.help?.(args);
  return {
    code,
    level: entry.level,
    message: clipped(entry.message(args)),
    place,
    help: help === undefined ? undefined : clipped(help),
    related,
    mend: mend ?? entry.mend?.(args, place),
  };
}

/** A message is one line that can be read: long text of the author's is cut, line ends in it become blanks. */
function clipped(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/`([^`]{60})[^`]+`/g, '`$1…`');
}

/** Level, title and explanation of a code. */
export function describeDiagnostic(code: DiagnosticCode): {
  readonly level: DiagnosticLevel;
  readonly title: string;
  readonly explanation: string;
} {
  const { level, title, explanation } = table[code];
  return { level, title, explanation };
}

/** In the order of file, offset and code; for what is shown to people. */
export function compareDiagnostics(first: Diagnostic, second: Diagnostic): number {
  return (
    compareText(first.place.source.fileName, second.place.source.fileName) ||
    first.place.span.start - second.place.span.start ||
    first.place.span.end - second.place.span.end ||
    compareText(first.code, second.code)
  );
}

function compareText(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
