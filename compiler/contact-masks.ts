/**
 * Sets of contact types as bits, and what conditions say about them.
 *
 * A mask has a bit for each contact type of language §6, in their order, and one more for an EMail contact that AUTO SUBMITTED is true of: so that
 * both questions are answered by one walk. The bit of EMail itself stands for mail of which that is not asked: AUTO SUBMITTED goes both ways.
 */
import {
  type BinaryExpression,
  type Expression,
  type IntrinsicName,
  intrinsicNames,
  intrinsics,
  type WhereStatement,
} from '../dsl/index.ts';
import { CONTACT_TYPES, type ContactType } from '../vm/index.ts';
import type { ScriptTables, SetInfo } from './analysis.ts';

/** A set of contact types. */
export type ContactMask = number;

/** Every bit. */
export const ALL_CONTACTS: ContactMask = (1 << (CONTACT_TYPES.length + 1)) - 1;

/** The bits of the types alone. */
export const TYPE_CONTACTS: ContactMask = (1 << CONTACT_TYPES.length) - 1;

/** EMail contacts of which AUTO SUBMITTED is true. */
export const AUTOMATIC_CONTACTS: ContactMask = 1 << CONTACT_TYPES.length;

/** The bit of a type. */
export function maskOfType(type: ContactType): ContactMask {
  return 1 << CONTACT_TYPES.indexOf(type);
}

/** EMail contacts, automatic or not. */
export const EMAIL_CONTACTS: ContactMask = maskOfType('EMail') | AUTOMATIC_CONTACTS;

/** Voice contacts. */
export const VOICE_CONTACTS: ContactMask = maskOfType('Voice');

/** The types in a mask. */
export function typesIn(mask: ContactMask): readonly ContactType[] {
  return CONTACT_TYPES.filter((_type, index) => (mask & (1 << index)) !== 0);
}

/** The contacts of which a condition may be true, and those of which it may be false. */
export interface ConditionTypes {
  readonly yes: ContactMask;
  readonly no: ContactMask;
}

/** What is known of the parts of conditions. */
export type ConditionTables = Pick<ScriptTables, 'expressions' | 'sets'>;

/** A condition that says nothing of them. */
export const EITHER: ConditionTypes = { yes: ALL_CONTACTS, no: ALL_CONTACTS };

/**
 * What a condition says about contact types: tests of CONTACT TYPE are known for each type, so are a call's facts of EMail, and QUEUED where `queued`
 * says so; all else goes both ways.
 */
export function typesOfCondition(tables: ConditionTables, node: Expression, queued?: boolean): ConditionTypes {
  switch (node.kind) {
    case 'parenthesized':
      return typesOfCondition(tables, node.inner, queued);
    case 'unary': {
      const operand = typesOfCondition(tables, node.operand, queued);
      return operand === EITHER ? EITHER : { yes: operand.no, no: operand.yes };
    }
    case 'binary':
      return typesOfBinary(tables, node, queued);
    case 'intrinsic': {
      if (node.name === 'QUEUED')
        return queued === undefined ? EITHER : { yes: queued ? ALL_CONTACTS : 0, no: queued ? 0 : ALL_CONTACTS };
      if (node.name === 'AUTO SUBMITTED') return { yes: ALL_CONTACTS, no: ALL_CONTACTS & ~AUTOMATIC_CONTACTS };
      const row = intrinsics[node.name];
      return row.voice && row.type === 'boolean' ? { yes: ALL_CONTACTS & ~EMAIL_CONTACTS, no: ALL_CONTACTS } : EITHER;
    }
    default:
      return EITHER;
  }
}

