/**
 * What can be expected, one row a key of `expect`: whether it holds, and what is so instead. In `not` each part by itself must not
 * hold: `not: { queued: [a, b] }` is neither in a nor in b.
 */
import type { EventRow } from '../../runtime/center/model.ts';
import { encodeDefault, formatValue, spanAt } from '../../vm/index.ts';
import { TO_CUSTOMER } from '../virtual-centre.ts';
import { centreNames } from './centre-names.ts';
import type { ExpectationKey, Expectations } from './schema.ts';
import type { ScriptRun } from './script-run.ts';
import { sharedVariables } from './shared-variables.ts';
import { Surprise } from './surprise.ts';
import { writtenValue } from './variables.ts';
import { clockWords, comparison, durationWords, holdsFor } from './words.ts';

type Written<K extends ExpectationKey> = Exclude<Expectations[K], undefined>;

interface ExpectationRow<K extends ExpectationKey> {
  holds(run: ScriptRun, written: Written<K>): boolean;
  /** Whether a part of what `not` names holds; `holds` when absent. */
  anyHolds?(run: ScriptRun, written: Written<K>): boolean;
  /** What is so. */
  found(run: ScriptRun, written: Written<K>): string;
}

/** Checks all keys of an `expect`; answers a surprise for each that does not hold. */
export function surprisesOf(run: ScriptRun, expect: Expectations): readonly Surprise[] {
  const { not, ...plain } = expect;
  return [
    ...checked(run, plain, (row, written) => row.holds(run, written), ''),
    ...checked(run, (not ?? {}) as Expectations, (row, written) => !(row.anyHolds ?? row.holds)(run, written), 'not/'),
  ];
}

type AnyRow = ExpectationRow<ExpectationKey>;

function checked(
  run: ScriptRun,
  expect: Expectations,
  isAsExpected: (row: AnyRow, written: never) => boolean,
  before: 'not/' | '',
): readonly Surprise[] {
  return Object.entries(expect).flatMap(([key, written]) => {
    const row = EXPECTATIONS[key as ExpectationKey] as unknown as AnyRow;
    if (isAsExpected(row, written as never)) return [];
    const words = `${before === '' ? '' : 'not '}${key}: ${writtenWords(written)}`;
    return [new Surprise(`${before}${key}`, words, row.found(run, written as never))];
  });
}

/** A written value as YAML has it on one line. */
export function writtenWords(written: unknown): string {
  if (Array.isArray(written)) return `[${written.map(writtenWords).join(', ')}]`;
  if (typeof written === 'object' && written !== null)
    return `{ ${Object.entries(written)
      .map(([key, value]) => `${key}: ${writtenWords(value)}`)
      .join(', ')} }`;
  return String(written);
}

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
const listOf = (written: string | readonly string[]): readonly string[] =>
  typeof written === 'string' ? [written] : written;
const orNobody = (name: string | undefined, nobody = 'nobody'): string => name ?? nobody;

interface QueuePlace {
  readonly name: string;
  readonly priority: number;
}

export function placesOf(run: ScriptRun): readonly QueuePlace[] {
  const { core } = run.centre;
  return run.row().queues.map(({ kind, id, priority }) => ({ name: core.nameOf(kind, id), priority }));
}

/** What `queued` names, with the priority where one matters. */
function wantedPlaces(
  run: ScriptRun,
  written: Written<'queued'>,
): readonly (Omit<QueuePlace, 'priority'> & { readonly priority?: number })[] {
  const names = centreNames(run.centre.directory);
  const spelled = (name: string) => names.find('skillset', name) ?? names.find('agent', name) ?? name;
  if (typeof written === 'string') return written === 'nowhere' ? [] : [{ name: spelled(written) }];
  if (Array.isArray(written)) return written.map((name: string) => ({ name: spelled(name) }));
  return Object.entries(written as Readonly<Record<string, number>>).map(([name, priority]) => ({
    name: spelled(name),
    priority,
  }));
}

function placeHolds(run: ScriptRun, wanted: { readonly name: string; readonly priority?: number }): boolean {
  return placesOf(run).some(({ name, priority }) => name === wanted.name && (wanted.priority ?? priority) === priority);
}

