/** A program as people read it: instructions beside the lines they come from. */

import type { OperandKind } from './instruction-row.ts';
import { instructionPcs, shapeOf } from './instruction-shape.ts';
import { QUEUE_CHOICES, QUEUE_KINDS, RELATIONS, VOICE_STATEMENTS } from './instructions.ts';
import { intrinsicByNumber } from './intrinsics.ts';
import { type Branch, HANDLER_EVENTS, type Program } from './program.ts';
import { VALUE_TYPES } from './values.ts';

/** The text of a script by its name, if it is at hand. */
export type SourceOf = (script: string) => string | undefined;

/** One instruction without its pc: `JLESS_NUMBER i0, 3, @12`. */
export function disassembleInstruction(program: Program, pc: number): string {
  const shape = shapeOf(program.code[pc]!);
  if (shape === undefined) return `? ${program.code[pc]}`;
  const operands: string[] = [];
  shape.operands.forEach(({ kind }, i) => {
    const word = program.code[pc + 1 + i]!;
    if (kind === 'count' || kind === 'none') return;
    if (kind === 'ids') operands.push(idsText(program, word, program.code[pc + 2 + i]!));
    else operands.push(PRINT[kind](word, program));
  });
  return operands.length === 0 ? shape.name : `${shape.name} ${operands.join(', ')}`;
}

/** The whole program, with scripts, sections, wait points and, where sources are given, their lines. */
export function disassemble(program: Program, sourceOf: SourceOf = () => undefined): string {
  const out = [`; program ${program.hash.slice(0, 16)}, ${program.compiler}`];
  const labels = labelsOf(program);
  const lines = program.scripts.map((script) => sourceOf(script.name)?.split(/\r\n|\r|\n/));
  let shown = '';
  let nextBranch = 0;
  let i = 0;
  for (const pc of instructionPcs(program.code)) {
    for (const label of labels.get(pc) ?? []) out.push(label);
    const span = program.spans.at(i++);
    if (span?.statement) {
      const text = lines[span.script]?.[span.line - 1]?.trim();
      const line = `  ; ${program.scripts[span.script]?.name}:${span.line}${text === undefined ? '' : `  ${text}`}`;
      if (line !== shown) out.push(line);
      shown = line;
      const branch = program.branches[nextBranch];
      if (branch?.pc === pc) {
        out.push(`  ; ${branchText(branch)}`);
        nextBranch++;
      }
    }
    out.push(`  ${String(pc).padStart(5)}  ${disassembleInstruction(program, pc)}`);
  }
  return `${out.join('\n')}\n`;
}

function labelsOf(program: Program): ReadonlyMap<number, readonly string[]> {
  const labels = new Map<number, string[]>();
  const add = (pc: number, label: string): void => {
    labels.set(pc, [...(labels.get(pc) ?? []), label]);
  };
  for (const script of program.scripts) {
    add(script.pc, `script ${script.name}`);
    for (const section of script.sections) add(section.pc, ` section ${section.name}`);
  }
  for (const { pcs } of program.handlers) {
    pcs.forEach((pc, event) => {
      if (pc >= 0) add(pc, ` event ${HANDLER_EVENTS[event]}`);
    });
  }
  return labels;
}

/** The ways of an IF or a WHERE: `then @12, else @17`. */
function branchText({ arms }: Branch): string {
  return arms.map(({ kind, pc }, i) => `${kind}${kind === 'value' ? ` ${i + 1}` : ''} @${pc}`).join(', ');
}

function idsText(program: Program, word: number, count: number): string {
  if (count > 0) return `[${Array.from({ length: count }, (_, i) => `i${word + i}`).join(' ')}]`;
  return `[${(program.lists[word] ?? []).map((symbol) => symbolText(symbol, program)).join(' ')}]`;
}

function symbolText(symbol: number, program: Program): string {
  return program.symbols[symbol]?.name ?? '?';
}

function setText(index: number, program: Program): string {
  const set = program.sets[index];
  if (set === undefined) return '?';
  const ranges: string[] = [];
  for (let i = 0; i < set.ranges.length; i += 2) {
    const [low, high] = [set.ranges[i], set.ranges[i + 1]];
    ranges.push(low === high ? String(low) : `${low}..${high}`);
  }
  const strings = set.strings.map((text) => JSON.stringify(text));
  const dns = set.dnRanges.map(({ low, high }) => `"${low}".."${high}"`);
  return `{${[...ranges, ...strings, ...dns, ...set.symbols.map((symbol) => symbolText(symbol, program))].join(' ')}}`;
}

const intRegister = (word: number): string => `i${word}`;
const textRegister = (word: number): string => (word < 0 ? 'CCADDRESS' : `t${word}`);
/** The ends of the integers stand for no bound at all. */
const numberText = (word: number): string =>
  word === 0x7fff_ffff ? 'max' : word === -0x8000_0000 ? 'min' : String(word);
const plain = (word: number): string => String(word);
const intrinsic = (word: number): string => intrinsicByNumber(word)?.name ?? '?';

/** One way to print a kind of operand. */
const PRINT: { readonly [K in OperandKind]: (word: number, program: Program) => string } = {
  int: intRegister,
  intTo: intRegister,
  text: textRegister,
  textTo: textRegister,
  textOrCc: textRegister,
  number: numberText,
  positive: plain,
  priority: plain,
  flag: plain,
  ids: plain,
  count: plain,
  none: plain,
  cases: plain,
  target: (word) => `@${word}`,
  string: (word, program) => JSON.stringify(program.strings[word] ?? '?'),
  set: setText,
  targets: (word, program) => idsText(program, word, 0),
  wait: (word, program) => program.waitPoints[word]?.name ?? '?',
  handler: plain,
  symbol: symbolText,
  response: symbolText,
  cell: symbolText,
  callInt: symbolText,
  callNumber: symbolText,
  callText: symbolText,
  globalInt: symbolText,
  globalText: symbolText,
  globalSet: symbolText,
  globalTextSet: symbolText,
  askInt: intrinsic,
  askBoolean: intrinsic,
  askOf: intrinsic,
  askText: intrinsic,
  askCell: intrinsic,
  askFact: intrinsic,
  relation: (word) => RELATIONS[word] ?? '?',
  queueKind: (word) => QUEUE_KINDS[word] ?? '?',
  queueChoice: (word) => QUEUE_CHOICES[word] ?? '?',
  intType: (word) => VALUE_TYPES[word] ?? '?',
  voice: (word) => VOICE_STATEMENTS[word] ?? '?',
};
