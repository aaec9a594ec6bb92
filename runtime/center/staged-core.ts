/**
 * A core whose first scene is set by hand: contacts that wait or are open already, shared variables with a value. For tests of
 * scripts and simulations, which begin in the middle of a day; a live centre gets its scene from its rows alone.
 */
import { callVariable } from '../../vm/index.ts';
import { refreshIdle } from './agents.ts';
import { liveContact } from './batch.ts';
import { addContact } from './contacts.ts';
import { coreOver } from './core.ts';
import { type CoreParts, newParts } from './core-parts.ts';
import type { ContactRow } from './model.ts';
import type { Core } from './protocol.ts';
import { restorePlace } from './queueing.ts';
import { emptySnapshot, rebuild } from './rebuild.ts';

export interface StagedCore {
  readonly core: Core;
  /** Takes in a contact without a script: where its row says it waits, and open with the agent it names. Activate a centre first. */
  place(row: Omit<ContactRow, 'id'>): number;
  /** Gives a variable that READVAR reads its value. */
  share(variable: number, value: number): void;
  /** The value of a call variable in the contact's script; undefined without a script, or when it was not used yet. */
  callVariable(contact: number, variable: number): number | string | undefined;
}

export function stagedCore(parts: CoreParts = newParts()): StagedCore {
  const state = rebuild(emptySnapshot());
  return {
    core: coreOver(state, parts),
    place(row) {
      const contact = liveContact({ ...row, id: ++state.last.contact });
      addContact(state, contact);
      for (const { kind, id, priority, sinceAt } of row.queues) {
        const owner = kind === 'agent' ? state.agents[id] : state.skillsets[id];
        if (owner !== undefined) restorePlace(state, contact, owner.queue, priority, sinceAt);
      }
      const agent = row.agent === undefined ? undefined : state.agents[row.agent];
      if (agent !== undefined) {
        agent.open.add(contact);
        refreshIdle(state, agent);
      }
      return contact.id;
    },
    share: (variable, value) => void state.shared.set(variable, value),
    callVariable(contact, variable) {
      const machine = state.contacts.get(contact)?.run?.machine;
      return machine === undefined ? undefined : callVariable(machine, variable);
    },
  };
}
