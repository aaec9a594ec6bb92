/** Which forms an operand may have, by its place in a statement (language §3). */
import type { TypeName } from './types.ts';

/** What an operand names, how it is called, and in which forms it may stand there. */
export interface OperandForm {
  readonly what: string;
  readonly integer?: true;
  readonly string?: true;
  /** The type of the intrinsics that may stand there. */
  readonly intrinsic?: TypeName;
}

/** By place. */
export const operandForms = {
  skillset: { what: 'a skillset', intrinsic: 'skillset' },
  agent: { what: 'an agent', integer: true, intrinsic: 'agent' },
  priority: { what: 'a priority', integer: true, intrinsic: 'priority' },
  dn: { what: 'a number', integer: true, intrinsic: 'dn' },
  provider: { what: 'a provider' },
  response: { what: 'a response' },
  reason: { what: 'a reason', integer: true, string: true },
  address: { what: 'an address in quotes or a variable', string: true },
  resource: { what: 'a voice resource', integer: true },
  count: { what: 'a number of digits', integer: true },
} as const satisfies Readonly<Record<string, OperandForm>>;

/** The places of operands. */
export type OperandPlace = keyof typeof operandForms;

/** What `expression` is told where a value is wanted: no comparison, NOT, AND or OR outside parentheses (language §3). Made once, like `ofPlace`. */
export const aValue: { readonly ARGS: [boolean] } = { ARGS: [true] };

/** What `operand` and `operands` are told of their place. */
export const ofPlace = Object.fromEntries(
  Object.keys(operandForms).map((place) => [place, { ARGS: [place] }]),
) as unknown as Readonly<Record<OperandPlace, { ARGS: [OperandPlace] }>>;
