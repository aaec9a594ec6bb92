/**
 * Places of a program as they outlive its numbers: the text of its statements with names instead of indices, its sections, its event
 * handlers by where they stand, and what code can still be reached from a place without going through EXECUTE SCRIPT.
 *
 * Terminology. *region*: the code from one label (script, section, body of an event) to the next; its name is `Script`,
 * `Script/section`, or that of the event handler. *ahead*: reachable from a wait point before the next EXECUTE SCRIPT.
 */
import { canFault, type InstructionShape, instructionPcs, isFinal, shapeOf, suspends } from './instruction-shape.ts';
import { INSTRUCTIONS, QUEUE_CHOICES, QUEUE_KINDS, RELATIONS } from './instructions.ts';
import { intrinsicByNumber } from './intrinsics.ts';
import { HANDLER_EVENTS, type Program, type ProgramSymbol, type Span } from './program.ts';

type OperandKind = InstructionShape['operands'][number]['kind'];

/** Code between two labels. */
export interface Region {
  readonly name: string;
  /** Index of the script. */
  readonly script: number;
  readonly from: number;
  readonly to: number;
}

/** A statement of a region: its instructions as text, the same whatever stands elsewhere in the set. */
export interface StatementText {
  readonly pc: number;
  readonly text: string;
  /** Index of the wait point in it; -1 for none. */
  readonly wait: number;
}

/** What lies ahead of a place. */
export interface Ahead {
  /** Names of EXECUTE SCRIPT's targets as written, in the order of the code. */
  readonly targets: readonly string[];
  /** Indices of the symbols that are named, each with the instructions that do. */
  readonly symbols: ReadonlyMap<number, readonly number[]>;
}

/** Everything that is worked out of one program; made once a program. */
export interface Places {
  readonly program: Program;
  readonly regions: readonly Region[];
  readonly statements: ReadonlyMap<string, readonly StatementText[]>;
  /** Name of each EVENT HANDLER: `Script/section handler #n`, by its index. */
  readonly handlers: readonly string[];
  /** Indices of the handlers that may hold at a wait point, by the wait point's index. */
  readonly holding: readonly ReadonlySet<number>[];
}

const KNOWN = new WeakMap<Program, Places>();

/** The places of a verified program. */
export function placesOf(program: Program): Places {
  const known = KNOWN.get(program);
  if (known !== undefined) return known;
  const handlers = handlerNames(program);
  const regions = regionsOf(program, handlers);
  const statements = new Map(regions.map((region) => [region.name, statementsOf(program, regions, region)]));
  const places = { program, regions, statements, handlers, holding: holdingOf(program) };
  KNOWN.set(program, places);
  return places;
}

function handlerNames(program: Program): readonly string[] {
  const labels = program.scripts
    .flatMap((script) => [
      { pc: script.pc, name: script.name },
      ...script.sections.map(({ name, pc }) => ({ pc, name: `${script.name}/${name}` })),
    ])
    .sort((a, b) => a.pc - b.pc);
  const names: string[] = program.handlers.map(() => '');
  const counts = new Map<string, number>();
  for (const pc of instructionPcs(program.code)) {
    if (program.code[pc] !== INSTRUCTIONS.HANDLER.code) continue;
    const section = labels.findLast((label) => label.pc <= pc)?.name ?? '';
    const count = (counts.get(section) ?? 0) + 1;
    counts.set(section, count);
    names[program.code[pc + 1]!] = `${section} handler #${count}`;
  }
  return names;
}

