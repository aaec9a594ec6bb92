/** Ranges, lists, set variables and the items of VALUE (language §4): what is in them, and whether a range runs the right way. */
import { type Name, nameKey, type RangeExpression, type SetItem, type TypeName, typeWords } from '../../dsl/index.ts';
import type { Constant, ExpressionInfo, SetInfo, SetMember } from '../analysis.ts';
import { findName } from '../names.ts';
import { type CheckContext, refer, report, textOf } from './context.ts';
import { type Allowance, checkAs, converts, EMPTY_ALLOWED, NOTHING_ALLOWED } from './expressions.ts';
import { plain } from './infos.ts';

/** Where the items stand: VALUE takes no call variable. */
export type SetPlace = 'list' | 'value';

const RANGED: ReadonlySet<TypeName> = new Set(['integer', 'seconds', 'priority', 'time', 'day', 'month', 'date', 'dn']);

/** Checks items that must be of a type; undefined when one has a fault. */
export function checkSet(
  context: CheckContext,
  items: readonly SetItem[],
  type: TypeName,
  place: SetPlace,
): SetInfo | undefined {
  const members: SetMember[] = [];
  for (const item of items) {
    const member = checkMember(context, item, type, place);
    if (member !== undefined) members.push(member);
  }
  return members.length === items.length ? { type, members } : undefined;
}

/** Checks one item. */
export function checkMember(
  context: CheckContext,
  item: SetItem,
  type: TypeName,
  place: SetPlace,
): SetMember | undefined {
  if (item.kind === 'range') return checkRange(context, item, type, place);
  if (item.kind === 'name') {
    const set = setVariable(context, item, type);
    if (set !== undefined) return set === 'fault' ? undefined : set;
  }
  return checkEnd(context, item, type, place, EMPTY_ALLOWED) === undefined ? undefined : { kind: 'item', node: item };
}

/** A set variable among the items: all that is in it. */
function setVariable(context: CheckContext, node: Name, type: TypeName): SetMember | 'fault' | undefined {
  const reference = findName(context.names, node.text);
  if (reference?.kind !== 'variable' || reference.variable.class !== 'set') return undefined;
  refer(context, node, reference);
  const { variable } = reference;
  if (converts(variable.type, type)) {
    context.tables.expressions.set(node, { type: variable.type, variable });
    return { kind: 'set-variable', node, variable };
  }
  report(context, 'CCS3001', node.span, { found: `a set of ${pluralOf(variable.type)}`, expected: typeWords[type] });
  return 'fault';
}

function pluralOf(type: TypeName): string {
  return type === 'seconds' ? 'numbers of seconds' : `${type.replace('_', ' ')} values`;
}

function checkEnd(
  context: CheckContext,
  node: Exclude<SetItem, RangeExpression>,
  type: TypeName,
  place: SetPlace,
  allowance: Allowance = NOTHING_ALLOWED,
): ExpressionInfo | undefined {
  const info = checkAs(context, node, type, allowance);
  if (place === 'value' && info?.variable?.scope === 'call') {
    report(context, 'CCS3016', node.span, { name: info.variable.name });
    return undefined;
  }
  return info;
}

function checkRange(
  context: CheckContext,
  node: RangeExpression,
  type: TypeName,
  place: SetPlace,
): SetMember | undefined {
  const low = checkEnd(context, node.low, type, place);
  const high = checkEnd(context, node.high, type, place);
  if (low === undefined || high === undefined) return undefined;
  if (!RANGED.has(type)) {
    report(context, 'CCS3008', node.span, { operator: '..', left: typeWords[type], right: typeWords[type] });
    return undefined;
  }
  if (!runsUpwards(context, node, low.constant, high.constant, type)) return undefined;
  context.tables.expressions.set(node, plain(type));
  return { kind: 'range', node, low: node.low, high: node.high };
}

function runsUpwards(
  context: CheckContext,
  node: RangeExpression,
  low: Constant | undefined,
  high: Constant | undefined,
  type: TypeName,
): boolean {
  if (low === undefined || high === undefined) return true;
  if (low.kind === 'date' && high.kind === 'date' && (low.year === undefined) !== (high.year === undefined)) {
    report(context, 'CCS3012', node.span, {});
    return false;
  }
  if (!isReversed(low, high, type)) return true;
  report(context, 'CCS3011', node.span, { low: textOf(context, node.low.span), high: textOf(context, node.high.span) });
  return false;
}

/** Numbers, DNs of one length and dates with a year run upwards; times, days, months and dates without year wrap round. */
function isReversed(low: Constant, high: Constant, type: TypeName): boolean {
  if (low.kind === 'number' && high.kind === 'number') {
    return (type === 'integer' || type === 'seconds' || type === 'priority') && low.value > high.value;
  }
  if (low.kind === 'string' && high.kind === 'string')
    return low.value.length === high.value.length && low.value > high.value;
  if (low.kind !== 'date' || high.kind !== 'date' || low.year === undefined || high.year === undefined) return false;
  return (low.year - high.year || low.month - high.month || low.day - high.day) > 0;
}

/**
 * What a member is, as a key: two members with one key are the same item written twice. Members that merely have values in common have
 * different keys. `undefined` for what could not be read.
 */
export function memberKey(context: CheckContext, member: SetMember): string | number | undefined {
  const { expressions } = context.tables;
  switch (member.kind) {
    case 'set-variable':
      return `variable ${nameKey(member.variable.name)}`;
    case 'item':
      return infoKey(expressions.get(member.node));
    case 'range': {
      const low = infoKey(expressions.get(member.low));
      const high = infoKey(expressions.get(member.high));
      return low === undefined || high === undefined ? undefined : `${low} .. ${high}`;
    }
  }
}

function infoKey(info: ExpressionInfo | undefined): string | number | undefined {
  if (info === undefined) return undefined;
  if (info.variable !== undefined) return `variable ${nameKey(info.variable.name)}`;
  const { constant } = info;
  switch (constant?.kind) {
    case 'number':
      return constant.value;
    case 'date':
      return `date ${constant.year ?? ''} ${constant.month} ${constant.day}`;
    case 'string':
      return `string ${constant.value}`;
    case 'thing':
      return `${constant.of} ${nameKey(constant.name)}`;
    case 'empty':
      return 'empty';
    case undefined:
      return undefined;
  }
}
