/**
 * VALUEs of a WHERE that have values in common, and those that its subject never has (language §7). An item written a second time is an error of its
 * own; here is every other common value. Global variables may hold anything.
 */
import type { Span, TypeName, WhereStatement } from '../../dsl/index.ts';
import type { AnalysedScript, Constant, ScriptTables, SetMember, WhereInfo } from '../analysis.ts';
import { type ProofContext, placeIn, report, textIn } from './context.ts';
import { dayNumber, haveCommon, numberOf, type Ranges, rangeFrom, type Subject, subjectOf } from './ranges.ts';

/** One item, as what it can be compared as. */
type Item =
  | { readonly kind: 'numbers'; readonly values: Ranges }
  /** `values`: its days, where it has a year; `anyYear`: the days of the year that it can be, as `month * 100 + day`. */
  | { readonly kind: 'dates'; readonly values: Ranges | undefined; readonly anyYear: Ranges }
  | { readonly kind: 'texts'; readonly low: string; readonly high: string };

/** CCS3102 and CCS3103. */
export function proveValues(context: ProofContext, script: AnalysedScript, statement: WhereStatement): void {
  const { sets, wheres } = script.tables;
  const { tables } = script;
  const info = wheres.get(statement);
  if (info === undefined) return;
  const subject = subjectOf(tables, statement.subject) ?? constantSubject(tables, statement, info);
  const seen: { readonly item: Item; readonly span: Span }[] = [];
  const covered = new Covered();
  for (const branch of statement.branches) {
    for (const member of sets.get(branch)?.members ?? []) {
      const item = itemOf(tables, member, info);
      if (item === undefined) continue;
      const { span } = member.node;
      if (subject !== undefined && item.kind !== 'texts' && neverMatches(subject, item)) {
        const facts = { value: textIn(script.file, span), subject: textIn(script.file, statement.subject.span) };
        report(context, 'CCS3103', placeIn(script.file, span), facts);
        continue;
      }
      const first = item.kind === 'numbers' ? covered.add(item.values, span) : firstLike(seen, item, span, info);
      if (first === undefined) continue;
      report(
        context,
        'CCS3102',
        placeIn(script.file, span),
        { value: textIn(script.file, span), other: textIn(script.file, first) },
        [{ place: placeIn(script.file, first), message: 'this one runs for them' }],
      );
    }
  }
}

/** `WHERE 3 EQUALS …`. */
function constantSubject(tables: ScriptTables, { subject }: WhereStatement, { type }: WhereInfo): Subject | undefined {
  const value = numberOf(tables.expressions.get(subject)?.constant);
  return value === undefined ? undefined : { of: 'a constant', args: [], type, domain: [value, value] };
}

function neverMatches({ domain }: Subject, item: Exclude<Item, { kind: 'texts' }>): boolean {
  return item.values !== undefined && !haveCommon(domain, item.values);
}

/** Numbers that VALUEs hold so far: ranges in order, each with the place of its item. */
class Covered {
  private readonly parts: { readonly low: number; readonly high: number; readonly span: Span }[] = [];

  /** Adds an item's values; the place of an earlier one that has some of them. */
  add(values: Ranges, span: Span): Span | undefined {
    let first: Span | undefined;
    for (let at = 0; at < values.length; at += 2) {
      const found = this.addRange(values[at]!, values[at + 1]!, span);
      if (found !== undefined && (first === undefined || found.start < first.start)) first = found;
    }
    return first;
  }

  private addRange(low: number, high: number, span: Span): Span | undefined {
    const { parts } = this;
    let from = 0;
    let to = parts.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (parts[middle]!.high < low) from = middle + 1;
      else to = middle;
    }
    const part = parts[from];
    if (part === undefined || part.low > high) {
      if (part === undefined) parts.push({ low, high, span });
      else parts.splice(from, 0, { low, high, span });
      return undefined;
    }
    // What is not covered yet belongs to this item.
    let first = part.span;
    let next = low;
    for (let at = from; at < parts.length && parts[at]!.low <= high; at++) {
      const one = parts[at]!;
      if (one.span.start < first.start) first = one.span;
      if (next < one.low) parts.splice(at++, 0, { low: next, high: one.low - 1, span });
      next = one.high + 1;
    }
    if (next <= high) {
      const at = parts.findIndex((one) => one.low > next);
      parts.splice(at === -1 ? parts.length : at, 0, { low: next, high, span });
    }
    return first;
  }
}

/** Dates and texts that later ones are compared with one by one, at most. */
const COMPARED_MAX = 500;

function firstLike(
  seen: { readonly item: Item; readonly span: Span }[],
  item: Item,
  span: Span,
  info: WhereInfo,
): Span | undefined {
  const first = seen.find((other) => areAlike(other.item, item, info));
  if (seen.length < COMPARED_MAX) seen.push({ item, span });
  return first?.span;
}

function areAlike(a: Item, b: Item, { caseless }: WhereInfo): boolean {
  if (a.kind === 'dates' && b.kind === 'dates') {
    if (a.values !== undefined && b.values !== undefined) return haveCommon(a.values, b.values);
    return haveCommon(a.anyYear, b.anyYear);
  }
  if (a.kind !== 'texts' || b.kind !== 'texts') return false;
  if (caseless) return a.low.toLowerCase() === b.low.toLowerCase();
  return a.low.length === b.low.length && a.low <= b.high && b.low <= a.high;
}

function itemOf(tables: ScriptTables, member: SetMember, info: WhereInfo): Item | undefined {
  if (member.kind === 'set-variable') return undefined;
  const isRange = member.kind === 'range';
  const low = tables.expressions.get(isRange ? member.low : member.node)?.constant;
  const high = isRange ? tables.expressions.get(member.high)?.constant : low;
  if (low === undefined || high === undefined) return undefined;
  return low.kind === 'date' && high.kind === 'date' ? datesOf(low, high) : plainItem(low, high, info.type);
}

function plainItem(low: Constant, high: Constant, type: TypeName): Item | undefined {
  if (low.kind === 'string' && high.kind === 'string') {
    return low.value.length === high.value.length ? { kind: 'texts', low: low.value, high: high.value } : undefined;
  }
  const first = numberOf(low);
  const last = numberOf(high);
  if (first === undefined || last === undefined || type === 'date') return undefined;
  return { kind: 'numbers', values: rangeFrom(first, last, type) };
}

type DateConstant = Extract<Constant, { kind: 'date' }>;

function datesOf(low: DateConstant, high: DateConstant): Item {
  const from = low.month * 100 + low.day;
  const to = high.month * 100 + high.day;
  const wrapped: Ranges = from <= to ? [from, to] : [0, to, from, 1300];
  if (low.year === undefined || high.year === undefined) return { kind: 'dates', values: undefined, anyYear: wrapped };
  const first = dayNumber(low.year, low.month, low.day);
  const last = dayNumber(high.year, high.month, high.day);
  return { kind: 'dates', values: [first, last], anyYear: last - first >= 365 ? [0, 1300] : wrapped };
}
