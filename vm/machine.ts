/**
 * The loop. It runs a machine till it suspends, ends or has used its steps; everything it asks or does goes through the host.
 * Reads like language §3 and §4: one case an instruction. A case ends in one of three ways: `continue` goes on (behind it, or where its
 * code and its answers say), `break` jumps to `to` and the trace says so, `break run` stops. A fault jumps to where its fault range says.
 *
 * The many `| 0` tell the compiler that a loop variable is an int32: without them it is a tagged value, checked and made again at each
 * instruction.
 *
 * INVARIANT: a run is decided by machine, host answers and budget alone; the trace is only written.
 * The loop's own variables are captured by no closure: that would put them on the heap. What is rare is a call (arithmetic.ts,
 * comparisons.ts, statements.ts), so that what is frequent stays small.
 */
import { calculate, isOrderedBy, isRelated } from './arithmetic.ts';
import { compare } from './comparisons.ts';
import { arithmetic, fault } from './faults.ts';
import type { GlobalValues, Host, Stop } from './host.ts';
import { type Op, QUEUE_CHOICES, QUEUE_KINDS } from './instructions.ts';
import {
  ASKED,
  GET_WORDS,
  HAS_MORE,
  type MachineSlab,
  PC_SHIFT,
  PLACE_MASK,
  RECORD,
  RECORD_TAGS,
  RECORD_WORDS,
  SUSPENDED,
  storeInt,
  WAIT_WORDS,
} from './machine-slab.ts';
import { readInt, storeText } from './machine-state.ts';
import { idsOf, isOfAgent, secondsOf } from './operands.ts';
import { programError } from './program.ts';
import { forgetArguments, INTS, TEXTS } from './registers.ts';
import { askText, isVoice, perform, skipVoice, variableText } from './statements.ts';
import { BUDGET, CLOSED, DISCONNECT, ENDED, HANDLED, QUIT, ROUTED, waitOf } from './stops.ts';
import { clearTrace, TRACE_MARK, TRACE_MASK, type Trace, traceBegin, traceProgram, traceText } from './trace.ts';
import { inSet } from './values.ts';

/** Steps (instructions) that one activation may take (language §3). */
export const STEPS_MAX = 100_000;

/** What a WAIT and a GET RESPONSE add to their own place: it goes on behind them. */
const WAITS = (WAIT_WORDS << PC_SHIFT) | SUSPENDED;
const ASKS = (GET_WORDS << PC_SHIFT) | SUSPENDED | ASKED;

/**
 * Runs from `from` till a stop, or from where the record stands when that is below 0. The record then says where it stopped; HANDLED
 * leaves it as it was.
 */
