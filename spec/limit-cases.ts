/**
 * The limits of the language, each with what shows it from both sides: the same text made for a number passes at the limit and does not pass one beyond.
 * limit-cases.test.ts runs them all; a row of dsl/limits.ts without one does not compile. limits.md shows them. The numbers are written here once
 * more, for they are the law's: a table that says another one fails.
 */
import type { limits } from '../dsl/index.ts';

const STEPS = 100_000;
const RESUBMISSIONS = 100;

/** How a text made for a number is tried. */
export type LimitCase =
  /** A script (`{{20 × text}}` is text twenty times), or a center.yaml: no error, or this one. */
  | { readonly kind: 'script' | 'yaml'; readonly text: (count: number) => string; readonly code: string }
  /** A run; it passes when this comes in the contact's history. */
  | { readonly kind: 'run'; readonly text: (count: number) => string; readonly line: string }
  /** A text that is not shown, for it is too long, and the code of what is said of one that is beyond. */
  | { readonly kind: 'long'; readonly what: string; readonly make: (count: number) => string; readonly code: string }
  /** A misspelling at this distance: whether the right name is suggested. */
  | { readonly kind: 'suggestion'; readonly text: (count: number) => string };

export interface Limit {
  readonly limit: string;
  readonly value: number;
  /** What it bounds, and the section of language.md; `ours` where the tradition has none. */
  readonly what: string;
  /** -1 where the limit is the least. */
  readonly beyond?: -1;
  readonly cases: readonly [LimitCase, ...LimitCase[]];
}

const script = (code: string, text: (count: number) => string): LimitCase => ({ kind: 'script', code, text });
const yaml = (code: string, text: (count: number) => string): LimitCase => ({ kind: 'yaml', code, text });

const callVariables = (count: number) =>
  `variables:\n${Array.from({ length: count }, (_, index) => `  - { name: v${index}_cv, scope: call, type: integer }`).join('\n')}`;

const mailbox = (rule: string) =>
  `keyword_groups: [{ name: g, words: [w] }]\nmailboxes:\n  - { name: a, address: a@b.example, source: smtp, rules: [${rule}] }`;

