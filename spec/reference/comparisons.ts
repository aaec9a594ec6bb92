/** Comparisons and membership (language §4). */
import type { ComparisonOperator, Expression, Name, SetItem, TypeName } from '../../dsl/index.ts';
import { Fault } from './centre.ts';
import { evaluate, lookUp, type Scope } from './expressions.ts';
import { endsOf } from './names.ts';
import { contains, matches } from './text.ts';
import { areEqual, type CalendarDay, isBetween, isEmpty, orderOf, type Value } from './values.ts';

/** `left operator right`, where the right side may be a range, a list or a set variable. */
export function compare(scope: Scope, left: Expression, operator: ComparisonOperator, right: Expression): boolean {
  const items = itemsOf(scope, right);
  if (items === undefined) return compareTwo(scope, left, operator, right);
  const wanted = operator === 'CONTAINS' ? 'string' : typeOfItems(scope, items);
  const subjects = sideOf(scope, left, isUndecided(scope, left) ? wanted : undefined);
  if (operator === 'CONTAINS') return containsOne(scope, subjects, items);
  const isIn = isAmong(scope, subjects, items, ignoresCase([left]));
  return operator === '=' ? isIn : !isIn;
}

function compareTwo(scope: Scope, left: Expression, operator: ComparisonOperator, right: Expression): boolean {
  const [as, bs] = bothSides(scope, left, right);
  const some = (relation: (a: Value, b: Value) => boolean): boolean => as.some((a) => bs.some((b) => relation(a, b)));
  const withoutCase = ignoresCase([left, right]);
  switch (operator) {
    case '=':
      return some((a, b) => areEqual(a, b, withoutCase));
    case '<>':
      return !some((a, b) => areEqual(a, b, withoutCase));
    case 'CONTAINS':
      return some((a, b) => contains(textIn(a), textIn(b)));
    case 'MATCHES':
      return some((a, b) => matches(textIn(a), textIn(b)));
    default:
      return some((a, b) => isOrdered(a, operator, b));
  }
}

/** Both sides; one that is digits, a string or a bare word takes the type of the other. */
function bothSides(scope: Scope, left: Expression, right: Expression): readonly [readonly Value[], readonly Value[]] {
  if (isUndecided(scope, left) && !isUndecided(scope, right)) {
    const bs = sideOf(scope, right, undefined);
    return [sideOf(scope, left, bs[0]!.type), bs];
  }
  const as = sideOf(scope, left, undefined);
  return [as, sideOf(scope, right, as[0]!.type)];
}

/** Can several types be written like this? Evaluating it asks nothing and cannot fault. */
function isUndecided(scope: Scope, expression: Expression): boolean {
  const inner = bare(expression);
  if (inner.kind === 'integer' || inner.kind === 'string') return true;
  return inner.kind === 'name' && lookUp(scope, inner)?.kind !== 'variable';
}

function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? bare(expression.inner) : expression;
}

/** The value of a side; of CCADDRESS every address, or the empty string when there is none. */
function sideOf(scope: Scope, expression: Expression, wanted: TypeName | undefined): readonly Value[] {
  const inner = bare(expression);
  if (inner.kind !== 'intrinsic' || inner.name !== 'CCADDRESS') return [evaluate(scope, expression, wanted)];
  const copies = scope.centre.copies();
  return (copies.length === 0 ? [''] : copies).map((text): Value => ({ type: 'string', text }));
}

/** Addresses are compared without case. */
function ignoresCase(sides: readonly Expression[]): boolean {
  return sides.map(bare).some((side) => {
    if (side.kind !== 'intrinsic') return false;
    return side.name === 'FROMADDRESS' || side.name === 'TOADDRESS' || side.name === 'CCADDRESS';
  });
}

