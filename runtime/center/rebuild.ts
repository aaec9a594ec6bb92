/**
 * The state made again from rows (design decision 5): what a stopped core and one that went on know is the same, but for what
 * decision 6 leaves unwritten, which is run again from the position of its row.
 */
import {
  decodeMachine,
  decodeProgram,
  type Machine,
  MachineSlab,
  moveMachine,
  type Program,
  ProgramError,
  snapshotHash,
} from '../../vm/index.ts';
import { bindCentre } from './activation.ts';
import { bindAgents, makeRoom, restorePresence } from './agents.ts';
import { liveContact, newBatch } from './batch.ts';
import { directoryOf } from './centre.ts';
import { addContact } from './contacts.ts';
import type { ContactRow, RunRow, Snapshot } from './model.ts';
import { NameTable } from './names.ts';
import { restoreOffer } from './offers.ts';
import { restorePlace } from './queueing.ts';
import { Run } from './script-run.ts';
import type { Agent, Contact, State } from './state.ts';
import { RecentArrivals } from './statistics.ts';
import { TimerHeap } from './timer-heap.ts';
import { openRow } from './trace-rows.ts';

/** A snapshot of a centre where nothing has happened yet. */
export function emptySnapshot(): Snapshot {
  return {
    seq: 0,
    at: 0,
    names: [],
    earlier: [],
    images: [],
    contacts: [],
    offers: [],
    presences: [],
    requests: [],
    shared: [],
    answers: [],
    traces: [],
    answered: [],
    arrivals: [],
    lastContact: 0,
    lastAction: 0,
    lastOffer: 0,
    lastRequest: 0,
  };
}

function emptyState(snapshot: Snapshot): State {
  return {
    at: snapshot.at,
    names: new NameTable(snapshot.names),
    centre: undefined,
    centres: new Map(),
    contacts: new Map(),
    agents: [],
    skillsets: [],
    cells: new Int32Array(0),
    slab: new MachineSlab(),
    localTime: undefined,
    offers: new Map(),
    requests: new Map(),
    requestsOf: new Map(),
    shared: new Map(snapshot.shared.map(({ variable, value }) => [variable, value])),
    answers: new Map(),
    timers: new TimerHeap(),
    arrivals: new RecentArrivals(),
    last: {
      activation: snapshot.activation?.number ?? 0,
      contact: snapshot.lastContact,
      action: snapshot.lastAction,
      offer: snapshot.lastOffer,
      request: snapshot.lastRequest,
    },
    batch: newBatch(),
    agentsToMatch: new Set(),
    contactsToMatch: new Set(),
    longestIdle: new Set(),
    running: undefined,
    gone: undefined,
    unreadable: [],
    counted: { New: 0, Open: 0, Waiting: 0 },
  };
}

/**
 * Throws a ProgramError when an image is damaged. One that is missing, because this release cannot read it, takes its contacts' runs with
 * it; without the present one's the next activation is waited for.
 */
function restoreCentres(state: State, snapshot: Snapshot): void {
  const programs = new Map<string, Program>();
  for (const { hash, bytes } of snapshot.images) programs.set(hash, decodeProgram(bytes));
  if (snapshot.activation === undefined) return;
  const present = directoryOf(snapshot.activation);
  for (const row of [...snapshot.earlier, snapshot.activation]) {
    const program = programs.get(row.image);
    if (program === undefined) continue;
    const centre = bindCentre(state, row, directoryOf(row), program, present);
    state.centres.set(row.number, centre);
    if (row === snapshot.activation) state.centre = centre;
  }
}

/** Puts a machine where its wait point of this name is now. Throws a ProgramError when there is none. */
function standAt(machine: Machine, name: string): void {
  const { program, handler, globals } = machine;
  if (!machine.suspended) return;
  const waitPoint = program.image.waitPoints.findIndex((point) => point.name === name);
  if (waitPoint < 0) throw new ProgramError('BAD_SNAPSHOT', `its script compiled again has no wait point ${name}`);
  if (program.image.waitPoints[waitPoint]?.pc !== machine.pc)
    moveMachine(machine, { program, waitPoint, handler, globals });
}