/** Limits of dsl/limits.ts, by their names there. */
export const languageLimits: Readonly<Record<keyof typeof limits, Omit<Limit, 'limit'>>> = {
  skillsetsInStatement: {
    value: 20,
    what: 'skillsets of one statement or intrinsic (§3)',
    cases: [
      script('CCS3017', (count) => `QUEUE TO SKILLSET {{${count - 1} × sales_sk, }}sales_sk`),
      script('CCS3017', (count) => `CHANGE PRIORITY IN SKILLSET {{${count - 1} × sales_sk, }}sales_sk TO 1`),
      script('CCS3017', (count) => `REMOVE FROM SKILLSET {{${count - 1} × sales_sk, }}sales_sk`),
      script('CCS3017', (count) => `LOG (QUEUED COUNT {{${count - 1} × sales_sk, }}sales_sk)`),
    ],
  },
  agentsInStatement: {
    value: 20,
    what: 'agents of one statement (§3)',
    cases: [
      script('CCS3017', (count) => `QUEUE TO AGENT {{${count - 1} × ana, }}ana`),
      script('CCS3017', (count) => `CHANGE PRIORITY IN AGENT {{${count - 1} × ana, }}ana TO 1`),
      script('CCS3017', (count) => `REMOVE FROM AGENT {{${count - 1} × ana, }}ana`),
    ],
  },
  valuesSent: {
    value: 10,
    what: 'values of one SEND INFO or SEND REQUEST (§3)',
    cases: [
      script('CCS3017', (count) => `SEND INFO crm {{${count - 1} × 1, }}1`),
      script('CCS3017', (count) => `SEND REQUEST crm {{${count - 1} × 1, }}1`),
    ],
  },
  variablesReceived: {
    value: 10,
    what: 'variables of one GET RESPONSE (§3)',
    cases: [script('CCS3017', (count) => `GET RESPONSE crm {{${count - 1} × tries_cv, }}tries_cv`)],
  },
  responsesOffered: {
    value: 255,
    what: 'responses of one OFFER RESPONSE (§3, ours)',
    cases: [script('CCS3017', (count) => `OFFER RESPONSE {{${count - 1} × ack_response, }}ack_response`)],
  },
  callVariables: {
    value: 50,
    what: 'call variables of a centre (§5)',
    cases: [yaml('CCS5012', callVariables)],
  },
  nameLength: {
    value: 30,
    what: 'characters of a name (§1)',
    cases: [
      script('CCS1007', (count) => `SECTION {{${count} × a}}`),
      script('CCS2007', (count) => `WAIT 2\n-- ${'a'.repeat(count)}.ccs --\nWAIT 2`),
      yaml('CCS5007', (count) => `reasons: [{ name: ${'a'.repeat(count)}, code: 1 }]`),
    ],
  },
  stringInVariable: {
    value: 255,
    what: 'characters of a string in a variable; a longer one is cut, with an event, and refused in center.yaml (§5)',
    cases: [
      {
        kind: 'run',
        line: 'log true',
        text: (count) =>
          run(`text_cv ASSIGNED "{{${count} × b}}"\nLOG (text_cv = "{{${count} × b}}")\nWAIT 60`, 'log', 'mail'),
      },
      yaml(
        'CCS5005',
        (count) => `variables: [{ name: a_cv, scope: call, type: string, default: ${'a'.repeat(count)} }]`,
      ),
    ],
  },
  digits: {
    value: 32,
    what: 'digits of a DN, an agent’s id or a voice resource; of COLLECT, how many (§4)',
    cases: [
      script('CCS3018', (count) => `IF CLID = {{${count} × 1}} THEN WAIT 2 END IF`),
      script('CCS3018', (count) => `GIVE RAN {{${count} × 1}}`),
      script('CCS3005', (count) => `COLLECT ${count} DIGITS INTO dn_cv`),
    ],
  },
  nesting: {
    value: 100,
    what: 'blocks inside one another; parentheses, NOT and signs inside one another (§1)',
    cases: [
      script('CCS1109', (count) => `{{${count} × IF QUEUED THEN }}WAIT 2{{${count} ×  END IF}}`),
      script('CCS1109', (count) => `LOG {{${count} × (}}1{{${count} × )}}`),
      script('CCS1109', (count) => `IF {{${count} × NOT }}QUEUED THEN WAIT 2 END IF`),
      script('CCS1109', (count) => `LOG {{${count} × - }}tries_cv`),
    ],
  },
  operatorsInExpression: {
    value: 1000,
    what: 'operators of one expression (§4, ours): its tree is as deep as the row is long',
    cases: [script('CCS1117', (count) => `LOG 1{{${count} ×  + tries_cv}}`)],
  },
  fileBytes: {
    value: 67_108_864,
    what: 'bytes of a file: 64 MB (§1)',
    cases: [
      {
        kind: 'long',
        code: 'CCS1002',
        what: 'a comment of so many bytes',
        // Three bytes a character: a third of the text is as good as the whole.
        make: (count) => `/*${'€'.repeat(Math.floor((count - 4) / 3))}${' '.repeat((count - 4) % 3)}*/`,
      },
    ],
  },
  findingsInFile: {
    value: 10_000,
    what: 'findings of one file; what is no script at all would give millions (§7, ours)',
    cases: [{ kind: 'long', code: 'CCS1011', what: 'so many faults', make: (count) => '; '.repeat(count) }],
  },
  integerLowest: {
    value: -2_147_483_648,
    what: 'the least integer (§4)',
    beyond: -1,
    cases: [
      script('CCS3006', (count) => `LOG ${count}`),
      script('CCS3006', (count) => `LOG ${count + 1} - 1`),
      yaml('CCS3006', (count) => `variables: [{ name: a_gv, scope: global, type: integer, value: ${count} }]`),
      {
        kind: 'run',
        line: 'log -2147483648',
        text: (count) =>
          run(`number_cv ASSIGNED least_gv + ${count + 2_147_483_648}\nLOG number_cv\nWAIT 60`, 'log', 'mail'),
      },
    ],
  },
  integerHighest: {
    value: 2_147_483_647,
    what: 'the greatest integer (§4)',
    cases: [
      script('CCS3006', (count) => `LOG ${count}`),
      script('CCS3006', (count) => `LOG ${count - 1} + 1`),
      yaml('CCS3006', (count) => `variables: [{ name: a_gv, scope: global, type: integer, value: ${count} }]`),
      {
        kind: 'run',
        line: 'log 2147483647',
        text: (count) =>
          run(`number_cv ASSIGNED most_gv + ${count - 2_147_483_647}\nLOG number_cv\nWAIT 60`, 'log', 'mail'),
      },
    ],
  },
  priorityHighest: {
    value: 1,
    what: 'the most urgent priority (§3)',
    beyond: -1,
    cases: [
      script('CCS3005', (count) => `QUEUE TO SKILLSET sales_sk WITH PRIORITY ${count}`),
      script('CCS3005', (count) => `CHANGE PRIORITY IN AGENT ana TO PRIORITY ${count}`),
    ],
  },
  priorityLowest: {
    value: 6,
    what: 'the least urgent priority (§3)',
    cases: [
      script('CCS3005', (count) => `QUEUE TO SKILLSET sales_sk WITH PRIORITY ${count}`),
      script('CCS3005', (count) => `QUEUE TO AGENT ana WITH PRIORITY ${count}`),
      script('CCS3005', (count) => `CHANGE PRIORITY IN SKILLSET sales_sk TO ${count}`),
    ],
  },
  priorityLowestNacd: {
    value: 4,
    what: 'the least urgent priority of NACD and IVR (§3)',
    cases: [
      script('CCS3005', (count) => `QUEUE TO NACD 5000 WITH PRIORITY ${count}`),
      script('CCS3005', (count) => `GIVE IVR 3500 WITH PRIORITY ${count}`),
    ],
  },
  suggestionEdits: {
    value: 2,
    what: 'letters changed, added or left out of a name that is suggested all the same (§7)',
    cases: [{ kind: 'suggestion', text: (count) => `LOG limit_gv${'x'.repeat(count)}` }],
  },
};

