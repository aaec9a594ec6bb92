/**
 * The deterministic core: `apply(events, at)` → answers, changes, effects (design decisions 1, 2, 5, 6 and 9). No clock, no
 * chance, no input or output; the same events at the same times give the same rows, live, in a test or on a replay.
 *
 * INVARIANT: `at` grows with every batch; all events of a batch happen at its one moment, in order.
 * INVARIANT: after each event no idle agent stands beside a contact that could be offered to that agent.
 */
import { activateCentre, forgetCentres } from './activation.ts';
import { findAgent, setPresence } from './agents.ts';
import { contactArrived, customerAnswered, endPostponement } from './arrivals.ts';
import { alarm, contactRow, effect, finishBatch, newBatch, note, touch } from './batch.ts';
import { cleanText, TEXT_LIMITS } from './clean.ts';
import { obey } from './commands/commands.ts';
import { lapse } from './commands/offer-answers.ts';
import { tellAgent } from './contacts.ts';
import type { CoreParts } from './core-parts.ts';
import { flightsOf, previewActivation } from './flights.ts';
import { SECOND } from './local-time.ts';
import { matchAll } from './matching.ts';
import type { Snapshot } from './model.ts';
import { renewOffer } from './offers.ts';
import type { Answer, Applied, Core, CoreEvent, Effect } from './protocol.ts';
import { rebuild } from './rebuild.ts';
import { refused } from './refusal.ts';
import { takeAnswer } from './requests.ts';
import { createRunner, type Runner, replyArrived, toDefaultSkillset, UNWRITTEN_S, wake } from './runs.ts';
import type { Contact, State } from './state.ts';
import type { Timer } from './timer-heap.ts';
import { agentView, agentViews, queueViews } from './views.ts';

/** Answers to commands are kept this long. */
const ANSWERS_KEPT_S = 3_600;

/** Versions that no contact uses any more leave the memory this often. */
const FORGET_EVERY_S = 60;

/** Not-ready reason of an agent whose terminal fell silent (design decision 9). */
export const CONNECTION_LOST = 'Connection lost';

/** A caller's mistake. After it, and after any other error out of apply(), the core must be made again from its rows. */
export class CoreError extends Error {
  readonly code: 'time_went_back';

  constructor(code: CoreError['code'], message: string) {
    super(message);
    this.name = 'CoreError';
    this.code = code;
  }
}

type EventOf<K extends CoreEvent['kind']> = Extract<CoreEvent, { readonly kind: K }>;
type Happening<K extends CoreEvent['kind']> = (state: State, runner: Runner, event: EventOf<K>) => Answer;

const DONE: Answer = { ok: true };

function command(state: State, runner: Runner, event: EventOf<'command'>): Answer {
  const id = cleanText(event.id, TEXT_LIMITS.commandId);
  return once(state, id, () => obey(state, runner, event.agent, event.command, event.row));
}

/** A repeated command gets the first answer (design decision 2). */
function once(state: State, id: string, step: () => Answer): Answer {
  const known = state.answers.get(id);
  if (known !== undefined) return known.answer;
  const answer = step();
  const row = { id, at: state.at, answer };
  state.answers.set(id, row);
  state.batch.answers.push(row);
  return answer;
}

function activate(state: State, runner: Runner, event: EventOf<'activate'>): Answer {
  if (event.id === undefined) return activateCentre(state, runner, event);
  const id = cleanText(event.id, TEXT_LIMITS.commandId);
  return once(state, id, () => activateCentre(state, runner, event));
}

function terminalSilent(state: State, _runner: Runner, event: EventOf<'terminal_silent'>): Answer {
  const agent = findAgent(state, event.agent);
  if (agent === undefined) return refused('unknown_agent', `there is no agent ${event.agent} in this centre`);
  if (agent.state === 'ready') setPresence(state, agent, 'not_ready', CONNECTION_LOST);
  return DONE;
}

