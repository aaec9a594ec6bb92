/**
 * What a new version means for contacts that wait in an old one: two programs, with their directories where they are known, to facts
 * (spec/versions.md is the rule). Nothing here knows contacts; who calls adds how many wait where.
 *
 * A wait point is the *same* when its name is in both programs and means the same place. A name counts the WAIT and GET RESPONSE of
 * its section, so one more of them before it moves the name on: a name whose place is not certain is *changed*, never taken for the
 * same in silence.
 */

import type { Directory } from './directory.ts';
import { type DirectoryChange, directoryChanges, type VariableChange, variableChanges } from './directory-diff.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Program } from './program.ts';
import { aheadOf, type Places, placesOf, type StatementText } from './program-places.ts';

/** A version to compare: an image alone, or with the directory that it was activated with. */
export interface Version {
  readonly program: Program;
  readonly directory?: Directory;
}

export const WAIT_POINT_STATES = ['same', 'variables', 'changed', 'gone'] as const;
/** `variables`: the same place, and variables that the script uses there differ. `changed`: the name is there, its place is not certain. */
export type WaitPointState = (typeof WAIT_POINT_STATES)[number];

export interface WaitPointDiff {
  readonly name: string;
  readonly state: WaitPointState;
  /** Where it stands in the old version. */
  readonly script: string;
  readonly line: number;
  /** Variables used ahead of it, in either version, that differ. */
  readonly variables: readonly VariableChange[];
  /** For `changed` and `gone`: wait points of the new version that look like it, for people to choose from. */
  readonly likely: readonly string[];
  /** EXECUTE SCRIPT ahead of it. */
  readonly targets: readonly TargetDiff[];
}

export interface TargetDiff {
  readonly script: string;
  readonly state: 'there' | 'gone';
}

export interface NameChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface VersionDiff {
  readonly waitPoints: readonly WaitPointDiff[];
  /** Wait points that only the new version has. */
  readonly newWaitPoints: readonly string[];
  readonly scripts: NameChanges;
  /** As `Script/section`; those of scripts that are in one version only are not listed. */
  readonly sections: NameChanges;
  /** Empty when a directory is not known. */
  readonly directory: readonly DirectoryChange[];
}

/** Compares two versions. */
export function diffVersions(before: Version, after: Version): VersionDiff {
  const [old, now] = [placesOf(before.program), placesOf(after.program)];
  const scriptNames = new Set(after.program.scripts.map(({ name }) => name.toLowerCase()));
  const variables = variableChanges(before, after);
  const pairs = pairWaitPoints(old, now);
  const waitPoints = before.program.waitPoints.map(({ name, pc }, wait): WaitPointDiff => {
    const pair = pairs.get(wait)!;
    const ahead = aheadOf(old, wait);
    const used = new Set(variablesIn(before.program, ahead.symbols.keys()));
    if (pair.certain && pair.to !== undefined)
      for (const variable of variablesIn(after.program, aheadOf(now, pair.to).symbols.keys())) used.add(variable);
    const differing = variables.filter((change) => used.has(change.name.toLowerCase()));
    const span = before.program.spans.ofInstruction(pc);
    return {
      name,
      state: pair.to === undefined ? 'gone' : !pair.certain ? 'changed' : differing.length > 0 ? 'variables' : 'same',
      script: before.program.scripts[span?.script ?? 0]!.name,
      line: span?.line ?? 0,
      variables: differing,
      likely: pair.certain ? [] : likelyPlaces(old, now, wait),
      targets: ahead.targets.map((script) => ({
        script,
        state: scriptNames.has(script.toLowerCase()) ? 'there' : 'gone',
      })),
    };
  });
  const oldNames = new Set(before.program.waitPoints.map(({ name }) => name.toLowerCase()));
  return {
    waitPoints,
    newWaitPoints: after.program.waitPoints.map(({ name }) => name).filter((name) => !oldNames.has(name.toLowerCase())),
    scripts: scriptChanges(old, now),
    sections: sectionChanges(old, now),
    directory: directoryChanges(before.directory, after.directory),
  };
}

/** Whether waiting contacts would have to be told where they go: a place or a target is gone, or a place is not certain. */
export function needsDecision({ waitPoints }: Pick<VersionDiff, 'waitPoints'>): boolean {
  return waitPoints.some(
    ({ state, targets }) =>
      state === 'gone' || state === 'changed' || targets.some((target) => target.state === 'gone'),
  );
}

