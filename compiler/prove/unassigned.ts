/**
 * Call variables without a default in center.yaml that are read before anything was assigned to them on some way (language §7).
 *
 * ASSIGN, READVAR and, for a voice contact, COLLECT assign; GET RESPONSE may time out and keep what was there, so it does not. Values go with the
 * contact from script to script. An event's body can run at every suspension of its script. Every condition goes both ways; of what is found so,
 * the second look takes CONTACT TYPE as known.
 */
import { type Expression, type Name, nameKey, type SetItem, type Statement } from '../../dsl/index.ts';
import { ALL_CONTACTS, type ContactMask, TYPE_CONTACTS, VOICE_CONTACTS } from '../contact-masks.ts';
import { type ControlFlow, EDGE, NODE } from '../control-flow.ts';
import { type FlowContext, placeIn, report } from './context.ts';
import { spreadForward } from './spread.ts';

/** Where a variable is read. */
interface Read {
  readonly node: number;
  readonly name: Name;
}

/** What happens to one variable. */
interface Uses {
  readonly reads: Read[];
  readonly assigns: { readonly node: number; readonly types: ContactMask }[];
}

/** CCS4105, once for each variable, at the first such place in the order of the text, with others as related places. */
export function proveAssigned(context: FlowContext): void {
  const { flow, analysis } = context;
  const watched = new Map<string, Uses>();
  for (const { name, scope, hasDefault } of analysis.directory.variables) {
    if (scope === 'call' && !hasDefault) watched.set(nameKey(name), { reads: [], assigns: [] });
  }
  if (watched.size === 0) return;
  const gather = new Gathering(flow, watched);
  flow.statements.forEach((statement, node) => {
    if (statement !== undefined && flow.kinds[node] === NODE.statement) gather.look(statement, node);
  });
  const read = [...watched.values()].filter(({ reads }) => reads.length > 0);
  for (let from = 0; from < read.length; from += WORD) {
    const some = read.slice(from, from + WORD);
    for (const { reads, assigns } of suspected(context, some)) proveVariable(context, reads, assigns);
  }
}

/** Variables that are looked at in one walk: the bits of a word. */
const WORD = 31;

/** The variables that are read unassigned on some way if any contact type took every branch. */
function suspected({ flow }: FlowContext, some: readonly Uses[]): readonly Uses[] {
  const passes = new Int32Array(flow.nodeCount).fill(-1);
  some.forEach(({ assigns }, bit) => {
    for (const { node, types } of assigns) if (types === ALL_CONTACTS) passes[node]! &= ~(1 << bit);
  });
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = -1;
  const open = spreadForward(flow, start, { kinds: EDGE.flow | EDGE.event, passes, untyped: true });
  return some.filter(({ reads }, bit) => reads.some(({ node }) => (open[node]! & (1 << bit)) !== 0));
}

function proveVariable(context: FlowContext, reads: readonly Read[], assigns: Uses['assigns']): void {
  const { flow } = context;
  const passes = new Int32Array(flow.nodeCount).fill(ALL_CONTACTS);
  for (const { node, types } of assigns) passes[node]! &= ~types;
  const start = new Int32Array(flow.nodeCount);
  start[flow.entries[0]!] = TYPE_CONTACTS;
  const open = spreadForward(flow, start, { kinds: EDGE.flow | EDGE.event, passes });
  const found = reads.filter(({ node }) => open[node] !== 0);
  const [first, ...others] = found;
  if (first === undefined) return;
  const place = ({ node, name }: Read) => placeIn(flow.scripts[flow.scriptOf[node]!]!, name.span);
  const related = others.slice(0, 5).map((other) => ({ place: place(other), message: 'and here' }));
  report(context, 'CCS4105', place(first), { name: first.name.text }, related);
}

/** Finds reads and assignments of the watched variables. */
class Gathering {
  private readonly flow: ControlFlow;
  private readonly watched: ReadonlyMap<string, Uses>;

