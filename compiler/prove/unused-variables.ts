/** Variables of center.yaml that no script names (language §7). */
import { nameKey } from '../../dsl/index.ts';
import { type ProofContext, report } from './context.ts';

/** CCS2103, in center.yaml. */
export function proveVariablesUsed(context: ProofContext): void {
  const { analysis, positions } = context;
  const unused = new Set(analysis.directory.variables);
  for (const { tables } of analysis.scripts) {
    if (unused.size === 0) return;
    for (const reference of tables.references.values())
      if (reference.kind === 'variable') unused.delete(reference.variable);
  }
  for (const { name, scope } of unused) {
    const span = positions.names.get(nameKey(name)) ?? { start: 0, end: 0 };
    report(context, 'CCS2103', { source: positions.source, span }, { name, scope });
  }
}