function restoreRun(state: State, contact: Contact, row: RunRow): Run | undefined {
  try {
    const centre = state.centres.get(contact.activation);
    // An image of an older release was compiled again: it has another hash, and the name says which place it is there.
    const again = centre !== undefined && centre.program.hash !== centre.image;
    const machine = decodeMachine(
      row.machine,
      (hash) => (again || snapshotHash(centre?.image ?? '') === hash ? centre?.program : undefined),
      state.slab,
    );
    if (again) standAt(machine, row.waitPoint);
    return new Run(machine, row.startedAt, row);
  } catch (error) {
    // Where there is no room the row is sound.
    if (!(error instanceof ProgramError) || error.code === 'NO_ROOM') throw error;
    state.unreadable.push({ contact, why: error.message });
    return undefined;
  }
}

function restoreContact(state: State, row: ContactRow): void {
  const contact = liveContact(row);
  addContact(state, contact);
  for (const { kind, id, priority, sinceAt } of row.queues) {
    const owner = kind === 'agent' ? state.agents[id] : state.skillsets[id];
    if (owner !== undefined) restorePlace(state, contact, owner.queue, priority, sinceAt);
  }
  if (row.run !== undefined) {
    contact.run = restoreRun(state, contact, row.run);
    state.timers.add({ dueAt: row.run.wakeAt, kind: 'wake', id: row.id });
  } else if (row.state === 'New' && contact.places.length === 0)
    state.unreadable.push({ contact, why: 'its row has neither a queue nor a script' });
  if (row.state === 'Waiting' && row.callbackAt !== undefined)
    state.timers.add({ dueAt: row.callbackAt, kind: 'callback', id: row.id });
  if (row.state === 'Open' && row.agent !== undefined) (state.agents[row.agent] as Agent).open.add(contact);
}

function restoreStatistics(state: State, snapshot: Snapshot): void {
  const answered = [...snapshot.answered].sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.id - b.id);
  for (const { skillset, endedAt, waitS } of answered)
    if (skillset !== undefined && endedAt !== undefined)
      state.skillsets[skillset]?.statistics.answered(endedAt, waitS ?? 0);
  for (const at of [...snapshot.arrivals].sort((a, b) => a - b)) state.arrivals.add(at);
}

/** The state that a snapshot's rows stand for. Throws a ProgramError when an image cannot be read. */
export function rebuild(snapshot: Snapshot): State {
  const state = emptyState(snapshot);
  restoreCentres(state, snapshot);
  makeRoom(state);
  for (const row of snapshot.presences) {
    const agent = state.agents[row.agent];
    if (agent !== undefined) restorePresence(agent, row);
  }
  for (const row of [...snapshot.contacts].sort((a, b) => a.id - b.id)) restoreContact(state, row);
  for (const row of snapshot.traces) {
    const contact = state.contacts.get(row.contact);
    if (contact !== undefined) contact.trace = openRow(row);
  }
  for (const row of snapshot.offers) {
    const contact = state.contacts.get(row.contact);
    const agent = state.agents[row.agent];
    if (contact !== undefined && agent !== undefined) restoreOffer(state, row, contact, agent);
  }
  for (const row of [...snapshot.requests].sort((a, b) => a.id - b.id)) {
    state.requests.set(row.id, row);
    state.requestsOf.set(row.contact, [...(state.requestsOf.get(row.contact) ?? []), row.id]);
  }
  for (const row of [...snapshot.answers].sort((a, b) => a.at - b.at)) state.answers.set(row.id, row);
  restoreStatistics(state, snapshot);
  if (state.centre !== undefined) bindAgents(state, state.centre, true);
  // Rows are those of a batch's end: who could be matched has been.
  state.agentsToMatch.clear();
  return state;
}
