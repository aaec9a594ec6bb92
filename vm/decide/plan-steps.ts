/**
 * Each instruction as steps of a plan: one row a name, so that a new instruction without one does not compile. `LEAVE` leaves the
 * decision to the machine when it comes there.
 */
import { compare } from '../comparisons.ts';
import type { Host, LinkedProgram, ValueSet } from '../host.ts';
import { type InstructionName, type Operands, QUEUE_CHOICES, QUEUE_KINDS, RELATIONS } from '../instructions.ts';
import { entryOf } from '../link.ts';
import type { MachineSlab } from '../machine-slab.ts';
import { readText, storeText } from '../machine-state.ts';
import { idsOf, isOfAgent } from '../operands.ts';
import { INTS, TEXTS } from '../registers.ts';
import { switchTargets } from '../second-tier/control-flow.ts';
import { perform } from '../statements.ts';
import { TRACE_OFF } from '../trace.ts';
import { CELL_WORDS } from '../typed-state.ts';
import { type Call, type CallTest, LEAVES, type Places, type PlanStop, type Step } from './plan.ts';
import { skillsetColumn } from './told-places.ts';

/** What the translation of one instruction may use. */
export interface Translation<N extends InstructionName> {
  readonly program: LinkedProgram;
  readonly host: Host;
  /** Where call variables of strings stand. */
  readonly slab: MachineSlab;
  readonly record: number;
  readonly pc: number;
  /** The pc behind it. */
  readonly next: number;
  word(operand: Operands<N>): number;
  readonly places: Places;
  /** A step for the action that this does to the host. */
  act(work: () => void): Step;
  stop(stop: PlanStop['stop'], more?: Partial<PlanStop>): Step;
  call(call: Call, reads?: readonly number[], writes?: readonly number[]): Step;
  test(test: CallTest, reads: readonly number[], sense: boolean, target: number): Step;
  set(set: ValueSet): number;
  /** Says that a call asks the host for facts, or even for those of skillsets. */
  asksHost(what: 'facts' | 'skillsets'): void;
}

type Translate<N extends InstructionName> = (t: Translation<N>) => readonly Step[];

const LEAVE: readonly Step[] = [{ kind: 'leave' }];
const leave = (): readonly Step[] => LEAVE;

const LEAST = -0x8000_0000;
const GREATEST = 0x7fff_ffff;

// ---------------------------------------------------------------------------------------------------------- places

/** The cell that a word of linked code says. */
function cell({ places }: Pick<Translation<InstructionName>, 'places'>, word: number): number {
  // Cells stand in the order of the first three columns.
  return places.ofSkillset(Math.floor(word / CELL_WORDS), word % CELL_WORDS);
}

type AskOf = 'ASK_OF' | 'JASK_IN' | 'JASK_OUT';

/** The place where the answer of one skillset stands; -1 where it must be asked for. */
function answerPlace(t: Translation<AskOf>): number {
  const ids = t.program.lists[t.word('ids')];
  const column = skillsetColumn(t.word('intrinsic'));
  if (t.word('count') > 0 || ids?.length !== 1 || column < 0) return -1;
  return t.places.ofSkillset(ids[0]!, column);
}

/** A call that puts the host's answer of skillsets or of an agent into a register. */
function askHost(t: Translation<AskOf>, to: number): Step {
  const { program, host } = t;
  const [intrinsic, first, count] = [t.word('intrinsic'), t.word('ids'), t.word('count')];
  const registers = registersOf(t, first, count);
  t.asksHost('skillsets');
  return t.call(
    (places) => {
      registers.fill(places);
      const ids = idsOf(program, first, count);
      places[to] = ids.length === 0 && isOfAgent(intrinsic) ? 0 : host.askIntOf(intrinsic, ids);
    },
    registers.places,
    [to],
  );
}

interface SomeRegisters {
  readonly places: readonly number[];
  /** Puts them where functions of the machine read them. */
  readonly fill: (places: Int32Array) => void;
}

function registersOf(
  { places }: Pick<Translation<InstructionName>, 'places'>,
  first: number,
  count = 1,
): SomeRegisters {
  const registers = Array.from({ length: count }, (_, i) => first + i);
  return registersAt(places, registers);
}

