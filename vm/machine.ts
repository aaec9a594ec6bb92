/**
 * The loop. It runs a machine till it suspends, ends or has used its steps; everything it asks or does goes through the host.
 * Reads like language §3 and §4: one case an instruction. A case ends in one of three ways: `continue` goes on after it, `break`
 * jumps to `to` (and the trace says so), `break run` stops. A fault jumps to where its fault range says.
 *
 * INVARIANT: a run is decided by machine, host answers and budget alone; the trace is only written.
 * The loop's own variables are captured by no closure: that would put them on the heap.
 */
import { compare } from './comparisons.ts';
import { CONTACT_TYPES } from './directory.ts';
import { arithmetic, fault } from './faults.ts';
import type { GlobalValues, Host, Stop, Value } from './host.ts';
import { type Op, QUEUE_CHOICES, QUEUE_KINDS, VOICE_STATEMENTS } from './instructions.ts';
import { INTRINSICS } from './intrinsics.ts';
import {
  ASSIGNED_INT,
  ASSIGNED_TEXT,
  type Machine,
  makeRoom,
  storeText,
  takeDefault,
  takeTextDefault,
} from './machine-state.ts';
import { argumentOf, idsOf, isOfAgent, priorityOf, secondsOf } from './operands.ts';
import { programError } from './program.ts';
import { INTS, TEXTS } from './registers.ts';
import { clearTrace, type Trace, traceBegin, traceRoom, traceText } from './trace.ts';
import { EMPTY, inSet } from './values.ts';

/** Steps (instructions) that one activation may take (language §3). */
export const STEPS_MAX = 100_000;

const CONTACT_TYPE = INTRINSICS['CONTACT TYPE'].number;
const VOICE_CONTACT = CONTACT_TYPES.indexOf('Voice');

const QUIT: Stop = { kind: 'quit' };
const ENDED: Stop = { kind: 'ended' };
const DISCONNECT: Stop = { kind: 'disconnect' };
const CLOSED: Stop = { kind: 'closed' };
const ROUTED: Stop = { kind: 'routed' };
const BUDGET: Stop = { kind: 'budget' };
const HANDLED: Stop = { kind: 'stands', handled: true };

/** Stops of the waits that scripts write, made once each: an activation then leaves nothing for the collector. */
const WAITS: Stop[] = Array.from({ length: 601 }, (_, seconds) => ({ kind: 'wait', seconds }));

function waitOf(seconds: number): Stop {
  return WAITS[seconds] ?? { kind: 'wait', seconds };
}