function queuedWords(run: ScriptRun): string {
  const row = run.row();
  const places = placesOf(run);
  if (places.length > 0) return places.map(({ name, priority }) => `${name} with priority ${priority}`).join(', ');
  if (row.state === 'Open') return `nowhere: ${agentName(run, row.agent)} has it open`;
  if (row.state === 'Closed')
    return `nowhere: it is closed${row.reason === undefined ? '' : ` (${run.centre.core.nameOf('reason', row.reason)})`}`;
  return row.state === 'Waiting' ? 'nowhere: it is postponed' : 'nowhere';
}

export const agentName = (run: ScriptRun, id: number | undefined): string | undefined =>
  id === undefined ? undefined : run.centre.core.nameOf('agent', id);

export function eventsOf(run: ScriptRun, kind?: string): readonly EventRow[] {
  const { id } = run.row();
  return run.centre.events.filter((event) => event.contact === id && (kind === undefined || same(event.kind, kind)));
}

function wantedEvents(written: Written<'event'>): readonly (readonly [string, string])[] {
  if (typeof written === 'string') return [[written, '']];
  return Array.isArray(written)
    ? written.map((kind: string) => [kind, ''] as const)
    : Object.entries(written as Readonly<Record<string, string>>);
}

const eventHolds = (run: ScriptRun, [kind, words]: readonly [string, string]): boolean =>
  eventsOf(run, kind).some(({ detail }) => detail.toLowerCase().includes(words.toLowerCase()));

const logHolds = (run: ScriptRun, words: string): boolean => eventHolds(run, ['log', words]);

/** Mails to the contact's customer, oldest first. */
export function sentTo(run: ScriptRun) {
  const { id } = run.row();
  return run.centre.actions.filter(
    ({ contact, mailTo, source }) => contact === id && mailTo !== undefined && TO_CUSTOMER.has(source),
  );
}

export const responseOf = (run: ScriptRun): string | undefined =>
  sentTo(run).find(({ source }) => source === 'Automated_Response')?.comment;

export const forwardedTo = (run: ScriptRun): string | undefined => {
  const { id } = run.row();
  return run.centre.actions.findLast(({ contact, source }) => contact === id && source === 'Transfer_to_External_Agent')
    ?.mailTo?.[0];
};

/** A call variable's value as people read it: the contact's own, else the shared one, else its default. */
function variableWords(run: ScriptRun, name: string): string {
  const { directory, core } = run.centre;
  const entry = centreNames(directory).variable(name);
  if (entry === undefined) return '';
  const shared = sharedVariables(run.program).has(name.toLowerCase())
    ? run.centre.shared(core.idOf('variable', name))
    : undefined;
  const value = run.lastValue(entry.name) ?? shared ?? encodeDefault(entry, (kind, word) => core.idOf(kind, word));
  return formatValue(entry.type, value, (kind, id) => core.nameOf(kind, id));
}

function variableHolds(run: ScriptRun, [name, written]: readonly [string, string | number | boolean]): boolean {
  const { directory, core } = run.centre;
  const entry = centreNames(directory).variable(name);
  if (entry === undefined) return false;
  const value = writtenValue(directory, entry, written, (kind, word) => core.idOf(kind, word));
  return variableWords(run, name) === formatValue(entry.type, value, (kind, id) => core.nameOf(kind, id));
}