function registersAt(places: Places, registers: readonly number[]): SomeRegisters {
  const at = registers.map((register) => places.ofRegister(register));
  return {
    places: at,
    fill: (values) => {
      for (let i = 0; i < at.length; i++) INTS[registers[i]!] = values[at[i]!]!;
    },
  };
}

// ----------------------------------------------------------------------------------------------------------- tests

function within(t: { word(operand: 'low' | 'high' | 'target'): number }, place: number, inside: boolean): Step {
  const kind = inside ? 'within' : 'outside';
  return { kind, place, low: t.word('low'), high: t.word('high'), target: t.word('target') };
}

const factWithin =
  (inside: boolean): Translate<'JFACT_IN' | 'JFACT_OUT'> =>
  (t) => [within(t, t.word('intrinsic'), inside)];

const cellWithin =
  (inside: boolean): Translate<'JCELL_IN' | 'JCELL_OUT'> =>
  (t) => [within(t, cell(t, t.word('skillset')), inside)];

const callWithin =
  (inside: boolean): Translate<'JCALL_IN' | 'JCALL_OUT'> =>
  (t) => [within(t, t.places.ofVariable(t.word('variable')), inside)];

const between =
  (inside: boolean): Translate<'JBETWEEN' | 'JNOT_BETWEEN'> =>
  (t) => [within(t, t.places.ofRegister(t.word('a')), inside)];

const askedWithin =
  (inside: boolean): Translate<'JASK_IN' | 'JASK_OUT'> =>
  (t) => {
    const place = answerPlace(t as Translation<AskOf>);
    if (place >= 0) return [within(t, place, inside)];
    const answer = t.places.ofAnswer();
    return [askHost(t as Translation<AskOf>, answer), within(t, answer, inside)];
  };

type Registers = 'JEQUAL' | 'JNOT_EQUAL' | 'JLESS' | 'JAT_MOST' | 'JGREATER' | 'JAT_LEAST';

const related =
  (relation: (Step & { kind: 'relation' })['relation']): Translate<Registers> =>
  (t) => {
    const [a, b] = [t.places.ofRegister(t.word('a')), t.places.ofRegister(t.word('b'))];
    return [{ kind: 'relation', relation, a, b, target: t.word('target') }];
  };

type Numbers =
  | 'JEQUAL_NUMBER'
  | 'JNOT_EQUAL_NUMBER'
  | 'JLESS_NUMBER'
  | 'JAT_MOST_NUMBER'
  | 'JGREATER_NUMBER'
  | 'JAT_LEAST_NUMBER';

/** A relation with a number as a range; what is below the least integer, or above the greatest, is none. */
const relatedToNumber =
  (kind: 'within' | 'outside', range: (value: number) => readonly [number, number]): Translate<Numbers> =>
  (t) => {
    const [low, high] = range(t.word('value'));
    return [{ kind, place: t.places.ofRegister(t.word('a')), low, high, target: t.word('target') }];
  };

const equal = (value: number): readonly [number, number] => [value, value];
const atMost = (value: number): readonly [number, number] => [LEAST, value];
const atLeast = (value: number): readonly [number, number] => [value, GREATEST];

const named =
  (kind: 'within' | 'outside'): Translate<'JNAME' | 'JNOT_NAME'> =>
  (t) => {
    const id = t.word('name');
    return [{ kind, place: t.places.ofRegister(t.word('a')), low: id, high: id, target: t.word('target') }];
  };

const question =
  (kind: 'within' | 'outside'): Translate<'JIF' | 'JUNLESS'> =>
  (t) => [{ kind, place: t.places.ofAsk(t.word('intrinsic')), low: 0, high: 0, target: t.word('target') }];

const service =
  (kind: 'within' | 'outside'): Translate<'JOUT' | 'JSERVED'> =>
  (t) => [{ kind, place: cell(t, t.word('skillset')), low: 0, high: 0, target: t.word('target') }];

