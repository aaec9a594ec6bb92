/**
 * One contact's run as data: what is still to be done, where it waits, and its variables. Nothing of a run stands on JavaScript's own
 * stack, so that it can stop at any statement.
 */
import type { EventHandlerStatement, Name, ScriptFile, Statement } from '../../dsl/index.ts';
import type { Centre } from './centre.ts';
import { itemOf, namesOf } from './names.ts';
import type { Value } from './values.ts';

/** What is to be done next: the statements of a block from one on, or the SAVEVAR at the end of a READVAR. */
export type Task =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[]; readonly from: number }
  | { readonly kind: 'savevar'; readonly variable: Name };

export interface Contact {
  script: ScriptFile;
  /** The last is next. */
  todo: Task[];
  /** The WAIT or GET RESPONSE at which it waits. */
  waitsAt: Statement | undefined;
  /** Number of the activation whose global variables the present script sees. */
  globals: number;
  handler: EventHandlerStatement | undefined;
  /** Is the body of an event running, which has not jumped? */
  inBody: boolean;
  /** By the lower-case name; what is not in it was never used nor set. */
  readonly variables: Map<string, Value>;
}

/** A contact at the top of a script. */
export function newContact(script: ScriptFile, centre: Centre): Contact {
  const contact: Contact = {
    script,
    todo: [],
    waitsAt: undefined,
    globals: 0,
    handler: undefined,
    inBody: false,
    variables: new Map(),
  };
  enterScript(contact, script, centre);
  return contact;
}

/** Goes on at the entry of a script: fresh globals, no event handler (language §3). The call variables go with the contact. */
export function enterScript(contact: Contact, script: ScriptFile, centre: Centre): void {
  contact.script = script;
  contact.globals = centre.newest();
  contact.handler = undefined;
  contact.waitsAt = undefined;
  contact.inBody = false;
  goOnFrom(contact, [script.entry, ...script.sections.map(({ body }) => body)]);
}

/** Goes on at a section, and falls through the SECTION lines behind it. */
export function enterSection(contact: Contact, name: string): void {
  const { sections } = contact.script;
  const index = sections.findIndex((section) => section.name.text.toLowerCase() === name.toLowerCase());
  if (index < 0) throw new Error(`no section ${name}`);
  contact.inBody = false;
  goOnFrom(
    contact,
    sections.slice(index).map(({ body }) => body),
  );
}

function goOnFrom(contact: Contact, blocks: readonly (readonly Statement[])[]): void {
  contact.todo = [];
  for (const statements of [...blocks].reverse()) doFirst(contact, statements);
}

/** Puts the statements of a block before all that is still to be done. */
export function doFirst(contact: Contact, statements: readonly Statement[]): void {
  contact.todo.push({ kind: 'statements', statements, from: 0 });
}

/** The value of a call variable; its first use takes the default of the present directory (language §5). */
export function callVariable(contact: Contact, name: string, centre: Centre): Value {
  const known = contact.variables.get(name.toLowerCase());
  if (known !== undefined) return known;
  const named = namesOf(centre.directory(centre.newest())).byName.get(name.toLowerCase());
  if (named?.kind !== 'variable') throw new Error(`no variable ${name}`);
  const value = itemOf(named.variable);
  contact.variables.set(name.toLowerCase(), value);
  return value;
}
