/** Text to function: the one place where JavaScript is made of text. Where that is forbidden, it says so and nothing is lost. */
import type { Host, Stop } from '../host.ts';
import type { MachineSlab } from '../machine-slab.ts';
import type { Trace } from '../trace.ts';

/** A script as a function. `steps` are what is left of the activation's budget. */
export type RunScript = (
  slab: MachineSlab,
  record: number,
  entry: number,
  host: Host,
  trace: Trace,
  steps: number,
) => Stop;

/**
 * Makes a function of its body's text; `constants` is run once before, and `names` are what both may use besides the function's parameters.
 * Throws where code generation is forbidden.
 */
export function compileText(
  { constants, body }: { readonly constants: string; readonly body: string },
  names: Readonly<Record<string, unknown>>,
): RunScript {
  const keys = Object.keys(names);
  const text = `'use strict';\n${constants}\nreturn function (slab, record, entry, host, trace, steps) {\n${body}\n};`;
  const make = new Function(...keys, text) as (...values: unknown[]) => RunScript;
  return make(...keys.map((key) => names[key]));
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
