/**
 * Membership: `=` and `<>` with a range, list or set variable, CONTAINS with several, and the VALUEs of a WHERE. What is constant
 * becomes one set of the image; variables in a list are tested one by one.
 */
import type { Expression } from '../../dsl/index.ts';
import { canBeEmpty, EMPTY, registerOf, type ValueType } from '../../vm/index.ts';
import type { SetMember } from '../analysis.ts';
import type { Label } from '../assemble.ts';
import { constantNumber, lowerValue } from './expressions.ts';
import { infoOf, type Lowering, release, takeText, thingSymbol, variableSymbol } from './lowering.ts';

/** What is looked for, and how. */
export interface Membership {
  /** Its register, or -1 for the copies' addresses. */
  readonly subject: number;
  readonly type: ValueType;
  /** Strings without case. */
  readonly fold: boolean;
  readonly how: 'in' | 'contains';
}

/** One test: jumps to `to` when it comes out as `sense`. */
type Test = (sense: boolean, to: Label) => void;

/** Jumps to `target` when (the subject is in the members) = `sense`. The registers above the subject are free again afterwards. */
export function lowerInSet(
  lowering: Lowering,
  membership: Membership,
  members: readonly SetMember[],
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const tests = testsOf(lowering, membership, members);
  if (tests.length === 1) {
    tests[0]!(sense, target);
    return;
  }
  const found = sense ? target : out.label();
  for (const test of tests) test(true, found);
  if (sense) return;
  out.emit('JUMP', { target });
  out.mark(found);
}

function testsOf(lowering: Lowering, membership: Membership, members: readonly SetMember[]): Test[] {
  const constants = new ConstantSet();
  const tests: Test[] = [];
  for (const member of members) {
    if (constants.take(lowering, membership.type, member)) continue;
    tests.push((sense, to) => {
      const { ints, texts } = lowering;
      lowerMember(lowering, membership, member, sense, to);
      release(lowering, ints, texts);
    });
  }
  if (constants.size > 0 || tests.length === 0) {
    tests.unshift((sense, to) => lowerConstants(lowering, membership, constants, sense, to));
  }
  return tests;
}

/** The constant members of a set. An empty value is in no set, so it is left out. */
class ConstantSet {
  readonly ranges: number[] = [];
  readonly strings: string[] = [];
  readonly dnRanges: { readonly low: string; readonly high: string }[] = [];
  readonly symbols: number[] = [];

  get size(): number {
    return this.ranges.length + this.strings.length + this.dnRanges.length + this.symbols.length;
  }

  /** True when the member is constant; it is then in here. */
  take(lowering: Lowering, type: ValueType, member: SetMember): boolean {
    if (member.kind === 'set-variable') return false;
    const [first, last] = member.kind === 'range' ? [member.low, member.high] : [member.node, member.node];
    const low = infoOf(lowering, first).constant;
    const high = infoOf(lowering, last).constant;
    if (low === undefined || high === undefined) return false;
    if (low.kind === 'thing') {
      this.symbols.push(thingSymbol(lowering, low.of, low.name));
    } else if (registerOf(type) === 'string') {
      const [from, to] = [low, high].map((end) => (end.kind === 'string' ? end.value : ''));
      if (member.kind === 'range') this.dnRanges.push({ low: from!, high: to! });
      else if (from !== '') this.strings.push(from!);
    } else if (low.kind !== 'empty' && high.kind !== 'empty') {
      this.ranges.push(constantNumber(low) ?? EMPTY, constantNumber(high) ?? EMPTY);
    }
    return true;
  }
}

