/**
 * From instructions with labels to a program: lays out the words, puts pcs in the place of labels, collects every table once.
 *
 * INVARIANT: the same calls give the same bytes. Strings, symbols, sets and lists are numbered by first use, and scripts come in the
 * order of the analysis, which is that of their names; nothing depends on the order in which files were given.
 */
import type { SourceText, Span } from '../dsl/index.ts';
import {
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
  pc: number | undefined;
}

/** What an operand may be before the program is finished. */
export type Word = number | Label;

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
  #offset = 0;
  line = 1;

  begin(source: SourceText): void {
    this.#starts = source.lineStarts;
    this.#end = source.text.length;
    this.#offset = 0;
    this.line = 1;
  }

  /** From 1, in UTF-16 units. */
  get column(): number {
    return this.#offset - this.#starts[this.line - 1]! + 1;
  }

  goTo(offset: number): void {
    this.#offset = Math.min(offset, this.#end);
    while (this.#starts[this.line - 1]! > this.#offset) this.line--;
    while (this.#starts[this.line]! <= this.#offset) this.line++;
  }
}

/** One way that an IF or a WHERE can go. */
export interface OpenArm {
  readonly kind: ArmKind;
  readonly pc: Label;
}

/** What of the present script waits for labels that are not known yet. No label is known outside its script. */
interface OpenScript {
  readonly name: string;
  readonly pc: number;
  readonly sections: { readonly name: string; readonly pc: number }[];
  /** Where in the words a label's pc belongs, and the labels beside them. */
  readonly words: number[];
  readonly labels: Label[];
  readonly handlers: (readonly (Label | undefined)[])[];
  readonly faults: { readonly from: number; readonly to: number; readonly target: Label }[];
  readonly branches: { readonly pc: number; readonly kind: Branch['kind']; readonly arms: readonly OpenArm[] }[];
}

function openScript(name: string, pc: number): OpenScript {
  return { name, pc, sections: [], words: [], labels: [], handlers: [], faults: [], branches: [] };
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
  readonly #scripts: ProgramScript[] = [];
  readonly #waitPoints: WaitPoint[] = [];
  readonly #handlers: Handler[] = [];
  readonly #faults: FaultRange[] = [];
  readonly #branches: Branch[] = [];
  #lines = new Int32Array(LINE_WORDS << 10);
  #lineCount = 0;
  #span: Span = { start: 0, end: 0 };
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
    this.#ended = false;
  }

  /** The present script is at its end: all its labels are marked. */
  endScript(): void {
    const { name, pc, sections, words, labels, handlers, faults, branches } = this.#open;
    for (let i = 0; i < words.length; i++) this.#words[words[i]!] = labels[i]!.pc!;
    for (const bodies of handlers) this.#handlers.push({ pcs: bodies.map((body) => body?.pc ?? -1) });
    for (const { from, to, target } of faults) this.#faults.push({ from, to, target: target.pc! });
    for (const branch of branches) {
      const arms = branch.arms.map((arm) => ({ kind: arm.kind, pc: arm.pc.pc! }));
      this.#branches.push({ pc: branch.pc, kind: branch.kind, arms });
    }
    this.#scripts.push({ name, pc, sections });
  }

  /** A section of the present script begins here. */
  beginSection(name: string, label: Label): void {
    this.mark(label);
    this.#open.sections.push({ name, pc: this.#length });
  }

  label(): Label {
    return { pc: undefined };
  }

  /** The label stands before the next instruction. */
  mark(label: Label): void {
    label.pc = this.#length;
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
    const { code } = INSTRUCTIONS[name];
    const shape = shapeOf(code)!;
    this.#line();
    this.#statement = false;
    const words = this.#room(shape.words);
    let at = this.#length;
    words[at++] = code;
    for (let i = 0; i < shape.operands.length; i++, at++) {
      const word = (operands as Readonly<Record<string, Word>>)[shape.operands[i]!.name]!;
      if (typeof word === 'number') words[at] = word;
      else {
        this.#open.words.push(at);
        this.#open.labels.push(word);
      }
    }
    this.#length = at;
    this.#ended = shape.isFinal;
    this.#canFault ||= shape.canFault;
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

  /** What `emitted` emits goes on at `target` when it faults; answers whether it can. */
  faultsTo(target: Label, emitted: () => void): boolean {
    const from = this.#length;
    this.#canFault = false;
    emitted();
    if (this.#canFault) this.#open.faults.push({ from, to: this.#length, target });
    return this.#canFault;
  }

  /** The instruction that is emitted next is the first of an IF or a WHERE that can go these ways. */
  branch(kind: Branch['kind'], arms: readonly OpenArm[]): void {
    this.#open.branches.push({ pc: this.#length, kind, arms });
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
    return this.#lists.number(symbols);
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
    start.goTo(this.#span.start);
    end.goTo(this.#span.end);
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
