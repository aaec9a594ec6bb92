/**
 * From instructions with labels to a program: lays out the words, puts pcs in the place of labels, collects every table once.
 *
 * INVARIANT: the same calls give the same bytes. Strings, symbols, sets and lists are numbered by first use, and scripts come in the
 * order of the analysis, which is that of their names; nothing depends on the order in which files were given.
 */
import type { SourceText, Span } from '../dsl/index.ts';
import {
  type Arm,
  type ArmKind,
  type Branch,
  type FaultRange,
  type Handler,
  INSTRUCTIONS,
  type InstructionName,
  LINE_WORDS,
  LineTable,
  type Operands,
  type Program,
  type ProgramScript,
  type ProgramSet,
  type ProgramSymbol,
  sealProgram,
  shapeOf,
  type WaitPoint,
} from '../vm/index.ts';

/** A place in the code that may not be known yet. */
export interface Label {
  /** -1 before the label is marked. */
  pc: number;
  /** The last word of code that waits for it, which holds the place of the one before; -1 for none. */
  waiting: number;
}

/** What an operand may be before the program is finished. */
export type Word = number | Label;

/** What is asked of an instruction when it is emitted. */
interface Emitted {
  readonly code: number;
  /** Names, in the order of the words. */
  readonly operands: readonly string[];
  readonly isFinal: boolean;
  readonly canFault: boolean;
}

const EMITTED: ReadonlyMap<string, Emitted> = new Map(
  Object.entries(INSTRUCTIONS).map(([name, { code }]) => {
    const { operands, isFinal, canFault } = shapeOf(code)!;
    return [name, { code, operands: operands.map((operand) => operand.name), isFinal, canFault }];
  }),
);

