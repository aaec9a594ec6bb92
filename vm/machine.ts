/**
 * The loop. It runs a machine till it suspends, ends or has used its steps; everything it asks or does goes through the host.
 * Reads like language §3 and §4: one case an instruction. A case ends in one of three ways: `continue` goes on (behind it, or where its
 * code and its answers say), `break` jumps to `to` and the trace says so, `break run` stops. A fault jumps to where its fault range says.
 *
 * The many `| 0` tell the compiler that a loop variable is an int32: without them it is a tagged value, made anew at each instruction.
 *
 * INVARIANT: a run is decided by machine, host answers and budget alone; the trace is only written. The loop's own variables are captured by no
 * closure: that would put them on the heap. What is rare is a call (arithmetic.ts, comparisons.ts, statements.ts), so that what is frequent stays small.
 */
import { calculate, isOrderedBy, isRelated } from './arithmetic.ts';
import { bringIn, filling } from './code-memory.ts';
import { compare } from './comparisons.ts';
import { arithmetic, fault } from './faults.ts';
import type { GlobalValues, Host, Stop } from './host.ts';
import { type Op, QUEUE_CHOICES, QUEUE_KINDS } from './instructions.ts';
import { type MachineSlab, storeInt } from './machine-slab.ts';
import { readInt, storeText } from './machine-state.ts';
import { CODE, TAGS, TRACE_WORDS, TRACE_WORDS_MAX, WORDS } from './memory.ts';
import { idsOf, isOfAgent, secondsOf } from './operands.ts';
import { programError } from './program.ts';
import {
  ASKS,
  holdHandler,
  PC_SHIFT,
  PLACE_MASK,
  RECORD,
  RECORD_PROGRAM,
  RECORD_SHIFT,
  RECORD_TAGS,
  RECORD_VALUES,
  WAITS,
} from './record.ts';
import { forgetArguments, INTS, TEXTS } from './registers.ts';
import { askText, isVoice, perform, skipVoice, variableText } from './statements.ts';
import { BUDGET, CLOSED, DISCONNECT, ENDED, HANDLED, QUIT, ROUTED, waitOf } from './stops.ts';
import {
  clearTrace,
  TRACE_JUMP,
  TRACE_MARK,
  TRACE_MASK,
  TRACE_OFF,
  type Trace,
  traceBegin,
  traceProgram,
  traceText,
} from './trace.ts';
import { inSet } from './values.ts';

/** Steps (instructions) that one activation may take (language §3). */
export const STEPS_MAX = 100_000;

const WITHOUT_YEAR = 'an ordering of a date without a year';

/**
 * Runs from where the record stands till a stop, in at most so many steps. The record then says where it stopped; HANDLED leaves it as
 * it was.
 */
