/**
 * What must hold of a program before it may run. The machine relies on it and checks nothing again: every word of every
 * instruction is in its range, jumps go to instructions, registers are written before they are read and none is alive over a
 * suspension, no way runs off the end, every instruction that can fault has a place to go on, and the tables fit the code.
 */
import type { OperandKind } from './instruction-row.ts';
import { canFault, type InstructionShape, isFinal, shapeOf, suspends, switchJumps } from './instruction-shape.ts';
import { QUEUE_CHOICES, QUEUE_KINDS, RELATIONS, VOICE_STATEMENTS } from './instructions.ts';
import { type IntrinsicRow, intrinsicByNumber } from './intrinsics.ts';
import { type Branch, HANDLER_EVENTS, type Program, type ProgramSymbol, programError } from './program.ts';
import { REGISTERS_MAX } from './registers.ts';
import { registerOf, VALUE_TYPES } from './values.ts';

/** Ids in one list: 20 skillsets or agents, 10 variables of a GET RESPONSE, and room for OFFER RESPONSE. */
const LIST_MAX = 255;

/** Values that a SWITCH tells apart. */
const SWITCH_MAX = 64;

interface Instruction {
  readonly pc: number;
  readonly shape: InstructionShape;
  /** The words after the code word. */
  readonly words: Int32Array;
}

/** Throws a ProgramError BAD_CODE or MALFORMED that says what is wrong and where; returns when the program may run. */
export function verify(program: Program): void {
  const instructions = readInstructions(program.code);
  checkTables(program, instructions);
  for (const instruction of instructions.values()) checkOperands(program, instruction, instructions);
  checkFlow(program, instructions);
}

function bad(pc: number, what: string): Error {
  return programError('BAD_CODE', `${what} at ${pc}`);
}

function readInstructions(code: Int32Array): ReadonlyMap<number, Instruction> {
  const instructions = new Map<number, Instruction>();
  for (let pc = 0; pc < code.length; ) {
    const shape = shapeOf(code[pc]!);
    if (shape === undefined || shape.name === 'GONE') throw bad(pc, `no instruction ${code[pc]}`);
    if (pc + shape.words > code.length) throw bad(pc, `${shape.name} lacks operands`);
    instructions.set(pc, { pc, shape, words: code.subarray(pc + 1, pc + shape.words) });
    pc += shape.words;
  }
  if (instructions.size === 0) throw programError('BAD_CODE', 'no instructions');
  return instructions;
}

function wordOf(instruction: Instruction, name: string): number {
  return instruction.words[instruction.shape.operands.findIndex((operand) => operand.name === name)]!;
}

type Check = (
  word: number,
  program: Program,
  instruction: Instruction,
  at: ReadonlyMap<number, Instruction>,
) => boolean;

const within = (word: number, count: number): boolean => word >= 0 && word < count;
const register: Check = (word) => within(word, REGISTERS_MAX);
const symbolIs =
  (test: (symbol: ProgramSymbol) => boolean): Check =>
  (word, program) => {
    const symbol = program.symbols[word];
    return symbol !== undefined && test(symbol);
  };
const variableIs = (scope: 'call' | 'global', kind: 'item' | 'set', file: 'int' | 'string'): Check =>
  symbolIs((symbol) => isVariable(symbol, scope, kind) && registerOf(symbol.type) === file);

function isVariable(
  symbol: ProgramSymbol,
  scope: 'call' | 'global',
  kind: 'item' | 'set',
): symbol is Extract<ProgramSymbol, { kind: 'variable' }> {
  return symbol.kind === 'variable' && symbol.scope === scope && symbol.class === kind;
}

function asks(word: number, operands: readonly string[], test: (type: string) => boolean): boolean {
  const row = intrinsicByNumber(word)?.row;
  return row !== undefined && operands.includes(row.operand) && test(row.type);
}

function answers(word: number, test: (row: IntrinsicRow) => boolean): boolean {
  const row = intrinsicByNumber(word)?.row;
  return row !== undefined && test(row);
}