function typesOfBinary(tables: ConditionTables, node: BinaryExpression, queued: boolean | undefined): ConditionTypes {
  switch (node.operator) {
    case 'AND':
    case 'OR': {
      const left = typesOfCondition(tables, node.left, queued);
      const right = typesOfCondition(tables, node.right, queued);
      if (left === EITHER && right === EITHER) return EITHER;
      return node.operator === 'AND'
        ? { yes: left.yes & right.yes, no: left.no | right.no }
        : { yes: left.yes | right.yes, no: left.no & right.no };
    }
    case '=':
    case '<>': {
      const test = typesOfTest(tables, node);
      if (test === undefined) return EITHER;
      const isIn = { yes: test.certain ? test.among : ALL_CONTACTS, no: ALL_CONTACTS & ~test.among };
      return node.operator === '=' ? isIn : { yes: isIn.no, no: isIn.yes };
    }
    default:
      return EITHER;
  }
}

/** What a condition may ask, as bits: something of the contact's type, whether it is queued, whether skillsets are in service. */
export const QUESTION = { types: 1, queued: 2, service: 4 } as const;

const QUESTIONS = new Map<IntrinsicName, number>([
  ...intrinsicNames.filter((name) => intrinsics[name].voice).map((name) => [name, QUESTION.types] as const),
  ['CONTACT TYPE', QUESTION.types],
  ['AUTO SUBMITTED', QUESTION.types],
  ['QUEUED', QUESTION.queued],
  ['OUT OF SERVICE', QUESTION.service],
]);

/** What a condition asks; most ask nothing of all this, and nothing more needs to be worked out for them. */
export function questionsIn(node: Expression): number {
  switch (node.kind) {
    case 'intrinsic':
      return QUESTIONS.get(node.name) ?? 0;
    case 'parenthesized':
      return questionsIn(node.inner);
    case 'unary':
      return questionsIn(node.operand);
    case 'binary':
      return questionsIn(node.left) | questionsIn(node.right);
    default:
      return 0;
  }
}

/** The types that a test names, and whether it names no others. */
interface NamedTypes {
  readonly among: ContactMask;
  readonly certain: boolean;
}

/** `CONTACT TYPE = …`, or `EMail = CONTACT TYPE`; undefined for any other comparison. */
function typesOfTest(tables: ConditionTables, { left, right }: BinaryExpression): NamedTypes | undefined {
  if (isContactType(left)) {
    const bare = bareOf(right);
    const set = tables.sets.get(bare);
    return set === undefined ? typesOfItems(tables, [bare]) : typesOfSet(tables, set);
  }
  return isContactType(right) ? typesOfItems(tables, [left]) : undefined;
}

function isContactType(node: Expression): boolean {
  const bare = bareOf(node);
  return bare.kind === 'intrinsic' && bare.name === 'CONTACT TYPE';
}

function bareOf(node: Expression): Expression {
  let bare = node;
  while (bare.kind === 'parenthesized') bare = bare.inner;
  return bare;
}

function typesOfSet(tables: ConditionTables, { members }: SetInfo): NamedTypes {
  const items = members.flatMap((member) => (member.kind === 'item' ? [member.node] : []));
  const named = typesOfItems(tables, items);
  return items.length === members.length ? named : { among: named.among, certain: false };
}

function typesOfItems(tables: ConditionTables, items: readonly Expression[]): NamedTypes {
  let among = 0;
  let certain = true;
  for (const item of items) {
    const constant = tables.expressions.get(item)?.constant;
    if (constant?.kind === 'number') among |= 1 << constant.value;
    else if (constant?.kind !== 'empty') certain = false;
  }
  if ((among & EMAIL_CONTACTS) !== 0) among |= EMAIL_CONTACTS;
  return { among, certain };
}

/**
 * Of `WHERE CONTACT TYPE EQUALS …` the types that each VALUE can run for and, last, those that it runs DEFAULT for or goes on with; undefined
 * where another subject stands.
 */
export function typesOfValues(tables: ConditionTables, statement: WhereStatement): readonly ContactMask[] | undefined {
  if (!isContactType(statement.subject)) return undefined;
  let left = ALL_CONTACTS;
  const masks: ContactMask[] = [];
  for (const branch of statement.branches) {
    const set = tables.sets.get(branch);
    const named = set === undefined ? { among: 0, certain: false } : typesOfSet(tables, set);
    masks.push(named.certain ? left & named.among : left);
    left &= ~named.among;
  }
  return [...masks, left];
}
