/**
 * Why a contact went where it went (design decision 6): one trace row an activation, equal consecutive ones counted in one row;
 * what matching decided stands in the row of the activation that asked for it, or in a row of its own.
 */
import type { Machine, Trace } from '../../vm/index.ts';
import { touch } from './batch.ts';
import type { TraceLine } from './model.ts';
import type { Contact, State } from './state.ts';
import { type OpenTrace, type RunStart, repeats, type SharedTraces } from './trace-rows.ts';

/** Puts a row in the place of the last one, or after it. */
function put(contact: Contact, open: OpenTrace): void {
  const { unwrittenTraces: rows } = contact;
  if (rows.at(-1)?.row.number === open.row.number) rows[rows.length - 1] = open;
  else rows.push(open);
  contact.trace = open;
  contact.traces = open.row.number;
}

function nextRow(state: State, contact: Contact, image: string): OpenTrace['row'] {
  return { contact: contact.id, number: contact.traces + 1, firstAt: state.at, lastAt: state.at, count: 1, image };
}

/** Records what a run did since the trace was cleared; nothing when nothing ran. */
export function recordRun(
  state: State,
  contact: Contact,
  machine: Machine,
  trace: Trace,
  start: RunStart,
  shared: SharedTraces,
): void {
  if (trace.at === 0) return;
  const row = nextRow(state, contact, machine.program.hash);
  const open: OpenTrace = { row, path: shared.path(trace), start, read: undefined, decided: [] };
  const last = contact.trace;
  if (last !== undefined && repeats(state, last, open))
    put(contact, { ...last, row: { ...last.row, lastAt: state.at, count: last.row.count + 1 } });
  else put(contact, open);
}

/** Records a decision of matching about the contact; it is written with the contact's row, which knows how many rows there are. */
export function recordDecision(state: State, contact: Contact, line: TraceLine): void {
  touch(state, contact);
  const last = contact.unwrittenTraces.at(-1);
  if (last !== undefined && last.row.firstAt === state.at && last.row.count === 1)
    put(contact, { ...last, decided: [...last.decided, line] });
  else
    put(contact, {
      row: nextRow(state, contact, ''),
      path: undefined,
      start: undefined,
      read: undefined,
      decided: [line],
    });
}
