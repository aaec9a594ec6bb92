/**
 * Script runs: starting one, letting it go on, and what each way of stopping means (language §3).
 *
 * A run that only moved on to its next WAIT is left unwritten (design decision 6): its row is written with the contact's next
 * change, or after UNWRITTEN_S; after a restart it is run again from the position of its row.
 *
 * INVARIANT: a contact that is New waits in a queue, or has a run whose timer is set; otherwise it is sent to its default skillset.
 */
import {
  answer,
  clearTrace,
  deliver,
  dropMachine,
  EMPTY,
  encodeMachine,
  type HandlerEvent,
  type Host,
  type LinkedProgram,
  type Machine,
  memoryOf,
  newMachine,
  ProgramError,
  restartMachine,
  run,
  STEPS_MAX,
  type Stop,
  sameMemory,
  type Trace,
} from '../../vm/index.ts';
import { alarm, note, putRequest, touch } from './batch.ts';
import type { Centre } from './centre.ts';
import { endRun } from './contacts.ts';
import { type CoreParts, newParts } from './core-parts.ts';
import { createHost, entryOf, lineOf, MASTER_SCRIPT } from './host/core-host.ts';
import { writeFacts } from './host/facts.ts';
import { SECOND } from './local-time.ts';
import { RESUBMITTED } from './model.ts';
import { cancelOffer } from './offers.ts';
import { enqueue, leaveAllQueues, leaveQueue, placeIn } from './queueing.ts';
import { lastRequest } from './requests.ts';
import { retypeVariables } from './retype-variables.ts';
import { Run } from './script-run.ts';
import type { Contact, SkillsetState, State } from './state.ts';
import { type RunStart, SharedTraces } from './trace-rows.ts';
import { recordRun } from './traces.ts';
import type { WaitingQueue } from './waiting-queue.ts';

/** How long a row may be behind its contact's script. */
export const UNWRITTEN_S = 300;
const RESUBMIT_AFTER_S = 60;
const RESUBMISSIONS_MAX = 100;

/** What runs need beside the state: made once per core. */
export interface Runner {
  readonly host: Host;
  readonly trace: Trace;
  readonly shared: SharedTraces;
  /** Snapshots of the machine at the beginning of each run of this activation; only while it is traced. */
  machines: Uint8Array[];
  readonly parts: CoreParts;
}

export function createRunner(state: State, parts: CoreParts = newParts()): Runner {
  return { host: createHost(state), trace: parts.trace, shared: new SharedTraces(), machines: [], parts };
}

/** GET RESPONSE takes an answer that is already here; tells whether there was one. */
function takeReply(state: State, runner: Runner, contact: Contact, machine: Machine, provider: number): boolean {
  const request = provider === EMPTY ? undefined : lastRequest(state, contact, provider);
  if (request?.state !== 'answered') return false;
  putRequest(state, { ...request, state: 'done' });
  touch(state, contact);
  answer(machine, request.reply ?? [], runner.host);
  return true;
}

/** What the run that just stopped used although it is gone. */
const goneName = (state: State): string | undefined => state.gone;

/** Lets a machine go on, noting from where. */
function go({ host, trace, machines, parts }: Runner, machine: Machine): Stop {
  if (trace.on) machines.push(encodeMachine(machine));
  return run(machine, host, trace, STEPS_MAX, parts.secondTier?.execute);
}

/** One activation: lets the contact's script go on by `step` until it stops, and does what the stop means. */
function activate(state: State, runner: Runner, contact: Contact, step: (machine: Machine) => Stop): Stop {
  const { machine } = contact.run as Run;
  const before = memoryOf(machine);
  state.running = contact;
  state.gone = undefined;
  writeFacts(runner.host.facts, state, contact);
  clearTrace(runner.trace);
  runner.machines = [];
  const own = state.centres.get(contact.activation);
  const shared = state.shared.size === 0 ? undefined : new Map(state.shared);
  runner.parts.willRunScript?.(contact.id, machine);
  let stop = step(machine);
  while (stop.kind === 'response' && takeReply(state, runner, contact, machine, stop.provider))
    stop = go(runner, machine);
  state.running = undefined;
  const what = goneName(state);
  if (what !== undefined && stop.kind !== 'closed' && stop.kind !== 'routed') stop = { kind: 'gone', what };
  const { machines } = runner;
  const start: RunStart = { machines, centre: state.centre as Centre, own, shared };
  recordRun(state, contact, machine, runner.trace, start, runner.shared);
  runner.parts.ranScript?.(contact.id, machine, runner.trace);
  if (!sameMemory(before, machine)) touch(state, contact);
  // Closed by its own statement: the record is nobody's any more.
  if (contact.run === undefined) dropMachine(machine);
  settle(state, contact, machine, stop);
  if (contact.unwrittenAt === undefined && !state.batch.contacts.has(contact) && contact.state !== 'Closed') {
    contact.unwrittenAt = state.at;
    state.timers.add({ dueAt: state.at + UNWRITTEN_S * SECOND, kind: 'unwritten', id: contact.id });
  }
  return stop;
}

