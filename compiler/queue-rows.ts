/** What QUEUE TO SKILLSET and tests of OUT OF SERVICE say of skillsets, as rows of a flow part. */
import { type Expression, nameKey, type Operand, type Statement } from '../dsl/index.ts';

/** The row of a QUEUE TO SKILLSET; `name` numbers a key. */
export function queueRow(
  node: number,
  { skillsets }: Extract<Statement, { kind: 'queue-to-skillset' }>,
  name: (key: string) => number,
): readonly number[] {
  const row = [2 + 3 * skillsets.length, node];
  for (const operand of skillsets) row.push(name(skillsetKey(operand)), operand.span.start, operand.span.end);
  return row;
}

const NONE: readonly (readonly string[])[] = [];

/** Lists of skillsets, by key, of each of which at least one is in service when a condition is true, or when it is false. */
export function serviceLists(node: Expression, truth: boolean): readonly (readonly string[])[] {
  switch (node.kind) {
    case 'parenthesized':
      return serviceLists(node.inner, truth);
    case 'unary':
      return node.operator === 'NOT' ? serviceLists(node.operand, !truth) : NONE;
    case 'binary': {
      if (node.operator !== (truth ? 'AND' : 'OR')) return NONE;
      const left = serviceLists(node.left, truth);
      const right = serviceLists(node.right, truth);
      return left === NONE ? right : right === NONE ? left : [...left, ...right];
    }
    case 'intrinsic':
      return node.name === 'OUT OF SERVICE' && !truth ? [node.args.map(skillsetKey)] : NONE;
    default:
      return NONE;
  }
}

/** Two operands of one key are the same skillset while the contact stays where it is. No name begins with a blank. */
function skillsetKey(operand: Operand): string {
  return operand.kind === 'name' ? nameKey(operand.text) : operand.kind === 'intrinsic' ? ` ${operand.name}` : '?';
}
