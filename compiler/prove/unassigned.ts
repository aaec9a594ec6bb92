/**
 * Call variables without a default in center.yaml that are read before anything was assigned to them on some way (language §7).
 *
 * ASSIGN, READVAR and, for a voice contact, COLLECT assign; GET RESPONSE may time out and keep what was there, so it does not. Values go with the
 * contact from script to script. An event's body can run at every suspension of its script. Every condition goes both ways; of what is found so,
 * the second look takes CONTACT TYPE as known.
 */
import type { Place } from '../../dsl/index.ts';
import { ALL_CONTACTS, type ContactMask, TYPE_CONTACTS, VOICE_CONTACTS } from '../contact-masks.ts';
import { placeIn, rowsOf } from '../control-flow.ts';
import { EDGE, USE } from '../flow-part.ts';
import { watchedVariables } from '../script-set.ts';
import { type FlowContext, report, textAt } from './context.ts';
import { spreadForward } from './spread.ts';

/** Where a variable is read. */
interface Read {
  readonly node: number;
  readonly place: Place;
}

/** What happens to one variable. */
interface Uses {
  readonly reads: Read[];
  readonly assigns: { readonly node: number; readonly types: ContactMask }[];
}

/** CCS4105, once for each variable, at the first such place in the order of the text, with others as related places. */
export function proveAssigned(context: FlowContext): void {
  const read = [...usesOf(context).values()].filter(({ reads }) => reads.length > 0);
  for (let from = 0; from < read.length; from += WORD) {
    const some = read.slice(from, from + WORD);
    for (const { reads, assigns } of suspected(context, some)) proveVariable(context, reads, assigns);
  }
}

/** By variable, in the order of center.yaml. */
function usesOf({ flow, directory }: FlowContext): ReadonlyMap<string, Uses> {
  const uses = new Map<string, Uses>(watchedVariables(directory).map((key) => [key, { reads: [], assigns: [] }]));
  for (const { names, first, row } of rowsOf(flow, 'uses')) {
    const [local = 0, name = 0, use = 0, start = 0, end = 0] = row;
    const of = uses.get(names[name]!);
    const node = first + local;
    if (use === USE.read) of?.reads.push({ node, place: placeIn(flow, node, start, end) });
    else of?.assigns.push({ node, types: use === USE.assign ? ALL_CONTACTS : VOICE_CONTACTS });
  }
  return uses;
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
  const [first, ...others] = reads.filter(({ node }) => open[node] !== 0);
  if (first === undefined) return;
  const related = others.slice(0, 5).map(({ place }) => ({ place, message: 'and here' }));
  report(context, 'CCS4105', first.place, { name: textAt(first.place) }, related);
}
