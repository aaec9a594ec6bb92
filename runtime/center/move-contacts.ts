/** Taking waiting contacts to the version that was just activated, as planned (flights.ts). */
import { kindOf, moveMachine, providerAt, restartMachine } from '../../vm/index.ts';
import { note, touch } from './batch.ts';
import type { Centre } from './centre.ts';
import type { PlannedGroup } from './flights.ts';
import { entryOf, MASTER_SCRIPT } from './host/core-host.ts';
import { RESUBMITTED } from './model.ts';
import { cancelOffer } from './offers.ts';
import { leaveAllQueues } from './queueing.ts';
import { retypeVariables } from './retype-variables.ts';
import type { Run } from './script-run.ts';
import type { Contact, State } from './state.ts';

export interface Went {
  readonly moved: number;
  readonly restarted: number;
}

/** Timer, queues, offers and variables stay; the place is another program's. */
function move(state: State, contact: Contact, centre: Centre, wait: number, handler: number): void {
  const current = contact.run as Run;
  const { machine } = current;
  const { image } = centre.program;
  const before = current.waitPoint;
  const keepsProvider =
    current.provider !== undefined &&
    kindOf(image, wait) === 'GET' &&
    providerAt(machine.program, machine.pc) === providerAt(centre.program, image.waitPoints[wait]!.pc);
  retypeVariables(state, contact, machine, centre);
  if (machine.handler >= 0 && handler < 0) note(state, contact.id, 'handler_gone', before);
  moveMachine(machine, { program: centre.program, waitPoint: wait, handler, globals: centre.number });
  const to = image.waitPoints[wait]!.name;
  note(
    state,
    contact.id,
    'version_moved',
    `${contact.activation} → ${centre.number}, ${before === to ? to : `${before} → ${to}`}`,
  );
  contact.activation = centre.number;
  current.waitPoint = to;
  // An answer that comes at a WAIT, or at a GET RESPONSE of another provider, is nobody's.
  if (!keepsProvider) current.provider = undefined;
  touch(state, contact);
}

/** As DISCONNECT resubmits it, with its variables and its age, but at once: its timer is due now, so that thousands start in many batches. */
function restart(state: State, contact: Contact, centre: Centre): void {
  const current = contact.run as Run;
  cancelOffer(state, contact, 'a new version of the scripts');
  leaveAllQueues(state, contact);
  retypeVariables(state, contact, current.machine, centre);
  note(state, contact.id, 'version_restarted', `${contact.activation} → ${centre.number}, from ${current.waitPoint}`);
  contact.activation = centre.number;
  contact.application = MASTER_SCRIPT;
  restartMachine(current.machine, centre.program, entryOf(centre, MASTER_SCRIPT), {
    newestGlobals: () => centre.number,
  });
  current.waitPoint = RESUBMITTED;
  current.provider = undefined;
  current.wakeAt = state.at;
  state.timers.add({ dueAt: state.at, kind: 'wake', id: contact.id });
  touch(state, contact);
}

/** Does what was planned; contacts in the order of their ids, so that the history's order is theirs. */
export function moveContacts(state: State, centre: Centre, groups: readonly PlannedGroup[]): Went {
  const going = groups
    .flatMap(({ way, contacts }) => contacts.map((contact) => ({ way, contact })))
    .filter(({ way }) => way.kind === 'moves' || way.kind === 'restarts')
    .sort((a, b) => a.contact.id - b.contact.id);
  let moved = 0;
  for (const { way, contact } of going) {
    if (way.kind === 'moves') {
      move(state, contact, centre, way.wait, way.handler);
      moved++;
    } else restart(state, contact, centre);
  }
  return { moved, restarted: going.length - moved };
}
