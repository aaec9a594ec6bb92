/**
 * Pieces to runs. A *run* is what the layout gives a line of its own: a statement without what it holds, the head of a
 * block, a branch, a block's end, a SECTION line. Comments between two runs belong to neither.
 */
import type { IToken } from 'chevrotain';
import { blockEndedBy, blockOfBranch, blockOpenedBy, statementStarts } from '../blocks.ts';
import { keywordTokens, statementTokens, words } from '../tokens.ts';
import type { Piece } from './pieces.ts';

export interface Run {
  /** Index of its first piece. */
  readonly first: number;
  /** Index one past its last piece. */
  end: number;
  /** How many blocks and branches it stands in. */
  readonly depth: number;
  readonly kind: 'statement' | 'branch' | 'section' | 'end';
  /** Statements that stand deeper follow, or the statements of a section: no blank line comes right behind it. */
  readonly opens: boolean;
  /** It ends statements that stand deeper: no blank line comes right before it, and comments before it belong to them. */
  readonly closes: boolean;
}

/** The runs of pieces that parse without errors. */
export function runsOf(pieces: readonly Piece[]): readonly Run[] {
  const runs: Run[] = [];
  const open: OpenRun[] = [];
  let present: Run | undefined;
  let head: IToken | undefined;
  pieces.forEach(({ token, isFirst }, index) => {
    if (token === undefined) return;
    if (isFirst && beginsRun(token, head, pieces, index)) {
      present = { first: index, end: index + 1, ...placed(token, open) };
      head = token;
      runs.push(present);
    } else if (present !== undefined) present.end = index + 1;
  });
  return runs;
}

/** A block, or the branch of one, that is open. */
type OpenRun = 'block' | 'branch';

const branches: ReadonlySet<unknown> = new Set([keywordTokens.VALUE, keywordTokens.DEFAULT, keywordTokens.EVENT]);

function beginsRun(token: IToken, head: IToken | undefined, pieces: readonly Piece[], index: number): boolean {
  const { tokenType } = token;
  if (tokenType === statementTokens['play-prompt']) return head?.tokenType !== statementTokens['give-broadcast'];
  if (tokenType === words.name) return nextToken(pieces, index)?.tokenType === words.assigned;
  if (tokenType === words.assigned) return false;
  // Of `x ASSIGNED 5` the name is the start; the word ASSIGN has the token of its statement.
  return (
    statementStarts.has(tokenType) ||
    blockEndedBy.has(tokenType) ||
    blockOfBranch.has(tokenType) ||
    tokenType === keywordTokens.SECTION
  );
}

function nextToken(pieces: readonly Piece[], index: number): IToken | undefined {
  let next = index + 1;
  while (next < pieces.length && pieces[next]?.token === undefined) next += 1;
  return pieces[next]?.token;
}

/** Where the run that begins with `token` stands; keeps account of what is open. */
function placed(token: IToken, open: OpenRun[]): Pick<Run, 'depth' | 'kind' | 'opens' | 'closes'> {
  const { tokenType } = token;
  if (tokenType === keywordTokens.SECTION) return { depth: 0, kind: 'section', opens: true, closes: false };
  if (blockEndedBy.has(tokenType)) {
    if (open.at(-1) === 'branch') open.pop();
    open.pop();
    return { depth: open.length, kind: 'end', opens: false, closes: true };
  }
  if (tokenType === keywordTokens.ELSE) return { depth: open.length - 1, kind: 'end', opens: true, closes: true };
  if (branches.has(tokenType)) {
    if (open.at(-1) === 'branch') open.pop();
    const depth = open.length;
    open.push('branch');
    return { depth, kind: 'branch', opens: true, closes: false };
  }
  const depth = open.length;
  const opens = blockOpenedBy.has(tokenType);
  if (opens) open.push('block');
  return { depth, kind: 'statement', opens, closes: false };
}