/** The run stands at a wait point until its timer. */
function suspend(
  state: State,
  contact: Contact,
  machine: Machine,
  seconds: number,
  provider: number | undefined,
): void {
  const { run: current } = contact;
  if (current === undefined) return;
  current.waitPoint = machine.program.image.waitPoints.find(({ pc }) => pc === machine.pc)?.name ?? '';
  current.provider = provider;
  current.wakeAt = state.at + seconds * SECOND;
  state.timers.add({ dueAt: current.wakeAt, kind: 'wake', id: contact.id });
}

function settle(state: State, contact: Contact, machine: Machine, stop: Stop): void {
  switch (stop.kind) {
    case 'wait':
      suspend(state, contact, machine, stop.seconds, undefined);
      return;
    case 'response':
      suspend(state, contact, machine, stop.seconds, stop.provider);
      return;
    case 'stands':
      return;
    case 'quit':
    case 'ended':
      endRun(state, contact);
      if (contact.places.length === 0) toDefaultSkillset(state, contact, 'the script ended, queued nowhere');
      return;
    case 'closed':
      return;
    case 'routed':
      if (contact.state !== 'Closed') toDefaultSkillset(state, contact, 'the script could not forward it');
      return;
    case 'disconnect':
      resubmit(state, contact, machine);
      return;
    case 'budget':
      note(state, contact.id, 'budget', lineOf(machine, machine.pc));
      alarm(state, 'script_budget', `${contact.application}: a script took too many steps`, contact.id);
      toDefaultSkillset(state, contact, 'the script took too many steps');
      return;
    case 'gone':
      note(state, contact.id, 'name_gone', stop.what);
      alarm(state, 'name_gone', stop.what, contact.id);
      toDefaultSkillset(state, contact, `${stop.what} is gone`);
      return;
  }
}

/** Ends the run and queues the contact to its type's default skillset, in service or not. */
export function toDefaultSkillset(state: State, contact: Contact, why: string): void {
  endRun(state, contact);
  const id = state.centre?.defaultSkillset[contact.type] ?? -1;
  const skillset = state.skillsets[id];
  note(state, contact.id, 'default_skillset', why);
  if (skillset === undefined) {
    alarm(state, 'no_default_skillset', `contact ${contact.id} is queued nowhere: ${why}`, contact.id);
    return;
  }
  enqueue(state, contact, skillset.queue, contact.priority);
}

/** DISCONNECT of an e-mail contact: out of its queues, and from the top after a minute, with its variables. */
function resubmit(state: State, contact: Contact, machine: Machine): void {
  cancelOffer(state, contact, 'DISCONNECT');
  leaveAllQueues(state, contact);
  const centre = state.centre as Centre;
  const entry = entryOf(centre, MASTER_SCRIPT);
  if (contact.resubmissions >= RESUBMISSIONS_MAX || entry < 0) {
    alarm(
      state,
      'resubmitted_too_often',
      `contact ${contact.id} met DISCONNECT ${RESUBMISSIONS_MAX + 1} times`,
      contact.id,
    );
    toDefaultSkillset(state, contact, 'resubmitted too often');
    return;
  }
  contact.resubmissions++;
  retypeVariables(state, contact, machine, centre);
  contact.activation = centre.number;
  contact.application = MASTER_SCRIPT;
  restartMachine(machine, centre.program, entry, { newestGlobals: () => centre.number });
  const current = contact.run as Run;
  current.waitPoint = RESUBMITTED;
  current.provider = undefined;
  current.wakeAt = state.at + RESUBMIT_AFTER_S * SECOND;
  state.timers.add({ dueAt: current.wakeAt, kind: 'wake', id: contact.id });
  note(state, contact.id, 'resubmitted', `${contact.resubmissions} of at most ${RESUBMISSIONS_MAX} times`);
  touch(state, contact);
}

