/** Text to function: the one place where JavaScript is made of text. Where that is forbidden, it says so and nothing is lost. */
import type { EntryTexts } from './entry-text.ts';

/**
 * Makes a function of its body's text; `constants` is run once before, and `names` are what both may use besides the function's parameters.
 * A function is made for each set of names: what a compiler finds in an immutable variable around the only function of its text, it takes
 * for a constant. Throws where code generation is forbidden.
 */
export function functionOf<F>(
  parameters: string,
  { constants, body }: EntryTexts,
  names: Readonly<Record<string, unknown>>,
): F {
  const text = [
    `'use strict';`,
    `const { ${Object.keys(names).join(', ')} } = names;`,
    constants,
    `return function (${parameters}) {\n${body}\n};`,
  ].join('\n');
  return (new Function('names', text) as (names: Readonly<Record<string, unknown>>) => F)(names);
}

/** Why no function can be made of text here; undefined when one can. */
export function whyForbidden(): string | undefined {
  try {
    new Function('return 1');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
