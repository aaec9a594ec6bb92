/** WHERE: the subject once, then the tests of all VALUEs in order, then the bodies; a fault in a test runs no branch. */
import { EMPTY, registerOf } from '../../vm/index.ts';
import type { SetMember } from '../analysis.ts';
import type { Label, OpenArm } from '../assemble.ts';
import { lowerSubject } from './conditions.ts';
import { lowerValue } from './expressions.ts';
import { lowerSwitch } from './fused.ts';
import { infoOf, type Lowering, LoweringError, releasing } from './lowering.ts';
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
  releasing(lowering, () => {
    const b = lowerValue(lowering, member.node).register;
    lowering.out.emit('JTEXT', { a: subject, b, sense: 1, fold: 0, target });
  });
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
  const arms: OpenArm[] = bodies.map((pc) => ({ kind: 'value', pc }));
  arms.push({ kind: statement.default === undefined ? 'none' : 'default', pc: otherwise });
  out.branch('where', arms);
  const tested = statement.branches.map((branch, i) => ({
    members: sets.get(branch)?.members ?? [],
    body: bodies[i]!,
    at: { start: branch.keyword.start, end: branch.items.at(-1)?.span.end ?? branch.keyword.end },
  }));
  const canFault = out.faultsTo(end, () => {
    if (lowerSwitch(lowering, statement.subject, tested, otherwise, statement.span)) return;
    releasing(lowering, () => {
      const subject = lowerSubject(lowering, statement.subject);
      const membership: Membership = { subject, type: info.type, fold: info.caseless, how: 'in' };
      for (const { members, body, at } of tested) {
        out.from(at);
        for (const member of members) lowerEmptyItem(lowering, membership, member, body);
        lowerInSet(lowering, membership, members, true, body);
      }
    });
    out.from(statement.span);
    out.emit('JUMP', { target: otherwise });
  });
  // Each branch has an instruction, an empty one too: it tells which way the WHERE went.
  statement.branches.forEach((branch, i) => {
    out.mark(bodies[i]!);
    lowerStatements(lowering, branch.body);
    if (branch.body.length > 0 && out.ended) return;
    out.from(branch.keyword);
    out.emit('JUMP', { target: end });
  });
  if (statement.default !== undefined) {
    if (canFault) arms.push({ kind: 'fault', pc: end });
    out.mark(otherwise);
    lowerStatements(lowering, statement.default.body);
    if (statement.default.body.length === 0) {
      out.from(statement.default.keyword);
      out.emit('JUMP', { target: end });
    }
  }
  out.mark(end);
}