function regionsOf(program: Program, handlers: readonly string[]): readonly Region[] {
  const labels = program.scripts.flatMap((script, index) => [
    { name: script.name, pc: script.pc, script: index },
    ...script.sections.map(({ name, pc }) => ({ name: `${script.name}/${name}`, pc, script: index })),
  ]);
  const starts = program.scripts.map(({ pc }) => pc);
  program.handlers.forEach(({ pcs }, handler) => {
    pcs.forEach((pc, event) => {
      if (pc < 0) return;
      const script = starts.reduce((found, start, i) => (start <= pc && start >= starts[found]! ? i : found), 0);
      labels.push({ name: `${handlers[handler]} ${HANDLER_EVENTS[event]}`, pc, script });
    });
  });
  labels.sort((a, b) => a.pc - b.pc);
  return labels.map(({ name, pc, script }, i) => ({
    name,
    script,
    from: pc,
    to: labels[i + 1]?.pc ?? program.code.length,
  }));
}

function statementsOf(program: Program, regions: readonly Region[], region: Region): readonly StatementText[] {
  const statements: { pc: number; text: string; wait: number }[] = [];
  for (const span of spansIn(program, region)) {
    if (span.statement || statements.length === 0) statements.push({ pc: span.pc, text: '', wait: -1 });
    const last = statements[statements.length - 1]!;
    const shape = shapeOf(program.code[span.pc]!)!;
    last.text += `${last.text === '' ? '' : '; '}${instructionText(program, regions, span.pc)}`;
    if (suspends(shape.name)) last.wait = program.waitPoints.findIndex(({ pc }) => pc === span.pc);
  }
  return statements;
}

function* spansIn({ spans }: Program, { from, to }: Region): Generator<Span> {
  const end = spans.firstFrom(to);
  for (let row = spans.firstFrom(from); row < end; row++) yield spans.at(row)!;
}

/** Index of the first of rows ascending by pc that stands at `pc` or behind it. */
function firstAt(rows: readonly { readonly pc: number }[], pc: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.pc < pc) low = middle + 1;
    else high = middle;
  }
  return low;
}

const symbolText = (symbol: ProgramSymbol | undefined): string => `${symbol?.kind} ${symbol?.name.toLowerCase()}`;

/** Operands whose words are indices or numbers of one program only. Every other word means the same in each. */
const TEXTS: { readonly [K in OperandKind]?: (word: number, program: Program) => string } = {
  string: (word, program) => JSON.stringify(program.strings[word]),
  set: (word, program) => {
    const set = program.sets[word];
    const names = set?.symbols.map((symbol) => symbolText(program.symbols[symbol]));
    return JSON.stringify([set?.ranges, set?.strings, set?.dnRanges, names]);
  },
  targets: (word, program) => listText(word, program),
  wait: () => 'here',
  handler: (word, program) => JSON.stringify(program.handlers[word]?.pcs.map((pc) => pc >= 0)),
  askInt: intrinsicText,
  askBoolean: intrinsicText,
  askOf: intrinsicText,
  askText: intrinsicText,
  relation: (word) => RELATIONS[word] ?? '',
  queueKind: (word) => QUEUE_KINDS[word] ?? '',
  queueChoice: (word) => QUEUE_CHOICES[word] ?? '',
};

function intrinsicText(word: number): string {
  return intrinsicByNumber(word)?.name ?? '';
}

function listText(word: number, program: Program): string {
  return (program.lists[word] ?? []).map((symbol) => symbolText(program.symbols[symbol])).join(',');
}

/** Kinds of operands that are one symbol. */
const SYMBOLS: ReadonlySet<string> = new Set([
  'symbol',
  'skillset',
  'response',
  'cell',
  'callInt',
  'callNumber',
  'callText',
  'globalInt',
  'globalText',
  'globalSet',
  'globalTextSet',
]);

function instructionText(program: Program, regions: readonly Region[], pc: number): string {
  const shape = shapeOf(program.code[pc]!)!;
  const words = shape.operands.map(({ kind }, i) => {
    const word = program.code[pc + 1 + i]!;
    if (SYMBOLS.has(kind)) return symbolText(program.symbols[word]);
    if (kind === 'ids' && program.code[pc + 2 + i] === 0) return listText(word, program);
    if (kind === 'target') return targetText(regions, word);
    return TEXTS[kind]?.(word, program) ?? String(word);
  });
  return [shape.name, ...words].join(' ');
}

