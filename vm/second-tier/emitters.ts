/**
 * Each instruction as text: one row a name, so that a new instruction without one does not compile. A row does what the instruction's case in
 * machine.ts does, with its operands as constants; what is rare is the same call as there.
 */
import { type InstructionName, QUEUE_CHOICES, QUEUE_KINDS, RELATIONS } from '../instructions.ts';
import { isOfAgent } from '../operands.ts';
import { PLACE_MASK, RECORD, RECORD_TAGS } from '../record.ts';
import { TRACE_MASK } from '../trace.ts';
import { switchTargets } from './control-flow.ts';
import { type Emission, int, sum, text } from './emission.ts';

type Emitter<N extends InstructionName> = (e: Emission<N>) => void;

// ------------------------------------------------------------------------------------------------------- variables

/** Whether a call variable's value stands in its place of the record, and that place. */
function placeOf(variable: number): { readonly isHere: string; readonly place: string } {
  const nth = variable & PLACE_MASK;
  const isHere = `tags[${sum('b * 2', RECORD_TAGS + nth)}] === ${variable + 1}`;
  return { isHere, place: `w[${sum('b', RECORD.values + nth)}]` };
}

/** The value of a call variable: in its place of the record, or where readInt finds it. */
function callInt(variable: number): string {
  const { isHere, place } = placeOf(variable);
  return `(${isHere} ? ${place} : readInt(slab, record, ${variable}, host))`;
}

function storeInt(variable: number, value: string): string {
  const { isHere, place } = placeOf(variable);
  return `if (${isHere}) ${place} = ${value}; else storeInt(slab, record, ${variable}, ${value});`;
}

const SNAPSHOT = `w[${sum('b', RECORD.globals)}]`;
const GLOBALS = `(gl ??= host.globals(${SNAPSHOT}))`;

/** A fact of the contact that runs. */
function fact(column: number): string {
  return `facts[${sum('fa', column)}]`;
}

// ------------------------------------------------------------------------------------------------------ arithmetic

type Arithmetic = 'NEGATE' | 'ADD' | 'SUBTRACT' | 'MULTIPLY' | 'DIVIDE' | 'ADD_NUMBER';

/** A result in `x`; outside the integers, or no number, it faults. */
function arithmetic(e: Emission<Arithmetic>, value: string, spilt: readonly number[]): void {
  e.put(`x = ${value};`);
  e.put(`if (x !== (x | 0)) {`);
  for (const register of spilt) e.spillInts(register);
  e.put(`${e.fault(`arithmetic(program, ${e.pc}, host);`)} }`);
  // Minus zero is zero.
  e.put(`${int(e.word('to'))} = x | 0;`);
}

function ofTwo(operation: (a: string, b: string) => string): Emitter<'ADD' | 'SUBTRACT' | 'MULTIPLY' | 'DIVIDE'> {
  return (e) => {
    const [a, b] = [e.word('a'), e.word('b')];
    arithmetic(e as Emission<Arithmetic>, operation(int(a), int(b)), [a, b]);
  };
}

// ----------------------------------------------------------------------------------------------------------- tests

type Registers = 'JEQUAL' | 'JNOT_EQUAL' | 'JLESS' | 'JAT_MOST' | 'JGREATER' | 'JAT_LEAST';

function related(operator: string): Emitter<Registers> {
  return (e) => e.put(`if (${int(e.word('a'))} ${operator} ${int(e.word('b'))}) { ${e.jump(e.word('target'))} }`);
}

type Numbers =
  | 'JEQUAL_NUMBER'
  | 'JNOT_EQUAL_NUMBER'
  | 'JLESS_NUMBER'
  | 'JAT_MOST_NUMBER'
  | 'JGREATER_NUMBER'
  | 'JAT_LEAST_NUMBER';

function relatedToNumber(operator: string): Emitter<Numbers> {
  return (e) => e.put(`if (${int(e.word('a'))} ${operator} ${e.word('value')}) { ${e.jump(e.word('target'))} }`);
}