function isOrdered(a: Value, operator: '<' | '<=' | '>' | '>=', b: Value): boolean {
  const order = orderBetween(a, b);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** Below 0 where `a` comes first; undefined of an empty value, of which no ordering holds. */
function orderBetween(a: Value, b: Value): number | undefined {
  if ('date' in a && 'date' in b) {
    if (lacksYear(a.date) || lacksYear(b.date)) throw new Fault('date_without_year');
    return a.date === undefined || b.date === undefined ? undefined : orderOf(a.date, b.date);
  }
  if (isEmpty(a) || isEmpty(b)) return undefined;
  if ('number' in a && 'number' in b) return a.number - b.number;
  if ('point' in a && 'point' in b) return a.point! - b.point!;
  throw new Error(`a ${a.type} has no order`);
}

function lacksYear(date: CalendarDay | undefined): boolean {
  return date !== undefined && date.year === undefined;
}

function textIn(value: Value): string {
  if (!('text' in value)) throw new Error(`a ${value.type} is no string`);
  return value.text;
}

// ------------------------------------------------------------------------------------------------------ membership

/** The items of a right side that is a range, a list or a set variable; undefined where it is one value. */
function itemsOf(scope: Scope, right: Expression): readonly SetItem[] | undefined {
  const inner = bare(right);
  if (inner.kind === 'list') return inner.items;
  if (inner.kind === 'range') return [inner];
  return inner.kind === 'name' && setNamed(scope, inner) !== undefined ? [inner] : undefined;
}

function setNamed(scope: Scope, name: Name) {
  const named = lookUp(scope, name);
  return named?.kind === 'variable' && named.variable.class === 'set' ? named.variable : undefined;
}

/** The type that a list decides for digits, a string or a word on its left. */
function typeOfItems(scope: Scope, items: readonly SetItem[]): TypeName | undefined {
  const ends = items.flatMap((item) => (item.kind === 'range' ? [item.low, item.high] : [item]));
  const decided = ends.find((end) => !isUndecided(scope, end));
  if (decided === undefined) return undefined;
  const named = decided.kind === 'name' ? lookUp(scope, decided) : undefined;
  return named?.kind === 'variable' ? named.variable.type : evaluate(scope, decided).type;
}

/** Is one of the values equal to an item, or in a range or set of the list? An empty value is in no set. */
export function isAmong(
  scope: Scope,
  values: readonly Value[],
  items: readonly SetItem[],
  withoutCase: boolean,
): boolean {
  return constantsFirst(scope, items).some((item) => values.some((value) => isOneOf(scope, value, item, withoutCase)));
}

/** Literals and names of things are looked at before variables: a call variable is used, and takes its default, only when they do not decide. */
function constantsFirst(scope: Scope, items: readonly SetItem[]): readonly SetItem[] {
  const ends = (item: SetItem): readonly Expression[] => (item.kind === 'range' ? [item.low, item.high] : [item]);
  const isVariable = (end: Expression): boolean => end.kind === 'name' && lookUp(scope, end)?.kind === 'variable';
  const isConstant = (item: SetItem): boolean => !ends(item).some(isVariable);
  return [...items.filter(isConstant), ...items.filter((item) => !isConstant(item))];
}

function isOneOf(scope: Scope, value: Value, item: SetItem, withoutCase: boolean): boolean {
  if (item.kind === 'range') {
    const low = evaluate(scope, item.low, value.type);
    return isBetween(value, low, evaluate(scope, item.high, value.type));
  }
  const set = item.kind === 'name' ? setNamed(scope, item) : undefined;
  if (set === undefined) return isItem(value, evaluate(scope, item, value.type), withoutCase);
  return set.items.some((member) => {
    const [low, high] = endsOf(set.type, member);
    return member.kind === 'range' ? isBetween(value, low, high) : isItem(value, low, withoutCase);
  });
}

function isItem(value: Value, item: Value, withoutCase: boolean): boolean {
  return !isEmpty(value) && !isEmpty(item) && areEqual(value, item, withoutCase);
}

function containsOne(scope: Scope, subjects: readonly Value[], items: readonly SetItem[]): boolean {
  return constantsFirst(scope, items).some((item) => {
    if (item.kind === 'range') throw new Error('CONTAINS takes no range');
    const set = item.kind === 'name' ? setNamed(scope, item) : undefined;
    const texts = set === undefined ? [evaluate(scope, item)] : set.items.map((member) => endsOf(set.type, member)[0]);
    return texts.some((text) => subjects.some((subject) => contains(textIn(subject), textIn(text))));
  });
}

/** The values of a WHERE's subject, and whether VALUEs are compared with it without case. */
export function subjectOf(scope: Scope, subject: Expression) {
  return { values: sideOf(scope, subject, undefined), withoutCase: ignoresCase([subject]) };
}

/** Does a VALUE match? `VALUE ""` is the one item that an empty value equals. */
export function matchesValue(scope: Scope, subject: ReturnType<typeof subjectOf>, items: readonly SetItem[]): boolean {
  const emptyItem = items.some((item) => item.kind === 'string' && item.value === '');
  if (emptyItem && subject.values.some(isEmpty)) return true;
  return isAmong(scope, subject.values, items, subject.withoutCase);
}
