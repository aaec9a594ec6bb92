/** Skillsets that contacts are queued to by name and no agent holds (language §7). */
import { nameKey, type Operand } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import { statementCode } from '../control-flow.ts';
import { type FlowContext, placeIn, report } from './context.ts';

const QUEUE = statementCode('queue-to-skillset');

/** CCS2104, once for each skillset, at its first QUEUE in the order of the texts, with others as related places. */
export function proveSkillsetsHeld(context: FlowContext): void {
  const { flow, analysis } = context;
  const held = new Set(
    analysis.directory.agents.flatMap(({ skillsets }) => skillsets.map((one) => nameKey(one.skillset))),
  );
  const unheld = new Map<string, { readonly script: AnalysedScript; readonly operand: Operand }[]>();
  const heldAll = analysis.directory.skillsets.every(({ name }) => held.has(nameKey(name)));
  for (let node = heldAll ? flow.nodeCount : 0; node < flow.nodeCount; node++) {
    const statement = flow.codes[node] === QUEUE ? flow.statements[node] : undefined;
    if (statement?.kind !== 'queue-to-skillset') continue;
    const script = flow.scripts[flow.scriptOf[node]!]!;
    for (const operand of statement.skillsets) {
      const reference = operand.kind === 'name' ? script.tables.references.get(operand) : undefined;
      if (reference?.kind !== 'skillset' || held.has(nameKey(reference.name))) continue;
      const all = unheld.get(reference.name) ?? [];
      unheld.set(reference.name, all);
      all.push({ script, operand });
    }
  }
  for (const [name, [first, ...others]] of unheld) {
    if (first === undefined) continue;
    const place = ({ script, operand }: typeof first) => placeIn(script, operand.span);
    const related = others.slice(0, 5).map((other) => ({ place: place(other), message: 'and here' }));
    report(context, 'CCS2104', place(first), { name }, related);
  }
}