function variablesIn(program: Program, symbols: Iterable<number>): string[] {
  return [...symbols].flatMap((index) => {
    const symbol = program.symbols[index];
    return symbol?.kind === 'variable' ? [symbol.name.toLowerCase()] : [];
  });
}

/** What stands round a wait point. */
interface Surroundings {
  readonly wait: number;
  readonly name: string;
  readonly own: string;
  readonly kind: WaitKind;
  /** Own statement and the ones directly before and behind it in its section. */
  readonly context: string;
}

const BEGIN = '(begin)';
const END = '(end)';

/** Per section, in lower case, its wait points in order. */
function surroundingsOf(places: Places): ReadonlyMap<string, readonly Surroundings[]> {
  const { program } = places;
  const found = new Map<number, Surroundings>();
  for (const statements of places.statements.values()) {
    statements.forEach(({ text, wait }: StatementText, i) => {
      if (wait < 0) return;
      const { name } = program.waitPoints[wait]!;
      const context = [statements[i - 1]?.text ?? BEGIN, text, statements[i + 1]?.text ?? END].join('\n');
      found.set(wait, { wait, name, own: text, kind: kindOf(program, wait), context });
    });
  }
  const sections = new Map<string, Surroundings[]>();
  program.waitPoints.forEach((_, wait) => {
    const one = found.get(wait);
    if (one === undefined) return;
    const section = sectionOf(one.name);
    const known = sections.get(section);
    if (known === undefined) sections.set(section, [one]);
    else known.push(one);
  });
  return sections;
}

export type WaitKind = 'WAIT' | 'GET';

/** Which statement a wait point is: WAIT, or GET RESPONSE. */
export function kindOf(program: Program, wait: number): WaitKind {
  return program.code[program.waitPoints[wait]!.pc] === INSTRUCTIONS.GET.code ? 'GET' : 'WAIT';
}

/** `Script/section` of a wait point's name, in lower case: names have no case. */
function sectionOf(waitPoint: string): string {
  return waitPoint.slice(0, waitPoint.lastIndexOf('#')).toLowerCase();
}

export interface WaitPointPair {
  /** Index of the new version's wait point of the same name; undefined: gone. */
  readonly to: number | undefined;
  /** The name means the same place in both. */
  readonly certain: boolean;
}

const PAIRED = new WeakMap<Places, WeakMap<Places, ReadonlyMap<number, WaitPointPair>>>();

/** For each wait point of the old program by its index, its place in the new one. */
export function pairWaitPoints(old: Places, now: Places): ReadonlyMap<number, WaitPointPair> {
  const known = PAIRED.get(old)?.get(now);
  if (known !== undefined) return known;
  const pairs = new Map<number, WaitPointPair>();
  const sections = surroundingsOf(now);
  for (const [section, before] of surroundingsOf(old)) pairSection(before, sections.get(section) ?? [], pairs);
  const ofOld = PAIRED.get(old) ?? new WeakMap<Places, ReadonlyMap<number, WaitPointPair>>();
  PAIRED.set(old, ofOld.set(now, pairs));
  return pairs;
}

/** As pairWaitPoints(), of the wait points of one script that is called `to` in the new program. */
export function pairRenamed(old: Places, now: Places, script: string, to: string): ReadonlyMap<number, WaitPointPair> {
  const pairs = new Map<number, WaitPointPair>();
  const sections = surroundingsOf(now);
  for (const [section, before] of surroundingsOf(old)) {
    if (scriptOf(section) !== script.toLowerCase()) continue;
    pairSection(before, sections.get(renamed(section, to).toLowerCase()) ?? [], pairs);
  }
  return pairs;
}

/** The name of a place, of a wait point or of an event's body, in a script with another name. */
export function renamed(place: string, script: string): string {
  return `${script}${place.slice(scriptOf(place).length)}`;
}

