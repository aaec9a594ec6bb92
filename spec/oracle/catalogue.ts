/**
 * The centres that random programs run in: names, variables of every type, and what their variables hold at each of three activations.
 * Made once; a program picks one. Values are few and meet often, so that comparisons come out both ways.
 */
import {
  CONTACT_TYPES,
  type ContactType,
  type Directory,
  type DirectoryItem,
  type DirectoryValue,
  VARIABLE_TYPES,
  type VariableEntry,
  type VariableType,
} from '../../vm/index.ts';

export const SKILLSETS = ['a_sk', 'b_sk', 'c_sk', 'EM_Default_Skillset', 'Fax', 'AGENT'];
export const AGENTS = ['ana', 'ben', 'cleo'];
/** Agents' numbers, in the order of AGENTS. */
export const AGENT_NUMBERS = ['4711', '0815', '7'];
export const RESPONSES = ['ack_response', 'sorry_response', 'SMS'];
export const REASONS = ['Resolved', 'Spam', 'Done_2'];
export const PROVIDERS = ['crm', 'erp'];

/** Strings of mails, variables and scripts. */
export const TEXTS = [
  '',
  'invoice',
  'Invoice 42',
  'your INVOICES, please',
  'a  wide\tgap',
  'naïve Straße',
  'STRASSE',
  'ΣΊΣΥΦΟΣ σίσυφος',
  'İstanbul ısı',
  'ﬁne ＦＩＮＥ',
  '東京都に行く',
  'ภาษาไทย',
  '한국어 text',
  'ann@example.com',
  'Ann@Example.COM',
  'bob@example.org',
  'x_1 x_2',
  '*',
  '100%?',
  '🙂🙂',
  'say "yes"',
  'é é',
  ' ',
] as const;
/** What CONTAINS and MATCHES look for. */
export const PATTERNS = [
  ...TEXTS,
  'INVOICE',
  'inv*',
  '*42',
  '*voic*',
  '?nvoice',
  'a wide gap',
  'strasse',
  'straße',
  'σίσυφος',
  'fine',
  '京',
  'ไทย',
  '*@example.???',
  '*@EXAMPLE.*',
  'example',
  'x_1',
  '1',
  '??',
  '* *',
  '**',
  'yes',
  'é',
  'e',
];
export const DIGITS = ['', '6001', '06001', '6005', '600', '60050', '7', '12345678901234567890123456789012'];
export const INTEGERS = [0, 1, 2, 3, 5, 7, 60, 100, -1, -7, 65536, 46341, 2147483647, -2147483648, 1073741824];
export const TIMES = [0, 1, 479, 480, 485, 1020, 1021, 1439];
export const DATES = [
  [2026, 12, 25],
  [2026, 12, 31],
  [2027, 1, 1],
  [2028, 2, 29],
  [0, 12, 25],
  [0, 2, 29],
  [0, 1, 1],
  [2026, 3, 1],
] as const;

type Points = 'time' | 'day' | 'month' | 'contact_type' | 'queue_type';
const POINTS: { readonly [T in Points]: readonly number[] } = {
  time: TIMES,
  day: [0, 1, 3, 5, 6],
  month: [1, 2, 7, 12],
  contact_type: [0, 1, 5, 10],
  queue_type: [0, 1, 3, 4],
};
type Things = 'skillset' | 'agent' | 'provider' | 'response' | 'reason';
const THINGS: { readonly [T in Things]: readonly string[] } = {
  skillset: SKILLSETS,
  agent: AGENTS,
  provider: PROVIDERS,
  response: RESPONSES,
  reason: REASONS,
};

/** The `n`th of the values that variables of a type hold. */
function exampleOf(type: VariableType, n: number): DirectoryValue {
  const pick = <T>(items: readonly T[]): T => items[n % items.length]!;
  switch (type) {
    case 'integer':
    case 'seconds':
      return { kind: 'number', value: pick(INTEGERS) };
    case 'priority':
      return { kind: 'number', value: 1 + (n % 6) };
    case 'string':
      return { kind: 'string', value: pick(TEXTS) };
    case 'date': {
      const [year, month, day] = pick(DATES);
      return year === 0 ? { kind: 'date', month, day } : { kind: 'date', year, month, day };
    }
    case 'skillset':
    case 'agent':
    case 'provider':
    case 'response':
    case 'reason':
      return { kind: 'name', name: pick(THINGS[type]) };
    case 'time':
    case 'day':
    case 'month':
    case 'contact_type':
    case 'queue_type':
      return { kind: 'number', value: pick(POINTS[type]) };
    default:
      return { kind: 'string', value: pick(DIGITS.slice(1)) };
  }
}