function relatedToName(operator: string): Emitter<'JNAME' | 'JNOT_NAME'> {
  return (e) => e.put(`if (${int(e.word('a'))} ${operator} ${e.word('name')}) { ${e.jump(e.word('target'))} }`);
}

/** Whether a value is from `low` to `high`; ends that every integer is within are not asked. */
export function isWithin(value: string, low: number, high: number, inside: boolean): string {
  if (low === high) return `${value} ${inside ? '===' : '!=='} ${low}`;
  const asks: string[] = [];
  if (low > -0x8000_0000) asks.push(inside ? `${value} >= ${low}` : `${value} < ${low}`);
  if (high < 0x7fff_ffff) asks.push(inside ? `${value} <= ${high}` : `${value} > ${high}`);
  return asks.length === 0 ? String(inside) : asks.join(inside ? ' && ' : ' || ');
}

type Within = 'JFACT_IN' | 'JFACT_OUT' | 'JCELL_IN' | 'JCELL_OUT' | 'JASK_IN' | 'JASK_OUT' | 'JCALL_IN' | 'JCALL_OUT';

/** Tests `x`; `how` it goes on, silently where an answer says it. */
function testWithin(e: Emission<Within>, inside: boolean, how: 'go' | 'jump' = 'go'): void {
  e.put(`if (${isWithin('x', e.word('low'), e.word('high'), inside)}) { ${e[how](e.word('target'))} }`);
}

function factWithin(inside: boolean): Emitter<'JFACT_IN' | 'JFACT_OUT'> {
  return (e) => {
    e.put(`x = ${fact(e.word('intrinsic'))};`);
    e.answer('x');
    testWithin(e as Emission<Within>, inside);
  };
}

function cellWithin(inside: boolean): Emitter<'JCELL_IN' | 'JCELL_OUT'> {
  return (e) => {
    e.put(`x = cells[${e.word('skillset')}];`);
    e.answer('x');
    testWithin(e as Emission<Within>, inside);
  };
}

function callWithin(inside: boolean): Emitter<'JCALL_IN' | 'JCALL_OUT'> {
  return (e) => {
    e.put(`x = ${callInt(e.word('variable'))};`);
    testWithin(e as Emission<Within>, inside, 'jump');
  };
}

function askedWithin(inside: boolean): Emitter<'JASK_IN' | 'JASK_OUT'> {
  return (e) => {
    e.put(`x = ${askOf(e as Emission<AskOf>)};`);
    e.answer('x');
    testWithin(e as Emission<Within>, inside);
  };
}

type AskOf = 'ASK_OF' | 'JASK_IN' | 'JASK_OUT';

/** The answer of skillsets or of an agent; an empty agent is answered without asking. */
function askOf(e: Emission<AskOf>): string {
  const intrinsic = e.word('intrinsic');
  const ids = idsOf(e);
  if (e.word('count') === 0 && (e.program.lists[e.word('ids')]!.length > 0 || !isOfAgent(intrinsic)))
    return `host.askIntOf(${intrinsic}, ${ids})`;
  if (!isOfAgent(intrinsic)) return `host.askIntOf(${intrinsic}, ${ids})`;
  e.put(`q = ${ids};`);
  return `(q.length === 0 ? 0 : host.askIntOf(${intrinsic}, q))`;
}

type WithIds = AskOf | 'QUEUE_AT' | 'CHANGE_PRIORITY_TO' | 'OFFER_RESPONSE' | 'QUEUE' | 'CHANGE_PRIORITY' | 'REMOVE';

/** The ids of a list, or of registers without the empty ones. */
function idsOf(e: Emission<WithIds>): string {
  const [ids, count] = [e.word('ids'), e.word('count')];
  if (count === 0) return e.list(ids);
  e.spillInts(ids, count);
  return `idsOf(program, ${ids}, ${count})`;
}

/** Does something to ids, unless there are none. */
function onIds(e: Emission<WithIds>, work: (ids: string) => string): void {
  if (e.word('count') === 0) {
    const ids = e.word('ids');
    if (e.program.lists[ids]!.length > 0) e.put(work(e.list(ids)));
    return;
  }
  e.put(`q = ${idsOf(e)}; if (q.length > 0) ${work('q')}`);
}