/** Runs from `from` till a stop; `machine.pc` is then where it stopped. Of run.ts, which knows where to begin. */
export function execute(machine: Machine, from: number, host: Host, trace: Trace, budget: number): Stop {
  let program = machine.program;
  let code = program.code;
  let { loggedAgents, idleAgents, queued } = host.cells;
  let globals: GlobalValues | undefined;
  let variables = machine.ints;
  let assigned = machine.assigned;
  // Made by the first ARGUMENT: most activations have none.
  let argumentsSoFar: Value[] | undefined;
  let steps = Math.min(budget, STEPS_MAX);
  if (trace.on && traceRoom(trace) < steps * 2 + 64) clearTrace(trace);
  const { words, mask } = trace;
  let at = traceBegin(trace, trace.at, program, from);
  let pc = from;
  let to = 0;
  let stop: Stop;
  machine.suspended = false;

  run: for (;;) {
    if (--steps < 0) {
      stop = BUDGET;
      break;
    }
    switch (code[pc]) {
      case 1 satisfies Op<'INT'>:
      case 2 satisfies Op<'NAME'>:
        INTS[code[pc + 1]!] = code[pc + 2]!;
        pc += 3;
        continue;
      case 3 satisfies Op<'CALL_INT'>: {
        const variable = code[pc + 2]!;
        if (assigned[variable] !== ASSIGNED_INT) takeDefault(machine, variable, host);
        INTS[code[pc + 1]!] = variables[variable]!;
        pc += 3;
        continue;
      }
      case 4 satisfies Op<'GLOBAL_INT'>:
        globals ??= host.globals(machine.globals);
        INTS[code[pc + 1]!] = globals.ints[code[pc + 2]!] ?? 0;
        pc += 3;
        continue;
      case 5 satisfies Op<'ASK'>: {
        const value = host.askInt(code[pc + 2]!);
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 6 satisfies Op<'ASK_OF'>: {
        const intrinsic = code[pc + 2]!;
        const ids = idsOf(program, code[pc + 3]!, code[pc + 4]!);
        const value = ids.length === 0 && isOfAgent(intrinsic) ? 0 : host.askIntOf(intrinsic, ids);
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        INTS[code[pc + 1]!] = value;
        pc += 5;
        continue;
      }
      case 7 satisfies Op<'READ_LOGGED'>: {
        const value = loggedAgents[code[pc + 2]!]!;
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 8 satisfies Op<'READ_IDLE'>: {
        const value = idleAgents[code[pc + 2]!]!;
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 9 satisfies Op<'READ_QUEUED'>: {
        const value = queued[code[pc + 2]!]!;
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 10 satisfies Op<'TEXT'>:
        TEXTS[code[pc + 1]!] = program.strings[code[pc + 2]!]!;
        pc += 3;
        continue;
      case 11 satisfies Op<'CALL_TEXT'>: {
        const variable = code[pc + 2]!;
        if (assigned[variable] !== ASSIGNED_TEXT) takeTextDefault(machine, variable, host);
        TEXTS[code[pc + 1]!] = machine.strings[variable]!;
        pc += 3;
        continue;
      }
      case 12 satisfies Op<'GLOBAL_TEXT'>:
        globals ??= host.globals(machine.globals);
        TEXTS[code[pc + 1]!] = globals.strings[code[pc + 2]!] ?? '';
        pc += 3;
        continue;
      case 13 satisfies Op<'ASK_TEXT'>: {
        const value = host.askString(code[pc + 2]!);
        at = traceText(trace, at, pc, value) & mask;
        TEXTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 14 satisfies Op<'ASK_DATA'>: {
        const value = host.contactData(program.strings[code[pc + 2]!]!);
        at = traceText(trace, at, pc, value) & mask;
        TEXTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 15 satisfies Op<'STORE'>: {
        const variable = code[pc + 1]!;
        variables[variable] = INTS[code[pc + 2]!]!;
        assigned[variable] = ASSIGNED_INT;
        pc += 3;
        continue;
      }
      case 16 satisfies Op<'STORE_TEXT'>:
        storeText(machine, code[pc + 1]!, TEXTS[code[pc + 2]!]!, host, pc);
        pc += 3;
        continue;
      case 17 satisfies Op<'ADD_TO'>: {
        const variable = code[pc + 1]!;
        if (assigned[variable] !== ASSIGNED_INT) takeDefault(machine, variable, host);
        const value = variables[variable]! + code[pc + 2]!;
        if (value !== (value | 0)) {
          to = fault(program, pc, 'overflow', `${variables[variable]} + ${code[pc + 2]} is outside the integers`, host);
          break;
        }
        variables[variable] = value;
        pc += 3;
        continue;
      }
      case 20 satisfies Op<'NEGATE'>: {
        const value = -INTS[code[pc + 2]!]!;
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = fault(program, pc, 'overflow', 'the least integer has no negative', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 21 satisfies Op<'ADD'>: {
        const value = INTS[code[pc + 2]!]! + INTS[code[pc + 3]!]!;
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = arithmetic(program, pc, '+', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 4;
        continue;
      }
      case 22 satisfies Op<'SUBTRACT'>: {
        const value = INTS[code[pc + 2]!]! - INTS[code[pc + 3]!]!;
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = arithmetic(program, pc, '-', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 4;
        continue;
      }
      case 23 satisfies Op<'MULTIPLY'>: {
        const value = INTS[code[pc + 2]!]! * INTS[code[pc + 3]!]!;
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = arithmetic(program, pc, '*', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 4;
        continue;
      }
      case 24 satisfies Op<'DIVIDE'>: {
        const value = Math.trunc(INTS[code[pc + 2]!]! / INTS[code[pc + 3]!]!);
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = arithmetic(program, pc, '/', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 4;
        continue;
      }
      case 25 satisfies Op<'ADD_NUMBER'>: {
        const value = INTS[code[pc + 2]!]! + code[pc + 3]!;
        if (value !== (value | 0)) {
          argumentsSoFar = undefined;
          to = arithmetic(program, pc, '+n', host);
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += 4;
        continue;
      }
      case 30 satisfies Op<'JUMP'>:
        to = code[pc + 1]!;
        break;
      case 31 satisfies Op<'JEQUAL'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! === INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 32 satisfies Op<'JNOT_EQUAL'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! !== INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 33 satisfies Op<'JLESS'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! < INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 34 satisfies Op<'JAT_MOST'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! <= INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 35 satisfies Op<'JGREATER'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! > INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 36 satisfies Op<'JAT_LEAST'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! >= INTS[code[pc + 2]!]!) break;
        pc += 4;
        continue;
      case 37 satisfies Op<'JEQUAL_NUMBER'>:
      case 43 satisfies Op<'JNAME'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! === code[pc + 2]!) break;
        pc += 4;
        continue;
      case 38 satisfies Op<'JNOT_EQUAL_NUMBER'>:
      case 44 satisfies Op<'JNOT_NAME'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! !== code[pc + 2]!) break;
        pc += 4;
        continue;
      case 39 satisfies Op<'JLESS_NUMBER'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! < code[pc + 2]!) break;
        pc += 4;
        continue;
      case 40 satisfies Op<'JAT_MOST_NUMBER'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! <= code[pc + 2]!) break;
        pc += 4;
        continue;
      case 41 satisfies Op<'JGREATER_NUMBER'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! > code[pc + 2]!) break;
        pc += 4;
        continue;
      case 42 satisfies Op<'JAT_LEAST_NUMBER'>:
        to = code[pc + 3]!;
        if (INTS[code[pc + 1]!]! >= code[pc + 2]!) break;
        pc += 4;
        continue;
      case 45 satisfies Op<'JBETWEEN'>: {
        const value = INTS[code[pc + 1]!]!;
        to = code[pc + 4]!;
        if (value >= code[pc + 2]! && value <= code[pc + 3]!) break;
        pc += 5;
        continue;
      }
      case 46 satisfies Op<'JNOT_BETWEEN'>: {
        const value = INTS[code[pc + 1]!]!;
        to = code[pc + 4]!;
        if (value < code[pc + 2]! || value > code[pc + 3]!) break;
        pc += 5;
        continue;
      }
      case 47 satisfies Op<'JIF'>: {
        const value = host.askInt(code[pc + 1]!);
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        pc = value !== 0 ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 48 satisfies Op<'JUNLESS'>: {
        const value = host.askInt(code[pc + 1]!);
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        pc = value === 0 ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 49 satisfies Op<'JOUT'>: {
        const value = loggedAgents[code[pc + 1]!]! === 0 ? 1 : 0;
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        pc = value !== 0 ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 50 satisfies Op<'JSERVED'>: {
        const value = loggedAgents[code[pc + 1]!]! === 0 ? 1 : 0;
        words[at] = pc * 4;
        words[at + 1] = value;
        at = (at + 2) & mask;
        pc = value === 0 ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 51 satisfies Op<'JSET'>:
        to = code[pc + 4]!;
        if (inSet(program.sets[code[pc + 2]!]!, INTS[code[pc + 1]!]!) === (code[pc + 3] === 1)) break;
        pc += 5;
        continue;
      case 52 satisfies Op<'JGLOBAL_SET'>: {
        globals ??= host.globals(machine.globals);
        const set = globals.sets[code[pc + 2]!];
        to = code[pc + 4]!;
        if ((set !== undefined && inSet(set, INTS[code[pc + 1]!]!)) === (code[pc + 3] === 1)) break;
        pc += 5;
        continue;
      }
      case 56 satisfies Op<'JDATE'>:
      case 58 satisfies Op<'JDATE_SET'>:
      case 59 satisfies Op<'JDATE_GLOBAL_SET'>:
      case 65 satisfies Op<'JCONTAINS'>:
      case 66 satisfies Op<'JCONTAINS_SET'>:
      case 67 satisfies Op<'JCONTAINS_GLOBAL_SET'>:
      case 68 satisfies Op<'JMATCHES'>: {
        trace.at = at;
        const holds = compare(machine, pc, host, trace);
        at = trace.at;
        to = code[pc + 4]!;
        if (holds === (code[pc + 3] === 1)) break;
        pc += 5;
        continue;
      }
      case 53 satisfies Op<'JRANGE'>:
      case 54 satisfies Op<'JWRAP'>:
      case 55 satisfies Op<'JORDER'>:
      case 57 satisfies Op<'JDATE_ORDER'>:
      case 60 satisfies Op<'JDATE_RANGE'>:
      case 61 satisfies Op<'JTEXT'>:
      case 62 satisfies Op<'JTEXT_SET'>:
      case 63 satisfies Op<'JTEXT_GLOBAL_SET'>:
      case 64 satisfies Op<'JDN_RANGE'>: {
        trace.at = at;
        const holds = compare(machine, pc, host, trace);
        at = trace.at;
        if (holds === undefined) {
          argumentsSoFar = undefined;
          to = fault(program, pc, 'date_without_year', 'an ordering of a date without a year', host);
          break;
        }
        to = code[pc + 5]!;
        if (holds === (code[pc + 4] === 1)) break;
        pc += 6;
        continue;
      }
      case 80 satisfies Op<'WAIT'>: {
        const seconds = secondsOf(INTS[code[pc + 1]!]!, 'wait_out_of_range', host, pc);
        machine.suspended = true;
        stop = waitOf(seconds);
        break run;
      }
      case 81 satisfies Op<'WAIT_NUMBER'>:
        machine.suspended = true;
        stop = waitOf(code[pc + 1]!);
        break run;
      case 82 satisfies Op<'GET'>: {
        const seconds = secondsOf(INTS[code[pc + 2]!]!, 'timeout_out_of_range', host, pc);
        machine.suspended = true;
        stop = { kind: 'response', provider: INTS[code[pc + 1]!]!, seconds, targets: program.lists[code[pc + 3]!]! };
        break run;
      }
      case 83 satisfies Op<'EXECUTE_SCRIPT'>: {
        const name = program.strings[code[pc + 1]!]!;
        const found = host.script(name);
        if (found === undefined) {
          stop = { kind: 'gone', what: `script ${name}` };
          break run;
        }
        program = found.program;
        code = program.code;
        pc = program.scripts[found.entry]!.pc;
        machine.program = program;
        machine.globals = host.newestGlobals();
        machine.handler = -1;
        makeRoom(machine, program.variables);
        variables = machine.ints;
        assigned = machine.assigned;
        globals = undefined;
        ({ loggedAgents, idleAgents, queued } = host.cells);
        at = traceBegin(trace, at, program, pc) & mask;
        continue;
      }
      case 84 satisfies Op<'QUIT'>:
        stop = QUIT;
        break run;
      case 85 satisfies Op<'END'>:
        stop = ENDED;
        break run;
      case 86 satisfies Op<'DISCONNECT'>:
        stop = DISCONNECT;
        break run;
      case 87 satisfies Op<'HANDLER'>:
        machine.handler = code[pc + 1]!;
        pc += 2;
        continue;
      case 88 satisfies Op<'RESUME'>:
        stop = HANDLED;
        break run;
      case 89 satisfies Op<'GONE'>: {
        const symbol = program.image.symbols[code[pc + 1]!]!;
        stop = { kind: 'gone', what: `${symbol.kind} ${symbol.name}` };
        break run;
      }
      case 90 satisfies Op<'QUEUE'>: {
        const ids = idsOf(program, code[pc + 4]!, code[pc + 5]!);
        const priority = priorityOf(INTS[code[pc + 3]!]!, host, pc);
        if (ids.length > 0) host.queue(QUEUE_KINDS[code[pc + 1]!]!, ids, priority, QUEUE_CHOICES[code[pc + 2]!]!);
        pc += 6;
        continue;
      }
      case 91 satisfies Op<'QUEUE_AT'>: {
        const ids = idsOf(program, code[pc + 4]!, code[pc + 5]!);
        if (ids.length > 0) host.queue(QUEUE_KINDS[code[pc + 1]!]!, ids, code[pc + 3]!, QUEUE_CHOICES[code[pc + 2]!]!);
        pc += 6;
        continue;
      }
      case 92 satisfies Op<'CHANGE_PRIORITY'>: {
        const ids = idsOf(program, code[pc + 3]!, code[pc + 4]!);
        const priority = priorityOf(INTS[code[pc + 2]!]!, host, pc);
        if (ids.length > 0) host.changePriority(QUEUE_KINDS[code[pc + 1]!]!, ids, priority);
        pc += 5;
        continue;
      }
      case 93 satisfies Op<'REMOVE'>: {
        const ids = idsOf(program, code[pc + 2]!, code[pc + 3]!);
        if (ids.length > 0) host.remove(QUEUE_KINDS[code[pc + 1]!]!, ids);
        pc += 4;
        continue;
      }
      case 94 satisfies Op<'ARGUMENT'>:
        argumentsSoFar ??= [];
        argumentsSoFar.push(argumentOf(INTS[code[pc + 1]!]!, code[pc + 2]!, host));
        pc += 3;
        continue;
      case 95 satisfies Op<'ARGUMENT_TEXT'>:
        argumentsSoFar ??= [];
        argumentsSoFar.push(TEXTS[code[pc + 1]!]!);
        pc += 2;
        continue;
      case 96 satisfies Op<'LOG'>:
        host.log(argumentsSoFar ?? []);
        argumentsSoFar = undefined;
        pc += 1;
        continue;
      case 97 satisfies Op<'SEND_INFO'>: {
        const provider = INTS[code[pc + 1]!]!;
        if (provider !== EMPTY) host.sendInfo(provider, argumentsSoFar ?? []);
        argumentsSoFar = undefined;
        pc += 2;
        continue;
      }
      case 98 satisfies Op<'SEND_REQUEST'>: {
        const provider = INTS[code[pc + 1]!]!;
        if (provider !== EMPTY) host.sendRequest(provider, argumentsSoFar ?? []);
        argumentsSoFar = undefined;
        pc += 2;
        continue;
      }
      case 99 satisfies Op<'GIVE_RESPONSE'>: {
        const response = INTS[code[pc + 1]!]!;
        if (response !== EMPTY) host.giveResponse(response);
        pc += 2;
        continue;
      }
      case 100 satisfies Op<'OFFER_RESPONSE'>: {
        const ids = idsOf(program, code[pc + 1]!, code[pc + 2]!);
        if (ids.length > 0) host.offerResponses(ids);
        pc += 3;
        continue;
      }
      case 101 satisfies Op<'ROUTE_CONTACT'>:
        host.routeContact(TEXTS[code[pc + 1]!]!);
        stop = ROUTED;
        break run;
      case 102 satisfies Op<'CLOSE_CONTACT'>:
        host.closeContact(INTS[code[pc + 1]!]!);
        stop = CLOSED;
        break run;
      case 103 satisfies Op<'READ_SHARED'>: {
        const variable = code[pc + 1]!;
        variables[variable] = host.readShared(variable) | 0;
        assigned[variable] = ASSIGNED_INT;
        pc += 2;
        continue;
      }
      case 104 satisfies Op<'SAVE_SHARED'>: {
        const variable = code[pc + 1]!;
        if (assigned[variable] !== ASSIGNED_INT) takeDefault(machine, variable, host);
        host.writeShared(variable, variables[variable]!);
        pc += 2;
        continue;
      }
      case 105 satisfies Op<'VOICE'>:
        host.event('voice_only', pc, VOICE_STATEMENTS[code[pc + 1]!]!);
        if (code[pc + 2] === 1 && host.askInt(CONTACT_TYPE) === VOICE_CONTACT) {
          stop = ENDED;
          break run;
        }
        pc += 3;
        continue;
      case 106 satisfies Op<'VOICE_BLOCK'>:
        to = code[pc + 2]!;
        if (host.askInt(CONTACT_TYPE) !== VOICE_CONTACT) {
          host.event('voice_only', pc, VOICE_STATEMENTS[code[pc + 1]!]!);
          break;
        }
        pc += 3;
        continue;
      default:
        throw programError('BAD_CODE', `no instruction ${code[pc]} at ${pc}`);
    }
    words[at] = pc * 4 + 2;
    words[at + 1] = to;
    at = (at + 2) & mask;
    pc = to;
  }
  if (trace.on) {
    words[at] = pc * 4 + 3;
    words[at + 1] = 0;
    trace.at = at + 2;
  }
  machine.pc = pc;
  return stop;
}
