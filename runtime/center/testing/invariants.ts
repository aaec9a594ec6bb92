/** What must hold of the core after every batch, whatever happened; each breach is a sentence. */
import { CELL_WORDS, CELLS, type CellName } from '../../../vm/index.ts';
import { eligible, load } from '../agents.ts';
import { bestAgent, bestContact } from '../matching.ts';
import type { Agent, Contact, State } from '../state.ts';
import type { WaitingQueue } from '../waiting-queue.ts';

function contactFaults(state: State, contact: Contact): string[] {
  const faults: string[] = [];
  const name = `contact ${contact.id} (${contact.state})`;
  if (contact.state === 'Closed') faults.push(`${name} is in memory`);
  if (contact.state !== 'New' && contact.places.length > 0) faults.push(`${name} waits in a queue`);
  if (contact.state !== 'New' && contact.run !== undefined) faults.push(`${name} has a script`);
  if (contact.state !== 'New' && contact.offer !== undefined) faults.push(`${name} is offered`);
  if ((contact.state === 'Open') !== (contact.agent !== undefined)) faults.push(`${name} and its agent disagree`);
  if (contact.state === 'New' && contact.places.length === 0 && contact.run === undefined)
    faults.push(`${name} is nowhere: no queue, no script`);
  if (contact.run !== undefined && contact.run.wakeAt <= 0) faults.push(`${name} has a script without a timer`);
  const open = [...state.offers.values()].filter((offer) => offer.contact === contact);
  if (open.length > 1) faults.push(`${name} has ${open.length} open offers`);
  if (open[0] !== contact.offer) faults.push(`${name} and the table of offers disagree`);
  if (contact.offer !== undefined && contact.offer.row.expiresAt < contact.offer.row.offeredAt)
    faults.push(`${name} has an offer that never expires`);
  const best = contact.offer === undefined ? bestAgent(state, contact, 'contact_first') : undefined;
  if (best !== undefined) faults.push(`${name} waits beside ${best.agent.login}, who is idle`);
  return faults;
}

function agentFaults(state: State, agent: Agent): string[] {
  const faults: string[] = [];
  const open = [...state.contacts.values()].filter((contact) => contact.agent === agent.id);
  if (open.length !== agent.open.size || open.some((contact) => !agent.open.has(contact)))
    faults.push(`${agent.login} has ${agent.open.size} contacts open, rows say ${open.length}`);
  if (agent.inDirectory && load(agent) > Math.max(agent.capacity, open.length))
    faults.push(`${agent.login} has ${load(agent)} contacts, above a capacity of ${agent.capacity}`);
  const idle =
    agent.inDirectory && agent.state === 'ready' && agent.offer === undefined && agent.open.size < agent.capacity;
  if (idle !== agent.idle) faults.push(`${agent.login} is ${idle ? '' : 'not '}idle, the lists say otherwise`);
  if (agent.idle && bestContact(state, agent, 'contact_first') !== undefined)
    faults.push(`${agent.login} is idle beside a waiting contact`);
  return faults;
}

function queueFaults(state: State, queue: WaitingQueue): string[] {
  const name = `queue ${queue.kind} ${queue.id}`;
  const derived = [...state.contacts.values()].flatMap(({ places }) => places.filter((place) => place.queue === queue));
  const free = derived.filter(({ contact }) => contact.offer === undefined).length;
  const faults: string[] = [];
  if (derived.length !== queue.size) faults.push(`${name} has ${queue.size} contacts, contacts say ${derived.length}`);
  if (free !== queue.freeCount) faults.push(`${name} has ${queue.freeCount} free contacts, contacts say ${free}`);
  const order = [...derived].sort(
    (a, b) => a.priority - b.priority || a.contact.arrivedAt - b.contact.arrivedAt || a.contact.id - b.contact.id,
  );
  order.forEach((place, index) => {
    const position = queue.ahead(place.contact, place.priority);
    if (position !== index)
      faults.push(`${name}: contact ${place.contact.id} has rank ${position}, order says ${index}`);
  });
  return faults;
}

function cellFaults(state: State): string[] {
  return state.skillsets.flatMap((skillset) => {
    const holders = state.agents.filter((agent) => agent.skills.some((skill) => skill.skillset === skillset.id));
    const logged = holders.filter((agent) => agent.state !== 'logged_out');
    const level = (agent: Agent): boolean =>
      agent.skills.some((skill) => skill.skillset === skillset.id && !skill.standby);
    const withoutStandby = logged.filter(level);
    const idle = (withoutStandby.length > 0 ? withoutStandby : logged).filter((agent) => agent.idle);
    const cell = (name: CellName): number | undefined => state.cells[skillset.id * CELL_WORDS + CELLS[name]];
    const faults: string[] = [];
    if (cell('loggedAgents') !== logged.length) faults.push(`skillset ${skillset.id}: logged agents`);
    if (cell('idleAgents') !== idle.length) faults.push(`skillset ${skillset.id}: idle agents`);
    if (eligible(skillset).size !== idle.length) faults.push(`skillset ${skillset.id}: idle list`);
    if (cell('queued') !== skillset.queue.size) faults.push(`skillset ${skillset.id}: queued`);
    return faults;
  });
}

/** All breaches; empty when the core is sound. */
export function invariantFaults(state: State): readonly string[] {
  const contacts = [...state.contacts.values()];
  const { New, Open, Waiting } = state.counted;
  const counted =
    contacts.length === New + Open + Waiting ? [] : [`${contacts.length} contacts, ${New + Open + Waiting} counted`];
  return [
    ...counted,
    ...contacts.flatMap((contact) => contactFaults(state, contact)),
    ...state.agents.flatMap((agent) => agentFaults(state, agent)),
    ...state.agents.flatMap(({ queue }) => queueFaults(state, queue)),
    ...state.skillsets.flatMap(({ queue }) => queueFaults(state, queue)),
    ...cellFaults(state),
  ];
}
