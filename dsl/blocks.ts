/** The blocks of the language: how they are opened, parted and ended. */
import type { IToken, TokenType } from 'chevrotain';
import { keywordTokens, statementTokens, words } from './tokens.ts';

/** The blocks of the language. */
export type BlockKind = 'if' | 'where' | 'readvar' | 'event-handler' | 'open-voice-session';

/** A block that is open at the present token. */
export interface OpenBlock {
  readonly kind: BlockKind;
  readonly opener: IToken;
  /** An IF's ELSE, a WHERE's DEFAULT. */
  hasLast: boolean;
  /** Where that stands. */
  last: IToken | undefined;
  /** Whether something misplaced among its branches was reported. */
  misplaced: boolean;
  /** Whether its end follows, once that was asked; a block is asked once. */
  endFollows: boolean | undefined;
}

const k = keywordTokens;

/** How a block is ended and called. */
export const blocks: Readonly<
  Record<BlockKind, { readonly end: TokenType; readonly endText: string; readonly name: string }>
> = {
  if: { end: k['END IF'], endText: 'END IF', name: 'IF' },
  where: { end: k['END WHERE'], endText: 'END WHERE', name: 'WHERE' },
  readvar: { end: k.SAVEVAR, endText: 'SAVEVAR', name: 'READVAR' },
  'event-handler': { end: k['END HANDLER'], endText: 'END HANDLER', name: 'EVENT HANDLER' },
  'open-voice-session': { end: k['END VOICE SESSION'], endText: 'END VOICE SESSION', name: 'OPEN VOICE SESSION' },
};

/** The block that a statement's token opens. */
export const blockOpenedBy: ReadonlyMap<TokenType, BlockKind> = new Map(
  (Object.keys(blocks) as BlockKind[]).map((kind) => [statementTokens[kind], kind]),
);

/** The block that a token ends. */
export const blockEndedBy: ReadonlyMap<TokenType, BlockKind> = new Map(
  (Object.keys(blocks) as BlockKind[]).map((kind) => [blocks[kind].end, kind]),
);

/** The branches of blocks, and the blocks they belong to. */
export const blockOfBranch: ReadonlyMap<TokenType, BlockKind> = new Map([
  [k.ELSE, 'if'],
  [words.elseIf, 'if'],
  [k.VALUE, 'where'],
  [k.DEFAULT, 'where'],
  [k.EVENT, 'event-handler'],
]);

/** What begins a statement. */
export const statementStarts: ReadonlySet<TokenType> = new Set([...Object.values(statementTokens), words.broken]);

/** What ends or parts a block, or begins a section. */
export const blockWords: ReadonlySet<TokenType> = new Set([
  ...blockEndedBy.keys(),
  ...blockOfBranch.keys(),
  k.SECTION,
  k.END,
]);

const joinedEnds: ReadonlyMap<string, BlockKind> = new Map([
  ['ENDIF', 'if'],
  ['ENDWHERE', 'where'],
  ['ENDHANDLER', 'event-handler'],
]);

const letterE = 101;

/** The block that a word such as ENDIF is meant to end. */
export function joinedEnd(token: IToken): BlockKind | undefined {
  // Asked of every operand: most names are told by their length or their first letter.
  if (token.tokenType !== words.name || token.image.length < 5 || (token.image.charCodeAt(0) | 32) !== letterE)
    return undefined;
  return joinedEnds.get(token.image.toUpperCase());
}

const joinedElses: ReadonlySet<string> = new Set(['ELSEIF', 'ELSIF', 'ELIF']);

/** Whether this is a word such as ELSEIF. */
export function joinedElse(token: IToken): boolean {
  if (token.tokenType !== words.name || token.image.length > 6 || (token.image.charCodeAt(0) | 32) !== letterE)
    return false;
  return joinedElses.has(token.image.toUpperCase());
}

/** Block words, and spellings that are taken for them; a block word counts where its block is open. */
export const blockSpellings: Readonly<Record<string, { readonly meant: string; readonly block?: BlockKind }>> = {
  ENDIF: { meant: 'END IF', block: 'if' },
  ENDWHERE: { meant: 'END WHERE', block: 'where' },
  ENDHANDLER: { meant: 'END HANDLER', block: 'event-handler' },
  ELSEIF: { meant: 'ELSEIF', block: 'if' },
  ELSIF: { meant: 'ELSEIF', block: 'if' },
  ELIF: { meant: 'ELSEIF', block: 'if' },
  ELSE: { meant: 'ELSE', block: 'if' },
  VALUE: { meant: 'VALUE', block: 'where' },
  DEFAULT: { meant: 'DEFAULT', block: 'where' },
  EVENT: { meant: 'EVENT', block: 'event-handler' },
  SAVEVAR: { meant: 'SAVEVAR', block: 'readvar' },
  SECTION: { meant: 'SECTION' },
};