  constructor(flow: ControlFlow, watched: ReadonlyMap<string, Uses>) {
    this.flow = flow;
    this.watched = watched;
  }

  look(statement: Statement, node: number): void {
    switch (statement.kind) {
      case 'assign':
        this.read(statement.value, node);
        this.assign(statement.target, node, ALL_CONTACTS);
        return;
      case 'readvar':
        this.assign(statement.variable, node, ALL_CONTACTS);
        return;
      case 'collect-digits':
        this.read(statement.count, node);
        this.read(statement.interdigitTimer, node);
        this.assign(statement.target, node, VOICE_CONTACTS);
        return;
      case 'get-response':
        this.read(statement.provider, node);
        this.read(statement.timeout, node);
        return;
      case 'if':
        this.read(statement.condition, node);
        return;
      case 'where':
        this.read(statement.subject, node);
        return;
      case 'wait':
        this.read(statement.value, node);
        return;
      case 'log':
        this.readAll(statement.values, node);
        return;
      case 'send-info':
      case 'send-request':
        this.read(statement.provider, node);
        this.readAll(statement.values, node);
        return;
      case 'queue-to-skillset':
      case 'queue-to-network-skillset':
        this.readAll(statement.skillsets, node);
        this.read(statement.priority, node);
        return;
      case 'queue-to-agent':
        this.readAll(statement.agents, node);
        this.read(statement.priority, node);
        return;
      case 'change-priority':
        this.readAll(statement.operands, node);
        this.read(statement.priority, node);
        return;
      case 'remove':
        this.readAll(statement.operands, node);
        return;
      case 'give-response':
        this.read(statement.response, node);
        return;
      case 'offer-response':
        this.readAll(statement.responses, node);
        return;
      case 'route-contact':
        this.read(statement.address, node);
        return;
      case 'close-contact':
        this.read(statement.reason, node);
        return;
      case 'give-music':
      case 'give-ran':
        this.read(statement.resource, node);
        return;
      case 'give-ivr':
        this.readAll([statement.dn, statement.treatment, statement.priority], node);
        return;
      case 'give-broadcast':
        this.readAll([statement.dn, statement.prompt], node);
        return;
      case 'open-voice-session':
      case 'route-call':
      case 'remove-from-nacd':
        this.read(statement.dn, node);
        return;
      case 'queue-to-nacd':
        this.readAll([statement.dn, statement.priority], node);
        return;
      case 'play-prompt':
        this.readAll(statement.prompts, node);
        return;
      case 'execute':
      case 'execute-script':
      case 'quit':
      case 'disconnect':
      case 'event-handler':
      case 'give-ringback':
      case 'give-silence':
      case 'give-busy':
      case 'give-overflow':
      case 'route-call-default':
      case 'error':
        return;
    }
  }

  private usesOf(name: Name, node: number): Uses | undefined {
    const reference = this.flow.scripts[this.flow.scriptOf[node]!]!.tables.references.get(name);
    return reference?.kind === 'variable' ? this.watched.get(nameKey(reference.name)) : undefined;
  }

  private assign(target: Name, node: number, types: ContactMask): void {
    this.usesOf(target, node)?.assigns.push({ node, types });
  }

  private readAll(all: readonly (Expression | SetItem | undefined)[], node: number): void {
    for (const one of all) this.read(one, node);
  }

  private read(expression: Expression | undefined, node: number): void {
    switch (expression?.kind) {
      case 'name':
        this.usesOf(expression, node)?.reads.push({ node, name: expression });
        return;
      case 'intrinsic':
        this.readAll(expression.args, node);
        return;
      case 'unary':
        this.read(expression.operand, node);
        return;
      case 'binary':
        this.read(expression.left, node);
        this.read(expression.right, node);
        return;
      case 'range':
        this.read(expression.low, node);
        this.read(expression.high, node);
        return;
      case 'list':
        this.readAll(expression.items, node);
        return;
      case 'parenthesized':
        this.read(expression.inner, node);
        return;
      default:
        return;
    }
  }
}
