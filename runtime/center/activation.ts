/**
 * Activation: a program and its directory become the present ones, in one batch (design decision 5). Contacts that wait in a
 * script go on in the image they started with until EXECUTE SCRIPT.
 */
import { type Directory, type LinkedProgram, link, type Program, ProgramError } from '../../vm/index.ts';
import { bindAgents, load, makeRoom } from './agents.ts';
import { alarm } from './batch.ts';
import { type Centre, giveNames, linkResolver, makeCentre } from './centre.ts';
import { takeOut } from './commands/presence.ts';
import { releaseContact, setState } from './contacts.ts';
import { type CoreParts, directoryIn, programOf } from './core-parts.ts';
import { entryOf, MASTER_SCRIPT } from './host/core-host.ts';
import { endOffer } from './offers.ts';
import type { Answer, CoreEvent } from './protocol.ts';
import { refused } from './refusal.ts';
import { loseEmptyQueues, type Runner, startScript, tellScript } from './runs.ts';
import type { State } from './state.ts';

/** Binds a decoded program to its directory, whose names all have ids; `present` is the newest directory. */
export function bindCentre(
  state: State,
  number: number,
  directory: Directory,
  program: Program,
  present: Directory,
): Centre {
  const linked: LinkedProgram = link(program, linkResolver(state.names, directory, present));
  return makeCentre(state.names, number, directory, linked);
}

/** Older images are linked anew: what they name and the present directory no longer has is gone for them too. */
function relinkOlder(state: State, present: Directory): void {
  for (const [number, { directory, program }] of state.centres)
    state.centres.set(number, bindCentre(state, number, directory, program.image, present));
  for (const { run, activation } of state.contacts.values()) {
    const centre = state.centres.get(activation);
    if (run !== undefined && centre !== undefined) run.machine.program = centre.program;
  }
}

function read(
  parts: CoreParts,
  event: Extract<CoreEvent, { kind: 'activate' }>,
): { program: Program; directory: Directory } | string {
  try {
    return { program: programOf(parts, event.image), directory: directoryIn(parts, event.directory) };
  } catch (error) {
    if (error instanceof ProgramError || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** Activations that no contact's script holds any more are forgotten; their rows stay in the store. */
function forgetCentres(state: State): void {
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

export function activateCentre(state: State, runner: Runner, event: Extract<CoreEvent, { kind: 'activate' }>): Answer {
  const found = read(runner.parts, event);
  if (typeof found === 'string') return refused('bad_image', found);
  const { program, directory } = found;
  if (directory === null || directory.format !== 1)
    return refused('bad_image', 'the directory has another format; compile the centre again with this version');
  const names = giveNames(state.names, directory);
  const number = Math.max(0, ...state.centres.keys()) + 1;
  const image = program.hash;
  const centre = bindCentre(state, number, directory, program, directory);
  if (entryOf(centre, MASTER_SCRIPT) < 0) return refused('bad_image', 'the script set has no Master_Script');
  state.batch.names.push(...names);
  if (![...state.centres.values()].some((other) => other.program.hash === image))
    state.batch.images.push({ hash: image, bytes: event.image });
  state.batch.activations.push({ number, at: state.at, image, directory: event.directory });
  relinkOlder(state, directory);
  state.centre = centre;
  state.centres.set(number, centre);
  makeRoom(state);
  bindAgents(state, centre, false);
  dismissAgents(state, runner);
  withdrawExcess(state, runner);
  loseEmptyQueues(state, runner, state.skillsets);
  forgetCentres(state);
  for (const agent of state.agents) state.batch.agents.add(agent);
  for (const { kind, name } of centre.program.missing) alarm(state, 'name_gone', `the scripts name ${kind} ${name}`);
  return { ok: true, activation: number };
}