const MAIL_ENDS = {
  EMail_Sent: 'mail_sent',
  EMail_Not_Sent: 'mail_failed',
  EMail_Undeliverable: 'mail_failed',
  EMail_Uncertain: 'mail_uncertain',
} as const;

function mailEnded(state: State, _runner: Runner, event: EventOf<'mail_ended'>): Answer {
  const kind = MAIL_ENDS[event.state];
  note(state, event.contact, kind, event.detail);
  const contact = state.contacts.get(event.contact);
  if (contact !== undefined) tellAgent(state, contact, event.state);
  else effect(state, { kind: 'contact_changed', contact: event.contact, why: event.state });
  if (kind !== 'mail_sent') alarm(state, kind, cleanText(event.detail, TEXT_LIMITS.detail), event.contact);
  return DONE;
}

function providerAnswered(state: State, runner: Runner, event: EventOf<'provider_answered'>): Answer {
  const request = state.requests.get(event.request);
  if (request?.state !== 'open') return refused('wrong_state', `request ${event.request} waits for no answer`);
  const answered = takeAnswer(state, request, event.values, event.error);
  const contact = state.contacts.get(request.contact);
  if (answered !== undefined && contact !== undefined) replyArrived(state, runner, contact, request.provider);
  return DONE;
}

/** Effects that were open when the core stopped are released again; offers punish nobody. */
function restarted(state: State): Answer {
  for (const agent of state.agents) if (agent.idle) state.agentsToMatch.add(agent);
  for (const offer of [...state.offers.values()].sort((a, b) => a.row.id - b.row.id)) renewOffer(state, offer);
  for (const request of [...state.requests.values()].sort((a, b) => a.id - b.id))
    if (request.state === 'open')
      effect(state, { kind: 'request', request, provider: state.names.nameOf('provider', request.provider) });
  return DONE;
}

/** What decision 6 left unwritten is written. */
function stopping(state: State): Answer {
  const unwritten = [...state.contacts.values()].filter(({ unwrittenAt }) => unwrittenAt !== undefined);
  for (const contact of unwritten.sort((a, b) => a.id - b.id)) touch(state, contact);
  return DONE;
}

/** Whether a timer is still wanted; what it was for may have ended, or have a later one. */
function wanted(state: State, { kind, id, dueAt }: Timer): boolean {
  if (kind === 'offer') return state.offers.get(id)?.row.expiresAt === dueAt;
  const contact = state.contacts.get(id);
  if (contact === undefined) return false;
  switch (kind) {
    case 'wake':
      return contact.run?.wakeAt === dueAt;
    case 'callback':
      return contact.state === 'Waiting' && contact.callbackAt === dueAt;
    case 'unwritten':
      return contact.unwrittenAt !== undefined && contact.unwrittenAt + UNWRITTEN_S * SECOND === dueAt;
  }
}

function fire(state: State, runner: Runner, { kind, id }: Timer): void {
  if (kind === 'offer') {
    const offer = state.offers.get(id);
    if (offer !== undefined) lapse({ state, runner }, offer);
    return;
  }
  const contact = state.contacts.get(id) as Contact;
  if (kind === 'wake') wake(state, runner, contact);
  else if (kind === 'callback') endPostponement(state, runner, contact, 'RESCHEDULED');
  else touch(state, contact);
}

/** The next timer that is wanted; forgets those before it. */
function nextTimer(state: State): Timer | undefined {
  let timer = state.timers.peek();
  while (timer !== undefined && !wanted(state, timer)) {
    state.timers.pop();
    timer = state.timers.peek();
  }
  return timer;
}

/** Timers that one tick fires, at most: after a long stop one transaction stays small. The next tick is due at once then. */
const TIMERS_PER_TICK = 1_000;

/** Overdue timers fire once, in due order, at the present moment. */
function tick(state: State, runner: Runner): Answer {
  for (let fired = 0; fired < TIMERS_PER_TICK; fired++) {
    const timer = nextTimer(state);
    if (timer === undefined || timer.dueAt > state.at) break;
    state.timers.pop();
    fire(state, runner, timer);
    matchAll(state);
  }
  return DONE;
}

