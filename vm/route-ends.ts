/**
 * Where the code leads from a place: the first statements on each way that decide where a contact goes. Conditions are not weighed:
 * every IF and WHERE is followed every way, WAIT and GET RESPONSE are passed, EXECUTE and EXECUTE SCRIPT are followed.
 *
 * A way ends at QUEUE TO, CLOSE CONTACT, ROUTE CONTACT, DISCONNECT, QUIT or the end of the text. GIVE RESPONSE is told and passed: the
 * contact stays.
 */
import type { LinkedProgram } from './host.ts';
import { isFinal, shapeOf } from './instruction-shape.ts';
import { QUEUE_KINDS } from './instructions.ts';
import type { Program } from './program.ts';
import { ReplayRegisters } from './replay-registers.ts';

/** What a statement does to a contact. */
export type RouteEndKind = 'queue' | 'close' | 'forward' | 'disconnect' | 'response' | 'end';

export interface RouteEnd {
  readonly kind: RouteEndKind;
  /** The skillset, agent or response; '' for the others. Where a variable or intrinsic says which, its name. */
  readonly name: string;
  /** The name is of a variable or intrinsic that says which. */
  readonly read?: true;
  readonly script: string;
  readonly line: number;
}

const KNOWN = new WeakMap<Program, Map<number, readonly RouteEnd[]>>();

const KINDS: Readonly<Record<string, RouteEndKind>> = {
  QUEUE: 'queue',
  QUEUE_AT: 'queue',
  CLOSE_CONTACT: 'close',
  ROUTE_CONTACT: 'forward',
  DISCONNECT: 'disconnect',
  GIVE_RESPONSE: 'response',
  GIVE_RESPONSE_NAMED: 'response',
  QUIT: 'end',
  END: 'end',
};

/** The ends that the code leads to from `pc`, in the order of the text; worked out once a place. */
export function endsFrom(program: LinkedProgram, pc: number): readonly RouteEnd[] {
  const { image } = program;
  const known = KNOWN.get(image) ?? new Map<number, readonly RouteEnd[]>();
  KNOWN.set(image, known);
  const found = known.get(pc);
  if (found !== undefined) return found;
  const ends = search(program, pc);
  known.set(pc, ends);
  return ends;
}

function search(program: LinkedProgram, from: number): readonly RouteEnd[] {
  const { image } = program;
  const { code } = image;
  const ends: { readonly pc: number; readonly end: RouteEnd }[] = [];
  const seen = new Set<number>();
  const open = [from];
  for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
    const shape = shapeOf(code[pc] ?? -1);
    if (shape === undefined || seen.has(pc)) continue;
    seen.add(pc);
    const kind = KINDS[shape.name];
    if (kind !== undefined) {
      for (const named of namesAt(program, pc, kind)) ends.push({ pc, end: { kind, ...named, ...placeOf(image, pc) } });
      if (kind !== 'response') continue;
    }
    if (shape.name === 'EXECUTE_SCRIPT') {
      const wanted = (image.strings[code[pc + 1]!] ?? '').toLowerCase();
      const script = image.scripts.find(({ name }) => name.toLowerCase() === wanted);
      if (script !== undefined) open.push(script.pc);
      continue;
    }
    shape.operands.forEach((operand, i) => {
      if (operand.kind === 'target') open.push(code[pc + 1 + i]!);
    });
    // Behind a SWITCH stand the jumps that it goes by.
    if (shape.name === 'SWITCH') {
      const cases = code[pc + 1 + shape.operands.findIndex(({ name }) => name === 'cases')]!;
      for (let i = 0; i <= cases; i++) open.push(pc + shape.words + i * 2);
    }
    if (!isFinal(shape.name)) open.push(pc + shape.words);
  }
  ends.sort((a, b) => a.pc - b.pc);
  return ends.map(({ end }) => end);
}

/** The provider that GET RESPONSE at `pc` waits for, or the variable that names it; in lower case. */
export function providerAt(program: LinkedProgram, pc: number): string {
  const { code } = program.image;
  const shape = shapeOf(code[pc]!)!;
  const register = code[pc + 1 + shape.operands.findIndex(({ name }) => name === 'provider')]!;
  return (registersAt(program, pc).ints[register]?.name ?? '').toLowerCase();
}

/** What the registers hold where the instruction at `pc` runs, as far as its statement says. */
function registersAt(program: LinkedProgram, pc: number): ReplayRegisters {
  const registers = new ReplayRegisters();
  for (let at = program.image.spans.ofStatement(pc)?.pc ?? pc; at < pc; ) {
    const each = shapeOf(program.image.code[at]!)!;
    registers.apply(program, at, each);
    at += each.words;
  }
  return registers;
}

/** What the statement with the instruction at `pc` is about. */
function namesAt(program: LinkedProgram, pc: number, kind: RouteEndKind): readonly Pick<RouteEnd, 'name' | 'read'>[] {
  if (kind !== 'queue' && kind !== 'response') return [{ name: '' }];
  const { image } = program;
  const shape = shapeOf(image.code[pc]!)!;
  const word = (operand: string): number =>
    image.code[pc + 1 + shape.operands.findIndex(({ name }) => name === operand)]!;
  const symbol = (index: number) => ({ name: image.symbols[index]?.name ?? '?' });
  const register = (index: number): Pick<RouteEnd, 'name' | 'read'> => {
    const { name = '?', constant } = registers.ints[index] ?? {};
    return constant === true ? { name } : { name, read: true };
  };
  if (shape.name === 'GIVE_RESPONSE_NAMED') return [symbol(word('response'))];
  const registers = registersAt(program, pc);
  if (kind === 'response') return [register(word('response'))];
  // Network skillsets have no queue without other sites.
  if (QUEUE_KINDS[word('queue')] === 'network') return [];
  const count = word('count');
  if (count === 0) return (image.lists[word('ids')] ?? []).map(symbol);
  return Array.from({ length: count }, (_, i) => register(word('ids') + i));
}

/** Script and line of the statement that the instruction at `pc` belongs to. */
function placeOf(image: Program, pc: number): { readonly script: string; readonly line: number } {
  const span = image.spans.ofStatement(pc);
  return { script: image.scripts[span?.script ?? -1]?.name ?? '', line: span?.line ?? 0 };
}
