/**
 * What registers and variables hold while a trace is walked again: values where they are known, and always what a value is of, as a
 * script writes it. It follows only what puts a value somewhere; where a run goes, its trace says.
 */
import type { GlobalValues, LinkedProgram, Value } from './host.ts';
import type { InstructionShape } from './instruction-shape.ts';
import { askedBy } from './trace-lines.ts';
import { cutString, defaultOf, nameKindOf, registerOf, VALUE_TYPES, type ValueType } from './values.ts';

/** A value and what it is of: `QUEUED COUNT EM_Sales`, `tries_cv + 1`, `3`. */
export interface Known {
  readonly name: string;
  readonly type: ValueType;
  /** Undefined where nobody asked for it. */
  readonly value: Value | undefined;
  /** Of a variable. */
  readonly variable?: 'call' | 'global';
  /** It stands in the script as it is. */
  readonly constant?: boolean;
}

/** What a run could see besides the answers in its trace. */
export interface ReplayWorld {
  /** A call variable's value when the run began; undefined when it was neither used nor set. */
  variable(id: number): Value | undefined;
  callDefault(id: number): Value;
  /** READVAR's: what all contacts share. */
  shared(id: number): Value | undefined;
  globals: GlobalValues | undefined;
}

/** Told of what an instruction reads and stores. */
export interface Observer {
  read(known: Known): void;
  stored(known: Known): void;
}

const NOBODY: Observer = { read: () => {}, stored: () => {} };

/** One run's registers and variables. */
export class ReplayRegisters {
  readonly ints: Known[] = [];
  readonly texts: Known[] = [];
  readonly #variables = new Map<number, Value>();
  readonly #shared = new Map<number, Value>();
  world: ReplayWorld | undefined;

  constructor(world?: ReplayWorld) {
    this.world = world;
  }

  /** The value of a call variable now. */
  variable(id: number, type: ValueType): Value | undefined {
    const { world } = this;
    const known = this.#variables.get(id);
    if (known !== undefined || world === undefined) return known;
    const value = world.variable(id) ?? world.callDefault(id);
    const fits = (typeof value === 'string') === (registerOf(type) === 'string');
    return fits ? value : defaultOf(type);
  }

  /** What the `nth` answer of an instruction was about; ids in registers by the names that they come from. */
  asked(program: LinkedProgram, pc: number, shape: InstructionShape, nth: number, answers: readonly Value[]): Known {
    const { name, type } = askedBy(program.image, pc, shape, nth);
    const index = shape.operands.findIndex(({ kind }) => kind === 'ids');
    const count = index < 0 ? 0 : program.code[pc + 2 + index]!;
    const first = program.code[pc + 1 + index]!;
    const names = Array.from({ length: count }, (_, i) => this.ints[first + i]?.name ?? '?');
    return { name: count === 0 ? name : bounded(`${name} ${names.join(', ')}`), type, value: answers[nth] };
  }

