/**
 * The first-command rule (language §3): what may not be the first command of a voice contact, and the QUIT of an e-mail contact that is in no queue.
 * CONTACT TYPE is known; every other condition goes both ways, but that a contact which was never queued is not QUEUED.
 */
import { type Statement, type StatementKind, statements } from '../../dsl/index.ts';
import { ALL_CONTACTS, EMAIL_CONTACTS, maskOfType, typesOfCondition, VOICE_CONTACTS } from '../contact-masks.ts';
import { EDGE, NODE } from '../control-flow.ts';
import { type FlowContext, placeOfNode, report } from './context.ts';
import { takenCareOf } from './outcomes.ts';
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

/** CCS4107. */
export function proveFirstCommands(context: FlowContext): void {
  const { flow } = context;
  if (!hasVoice(context)) return;
  const passes = new Int32Array(flow.nodeCount);
  for (let node = 0; node < flow.nodeCount; node++) {
    const kind = flow.statements[node]?.kind;
    if (kind === undefined || NO_COMMANDS.has(kind)) passes[node] = VOICE_CONTACTS;
  }
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = VOICE_CONTACTS;
  const first = spreadForward(flow, start, { kinds: EDGE.flow, passes, unqueued: true });
  for (let node = 0; node < flow.nodeCount; node++) {
    const kind = flow.statements[node]?.kind;
    if (first[node] === 0 || kind === undefined || kind === 'error' || !NEVER_FIRST.has(kind)) continue;
    report(context, 'CCS4107', placeOfNode(context, node), { statement: statements[kind].name });
  }
}

/**
 * Can calls come? A centre that has mailboxes, and names voice neither in center.yaml nor in a script, takes mail alone. All others are reckoned with.
 */
function hasVoice({ analysis, flow }: FlowContext): boolean {
  const { agents, mailboxes } = analysis.directory;
  if (mailboxes.length === 0 || agents.some(({ capacity }) => (capacity.Voice ?? 0) > 0)) return true;
  const other = maskOfType('Other');
  // A branch that Voice takes and Other does not, or the other way round: the test names Voice.
  if (flow.edgeTypes.some((types) => ((types & VOICE_CONTACTS) === 0) !== ((types & other) === 0))) return true;
  return flow.statements.some(
    (statement) =>
      statement !== undefined && statement.kind !== 'error' && statements[statement.kind].channel === 'voice',
  );
}

/** CCS4109. */
export function proveQuits(context: FlowContext): void {
  const { flow, analysis } = context;
  const mail = EMAIL_CONTACTS & maskOfType('EMail');
  const passes = new Int32Array(flow.nodeCount);
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = mail;
  for (let node = 0; node < flow.nodeCount; node++) {
    const statement = flow.statements[node];
    passes[node] = statement === undefined ? ALL_CONTACTS : ALL_CONTACTS & ~takenCareOf(statement);
    if (statement?.kind !== 'if' || flow.kinds[node] !== NODE.statement || !flow.testsQueued.has(node)) continue;
    // Where a branch is taken by contacts in no queue only, they go on so whatever was done before.
    const queued = typesOfCondition(analysis, statement.condition, true);
    [queued.yes, queued.no].forEach((types, offset) => {
      const edge = flow.edgeStart[node]! + offset;
      const here = context.reached[node]! & flow.edgeTypesUnqueued[edge]! & ~types & mail;
      start[flow.edgeTo[edge]!]! |= here;
    });
  }
  const unqueued = spreadForward(flow, start, { kinds: EDGE.flow, passes, unqueued: true });
  for (let node = 0; node < flow.nodeCount; node++) {
    if (flow.statements[node]?.kind !== 'quit' || unqueued[node] === 0) continue;
    const { defaultSkillset } = analysis.directory;
    report(context, 'CCS4109', placeOfNode(context, node), { skillset: defaultSkillset.EMail });
  }
}
