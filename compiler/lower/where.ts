/** WHERE: the subject once, then the tests of all VALUEs in order, then the bodies; a fault in a test runs no branch. */
import type { Expression, Span } from '../../dsl/index.ts';
import { EMPTY, registerOf } from '../../vm/index.ts';
import type { SetMember, WhereInfo } from '../analysis.ts';
import type { Label } from '../assemble.ts';
import { lowerSubject } from './conditions.ts';
import { lowerValue } from './expressions.ts';
import { lowerSwitch } from './fused.ts';
import { infoOf, type Lowering, LoweringError, release } from './lowering.ts';
import { lowerInSet, type Membership } from './sets.ts';
import { lowerStatements, type StatementOf } from './statements.ts';

/** `VALUE ""`: an empty value is in no set, but equal to this one item. */
function lowerEmptyItem(lowering: Lowering, { subject, type }: Membership, member: SetMember, target: Label): void {
  if (member.kind !== 'item') return;
  const { constant } = infoOf(lowering, member.node);
  if (constant?.kind !== 'empty' && !(constant?.kind === 'string' && constant.value === '')) return;
  if (registerOf(type) !== 'string') {
    lowering.out.emit('JEQUAL_NUMBER', { a: subject, value: EMPTY, target });
    return;
  }
  const { ints, texts } = lowering;
  const b = lowerValue(lowering, member.node).register;
  lowering.out.emit('JTEXT', { a: subject, b, sense: 1, fold: 0, target });
  release(lowering, ints, texts);
}

/** The VALUEs of one branch, its body, and the place that their tests come from. */
interface TestedBranch {
  readonly members: readonly SetMember[];
  readonly body: Label;
  readonly at: Span;
}

/** The subject, then the tests of all VALUEs one by one. */
function lowerTests(
  lowering: Lowering,
  node: Expression,
  { type, caseless }: WhereInfo,
  tested: readonly TestedBranch[],
): void {
  const { ints, texts, out } = lowering;
  const subject = lowerSubject(lowering, node);
  const membership: Membership = { subject, type, fold: caseless, how: 'in' };
  for (const { members, body, at } of tested) {
    out.from(at);
    for (const member of members) lowerEmptyItem(lowering, membership, member, body);
    lowerInSet(lowering, membership, members, true, body);
  }
  release(lowering, ints, texts);
}

export function lowerWhere(lowering: Lowering, statement: StatementOf<'where'>): void {
  const { out } = lowering;
  const { sets, wheres } = lowering.script.tables;
  const info = wheres.get(statement);
  if (info === undefined)
    throw new LoweringError(
      `nothing is known of the WHERE at ${statement.span.start} of ${lowering.script.name}; report this as a fault of the compiler`,
    );
  const end = out.label();
  const otherwise = statement.default === undefined ? end : out.label();
  const bodies = statement.branches.map(() => out.label());
  const where = out.branch('where');
  const tested: readonly TestedBranch[] = statement.branches.map((branch, i) => ({
    members: sets.get(branch)?.members ?? [],
    body: bodies[i]!,
    at: { start: branch.keyword.start, end: branch.items.at(-1)?.span.end ?? branch.keyword.end },
  }));
  const from = out.noteFaults();
  if (!lowerSwitch(lowering, statement.subject, tested, otherwise, statement.span)) {
    lowerTests(lowering, statement.subject, info, tested);
    out.from(statement.span);
    out.emit('JUMP', { target: otherwise });
  }
  const canFault = out.faultsTo(end, from);
  // Each branch has an instruction, an empty one too: it tells which way the WHERE went.
  statement.branches.forEach((branch, i) => {
    out.mark(bodies[i]!);
    lowerStatements(lowering, branch.body);
    if (branch.body.length > 0 && out.ended) return;
    out.from(branch.keyword);
    out.emit('JUMP', { target: end });
  });
  if (statement.default !== undefined) {
    out.mark(otherwise);
    lowerStatements(lowering, statement.default.body);
    if (statement.default.body.length === 0) {
      out.from(statement.default.keyword);
      out.emit('JUMP', { target: end });
    }
  }
  out.mark(end);
  const arms = bodies.map((body) => out.arm('value', body));
  arms.push(out.arm(statement.default === undefined ? 'none' : 'default', otherwise));
  if (canFault && statement.default !== undefined) arms.push(out.arm('fault', end));
  where.arms = arms;
}
