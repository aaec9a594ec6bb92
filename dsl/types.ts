/** The types of the language (language §4), spelt as center.yaml spells them. */
export const typeNames = [
  'integer',
  'seconds',
  'priority',
  'string',
  'boolean',
  'time',
  'day',
  'month',
  'date',
  'skillset',
  'agent',
  'contact_type',
  'queue_type',
  'dn',
  'provider',
  'response',
  'reason',
  'ran',
  'music',
  'treatment',
  'prompt',
] as const;

/** A type of the language. */
export type TypeName = (typeof typeNames)[number];

/** A type that a variable can have: every one but boolean (language §8). */
export type VariableTypeName = Exclude<TypeName, 'boolean'>;

/** The types that `type:` of a variable accepts, in the order shown to people. */
export const variableTypeNames: readonly VariableTypeName[] = typeNames.filter((name) => name !== 'boolean');

/** How a type is called in a message. */
export const typeWords: Readonly<Record<TypeName, string>> = {
  integer: 'an integer',
  seconds: 'a number of seconds',
  priority: 'a priority',
  string: 'a string',
  boolean: 'a yes-or-no value',
  time: 'a time of day',
  day: 'a day of the week',
  month: 'a month',
  date: 'a date',
  skillset: 'a skillset',
  agent: 'an agent',
  contact_type: 'a contact type',
  queue_type: 'a queue type',
  dn: 'a directory number',
  provider: 'a provider',
  response: 'a response',
  reason: 'a reason',
  ran: 'a recorded announcement',
  music: 'a music source',
  treatment: 'a treatment',
  prompt: 'a prompt',
};
