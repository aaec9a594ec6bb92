/**
 * Why a contact went where it went (design decision 6): one trace row an activation, equal consecutive ones counted in one row;
 * what matching decided stands in the row of the activation that asked for it, or in a row of its own.
 */
import { type Machine, readTrace, type Trace } from '../../vm/index.ts';
import { touch } from './batch.ts';
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
  if (a === b) return true;
  return a.length === b.length && a.every((line, i) => sameLine(line, b[i] as TraceLine));
}

const LINES_SHARED_MAX = 4_096;

/**
 * Lines that many contacts' traces have in common, held once: thousands of contacts in one loop of one script run the same lines.
 * Sharing changes no row.
 */
export class SharedLines {
  readonly #byShape = new Map<string, readonly TraceLine[]>();

  /** Equal lines that are held already, else these. */
  share(lines: readonly TraceLine[]): readonly TraceLine[] {
    let shape = '';
    for (const { script, line } of lines) shape += `${script}:${line} `;
    const held = this.#byShape.get(shape);
    if (held !== undefined && sameLines(held, lines)) return held;
    if (this.#byShape.size >= LINES_SHARED_MAX) this.#byShape.clear();
    this.#byShape.set(shape, lines);
    return lines;
  }
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
export function recordRun(state: State, contact: Contact, machine: Machine, trace: Trace, shared: SharedLines): void {
  if (trace.at === 0) return;
  const run = readTrace(trace, (kind, id) => state.names.nameOf(kind, id));
  const { folded } = run;
  const lines = shared.share(run.lines);
  const image = machine.program.hash;
  const last = contact.trace;
  if (last !== undefined && last.image === image && last.folded === folded && sameLines(last.lines, lines))
    put(contact, { ...last, lastAt: state.at, count: last.count + 1 });
  else append(state, contact, image, lines, folded);
}

/** Records a decision of matching about the contact; it is written with the contact's row, which knows how many rows there are. */
export function recordDecision(state: State, contact: Contact, line: TraceLine): void {
  touch(state, contact);
  const last = contact.unwrittenTraces.at(-1);
  if (last !== undefined && last.firstAt === state.at && last.count === 1)
    put(contact, { ...last, lines: [...last.lines, line] });
  else append(state, contact, '', [line], 0);
}