  /** Does what the instruction at `pc` does to registers and variables; `answers` are those of its entries in the trace. */
  apply(
    program: LinkedProgram,
    pc: number,
    shape: InstructionShape,
    answers: readonly Value[] = [],
    observer: Observer = NOBODY,
  ): void {
    const { image, code } = program;
    const name: string = shape.name;
    const at = (operand: string): number => pc + 1 + shape.operands.findIndex((each) => each.name === operand);
    const word = (operand: string): number => code[at(operand)]!;
    const int = (operand: string): Known => this.ints[word(operand)] ?? UNKNOWN;
    const asked = (nth: number): Known => this.asked(program, pc, shape, nth, answers);
    const isText = shape.operands.some(({ kind }) => kind === 'textTo');
    const put = (known: Known): void => {
      if (isText) this.texts[word('to')] = known;
      else this.ints[word('to')] = known;
    };
    const variable = (): Known => {
      const symbol = image.symbols[image.code[at('variable')]!];
      if (symbol?.kind !== 'variable') return UNKNOWN;
      const { name: of, type, scope } = symbol;
      return {
        name: of,
        type,
        variable: scope,
        value: scope === 'call' ? this.variable(word('variable'), type) : this.#global(word('variable'), type),
      };
    };
    const store = (known: Known): void => {
      const { name: of, type } = variable();
      const value = typeof known.value === 'string' ? cutString(known.value) : known.value;
      if (value !== undefined) this.#variables.set(word('variable'), value);
      observer.stored({ name: of, type, value });
    };
    switch (name) {
      case 'INT':
        put({ ...UNKNOWN, name: String(word('value')), value: word('value'), constant: true });
        return;
      case 'NAME': {
        const symbol = image.symbols[image.code[at('name')]!];
        const type = VALUE_TYPES.find((each) => nameKindOf(each) === symbol?.kind) ?? 'integer';
        put({ name: symbol?.name ?? '', type, value: word('name'), constant: true });
        return;
      }
      case 'TEXT': {
        const value = program.strings[word('value')] ?? '';
        put({ name: JSON.stringify(value), type: 'string', value, constant: true });
        return;
      }
      case 'NEGATE':
        put({
          ...int('a'),
          name: bounded(`-${int('a').name}`),
          value: arithmetic('-', 0, int('a').value),
          constant: false,
        });
        return;
      case 'ADD_NUMBER':
        put(combined(word('value') < 0 ? '-' : '+', int('a'), numberOf(Math.abs(word('value')))));
        return;
      case 'STORE':
        store(int('from'));
        return;
      case 'STORE_NUMBER':
        store(numberOf(word('value')));
        return;
      case 'STORE_TEXT':
        store(this.texts[word('from')] ?? UNKNOWN);
        return;
      case 'ADD_TO': {
        const before = variable();
        observer.read(before);
        store(combined('+', before, numberOf(word('value'))));
        return;
      }
      case 'READ_SHARED':
        store({ ...variable(), value: this.#shared.get(word('variable')) ?? this.world?.shared(word('variable')) });
        return;
      case 'SAVE_SHARED': {
        const { value } = variable();
        if (value !== undefined) this.#shared.set(word('variable'), value);
        return;
      }
    }
    const sign = SIGNS[name];
    if (sign !== undefined) put(combined(sign, int('a'), int('b')));
    else if (shape.operands.some(({ kind }) => VARIABLE_KINDS.has(kind))) {
      const known = variable();
      observer.read(known);
      if (shape.operands[0]?.name === 'to') put(known);
    } else if (answers.length > 0 || shape.operands[0]?.name === 'to') {
      for (let nth = 0; nth < answers.length; nth++) observer.read(asked(nth));
      if (shape.operands[0]?.name === 'to') put(asked(0));
    }
  }

  #global(id: number, type: ValueType): Value | undefined {
    const globals = this.world?.globals;
    if (globals === undefined) return undefined;
    return registerOf(type) === 'string' ? (globals.strings[id] ?? '') : (globals.ints[id] ?? 0);
  }
}

const VARIABLE_KINDS: ReadonlySet<string> = new Set(['callInt', 'callNumber', 'callText', 'globalInt', 'globalText']);

const UNKNOWN: Known = { name: '?', type: 'integer', value: undefined };
const SIGNS: Readonly<Record<string, string>> = { ADD: '+', SUBTRACT: '-', MULTIPLY: '*', DIVIDE: '/' };

/** Characters that what a value is of has at most: 20 names of 30 and their intrinsic stand in it whole. */
const NAME_UNITS_MAX = 1_000;

/** A value that is made of values is named by them: code that goes round would make a name of any length. */
function bounded(name: string): string {
  return name.length > NAME_UNITS_MAX ? `${name.slice(0, NAME_UNITS_MAX - 1)}…` : name;
}

function numberOf(value: number): Known {
  return { name: String(value), type: 'integer', value, constant: true };
}

function combined(sign: string, a: Known, b: Known): Known {
  const name = bounded(`(${a.name} ${sign} ${b.name})`);
  return { name, type: a.type, value: arithmetic(sign, a.value, b.value) };
}

/** A result that does not fit has faulted, and nobody asks for it; `| 0` is for the zero below zero. */
function arithmetic(sign: string, a: Value | undefined, b: Value | undefined): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return (a * b) | 0;
    default:
      return Math.trunc(a / b) | 0;
  }
}
