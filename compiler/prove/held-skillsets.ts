/** Skillsets that contacts are queued to by name and no agent holds (language §7). */
import { nameKey, type Place } from '../../dsl/index.ts';
import { placeIn, rowsOf } from '../control-flow.ts';
import { type FlowContext, report } from './context.ts';

/** CCS2104, once for each skillset, at its first QUEUE in the order of the texts, with others as related places. */
export function proveSkillsetsHeld(context: FlowContext): void {
  const { flow, directory } = context;
  const held = new Set(directory.agents.flatMap(({ skillsets }) => skillsets.map((one) => nameKey(one.skillset))));
  const lonely = new Map<string, { readonly name: string; readonly places: Place[] }>();
  for (const { name } of directory.skillsets)
    if (!held.has(nameKey(name))) lonely.set(nameKey(name), { name, places: [] });
  if (lonely.size === 0) return;
  const named = new Set<string>();
  for (const { names, first, row } of rowsOf(flow, 'queues')) {
    for (let at = 1; at < row.length; at += 3) {
      const key = names[row[at]!]!;
      lonely.get(key)?.places.push(placeIn(flow, first + row[0]!, row[at + 1]!, row[at + 2]!));
      named.add(key);
    }
  }
  for (const key of named) {
    const { name, places } = lonely.get(key) ?? { name: '', places: [] };
    const [first, ...others] = places;
    if (first === undefined) continue;
    const related = others.slice(0, 5).map((place) => ({ place, message: 'and here' }));
    report(context, 'CCS2104', first, { name }, related);
  }
}
