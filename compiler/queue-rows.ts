/** What QUEUE TO SKILLSET and tests of OUT OF SERVICE say of skillsets, for the rows of a flow part. */
import { type Expression, nameKey, type Operand } from '../dsl/index.ts';

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
export function skillsetKey(operand: Operand): string {
  return operand.kind === 'name' ? nameKey(operand.text) : operand.kind === 'intrinsic' ? ` ${operand.name}` : '?';
}