/** Seconds below 1 are an event. */
function unlessPositive(place: number): Step {
  return { kind: 'outside', place, low: 1, high: GREATEST, target: LEAVES };
}

/** Comparisons that the machine makes by a call: the registers of ints that it reads, and whether it may read the copies. */
function compared<N extends InstructionName>(ints: readonly string[]): Translate<N> {
  return (t) => {
    const word = (operand: string): number => t.word(operand as Operands<N>);
    const { program, host, pc } = t;
    const registers = registersAt(t.places, ints.map(word));
    t.asksHost('facts');
    const test: CallTest = (places) => {
      registers.fill(places);
      return compare(program, 0, pc, host, TRACE_OFF);
    };
    return [t.test(test, registers.places, word('sense') === 1, word('target'))];
  };
}

// ------------------------------------------------------------------------------------------------------ statements

/** Statements that the machine does by a call. */
function performed<N extends InstructionName>(ints: readonly string[]): Translate<N> {
  return (t) => {
    const word = (operand: string): number => t.word(operand as Operands<N>);
    return [performing(t as unknown as Translation<InstructionName>, ints.map(word))];
  };
}

function performing(t: Translation<InstructionName>, ints: readonly number[]): Step {
  const { program, host, slab, record, pc } = t;
  const registers = registersAt(t.places, ints);
  return t.call((places) => {
    registers.fill(places);
    perform(slab, record, program, pc, host);
  }, registers.places);
}

function performedOnIds<N extends 'QUEUE' | 'CHANGE_PRIORITY' | 'REMOVE'>(ints: readonly string[]): Translate<N> {
  return (t) => {
    const word = (operand: string): number => t.word(operand as Operands<N>);
    const ids = Array.from({ length: word('count') }, (_, i) => word('ids') + i);
    return [performing(t as unknown as Translation<InstructionName>, [...ids, ...ints.map(word)])];
  };
}

/** Statements about names that the program says, none of them where its list is empty. */
function actOn<N extends 'QUEUE_AT' | 'CHANGE_PRIORITY_TO' | 'OFFER_RESPONSE'>(
  t: Translation<N>,
  work: (ids: readonly number[]) => void,
): readonly Step[] {
  const word = (operand: string): number => t.word(operand as Operands<N>);
  const [first, count] = [word('ids'), word('count')];
  const { program } = t;
  if (count === 0) {
    const ids = program.lists[first]!;
    return ids.length === 0 ? [] : [t.act(() => work(ids))];
  }
  const registers = registersOf(t as unknown as Translation<InstructionName>, first, count);
  const call: Call = (places) => {
    registers.fill(places);
    const ids = idsOf(program, first, count);
    if (ids.length > 0) work(ids);
  };
  return [t.call(call, registers.places)];
}

/** What fills a register of strings. */
const filled =
  <N extends 'TEXT' | 'CALL_TEXT' | 'GLOBAL_TEXT' | 'ASK_TEXT' | 'ASK_DATA'>(
    value: (t: Translation<N>) => () => string,
  ): Translate<N> =>
  (t) => {
    const to = t.word('to' as Operands<N>);
    const text = value(t);
    return [
      t.call(() => {
        TEXTS[to] = text();
      }),
    ];
  };

const calculated =
  (operator: '+' | '-' | '*' | '/'): Translate<'ADD' | 'SUBTRACT' | 'MULTIPLY' | 'DIVIDE'> =>
  ({ places, word }) => {
    const [to, a, b] = [places.ofRegister(word('to')), places.ofRegister(word('a')), places.ofRegister(word('b'))];
    return [{ kind: 'calculate', operator, to, a, b }];
  };

const loaded: Translate<'READ_LOGGED' | 'READ_IDLE' | 'READ_QUEUED'> = (t) => [
  { kind: 'move', to: t.places.ofRegister(t.word('to')), from: cell(t, t.word('skillset')) },
];

