/** Variables of center.yaml that no script names (language §7). */
import { nameKey } from '../../dsl/index.ts';
import { columnOf } from '../flow-part.ts';
import { type FlowContext, report } from './context.ts';

/** CCS2103, in center.yaml. */
export function proveVariablesUsed(context: FlowContext): void {
  const { directory, positions, flow } = context;
  const unused = new Map(directory.variables.map((variable) => [nameKey(variable.name), variable]));
  for (const script of flow.scripts)
    for (const name of columnOf(script.flow, 'variables')) unused.delete(script.flow.names[name]!);
  for (const [key, { name, scope }] of unused) {
    const span = positions.names.get(key) ?? { start: 0, end: 0 };
    report(context, 'CCS2103', { source: positions.source, span }, { name, scope });
  }
}
