/** Where each instruction of a program comes from: seven numbers a row in one array, since a set has hundreds of thousands of rows. */
import type { Span } from './program.ts';

/** Numbers of a row: pc, script, line, column, end line, end column, 1 for a statement's first instruction. */
export const LINE_WORDS = 7;

/** One row per instruction, ascending by pc. */
export class LineTable implements Iterable<Span> {
  /** The rows, one after the other. */
  readonly words: Int32Array;

  constructor(words: Int32Array) {
    this.words = words;
  }

  static of(spans: Iterable<Span>): LineTable {
    const words: number[] = [];
    for (const { pc, script, line, column, endLine, endColumn, statement } of spans)
      words.push(pc, script, line, column, endLine, endColumn, statement ? 1 : 0);
    return new LineTable(Int32Array.from(words));
  }

  get length(): number {
    return this.words.length / LINE_WORDS;
  }

  /** The row with this number; undefined past either end. */
  at(row: number): Span | undefined {
    const { words } = this;
    const at = row * LINE_WORDS;
    if (at < 0 || at >= words.length) return undefined;
    return {
      pc: words[at]!,
      script: words[at + 1]!,
      line: words[at + 2]!,
      column: words[at + 3]!,
      endLine: words[at + 4]!,
      endColumn: words[at + 5]!,
      statement: words[at + 6] === 1,
    };
  }

  /** The number of the first row at `pc` or behind it; the length where there is none. */
  firstFrom(pc: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle * LINE_WORDS]! < pc) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row of the instruction at `pc`; undefined where none begins. */
  ofInstruction(pc: number): Span | undefined {
    const span = this.at(this.firstFrom(pc));
    return span?.pc === pc ? span : undefined;
  }

  /** The last row at `pc` or before it: of the instruction that `pc` stands in. */
  before(pc: number): Span | undefined {
    return this.at(this.firstFrom(pc + 1) - 1);
  }

  /** The last row at `pc` or before it that begins a statement; the first row where there is none. */
  ofStatement(pc: number): Span | undefined {
    let row = this.firstFrom(pc + 1) - 1;
    while (row > 0 && this.words[row * LINE_WORDS + 6] !== 1) row--;
    return this.at(row);
  }

  *[Symbol.iterator](): Generator<Span> {
    for (let row = 0; row < this.length; row++) yield this.at(row)!;
  }
}
