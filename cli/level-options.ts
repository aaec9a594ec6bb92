/** `--deny CODE` and `--allow CODE`: what validate, compile and activation take as errors, and what they pass over. */
import type { Command } from 'commander';
import { type DiagnosticCode, diagnosticCodeOf, type LevelChoices, suggestDiagnosticCode } from '../dsl/index.ts';
import { EXIT, Failure } from './outcome.ts';

/** What commander gives for the two options. */
export interface LevelOptions {
  readonly deny?: readonly string[];
  readonly allow?: readonly string[];
}

/** Adds the two options; each may stand several times and hold several codes with commas between. */
export function addLevelOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] | undefined) => [...(before ?? []), ...value.split(',')];
  return command
    .option('--deny <code>', 'make a warning or note an error; may be repeated, or name several with commas', collect)
    .option('--allow <code>', 'say nothing of a warning or note; errors stay', collect);
}

/** The codes that were named. An unknown one, and one that is both denied and allowed, is a mistake in usage. */
export function levelChoices({ deny = [], allow = [] }: LevelOptions): LevelChoices {
  const choices = { deny: new Set(deny.map(knownCode)), allow: new Set(allow.map(knownCode)) };
  for (const code of choices.deny)
    if (choices.allow.has(code))
      throw new Failure('denied_and_allowed', `${code} is both denied and allowed; name it once`, EXIT.usage);
  return choices;
}

/** A code as somebody writes it, or a failure that says which was meant. */
export function knownCode(written: string): DiagnosticCode {
  const code = diagnosticCodeOf(written);
  if (code !== undefined) return code;
  const meant = suggestDiagnosticCode(written);
  const help = meant === undefined ? 'ccmm explain-code lists all codes' : `did you mean ${meant}?`;
  throw new Failure('unknown_code', `there is no diagnostic ${written.trim() || '(empty)'}; ${help}`, EXIT.usage);
}
