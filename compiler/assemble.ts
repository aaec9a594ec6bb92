/**
 * From instructions with labels to a program: lays out the words, puts pcs in the place of labels, collects every table once.
 *
 * INVARIANT: the same calls give the same bytes. Strings, symbols, sets and lists are numbered by first use, and scripts come in the
 * order of the analysis, which is that of their names; nothing depends on the order in which files were given.
 */
import { type Position, positionAt, type SourceText, type Span } from '../dsl/index.ts';
import {
  type ArmKind,
  type Branch,
  canFault,
  type FaultRange,
  type Handler,
  INSTRUCTIONS,
  type InstructionName,
  isFinal,
  type Operands,
  type Program,
  type ProgramSet,
  type Span as ProgramSpan,
  type ProgramSymbol,
  sealProgram,
  shapeOf,
  verify,
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

/** A fault range, an event handler and a script before their labels are known. */
interface OpenFaultRange {
  readonly from: number;
  readonly to: number;
  readonly target: Label;
}

interface OpenBranch {
  readonly pc: number;
  readonly kind: Branch['kind'];
  readonly arms: readonly OpenArm[];
}

/** One way that an IF or a WHERE can go. */
export interface OpenArm {
  readonly kind: ArmKind;
  readonly pc: Label;
}

interface OpenScript {
  readonly name: string;
  readonly pc: Label;
  readonly sections: { readonly name: string; readonly pc: Label }[];
}

/** Collects one program. Its life is one compilation: begin scripts, emit, finish. */
export class Assembler {
  readonly #words: Word[] = [];
  readonly #strings = new Table<string>((text) => text);
  // One name stands for one thing, so that kind and name tell symbols apart.
  readonly #symbols = new Table<ProgramSymbol>(({ kind, name }) => `${kind} ${name}`);
  readonly #sets = new Table<ProgramSet>((set) => JSON.stringify(set));
  readonly #lists = new Table<readonly number[]>((list) => list.join());
  readonly #scripts: OpenScript[] = [];
  readonly #waitPoints: WaitPoint[] = [];
  readonly #handlers: (readonly (Label | undefined)[])[] = [];
  readonly #faults: OpenFaultRange[] = [];
  readonly #branches: OpenBranch[] = [];
  readonly #spans: ProgramSpan[] = [];
  #source: SourceText | undefined;
  #span: Span = { start: 0, end: 0 };
  #placed: { readonly span: Span; readonly start: Position; readonly end: Position } | undefined;
  #statement = false;
  /** True after an instruction that does not go on to the next, while no label stands here. */
  #ended = false;
  #canFault = false;

  /** The following instructions belong to this script. */
  beginScript(name: string, source: SourceText): void {
    const pc = this.label();
    this.#scripts.push({ name, pc, sections: [] });
    this.#source = source;
    this.#placed = undefined;
    this.mark(pc);
  }

  /** A section of the present script begins here. */
  beginSection(name: string, label: Label): void {
    this.#scripts.at(-1)?.sections.push({ name, pc: label });
    this.mark(label);
  }

  label(): Label {
    return { pc: undefined };
  }

  /** The label stands before the next instruction. */
  mark(label: Label): void {
    label.pc = this.#words.length;
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
    const shape = shapeOf(INSTRUCTIONS[name].code)!;
    this.#spans.push(this.#programSpan());
    this.#statement = false;
    this.#words.push(INSTRUCTIONS[name].code);
    for (const operand of shape.operands) this.#words.push((operands as Readonly<Record<string, Word>>)[operand.name]!);
    this.#ended = isFinal(name);
    this.#canFault ||= canFault(name);
  }

  /** What `emitted` emits goes on at `target` when it faults; answers whether it can. */
  faultsTo(target: Label, emitted: () => void): boolean {
    const from = this.#words.length;
    this.#canFault = false;
    emitted();
    if (this.#canFault) this.#faults.push({ from, to: this.#words.length, target });
    return this.#canFault;
  }

  /** The instruction that is emitted next is the first of an IF or a WHERE that can go these ways. */
  branch(kind: Branch['kind'], arms: readonly OpenArm[]): void {
    this.#branches.push({ pc: this.#words.length, kind, arms });
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
    return this.#waitPoints.push({ name, pc: this.#words.length }) - 1;
  }

  /** Where each event's body begins, by the event's number. */
  handler(bodies: readonly (Label | undefined)[]): number {
    return this.#handlers.push(bodies) - 1;
  }

  /** The finished program, verified: what fails here is a fault of the compiler, never of a script. */
  finish(compiler: string): Program {
    const pcOf = (word: Word): number => (typeof word === 'number' ? word : word.pc!);
    const named = ({ name, pc }: { name: string; pc: Label }) => ({ name, pc: pcOf(pc) });
    const program = sealProgram({
      compiler,
      code: Int32Array.from(this.#words, pcOf),
      strings: this.#strings.items,
      symbols: this.#symbols.items,
      sets: this.#sets.items,
      lists: this.#lists.items,
      scripts: this.#scripts.map((script) => ({ ...named(script), sections: script.sections.map(named) })),
      waitPoints: this.#waitPoints,
      handlers: this.#handlers.map((bodies): Handler => ({ pcs: bodies.map((body) => body?.pc ?? -1) })),
      faults: this.#faults.map((range): FaultRange => ({ ...range, target: pcOf(range.target) })),
      branches: this.#branches.map(
        ({ pc, kind, arms }): Branch => ({ pc, kind, arms: arms.map((arm) => ({ kind: arm.kind, pc: pcOf(arm.pc) })) }),
      ),
      spans: this.#spans,
    });
    verify(program);
    return program;
  }

  /** Where the next instruction comes from. Most come from the place of the one before. */
  #programSpan(): ProgramSpan {
    if (this.#placed === undefined || this.#placed.span !== this.#span) {
      const source = this.#source!;
      const [start, end] = [positionAt(source, this.#span.start), positionAt(source, this.#span.end)];
      this.#placed = { span: this.#span, start, end };
    }
    const { start, end } = this.#placed;
    return {
      pc: this.#words.length,
      script: this.#scripts.length - 1,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      statement: this.#statement,
    };
  }
}