export function execute(
  slab: MachineSlab,
  record: number,
  from: number,
  host: Host,
  trace: Trace,
  budget: number,
): Stop {
  const { words: slabWords, tags } = slab;
  const base = (record * RECORD_WORDS) | 0;
  let pc = (from < 0 ? slabWords[base]! >> PC_SHIFT : from) | 0;
  const values = base + RECORD.values;
  const firstTag = base * 2 + RECORD_TAGS;
  let program = slab.programs[slabWords[base + RECORD.program]!]!;
  let code = program.code;
  let lists = program.lists;
  let cells = host.cells;
  const facts = host.facts;
  const factsAt = host.factsAt | 0;
  let globals: GlobalValues | undefined;
  let steps = (budget < STEPS_MAX ? budget : STEPS_MAX) | 0;
  const traced = trace.on === true;
  const { words } = trace;
  let at = 0;
  if (traced) {
    // traceBegin(), written out: what runs now and then only, a compiler leaves as a call.
    if (words.length - trace.at < (steps + 8) << 3) clearTrace(trace);
    at = trace.at & TRACE_MASK;
    words[at] = (pc << 2) | TRACE_MARK;
    words[at + 1] = trace.programs[0] === program ? 1 : traceProgram(trace, program);
    at = (at + 2) & TRACE_MASK;
  }
  let to = 0;
  let stop: Stop;
  let suspends = 0;

  run: for (;;) {
    if (--steps < 0) {
      forgetArguments();
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
        const place = variable & PLACE_MASK;
        INTS[code[pc + 1]!] =
          tags[firstTag + place] === variable + 1 ? slabWords[values + place]! : readInt(slab, record, variable, host);
        pc += 3;
        continue;
      }
      case 4 satisfies Op<'GLOBAL_INT'>:
        globals ??= host.globals(slabWords[base + RECORD.globals]!);
        INTS[code[pc + 1]!] = globals.ints[code[pc + 2]!] ?? 0;
        pc += 3;
        continue;
      case 5 satisfies Op<'ASK'>: {
        const value = host.askInt(code[pc + 2]!);
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 6 satisfies Op<'ASK_OF'>: {
        const intrinsic = code[pc + 2]!;
        const ids = code[pc + 4] === 0 ? lists[code[pc + 3]!]! : idsOf(program, code[pc + 3]!, code[pc + 4]!);
        const value = ids.length === 0 && isOfAgent(intrinsic) ? 0 : host.askIntOf(intrinsic, ids);
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[code[pc + 1]!] = value;
        pc += 5;
        continue;
      }
      case 7 satisfies Op<'READ_LOGGED'>:
      case 8 satisfies Op<'READ_IDLE'>:
      case 9 satisfies Op<'READ_QUEUED'>: {
        const value = cells[code[pc + 2]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 107 satisfies Op<'READ_FACT'>: {
        const value = facts[factsAt + code[pc + 2]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        INTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 10 satisfies Op<'TEXT'>:
        TEXTS[code[pc + 1]!] = program.strings[code[pc + 2]!]!;
        pc += 3;
        continue;
      case 11 satisfies Op<'CALL_TEXT'>:
      case 12 satisfies Op<'GLOBAL_TEXT'>:
        TEXTS[code[pc + 1]!] = variableText(slab, record, pc, host);
        pc += 3;
        continue;
      case 13 satisfies Op<'ASK_TEXT'>:
      case 14 satisfies Op<'ASK_DATA'>: {
        const value = askText(program, pc, host);
        if (traced) at = traceText(trace, at, pc, value) & TRACE_MASK;
        TEXTS[code[pc + 1]!] = value;
        pc += 3;
        continue;
      }
      case 15 satisfies Op<'STORE'>: {
        const variable = code[pc + 1]!;
        const place = variable & PLACE_MASK;
        if (tags[firstTag + place] === variable + 1) slabWords[values + place] = INTS[code[pc + 2]!]!;
        else storeInt(slab, record, variable, INTS[code[pc + 2]!]!);
        pc += 3;
        continue;
      }
      case 119 satisfies Op<'STORE_NUMBER'>:
        storeInt(slab, record, code[pc + 1]!, code[pc + 2]!);
        pc += 3;
        continue;
      case 16 satisfies Op<'STORE_TEXT'>:
        storeText(slab, record, code[pc + 1]!, TEXTS[code[pc + 2]!]!, host, pc);
        pc += 3;
        continue;
      case 17 satisfies Op<'ADD_TO'>: {
        const variable = code[pc + 1]!;
        const place = variable & PLACE_MASK;
        const before =
          tags[firstTag + place] === variable + 1 ? slabWords[values + place]! : readInt(slab, record, variable, host);
        const added = code[pc + 2]!;
        const value = (before + added) | 0;
        // Overflow: both have the sign that the sum has not.
        if (((before ^ value) & (added ^ value)) < 0) {
          to = fault(program, pc, 'overflow', `${before} + ${added} is outside the integers`, host) | 0;
          break;
        }
        if (tags[firstTag + place] === variable + 1) slabWords[values + place] = value;
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
        const value = calculate(code, pc);
        if (value !== (value | 0)) {
          forgetArguments();
          to = arithmetic(program, pc, host) | 0;
          break;
        }
        INTS[code[pc + 1]!] = value;
        pc += code[pc] === (20 satisfies Op<'NEGATE'>) ? 3 : 4;
        continue;
      }
      case 30 satisfies Op<'JUMP'>:
        to = code[pc + 1]!;
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
        to = code[pc + 3]!;
        if (isRelated(code, pc)) break;
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
      case 40 satisfies Op<'JAT_MOST_NUMBER'>:
      case 41 satisfies Op<'JGREATER_NUMBER'>:
      case 42 satisfies Op<'JAT_LEAST_NUMBER'>:
        to = code[pc + 3]!;
        if (isOrderedBy(code, pc)) break;
        pc += 4;
        continue;
      case 45 satisfies Op<'JBETWEEN'>:
      case 46 satisfies Op<'JNOT_BETWEEN'>: {
        const value = INTS[code[pc + 1]!]!;
        to = code[pc + 4]!;
        if ((value >= code[pc + 2]! && value <= code[pc + 3]!) === (code[pc] === (45 satisfies Op<'JBETWEEN'>))) break;
        pc += 5;
        continue;
      }
      case 108 satisfies Op<'JFACT_IN'>: {
        const value = facts[factsAt + code[pc + 1]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value >= code[pc + 2]! && value <= code[pc + 3]!) pc = code[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 109 satisfies Op<'JFACT_OUT'>: {
        const value = facts[factsAt + code[pc + 1]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value < code[pc + 2]! || value > code[pc + 3]!) pc = code[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 110 satisfies Op<'JFACT_MASK'>: {
        const value = facts[factsAt + code[pc + 1]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if ((value >>> 0 < 32 ? (code[pc + 2]! >>> value) & 1 : 0) === code[pc + 3]!) pc = code[pc + 4]! | 0;
        else pc += 5;
        continue;
      }
      case 111 satisfies Op<'SWITCH'>: {
        const value = facts[factsAt + code[pc + 1]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        const cases = code[pc + 3]!;
        const nth = value - code[pc + 2]!;
        // Behind it stand jumps of two words; it takes the one of its value itself.
        pc = code[pc + 5 + (nth >= 0 && nth < cases ? nth : cases) * 2]! | 0;
        continue;
      }
      case 112 satisfies Op<'JCELL_IN'>:
      case 113 satisfies Op<'JCELL_OUT'>: {
        const value = cells[code[pc + 2]!]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if ((value >= code[pc + 3]! && value <= code[pc + 4]!) === (code[pc] === (112 satisfies Op<'JCELL_IN'>)))
          pc = code[pc + 5]! | 0;
        else pc += 6;
        continue;
      }
      case 114 satisfies Op<'JCELLS'>: {
        const value = cells[code[pc + 2]!]!;
        const other = cells[code[pc + 5]!]!;
        const times = other * code[pc + 3]!;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          words[at + 2] = pc << 2;
          words[at + 3] = other;
          at = (at + 4) & TRACE_MASK;
        }
        if (times !== (times | 0)) {
          forgetArguments();
          to = fault(program, pc, 'overflow', `${code[pc + 3]} * ${other} is outside the integers`, host) | 0;
          break;
        }
        const relation = code[pc + 6]!;
        if (
          relation < 2
            ? relation === 0
              ? value < times
              : value <= times
            : relation === 2
              ? value > times
              : value >= times
        )
          pc = code[pc + 7]! | 0;
        else pc += 8;
        continue;
      }
      case 115 satisfies Op<'JASK_IN'>: {
        const value = host.askIntOf(code[pc + 1]!, lists[code[pc + 2]!]!);
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value >= code[pc + 4]! && value <= code[pc + 5]!) pc = code[pc + 6]! | 0;
        else pc += 7;
        continue;
      }
      case 116 satisfies Op<'JASK_OUT'>: {
        const value = host.askIntOf(code[pc + 1]!, lists[code[pc + 2]!]!);
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        if (value < code[pc + 4]! || value > code[pc + 5]!) pc = code[pc + 6]! | 0;
        else pc += 7;
        continue;
      }
      case 117 satisfies Op<'JCALL_IN'>:
      case 118 satisfies Op<'JCALL_OUT'>: {
        const variable = code[pc + 1]!;
        const place = variable & PLACE_MASK;
        const value =
          tags[firstTag + place] === variable + 1 ? slabWords[values + place]! : readInt(slab, record, variable, host);
        to = code[pc + 4]!;
        if ((value >= code[pc + 2]! && value <= code[pc + 3]!) === (code[pc] === (117 satisfies Op<'JCALL_IN'>))) break;
        pc += 5;
        continue;
      }
      case 47 satisfies Op<'JIF'>:
      case 48 satisfies Op<'JUNLESS'>: {
        const value = host.askInt(code[pc + 1]!);
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        pc = (value !== 0) === (code[pc] === (47 satisfies Op<'JIF'>)) ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 49 satisfies Op<'JOUT'>:
      case 50 satisfies Op<'JSERVED'>: {
        const value = cells[code[pc + 1]!]! === 0 ? 1 : 0;
        if (traced) {
          words[at] = pc << 2;
          words[at + 1] = value;
          at = (at + 2) & TRACE_MASK;
        }
        pc = (value !== 0) === (code[pc] === (49 satisfies Op<'JOUT'>)) ? code[pc + 2]! : pc + 3;
        continue;
      }
      case 51 satisfies Op<'JSET'>:
        to = code[pc + 4]!;
        if (inSet(program.sets[code[pc + 2]!]!, INTS[code[pc + 1]!]!) === (code[pc + 3] === 1)) break;
        pc += 5;
        continue;
      case 52 satisfies Op<'JGLOBAL_SET'>: {
        globals ??= host.globals(slabWords[base + RECORD.globals]!);
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
        const holds = compare(program, slabWords[base + RECORD.globals]!, pc, host, trace);
        at = trace.at & TRACE_MASK;
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
        const holds = compare(program, slabWords[base + RECORD.globals]!, pc, host, trace);
        at = trace.at & TRACE_MASK;
        if (holds === undefined) {
          forgetArguments();
          to = fault(program, pc, 'date_without_year', 'an ordering of a date without a year', host) | 0;
          break;
        }
        to = code[pc + 5]!;
        if (holds === (code[pc + 4] === 1)) break;
        pc += 6;
        continue;
      }
      case 80 satisfies Op<'WAIT'>:
        suspends = WAITS;
        stop = waitOf(secondsOf(INTS[code[pc + 1]!]!, 'wait_out_of_range', host, pc));
        break run;
      case 81 satisfies Op<'WAIT_NUMBER'>:
        suspends = WAITS;
        stop = waitOf(code[pc + 1]!);
        break run;
      case 82 satisfies Op<'GET'>: {
        const seconds = secondsOf(INTS[code[pc + 2]!]!, 'timeout_out_of_range', host, pc);
        suspends = ASKS;
        stop = { kind: 'response', provider: INTS[code[pc + 1]!]!, seconds, targets: lists[code[pc + 3]!]! };
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
        lists = program.lists;
        pc = program.scripts[found.entry]!.pc | 0;
        slab.setProgram(record, program);
        slabWords[base + RECORD.globals] = host.newestGlobals();
        slabWords[base + RECORD.handler] = 0;
        globals = undefined;
        cells = host.cells;
        if (traced) at = traceBegin(trace, at, program, pc) & TRACE_MASK;
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
        slabWords[base + RECORD.handler] = code[pc + 1]! + 1;
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
      case 91 satisfies Op<'QUEUE_AT'>: {
        const ids = code[pc + 5] === 0 ? lists[code[pc + 4]!]! : idsOf(program, code[pc + 4]!, code[pc + 5]!);
        if (ids.length > 0) host.queue(QUEUE_KINDS[code[pc + 1]!]!, ids, code[pc + 3]!, QUEUE_CHOICES[code[pc + 2]!]!);
        pc += 6;
        continue;
      }
      case 120 satisfies Op<'CHANGE_PRIORITY_TO'>: {
        const ids = code[pc + 4] === 0 ? lists[code[pc + 3]!]! : idsOf(program, code[pc + 3]!, code[pc + 4]!);
        if (ids.length > 0) host.changePriority(QUEUE_KINDS[code[pc + 1]!]!, ids, code[pc + 2]!);
        pc += 5;
        continue;
      }
      case 121 satisfies Op<'GIVE_RESPONSE_NAMED'>:
        host.giveResponse(code[pc + 1]!);
        pc += 2;
        continue;
      case 100 satisfies Op<'OFFER_RESPONSE'>: {
        const ids = code[pc + 2] === 0 ? lists[code[pc + 1]!]! : idsOf(program, code[pc + 1]!, code[pc + 2]!);
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
        pc += perform(slab, record, program, pc, host) | 0;
        continue;
      case 101 satisfies Op<'ROUTE_CONTACT'>:
        host.routeContact(TEXTS[code[pc + 1]!]!);
        stop = ROUTED;
        break run;
      case 102 satisfies Op<'CLOSE_CONTACT'>:
        host.closeContact(INTS[code[pc + 1]!]!);
        stop = CLOSED;
        break run;
      case 105 satisfies Op<'VOICE'>:
        skipVoice(code, pc, host);
        if (code[pc + 2] === 1 && isVoice(host)) {
          stop = ENDED;
          break run;
        }
        pc += 3;
        continue;
      case 106 satisfies Op<'VOICE_BLOCK'>:
        to = code[pc + 2]!;
        if (!isVoice(host)) {
          skipVoice(code, pc, host);
          break;
        }
        pc += 3;
        continue;
      default:
        throw programError('BAD_CODE', `no instruction ${code[pc]} at ${pc}`);
    }
    if (traced) {
      words[at] = (pc << 2) | 2;
      words[at + 1] = to;
      at = (at + 2) & TRACE_MASK;
    }
    pc = to;
  }
  if (traced) {
    words[at] = (pc << 2) | 3;
    words[at + 1] = 0;
    trace.at = at + 2;
  }
  if (stop !== HANDLED) slabWords[base] = ((pc << PC_SHIFT) + suspends) | (slabWords[base]! & HAS_MORE);
  return stop;
}