/** One check a kind of operand. Registers are looked at again by the flow. */
const CHECKS: { readonly [K in OperandKind]: Check } = {
  int: register,
  text: register,
  textOrCc: (word, ...rest) => word === -1 || register(word, ...rest),
  intTo: register,
  textTo: register,
  number: () => true,
  positive: (word) => word > 0,
  priority: (word) => word >= 1 && word <= 6,
  flag: (word) => word === 0 || word === 1,
  ids: (word, program, instruction) => {
    const count = wordOf(instruction, 'count');
    if (count > 0) return word >= 0 && word + count <= REGISTERS_MAX;
    const list = program.lists[word];
    const kind = listKind(instruction);
    return list?.every((symbol) => program.symbols[symbol]?.kind === kind) ?? false;
  },
  count: (word) => within(word, LIST_MAX + 1),
  none: (word) => word === 0,
  // The jumps that a SWITCH goes by stand behind it.
  cases: (word, program, { pc }, at) =>
    within(word - 1, SWITCH_MAX) && switchJumps(program.code, pc).every((jump) => at.get(jump)?.shape.name === 'JUMP'),
  target: (word, _program, _instruction, at) => at.has(word),
  string: (word, program) => within(word, program.strings.length),
  set: (word, program) => within(word, program.sets.length),
  targets: (word, program) => {
    const list = program.lists[word];
    return list?.every((symbol) => isVariable(program.symbols[symbol]!, 'call', 'item')) ?? false;
  },
  wait: (word, program, instruction) => program.waitPoints[word]?.pc === instruction.pc,
  handler: (word, program) => within(word, program.handlers.length),
  symbol: symbolIs((symbol) => symbol.kind !== 'variable'),
  response: symbolIs((symbol) => symbol.kind === 'response'),
  cell: symbolIs((symbol) => symbol.kind === 'skillset'),
  callInt: variableIs('call', 'item', 'int'),
  callNumber: symbolIs((symbol) => isVariable(symbol, 'call', 'item') && symbol.type === 'integer'),
  callText: variableIs('call', 'item', 'string'),
  globalInt: variableIs('global', 'item', 'int'),
  globalText: variableIs('global', 'item', 'string'),
  globalSet: variableIs('global', 'set', 'int'),
  globalTextSet: variableIs('global', 'set', 'string'),
  askInt: (word) => asks(word, ['none'], (type) => type !== 'string' && type !== 'dn'),
  askBoolean: (word) => asks(word, ['none'], (type) => type === 'boolean'),
  askOf: (word) => asks(word, ['skillsets', 'agent'], () => true),
  askText: (word) => asks(word, ['none'], (type) => type === 'string' || type === 'dn'),
  askCell: (word) => answers(word, ({ cell }) => cell !== undefined && !cell.isZero),
  askFact: (word) => answers(word, ({ fact }) => fact !== undefined),
  relation: (word) => within(word, RELATIONS.length),
  queueKind: (word) => within(word, QUEUE_KINDS.length),
  queueChoice: (word) => within(word, QUEUE_CHOICES.length),
  intType: (word) => within(word, VALUE_TYPES.length) && registerOf(VALUE_TYPES[word]!) === 'int',
  voice: (word) => within(word, VOICE_STATEMENTS.length),
};

/** What the ids of an instruction name. */
function listKind(instruction: Instruction): ProgramSymbol['kind'] {
  if (instruction.shape.name === 'OFFER_RESPONSE') return 'response';
  if ('intrinsic' in instruction.shape.row.operands) {
    return intrinsicByNumber(wordOf(instruction, 'intrinsic'))?.row.operand === 'agent' ? 'agent' : 'skillset';
  }
  return QUEUE_KINDS[wordOf(instruction, 'queue')] === 'agent' ? 'agent' : 'skillset';
}