/** Things of a kind, each once, numbered by first use. `keyOf` gives different things different keys. */
class Table<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #keyOf: (item: T) => string;

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf;
  }

  number(item: T): number {
    const key = this.#keyOf(item);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.items.push(item) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** Symbols, each once, numbered by first use. One name stands for one thing, so that kind and name tell them apart. */
class SymbolTable {
  readonly items: ProgramSymbol[] = [];
  readonly #numbers = new Map<ProgramSymbol['kind'], Map<string, number>>();

  number(symbol: ProgramSymbol): number {
    let numbers = this.#numbers.get(symbol.kind);
    if (numbers === undefined) {
      numbers = new Map();
      this.#numbers.set(symbol.kind, numbers);
    }
    const known = numbers.get(symbol.name);
    if (known !== undefined) return known;
    const number = this.items.push(symbol) - 1;
    numbers.set(symbol.name, number);
    return number;
  }
}

/** A place in a text as line and column. Instructions come nearly in the order of the text, so it is walked to and not looked up. */
class Cursor {
  #starts: readonly number[] = [0];
  #end = 0;
  line = 1;
  /** From 1, in UTF-16 units. */
  column = 1;

  begin(source: SourceText): void {
    this.#starts = source.lineStarts;
    this.#end = source.text.length;
    this.line = 1;
  }

  goTo(place: number): void {
    const starts = this.#starts;
    const offset = Math.min(place, this.#end);
    let { line } = this;
    while (starts[line - 1]! > offset) line--;
    while (line < starts.length && starts[line]! <= offset) line++;
    this.line = line;
    this.column = offset - starts[line - 1]! + 1;
  }
}

/** An IF or a WHERE. */
export interface OpenBranch extends Branch {
  /** To be put in when all of them are known. */
  arms: readonly Arm[];
}

const NO_ARMS: readonly Arm[] = [];

/** What of the present script waits for its end, where all its labels are known. */
interface OpenScript {
  readonly name: string;
  readonly pc: number;
  readonly sections: { readonly name: string; readonly pc: number }[];
  readonly handlers: (readonly (Label | undefined)[])[];
  readonly faults: { readonly from: number; readonly to: number; readonly target: Label }[];
}

function openScript(name: string, pc: number): OpenScript {
  return { name, pc, sections: [], handlers: [], faults: [] };
}

/** Collects one program. Its life is one compilation: begin a script, emit, end it, the next one; finish. */
export class Assembler {
  #words = new Int32Array(1 << 12);
  #length = 0;
  #open = openScript('', 0);
  readonly #strings = new Table<string>((text) => text);
  readonly #symbols = new SymbolTable();
  readonly #sets = new Table<ProgramSet>((set) => JSON.stringify(set));
  readonly #lists = new Table<readonly number[]>((list) => list.join());
  /** By symbol: the number of the list that holds it alone. */
  readonly #single: number[] = [];
  readonly #scripts: ProgramScript[] = [];
  readonly #waitPoints: WaitPoint[] = [];
  readonly #handlers: Handler[] = [];
  readonly #faults: FaultRange[] = [];
  readonly #branches: Branch[] = [];
  #lines = new Int32Array(LINE_WORDS << 10);
  #lineCount = 0;
  #span: Span = { start: 0, end: 0 };
  /** The stretch between the cursors. */
  #gone: Span | undefined;
  readonly #start = new Cursor();
  readonly #end = new Cursor();
  #statement = false;
  /** True after an instruction that does not go on to the next, while no label stands here. */
  #ended = false;
  #canFault = false;

  /** The following instructions belong to this script. */
  beginScript(name: string, source: SourceText): void {
    this.#open = openScript(name, this.#length);
    this.#start.begin(source);
    this.#end.begin(source);
    this.#gone = undefined;
    this.#ended = false;
  }

  /** The present script is at its end: all its labels are marked. */
  endScript(): void {
    const { name, pc, sections, handlers, faults } = this.#open;
    for (const bodies of handlers) this.#handlers.push({ pcs: bodies.map((body) => body?.pc ?? -1) });
    for (const { from, to, target } of faults) this.#faults.push({ from, to, target: target.pc });
    this.#scripts.push({ name, pc, sections });
  }

  /** A section of the present script begins here. */
  beginSection(name: string, label: Label): void {
    this.mark(label);
    this.#open.sections.push({ name, pc: this.#length });
  }

  label(): Label {
    return { pc: -1, waiting: -1 };
  }

  /** A label before the next instruction. */
  here(): Label {
    const label = this.label();
    this.mark(label);
    return label;
  }

  /** The label stands before the next instruction. */
  mark(label: Label): void {
    const pc = this.#length;
    label.pc = pc;
    for (let at = label.waiting; at >= 0; ) {
      const before = this.#words[at]!;
      this.#words[at] = pc;
      at = before;
    }
    this.#ended = false;
  }

  /** The next instruction is the first of a statement; it and the following come from this place. */
  beginStatement(span: Span): void {
    this.#span = span;
    this.#statement = true;
  }

  /** The following instructions come from this place, but a statement's first keeps the statement's. */
  from(span: Span): void {
    if (!this.#statement) this.#span = span;
  }

  /** Whether control does not come here from the instruction before. */
  get ended(): boolean {
    return this.#ended;
  }

  emit<N extends InstructionName>(name: N, operands: { readonly [K in Operands<N>]: Word }): void {
    const emitted = EMITTED.get(name)!;
    const names = emitted.operands;
    this.#line();
    const words = this.#room(names.length + 1);
    let at = this.#length;
    words[at++] = emitted.code;
    for (let i = 0; i < names.length; i++, at++) {
      const word = (operands as Readonly<Record<string, Word>>)[names[i]!]!;
      if (typeof word === 'number') words[at] = word;
      else if (word.pc >= 0) words[at] = word.pc;
      else {
        words[at] = word.waiting;
        word.waiting = at;
      }
    }
    this.#length = at;
    this.#statement = false;
    this.#ended = emitted.isFinal;
    this.#canFault ||= emitted.canFault;
  }

  /** The words, with room for so many more. */
  #room(count: number): Int32Array {
    if (this.#length + count > this.#words.length) {
      const more = new Int32Array(this.#words.length * 2);
      more.set(this.#words);
      this.#words = more;
    }
    return this.#words;
  }

  /** From here on it is noted whether an instruction can fault; answers the place, for faultsTo(). */
  noteFaults(): number {
    this.#canFault = false;
    return this.#length;
  }

  /** What was emitted since `from` goes on at `target` when it faults; answers whether it can. */
  faultsTo(target: Label, from: number): boolean {
    if (this.#canFault) this.#open.faults.push({ from, to: this.#length, target });
    return this.#canFault;
  }

  /** The instruction that is emitted next is the first of an IF or a WHERE. */
  branch(kind: Branch['kind']): OpenBranch {
    const branch: OpenBranch = { pc: this.#length, kind, arms: NO_ARMS };
    this.#branches.push(branch);
    return branch;
  }

  /** A way that an IF or a WHERE can go, whose label is marked. */
  arm(kind: ArmKind, { pc }: Label): Arm {
    return { kind, pc };
  }

  string(text: string): number {
    return this.#strings.number(text);
  }

  symbol(symbol: ProgramSymbol): number {
    return this.#symbols.number(symbol);
  }

  set(set: ProgramSet): number {
    return this.#sets.number(set);
  }

  list(symbols: readonly number[]): number {
    const [symbol] = symbols;
    if (symbol === undefined || symbols.length > 1) return this.#lists.number(symbols);
    this.#single[symbol] ??= this.#lists.number(symbols);
    return this.#single[symbol];
  }

  /** The wait point of the instruction that is emitted next. */
  waitPoint(name: string): number {
    return this.#waitPoints.push({ name, pc: this.#length }) - 1;
  }

  /** Where each event's body begins, by the event's number. */
  handler(bodies: readonly (Label | undefined)[]): number {
    return this.#handlers.length + this.#open.handlers.push(bodies) - 1;
  }

  /** The finished program. That it is well formed is the compiler's to prove (compile.laws.test.ts); an image is verified when it is loaded. */
  finish(compiler: string): Program {
    return sealProgram({
      compiler,
      code: this.#words.slice(0, this.#length),
      strings: this.#strings.items,
      symbols: this.#symbols.items,
      sets: this.#sets.items,
      lists: this.#lists.items,
      scripts: this.#scripts,
      waitPoints: this.#waitPoints,
      handlers: this.#handlers,
      faults: this.#faults,
      branches: this.#branches,
      spans: new LineTable(this.#lines.slice(0, this.#lineCount * LINE_WORDS)),
    });
  }

  /** Where the next instruction comes from. */
  #line(): void {
    const start = this.#start;
    const end = this.#end;
    const span = this.#span;
    if (span !== this.#gone) {
      start.goTo(span.start);
      end.goTo(span.end);
      this.#gone = span;
    }
    const at = this.#lineCount++ * LINE_WORDS;
    if (at === this.#lines.length) {
      const more = new Int32Array(at * 2);
      more.set(this.#lines);
      this.#lines = more;
    }
    const lines = this.#lines;
    lines[at] = this.#length;
    lines[at + 1] = this.#scripts.length;
    lines[at + 2] = start.line;
    lines[at + 3] = start.column;
    lines[at + 4] = end.line;
    lines[at + 5] = end.column;
    lines[at + 6] = this.#statement ? 1 : 0;
  }
}
