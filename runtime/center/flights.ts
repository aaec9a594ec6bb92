/**
 * Contacts in flight: those whose script waits, by version and wait point; and what activating another version would mean for them
 * (spec/versions.md). Deterministic, without effect; activation.ts does what is planned here.
 *
 * Terminology. *version*: an activation by its number. *flight*: contacts that wait at one wait point of one version with one event
 * handler. A contact that DISCONNECT resubmits is none: it starts in the newest version anyway.
 */
import {
  aheadOf,
  type Directory,
  diffVersions,
  kindOf,
  type NameKind,
  type Program,
  type ProgramSymbol,
  pairRenamed,
  pairWaitPoints,
  placesOf,
  renamed,
  scriptOf,
  spanAt,
  type WaitPointDiff,
  type WaitPointPair,
} from '../../vm/index.ts';
import type { Centre } from './centre.ts';
import type { ActivationPlan, NameMapping } from './model.ts';
import type { AnswerCode } from './protocol.ts';
import type { Contact, State } from './state.ts';

export const NO_PLAN: ActivationPlan = { map: [], move: false, restart: false };

export interface Flight {
  readonly version: number;
  readonly image: string;
  readonly waitPoint: string;
  readonly contacts: number;
}

interface Group {
  readonly centre: Centre;
  /** Index in the image's wait points. */
  readonly wait: number;
  readonly handler: number;
  readonly contacts: Contact[];
}

export const GOES = ['stays', 'moves', 'restarts', 'refused'] as const;
/** What becomes of the contacts at a wait point. */
export type Goes = (typeof GOES)[number];

/** A wait point with contacts, and what the activation means for them. */
export interface FlightPreview extends Omit<WaitPointDiff, 'targets'> {
  readonly contacts: number;
  readonly goes: Goes;
  /** Where they wait in the new version; with `moves` only. */
  readonly to?: string;
  readonly targets: readonly {
    readonly script: string;
    readonly state: 'there' | 'mapped' | 'gone';
    readonly to?: string;
  }[];
  /** Names that the new centre does not have and the code ahead of contacts that stay uses: one event, default skillset. */
  readonly goneNames: readonly { readonly kind: NameKind; readonly name: string; readonly lines: readonly string[] }[];
}

export interface VersionPreview {
  readonly version: number;
  readonly image: string;
  readonly contacts: number;
  readonly waitPoints: readonly FlightPreview[];
}

export interface ActivationProblem {
  readonly code: Extract<AnswerCode, 'target_gone' | 'wait_point_gone' | 'bad_mapping'>;
  readonly message: string;
}

export interface ActivationPreview {
  /** Versions with contacts in flight, oldest first. */
  readonly versions: readonly VersionPreview[];
  /** Why it would be refused; empty when it would not. */
  readonly problems: readonly ActivationProblem[];
}

/** Where the contacts of a group go. */
type Way =
  | { readonly kind: 'stays' | 'restarts' | 'refused' }
  | { readonly kind: 'moves'; readonly wait: number; readonly handler: number };

export interface PlannedGroup extends Group {
  readonly way: Way;
}

export interface Planned {
  readonly groups: readonly PlannedGroup[];
  readonly problems: readonly ActivationProblem[];
  /** For EXECUTE SCRIPT of older versions, this activation's mappings and those before. */
  readonly targets: readonly NameMapping[];
}