function question(operator: string): Emitter<'JIF' | 'JUNLESS'> {
  return (e) => {
    e.put(`x = host.askInt(${e.word('intrinsic')});`);
    e.answer('x');
    e.put(`if (x ${operator} 0) { ${e.go(e.word('target'))} }`);
  };
}

function service(operator: string): Emitter<'JOUT' | 'JSERVED'> {
  return (e) => {
    e.put(`x = cells[${e.word('skillset')}] === 0 ? 1 : 0;`);
    e.answer('x');
    e.put(`if (x ${operator} 0) { ${e.go(e.word('target'))} }`);
  };
}

/** Comparisons that the machine makes by a call: the registers that it reads, and whether it can fault. */
function compared<N extends InstructionName>(
  ints: readonly string[],
  texts: readonly string[],
  faults = false,
): Emitter<N> {
  return (e) => {
    const word = (operand: string): number => e.word(operand as Parameters<typeof e.word>[0]);
    for (const operand of ints) e.spillInts(word(operand));
    // -1 stands for the addresses of CCADDRESS.
    for (const operand of texts) if (word(operand) >= 0) e.spillText(word(operand));
    if (e.traced) e.put('trace.at = at;');
    e.put(`q = compare(program, ${SNAPSHOT}, ${e.pc}, host, trace);`);
    if (e.traced) e.put('at = trace.at | 0;');
    if (faults) e.put(`if (q === undefined) { ${e.fault(`lacksYear(program, ${e.pc}, host);`)} }`);
    e.put(`if (q === ${word('sense') === 1}) { ${e.jump(word('target'))} }`);
  };
}

// ------------------------------------------------------------------------------------------------------ statements

/** Statements that the machine does by a call. */
function performed<N extends InstructionName>(ints: readonly string[], texts: readonly string[] = []): Emitter<N> {
  return (e) => {
    const word = (operand: string): number => e.word(operand as Parameters<typeof e.word>[0]);
    for (const operand of ints) e.spillInts(word(operand));
    for (const operand of texts) e.spillText(word(operand));
    e.put(`perform(slab, record, program, ${e.pc}, host);`);
  };
}

function performedOnIds<N extends 'QUEUE' | 'CHANGE_PRIORITY' | 'REMOVE'>(ints: readonly string[]): Emitter<N> {
  return (e) => {
    idsOf(e as unknown as Emission<WithIds>);
    performed<N>(ints)(e);
  };
}

const kind = (number: number): string => JSON.stringify(QUEUE_KINDS[number]);

