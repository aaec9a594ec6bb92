/** The machine's host over the core's state: what the contact that runs (`state.running`) may ask and do. */
import { FACT_WORDS, type Host, type IdOf, type Machine } from '../../../vm/index.ts';
import { note, touch } from '../batch.ts';
import type { Centre } from '../centre.ts';
import { retypeVariables } from '../retype-variables.ts';
import type { Contact, State } from '../state.ts';
import { contactData } from './contact-intrinsics.ts';
import { intrinsicAnswer } from './intrinsics.ts';
import { statements } from './statements.ts';

/** Master_Script's name in images, where contacts start. */
export const MASTER_SCRIPT = 'Master_Script';

/** The entry of a script by name, without regard to case; -1 when the program has none. */
export function entryOf(centre: Centre, name: string): number {
  return centre.program.scripts.findIndex((script) => script.name.toLowerCase() === name.toLowerCase());
}

/** Where EXECUTE SCRIPT goes: the script, or what an activation mapped it to when it is gone. */
function targetOf(centre: Centre, name: string): { readonly entry: number; readonly mapped: boolean } | undefined {
  const own = entryOf(centre, name);
  if (own >= 0) return { entry: own, mapped: false };
  const mapping = centre.targets.get(name.toLowerCase());
  const entry = mapping === undefined ? -1 : entryOf(centre, mapping.to);
  return entry < 0 ? undefined : { entry, mapped: true };
}

/** Where a piece of code comes from, as `Script:line`. */
export function lineOf(machine: Machine, pc: number): string {
  const { spans, scripts } = machine.program.image;
  const span = spans.before(pc);
  return span === undefined ? '' : `${scripts[span.script]?.name ?? ''}:${span.line}`;
}

/** A host for the life of a core. */
export function createHost(state: State): Host {
  const running = (): Contact => state.running as Contact;
  const centre = (): Centre => state.centre as Centre;
  const idOf: IdOf = (kind, name) => centre().idOf(kind, name);
  return {
    ...statements(state),
    get cells() {
      return state.cells;
    },
    facts: new Int32Array(FACT_WORDS),
    factsAt: 0,
    askInt: (intrinsic) => {
      const answer = intrinsicAnswer(intrinsic);
      return answer?.kind === 'int' ? answer.ask(state, running()) | 0 : 0;
    },
    askIntOf: (intrinsic, operands) => {
      const answer = intrinsicAnswer(intrinsic);
      return answer?.kind === 'of' ? answer.ask(state, running(), operands) | 0 : 0;
    },
    askString: (intrinsic) => {
      const answer = intrinsicAnswer(intrinsic);
      return answer?.kind === 'text' ? answer.ask(state, running()) : '';
    },
    contactData: (key) => contactData(running(), key),
    ccAddresses: () => running().facts.cc,
    globals: (snapshot) => (state.centres.get(snapshot) ?? centre()).globals,
    newestGlobals: () => centre().number,
    callDefault: (variable) =>
      state.centres.get(running().activation)?.callDefaults[variable] ?? centre().callDefaults[variable] ?? 0,
    readShared: (variable) => {
      const value = state.shared.get(variable) ?? centre().callDefaults[variable] ?? 0;
      return typeof value === 'number' ? value : 0;
    },
    writeShared: (variable, value) => {
      if (state.shared.get(variable) === value) return;
      state.shared.set(variable, value);
      state.batch.shared.add(variable);
      touch(state, running());
    },
    event: (kind, pc, detail) => {
      const { run } = running();
      const line = run === undefined ? '' : lineOf(run.machine, pc);
      note(state, running().id, kind, line === '' ? detail : `${line}: ${detail}`);
    },
    script: (name) => {
      const found = targetOf(centre(), name);
      if (found === undefined) return undefined;
      const { entry, mapped } = found;
      const contact = running();
      if (mapped) note(state, contact.id, 'script_mapped', `${name} → ${centre().program.scripts[entry]?.name}`);
      // The first script that the master names is the application, the unit of reporting (language §2).
      if (contact.application === MASTER_SCRIPT) {
        contact.application = centre().program.scripts[entry]?.name ?? name;
        touch(state, contact);
      }
      if (contact.activation !== centre().number) {
        if (contact.run !== undefined) retypeVariables(state, contact, contact.run.machine, centre());
        contact.activation = centre().number;
        touch(state, contact);
      }
      return { program: centre().program, entry };
    },
    nameOf: (kind, id) => state.names.nameOf(kind, id),
    idOf,
  };
}