/** Contacts that wait in a script, by version, place and handler; in the order of versions and places. */
function groupsOf(state: State): Group[] {
  const groups = new Map<string, Group>();
  const waits = new Map<Program, ReadonlyMap<number, number>>();
  for (const contact of state.contacts.values()) {
    const { run, activation } = contact;
    const centre = state.centres.get(activation);
    // Not suspended: resubmitted after DISCONNECT, or to start anew.
    if (run === undefined || centre === undefined || !run.machine.suspended) continue;
    const { image } = centre.program;
    const known = waits.get(image) ?? new Map(image.waitPoints.map(({ pc }, wait) => [pc, wait]));
    waits.set(image, known);
    const wait = known.get(run.machine.pc) ?? 0;
    const { handler } = run.machine;
    const key = `${activation} ${wait} ${handler}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { centre, wait, handler, contacts: [contact] });
    else group.contacts.push(contact);
  }
  return [...groups.values()].sort(
    (a, b) => a.centre.number - b.centre.number || a.wait - b.wait || a.handler - b.handler,
  );
}

const waitPointOf = ({ centre, wait }: Group): string => centre.program.image.waitPoints[wait]!.name;

/** Counts by version and wait point. */
export function flightsOf(state: State): Flight[] {
  const flights = new Map<string, { version: number; image: string; waitPoint: string; contacts: number }>();
  for (const group of groupsOf(state)) {
    const waitPoint = waitPointOf(group);
    const key = `${group.centre.number} ${waitPoint}`;
    const known = flights.get(key);
    if (known !== undefined) known.contacts += group.contacts.length;
    else
      flights.set(key, {
        version: group.centre.number,
        image: group.centre.image,
        waitPoint,
        contacts: group.contacts.length,
      });
  }
  return [...flights.values()];
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const isWaitPoint = (name: string): boolean => name.includes('#');

function hasScript(program: Program, name: string): boolean {
  return program.scripts.some((script) => same(script.name, name));
}

const waitIndex = (program: Program, name: string): number =>
  program.waitPoints.findIndex((point) => same(point.name, name));

/** Names that a message lists, at most. */
const LISTED_MAX = 8;

const listed = (names: readonly string[]): string =>
  names.length > LISTED_MAX
    ? `${names.slice(0, LISTED_MAX).join(', ')} and ${names.length - LISTED_MAX} more`
    : names.join(', ');

/** The wait points of the script that a name is about, or else of all. */
function placesLike({ waitPoints }: Program, name: string): string {
  const script = scriptOf(name);
  const names = waitPoints.map((point) => point.name);
  const own = names.filter((one) => same(scriptOf(one), script));
  return own.length > 0 ? `${script} has ${listed(own)}` : names.length > 0 ? `it has ${listed(names)}` : 'it has none';
}

/** What is wrong with the mappings themselves: every name must be one, so that no slip of the pen goes through. */
function mappingProblems(state: State, program: Program, { map, move, restart }: ActivationPlan): ActivationProblem[] {
  const problems: ActivationProblem[] = [];
  const bad = (message: string): void => void problems.push({ code: 'bad_mapping', message });
  const older = [...state.centres.values()].map((centre) => centre.program.image);
  const seen = new Set<string>();
  if (restart && !move) bad('--restart says where --move takes contacts without a place; give both');
  for (const { from, to } of map) {
    const shown = `--map ${from}=${to}`;
    if (seen.has(from.toLowerCase())) bad(`${shown}: ${from} is mapped twice`);
    seen.add(from.toLowerCase());
    if (isWaitPoint(from) !== isWaitPoint(to)) bad(`${shown}: map a script to a script, a wait point to a wait point`);
    else if (isWaitPoint(from)) {
      if (!move) bad(`${shown}: contacts change their wait points with --move only`);
      if (!older.some((image) => waitIndex(image, from) >= 0))
        bad(`${shown}: no version in use has the wait point ${from}; ccmm versions lists those with contacts`);
      if (waitIndex(program, to) < 0)
        bad(`${shown}: the new version has no wait point ${to}; ${placesLike(program, to)}`);
    } else {
      if (!older.some((image) => hasScript(image, from) || image.strings.some((text) => same(text, from))))
        bad(`${shown}: no version in use names a script ${from}; a dry run without it says which targets are gone`);
      else if (hasScript(program, from))
        bad(`${shown}: the new version has the script ${from}; nothing is to be mapped, leave it out`);
      if (!hasScript(program, to))
        bad(`${shown}: the new version has no script ${to}; it has ${listed(program.scripts.map(({ name }) => name))}`);
    }
  }
  return problems;
}

/** Mappings that hold from now on: the older ones as far as the new version lets them, then these. */
function targetsOf(state: State, program: Program, { map }: ActivationPlan): NameMapping[] {
  const own = map.filter(({ from }) => !isWaitPoint(from));
  const targets = new Map(own.map((mapping) => [mapping.from.toLowerCase(), mapping]));
  for (const { from, to } of state.centre?.targets.values() ?? []) {
    const now = hasScript(program, to) ? to : targets.get(to.toLowerCase())?.to;
    if (now !== undefined && !targets.has(from.toLowerCase())) targets.set(from.toLowerCase(), { from, to: now });
  }
  return [...targets.values()];
}

/** The handler of the same name in the new version; -1 when there is none. */
function handlerIn(group: Group, program: Program, called: string | undefined): number {
  if (group.handler < 0) return -1;
  const name = placesOf(group.centre.program.image).handlers[group.handler];
  if (name === undefined) return -1;
  const wanted = called === undefined ? name : renamed(name, called);
  return placesOf(program).handlers.findIndex((one) => same(one, wanted));
}

/**
 * What the script of a group is called in the new version, by a mapping to a script that the old one has not: elsewhere it is another script.
 * A mapping of before may have come here over another script, as one that was mapped to B when B was mapped to C: then B has the new name.
 */
function newNameOf(
  group: Group,
  program: Program,
  { map }: ActivationPlan,
  targets: readonly NameMapping[],
): string | undefined {
  const { image } = group.centre.program;
  const script = scriptOf(waitPointOf(group));
  if (hasScript(program, script)) return undefined;
  const to = targets.find(({ from }) => same(from, script))?.to;
  if (to === undefined || hasScript(image, to)) return undefined;
  const isSaid = map.some(({ from }) => same(from, script));
  const isAnothers = (one: NameMapping): boolean =>
    same(one.to, to) && !same(one.from, script) && hasScript(image, one.from);
  return isSaid || !targets.some(isAnothers) ? to : undefined;
}

function pairOf(group: Group, program: Program, called: string | undefined): WaitPointPair | undefined {
  const [old, now] = [placesOf(group.centre.program.image), placesOf(program)];
  const pairs =
    called === undefined ? pairWaitPoints(old, now) : pairRenamed(old, now, scriptOf(waitPointOf(group)), called);
  return pairs.get(group.wait);
}

function wayOf(
  group: Group,
  program: Program,
  plan: ActivationPlan,
  targets: readonly NameMapping[],
): Way | ActivationProblem {
  if (!plan.move) return { kind: 'stays' };
  const { image } = group.centre.program;
  const name = waitPointOf(group);
  const mapped = plan.map.find(({ from }) => same(from, name));
  const called = newNameOf(group, program, plan, targets);
  const pair = pairOf(group, program, called);
  const wait = mapped !== undefined ? waitIndex(program, mapped.to) : pair?.certain === true ? (pair.to ?? -1) : -1;
  if (wait >= 0) {
    // A run at WAIT asked nobody; GET RESPONSE would wait for no provider.
    if (kindOf(image, group.wait) === 'WAIT' && kindOf(program, wait) === 'GET')
      return {
        code: 'bad_mapping',
        message: `--map ${name}=${mapped?.to ?? name}: contacts at a WAIT cannot go to a GET RESPONSE; map it to a WAIT, or leave the mapping out and give --restart`,
      };
    return { kind: 'moves', wait, handler: handlerIn(group, program, called) };
  }
  if (plan.restart) return { kind: 'restarts' };
  const why =
    pair?.to === undefined
      ? 'is gone'
      : `has ${called === undefined ? 'the same name' : `a place in ${called}`} but changed code around it, so that it may be another place`;
  return {
    code: 'wait_point_gone',
    message: `the wait point ${name} of version ${group.centre.number} ${why}; ${people(group.contacts.length)} there: say where they go with --map "${name}=…", or let them start anew with --restart`,
  };
}

const people = (count: number): string => (count === 1 ? '1 contact waits' : `${count} contacts wait`);

/** What an activation does with every group, and why it would be refused. */
export function planActivation(state: State, program: Program, plan: ActivationPlan): Planned {
  const problems = mappingProblems(state, program, plan);
  const targets = targetsOf(state, program, plan);
  const waiting = new Map<string, { script: string; version: number; contacts: number }>();
  const told = new Map<string, { problem: ActivationProblem; groups: Group[] }>();
  const groups = groupsOf(state).map((group): PlannedGroup => {
    const found = wayOf(group, program, plan, targets);
    if ('code' in found) {
      const key = `${group.centre.number} ${group.wait}`;
      told.set(key, { problem: found, groups: [...(told.get(key)?.groups ?? []), group] });
      return { ...group, way: { kind: 'refused' } };
    }
    if (found.kind === 'stays')
      for (const script of targetsAhead(group)) {
        if (hasScript(program, script) || targets.some(({ from }) => same(from, script))) continue;
        const key = `${group.centre.number} ${script.toLowerCase()}`;
        const known = waiting.get(key) ?? { script, version: group.centre.number, contacts: 0 };
        waiting.set(key, { ...known, contacts: known.contacts + group.contacts.length });
      }
    return { ...group, way: found };
  });
  for (const { groups: refusedGroups } of told.values()) {
    const all = { ...refusedGroups[0]!, contacts: refusedGroups.flatMap((group) => group.contacts) };
    const problem = wayOf(all, program, plan, targets);
    if ('code' in problem) problems.push(problem);
  }
  for (const { script, version, contacts } of waiting.values())
    problems.push({
      code: 'target_gone',
      message: `the script ${script} is gone, and ${people(contacts)} in version ${version} with EXECUTE SCRIPT ${script} ahead: say where it goes with --map ${script}=…`,
    });
  return { groups, problems, targets };
}

function targetsAhead({ centre, wait, handler }: Group): readonly string[] {
  return aheadOf(placesOf(centre.program.image), wait, handler < 0 ? [] : [handler]).targets;
}

/** Whether a directory has a name that is no variable: agents by log-in or number, reasons by name or code. */
function hasName(directory: Directory, { kind, name }: Exclude<ProgramSymbol, { kind: 'variable' }>): boolean {
  switch (kind) {
    case 'skillset':
      return directory.skillsets.some((entry) => same(entry.name, name));
    case 'agent':
      return directory.agents.some((entry) => same(entry.login, name) || same(entry.id, name));
    case 'response':
      return directory.responses.some((entry) => same(entry.name, name));
    case 'reason':
      return directory.reasons.some((entry) => same(entry.name, name) || String(entry.code) === name);
    case 'provider':
      return directory.providers.some((entry) => same(entry.name, name));
  }
}

function goneNames(group: Group, directory: Directory): FlightPreview['goneNames'] {
  const { image } = group.centre.program;
  const { symbols } = aheadOf(placesOf(image), group.wait, group.handler < 0 ? [] : [group.handler]);
  return [...symbols].flatMap(([index, pcs]) => {
    const symbol = image.symbols[index]!;
    if (symbol.kind === 'variable' || hasName(directory, symbol)) return [];
    const lines = new Set(
      pcs.map((pc) => {
        const span = spanAt(image, pc);
        return `${image.scripts[span?.script ?? 0]!.name}:${span?.line ?? 0}`;
      }),
    );
    return [{ kind: symbol.kind, name: symbol.name, lines: [...lines] }];
  });
}

/** What activating a version would mean, for people. */
export function previewActivation(
  state: State,
  program: Program,
  directory: Directory,
  plan: ActivationPlan,
): ActivationPreview {
  const { groups, problems, targets } = planActivation(state, program, plan);
  const versions = [...new Set(groups.map(({ centre }) => centre))].map((centre): VersionPreview => {
    const own = groups.filter((group) => group.centre === centre);
    const diff = diffVersions({ program: centre.program.image, directory: centre.directory }, { program, directory });
    const waits = [...new Set(own.map(({ wait }) => wait))];
    return {
      version: centre.number,
      image: centre.image,
      contacts: own.reduce((sum, { contacts }) => sum + contacts.length, 0),
      waitPoints: waits.map((wait) =>
        flightPreview(
          own.filter((group) => group.wait === wait),
          diff.waitPoints[wait]!,
          program,
          directory,
          targets,
        ),
      ),
    };
  });
  return { versions, problems };
}

function flightPreview(
  groups: readonly PlannedGroup[],
  diff: WaitPointDiff,
  program: Program,
  directory: Directory,
  targets: readonly NameMapping[],
): FlightPreview {
  const { way } = groups[0]!;
  const ahead = new Map(groups.flatMap((group) => targetsAhead(group)).map((script) => [script.toLowerCase(), script]));
  const gone = new Map(
    way.kind === 'stays'
      ? groups.flatMap((group) => goneNames(group, directory)).map((one) => [`${one.kind} ${one.name}`, one])
      : [],
  );
  return {
    ...diff,
    contacts: groups.reduce((sum, { contacts }) => sum + contacts.length, 0),
    goes: way.kind,
    ...(way.kind === 'moves' ? { to: program.waitPoints[way.wait]!.name } : {}),
    targets: [...ahead.values()].map((script) => {
      if (hasScript(program, script)) return { script, state: 'there' };
      const mapping = targets.find(({ from }) => same(from, script));
      return mapping === undefined ? { script, state: 'gone' } : { script, state: 'mapped', to: mapping.to };
    }),
    goneNames: [...gone.values()],
  };
}
