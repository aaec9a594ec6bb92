/**
 * What must hold of a program before it may run. The machine relies on it and checks nothing again: every word of every
 * instruction is in its range, jumps go to instructions, registers are written before they are read and none is alive over a
 * suspension, no way runs off the end, every instruction that can fault has a place to go on, and the tables fit the code.
 */

import type { OperandKind } from './instruction-row.ts';
import { shapeOf, switchJumps } from './instruction-shape.ts';
import { INSTRUCTIONS, QUEUE_CHOICES, QUEUE_KINDS, RELATIONS, VOICE_STATEMENTS } from './instructions.ts';
import { type IntrinsicRow, intrinsicByNumber } from './intrinsics.ts';
import { LINE_WORDS } from './line-table.ts';
import { CODE_WORDS_MAX } from './memory.ts';
import { type Branch, HANDLER_EVENTS, type Program, type ProgramSymbol, programError } from './program.ts';
import { REGISTERS_MAX } from './registers.ts';
import { registerOf, VALUE_TYPES } from './values.ts';

/** Ids in one list: 20 skillsets or agents, 10 variables of a GET RESPONSE, and room for OFFER RESPONSE. */
const LIST_MAX = 255;

/** Values that a SWITCH tells apart. */
const SWITCH_MAX = 64;

/**
 * The code cut into instructions. A program of a million lines has millions of them, so they are not objects: where one starts is a mark in an array,
 * and its words are read where they stand.
 */
interface Layout {
  readonly program: Program;
  readonly code: Int32Array;
  /** 1 where an instruction starts. */
  readonly starts: Uint8Array;
  readonly pcs: Int32Array;
  /** By pc, where a fault range covers it: where to go on. -1 elsewhere. */
  readonly faultTargets: Int32Array;
}

/** Throws a ProgramError BAD_CODE or MALFORMED that says what is wrong and where; returns when the program may run. */
export function verify(program: Program): void {
  checkSize(program.code);
  const layout = readInstructions(program);
  checkTables(layout);
  for (const pc of layout.pcs) checkOperands(layout, pc);
  checkFlow(layout);
}

/** Throws a ProgramError TOO_LARGE where code does not fit into what machines have for it. */
export function checkSize({ length }: Int32Array): void {
  if (length > CODE_WORDS_MAX)
    throw programError('TOO_LARGE', `${length} words, of which a program may have ${CODE_WORDS_MAX}`);
}

function bad(pc: number, what: string): Error {
  return programError('BAD_CODE', `${what} at ${pc}`);
}

function readInstructions(program: Program): Layout {
  const { code } = program;
  const starts = new Uint8Array(code.length + 1);
  const pcs = new Int32Array(code.length);
  let count = 0;
  for (let pc = 0; pc < code.length; ) {
    const shape = shapeOf(code[pc]!);
    if (shape === undefined || shape.name === 'GONE') throw bad(pc, `no instruction ${code[pc]}`);
    if (pc + shape.words > code.length) throw bad(pc, `${shape.name} lacks operands`);
    starts[pc] = 1;
    pcs[count++] = pc;
    pc += shape.words;
  }
  if (count === 0) throw programError('BAD_CODE', 'no instructions');
  const faultTargets = new Int32Array(code.length).fill(-1);
  return { program, code, starts, pcs: pcs.subarray(0, count), faultTargets };
}

/** Whether an instruction starts at `pc`, which may be any number. */
function isStart({ starts }: Layout, pc: number): boolean {
  return starts[pc] === 1;
}

function wordOf(code: Int32Array, pc: number, name: string): number {
  const { operands } = shapeOf(code[pc]!)!;
  return code[pc + 1 + operands.findIndex((operand) => operand.name === name)]!;
}

