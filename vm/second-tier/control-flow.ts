/**
 * The ways through one script's code, laid out for text that only ever jumps forwards.
 *
 * A *block* begins where a run can come from elsewhere: at an entry (the script's start, behind a suspension, a body of an event) or where
 * a jump goes; it runs on to the next block or to an end, and may be left in its middle. Since a way round without a suspension is an error
 * (language §3), blocks can stand in an order in which every jump goes forwards, and no instruction runs twice in an activation: the number
 * of instructions bounds its steps. Code for which that does not hold stays with the machine.
 */
import type { LinkedProgram } from '../host.ts';
import { canFault, type InstructionShape, isFinal, shapeOf, suspends } from '../instruction-shape.ts';
import { INSTRUCTIONS } from '../instructions.ts';

/** One instruction of linked code. */
export interface Instruction {
  readonly pc: number;
  /** By linked code: GONE where it names what is gone. */
  readonly shape: InstructionShape;
  /** The pc behind it. */
  readonly next: number;
}

export interface Block {
  readonly pc: number;
  readonly instructions: readonly Instruction[];
  /** The block into which it runs at its end. */
  readonly runsInto: number | undefined;
  /** The blocks to which it may go, that one last. */
  readonly goesTo: readonly number[];
}

export interface ScriptFlow {
  /** In an order in which every jump goes forwards. */
  readonly blocks: readonly Block[];
  /** Where the machine may begin, ascending. */
  readonly entries: readonly number[];
}

/** What an activation may come to that begins at an entry. */
export interface EntryFlow {
  /** In an order in which every jump goes forwards; the first begins at the entry. */
  readonly blocks: readonly Block[];
  /** Bounds the steps of the activation. */
  readonly instructions: number;
}

/** Deeper nests of labels than this are not asked of the JavaScript parser. */
const BLOCKS_MAX = 400;
const INSTRUCTIONS_MAX = 5000;

/** First and one past the last pc of a script; bodies of its events stand behind it. */
export function rangeOf(program: LinkedProgram, script: number): readonly [number, number] {
  const from = program.scripts[script]!.pc;
  const after = program.scripts.map(({ pc }) => pc).filter((pc) => pc > from);
  return [from, Math.min(program.code.length, ...after)];
}

/** Lays a script out; undefined when it goes round without a suspension, jumps elsewhere, or is too long. */
export function flowOf(program: LinkedProgram, script: number): ScriptFlow | undefined {
  const [from, to] = rangeOf(program, script);
  const all = instructionsOf(program, from, to);
  if (all.size > INSTRUCTIONS_MAX) return undefined;
  const entries = entriesOf(program, all, from, to);
  const starts = new Set(entries);
  for (const instruction of all.values()) for (const pc of jumpsOf(program, instruction)) starts.add(pc);
  if (starts.size > BLOCKS_MAX) return undefined;
  const blocks = inOrder(program, all, starts, entries);
  return blocks === undefined ? undefined : { blocks, entries };
}

/** The part of a script that can be reached from one of its entries. */
export function flowFrom({ blocks }: ScriptFlow, entry: number): EntryFlow {
  const reached = new Set([entry]);
  // Jumps go forwards, so that whoever goes to a block has been looked at before it.
  const own = blocks.filter(({ pc, goesTo }) => {
    if (!reached.has(pc)) return false;
    for (const to of goesTo) reached.add(to);
    return true;
  });
  return { blocks: own, instructions: own.reduce((sum, { instructions }) => sum + instructions.length, 0) };
}

function instructionsOf(program: LinkedProgram, from: number, to: number): ReadonlyMap<number, Instruction> {
  const all = new Map<number, Instruction>();
  for (let pc = from; pc < to; ) {
    const next = pc + shapeOf(program.image.code[pc]!)!.words;
    all.set(pc, { pc, shape: shapeOf(program.code[pc]!)!, next });
    pc = next;
  }
  return all;
}

function entriesOf(
  program: LinkedProgram,
  all: ReadonlyMap<number, Instruction>,
  from: number,
  to: number,
): readonly number[] {
  const entries = new Set([from]);
  // By the image: a machine may stand at what has become GONE since.
  for (const { pc, next } of all.values()) if (suspends(shapeOf(program.image.code[pc]!)!.name)) entries.add(next);
  for (const { pcs } of program.image.handlers) for (const pc of pcs) if (pc >= from && pc < to) entries.add(pc);
  return [...entries].sort((a, b) => a - b);
}

/** Where an instruction may jump: its targets, and where a fault goes on. */
function jumpsOf(program: LinkedProgram, { pc, shape }: Instruction): readonly number[] {
  const { code } = program;
  const jumps: number[] = [];
  shape.operands.forEach(({ kind }, i) => {
    if (kind === 'target') jumps.push(code[pc + 1 + i]!);
  });
  if (shape.name === 'SWITCH') jumps.push(...switchTargets(program, pc));
  if (canFault(shape.name)) jumps.push(faultTargetAt(program, pc));
  return jumps;
}

/** The targets of the jumps behind a SWITCH; the last is for all other values. */
export function switchTargets({ code }: LinkedProgram, pc: number): readonly number[] {
  const cases = code[pc + 3]!;
  return Array.from({ length: cases + 1 }, (_, nth) => code[pc + 5 + nth * 2]!);
}

/** Where a run goes on after a fault at `pc`; verify.ts has seen to it that there is such a place. */
export function faultTargetAt({ image }: LinkedProgram, pc: number): number {
  return image.faults.find(({ from, to }) => pc >= from && pc < to)?.target ?? -1;
}

const GONE = INSTRUCTIONS.GONE.code;

/** Whether a run never goes on to the instruction behind this one. */
function ends({ shape }: Instruction): boolean {
  return isFinal(shape.name) || suspends(shape.name) || shape.row.code === GONE || shape.name === 'SWITCH';
}

function blockAt(
  program: LinkedProgram,
  all: ReadonlyMap<number, Instruction>,
  starts: ReadonlySet<number>,
  from: number,
): Block | undefined {
  const instructions: Instruction[] = [];
  const goesTo: number[] = [];
  for (let pc = from; ; ) {
    const instruction = all.get(pc);
    if (instruction === undefined) return undefined;
    instructions.push(instruction);
    goesTo.push(...jumpsOf(program, instruction));
    if (ends(instruction)) return { pc: from, instructions, runsInto: undefined, goesTo };
    pc = instruction.next;
    if (starts.has(pc)) return { pc: from, instructions, runsInto: pc, goesTo: [...goesTo, pc] };
  }
}

/** The blocks that can be reached, each before all to which it goes; undefined when there is no such order. */
function inOrder(
  program: LinkedProgram,
  all: ReadonlyMap<number, Instruction>,
  starts: ReadonlySet<number>,
  entries: readonly number[],
): readonly Block[] | undefined {
  const blocks: Block[] = [];
  const state = new Map<number, 'open' | 'done'>();
  const visit = (pc: number): boolean => {
    const known = state.get(pc);
    if (known !== undefined) return known === 'done';
    const block = blockAt(program, all, starts, pc);
    if (block === undefined) return false;
    state.set(pc, 'open');
    // What it runs into is visited last, and so stands right behind it.
    if (!block.goesTo.every(visit)) return false;
    state.set(pc, 'done');
    blocks.push(block);
    return true;
  };
  return [...entries].reverse().every(visit) ? blocks.reverse() : undefined;
}
