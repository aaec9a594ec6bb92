/**
 * Why a contact went where it went (design decision 6): one trace row an activation, equal consecutive ones counted in one row;
 * what matching decided stands in the row of the activation that asked for it, or in a row of its own.
 */
import { type Machine, readTrace, type Trace } from '../../vm/index.ts';
import type { TraceLine, TraceRow } from './model.ts';
import type { Contact, State } from './state.ts';

function sameValues(a: TraceLine['values'], b: TraceLine['values']): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length &&
    a.every((value, i) => value.name === (b[i] as typeof value).name && value.value === (b[i] as typeof value).value)
  );
}

function sameLine(a: TraceLine, b: TraceLine): boolean {
  return (
    a.line === b.line &&
    a.script === b.script &&
    a.text === b.text &&
    a.candidates === undefined &&
    b.candidates === undefined &&
    sameValues(a.values, b.values)
  );
}

function sameLines(a: readonly TraceLine[], b: readonly TraceLine[]): boolean {
  return a.length === b.length && a.every((line, i) => sameLine(line, b[i] as TraceLine));
}

/** Puts a row in the place of the last one, or after it. */
function put(contact: Contact, row: TraceRow): void {
  const { unwrittenTraces: rows } = contact;
  if (rows.at(-1)?.number === row.number) rows[rows.length - 1] = row;
  else rows.push(row);
  contact.trace = row;
  contact.traces = row.number;
}

function append(state: State, contact: Contact, image: string, lines: readonly TraceLine[], folded: number): void {
  put(contact, {
    contact: contact.id,
    number: contact.traces + 1,
    firstAt: state.at,
    lastAt: state.at,
    count: 1,
    image,
    lines,
    folded,
  });
}

/** Records what a run did since the trace was cleared; nothing when nothing ran. */
export function recordRun(state: State, contact: Contact, machine: Machine, trace: Trace): void {
  if (trace.at === 0) return;
  const { lines, folded } = readTrace(trace, (kind, id) => state.names.nameOf(kind, id));
  const image = machine.program.hash;
  const last = contact.trace;
  if (last !== undefined && last.image === image && last.folded === folded && sameLines(last.lines, lines))
    put(contact, { ...last, lastAt: state.at, count: last.count + 1 });
  else append(state, contact, image, lines, folded);
}

/** Records a decision of matching about the contact. */
export function recordDecision(state: State, contact: Contact, line: TraceLine): void {
  const last = contact.unwrittenTraces.at(-1);
  if (last !== undefined && last.firstAt === state.at && last.count === 1)
    put(contact, { ...last, lines: [...last.lines, line] });
  else append(state, contact, '', [line], 0);
}