function targetText(regions: readonly Region[], pc: number): string {
  const at = regions.findLast(({ from, to }) => from <= pc && pc < to) ?? regions.findLast(({ from }) => from <= pc);
  return at === undefined ? '' : `${at.name.toLowerCase()}+${pc - at.from}`;
}

/** Indices of the symbols that an instruction names. */
function symbolsAt(program: Program, pc: number): readonly number[] {
  const { code } = program;
  return shapeOf(code[pc]!)!.operands.flatMap(({ kind }, i): readonly number[] => {
    const word = code[pc + 1 + i]!;
    if (SYMBOLS.has(kind)) return [word];
    if (kind === 'targets' || (kind === 'ids' && code[pc + 2 + i] === 0)) return program.lists[word] ?? [];
    return kind === 'set' ? (program.sets[word]?.symbols ?? []) : [];
  });
}

const JUMP_WORDS = shapeOf(INSTRUCTIONS.JUMP.code)!.words;

/** Every pc that can be reached from these, themselves included; EXECUTE SCRIPT ends a way. */
function reach(program: Program, from: readonly number[]): ReadonlySet<number> {
  const { code } = program;
  const seen = new Set<number>();
  const work = [...from];
  const go = (pc: number): void => {
    if (pc < code.length && !seen.has(pc)) work.push(pc);
  };
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const shape = shapeOf(code[pc]!)!;
    const at = pc;
    shape.operands.forEach(({ kind }: { readonly kind: string }, i) => {
      const word = code[at + 1 + i]!;
      if (kind === 'target') go(word);
      // Jumps stand behind it, one more than it counts.
      if (kind === 'cases') for (let jump = 0; jump <= word; jump++) go(at + shape.words + jump * JUMP_WORDS);
    });
    const fault = canFault(shape.name) ? program.faults.find((range) => at >= range.from && at < range.to) : undefined;
    if (fault !== undefined) go(fault.target);
    if (shape.name === 'HANDLER')
      for (const body of program.handlers[code[pc + 1]!]?.pcs ?? []) if (body >= 0) go(body);
    if (!isFinal(shape.name)) go(pc + shape.words);
  }
  return seen;
}

function holdingOf(program: Program): readonly ReadonlySet<number>[] {
  const holding = program.waitPoints.map(() => new Set<number>());
  for (const pc of instructionPcs(program.code)) {
    if (program.code[pc] !== INSTRUCTIONS.HANDLER.code) continue;
    for (const at of reach(program, [pc])) {
      const wait = firstAt(program.waitPoints, at);
      if (program.waitPoints[wait]?.pc === at) holding[wait]!.add(program.code[pc + 1]!);
    }
  }
  return holding;
}

/** What lies ahead of a wait point, with the event handlers that hold there: those given, else all that may. */
export function aheadOf(places: Places, wait: number, handlers: Iterable<number> = places.holding[wait] ?? []): Ahead {
  const { program } = places;
  const { pc } = program.waitPoints[wait]!;
  const bodies = [...handlers].flatMap((handler) => program.handlers[handler]?.pcs.filter((body) => body >= 0) ?? []);
  const targets = new Map<string, string>();
  const symbols = new Map<number, number[]>();
  const ahead = reach(program, [pc + shapeOf(program.code[pc]!)!.words, ...bodies]);
  for (const at of [...ahead].sort((a, b) => a - b)) {
    if (program.code[at] === INSTRUCTIONS.EXECUTE_SCRIPT.code) {
      const name = program.strings[program.code[at + 1]!]!;
      if (!targets.has(name.toLowerCase())) targets.set(name.toLowerCase(), name);
    }
    for (const symbol of symbolsAt(program, at)) symbols.set(symbol, [...(symbols.get(symbol) ?? []), at]);
  }
  return { targets: [...targets.values()], symbols };
}
