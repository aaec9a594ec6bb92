/** Variables of center.yaml that no script names (language §7). */
import { nameKey } from '../../dsl/index.ts';
import { type ProofContext, report } from './context.ts';

/** CCS2103, in center.yaml. */
export function proveVariablesUsed(context: ProofContext): void {
  const { analysis, positions } = context;
  const unused = new Map(analysis.directory.variables.map((variable) => [nameKey(variable.name), variable]));
  for (const { tables } of analysis.scripts) {
    if (unused.size === 0) return;
    for (const reference of tables.references.values())
      if (reference.kind === 'variable') unused.delete(nameKey(reference.name));
  }
  for (const [key, { name, scope }] of unused) {
    const span = positions.names.get(key) ?? { start: 0, end: 0 };
    report(context, 'CCS2103', { source: positions.source, span }, { name, scope });
  }
}
