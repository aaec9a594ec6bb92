/** The names of a directory as scripts look them up: without case, each standing for one thing (language §5). */
import {
  dayNames,
  intrinsicNames,
  monthNames,
  nameKey,
  type Suggested,
  suggested,
  type TypeName,
  typeWords,
} from '../dsl/index.ts';
import { CONTACT_TYPES, type Directory, QUEUE_TYPES, type VariableEntry } from '../vm/index.ts';
import type { ExpressionInfo, Reference, ThingKind } from './analysis.ts';

/** What a name can stand for in an expression. */
export type NamedReference = Extract<Reference, { readonly kind: ThingKind | 'variable' }>;

/** The names of one directory. */
export interface NameTable {
  /** By `nameKey`. */
  readonly byName: ReadonlyMap<string, NamedReference>;
  /** The same for spellings that were looked up. */
  readonly bySpelling: Map<string, NamedReference>;
  /** Log-in names by the digits of the agent's number. */
  readonly agentsByNumber: ReadonlyMap<string, string>;
  readonly reasonsByCode: ReadonlyMap<number, string>;
  /** What expressions are that say a name, made when it is first said. */
  readonly infos: Map<NamedReference | VariableEntry, ExpressionInfo>;
}

/** The part of a directory that has names. */
export type Named = Pick<Directory, 'skillsets' | 'agents' | 'variables' | 'responses' | 'reasons' | 'providers'>;

/** Looks a directory over once. */
export function nameTable(directory: Named): NameTable {
  const byName = new Map<string, NamedReference>();
  const add = (reference: NamedReference) => {
    byName.set(nameKey(reference.name), reference);
  };
  for (const { name } of directory.skillsets) add({ kind: 'skillset', name });
  for (const { login } of directory.agents) add({ kind: 'agent', name: login });
  for (const variable of directory.variables) add({ kind: 'variable', name: variable.name, variable });
  for (const { name } of directory.responses) add({ kind: 'response', name });
  for (const { name } of directory.reasons) add({ kind: 'reason', name });
  for (const { name } of directory.providers) add({ kind: 'provider', name });
  return {
    byName,
    bySpelling: new Map(),
    agentsByNumber: new Map(directory.agents.map((agent) => [agent.id, agent.login])),
    reasonsByCode: new Map(directory.reasons.map((reason) => [reason.code, reason.name])),
    infos: new Map(),
  };
}

/** What a name stands for, however it is spelt. */
export function findName({ byName, bySpelling }: NameTable, text: string): NamedReference | undefined {
  const known = bySpelling.get(text);
  if (known !== undefined) return known;
  const found = byName.get(nameKey(text));
  if (found !== undefined) bySpelling.set(text, found);
  return found;
}

/** The name that was meant where a value of `type` is needed: one that fits first, then any. */
export function suggestName(names: NameTable, name: string, type: TypeName | undefined): Suggested {
  const all = [...names.byName.values()];
  const fitting = type === undefined ? [] : all.filter((reference) => typeOfReference(reference) === type);
  return firstOf(
    nearest(name, fitting),
    suggested(name, wordsOf(type)),
    nearest(name, all),
    suggested(name, intrinsicWords),
  );
}

function firstOf(...found: readonly Suggested[]): Suggested {
  return found.find((one) => one.suggestion !== undefined) ?? { suggestion: undefined, clear: false };
}

/** Intrinsics of one word, which a name may be meant for. */
const intrinsicWords = intrinsicNames.filter((name) => !name.includes(' '));

/** The words of the language that are values of a type. */
function wordsOf(type: TypeName | undefined): readonly string[] {
  return type === 'day' ? dayNames : type === 'month' ? monthNames : [];
}

/** The call variable that was meant. */
export function suggestCallVariable(names: NameTable, name: string): Suggested {
  return nearest(
    name,
    [...names.byName.values()].filter((one) => one.kind === 'variable' && one.variable.scope === 'call'),
  );
}

function nearest(name: string, among: readonly NamedReference[]): Suggested {
  return suggested(
    name,
    among.map((reference) => reference.name),
  );
}

/** The type that a name has as an expression. */
export function typeOfReference(reference: NamedReference): TypeName {
  return reference.kind === 'variable' ? reference.variable.type : reference.kind;
}

/** What a name is, in a message: `an agent`, `a global variable`. */
export function describeReference(reference: NamedReference): string {
  return reference.kind === 'variable' ? describeVariable(reference.variable) : typeWords[reference.kind];
}

function describeVariable(variable: VariableEntry): string {
  return variable.scope === 'global'
    ? `a global variable (${typeWords[variable.type]})`
    : `a call variable (${typeWords[variable.type]})`;
}

const typeValues = {
  contact_type: { words: CONTACT_TYPES as readonly string[], what: 'contact type' },
  queue_type: { words: QUEUE_TYPES as readonly string[], what: 'queue type' },
} as const;

/** Types whose values are fixed words. */
export type WordType = keyof typeof typeValues;

/** Whether a type's values are fixed words. */
export function isWordType(type: TypeName): type is WordType {
  return type === 'contact_type' || type === 'queue_type';
}

/** The value of a contact or queue type that a word is; undefined when it is none. */
export function wordValue(
  type: WordType,
  word: string,
): { readonly name: string; readonly number: number } | undefined {
  const { words } = typeValues[type];
  const number = words.findIndex((value) => nameKey(value) === nameKey(word));
  const name = words[number];
  return name === undefined ? undefined : { name, number };
}

/** What to say of a word that is no value of such a type; it may be a misspelt variable's name too. */
export function wordFault(names: NameTable, type: WordType, word: string) {
  const { words, what } = typeValues[type];
  const variables = [...names.byName.values()].filter((one) => one.kind === 'variable' && one.variable.type === type);
  return { value: word, what, ...firstOf(suggested(word, words), nearest(word, variables)) };
}
