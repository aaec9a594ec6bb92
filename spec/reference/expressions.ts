/**
 * Expressions (language §4). Each evaluates to a value that says its type; digits, strings and bare words take the type that their place
 * wants. A fault is thrown as a Fault, and the statement decides what it skips.
 */
import type {
  BinaryExpression,
  Expression,
  IntegerLiteral,
  IntrinsicExpression,
  Name,
  Operand,
  TypeName,
} from '../../dsl/index.ts';
import { type Centre, Fault } from './centre.ts';
import { compare } from './comparisons.ts';
import { type Contact, callVariable } from './contact.ts';
import { itemOf, type Named, namesOf, wordOf } from './names.ts';
import { converted, emptyOf, familyOf, isEmpty, type TextType, type Value, type WordType } from './values.ts';

/** Where an expression is evaluated. */
export interface Scope {
  readonly contact: Contact;
  readonly centre: Centre;
}

/** The value of an expression, as its place wants it. */
export function evaluate(scope: Scope, expression: Expression, wanted?: TypeName): Value {
  switch (expression.kind) {
    case 'parenthesized':
      return evaluate(scope, expression.inner, wanted);
    case 'integer':
      return integerValue(scope, expression, wanted);
    case 'string':
      return stringValue(scope, expression.value, wanted);
    case 'time':
      return { type: 'time', point: expression.minutes };
    case 'day':
      return { type: 'day', point: expression.day };
    case 'month':
      return { type: 'month', point: expression.month };
    case 'date':
      return { type: 'date', date: { year: expression.year, month: expression.month, day: expression.day } };
    case 'name':
      return nameValue(scope, expression, wanted);
    case 'intrinsic':
      return askIntrinsic(scope, expression);
    case 'unary': {
      if (expression.operator === 'NOT') return { type: 'boolean', holds: !holds(scope, expression.operand) };
      // -2147483648 is one literal, though 2147483648 is none.
      if (expression.operand.kind === 'integer') return integer(-Number(expression.operand.digits));
      const operand = evaluate(scope, expression.operand);
      return integer(-numberIn(operand), operand.type);
    }
    case 'binary':
      return binaryValue(scope, expression);
    case 'range':
    case 'list':
    case 'error':
      throw new Error(`a ${expression.kind} has no value`);
  }
}

/** Whether a condition holds. */
export function holds(scope: Scope, condition: Expression): boolean {
  const value = evaluate(scope, condition);
  if (value.type !== 'boolean') throw new Error(`a ${value.type} is no condition`);
  return value.holds;
}

/** The number of an integer, seconds or priority. */
export function numberIn(value: Value): number {
  if (!('number' in value)) throw new Error(`a ${value.type} is no number`);
  return value.number;
}

function integer(value: number, type?: TypeName): Value {
  // 32 bits with a sign; -0 is 0.
  if (value < -2147483648 || value > 2147483647) throw new Fault('overflow');
  return { type: type === 'seconds' ? 'seconds' : 'integer', number: value + 0 };
}

function integerValue(scope: Scope, literal: IntegerLiteral, wanted: TypeName | undefined): Value {
  if (wanted === 'agent') {
    return { type: 'agent', name: presentNames(scope).agentsByNumber.get(literal.digits) };
  }
  if (wanted === 'reason') {
    return { type: 'reason', name: presentNames(scope).reasonsByCode.get(Number(literal.digits)) };
  }
  // Where a DN or a voice resource is needed, digits are that: leading zeros count.
  if (wanted !== undefined && wanted !== 'string' && familyOf(wanted) === 'text')
    return { type: wanted as TextType, text: literal.digits };
  return converted({ type: 'integer', number: Number(literal.digits) }, wanted);
}

function stringValue(scope: Scope, text: string, wanted: TypeName | undefined): Value {
  if (wanted === undefined || wanted === 'string') return { type: 'string', text };
  if (wanted === 'reason' && text !== '') {
    const named = presentNames(scope).byName.get(text.toLowerCase());
    return { type: 'reason', name: named?.kind === 'thing' ? named.name : undefined };
  }
  // `""` is the empty value of any type that has one.
  if (text === '') return emptyOf(wanted);
  return { type: wanted as WordType, name: wordOf(wanted as WordType, text) };
}

function presentNames({ contact, centre }: Scope) {
  return namesOf(centre.directory(contact.globals));
}

/** What a bare name stands for. Names do not change their meaning while a script runs, only globals their value. */
export function lookUp(scope: Scope, name: Name): Named | undefined {
  return presentNames(scope).byName.get(name.text.toLowerCase());
}

function nameValue(scope: Scope, name: Name, wanted: TypeName | undefined): Value {
  const named = lookUp(scope, name);
  if (wanted === 'contact_type' || wanted === 'queue_type') {
    const isVariable = named?.kind === 'variable' && named.variable.type === wanted;
    if (!isVariable) return { type: wanted, name: wordOf(wanted, name.text) };
  }
  if (named === undefined) throw new Error(`nothing is called ${name.text}`);
  if (named.kind === 'thing') return { type: named.type, name: named.name };
  const { variable } = named;
  const value =
    variable.scope === 'global' ? itemOf(variable) : callVariable(scope.contact, variable.name, scope.centre);
  return converted(value, wanted);
}

function askIntrinsic(scope: Scope, expression: IntrinsicExpression): Value {
  const { name, args } = expression;
  if (name === 'CONTACT DATA') {
    const key = args[0]?.kind === 'string' ? args[0].value : '';
    return { type: 'string', text: scope.centre.contactData(key) };
  }
  if (name === 'LOGGED AGENT' || name === 'IDLE AGENT') {
    const [agent] = namesIn(scope, args, 'agent');
    // An empty agent is not logged in.
    return agent === undefined ? { type: 'boolean', holds: false } : scope.centre.ask(name, [agent]);
  }
  return scope.centre.ask(name, namesIn(scope, args, 'skillset'));
}

/** The names of skillsets, agents, responses …, the empty ones passed over (language §4). */
export function namesIn(scope: Scope, operands: readonly Operand[], wanted: TypeName): readonly string[] {
  return operands
    .map((operand) => evaluate(scope, operand, wanted))
    .filter((value) => !isEmpty(value))
    .map((value) => ('name' in value && value.name !== undefined ? value.name : ''));
}

function binaryValue(scope: Scope, expression: BinaryExpression): Value {
  const { left, operator, right } = expression;
  switch (operator) {
    case 'AND':
      return { type: 'boolean', holds: holds(scope, left) && holds(scope, right) };
    case 'OR':
      return { type: 'boolean', holds: holds(scope, left) || holds(scope, right) };
    case '+':
    case '-':
    case '*':
    case '/': {
      const a = evaluate(scope, left);
      const b = evaluate(scope, right);
      const type = a.type === 'seconds' || b.type === 'seconds' ? 'seconds' : 'integer';
      return integer(calculate(operator, numberIn(a), numberIn(b)), type);
    }
    default:
      return { type: 'boolean', holds: compare(scope, left, operator, right) };
  }
}

function calculate(operator: '+' | '-' | '*' | '/', a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw new Fault('division_by_zero');
      return Math.trunc(a / b);
  }
}
