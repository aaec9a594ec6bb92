/**
 * The one layout of scripts: keywords in capitals, names as written, two spaces a block, lines of up to 100 columns.
 *
 * Comments stay between the same two words. One that had a line of its own keeps one, one that stood beside code keeps
 * standing beside it, and its text is not touched. INVARIANT: a second pass changes nothing, and the words are the same,
 * so the program is too, but for its lines.
 */
import type { Diagnostic } from '../diagnostics.ts';
import { tokenize } from '../lexer.ts';
import { parse } from '../parse.ts';
import { INDENT_COLUMNS, LINE_COLUMNS, layOut, lineOf } from './line.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { type Run, runsOf } from './runs.ts';

/** What formatting gives: the text in its one layout, or the errors for which a script is left alone. */
export type Formatted =
  | { readonly kind: 'formatted'; readonly text: string }
  | { readonly kind: 'errors'; readonly diagnostics: readonly Diagnostic[] };

/**
 * Lays a script out. A script with errors of form is left alone: what it means is not known. Never throws.
 * A byte-order mark and the kind of line ends (that of the first outside comments) are the file's and stay.
 */
export function formatScript(content: string | Uint8Array, fileName = 'script.ccs'): Formatted {
  const { file, diagnostics } = parse(content, fileName);
  const errors = diagnostics.filter(({ level }) => level === 'error');
  if (errors.length > 0) return { kind: 'errors', diagnostics: errors };
  const { text } = file.source;
  const pieces = piecesOf(text, tokenize(file.source).tokens, file.comments);
  const mark = hasMark(content) ? '\uFEFF' : '';
  return { kind: 'formatted', text: mark + write(pieces, lineEndOf(text, file.comments)) };
}

function hasMark(content: string | Uint8Array): boolean {
  if (typeof content === 'string') return content.startsWith('\uFEFF');
  return content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
}

/** The first line end outside comments: one inside is part of a text that is not ours to change. */
function lineEndOf(
  text: string,
  comments: readonly { readonly span: { readonly start: number; readonly end: number } }[],
): string {
  let at = text.indexOf('\n');
  for (const { span } of comments) {
    if (at === -1 || at < span.start) break;
    if (at < span.end) at = text.indexOf('\n', span.end);
  }
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

function write(pieces: readonly Piece[], lineEnd: string): string {
  const out: string[] = [];
  const runs = runsOf(pieces);
  let before: Run | undefined;
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index] as Run;
    writeBetween(out, pieces, before, run, lineEnd);
    const line = lineOf(pieces.slice(run.first, run.end));
    out.push(layOut(line, run.depth * INDENT_COLUMNS, lineEnd));
    before = run;
    const only = onlyStatement(runs, index);
    if (only === undefined || line.columnsFlat === undefined) continue;
    const columns = run.depth * INDENT_COLUMNS + line.columnsFlat;
    const behind = behindBranch(pieces, run, only, columns);
    if (behind === undefined) continue;
    out.push(behind);
    before = only;
    index += 1;
  }
  writeBetween(out, pieces, before, undefined, lineEnd);
  return out.join('');
}

/** The statement that a branch of WHERE or EVENT HANDLER holds, when it holds one that holds no others. */
function onlyStatement(runs: readonly Run[], index: number): Run | undefined {
  const [branch, statement, after] = runs.slice(index, index + 3);
  if (branch?.kind !== 'branch' || statement?.kind !== 'statement' || statement.opens) return undefined;
  return after !== undefined && after.depth < statement.depth ? statement : undefined;
}

/** A branch's only statement, with the comments before it, when all of it fits on the line of the branch. */
function behindBranch(pieces: readonly Piece[], branch: Run, statement: Run, columns: number): string | undefined {
  const comments = pieces.slice(branch.end, statement.first);
  const isApart =
    comments.length > 0 && pieces.slice(branch.end, statement.first + 1).some((one) => one.linesBefore > 0);
  const line = lineOf(pieces.slice(statement.first, statement.end));
  if (isApart || line.columnsFlat === undefined || comments.some(({ text }) => /[\r\n]/.test(text))) return undefined;
  const beside = comments.map(({ text }) => ` ${text}`).join('');
  if (columns + beside.length + 1 + line.columnsFlat > LINE_COLUMNS) return undefined;
  return `${beside} ${layOut(line, 0, '')}`;
}

/** The line ends, blank lines and comments between two runs, up to the first run, or behind the last. */
function writeBetween(
  out: string[],
  pieces: readonly Piece[],
  before: Run | undefined,
  next: Run | undefined,
  lineEnd: string,
): void {
  const from = before?.end ?? 0;
  const to = next?.first ?? pieces.length;
  const lines = linesBetween(pieces, before, next);
  // A comment that shares its line with the next run stands where that begins.
  let besideNext = to;
  while (besideNext > from && lines[besideNext - from] === 0) besideNext -= 1;
  const depth = next?.depth ?? 0;
  for (let index = from; index <= to; index += 1) {
    const count = lines[index - from] ?? 0;
    if (count > 0) {
      out.push(lineEnd.repeat(count));
      const isDeeper = next?.closes === true && index < besideNext;
      if (index < pieces.length) out.push(' '.repeat(INDENT_COLUMNS * (isDeeper ? depth + 1 : depth)));
    } else if (index > 0 && index < pieces.length) out.push(' ');
    if (index < to) out.push(pieces[index]?.text ?? '');
  }
}

/** How many line ends come before each comment between two runs, and before the second run. */
function linesBetween(pieces: readonly Piece[], before: Run | undefined, next: Run | undefined): readonly number[] {
  const from = before?.end ?? 0;
  const to = next?.first ?? pieces.length;
  const lines: number[] = [];
  for (let index = from; index < to; index += 1) lines.push(pieces[index]?.linesBefore ?? 0);
  lines.push(next === undefined ? 1 : (pieces[to]?.linesBefore ?? 0));
  const last = lines.length - 1;
  if (from === 0) lines[0] = 0;
  else if (!lines.some((count) => count > 0)) lines[last] = 1;
  const first = lines.findIndex((count) => count > 0);
  if (before?.opens === true) lines[first] = 1;
  if (next?.closes === true) lines[lines.findLastIndex((count) => count > 0)] = 1;
  if (next?.kind === 'section' && from > 0 && !lines.includes(2)) lines[first] = 2;
  return lines;
}
