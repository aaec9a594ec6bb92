/** Running a machine, and what may come to it while it is suspended: an event, or the answer that GET RESPONSE waits for. */
import type { Host, Stop, Value } from './host.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { execute, STEPS_MAX } from './machine.ts';
import { type MachineSlab, storeInt } from './machine-slab.ts';
import { type Machine, storeText } from './machine-state.ts';
import { WORDS } from './memory.ts';
import { HANDLER_EVENTS, type HandlerEvent } from './program.ts';
import { PC_SHIFT, pcOf, RECORD_WORDS } from './record.ts';
import { ENDED, HANDLED } from './stops.ts';
import { TRACE_OFF, type Trace } from './trace.ts';
import { parseValue } from './values.ts';

/** What runs a record: the machine, or the second tier. */
export type Execute = typeof execute;

const NOT_HANDLED: Stop = { kind: 'stands', handled: false };

/**
 * Runs a machine from its start, or on from where it suspended, till it stops; in STEPS_MAX steps at most, whatever `steps` says. After a stop of kind
 * wait or response the machine can be encoded and run again; after any other its run is over.
 */
export function run(
  machine: Machine,
  host: Host,
  trace: Trace = TRACE_OFF,
  steps: number = STEPS_MAX,
  executeWith?: Execute,
): Stop {
  return runRecord(machine.slab, machine.record, host, trace, steps, executeWith);
}

/** As run(), for those who hold records without a handle each. */
export function runRecord(
  slab: MachineSlab,
  record: number,
  host: Host,
  trace: Trace,
  steps: number,
  executeWith?: Execute,
): Stop {
  const budget = steps < STEPS_MAX ? steps : STEPS_MAX;
  // Named here, it is a direct call; the same by the parameter is one to whatever comes.
  const stop =
    executeWith === undefined
      ? execute(slab, record, host, trace, budget)
      : executeWith(slab, record, host, trace, budget);
  return stop === HANDLED ? endBody(record) : stop;
}

/** RESUME, come to by a run and not by an event: the run is over. */
function endBody(record: number): Stop {
  const at = record * RECORD_WORDS;
  WORDS[at] = pcOf(WORDS[at]!) << PC_SHIFT;
  return ENDED;
}

/**
 * Gives an event to a suspended machine. Its handler's body runs; `stands` says that the suspension stands as it was (`handled`
 * false: the script handles no such event), any other stop that the body jumped and the script went on to there.
 */
export function deliver(
  machine: Machine,
  event: HandlerEvent,
  host: Host,
  trace: Trace = TRACE_OFF,
  steps: number = STEPS_MAX,
  executeWith: Execute = execute,
): Stop {
  const body = machine.program.image.handlers[machine.handler]?.pcs[HANDLER_EVENTS.indexOf(event)];
  if (!machine.suspended || body === undefined || body < 0) return NOT_HANDLED;
  const at = machine.record * RECORD_WORDS;
  const place = WORDS[at]!;
  WORDS[at] = body << PC_SHIFT;
  let stop: Stop = HANDLED;
  try {
    stop = executeWith(machine.slab, machine.record, host, trace, steps < STEPS_MAX ? steps : STEPS_MAX);
  } finally {
    if (stop === HANDLED) WORDS[at] = place;
  }
  return stop;
}

/**
 * The answer to the request that a machine waits for with GET RESPONSE: its variables take the values; then call run(). An answer of
 * another count or type is an event and changes nothing (language §3); on a time-out call run() alone.
 */
export function answer(machine: Machine, values: readonly Value[], host: Host): void {
  const { code, image } = machine.program;
  if (!machine.suspended || code[machine.pc] !== INSTRUCTIONS.GET.code) return;
  const symbols = image.lists[code[machine.pc + 3]!]!.map((symbol) => image.symbols[symbol]!);
  const ids = machine.program.lists[code[machine.pc + 3]!]!;
  if (values.length !== symbols.length) {
    host.event('bad_answer', machine.pc, `${values.length} values for ${symbols.length} variables`);
    return;
  }
  const parsed: Value[] = [];
  for (const [i, symbol] of symbols.entries()) {
    const type = symbol.kind === 'variable' ? symbol.type : 'integer';
    const value = parseValue(type, values[i]!, (kind, name) => host.idOf(kind, name));
    if (value === undefined) {
      host.event('bad_answer', machine.pc, `value ${i + 1} for ${symbol.name} is no ${type}`);
      return;
    }
    parsed.push(value);
  }
  ids.forEach((id, i) => {
    const value = parsed[i]!;
    const { slab, record, pc } = machine;
    if (typeof value === 'string') storeText(slab, record, id, value, host, pc);
    else storeInt(slab, record, id, value | 0);
  });
}