type Check = (word: number, program: Program, pc: number, layout: Layout) => boolean;

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
  ids: (word, program, pc) => {
    const count = wordOf(program.code, pc, 'count');
    if (count > 0) return word >= 0 && word + count <= REGISTERS_MAX;
    const list = program.lists[word];
    const kind = listKind(program.code, pc);
    return list?.every((symbol) => program.symbols[symbol]?.kind === kind) ?? false;
  },
  count: (word) => within(word, LIST_MAX + 1),
  none: (word) => word === 0,
  // The jumps that a SWITCH goes by stand behind it.
  cases: (word, { code }, pc, layout) =>
    within(word - 1, SWITCH_MAX) &&
    switchJumps(code, pc).every((jump) => isStart(layout, jump) && code[jump] === INSTRUCTIONS.JUMP.code),
  target: (word, _program, _pc, layout) => isStart(layout, word),
  string: (word, program) => within(word, program.strings.length),
  set: (word, program) => within(word, program.sets.length),
  targets: (word, program) => {
    const list = program.lists[word];
    return list?.every((symbol) => isVariable(program.symbols[symbol]!, 'call', 'item')) ?? false;
  },
  wait: (word, program, pc) => program.waitPoints[word]?.pc === pc,
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
function listKind(code: Int32Array, pc: number): ProgramSymbol['kind'] {
  const { name, row } = shapeOf(code[pc]!)!;
  if (name === 'OFFER_RESPONSE') return 'response';
  if ('intrinsic' in row.operands)
    return intrinsicByNumber(wordOf(code, pc, 'intrinsic'))?.row.operand === 'agent' ? 'agent' : 'skillset';
  return QUEUE_KINDS[wordOf(code, pc, 'queue')] === 'agent' ? 'agent' : 'skillset';
}

function checkOperands(layout: Layout, pc: number): void {
  const { program, code } = layout;
  const shape = shapeOf(code[pc]!)!;
  const { operands } = shape;
  for (let i = 0; i < operands.length; i++) {
    const { name, kind } = operands[i]!;
    const word = code[pc + 1 + i]!;
    if (!CHECKS[kind](word, program, pc, layout)) throw bad(pc, `${shape.name}: ${name} ${word} is no ${kind}`);
    if (kind === 'askOf' && listKind(code, pc) === 'agent') checkOneAgent(program, pc);
  }
}

/** An intrinsic of an agent takes one. Its ids were not looked at yet. */
function checkOneAgent({ code, lists }: Program, pc: number): void {
  const [ids, count] = [wordOf(code, pc, 'ids'), wordOf(code, pc, 'count')];
  if ((count === 0 ? lists[ids]?.length : count) !== 1) throw bad(pc, `${shapeOf(code[pc]!)!.name}: not one agent`);
}

function checkTables(layout: Layout): void {
  const { program } = layout;
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
    if (names.size < script.sections.length || !pcs.every((pc) => isStart(layout, pc)))
      throw malformed(`script ${script.name}`);
  }
  let waits = 0;
  for (const pc of layout.pcs) {
    if (!shapeOf(program.code[pc]!)!.suspends) continue;
    if (program.waitPoints[waits++]?.pc !== pc) throw malformed('the wait points');
  }
  if (waits !== program.waitPoints.length || new Set(program.waitPoints.map(({ name }) => name)).size < waits)
    throw malformed('the wait points');
  for (const handler of program.handlers) {
    if (handler.pcs.length !== HANDLER_EVENTS.length || !handler.pcs.every((pc) => pc === -1 || isStart(layout, pc))) {
      throw malformed('an event handler');
    }
  }
  checkFaults(layout);
  checkSpans(layout);
  checkBranches(layout);
}

function checkFaults(layout: Layout): void {
  const { program, code, faultTargets } = layout;
  let end = 0;
  for (const { from, to, target } of program.faults) {
    const ends = isStart(layout, to) || to === code.length;
    if (from < end || to <= from || !isStart(layout, from) || !ends || !isStart(layout, target))
      throw programError('MALFORMED', 'a fault range');
    faultTargets.fill(target, from, to);
    end = to;
  }
  for (const pc of layout.pcs) {
    const { canFault, name } = shapeOf(code[pc]!)!;
    if (canFault && faultTargets[pc]! < 0) throw bad(pc, `${name} has no place to go on after a fault`);
  }
}

function checkSpans({ program, pcs }: Layout): void {
  const { words, length } = program.spans;
  let fits = length === pcs.length;
  for (let row = 0, at = 0; fits && row < length; row++, at += LINE_WORDS) {
    const [line, column, endLine, endColumn] = [words[at + 2]!, words[at + 3]!, words[at + 4]!, words[at + 5]!];
    fits =
      words[at] === pcs[row] &&
      within(words[at + 1]!, program.scripts.length) &&
      line >= 1 &&
      column >= 1 &&
      (endLine > line || (endLine === line && endColumn >= column));
  }
  if (!fits) throw programError('MALFORMED', 'the line table');
}

