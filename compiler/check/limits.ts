/** How many things may stand in one statement (language §3). */
import type { Span } from '../../dsl/index.ts';
import { type CheckContext, report } from './context.ts';

/** Reports the first node past the limit. */
export function checkLimit(
  context: CheckContext,
  nodes: readonly { readonly span: Span }[],
  what: string,
  most: number,
): void {
  const over = nodes[most];
  if (over !== undefined) report(context, 'CCS3017', over.span, { what, found: nodes.length, most });
}