const HAPPENINGS: { readonly [K in CoreEvent['kind']]: Happening<K> } = {
  contact_arrived: contactArrived,
  customer_answered: customerAnswered,
  command,
  terminal_silent: terminalSilent,
  mail_ended: mailEnded,
  provider_answered: providerAnswered,
  activate,
  restarted,
  stopping,
  tick,
};

/** Contacts whose script could not be read back go to their default skillset, if no queue has them. */
function recover(state: State): void {
  for (const { contact, why } of state.unreadable) {
    note(state, contact.id, 'run_lost', why);
    alarm(state, 'run_lost', why, contact.id);
    touch(state, contact);
    if (contact.places.length === 0) toDefaultSkillset(state, contact, 'its script could not be read back');
  }
  state.unreadable.length = 0;
}

/** The map is in the order of time, so the answers to forget stand at its beginning. */
function forgetAnswers(state: State): void {
  for (const [id, { at }] of state.answers) {
    if (at > state.at - ANSWERS_KEPT_S * SECOND) return;
    state.answers.delete(id);
  }
}

/** A core over the state that a snapshot's rows stand for. Throws a ProgramError when an activated image cannot be read. */
export function createCore(snapshot: Snapshot, parts?: CoreParts): Core {
  return coreOver(rebuild(snapshot), parts);
}

/** A core over a state, which nobody else changes; tests keep the state to look into it. */
export function coreOver(state: State, parts?: CoreParts): Core {
  const runner = createRunner(state, parts);
  let lookedAt = state.at;

  function apply(events: readonly CoreEvent[], at: number): Applied {
    if (!Number.isSafeInteger(at) || at <= state.at)
      throw new CoreError('time_went_back', `at ${at} is not after ${state.at}; give the batch a later moment`);
    state.at = at;
    state.batch = newBatch();
    forgetAnswers(state);
    // Looking at every contact is cheap once a minute.
    if (state.centres.size > 1 && at - lookedAt > FORGET_EVERY_S * SECOND) {
      forgetCentres(state);
      lookedAt = at;
    }
    // Without a centre there is no default skillset yet.
    if (state.unreadable.length > 0 && state.centre !== undefined) recover(state);
    const answers = events.map((event) => {
      const happening = HAPPENINGS[event.kind] as Happening<CoreEvent['kind']>;
      const answer = happening(state, runner, event as never);
      matchAll(state);
      return answer;
    });
    const agents: Effect[] = [...state.batch.agents]
      .filter(({ inDirectory }) => inDirectory)
      .map((agent) => ({ kind: 'agent_state', agent: agentView(state, agent) }));
    const effects = [...state.batch.effects, ...agents];
    return { answers, changes: finishBatch(state, runner.shared), effects };
  }

  return {
    apply,
    release: () => state.slab.release(),
    nextDueAt: () => nextTimer(state)?.dueAt,
    contact: (id) => {
      const contact = state.contacts.get(id);
      return contact === undefined ? undefined : contactRow(contact);
    },
    agent: (login) => {
      const agent = findAgent(state, login);
      return agent === undefined ? undefined : agentView(state, agent);
    },
    agents: () => agentViews(state),
    queues: () => queueViews(state),
    nameOf: (kind, id) => state.names.nameOf(kind, id),
    idOf: (kind, name) => state.names.find(kind, name),
    get present() {
      const { centre } = state;
      return centre === undefined
        ? undefined
        : { number: centre.number, image: centre.image, directory: centre.directory };
    },
    flights: () => flightsOf(state),
    preview: (program, directory, plan) => previewActivation(state, program, directory, plan),
    get counts() {
      const { New, Open, Waiting } = state.counted;
      return { contacts: New + Open + Waiting, waiting: New, open: Open, postponed: Waiting };
    },
  };
}
