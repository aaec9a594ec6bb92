/**
 * The first-command rule (language §3): what may not be the first command of a voice contact, and the QUIT of an e-mail contact that is in no queue.
 * CONTACT TYPE is known; every other condition goes both ways, but that a contact which was never queued is not QUEUED.
 */
import { type Statement, type StatementKind, statements } from '../../dsl/index.ts';
import { ALL_CONTACTS, EMAIL_CONTACTS, maskOfType, VOICE_CONTACTS } from '../contact-masks.ts';
import { placeOfNode, rowsOf } from '../control-flow.ts';
import { EDGE, kindOfCode, statementCode, tableOfCodes } from '../flow-part.ts';
import { type FlowContext, report } from './context.ts';
import { careByNode } from './outcomes.ts';
import { spreadForward } from './spread.ts';

/** Statements that are no command. */
const NO_COMMANDS: ReadonlySet<string> = new Set<Statement['kind']>([
  'event-handler',
  'if',
  'where',
  'execute',
  'execute-script',
]);

/** Commands that may not be the first. */
const NEVER_FIRST: ReadonlySet<string> = new Set<StatementKind>([
  'wait',
  'quit',
  'give-silence',
  'remove',
  'remove-from-nacd',
  'change-priority',
  'readvar',
]);

/** The calls that go on past a node as if nothing had been commanded yet. */
const PASSED = tableOfCodes((kind) => (NO_COMMANDS.has(kind) ? VOICE_CONTACTS : 0), VOICE_CONTACTS);

const OF_VOICE = tableOfCodes((kind) => (kind !== 'error' && statements[kind].channel === 'voice' ? 1 : 0));

const QUIT = statementCode('quit');

/** CCS4107. */
export function proveFirstCommands(context: FlowContext): void {
  const { flow } = context;
  if (!hasVoice(context)) return;
  const passes = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) {
    passes[node] = PASSED[flow.codes[node]!]!;
  }
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = VOICE_CONTACTS;
  const first = spreadForward(flow, start, { kinds: EDGE.flow, passes, unqueued: true });
  for (let node = 0; node < flow.nodeCount; node++) {
    const kind = first[node] === 0 ? undefined : kindOfCode(flow.codes[node]!);
    if (kind === undefined || kind === 'error' || !NEVER_FIRST.has(kind)) continue;
    report(context, 'CCS4107', placeOfNode(flow, node), { statement: statements[kind].name });
  }
}

/**
 * Can calls come? A centre that has mailboxes, and names voice neither in center.yaml nor in a script, takes mail alone. All others are reckoned with.
 */
function hasVoice({ directory, flow }: FlowContext): boolean {
  const { agents, mailboxes } = directory;
  if (mailboxes.length === 0 || agents.some(({ capacity }) => (capacity.Voice ?? 0) > 0)) return true;
  const other = maskOfType('Other');
  // A branch that Voice takes and Other does not, or the other way round: the test names Voice.
  for (const types of flow.edgeTypes) if (((types & VOICE_CONTACTS) === 0) !== ((types & other) === 0)) return true;
  for (const code of flow.codes) if (OF_VOICE[code] === 1) return true;
  return false;
}

/** CCS4109. */
export function proveQuits(context: FlowContext): void {
  const { flow, directory } = context;
  if (!flow.codes.includes(QUIT)) return;
  const mail = EMAIL_CONTACTS & maskOfType('EMail');
  const passes = new Int32Array(flow.nodeCount);
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = mail;
  const care = careByNode(flow);
  for (let node = 0; node < flow.nodeCount; node++) passes[node] = ALL_CONTACTS & ~care[node]!;
  for (const { first, row } of rowsOf(flow, 'queueTests')) {
    const node = first + row[0]!;
    // Where a branch is taken by contacts in no queue only, they go on so whatever was done before.
    for (let branch = 0; branch < 2; branch++) {
      const edge = flow.edgeStart[node]! + branch;
      const here = context.reached[node]! & flow.edgeTypesUnqueued[edge]! & ~row[1 + branch]! & mail;
      start[flow.edgeTo[edge]!]! |= here;
    }
  }
  const unqueued = spreadForward(flow, start, { kinds: EDGE.flow, passes, unqueued: true });
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.codes[node] !== QUIT || unqueued[node] === 0) continue;
    report(context, 'CCS4109', placeOfNode(flow, node), { skillset: directory.defaultSkillset.EMail });
  }
}