function checkOperands(program: Program, instruction: Instruction, at: ReadonlyMap<number, Instruction>): void {
  for (const [i, { name, kind }] of instruction.shape.operands.entries()) {
    const word = instruction.words[i]!;
    if (!CHECKS[kind](word, program, instruction, at)) {
      throw bad(instruction.pc, `${instruction.shape.name}: ${name} ${word} is no ${kind}`);
    }
  }
  if (instruction.shape.operands.some(({ kind }) => kind === 'askOf') && listKind(instruction) === 'agent') {
    const [ids, count] = [wordOf(instruction, 'ids'), wordOf(instruction, 'count')];
    if ((count === 0 ? program.lists[ids]!.length : count) !== 1)
      throw bad(instruction.pc, `${instruction.shape.name}: not one agent`);
  }
}

function checkTables(program: Program, at: ReadonlyMap<number, Instruction>): void {
  const malformed = (what: string): Error => programError('MALFORMED', what);
  const symbolCount = program.symbols.length;
  if (program.symbols.some((symbol) => symbol.kind === 'variable' && symbol.type === 'boolean')) {
    throw malformed('a boolean variable');
  }
  for (const list of program.lists) {
    if (list.length === 0 || list.length > LIST_MAX || !list.every((symbol) => within(symbol, symbolCount))) {
      throw malformed('a list of names');
    }
  }
  for (const set of program.sets) {
    const names = set.symbols.map((symbol) => program.symbols[symbol]?.kind);
    if (set.ranges.length % 2 !== 0 || names.includes(undefined) || names.includes('variable'))
      throw malformed('a set');
  }
  const scriptNames = new Set(program.scripts.map((script) => script.name.toLowerCase()));
  if (program.scripts.length === 0 || scriptNames.size < program.scripts.length) throw malformed('the scripts');
  for (const script of program.scripts) {
    const names = new Set(script.sections.map((section) => section.name.toLowerCase()));
    const pcs = [script.pc, ...script.sections.map((section) => section.pc)];
    if (names.size < script.sections.length || !pcs.every((pc) => at.has(pc))) throw malformed(`script ${script.name}`);
  }
  const waits = [...at.values()].filter(({ shape }) => suspends(shape.name));
  if (
    waits.length !== program.waitPoints.length ||
    waits.some(({ pc }, i) => program.waitPoints[i]!.pc !== pc) ||
    new Set(program.waitPoints.map(({ name }) => name)).size < waits.length
  ) {
    throw malformed('the wait points');
  }
  for (const handler of program.handlers) {
    if (handler.pcs.length !== HANDLER_EVENTS.length || !handler.pcs.every((pc) => pc === -1 || at.has(pc))) {
      throw malformed('an event handler');
    }
  }
  checkFaults(program, at);
  checkSpans(program, at);
  checkBranches(program, at);
}

function checkFaults(program: Program, at: ReadonlyMap<number, Instruction>): void {
  let end = 0;
  for (const range of program.faults) {
    const ends = at.has(range.to) || range.to === program.code.length;
    if (range.from < end || range.to <= range.from || !at.has(range.from) || !ends || !at.has(range.target)) {
      throw programError('MALFORMED', 'a fault range');
    }
    end = range.to;
  }
  for (const { pc, shape } of at.values()) {
    if (canFault(shape.name) && faultTargetOf(program, pc) === undefined) {
      throw bad(pc, `${shape.name} has no place to go on after a fault`);
    }
  }
}

function faultTargetOf(program: Program, pc: number): number | undefined {
  return program.faults.find((range) => pc >= range.from && pc < range.to)?.target;
}

function checkSpans(program: Program, at: ReadonlyMap<number, Instruction>): void {
  const pcs = [...at.keys()];
  const fits = program.spans.every(
    (span, i) =>
      span.pc === pcs[i] &&
      within(span.script, program.scripts.length) &&
      span.line >= 1 &&
      span.column >= 1 &&
      (span.endLine > span.line || (span.endLine === span.line && span.endColumn >= span.column)),
  );
  if (program.spans.length !== pcs.length || !fits) throw programError('MALFORMED', 'the line table');
}

