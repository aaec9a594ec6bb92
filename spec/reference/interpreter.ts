/**
 * A second reading of language §3 to §6, over the tree: what the compiler and the machine must agree with. It shares with them the tree, the
 * directory's shape and nothing else, and is written to be read beside the rules.
 */
import type { Name } from '../../dsl/index.ts';
import type { Centre, HandlerEvent, RunEvent, Stop, Written } from './centre.ts';
import { type Contact, callVariable, doFirst, enterScript } from './contact.ts';
import { numberIn, type Scope } from './expressions.ts';
import { namesOf } from './names.ts';
import { lineOf, performStatement, STATEMENT_GOES_ON, store } from './statements.ts';
import type { Value } from './values.ts';
import { read } from './written.ts';

/** Runs a contact till it stops. A contact that waits goes on behind its WAIT or GET RESPONSE. */
export function run(contact: Contact, centre: Centre): Stop {
  contact.waitsAt = undefined;
  const scope: Scope = { contact, centre };
  for (;;) {
    const task = contact.todo.pop();
    if (task === undefined) return { kind: 'ended' };
    if (task.kind === 'savevar') {
      const name = task.variable.text;
      centre.writeShared(name, numberIn(callVariable(contact, name, centre)));
      continue;
    }
    const statement = task.statements[task.from];
    if (statement === undefined) continue;
    contact.todo.push({ ...task, from: task.from + 1 });
    centre.reached(statement.kind);
    const stop = performStatement(scope, statement);
    if (stop !== STATEMENT_GOES_ON) return stop;
  }
}

/** Gives an event to a contact that waits: its handler's body runs, then the contact waits on as before, unless the body jumped. */
export function deliver(contact: Contact, event: HandlerEvent, centre: Centre): Stop {
  const branch = contact.handler?.events.find((one) => one.event.text.toUpperCase() === event);
  if (contact.waitsAt === undefined || branch === undefined) return { kind: 'stands', handled: false };
  const { waitsAt, todo } = contact;
  contact.todo = [];
  contact.inBody = true;
  doFirst(contact, branch.body);
  const stop = run(contact, centre);
  // A statement that ends the run leaves the rest of the body undone.
  if (!contact.inBody || stop.kind !== 'ended' || contact.todo.length > 0) {
    contact.inBody = false;
    return stop;
  }
  contact.inBody = false;
  contact.waitsAt = waitsAt;
  contact.todo = todo;
  return { kind: 'stands', handled: true };
}

/** The answer that GET RESPONSE waits for. One of another count or type is an event, and the variables keep their values. */
export function answer(contact: Contact, values: readonly Written[], centre: Centre): void {
  const statement = contact.waitsAt;
  if (statement?.kind !== 'get-response') return;
  const directory = centre.directory(contact.globals);
  const typeOf = (target: Name) => {
    const named = namesOf(directory).byName.get(target.text.toLowerCase());
    return named?.kind === 'variable' ? named.variable.type : 'integer';
  };
  const given = statement.targets.map((target, i): Value | undefined =>
    values[i] === undefined ? undefined : read(typeOf(target), values[i], directory),
  );
  const tell = (kind: RunEvent): void => centre.event(kind, contact.script.name, lineOf(contact.script, statement));
  if (values.length !== statement.targets.length || given.includes(undefined)) {
    tell('bad_answer');
    return;
  }
  for (const [i, target] of statement.targets.entries()) store({ contact, centre }, target.text, given[i]!, tell);
}

/** Starts a contact again at the top of a script, as DISCONNECT's resubmission does: its variables stay. */
export function restart(contact: Contact, script: string, centre: Centre): void {
  const file = centre.script(script);
  if (file === undefined) throw new Error(`no script ${script}`);
  enterScript(contact, file, centre);
}
