/**
 * Mends applied to texts, round after round, until there is none left that helps.
 *
 * INVARIANT: the texts that come back never have more errors than those that went in: a round that makes it worse is taken apart, and a mend
 * that makes it worse alone is never applied.
 */
import type { Diagnostic } from './diagnostics.ts';
import type { Edit, Mend } from './mend.ts';

/** Rounds at most: each mends all that it can, and the next sees what that uncovers. */
const roundsMost = 10;
/** Mends tried one by one after a round that made it worse. */
const singlesMost = 100;

/** A mend that was applied, with what it mended. */
export interface AppliedMend {
  readonly diagnostic: Diagnostic;
  readonly mend: Mend;
}

/** What became of texts. */
export interface MendedTexts {
  /** By file name; those that are unchanged too. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly AppliedMend[];
  /** What is left to say of them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Mends texts. `check` says what is wrong with a set of texts; edits in files that are not among the texts are left alone. */
export function mendTexts(
  texts: ReadonlyMap<string, string>,
  check: (texts: ReadonlyMap<string, string>) => readonly Diagnostic[],
): MendedTexts {
  let current: MendedTexts = { texts, applied: [], diagnostics: check(texts) };
  const useless = new Set<string>();
  for (let round = 0; round < roundsMost; round += 1) {
    const chosen = compatible(current.diagnostics, current.texts).filter((one) => !useless.has(keyOf(one)));
    if (chosen.length === 0) break;
    const next = tried(current, chosen, check);
    if (next !== undefined) {
      current = next;
      continue;
    }
    let helped = false;
    for (const one of chosen.slice(0, singlesMost)) {
      const alone = tried(current, [one], check);
      useless.add(keyOf(one));
      if (alone === undefined) continue;
      current = alone;
      helped = true;
      // The places of the others are those of the text before.
      break;
    }
    if (!helped) break;
  }
  return current;
}

/** The texts after these mends; `undefined` when that is no better. */
function tried(
  before: MendedTexts,
  mends: readonly AppliedMend[],
  check: (texts: ReadonlyMap<string, string>) => readonly Diagnostic[],
): MendedTexts | undefined {
  const texts = new Map(before.texts);
  const edits = mends.flatMap(({ mend }) => mend.edits);
  for (const file of new Set(edits.map((one) => one.place.source.fileName))) {
    const own = edits.filter((one) => one.place.source.fileName === file);
    texts.set(file, applyEdits(texts.get(file) ?? '', own));
  }
  const diagnostics = check(texts);
  const errors = (found: readonly Diagnostic[]) => found.filter(({ level }) => level === 'error').length;
  const fewer = errors(before.diagnostics) - errors(diagnostics);
  // What one error hid may come to light when it is mended: warnings of a script without errors, faults about names that are now known.
  const isBetter =
    fewer > 0 ||
    (fewer === 0 &&
      (diagnostics.length < before.diagnostics.length ||
        mends.every(
          ({ diagnostic }) => timesTold(diagnostic, diagnostics) < timesTold(diagnostic, before.diagnostics),
        )));
  return isBetter ? { texts, diagnostics, applied: [...before.applied, ...mends] } : undefined;
}

/** How often the same thing is said, wherever. */
function timesTold({ code, message }: Diagnostic, diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((one) => one.code === code && one.message === message).length;
}

/** A text with edits made; their places are those of the text as it is, and do not overlap. New lines end as the text's own do. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((first, second) => first.place.span.start - second.place.span.start);
  const lineEnd = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  let made = '';
  let at = 0;
  for (const { place, text: put } of sorted) {
    made += text.slice(at, place.span.start) + put.replaceAll('\n', lineEnd);
    at = place.span.end;
  }
  return made + text.slice(at);
}

/** The mends that can be made together: of two that touch one another the first. */
function compatible(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): readonly AppliedMend[] {
  const taken = new Map<string, { readonly start: number; readonly end: number }[]>();
  return diagnostics.flatMap((diagnostic): readonly AppliedMend[] => {
    const { mend } = diagnostic;
    if (mend === undefined) return [];
    const isFree = mend.edits.every(({ place: { source, span } }) => {
      if (texts.get(source.fileName) !== source.text) return false;
      return (taken.get(source.fileName) ?? []).every((other) => span.end < other.start || other.end < span.start);
    });
    if (!isFree) return [];
    for (const { place } of mend.edits) {
      const spans = taken.get(place.source.fileName) ?? [];
      spans.push(place.span);
      taken.set(place.source.fileName, spans);
    }
    return [{ diagnostic, mend }];
  });
}

function keyOf({ diagnostic: { code, place }, mend }: AppliedMend): string {
  return JSON.stringify([code, place.source.fileName, place.source.text.length, place.span, mend.title]);
}
