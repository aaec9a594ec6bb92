/** What is wrong with a text that is not YAML, in words of somebody who writes center.yaml: a bracket or quote never closed, a line out of its column. */

/** Where it is and what to say. */
export interface YamlFault {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Looks around the place where the YAML parser gave up; `undefined` where nothing is found. */
export function yamlFault(text: string, at: number): YamlFault | undefined {
  const bare = withoutBlocks(text);
  return unclosedBefore(bare, at) ?? misplacedLine(bare, at);
}

/** The text with the lines of `|` and `>` blank, of the same length: nothing in them is YAML. */
function withoutBlocks(text: string): string {
  let inside: number | undefined;
  return text
    .split('\n')
    .map((line) => {
      const column = line.length - line.trimStart().length;
      if (inside !== undefined && (line.trim() === '' || column > inside)) return ' '.repeat(line.length);
      inside = /(^|[\s:])[|>][+-]?\d?\s*(#.*)?$/.test(line) ? column : undefined;
      return line;
    })
    .join('\n');
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** The innermost bracket, or the quote, that is open where the parser gave up. */
function unclosedBefore(text: string, at: number): YamlFault | undefined {
  const open: number[] = [];
  for (let index = 0; index < Math.min(at + 1, text.length); index += 1) {
    const unit = text.charAt(index);
    const before = text.charAt(index - 1);
    if (unit === '#' && (index === 0 || /\s/.test(before))) index = endOfLine(text, index);
    else if ((unit === '"' || unit === "'") && (index === 0 || /[\s[{,:]/.test(before))) {
      const end = closingQuote(text, index, unit);
      if (end === undefined || (end > endOfLine(text, index) && at <= end))
        return { start: index, end: endOfLine(text, index), text: `this quote is never closed on its line` };
      index = end;
    } else if (unit in closers && (open.length > 0 || /[\s:-]/.test(before) || index === 0)) open.push(index);
    else if ((unit === '}' || unit === ']') && open.length > 0) open.pop();
  }
  const start = open.at(-1);
  if (start === undefined) return undefined;
  const bracket = text.charAt(start);
  return { start, end: start + 1, text: `this \`${bracket}\` is never closed with \`${closers[bracket]}\`` };
}

function closingQuote(text: string, start: number, quote: string): number | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text.charAt(index) === '\\' && quote === '"') index += 1;
    else if (text.charAt(index) === quote) return index;
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** The first line up to the one behind the parser's place that stands in none of the columns that lines above it opened. */
function misplacedLine(text: string, at: number): YamlFault | undefined {
  const last = endOfLine(text, Math.min(text.length, endOfLine(text, at) + 1));
  const columns: number[] = [];
  let mayDeepen = true;
  let start = 0;
  let depth = 0;
  for (const line of text.slice(0, last).split('\n')) {
    const opened = depth;
    for (const mark of line.replace(/"[^"]*"|'[^']*'|\s#.*$/g, ''))
      depth += /[{[]/.test(mark) ? 1 : /[}\]]/.test(mark) ? -1 : 0;
    depth = Math.max(0, depth);
    const [, indent = '', dashes = '', rest = ''] = /^( *)((?:- +)*)(.*?)\s*$/.exec(line) ?? [];
    // Between brackets columns mean nothing.
    const isBlank = rest === '' || rest.startsWith('#') || opened > 0;
    if (!isBlank) {
      const column = indent.length;
      while (columns.length > 0 && column < (columns.at(-1) ?? 0)) columns.pop();
      const top = columns.at(-1);
      if (top === undefined ? columns.length === 0 && start > 0 && column > 0 && !mayDeepen : column !== top) {
        if (!(mayDeepen && column > (top ?? -1))) {
          const where = `it stands ${column} blank${column === 1 ? '' : 's'} from the left, the lines that it could belong to ${top ?? 0}`;
          return {
            start: start + column,
            end: start + line.trimEnd().length,
            text: `this line is out of its column: ${where}`,
          };
        }
      }
      if (column !== top) columns.push(column);
      if (dashes !== '') columns.push(column + dashes.length);
      mayDeepen = /(^|:)\s*$/.test(rest.replace(/\s#.*$/, '')) || /[|>][+-]?\d?$/.test(rest);
    }
    start += line.length + 1;
  }
  return undefined;
}
