/**
 * Activation: a program and its directory become the present ones, in one batch (design decision 5). Contacts that wait in a
 * script go on in the image they started with until EXECUTE SCRIPT.
 */
import { type Directory, type LinkedProgram, link, type Program, ProgramError } from '../../vm/index.ts';
import { bindAgents, load, makeRoom } from './agents.ts';
import { alarm, touch } from './batch.ts';
import { type Centre, giveNames, linkResolver, makeCentre } from './centre.ts';
import { cleanText, TEXT_LIMITS } from './clean.ts';
import { takeOut } from './commands/presence.ts';
import { releaseContact, setState } from './contacts.ts';
import { type CoreParts, directoryIn, programOf } from './core-parts.ts';
import { type ActivationProblem, NO_PLAN, type Planned, planActivation } from './flights.ts';
import { MASTER_SCRIPT } from './host/core-host.ts';
import type { ActivationRow } from './model.ts';
import { moveContacts } from './move-contacts.ts';
import { endOffer } from './offers.ts';
import type { Answer, CoreEvent } from './protocol.ts';
import { refused } from './refusal.ts';
import { loseEmptyQueues, type Runner, startScript, tellScript } from './runs.ts';
import type { State } from './state.ts';

/** Binds a decoded program to its directory, whose names all have ids; `present` is the newest directory. */
export function bindCentre(
  state: State,
  row: Pick<ActivationRow, 'number' | 'image' | 'targets'>,
  directory: Directory,
  program: Program,
  present: Directory,
): Centre {
  const linked: LinkedProgram = link(program, linkResolver(state.names, directory, present));
  return makeCentre(state.names, row, directory, linked);
}

/** Older images are linked anew: what they name and the present directory no longer has is gone for them too. */
function relinkOlder(state: State, present: Directory): void {
  for (const [number, { image, targets, directory, program }] of state.centres) {
    const row = { number, image, targets: [...targets.values()] };
    state.centres.set(number, bindCentre(state, row, directory, program.image, present));
  }
  for (const { run, activation } of state.contacts.values()) {
    const centre = state.centres.get(activation);
    if (run !== undefined && centre !== undefined) run.machine.program = centre.program;
  }
}

type ActivateEvent = Extract<CoreEvent, { kind: 'activate' }>;

function read(parts: CoreParts, event: ActivateEvent): { program: Program; directory: Directory } | string {
  try {
    return { program: programOf(parts, event.image), directory: directoryIn(parts, event.directory) };
  } catch (error) {
    if (error instanceof ProgramError || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** Activations that no contact's script holds any more are forgotten; their rows stay in the store. */
export function forgetCentres(state: State): void {
  const held = new Set<number>([state.centre?.number ?? 0]);
  for (const { run, activation } of state.contacts.values()) if (run !== undefined) held.add(activation);
  for (const number of [...state.centres.keys()]) if (!held.has(number)) state.centres.delete(number);
}

/** Agents who are no longer in the directory: logged out, and what they had open goes back to the queues. */
function dismissAgents(state: State, runner: Runner): void {
  for (const agent of state.agents) {
    if (agent.inDirectory) continue;
    if (agent.state !== 'logged_out') takeOut(state, runner, agent, 'no longer in the centre');
    for (const contact of [...agent.open].sort((a, b) => a.id - b.id)) {
      releaseContact(state, contact);
      contact.queueType = 'SKILLSET';
      contact.preferredAgent = undefined;
      setState(state, contact, 'New');
      startScript(state, runner, contact);
    }
  }
}

/** A capacity that became smaller: what is open stays, an offer above it is withdrawn. */
function withdrawExcess(state: State, runner: Runner): void {
  for (const agent of state.agents) {
    const { offer } = agent;
    if (offer === undefined || load(agent) <= agent.capacity) continue;
    endOffer(state, offer, 'cancelled', 'the capacity became smaller');
    tellScript(state, runner, offer.contact, 'RETURNED_TO_QUEUE');
  }
}

/** The sources went with the image, or there are none. */
function pushImage(state: State, hash: string, { image, sources }: ActivateEvent): void {
  state.batch.images.push({ hash, bytes: image, ...(sources === undefined ? {} : { sources }) });
}

function rowOf(state: State, event: ActivateEvent, number: number, image: string, planned: Planned): ActivationRow {
  const { cause, by, plan } = event;
  return {
    number,
    at: state.at,
    image,
    directory: event.directory,
    ...(cause === undefined ? {} : { cause }),
    ...(by === undefined ? {} : { by: cleanText(by, TEXT_LIMITS.detail) }),
    ...(plan === undefined ? {} : { plan }),
    ...(planned.targets.length === 0 ? {} : { targets: planned.targets }),
  };
}

/** The first problem gives the code, all of them the words. */
function problemsRefused(problems: readonly ActivationProblem[]): Answer | undefined {
  const [first] = problems;
  return first === undefined ? undefined : refused(first.code, problems.map(({ message }) => message).join('\n'));
}

/** INVARIANT: nothing of the state changes before the last refusal. */
export function activateCentre(state: State, runner: Runner, event: ActivateEvent): Answer {
  const found = read(runner.parts, event);
  if (typeof found === 'string') return refused('bad_image', found);
  const { program, directory } = found;
  if (directory === null || directory.format !== 1)
    return refused('bad_image', 'the directory has another format; compile the centre again with this version');
  if (!program.scripts.some(({ name }) => name.toLowerCase() === MASTER_SCRIPT.toLowerCase()))
    return refused('bad_image', 'the script set has no Master_Script');
  const planned = planActivation(state, program, event.plan ?? NO_PLAN);
  const problem = problemsRefused(planned.problems);
  if (problem !== undefined) return problem;
  state.batch.names.push(...giveNames(state.names, directory));
  const number = ++state.last.activation;
  const row = rowOf(state, event, number, program.hash, planned);
  const centre = bindCentre(state, row, directory, program, directory);
  pushImage(state, row.image, event);
  state.batch.activations.push(row);
  writeLate(state);
  relinkOlder(state, directory);
  state.centre = centre;
  state.centres.set(number, centre);
  makeRoom(state);
  const went = moveContacts(state, centre, planned.groups);
  bindAgents(state, centre, false);
  dismissAgents(state, runner);
  withdrawExcess(state, runner);
  loseEmptyQueues(state, runner, state.skillsets);
  forgetCentres(state);
  for (const agent of state.agents) state.batch.agents.add(agent);
  for (const { kind, name } of centre.program.missing) alarm(state, 'name_gone', `the scripts name ${kind} ${name}`);
  return {
    ok: true,
    activation: number,
    ...(went.moved === 0 ? {} : { moved: went.moved }),
    ...(went.restarted === 0 ? {} : { restarted: went.restarted }),
  };
}

/** Scripts that moved on unwritten (design decision 6) stand in the rows where they were planned: a restart must not run them again in another version. */
function writeLate(state: State): void {
  for (const contact of state.contacts.values()) if (contact.unwrittenAt !== undefined) touch(state, contact);
}
