/** AND beside OR without parentheses (language §4): the grouping is shown, and written as the mend. */
import type { BinaryExpression, Expression } from '../../dsl/index.ts';
import type { AnalysedScript } from '../analysis.ts';
import { type ProofContext, placeIn, report, textIn } from './context.ts';

/** CCS3104, once for a row of ORs; `node` is the last of its row. */
export function proveGrouping(context: ProofContext, script: AnalysedScript, node: BinaryExpression): void {
  const groups: Expression[] = [node.right];
  let left = node.left;
  for (; left.kind === 'binary' && left.operator === 'OR'; left = left.left) groups.push(left.right);
  groups.push(left);
  const mixed = groups.filter((group) => group.kind === 'binary' && group.operator === 'AND').reverse();
  const [first] = mixed;
  if (first === undefined) return;
  const { source } = script.file;
  const edits = mixed.flatMap(({ span }) => [
    { place: { source, span: { start: span.start, end: span.start } }, text: '(' },
    { place: { source, span: { start: span.end, end: span.end } }, text: ')' },
  ]);
  // The row as it would read, short where its parts are long.
  const grouping = groups
    .reverse()
    .map((group) =>
      mixed.includes(group)
        ? `(${shortened(textIn(script.file, group.span), 40)})`
        : shortened(textIn(script.file, group.span), 20),
    )
    .join(' OR ');
  report(context, 'CCS3104', placeIn(script.file, node.span), { grouping }, [], {
    title: 'put parentheses around what AND joins',
    edits,
  });
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
