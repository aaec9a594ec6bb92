/**
 * Variables whose type another version changed. A contact takes its variables along when it goes to that version, by EXECUTE SCRIPT,
 * anew from Master_Script or moved; a value that is none of the new type becomes the new default, with an event.
 */
import { type Machine, type Retyped, retype } from '../../vm/index.ts';
import { note } from './batch.ts';
import type { Centre } from './centre.ts';
import type { Contact, State } from './state.ts';

const KNOWN = new WeakMap<Centre, WeakMap<Centre, readonly Retyped[]>>();

/** Call variables that both have with different types. */
function retypedIn(state: State, from: Centre, to: Centre): readonly Retyped[] {
  const known = KNOWN.get(from)?.get(to);
  if (known !== undefined) return known;
  const old = new Map(
    from.directory.variables.filter(({ scope }) => scope === 'call').map((entry) => [entry.name.toLowerCase(), entry]),
  );
  const found = to.directory.variables.flatMap((entry): Retyped[] => {
    const before = old.get(entry.name.toLowerCase());
    if (entry.scope !== 'call' || before === undefined || before.type === entry.type) return [];
    const variable = state.names.find('variable', entry.name);
    return [{ variable, from: before.type, to: entry.type, fallback: to.callDefaults[variable] ?? 0 }];
  });
  const ofFrom = KNOWN.get(from) ?? new WeakMap<Centre, readonly Retyped[]>();
  KNOWN.set(from, ofFrom.set(to, found));
  return found;
}

/** Gives the contact's variables the types of the centre that it goes to. Call it before its `activation` changes. */
export function retypeVariables(state: State, contact: Contact, machine: Machine, to: Centre): void {
  const from = state.centres.get(contact.activation);
  if (from === undefined || from === to) return;
  for (const retyped of retypedIn(state, from, to)) {
    const kept = retype(machine, retyped, (kind, id) => state.names.nameOf(kind, id), to.idOf);
    if (kept) continue;
    const name = state.names.nameOf('variable', retyped.variable);
    note(state, contact.id, 'variable_retyped', `${name}: ${retyped.from} → ${retyped.to}; its default holds`);
  }
}
