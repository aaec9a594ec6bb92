/**
 * Places in a text. Every node and every diagnostic points into a text by offsets; lines and columns are worked out
 * from a table of line starts when a person or an editor wants them.
 */

/** A stretch of a text: offsets in UTF-16 units from 0, `end` one past the last unit. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A file's decoded text (without its byte-order mark) and where its lines begin. */
export interface SourceText {
  /** The name shown to people: a path as they gave it, or relative to the centre's folder. */
  readonly fileName: string;
  readonly text: string;
  /** Offset of the first unit of each line; the first is 0. A line ends with LF, CR LF or a lone CR. */
  readonly lineStarts: readonly number[];
}

/** A stretch of a certain text. */
export interface Place {
  readonly source: SourceText;
  readonly span: Span;
}

/** Line and column, both from 1; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/** Wraps a text; its table of lines is made when somebody asks for a line. */
export function sourceText(fileName: string, text: string): SourceText {
  return new LinedText(fileName, text);
}

/** The same for a text that is made when somebody asks for it. */
export function lazySourceText(fileName: string, make: () => string): SourceText {
  return new LazyText(fileName, make);
}

class LazyText implements SourceText {
  readonly fileName: string;
  private readonly make: () => string;
  private made: SourceText | undefined;

  constructor(fileName: string, make: () => string) {
    this.fileName = fileName;
    this.make = make;
  }

  private get whole(): SourceText {
    this.made ??= sourceText(this.fileName, this.make());
    return this.made;
  }

  get text(): string {
    return this.whole.text;
  }

  get lineStarts(): readonly number[] {
    return this.whole.lineStarts;
  }
}

class LinedText implements SourceText {
  readonly fileName: string;
  readonly text: string;
  private starts: readonly number[] | undefined;

  constructor(fileName: string, text: string) {
    this.fileName = fileName;
    this.text = text;
  }

  get lineStarts(): readonly number[] {
    this.starts ??= lineStartsOf(this.text);
    return this.starts;
  }
}

function lineStartsOf(text: string): readonly number[] {
  const lineStarts = [0];
  if (!text.includes('\r')) {
    // The engine looks for one unit faster than we do.
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
    return lineStarts;
  }
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed || (unit === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) {
      lineStarts.push(at + 1);
    }
  }
  return lineStarts;
}

/** The line and column of an offset; an offset past the end counts as the end. */
export function positionAt(source: SourceText, offset: number): Position {
  const at = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (source.lineStarts[low] ?? 0) + 1 };
}

/** The text of a line (from 1) without its line end; `''` for a line that is not there. */
export function lineAt(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return '';
  const end = source.lineStarts[line] ?? source.text.length;
  return source.text.slice(start, end).replace(/[\r\n]+$/, '');
}

/** From the start of the first to the end of the second. */
export function spanOver(first: Span, last: Span): Span {
  return { start: first.start, end: Math.max(first.end, last.end) };
}