/** A range that runs the right way, for the types that have one. */
function rangeOf(type: VariableType, n: number): DirectoryItem | undefined {
  const range = (low: DirectoryValue, high: DirectoryValue): DirectoryItem => ({ kind: 'range', low, high });
  switch (type) {
    case 'integer':
    case 'seconds':
      return range({ kind: 'number', value: n - 3 }, { kind: 'number', value: n * 20 });
    case 'priority':
      return range({ kind: 'number', value: 2 }, { kind: 'number', value: 2 + (n % 5) });
    case 'time':
    case 'day':
    case 'month':
      return range(exampleOf(type, n + 3), exampleOf(type, n));
    case 'dn':
      return range({ kind: 'string', value: '6000' }, { kind: 'string', value: `600${n % 10}` });
    case 'date': {
      const year = n % 2 === 0 ? {} : { year: 2026 };
      const last = n % 2 === 0 ? { month: 1, day: 5 } : { month: 12, day: 31 };
      return range({ kind: 'date', ...year, month: 12, day: 20 }, { kind: 'date', ...year, ...last });
    }
    default:
      return undefined;
  }
}

function setOf(type: VariableType, n: number): readonly DirectoryItem[] {
  const range = rangeOf(type, n);
  const items: DirectoryItem[] = [exampleOf(type, n + 1), exampleOf(type, n + 4)];
  return range === undefined ? items : [items[0]!, range];
}

/** One variable before its value is known. */
interface Plan {
  readonly name: string;
  readonly type: VariableType;
  readonly scope: 'call' | 'global';
  readonly class: 'item' | 'set';
  readonly hasDefault: boolean;
}

function planOf(types: readonly VariableType[], callsEach: number): readonly Plan[] {
  const plans: Plan[] = [];
  types.forEach((type, i) => {
    for (let n = 1; n <= (type === 'integer' ? callsEach + 2 : callsEach); n++)
      plans.push({ name: `${type}${n}_cv`, type, scope: 'call', class: 'item', hasDefault: (n + i) % 3 > 0 });
    plans.push({ name: `${type}1_gv`, type, scope: 'global', class: 'item', hasDefault: true });
    plans.push({ name: `${type}_set`, type, scope: 'global', class: 'set', hasDefault: true });
  });
  return plans;
}

function variablesAt(plans: readonly Plan[], activation: number): readonly VariableEntry[] {
  return plans.map((plan, i): VariableEntry => {
    const n = i * 3 + activation * 5;
    if (plan.class === 'set') return { ...plan, items: setOf(plan.type, n) };
    return { ...plan, items: plan.hasDefault ? [exampleOf(plan.type, n)] : [] };
  });
}

function directoryOf(variables: readonly VariableEntry[]): Directory {
  return {
    format: 1,
    center: { name: 'Oracle', timezone: 'UTC', dialect: 'ccmm' },
    transitions: [{ fromS: 0, offsetS: 0 }],
    skillsets: SKILLSETS.map((name) => ({ name, serviceLevelS: 60 })),
    agents: AGENTS.map((login, i) => ({
      id: AGENT_NUMBERS[i]!,
      name: login,
      login,
      skillsets: SKILLSETS.map((skillset) => ({ skillset, level: 1 })),
      capacity: {},
      supervisor: false,
    })),
    variables,
    responses: RESPONSES.map((name) => ({ name, subject: name, text: name })),
    reasons: REASONS.map((name, i) => ({ name, code: i + 1 })),
    providers: PROVIDERS.map((name) => ({ name, kind: 'in_process', timeoutMs: 1000 })),
    defaultSkillset: Object.fromEntries(CONTACT_TYPES.map((type) => [type, 'EM_Default_Skillset'])) as Record<
      ContactType,
      string
    >,
    presentation: { acceptWithinS: 30, onDecline: 'not_ready', order: 'contact_first' },
    keywordGroups: [],
    senderGroups: [],
    mailboxes: [],
    automaticResponsesPerDay: 5,
  };
}

/** One centre: its directory at each of its activations. */
export interface OracleCentre {
  readonly directories: readonly Directory[];
  /** Variables of the first activation by what they may be used as. */
  readonly variables: readonly VariableEntry[];
}

function centreOf(plans: readonly Plan[]): OracleCentre {
  const directories = [0, 1, 2].map((activation) => directoryOf(variablesAt(plans, activation)));
  return { directories, variables: directories[0]!.variables };
}

/** With few call variables, as most scripts have, and with all types twice. */
export const CENTRES: readonly OracleCentre[] = [
  centreOf(planOf(['integer', 'string', 'date', 'skillset'], 1)),
  centreOf(planOf(['integer', 'time', 'priority', 'agent', 'dn'], 1)),
  centreOf(planOf(VARIABLE_TYPES, 2)),
];