/** How each instruction is written. */
export const EMITTERS: { readonly [N in InstructionName]: Emitter<N> } = {
  INT: (e) => e.put(`${int(e.word('to'))} = ${e.word('value')};`),
  NAME: (e) => e.put(`${int(e.word('to'))} = ${e.word('name')};`),
  CALL_INT: (e) => e.put(`${int(e.word('to'))} = ${callInt(e.word('variable'))};`),
  GLOBAL_INT: (e) => e.put(`${int(e.word('to'))} = ${GLOBALS}.ints[${e.word('variable')}] ?? 0;`),
  ASK: (e) => {
    e.put(`x = host.askInt(${e.word('intrinsic')}) | 0;`);
    e.answer('x');
    e.put(`${int(e.word('to'))} = x;`);
  },
  ASK_OF: (e) => {
    e.put(`x = ${askOf(e as Emission<AskOf>)} | 0;`);
    e.answer('x');
    e.put(`${int(e.word('to'))} = x;`);
  },
  READ_LOGGED: readCell,
  READ_IDLE: readCell,
  READ_QUEUED: readCell,
  READ_FACT: (e) => {
    e.put(`${int(e.word('to'))} = ${fact(e.word('intrinsic'))};`);
    e.answer(int(e.word('to')));
  },
  TEXT: (e) => e.put(`${text(e.word('to'))} = strings[${e.word('value')}];`),
  CALL_TEXT: (e) => e.put(`${text(e.word('to'))} = readText(slab, record, ${e.word('variable')}, host);`),
  GLOBAL_TEXT: (e) => e.put(`${text(e.word('to'))} = ${GLOBALS}.strings[${e.word('variable')}] ?? '';`),
  ASK_TEXT: (e) => askedText(e, `host.askString(${e.word('intrinsic')})`),
  ASK_DATA: (e) => askedText(e, `host.contactData(strings[${e.word('key')}])`),
  STORE: (e) => e.put(storeInt(e.word('variable'), int(e.word('from')))),
  STORE_NUMBER: (e) => e.put(storeInt(e.word('variable'), String(e.word('value')))),
  STORE_TEXT: (e) => e.put(`storeText(slab, record, ${e.word('variable')}, ${text(e.word('from'))}, host, ${e.pc});`),
  ADD_TO: (e) => {
    const variable = e.word('variable');
    const value = e.word('value');
    e.put(`y = ${callInt(variable)}; x = (y + ${value}) | 0;`);
    // Overflow: both have the sign that the sum has not.
    e.put(`if (((y ^ x) & (${value} ^ x)) < 0) { ${e.fault(`overflow(program, ${e.pc}, y, host);`)} }`);
    e.put(storeInt(variable, 'x'));
  },
  NEGATE: (e) => arithmetic(e as Emission<Arithmetic>, `0 - ${int(e.word('a'))}`, [e.word('a')]),
  ADD: ofTwo((a, b) => `${a} + ${b}`) as Emitter<'ADD'>,
  SUBTRACT: ofTwo((a, b) => `${a} - ${b}`) as Emitter<'SUBTRACT'>,
  MULTIPLY: ofTwo((a, b) => `${a} * ${b}`) as Emitter<'MULTIPLY'>,
  DIVIDE: ofTwo((a, b) => `Math.trunc(${a} / ${b})`) as Emitter<'DIVIDE'>,
  ADD_NUMBER: (e) => arithmetic(e as Emission<Arithmetic>, `${int(e.word('a'))} + ${e.word('value')}`, [e.word('a')]),
  JUMP: (e) => e.put(e.word('target') > e.pc ? e.go(e.word('target')) : e.jump(e.word('target'))),
  JEQUAL: related('===') as Emitter<'JEQUAL'>,
  JNOT_EQUAL: related('!==') as Emitter<'JNOT_EQUAL'>,
  JLESS: related('<') as Emitter<'JLESS'>,
  JAT_MOST: related('<=') as Emitter<'JAT_MOST'>,
  JGREATER: related('>') as Emitter<'JGREATER'>,
  JAT_LEAST: related('>=') as Emitter<'JAT_LEAST'>,
  JEQUAL_NUMBER: relatedToNumber('===') as Emitter<'JEQUAL_NUMBER'>,
  JNOT_EQUAL_NUMBER: relatedToNumber('!==') as Emitter<'JNOT_EQUAL_NUMBER'>,
  JLESS_NUMBER: relatedToNumber('<') as Emitter<'JLESS_NUMBER'>,
  JAT_MOST_NUMBER: relatedToNumber('<=') as Emitter<'JAT_MOST_NUMBER'>,
  JGREATER_NUMBER: relatedToNumber('>') as Emitter<'JGREATER_NUMBER'>,
  JAT_LEAST_NUMBER: relatedToNumber('>=') as Emitter<'JAT_LEAST_NUMBER'>,
  JNAME: relatedToName('===') as Emitter<'JNAME'>,
  JNOT_NAME: relatedToName('!==') as Emitter<'JNOT_NAME'>,
  JBETWEEN: (e) =>
    e.put(`if (${isWithin(int(e.word('a')), e.word('low'), e.word('high'), true)}) { ${e.jump(e.word('target'))} }`),
  JNOT_BETWEEN: (e) =>
    e.put(`if (${isWithin(int(e.word('a')), e.word('low'), e.word('high'), false)}) { ${e.jump(e.word('target'))} }`),
  JFACT_IN: factWithin(true) as Emitter<'JFACT_IN'>,
  JFACT_OUT: factWithin(false) as Emitter<'JFACT_OUT'>,
  JFACT_MASK: (e) => {
    e.put(`x = ${fact(e.word('intrinsic'))};`);
    e.answer('x');
    e.put(
      `if ((x >>> 0 < 32 ? (${e.word('mask')} >>> x) & 1 : 0) === ${e.word('sense')}) { ${e.go(e.word('target'))} }`,
    );
  },
  SWITCH: (e) => {
    e.put(`x = ${fact(e.word('intrinsic'))};`);
    e.answer('x');
    const targets = switchTargets(e.program, e.pc);
    const low = e.word('low');
    e.put('switch (x) {');
    targets.slice(0, -1).forEach((target, nth) => {
      e.put(`case ${low + nth}: ${e.go(target)}`);
    });
    e.put(`default: ${e.go(targets.at(-1)!)} }`);
  },
  JCELL_IN: cellWithin(true) as Emitter<'JCELL_IN'>,
  JCELL_OUT: cellWithin(false) as Emitter<'JCELL_OUT'>,
  JCELLS: (e) => {
    e.put(`x = cells[${e.word('skillset')}];`);
    e.answer('x');
    e.put(`y = cells[${e.word('other')}];`);
    e.answer('y');
    e.put(`z = y * ${e.word('factor')};`);
    e.put(`if (z !== (z | 0)) { ${e.fault(`overflow(program, ${e.pc}, y, host);`)} }`);
    e.put(`if (x ${RELATIONS[e.word('relation')]} z) { ${e.go(e.word('target'))} }`);
  },
  JASK_IN: askedWithin(true) as Emitter<'JASK_IN'>,
  JASK_OUT: askedWithin(false) as Emitter<'JASK_OUT'>,
  JCALL_IN: callWithin(true) as Emitter<'JCALL_IN'>,
  JCALL_OUT: callWithin(false) as Emitter<'JCALL_OUT'>,
  JIF: question('!==') as Emitter<'JIF'>,
  JUNLESS: question('===') as Emitter<'JUNLESS'>,
  JOUT: service('!==') as Emitter<'JOUT'>,
  JSERVED: service('===') as Emitter<'JSERVED'>,
  JSET: (e) =>
    e.put(
      `if (inSet(sets[${e.word('set')}], ${int(e.word('a'))}) === ${e.word('sense') === 1}) { ${e.jump(e.word('target'))} }`,
    ),
  JGLOBAL_SET: (e) => {
    e.put(`q = ${GLOBALS}.sets[${e.word('variable')}];`);
    e.put(
      `if ((q !== undefined && inSet(q, ${int(e.word('a'))})) === ${e.word('sense') === 1}) { ${e.jump(e.word('target'))} }`,
    );
  },
  JRANGE: compared(['a', 'low', 'high'], []),
  JWRAP: compared(['a', 'low', 'high'], []),
  JORDER: compared(['a', 'b'], []),
  JDATE: compared(['a', 'b'], []),
  JDATE_ORDER: compared(['a', 'b'], [], true),
  JDATE_SET: compared(['a'], []),
  JDATE_GLOBAL_SET: compared(['a'], []),
  JDATE_RANGE: compared(['a', 'low', 'high'], []),
  JTEXT: compared([], ['a', 'b']),
  JTEXT_SET: compared([], ['a']),
  JTEXT_GLOBAL_SET: compared([], ['a']),
  JDN_RANGE: compared([], ['a', 'low', 'high']),
  JCONTAINS: compared([], ['a', 'b']),
  JCONTAINS_SET: compared([], ['a']),
  JCONTAINS_GLOBAL_SET: compared([], ['a']),
  JMATCHES: compared([], ['a', 'b']),
  WAIT: (e) =>
    e.put(e.stop(`waitOf(secondsOf(${int(e.word('seconds'))}, 'wait_out_of_range', host, ${e.pc}))`, 'wait')),
  WAIT_NUMBER: (e) => e.put(e.stop(e.waitOf(e.word('seconds')), 'wait')),
  GET: (e) => {
    e.put(`x = secondsOf(${int(e.word('seconds'))}, 'timeout_out_of_range', host, ${e.pc});`);
    const response = `{ kind: 'response', provider: ${int(e.word('provider'))}, seconds: x, targets: lists[${e.word('targets')}] }`;
    e.put(e.stop(response, 'answer'));
  },
  EXECUTE_SCRIPT: (e) => {
    const name = `strings[${e.word('script')}]`;
    e.put(`q = host.script(${name});`);
    e.put(`if (q === undefined) { ${e.stop(`goneScript(${name})`)} }`);
    if (e.traced) e.put('trace.at = at;');
    e.put(`return goOn(slab, record, q, host, trace, steps - ${e.steps});`);
  },
  QUIT: (e) => e.put(e.stop('QUIT')),
  END: (e) => e.put(e.stop('ENDED')),
  DISCONNECT: (e) => e.put(e.stop('DISCONNECT')),
  HANDLER: (e) => e.put(`holdHandler(record, ${e.word('handler')});`),
  RESUME: (e) => e.put(e.leave('HANDLED')),
  GONE: (e) => e.put(e.stop(`goneName(program, ${e.pc})`)),
  QUEUE: performedOnIds<'QUEUE'>(['priority']),
  QUEUE_AT: (e) => {
    const choice = JSON.stringify(QUEUE_CHOICES[e.word('choice')]);
    onIds(
      e as Emission<WithIds>,
      (ids) => `host.queue(${kind(e.word('queue'))}, ${ids}, ${e.word('priority')}, ${choice});`,
    );
  },
  CHANGE_PRIORITY: performedOnIds<'CHANGE_PRIORITY'>(['priority']),
  CHANGE_PRIORITY_TO: (e) =>
    onIds(
      e as Emission<WithIds>,
      (ids) => `host.changePriority(${kind(e.word('queue'))}, ${ids}, ${e.word('priority')});`,
    ),
  REMOVE: performedOnIds<'REMOVE'>([]),
  ARGUMENT: performed(['from']),
  ARGUMENT_TEXT: performed([], ['from']),
  LOG: performed([]),
  SEND_INFO: performed(['provider']),
  SEND_REQUEST: performed(['provider']),
  GIVE_RESPONSE: performed(['response']),
  GIVE_RESPONSE_NAMED: (e) => e.put(`host.giveResponse(${e.word('response')});`),
  OFFER_RESPONSE: (e) => onIds(e as Emission<WithIds>, (ids) => `host.offerResponses(${ids});`),
  ROUTE_CONTACT: (e) => {
    e.put(`host.routeContact(${text(e.word('address'))});`);
    e.put(e.stop('ROUTED'));
  },
  CLOSE_CONTACT: (e) => {
    e.put(`host.closeContact(${int(e.word('reason'))});`);
    e.put(e.stop('CLOSED'));
  },
  READ_SHARED: performed([]),
  SAVE_SHARED: performed([]),
  VOICE: (e) => {
    e.put(`skipVoice(program, ${e.pc}, host);`);
    if (e.word('ends') === 1) e.put(`if (isVoice(host)) { ${e.stop('ENDED')} }`);
  },
  VOICE_BLOCK: (e) => e.put(`if (!isVoice(host)) { skipVoice(program, ${e.pc}, host); ${e.jump(e.word('target'))} }`),
};

function readCell(e: Emission<'READ_LOGGED' | 'READ_IDLE' | 'READ_QUEUED'>): void {
  e.put(`${int(e.word('to'))} = cells[${e.word('skillset')}];`);
  e.answer(int(e.word('to')));
}

function askedText(e: Emission<'ASK_TEXT'> | Emission<'ASK_DATA'>, value: string): void {
  e.put(`q = ${value};`);
  if (e.traced) e.put(`at = traceText(trace, at, ${e.pc}, q) & ${TRACE_MASK};`);
  e.put(`${text(e.word('to'))} = q;`);
}

/** The row of an instruction, for one whose name is known at run time only. */
export function emitterOf(name: InstructionName): Emitter<InstructionName> {
  return EMITTERS[name] as Emitter<InstructionName>;
}