export function execute(slab: MachineSlab, record: number, host: Host, trace: Trace, budget: number): Stop {
  const base = record << RECORD_SHIFT;
  const values = (base + RECORD_VALUES) | 0;
  const firstTag = (base * 2 + RECORD_TAGS) | 0;
  let program = slab.programs[WORDS[(base + RECORD_PROGRAM) | 0]!]!;
  // A pc in here is a place in CODE; whoever is told of one takes `origin` away.
  let origin = (program.filling === filling ? program.origin : bringIn(program)) | 0;
  let pc = (origin + (WORDS[base]! >> PC_SHIFT)) | 0;
  let lists = program.lists;
  let cells = host.cells;
  const facts = host.facts;
  const factsAt = host.factsAt | 0;
  let globals: GlobalValues | undefined;
  let steps = budget | 0;
  const traced = trace !== TRACE_OFF;
  let at = 0;
  if (traced) {
    // traceBegin(), written out: what runs now and then only, a compiler leaves as a call.
    if (TRACE_WORDS_MAX - trace.at < (steps + 8) << 3) clearTrace(trace);
    at = trace.at & TRACE_MASK;
    TRACE_WORDS[at] = ((pc - origin) << 2) | TRACE_MARK;
    TRACE_WORDS[at + 1] = trace.programs[0] === program ? 1 : traceProgram(trace, program);
    at = (at + 2) & TRACE_MASK;
  }
  let to = 0;
  let stop: Stop;
  let suspends = 0;

  run: for (;;) {
    steps = (steps - 1) | 0;
    if (steps < 0) {
      forgetArguments();
      stop = BUDGET;
      break;
    }
    switch (CODE[pc]) {
      case 1 satisfies Op<'INT'>:
      case 2 satisfies Op<'NAME'>:
        INTS[CODE[pc + 1]!] = CODE[pc + 2]!;
        pc += 3;
        continue;
      case 3 satisfies Op<'CALL_INT'>: {
        const variable = CODE[pc + 2]!;
        const place = variable & PLACE_MASK;
        INTS[CODE[pc + 1]!] =
          TAGS[(firstTag + place) | 0] === ((variable + 1) | 0)
            ? WORDS[(values + place) | 0]!
            : readInt(slab, record, variable, host);
        pc += 3;
        continue;
      }
      case 4 satisfies Op<'GLOBAL_INT'>:
        globals ??= host.globals(WORDS[base + RECORD.globals]!);
        INTS[CODE[pc + 1]!] = globals.ints[CODE[pc + 2]!] ?? 0;
        pc += 3;
        continue;
      case 5 satisfies Op<'ASK'>: {
        const value = host.askInt(CODE[pc + 2]!);
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[CODE[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 6 satisfies Op<'ASK_OF'>: {
        const intrinsic = CODE[pc + 2]!;
        const ids = CODE[pc + 4] === 0 ? lists[CODE[pc + 3]!]! : idsOf(program, CODE[pc + 3]!, CODE[pc + 4]!);
        const value = ids.length === 0 && isOfAgent(intrinsic) ? 0 : host.askIntOf(intrinsic, ids);
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[CODE[pc + 1]!] = value;
        pc += 5;
        continue;
      }
      case 7 satisfies Op<'READ_LOGGED'>:
      case 8 satisfies Op<'READ_IDLE'>:
      case 9 satisfies Op<'READ_QUEUED'>: {
        const value = cells[CODE[pc + 2]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[CODE[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 107 satisfies Op<'READ_FACT'>: {
        const value = facts[factsAt + CODE[pc + 2]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[CODE[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 10 satisfies Op<'TEXT'>:
        TEXTS[CODE[pc + 1]!] = program.strings[CODE[pc + 2]!]!;
        pc += 3;
        continue;
      case 11 satisfies Op<'CALL_TEXT'>:
      case 12 satisfies Op<'GLOBAL_TEXT'>:
        TEXTS[CODE[pc + 1]!] = variableText(slab, record, pc - origin, host);
        pc += 3;
        continue;
      case 13 satisfies Op<'ASK_TEXT'>:
      case 14 satisfies Op<'ASK_DATA'>: {
        const value = askText(program, pc - origin, host);
        if (traced) at = traceText(trace, at, pc - origin, value) & TRACE_MASK;
        TEXTS[CODE[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 15 satisfies Op<'STORE'>: {
        const variable = CODE[pc + 1]!;
        const place = variable & PLACE_MASK;
        if (TAGS[(firstTag + place) | 0] === ((variable + 1) | 0)) WORDS[(values + place) | 0] = INTS[CODE[pc + 2]!]!;
        else storeInt(slab, record, variable, INTS[CODE[pc + 2]!]!);
        pc += 3;
        continue;
      }
      case 119 satisfies Op<'STORE_NUMBER'>:
        storeInt(slab, record, CODE[pc + 1]!, CODE[pc + 2]!);
        pc += 3;
        continue;
      case 16 satisfies Op<'STORE_TEXT'>:
        storeText(slab, record, CODE[pc + 1]!, TEXTS[CODE[pc + 2]!]!, host, pc - origin);
        pc += 3;
        continue;
      case 17 satisfies Op<'ADD_TO'>: {
        const variable = CODE[pc + 1]!;
        const place = variable & PLACE_MASK;
        const before =
          TAGS[(firstTag + place) | 0] === ((variable + 1) | 0)
            ? WORDS[(values + place) | 0]!
            : readInt(slab, record, variable, host);
        const added = CODE[pc + 2]!;
        const value = (before + added) | 0;
        // Overflow: both have the sign that the sum has not.
        if (((before ^ value) & (added ^ value)) < 0) {
          const told = `${before} + ${added} is outside the integers`;
          to = (origin + fault(program, pc - origin, 'overflow', told, host)) | 0;
          break;
        }
        if (TAGS[(firstTag + place) | 0] === ((variable + 1) | 0)) WORDS[(values + place) | 0] = value;
        else storeInt(slab, record, variable, value);
        pc += 3;
        continue;
      }
      case 20 satisfies Op<'NEGATE'>:
      case 21 satisfies Op<'ADD'>:
      case 22 satisfies Op<'SUBTRACT'>:
      case 23 satisfies Op<'MULTIPLY'>:
      case 24 satisfies Op<'DIVIDE'>:
      case 25 satisfies Op<'ADD_NUMBER'>: {
        const value = calculate(pc);
        if (value !== (value | 0)) {
          to = (origin + arithmetic(program, pc - origin, host)) | 0;
          break;
        }
        INTS[CODE[pc + 1]!] = value;
        pc += CODE[pc] === (20 satisfies Op<'NEGATE'>) ? 3 : 4;
        continue;
      }
      case 30 satisfies Op<'JUMP'>:
        to = CODE[pc + 1]!;
        // Whoever walks the trace knows a way forwards by the code alone.
        if (to <= pc) break;
        pc = to;
        continue;
      case 31 satisfies Op<'JEQUAL'>:
      case 32 satisfies Op<'JNOT_EQUAL'>:
      case 33 satisfies Op<'JLESS'>:
      case 34 satisfies Op<'JAT_MOST'>:
      case 35 satisfies Op<'JGREATER'>:
      case 36 satisfies Op<'JAT_LEAST'>:
        to = CODE[pc + 3]!;
        if (isRelated(pc)) break;
        pc += 4;
        continue;
      case 37 satisfies Op<'JEQUAL_NUMBER'>:
      case 43 satisfies Op<'JNAME'>:
        to = CODE[pc + 3]!;
        if (INTS[CODE[pc + 1]!]! === CODE[pc + 2]!) break;
        pc += 4;
        continue;
      case 38 satisfies Op<'JNOT_EQUAL_NUMBER'>:
      case 44 satisfies Op<'JNOT_NAME'>:
        to = CODE[pc + 3]!;
        if (INTS[CODE[pc + 1]!]! !== CODE[pc + 2]!) break;
        pc += 4;
        continue;
      case 39 satisfies Op<'JLESS_NUMBER'>:
      case 40 satisfies Op<'JAT_MOST_NUMBER'>:
      case 41 satisfies Op<'JGREATER_NUMBER'>:
      case 42 satisfies Op<'JAT_LEAST_NUMBER'>:
        to = CODE[pc + 3]!;
        if (isOrderedBy(pc)) break;
        pc += 4;
        continue;
      case 45 satisfies Op<'JBETWEEN'>:
      case 46 satisfies Op<'JNOT_BETWEEN'>: {
        const value = INTS[CODE[pc + 1]!]!;
        to = CODE[pc + 4]!;
        if ((value >= CODE[pc + 2]! && value <= CODE[pc + 3]!) === (CODE[pc] === (45 satisfies Op<'JBETWEEN'>))) break;
        pc += 5;
        continue;
      }
      case 108 satisfies Op<'JFACT_IN'>: {
        const value = facts[factsAt + CODE[pc + 1]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value >= CODE[pc + 2]! && value <= CODE[pc + 3]!) pc = CODE[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 109 satisfies Op<'JFACT_OUT'>: {
        const value = facts[factsAt + CODE[pc + 1]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value < CODE[pc + 2]! || value > CODE[pc + 3]!) pc = CODE[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 110 satisfies Op<'JFACT_MASK'>: {
        const value = facts[factsAt + CODE[pc + 1]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if ((value >>> 0 < 32 ? (CODE[pc + 2]! >>> value) & 1 : 0) === CODE[pc + 3]!) pc = CODE[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 111 satisfies Op<'SWITCH'>: {
        const value = facts[factsAt + CODE[pc + 1]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        const cases = CODE[pc + 3]!;
        const nth = value - CODE[pc + 2]!;
        // Behind it stand jumps of two words; it takes the one of its value itself.
        pc = CODE[pc + 5 + (nth >= 0 && nth < cases ? nth : cases) * 2]! | 0;
        continue;
      }
      case 112 satisfies Op<'JCELL_IN'>:
      case 113 satisfies Op<'JCELL_OUT'>: {
        const value = cells[CODE[pc + 2]!]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if ((value >= CODE[pc + 3]! && value <= CODE[pc + 4]!) === (CODE[pc] === (112 satisfies Op<'JCELL_IN'>)))
          pc = CODE[pc + 5]! | 0;
        else pc += 6;
        continue;
      }
      case 114 satisfies Op<'JCELLS'>: {
        const value = cells[CODE[pc + 2]!]!;
        const other = cells[CODE[pc + 5]!]!;
        const times = other * CODE[pc + 3]!;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          TRACE_WORDS[at + 2] = (pc - origin) << 2;
          TRACE_WORDS[at + 3] = other;
          at = (at + 4) & TRACE_MASK;
        }
        if (times !== (times | 0)) {
          const told = `${CODE[pc + 3]} * ${other} is outside the integers`;
          to = (origin + fault(program, pc - origin, 'overflow', told, host)) | 0;
          break;
        }
        const relation = CODE[pc + 6]!;
        if (
          relation < 2
            ? relation === 0
              ? value < times
              : value <= times
            : relation === 2
              ? value > times
              : value >= times
        )
          pc = CODE[pc + 7]! | 0;
        else pc += 8;
        continue;
      }
      case 115 satisfies Op<'JASK_IN'>: {
        const value = host.askIntOf(CODE[pc + 1]!, lists[CODE[pc + 2]!]!);
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value >= CODE[pc + 4]! && value <= CODE[pc + 5]!) pc = CODE[pc + 6]! | 0;
        else pc += 7;
        continue;
      }
      case 116 satisfies Op<'JASK_OUT'>: {
        const value = host.askIntOf(CODE[pc + 1]!, lists[CODE[pc + 2]!]!);
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value < CODE[pc + 4]! || value > CODE[pc + 5]!) pc = CODE[pc + 6]! | 0;
        else pc += 7;
        continue;
      }
      case 117 satisfies Op<'JCALL_IN'>:
      case 118 satisfies Op<'JCALL_OUT'>: {
        const variable = CODE[pc + 1]!;
        const place = variable & PLACE_MASK;
        const value =
          TAGS[(firstTag + place) | 0] === ((variable + 1) | 0)
            ? WORDS[(values + place) | 0]!
            : readInt(slab, record, variable, host);
        to = CODE[pc + 4]!;
        if ((value >= CODE[pc + 2]! && value <= CODE[pc + 3]!) === (CODE[pc] === (117 satisfies Op<'JCALL_IN'>))) break;
        pc += 5;
        continue;
      }
      case 47 satisfies Op<'JIF'>:
      case 48 satisfies Op<'JUNLESS'>:
      case 49 satisfies Op<'JOUT'>:
      case 50 satisfies Op<'JSERVED'>: {
        const isAsked = CODE[pc]! <= (48 satisfies Op<'JUNLESS'>);
        const value = isAsked ? host.askInt(CODE[pc + 1]!) : cells[CODE[pc + 1]!]! === 0 ? 1 : 0;
        if (traced) {
          TRACE_WORDS[at] = (pc - origin) << 2;
          TRACE_WORDS[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        // The odd ones, JIF and JOUT, jump when it holds.
        if ((value !== 0 ? 1 : 0) === (CODE[pc]! & 1)) pc = CODE[pc + 2]! | 0;
        else pc += 3;
        continue;
      }
      case 51 satisfies Op<'JSET'>:
        to = CODE[pc + 4]!;
        if (inSet(program.sets[CODE[pc + 2]!]!, INTS[CODE[pc + 1]!]!) === (CODE[pc + 3] === 1)) break;
        pc += 5;
        continue;
      case 52 satisfies Op<'JGLOBAL_SET'>: {
        globals ??= host.globals(WORDS[base + RECORD.globals]!);
        const set = globals.sets[CODE[pc + 2]!];
        to = CODE[pc + 4]!;
        if ((set !== undefined && inSet(set, INTS[CODE[pc + 1]!]!)) === (CODE[pc + 3] === 1)) break;
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
        const holds = compare(program, WORDS[base + RECORD.globals]!, pc - origin, host, trace);
        at = trace.at & TRACE_MASK;
        to = CODE[pc + 4]!;
        if (holds === (CODE[pc + 3] === 1)) break;
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
        const holds = compare(program, WORDS[base + RECORD.globals]!, pc - origin, host, trace);
        at = trace.at & TRACE_MASK;
        if (holds === undefined) {
          to = (origin + fault(program, pc - origin, 'date_without_year', WITHOUT_YEAR, host)) | 0;
          break;
        }
        to = CODE[pc + 5]!;
        if (holds === (CODE[pc + 4] === 1)) break;
        pc += 6;
        continue;
      }
      case 80 satisfies Op<'WAIT'>:
        suspends = WAITS;
        stop = waitOf(secondsOf(INTS[CODE[pc + 1]!]!, 'wait_out_of_range', host, pc - origin));
        break run;
      case 81 satisfies Op<'WAIT_NUMBER'>:
        suspends = WAITS;
        stop = waitOf(CODE[pc + 1]!);
        break run;
      case 82 satisfies Op<'GET'>: {
        const seconds = secondsOf(INTS[CODE[pc + 2]!]!, 'timeout_out_of_range', host, pc - origin);
        suspends = ASKS;
        stop = { kind: 'response', provider: INTS[CODE[pc + 1]!]!, seconds, targets: lists[CODE[pc + 3]!]! };
        break run;
      }
      case 83 satisfies Op<'EXECUTE_SCRIPT'>: {
        const name = program.strings[CODE[pc + 1]!]!;
        const found = host.script(name);
        if (found === undefined) {
          stop = { kind: 'gone', what: `script ${name}` };
          break run;
        }
        program = found.program;
        origin = (program.filling === filling ? program.origin : bringIn(program)) | 0;
        lists = program.lists;
        pc = (origin + program.scripts[found.entry]!.pc) | 0;
        slab.setProgram(record, program);
        WORDS[base + RECORD.globals] = host.newestGlobals();
        holdHandler(record, -1);
        globals = undefined;
        cells = host.cells;
        if (traced) at = traceBegin(trace, at, program, pc - origin) & TRACE_MASK;
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
        holdHandler(record, CODE[pc + 1]!);
        pc += 2;
        continue;
      case 88 satisfies Op<'RESUME'>:
        stop = HANDLED;
        break run;
      case 89 satisfies Op<'GONE'>: {
        const symbol = program.image.symbols[CODE[pc + 1]!]!;
        stop = { kind: 'gone', what: `${symbol.kind} ${symbol.name}` };
        break run;
      }
      case 91 satisfies Op<'QUEUE_AT'>: {
        const ids = CODE[pc + 5] === 0 ? lists[CODE[pc + 4]!]! : idsOf(program, CODE[pc + 4]!, CODE[pc + 5]!);
        if (ids.length > 0) host.queue(QUEUE_KINDS[CODE[pc + 1]!]!, ids, CODE[pc + 3]!, QUEUE_CHOICES[CODE[pc + 2]!]!);
        pc += 6;
        continue;
      }
      case 120 satisfies Op<'CHANGE_PRIORITY_TO'>: {
        const ids = CODE[pc + 4] === 0 ? lists[CODE[pc + 3]!]! : idsOf(program, CODE[pc + 3]!, CODE[pc + 4]!);
        if (ids.length > 0) host.changePriority(QUEUE_KINDS[CODE[pc + 1]!]!, ids, CODE[pc + 2]!);
        pc += 5;
        continue;
      }
      case 121 satisfies Op<'GIVE_RESPONSE_NAMED'>:
        host.giveResponse(CODE[pc + 1]!);
        pc += 2;
        continue;
      case 100 satisfies Op<'OFFER_RESPONSE'>: {
        const ids = CODE[pc + 2] === 0 ? lists[CODE[pc + 1]!]! : idsOf(program, CODE[pc + 1]!, CODE[pc + 2]!);
        if (ids.length > 0) host.offerResponses(ids);
        pc += 3;
        continue;
      }
      case 90 satisfies Op<'QUEUE'>:
      case 92 satisfies Op<'CHANGE_PRIORITY'>:
      case 93 satisfies Op<'REMOVE'>:
      case 94 satisfies Op<'ARGUMENT'>:
      case 95 satisfies Op<'ARGUMENT_TEXT'>:
      case 96 satisfies Op<'LOG'>:
      case 97 satisfies Op<'SEND_INFO'>:
      case 98 satisfies Op<'SEND_REQUEST'>:
      case 99 satisfies Op<'GIVE_RESPONSE'>:
      case 103 satisfies Op<'READ_SHARED'>:
      case 104 satisfies Op<'SAVE_SHARED'>:
        pc += perform(slab, record, program, pc - origin, host) | 0;
        continue;
      case 101 satisfies Op<'ROUTE_CONTACT'>:
        host.routeContact(TEXTS[CODE[pc + 1]!]!);
        stop = ROUTED;
        break run;
      case 102 satisfies Op<'CLOSE_CONTACT'>:
        host.closeContact(INTS[CODE[pc + 1]!]!);
        stop = CLOSED;
        break run;
      case 105 satisfies Op<'VOICE'>:
        skipVoice(program, pc - origin, host);
        if (CODE[pc + 2] === 1 && isVoice(host)) {
          stop = ENDED;
          break run;
        }
        pc += 3;
        continue;
      case 106 satisfies Op<'VOICE_BLOCK'>:
        to = CODE[pc + 2]!;
        if (!isVoice(host)) {
          skipVoice(program, pc - origin, host);
          break;
        }
        pc += 3;
        continue;
      default:
        throw programError('BAD_CODE', `no instruction ${CODE[pc]} at ${pc - origin}`);
    }
    if (traced) {
      TRACE_WORDS[at] = ((pc - origin) << 2) | TRACE_JUMP;
      TRACE_WORDS[at + 1] = to - origin;
      at = (at + 2) & TRACE_MASK;
    }
    pc = to;
  }
  if (traced) {
    TRACE_WORDS[at] = ((pc - origin) << 2) | TRACE_MARK;
    TRACE_WORDS[at + 1] = 0;
    trace.at = at + 2;
  }
  if (stop !== HANDLED) WORDS[base] = ((pc - origin) << PC_SHIFT) + suspends;
  return stop;
}