/** A machine for a contact's script; where the process has no room for it, the contact waits in the default skillset. */
function machineFor(
  state: State,
  { host }: Runner,
  contact: Contact,
  program: LinkedProgram,
  entry: number,
): Machine | undefined {
  try {
    return newMachine(program, entry, host, state.slab);
  } catch (error) {
    if (!(error instanceof ProgramError) || error.code !== 'NO_ROOM') throw error;
    alarm(state, 'no_room', error.message, contact.id);
    toDefaultSkillset(state, contact, 'there is no room for its script');
    return undefined;
  }
}

/** Starts Master_Script of the newest activation; a contact that comes back after a postponement gets that event at its first suspension. */
export function startScript(state: State, runner: Runner, contact: Contact, event?: HandlerEvent): void {
  const centre = state.centre as Centre;
  const entry = entryOf(centre, MASTER_SCRIPT);
  if (contact.run !== undefined) retypeVariables(state, contact, contact.run.machine, centre);
  contact.activation = centre.number;
  contact.application = MASTER_SCRIPT;
  touch(state, contact);
  if (entry < 0) {
    alarm(state, 'no_master_script', 'the activated program has no Master_Script', contact.id);
    toDefaultSkillset(state, contact, 'there is no Master_Script');
    return;
  }
  const kept = contact.run?.machine;
  if (kept !== undefined) restartMachine(kept, centre.program, entry, runner.host);
  const machine = kept ?? machineFor(state, runner, contact, centre.program, entry);
  if (machine === undefined) return;
  contact.run = new Run(machine, state.at);
  // A start begins a trace row of its own, also for a contact whose earlier rows are no longer in memory.
  contact.trace = undefined;
  const stop = activate(state, runner, contact, () => go(runner, machine));
  if (event !== undefined && (stop.kind === 'wait' || stop.kind === 'response'))
    tellScript(state, runner, contact, event);
}

/** The timer of a suspended run is due. */
export function wake(state: State, runner: Runner, contact: Contact): void {
  const current = contact.run as Run;
  if (current.waitPoint === RESUBMITTED) {
    startScript(state, runner, contact);
    return;
  }
  if (current.provider !== undefined) {
    const request = current.provider === EMPTY ? undefined : lastRequest(state, contact, current.provider);
    if (request !== undefined) putRequest(state, { ...request, state: 'timed_out' });
    note(state, contact.id, 'request_timed_out', state.names.nameOf('provider', current.provider));
    touch(state, contact);
  }
  activate(state, runner, contact, (machine) => go(runner, machine));
}

/** A provider answered; a run that waits for it goes on. */
export function replyArrived(state: State, runner: Runner, contact: Contact, provider: number): void {
  if (contact.run?.provider !== provider) return;
  activate(state, runner, contact, (machine) =>
    takeReply(state, runner, contact, machine, provider) ? go(runner, machine) : { kind: 'stands', handled: false },
  );
}

/** Gives an event to a suspended script's EVENT HANDLER. */
export function tellScript(state: State, runner: Runner, contact: Contact, event: HandlerEvent): void {
  if (contact.run === undefined || contact.run.waitPoint === RESUBMITTED || state.running === contact) return;
  activate(state, runner, contact, (machine) => {
    if (runner.trace.on) runner.machines.push(encodeMachine(machine));
    return deliver(machine, event, runner.host, runner.trace, STEPS_MAX, runner.parts.secondTier?.execute);
  });
}

/**
 * A queue lost its last agent: contacts leave it (language §3). One whose script has ended stays in its type's default
 * skillset, and goes there from anywhere else: nothing would ever queue it again.
 */
export function loseQueue(state: State, runner: Runner, queue: WaitingQueue, why: string): void {
  for (const { contact } of queue.places()) {
    const place = placeIn(contact, queue);
    // An event handler that ran for another contact may have changed this one's queues.
    if (place === undefined) continue;
    const isDefault = queue.kind === 'skillset' && queue.id === state.centre?.defaultSkillset[contact.type];
    if (contact.run === undefined && isDefault) continue;
    if (
      contact.offer !== undefined &&
      (contact.offer.row.skillset ?? -1) === (queue.kind === 'skillset' ? queue.id : -1)
    )
      cancelOffer(state, contact, why);
    leaveQueue(state, place, why);
    if (contact.places.length > 0) continue;
    if (contact.run === undefined) toDefaultSkillset(state, contact, why);
    else tellScript(state, runner, contact, 'NOT_QUEUED');
  }
}

/** Contacts leave the queues that nobody is logged in to any more. */
export function loseEmptyQueues(state: State, runner: Runner, skillsets: readonly SkillsetState[]): void {
  for (const skillset of skillsets)
    if (skillset.logged + skillset.loggedStandby === 0 && skillset.queue.size > 0)
      loseQueue(state, runner, skillset.queue, 'nobody is logged in');
}
