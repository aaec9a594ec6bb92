/** For tests: a script set out of texts, with a directory out of names, lowered; and the host that its program runs in. */
import { sourceText } from '../../../dsl/index.ts';
import {
  CONTACT_TYPES,
  type ContactType,
  type Directory,
  type DirectoryItem,
  type Program,
  type VariableEntry,
  type VariableType,
} from '../../../vm/index.ts';
import { TestHost, type TestNames } from '../../../vm/testing/test-host.ts';
import { compileSet } from '../../compile.ts';

/** Names that every test has. */
export const NAMES = {
  skillsets: ['a_sk', 'b_sk', 'c_sk'],
  agents: ['ana', 'ben'],
  responses: ['ack_response', 'sorry_response'],
  reasons: ['Resolved', 'Spam'],
  providers: ['crm'],
} as const satisfies TestNames;

/** A call variable, with its default. */
export function call(name: string, type: VariableType, value?: number | string): VariableEntry {
  const items: DirectoryItem[] = value === undefined ? [] : [directoryValue(value)];
  return { name, scope: 'call', class: 'item', type, items, hasDefault: value !== undefined };
}

/** A global variable: an item, or a set where an array is given; `[low, high]` in it is a range. */
export function global(
  name: string,
  type: VariableType,
  value:
    | DirectoryItem
    | number
    | string
    | readonly (DirectoryItem | number | string | readonly [number | string, number | string])[],
): VariableEntry {
  const isSet = Array.isArray(value);
  const items = (isSet ? value : [value]) as (
    | DirectoryItem
    | number
    | string
    | readonly [number | string, number | string]
  )[];
  return {
    name,
    scope: 'global',
    class: isSet ? 'set' : 'item',
    type,
    hasDefault: true,
    items: items.map((item): DirectoryItem => {
      if (typeof item === 'number' || typeof item === 'string') return directoryValue(item);
      if ('kind' in item) return item;
      return { kind: 'range', low: directoryValue(item[0]), high: directoryValue(item[1]) };
    }),
  };
}

function directoryValue(value: number | string) {
  return typeof value === 'number' ? ({ kind: 'number', value } as const) : ({ kind: 'string', value } as const);
}

/** The directory of NAMES and these variables. */
export function directoryOf(variables: readonly VariableEntry[]): Directory {
  return {
    format: 1,
    center: { name: 'Test', timezone: 'UTC', dialect: 'ccmm' },
    transitions: [{ fromS: 0, offsetS: 0 }],
    skillsets: NAMES.skillsets.map((name) => ({ name, serviceLevelS: 60 })),
    agents: NAMES.agents.map((login, i) => ({
      id: String(4711 + i),
      name: login,
      login,
      skillsets: [],
      capacity: {},
      supervisor: false,
    })),
    variables,
    responses: NAMES.responses.map((name) => ({ name, subject: name, text: name })),
    reasons: NAMES.reasons.map((name, i) => ({ name, code: i + 1 })),
    providers: NAMES.providers.map((name) => ({ name, kind: 'in_process', timeoutMs: 1000 })),
    defaultSkillset: Object.fromEntries(CONTACT_TYPES.map((type) => [type, 'a_sk'])) as Record<ContactType, string>,
    presentation: { acceptWithinS: 30, onDecline: 'not_ready', order: 'contact_first' },
    keywordGroups: [],
    senderGroups: [],
    mailboxes: [],
    automaticResponsesPerDay: 5,
  };
}

/** Lowers a set; throws with the messages when the scripts have errors. */
export function lowered(
  scripts: string | Readonly<Record<string, string>>,
  variables: readonly VariableEntry[] = [],
): Program {
  const texts = typeof scripts === 'string' ? { Master_Script: scripts } : scripts;
  const positions = { source: sourceText('center.yaml', ''), names: new Map() };
  const { program, diagnostics } = compileSet(
    directoryOf(variables),
    positions,
    Object.entries(texts).map(([name, source]) => ({ file: `${name}.ccs`, source })),
  );
  if (program === undefined) throw new Error(diagnostics.map((each) => `${each.code} ${each.message}`).join('\n'));
  return program;
}

/** A host that knows NAMES and these variables. */
export function hostOf(variables: readonly VariableEntry[] = []): TestHost {
  return new TestHost({ ...NAMES, variables });
}