/** An IF has then, and else or none; a WHERE one or more values, and none, or default, after which fault may stand. */
function isInOrder({ kind, arms }: Branch): boolean {
  if (kind === 'if')
    return arms.length === 2 && arms[0]!.kind === 'then' && (arms[1]!.kind === 'else' || arms[1]!.kind === 'none');
  let values = 0;
  while (arms[values]?.kind === 'value') values++;
  const [last, behind] = [arms[values]?.kind, arms[values + 1]?.kind];
  if (values === 0 || arms.length > values + 2) return false;
  return (last === 'none' && behind === undefined) || (last === 'default' && (behind ?? 'fault') === 'fault');
}

function checkBranches(layout: Layout): void {
  const { program } = layout;
  const statements = new Uint8Array(program.code.length);
  const { words } = program.spans;
  for (let at = 0; at < words.length; at += LINE_WORDS) if (words[at + 6] === 1) statements[words[at]!] = 1;
  let before = -1;
  for (const branch of program.branches) {
    const { pc, arms } = branch;
    let ascends = true;
    let last = pc;
    for (const arm of arms) {
      ascends &&= arm.pc > last && isStart(layout, arm.pc);
      last = arm.pc;
    }
    if (pc <= before || statements[pc] !== 1 || !ascends || !isInOrder(branch))
      throw programError('MALFORMED', `the branches at ${pc}`);
    before = pc;
  }
}

/**
 * How many registers of each file are written on every way to an instruction: 0 .. n-1 are, and no other. Both numbers in one word; -1 where no way
 * led yet.
 */
function checkFlow(layout: Layout): void {
  const { program, code, faultTargets } = layout;
  const depths = new Int32Array(code.length).fill(-1);
  const work: number[] = [];
  const reach = (pc: number, depth: number, from: number): void => {
    if (!isStart(layout, pc)) throw bad(from, 'the code runs off its end');
    const known = depths[pc]!;
    const met =
      known < 0 ? depth : depthOf(Math.min(intsOf(known), intsOf(depth)), Math.min(textsOf(known), textsOf(depth)));
    if (met === known) return;
    depths[pc] = met;
    work.push(pc);
  };
  for (const script of program.scripts) {
    reach(script.pc, 0, script.pc);
    for (const { pc } of script.sections) reach(pc, 0, pc);
  }
  for (const { pcs } of program.handlers) for (const pc of pcs) if (pc >= 0) reach(pc, 0, pc);
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    const { name, operands, words, suspends, canFault, isFinal } = shapeOf(code[pc]!)!;
    // A suspending instruction reads registers too, and leaves none.
    const written = depthAfter(code, pc, depths[pc]!);
    const after = suspends ? 0 : written;
    for (let i = 0; i < operands.length; i++) if (operands[i]!.kind === 'target') reach(code[pc + 1 + i]!, after, pc);
    if (name === 'SWITCH') for (const jump of switchJumps(code, pc)) reach(jump, after, pc);
    if (canFault) reach(faultTargets[pc]!, 0, pc);
    if (!isFinal) reach(pc + words, after, pc);
  }
}

const depthOf = (ints: number, texts: number): number => ints * 0x1000 + texts;
const intsOf = (depth: number): number => depth >> 12;
const textsOf = (depth: number): number => depth & 0xfff;

function depthAfter(code: Int32Array, pc: number, before: number): number {
  const { name, operands } = shapeOf(code[pc]!)!;
  const [ints, texts] = [intsOf(before), textsOf(before)];
  let [int, text] = [ints, texts];
  const unwritten = (file: string, word: number): Error =>
    bad(pc, `${name} reads ${file} register ${word}, which is not written`);
  for (let i = 0; i < operands.length; i++) {
    const word = code[pc + 1 + i]!;
    switch (operands[i]!.kind) {
      case 'int':
        if (word >= ints) throw unwritten('int', word);
        break;
      case 'text':
      case 'textOrCc':
        if (word >= texts) throw unwritten('text', word);
        break;
      case 'ids': {
        const count = code[pc + 2 + i]!;
        if (count > 0 && word + count > ints) throw unwritten('int', word);
        break;
      }
      case 'intTo':
        if (word > int) throw bad(pc, `${name} skips int registers`);
        int = Math.max(int, word + 1);
        break;
      case 'textTo':
        if (word > text) throw bad(pc, `${name} skips text registers`);
        text = Math.max(text, word + 1);
        break;
      default:
    }
  }
  return depthOf(int, text);
}