const ARM_ORDERS: { readonly [K in Branch['kind']]: RegExp } = {
  if: /^then (else|none) $/,
  where: /^(value )+(none |default (fault )?)$/,
};

function checkBranches(program: Program, at: ReadonlyMap<number, Instruction>): void {
  const statements = new Set(program.spans.filter(({ statement }) => statement).map(({ pc }) => pc));
  let before = -1;
  for (const { pc, kind, arms } of program.branches) {
    const ascends = arms.every((arm, i) => arm.pc > (arms[i - 1]?.pc ?? pc) && at.has(arm.pc));
    const order = arms.map((arm) => `${arm.kind} `).join('');
    if (pc <= before || !statements.has(pc) || !ascends || !ARM_ORDERS[kind].test(order))
      throw programError('MALFORMED', `the branches at ${pc}`);
    before = pc;
  }
}

/** How many registers of each file are written on every way to an instruction: 0 .. n-1 are, and no other. */
interface Depth {
  readonly int: number;
  readonly text: number;
}

const NO_REGISTERS: Depth = { int: 0, text: 0 };

function checkFlow(program: Program, at: ReadonlyMap<number, Instruction>): void {
  const depths = new Map<number, Depth>();
  const work: number[] = [];
  const reach = (pc: number, depth: Depth, from: number): void => {
    if (!at.has(pc)) throw bad(from, 'the code runs off its end');
    const known = depths.get(pc);
    const met =
      known === undefined ? depth : { int: Math.min(known.int, depth.int), text: Math.min(known.text, depth.text) };
    if (known !== undefined && met.int === known.int && met.text === known.text) return;
    depths.set(pc, met);
    work.push(pc);
  };
  for (const script of program.scripts) {
    for (const { pc } of [script, ...script.sections]) reach(pc, NO_REGISTERS, pc);
  }
  for (const { pcs } of program.handlers) for (const pc of pcs) if (pc >= 0) reach(pc, NO_REGISTERS, pc);
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    const instruction = at.get(pc)!;
    const { name, operands, words } = instruction.shape;
    const after = suspends(name) ? NO_REGISTERS : depthAfter(instruction, depths.get(pc)!);
    // The flow reads registers of a suspending instruction too.
    if (suspends(name)) depthAfter(instruction, depths.get(pc)!);
    operands.forEach(({ kind }, i) => {
      if (kind === 'target') reach(instruction.words[i]!, after, pc);
    });
    if (name === 'SWITCH') for (const jump of switchJumps(program.code, pc)) reach(jump, after, pc);
    if (canFault(name)) reach(faultTargetOf(program, pc)!, NO_REGISTERS, pc);
    if (!isFinal(name)) reach(pc + words, after, pc);
  }
}

function depthAfter(instruction: Instruction, before: Depth): Depth {
  let { int, text } = before;
  const { pc, shape, words } = instruction;
  const unwritten = (file: string, word: number): Error =>
    bad(pc, `${shape.name} reads ${file} register ${word}, which is not written`);
  for (const [i, { kind }] of shape.operands.entries()) {
    const word = words[i]!;
    if (kind === 'int' && word >= before.int) throw unwritten('int', word);
    if (kind === 'text' && word >= before.text) throw unwritten('text', word);
    if (kind === 'textOrCc' && word >= before.text) throw unwritten('text', word);
    if (kind === 'ids' && words[i + 1]! > 0 && word + words[i + 1]! > before.int) throw unwritten('int', word);
    if (kind === 'intTo' && word > int) throw bad(pc, `${shape.name} skips int registers`);
    if (kind === 'textTo' && word > text) throw bad(pc, `${shape.name} skips text registers`);
    if (kind === 'intTo') int = Math.max(int, word + 1);
    if (kind === 'textTo') text = Math.max(text, word + 1);
  }
  return { int, text };
}