/** The script of a place, of a wait point or of an event's body. */
export const scriptOf = (place: string): string => place.split(/[/ #]/, 1)[0]!;

function pairSection(
  before: readonly Surroundings[],
  after: readonly Surroundings[],
  pairs: Map<number, WaitPointPair>,
): void {
  const certain = certainNumbers(before, after);
  before.forEach(({ wait }, i) => {
    pairs.set(wait, { to: after[i]?.wait, certain: certain.has(i) });
  });
}

/**
 * Which wait points of a section, by their number from 0, are the same place under the same number. With as many as before: all,
 * unless a statement that changed stands under another number now. With more or fewer: those that stand between the same neighbours as
 * before, and no other of the section does.
 */
function certainNumbers(before: readonly Surroundings[], after: readonly Surroundings[]): ReadonlySet<number> {
  const certain = new Set<number>();
  if (before.length === after.length) {
    const differing = before.map((_, i) => i).filter((i) => before[i]!.own !== after[i]!.own);
    const moved = differing.some(
      (i) => before[i]!.kind !== after[i]!.kind || differing.some((other) => before[i]!.own === after[other]!.own),
    );
    for (let i = 0; i < before.length; i++) if (!moved || before[i]!.own === after[i]!.own) certain.add(i);
    return certain;
  }
  before.forEach(({ context }, i) => {
    const alone =
      before.filter((one) => one.context === context).length === 1 &&
      after.filter((one) => one.context === context).length === 1;
    if (alone && after[i]?.context === context) certain.add(i);
  });
  return certain;
}

function likelyPlaces(old: Places, now: Places, wait: number): readonly string[] {
  const before = [...surroundingsOf(old).values()].flat();
  const after = [...surroundingsOf(now).values()].flat();
  const one = before.find((each) => each.wait === wait);
  if (one === undefined) return [];
  const section = sectionOf(one.name);
  const names = new Set(before.map((each) => each.name.toLowerCase()));
  const sameKind = after.filter((each) => each.kind === one.kind);
  // A section with another name: the same statement at a place of its script that is new.
  const isNew = (each: Surroundings): boolean =>
    scriptOf(each.name).toLowerCase() === scriptOf(one.name).toLowerCase() && !names.has(each.name.toLowerCase());
  for (const near of [
    (each: Surroundings) => each.context === one.context,
    (each: Surroundings) => each.own === one.own && sectionOf(each.name) === section,
    (each: Surroundings) => each.own === one.own && isNew(each),
  ]) {
    const found = sameKind.filter(near);
    if (found.length > 0) return found.map(({ name }) => name);
  }
  return [];
}

/** The code of a script or section as text. */
function textsOf(
  places: Places,
  wanted: (name: string) => boolean,
): ReadonlyMap<string, { name: string; text: string }> {
  const texts = new Map<string, { name: string; text: string }>();
  for (const { name } of places.regions) {
    if (!wanted(name)) continue;
    const text = (places.statements.get(name) ?? []).map((statement) => statement.text).join('\n');
    texts.set(name.toLowerCase(), { name, text });
  }
  return texts;
}

function changesOf(
  before: ReadonlyMap<string, { readonly name: string; readonly text: string }>,
  after: ReadonlyMap<string, { readonly name: string; readonly text: string }>,
): NameChanges {
  const in1not2 = (one: typeof before, other: typeof before): string[] =>
    [...one].filter(([key]) => !other.has(key)).map(([, { name }]) => name);
  return {
    added: in1not2(after, before),
    removed: in1not2(before, after),
    changed: [...after]
      .filter(([key, { text }]) => (before.get(key)?.text ?? text) !== text)
      .map(([, { name }]) => name),
  };
}

function scriptChanges(old: Places, now: Places): NameChanges {
  const whole = (places: Places) => {
    const texts = new Map<string, { name: string; text: string }>();
    for (const { name, text } of textsOf(places, () => true).values()) {
      const script = scriptOf(name);
      const known = texts.get(script.toLowerCase());
      texts.set(script.toLowerCase(), { name: script, text: `${known?.text ?? ''}${name.toLowerCase()}\n${text}\n` });
    }
    return texts;
  };
  return changesOf(whole(old), whole(now));
}

function sectionChanges(old: Places, now: Places): NameChanges {
  const shared = new Set(now.program.scripts.map(({ name }) => name.toLowerCase()));
  const both = new Set(old.program.scripts.map(({ name }) => name.toLowerCase()).filter((name) => shared.has(name)));
  const isSection = (name: string): boolean =>
    name.includes('/') && !name.includes(' ') && both.has(scriptOf(name).toLowerCase());
  return changesOf(textsOf(old, isSection), textsOf(now, isSection));
}
