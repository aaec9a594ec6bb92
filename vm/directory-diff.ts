/** What differs between two directories, name by name; and between the variables of two versions, whose directories may not be known. */
import type { Directory, VariableEntry } from './directory.ts';
import type { Program } from './program.ts';
import type { ValueType } from './values.ts';

export const DIRECTORY_PARTS = [
  'skillset',
  'agent',
  'variable',
  'response',
  'reason',
  'provider',
  'mailbox',
  'keyword group',
  'sender group',
  'setting',
] as const;
export type DirectoryPart = (typeof DIRECTORY_PARTS)[number];

export interface DirectoryChange {
  readonly part: DirectoryPart;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What of it, in the words of the directory; empty unless changed. */
  readonly what: readonly string[];
}

export const VARIABLE_DIFFERENCES = ['added', 'gone', 'scope', 'class', 'type', 'default', 'value'] as const;
/** `default`: a call variable's; `value`: a global's. */
export type VariableDifference = (typeof VARIABLE_DIFFERENCES)[number];

export interface VariableChange {
  readonly name: string;
  readonly differences: readonly VariableDifference[];
}

type Entries = ReadonlyMap<string, { readonly name: string; readonly entry: object }>;

const entries = <T extends object>(list: readonly T[], nameOf: (entry: T) => string): Entries =>
  new Map(list.map((entry) => [nameOf(entry).toLowerCase(), { name: nameOf(entry), entry }]));

const PARTS: { readonly [P in DirectoryPart]: (directory: Directory) => Entries } = {
  skillset: ({ skillsets }) => entries(skillsets, ({ name }) => name),
  agent: ({ agents }) => entries(agents, ({ login }) => login),
  variable: ({ variables }) => entries(variables, ({ name }) => name),
  response: ({ responses }) => entries(responses, ({ name }) => name),
  reason: ({ reasons }) => entries(reasons, ({ name }) => name),
  provider: ({ providers }) => entries(providers, ({ name }) => name),
  mailbox: ({ mailboxes }) => entries(mailboxes, ({ name }) => name),
  'keyword group': ({ keywordGroups }) => entries(keywordGroups, ({ name }) => name),
  'sender group': ({ senderGroups }) => entries(senderGroups, ({ name }) => name),
  setting: ({ center, defaultSkillset, presentation, automaticResponsesPerDay }) =>
    entries(
      [
        { name: 'center', value: center },
        { name: 'default skillsets', value: defaultSkillset },
        { name: 'presentation', value: presentation },
        { name: 'automatic responses per day', value: automaticResponsesPerDay },
      ],
      ({ name }) => name,
    ),
};

/** Names that were added, removed or changed, part by part; none when a directory is not known. */
export function directoryChanges(before: Directory | undefined, after: Directory | undefined): DirectoryChange[] {
  if (before === undefined || after === undefined) return [];
  return DIRECTORY_PARTS.flatMap((part) => {
    const [old, now] = [PARTS[part](before), PARTS[part](after)];
    const removed = [...old]
      .filter(([key]) => !now.has(key))
      .map(([, { name }]): DirectoryChange => ({ part, name, change: 'removed', what: [] }));
    const others = [...now].flatMap(([key, { name, entry }]): DirectoryChange[] => {
      const known = old.get(key);
      if (known === undefined) return [{ part, name, change: 'added', what: [] }];
      const what = membersThatDiffer(known.entry, entry);
      return what.length === 0 ? [] : [{ part, name, change: 'changed', what }];
    });
    return [...removed, ...others];
  });
}

function membersThatDiffer(before: object, after: object): string[] {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
}

type KnownVariable = Pick<VariableEntry, 'name' | 'scope' | 'class'> & {
  readonly type: ValueType;
  readonly items?: string;
};

/** Variables that differ: of the directories, or as far as the programs themselves tell. */
export function variableChanges(
  before: { readonly program: Program; readonly directory?: Directory },
  after: { readonly program: Program; readonly directory?: Directory },
): VariableChange[] {
  const [old, now] = [variablesOf(before), variablesOf(after)];
  // An image alone names only what it uses: one that is not there may still be in the centre.
  const whole = before.directory !== undefined && after.directory !== undefined;
  const changes: VariableChange[] = [];
  for (const [key, variable] of old) {
    const differences = differencesOf(variable, now.get(key), whole);
    if (differences.length > 0) changes.push({ name: variable.name, differences });
  }
  if (whole) for (const [key, { name }] of now) if (!old.has(key)) changes.push({ name, differences: ['added'] });
  return changes;
}

function differencesOf(old: KnownVariable, now: KnownVariable | undefined, whole: boolean): VariableDifference[] {
  if (now === undefined) return whole ? ['gone'] : [];
  const differences: VariableDifference[] = [];
  if (old.scope !== now.scope) differences.push('scope');
  if (old.class !== now.class) differences.push('class');
  if (old.type !== now.type) differences.push('type');
  if (old.items !== undefined && now.items !== undefined && old.items !== now.items)
    differences.push(now.scope === 'call' ? 'default' : 'value');
  return differences;
}

function variablesOf({ program, directory }: { readonly program: Program; readonly directory?: Directory }) {
  const found: readonly KnownVariable[] =
    directory === undefined
      ? program.symbols.flatMap((symbol) => (symbol.kind === 'variable' ? [symbol] : []))
      : directory.variables.map((entry) => ({ ...entry, items: JSON.stringify(entry.items) }));
  return new Map(found.map((variable) => [variable.name.toLowerCase(), variable]));
}