/** How each instruction is translated. */
export const TRANSLATIONS: { readonly [N in InstructionName]: Translate<N> } = {
  INT: ({ places, word }) => [{ kind: 'number', to: places.ofRegister(word('to')), value: word('value') }],
  NAME: ({ places, word }) => [{ kind: 'number', to: places.ofRegister(word('to')), value: word('name') }],
  CALL_INT: ({ places, word }) => [
    { kind: 'move', to: places.ofRegister(word('to')), from: places.ofVariable(word('variable')) },
  ],
  GLOBAL_INT: ({ places, word, host }) => [
    { kind: 'number', to: places.ofRegister(word('to')), value: host.globals(0).ints[word('variable')] ?? 0 },
  ],
  ASK: ({ places, word }) => [
    { kind: 'move', to: places.ofRegister(word('to')), from: places.ofAsk(word('intrinsic')) },
  ],
  ASK_OF: (t) => {
    const to = t.places.ofRegister(t.word('to'));
    const from = answerPlace(t as Translation<AskOf>);
    return [from >= 0 ? { kind: 'move', to, from } : askHost(t as Translation<AskOf>, to)];
  },
  READ_LOGGED: loaded as Translate<'READ_LOGGED'>,
  READ_IDLE: loaded as Translate<'READ_IDLE'>,
  READ_QUEUED: loaded as Translate<'READ_QUEUED'>,
  READ_FACT: ({ places, word }) => [{ kind: 'move', to: places.ofRegister(word('to')), from: word('intrinsic') }],
  TEXT: filled((t) => {
    const text = t.program.strings[t.word('value')]!;
    return () => text;
  }),
  CALL_TEXT: filled((t) => {
    const { slab, record, host } = t;
    const variable = t.word('variable');
    return () => readText(slab, record, variable, host);
  }),
  GLOBAL_TEXT: filled((t) => {
    const text = t.host.globals(0).strings[t.word('variable')] ?? '';
    return () => text;
  }),
  ASK_TEXT: filled((t) => {
    const { host } = t;
    const intrinsic = t.word('intrinsic');
    t.asksHost('facts');
    return () => host.askString(intrinsic);
  }),
  ASK_DATA: filled((t) => {
    const { host } = t;
    const key = t.program.strings[t.word('key')]!;
    t.asksHost('facts');
    return () => host.contactData(key);
  }),
  STORE: ({ places, word }) => [
    { kind: 'move', to: places.ofVariable(word('variable')), from: places.ofRegister(word('from')) },
  ],
  STORE_NUMBER: ({ places, word }) => [
    { kind: 'number', to: places.ofVariable(word('variable')), value: word('value') },
  ],
  STORE_TEXT: (t) => {
    const { slab, record, host, pc } = t;
    const [variable, from] = [t.word('variable'), t.word('from')];
    return [t.call(() => storeText(slab, record, variable, TEXTS[from]!, host, pc))];
  },
  ADD_TO: ({ places, word }) => {
    const place = places.ofVariable(word('variable'));
    return [{ kind: 'add', to: place, a: place, value: word('value') }];
  },
  NEGATE: (t) => {
    const zero = t.places.ofZero();
    return [
      {
        kind: 'calculate',
        operator: '-',
        to: t.places.ofRegister(t.word('to')),
        a: zero,
        b: t.places.ofRegister(t.word('a')),
      },
    ];
  },
  ADD: calculated('+') as Translate<'ADD'>,
  SUBTRACT: calculated('-') as Translate<'SUBTRACT'>,
  MULTIPLY: calculated('*') as Translate<'MULTIPLY'>,
  DIVIDE: calculated('/') as Translate<'DIVIDE'>,
  ADD_NUMBER: ({ places, word }) => [
    { kind: 'add', to: places.ofRegister(word('to')), a: places.ofRegister(word('a')), value: word('value') },
  ],
  JUMP: ({ word }) => [{ kind: 'go', target: word('target') }],
  JEQUAL: related('=') as Translate<'JEQUAL'>,
  JNOT_EQUAL: related('<>') as Translate<'JNOT_EQUAL'>,
  JLESS: related('<') as Translate<'JLESS'>,
  JAT_MOST: related('<=') as Translate<'JAT_MOST'>,
  JGREATER: related('>') as Translate<'JGREATER'>,
  JAT_LEAST: related('>=') as Translate<'JAT_LEAST'>,
  JEQUAL_NUMBER: relatedToNumber('within', equal) as Translate<'JEQUAL_NUMBER'>,
  JNOT_EQUAL_NUMBER: relatedToNumber('outside', equal) as Translate<'JNOT_EQUAL_NUMBER'>,
  // Below a number is outside of all from it on, so that the least integer needs no number below it.
  JLESS_NUMBER: relatedToNumber('outside', atLeast) as Translate<'JLESS_NUMBER'>,
  JAT_MOST_NUMBER: relatedToNumber('within', atMost) as Translate<'JAT_MOST_NUMBER'>,
  JGREATER_NUMBER: relatedToNumber('outside', atMost) as Translate<'JGREATER_NUMBER'>,
  JAT_LEAST_NUMBER: relatedToNumber('within', atLeast) as Translate<'JAT_LEAST_NUMBER'>,
  JNAME: named('within') as Translate<'JNAME'>,
  JNOT_NAME: named('outside') as Translate<'JNOT_NAME'>,
  JBETWEEN: between(true) as Translate<'JBETWEEN'>,
  JNOT_BETWEEN: between(false) as Translate<'JNOT_BETWEEN'>,
  JFACT_IN: factWithin(true) as Translate<'JFACT_IN'>,
  JFACT_OUT: factWithin(false) as Translate<'JFACT_OUT'>,
  JFACT_MASK: ({ word }) => [
    { kind: 'mask', place: word('intrinsic'), mask: word('mask'), sense: word('sense') === 1, target: word('target') },
  ],
  SWITCH: ({ program, pc, word }) => [
    { kind: 'switch', place: word('intrinsic'), low: word('low'), targets: switchTargets(program, pc) },
  ],
  JCELL_IN: cellWithin(true) as Translate<'JCELL_IN'>,
  JCELL_OUT: cellWithin(false) as Translate<'JCELL_OUT'>,
  JCELLS: (t) => [
    {
      kind: 'product',
      place: cell(t, t.word('skillset')),
      factor: t.word('factor'),
      other: cell(t, t.word('other')),
      relation: RELATIONS[t.word('relation')]!,
      target: t.word('target'),
    },
  ],
  JASK_IN: askedWithin(true) as Translate<'JASK_IN'>,
  JASK_OUT: askedWithin(false) as Translate<'JASK_OUT'>,
  JCALL_IN: callWithin(true) as Translate<'JCALL_IN'>,
  JCALL_OUT: callWithin(false) as Translate<'JCALL_OUT'>,
  JIF: question('outside') as Translate<'JIF'>,
  JUNLESS: question('within') as Translate<'JUNLESS'>,
  JOUT: service('within') as Translate<'JOUT'>,
  JSERVED: service('outside') as Translate<'JSERVED'>,
  JSET: (t) => {
    const set = t.set(t.program.sets[t.word('set')]!);
    const sense = t.word('sense') === 1;
    return [{ kind: 'set', place: t.places.ofRegister(t.word('a')), set, sense, target: t.word('target') }];
  },
  JGLOBAL_SET: (t) => {
    const sense = t.word('sense') === 1;
    const found = t.host.globals(0).sets[t.word('variable')];
    // No set of that name: nothing is in it.
    if (found === undefined) return sense ? [] : [{ kind: 'go', target: t.word('target') }];
    const set = t.set(found);
    return [{ kind: 'set', place: t.places.ofRegister(t.word('a')), set, sense, target: t.word('target') }];
  },
  JRANGE: compared(['a', 'low', 'high']),
  JWRAP: compared(['a', 'low', 'high']),
  JORDER: compared(['a', 'b']),
  JDATE: compared(['a', 'b']),
  JDATE_ORDER: compared(['a', 'b']),
  JDATE_SET: compared(['a']),
  JDATE_GLOBAL_SET: compared(['a']),
  JDATE_RANGE: compared(['a', 'low', 'high']),
  JTEXT: compared([]),
  JTEXT_SET: compared([]),
  JTEXT_GLOBAL_SET: compared([]),
  JDN_RANGE: compared([]),
  JCONTAINS: compared([]),
  JCONTAINS_SET: compared([]),
  JCONTAINS_GLOBAL_SET: compared([]),
  JMATCHES: compared([]),
  WAIT: ({ places, word, next }) => {
    const place = places.ofRegister(word('seconds'));
    return [unlessPositive(place), { kind: 'waitOf', place, next }];
  },
  WAIT_NUMBER: ({ word, next }) => [{ kind: 'wait', seconds: word('seconds'), next }],
  GET: (t) => {
    const provider = t.places.ofRegister(t.word('provider'));
    return [unlessPositive(t.places.ofRegister(t.word('seconds'))), t.stop('response', { provider })];
  },
  EXECUTE_SCRIPT: ({ program, stop, word }) => {
    const name = program.strings[word('script')]!;
    const entry = entryOf(program, name);
    if (entry < 0) return [stop('gone', { gone: `script ${name}` })];
    return [{ kind: 'go', target: program.scripts[entry]!.pc }];
  },
  QUIT: ({ stop }) => [stop('quit')],
  END: ({ stop }) => [stop('ended')],
  DISCONNECT: ({ stop }) => [stop('disconnect')],
  // Nothing is ever given to a handler here.
  HANDLER: () => [],
  RESUME: leave,
  GONE: ({ program, stop, pc }) => {
    const symbol = program.image.symbols[program.code[pc + 1]!]!;
    return [stop('gone', { gone: `${symbol.kind} ${symbol.name}` })];
  },
  QUEUE: performedOnIds<'QUEUE'>(['priority']),
  QUEUE_AT: (t) => {
    const [queue, priority, choice] = [
      QUEUE_KINDS[t.word('queue')]!,
      t.word('priority'),
      QUEUE_CHOICES[t.word('choice')]!,
    ];
    return actOn(t, (ids) => t.host.queue(queue, ids, priority, choice));
  },
  CHANGE_PRIORITY: performedOnIds<'CHANGE_PRIORITY'>(['priority']),
  CHANGE_PRIORITY_TO: (t) => {
    const [queue, priority] = [QUEUE_KINDS[t.word('queue')]!, t.word('priority')];
    return actOn(t, (ids) => t.host.changePriority(queue, ids, priority));
  },
  REMOVE: performedOnIds<'REMOVE'>([]),
  ARGUMENT: performed(['from']),
  ARGUMENT_TEXT: performed([]),
  LOG: performed([]),
  SEND_INFO: performed(['provider']),
  SEND_REQUEST: performed(['provider']),
  GIVE_RESPONSE: performed(['response']),
  GIVE_RESPONSE_NAMED: (t) => {
    const response = t.word('response');
    return [t.act(() => t.host.giveResponse(response))];
  },
  OFFER_RESPONSE: (t) => actOn(t, (ids) => t.host.offerResponses(ids)),
  ROUTE_CONTACT: (t) => {
    const { host } = t;
    const address = t.word('address');
    return [t.call(() => host.routeContact(TEXTS[address]!)), t.stop('routed')];
  },
  CLOSE_CONTACT: (t) => {
    const { host } = t;
    const reason = t.places.ofRegister(t.word('reason'));
    return [t.call((places) => host.closeContact(places[reason]!), [reason]), t.stop('closed')];
  },
  READ_SHARED: (t) => {
    const { host } = t;
    const variable = t.word('variable');
    const place = t.places.ofVariable(variable);
    t.asksHost('facts');
    const call: Call = (places) => {
      places[place] = host.readShared(variable) | 0;
    };
    return [t.call(call, [], [place])];
  },
  SAVE_SHARED: (t) => {
    const { host } = t;
    const variable = t.word('variable');
    const place = t.places.ofVariable(variable);
    return [t.call((places) => host.writeShared(variable, places[place]!), [place])];
  },
  VOICE: leave,
  VOICE_BLOCK: leave,
};

/** The row of an instruction, for one whose name is known at run time only. */
export function translationOf(name: InstructionName): Translate<InstructionName> {
  return TRANSLATIONS[name] as Translate<InstructionName>;
}