/** Where the contact's script waits. */
export function waitPointOf(
  run: ScriptRun,
): { readonly name: string; readonly script: string; readonly section: string; readonly line: number } | undefined {
  const name = run.row().run?.waitPoint ?? '';
  const found = /^([^/#]+)(?:\/([^#]+))?#\d+$/.exec(name);
  if (found === null) return undefined;
  const pc = run.program.waitPoints.find((point) => point.name === name)?.pc ?? -1;
  return { name, script: found[1] ?? '', section: found[2] ?? '', line: spanAt(run.program, pc)?.line ?? 0 };
}

function waitsAt(run: ScriptRun, written: string): boolean {
  const at = waitPointOf(run);
  if (at === undefined) return false;
  const [, script = '', section, line] = /^([^/:]+)(?:\/([^:]+))?(?::(\d+))?$/.exec(written) ?? [];
  return (
    same(at.script, script) &&
    (section === undefined || same(at.section, section)) &&
    (line === undefined || Number(line) === at.line)
  );
}

function waitingWords(run: ScriptRun): string {
  const row = run.row();
  const at = waitPointOf(run);
  if (at === undefined) return row.run === undefined ? 'its script has ended' : 'it waits to be started again';
  const where = at.section === '' ? at.script : `${at.script}/${at.section}`;
  return `${where}, line ${at.line}, until ${clockWords(row.run?.wakeAt ?? 0, run.offsetAt).slice(-8)}`;
}

function lastAsked(run: ScriptRun, provider: string): readonly (number | string)[] | undefined {
  const { id } = run.row();
  return run.centre.requests.findLast(
    (request) => request.contact === id && same(run.centre.core.nameOf('provider', request.provider), provider),
  )?.values;
}

const askedHolds = (run: ScriptRun, [provider, values]: readonly [string, readonly (number | string)[]]): boolean => {
  const asked = lastAsked(run, provider);
  return (
    asked !== undefined &&
    asked.length === values.length &&
    asked.every((value, i) => String(value) === String(values[i]))
  );
};

const presenceOf = (run: ScriptRun, login: string): string =>
  run.centre.core.agent(login)?.state.replace('_', ' ') ?? 'unknown';
export const ageS = (run: ScriptRun): number => Math.floor((run.centre.at - run.row().arrivedAt) / 1_000_000);

/** The rows; a missing one does not compile. */
const EXPECTATIONS: { readonly [K in ExpectationKey]: ExpectationRow<K> } = {
  queued: {
    holds: (run, written) => {
      const wanted = wantedPlaces(run, written);
      return wanted.length === placesOf(run).length && wanted.every((one) => placeHolds(run, one));
    },
    anyHolds: (run, written) =>
      written === 'nowhere'
        ? placesOf(run).length === 0
        : wantedPlaces(run, written).some((one) => placeHolds(run, one)),
    found: queuedWords,
  },
  presented: {
    holds: (run, written) => same(orNobody(run.offer()?.agent), spelledAgent(run, written)),
    found: (run) => {
      const offer = run.offer();
      if (offer !== undefined) return `${offer.agent} (${offer.skillset ?? 'own queue'}, priority ${offer.priority})`;
      const row = run.row();
      return row.state === 'Open'
        ? `nobody: ${agentName(run, row.agent)} has it open`
        : `nobody; queued: ${queuedWords(run)}`;
    },
  },
  open: {
    holds: (run, written) => same(orNobody(agentName(run, run.row().agent)), spelledAgent(run, written)),
    found: (run) => orNobody(agentName(run, run.row().agent)),
  },
  postponed: {
    holds: (run, written) => (run.row().state === 'Waiting') === written,
    found: (run) => `it is ${run.row().state}`,
  },
  closed: {
    holds: (run, written) => {
      const { state, reason } = run.row();
      if (typeof written === 'boolean') return (state === 'Closed') === written;
      if (state !== 'Closed') return false;
      if (written === 'Forwarded') return forwardedTo(run) !== undefined;
      return (
        reason !== undefined &&
        same(
          run.centre.core.nameOf('reason', reason),
          centreNames(run.centre.directory).find('reason', written) ?? written,
        )
      );
    },
    found: (run) => {
      const { state, reason } = run.row();
      if (state !== 'Closed') return `it is ${state}`;
      if (reason !== undefined) return run.centre.core.nameOf('reason', reason);
      return forwardedTo(run) === undefined ? 'closed without a reason' : 'Forwarded';
    },
  },
  forwarded: {
    holds: (run, written) => same(orNobody(forwardedTo(run), 'nowhere'), written),
    found: (run) => orNobody(forwardedTo(run), 'nowhere'),
  },
  response: {
    holds: (run, written) => same(orNobody(responseOf(run), 'none'), written),
    found: (run) => {
      const skipped = eventsOf(run, 'automatic_response_skipped').at(-1);
      return responseOf(run) ?? (skipped === undefined ? 'none' : `none: ${skipped.detail}`);
    },
  },
  offered_responses: {
    holds: (run, written) => {
      const offered = suggestionsOf(run);
      return offered.length === written.length && written.every((name) => offered.some((one) => same(one, name)));
    },
    anyHolds: (run, written) => written.some((name) => suggestionsOf(run).some((one) => same(one, name))),
    found: (run) => suggestionsOf(run).join(', ') || 'none',
  },
  sent: {
    holds: (run, written) => {
      const last = sentTo(run).at(-1);
      if (written === 'nothing') return last === undefined;
      return (
        last !== undefined && `${last.subject ?? ''}\n${last.text ?? ''}`.toLowerCase().includes(written.toLowerCase())
      );
    },
    found: (run) => {
      const last = sentTo(run).at(-1);
      return last === undefined ? 'nothing' : `“${last.subject ?? ''}”: ${(last.text ?? '').slice(0, 200)}`;
    },
  },
  logged: {
    holds: (run, written) => listOf(written).every((words) => logHolds(run, words)),
    anyHolds: (run, written) => listOf(written).some((words) => logHolds(run, words)),
    found: (run) =>
      eventsOf(run, 'log')
        .map(({ detail }) => detail)
        .join(' | ') || 'nothing',
  },
  event: {
    holds: (run, written) => wantedEvents(written).every((one) => eventHolds(run, one)),
    anyHolds: (run, written) => wantedEvents(written).some((one) => eventHolds(run, one)),
    found: (run) =>
      eventsOf(run)
        .map(({ kind, detail }) => (detail === '' ? kind : `${kind}: ${detail}`))
        .join(' | '),
  },
  variable: {
    holds: (run, written) => Object.entries(written).every((one) => variableHolds(run, one)),
    anyHolds: (run, written) => Object.entries(written).some((one) => variableHolds(run, one)),
    found: (run, written) =>
      Object.keys(written)
        .map((name) => `${name}: ${variableWords(run, name)}`)
        .join(', '),
  },
  age: {
    holds: (run, written) => holdsFor(ageS(run), comparison(written)),
    found: (run) => durationWords(ageS(run)),
  },
  waits_at: { holds: waitsAt, found: waitingWords },
  rule: {
    holds: (run, written) => same(ruleOf(run), written),
    found: (run) => ruleOf(run) ?? 'none',
  },
  skillset: {
    holds: (run, written) => same(run.centre.core.nameOf('skillset', run.row().skillset), written),
    found: (run) => run.centre.core.nameOf('skillset', run.row().skillset),
  },
  priority: {
    holds: (run, written) => run.row().priority === written,
    found: (run) => String(run.row().priority),
  },
  queue_type: {
    holds: (run, written) => same(run.row().queueType, written),
    found: (run) => run.row().queueType,
  },
  application: {
    holds: (run, written) => same(run.row().application, written),
    found: (run) => run.row().application,
  },
  asked: {
    holds: (run, written) => Object.entries(written).every((one) => askedHolds(run, one)),
    anyHolds: (run, written) => Object.entries(written).some((one) => askedHolds(run, one)),
    found: (run, written) =>
      Object.keys(written)
        .map((name) => `${name}: ${writtenWords(lastAsked(run, name) ?? 'nothing')}`)
        .join(', '),
  },
  agents: {
    holds: (run, written) => Object.entries(written).every(([login, state]) => presenceOf(run, login) === state),
    anyHolds: (run, written) => Object.entries(written).some(([login, state]) => presenceOf(run, login) === state),
    found: (run, written) =>
      Object.keys(written)
        .map((login) => `${login}: ${presenceOf(run, login)}`)
        .join(', '),
  },
};

function spelledAgent(run: ScriptRun, written: string): string {
  return centreNames(run.centre.directory).find('agent', written) ?? written;
}

export function suggestionsOf(run: ScriptRun): readonly string[] {
  return run.row().suggestions.map((id) => run.centre.core.nameOf('response', id));
}

/** The rule that matched when it arrived; the history's words are `name: skillset, priority n`. */
export function ruleOf(run: ScriptRun): string | undefined {
  const detail = eventsOf(run, 'rule').at(-1)?.detail;
  return detail === undefined ? undefined : detail.slice(0, detail.lastIndexOf(': '));
}