/** Limits that stand elsewhere. */
export const otherLimits: readonly Limit[] = [
  {
    limit: 'steps of an activation',
    value: STEPS,
    what: 'steps of one activation; then the default skillset, with an alarm (§3). A value that is logged takes two, LOG one, WAIT one',
    cases: [
      {
        kind: 'run',
        line: 'log awake',
        // One script for both sides: compiling it takes longer than running it.
        text: (count) =>
          run(
            `IF SUBJECT = "one more" THEN number_cv ASSIGNED 1 END IF\nnumber_cv ASSIGNED 2\nLOG {{${STEPS / 2 - 4} × tries_cv, }}tries_cv\nWAIT 30\nLOG "awake"\nWAIT 60`,
            'log, budget',
            count > STEPS ? 'mail subject="one more"' : 'mail',
          ),
      },
    ],
  },
  {
    limit: 'resubmissions',
    value: RESUBMISSIONS,
    what: 'how often DISCONNECT resubmits a contact; then the default skillset, with an alarm (§3)',
    cases: [
      {
        kind: 'run',
        line: 'log here again',
        text: (count) =>
          run(
            `IF tries_cv = ${count} THEN LOG "here again" WAIT 60 END IF\ntries_cv ASSIGNED tries_cv + 1\nDISCONNECT`,
            'log',
            'mail',
          ).replace('10:01:00', '12:00:00'),
      },
    ],
  },
  {
    limit: 'seconds of WAIT',
    value: 1,
    beyond: -1,
    what: 'the least constant of WAIT, TIMEOUT and INTERDIGIT TIMER (§3)',
    cases: [
      script('CCS3005', (count) => `WAIT ${count}`),
      script('CCS3005', (count) => `GET RESPONSE crm tries_cv TIMEOUT ${count}`),
      script('CCS3005', (count) => `COLLECT 4 DIGITS INTO dn_cv INTERDIGIT TIMER ${count}`),
    ],
  },
  {
    limit: 'mailboxes[].rules',
    value: 1000,
    what: 'rules of a mailbox (§9)',
    cases: [yaml('CCS5016', (count) => mailbox('{ then: {} },'.repeat(count)))],
  },
  {
    limit: 'keywords + not_keywords',
    value: 3,
    what: 'keyword groups of a rule (§9)',
    cases: [
      yaml('CCS5016', (count) => mailbox(`{ when: { keywords: [${'g, '.repeat(count)}] }, then: {} }`)),
      yaml('CCS5016', (count) =>
        mailbox(`{ when: { keywords: [g], not_keywords: [${'g, '.repeat(count - 1)}] }, then: {} }`),
      ),
    ],
  },
  {
    limit: 'agents[].skillsets',
    value: 48,
    what: 'the worst level that an agent has for a skillset; the best is 1 (§10)',
    cases: [yaml('CCS5005', (count) => `agents: [{ id: 1, login: ana, skillsets: { EM_Billing: ${count} } }]`)],
  },
];

/** All of them, in the order of the page. */
export const limitTable: readonly Limit[] = [
  ...Object.entries(languageLimits).map(([limit, row]) => ({ limit, ...row })),
  ...otherLimits,
];

function run(text: string, kinds: string, what: string): string {
  return `A limit.\n-- Master_Script.ccs --\n${text}\n-- timeline --\n10:00:00 ${what}\n10:01:00 nothing\n-- expect ${kinds} --\n`;
}
