import type { EmbeddedActionsParser, TokenType } from 'chevrotain';
import type { Plugin } from 'rolldown';

type Answers = string | readonly string[] | Readonly<Record<string, number>>;

export function readyGrammar(grammar: {
  readonly parser: EmbeddedActionsParser;
  readonly lexerTokens: TokenType[];
}): Plugin[];
export function decisionsOf(parser: EmbeddedActionsParser): (readonly [rule: string, key: number, answers: Answers])[];
export function beginningsOf(
  lexerTokens: TokenType[],
): Record<string, { readonly codes: number[]; readonly ofClass: number[] | undefined }>;