function lowerConstants(
  lowering: Lowering,
  membership: Membership,
  constants: ConstantSet,
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const { subject: a, type, fold, how } = membership;
  const { ranges, strings, dnRanges, symbols } = constants;
  const tail = { a, sense: sense ? 1 : 0, target };
  const set = (): number => out.set({ ranges, strings, dnRanges, symbols });
  if (how === 'contains') {
    out.emit('JCONTAINS_SET', { ...tail, set: set() });
  } else if (registerOf(type) === 'string') {
    out.emit('JTEXT_SET', { ...tail, set: set(), fold: fold ? 1 : 0 });
  } else if (type === 'date') {
    out.emit('JDATE_SET', { ...tail, set: set() });
  } else if (constants.size === 1) {
    out.emit(sense ? 'JNAME' : 'JNOT_NAME', { a, name: symbols[0]!, target });
  } else if (constants.size === 2 && symbols.length === 0 && ranges[0]! <= ranges[1]!) {
    const [low, high] = [ranges[0]!, ranges[1]!];
    if (low === high) out.emit(sense ? 'JEQUAL_NUMBER' : 'JNOT_EQUAL_NUMBER', { a, value: low, target });
    else out.emit(sense ? 'JBETWEEN' : 'JNOT_BETWEEN', { a, low, high, target });
  } else {
    out.emit('JSET', { ...tail, set: set() });
  }
}

/** A member that is known at run time only: an item variable, a range with one, or a set variable. */
function lowerMember(
  lowering: Lowering,
  membership: Membership,
  member: SetMember,
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const { subject: a, type, fold, how } = membership;
  const isText = registerOf(type) === 'string';
  const tail = { a, sense: sense ? 1 : 0, target };
  if (member.kind === 'set-variable') {
    const variable = variableSymbol(lowering, member.variable);
    if (how === 'contains') out.emit('JCONTAINS_GLOBAL_SET', { ...tail, variable });
    else if (isText) out.emit('JTEXT_GLOBAL_SET', { ...tail, variable, fold: fold ? 1 : 0 });
    else out.emit(type === 'date' ? 'JDATE_GLOBAL_SET' : 'JGLOBAL_SET', { ...tail, variable });
    return;
  }
  if (member.kind === 'item') {
    lowerItem(lowering, membership, member.node, sense, target);
    return;
  }
  const low = lowerValue(lowering, member.low).register;
  const high = lowerValue(lowering, member.high).register;
  if (isText) out.emit('JDN_RANGE', { ...tail, low, high });
  else if (type === 'date') out.emit('JDATE_RANGE', { ...tail, low, high });
  else out.emit(type === 'time' || type === 'day' || type === 'month' ? 'JWRAP' : 'JRANGE', { ...tail, low, high });
}

/** An item variable in a list: equality, but the empty value is in no set even where a variable in it is empty too. */
function lowerItem(lowering: Lowering, membership: Membership, item: Expression, sense: boolean, target: Label): void {
  const { out } = lowering;
  const { subject: a, type, fold, how } = membership;
  const { register: b } = lowerValue(lowering, item);
  const tail = { a, sense: sense ? 1 : 0, target };
  if (how === 'contains') out.emit('JCONTAINS', { ...tail, b });
  else if (registerOf(type) === 'string' && (fold || a < 0)) lowerAddressItem(lowering, membership, b, sense, target);
  else if (registerOf(type) === 'string') out.emit('JDN_RANGE', { ...tail, low: b, high: b });
  else if (type === 'date') out.emit('JDATE_RANGE', { ...tail, low: b, high: b });
  else if (canBeEmpty(type)) out.emit('JWRAP', { ...tail, low: b, high: b });
  else out.emit(sense ? 'JEQUAL' : 'JNOT_EQUAL', { a, b, target });
}

/** An address among the items: an equality that looks at several, or at no case, holds of empty strings too, so they are passed over first. */
function lowerAddressItem(
  lowering: Lowering,
  { subject: a, fold }: Membership,
  b: number,
  sense: boolean,
  target: Label,
): void {
  const { out } = lowering;
  const past = out.label();
  const empty = takeText(lowering);
  out.emit('TEXT', { to: empty, value: out.string('') });
  out.emit('JTEXT', { a: b, b: empty, fold: 0, sense: 1, target: sense ? past : target });
  out.emit('JTEXT', { a, b, fold: fold ? 1 : 0, sense: sense ? 1 : 0, target });
  out.mark(past);
}
