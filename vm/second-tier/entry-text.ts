/**
 * What an activation may come to that begins at one place, as the text of a JavaScript function. Blocks stand one behind the other, each
 * behind the end of a label of its own; `break` of a label goes on at its block, so all jumps go forwards and the text has no loop and no state.
 *
 * A text for each place, not for each script: it begins at once where it goes on, and what it calls is called often enough to be inlined.
 * Arrays and host are constants of the text, so that loads need neither their object nor their length.
 */
import type { LinkedProgram } from '../host.ts';
import type { InstructionName } from '../instructions.ts';
import { ASKS, PC_SHIFT, RECORD_SHIFT, WAITS } from '../record.ts';
import { TRACE_MASK } from '../trace.ts';
import { type Block, type EntryFlow, faultTargetAt, type Instruction } from './control-flow.ts';
import { type Emission, int, sum, text } from './emission.ts';
import { emitterOf } from './emitters.ts';

/** Gathers the text of one entry. */
class EntryText {
  readonly #program: LinkedProgram;
  readonly #traced: boolean;
  readonly #flow: EntryFlow;
  /** Whether steps are counted: only who goes on in another script need know those that are left. */
  readonly #counts: boolean;
  readonly #labels = new Set<number>();
  readonly #ints = new Set<number>();
  readonly #texts = new Set<number>();
  readonly #lists = new Set<number>();
  readonly #waits = new Set<number>();
  #lines: string[] = [];
  #steps = 0;

  constructor(program: LinkedProgram, flow: EntryFlow, traced: boolean) {
    this.#program = program;
    this.#flow = flow;
    this.#traced = traced;
    this.#counts = flow.blocks.some(({ instructions }) =>
      instructions.some(({ shape }) => shape.name === 'EXECUTE_SCRIPT'),
    );
  }

  write(): EntryTexts {
    const { blocks } = this.#flow;
    const bodies = blocks.map((block, i) => this.#block(block, blocks[i + 1]?.pc));
    const labelled = blocks.filter(({ pc }) => this.#labels.has(pc));
    const body = [
      ...this.#begin(blocks[0]!.pc),
      ...[...this.#ints].map((register) => `let ${int(register)} = 0;`),
      ...[...this.#texts].map((register) => `let ${text(register)} = '';`),
      ...labelled.map(({ pc }) => `L${pc}: {`).reverse(),
      ...blocks.map(({ pc }, i) => (this.#labels.has(pc) ? `}\n${bodies[i]}` : bodies[i]!)),
    ].join('\n');
    const constants = [
      ...[...this.#lists].map((index) => `const l${index} = lists[${index}];`),
      ...[...this.#waits].map((seconds) => `const s${seconds} = waitOf(${seconds});`),
    ].join('\n');
    return { constants, body };
  }

  /** Declines another host, cells that were replaced, and too few steps; then the text's variables. Its slab finds it, and no other. */
  #begin(pc: number): readonly string[] {
    const { instructions } = this.#flow;
    return [
      `if (ofHost !== host || host.cells !== cells || steps < ${instructions}${this.#traced ? ' || ofTrace !== trace' : ''})`,
      'return declined(slab, record, ofHost, ofTrace, steps);',
      `const b = record << ${RECORD_SHIFT}, fa = host.factsAt | 0;`,
      ...(this.#traced
        ? [
            'if (traceRoom(trace) < (steps + 8) << 3) clearTrace(trace);',
            `let at = traceBegin(trace, trace.at, program, ${pc}) | 0;`,
          ]
        : []),
      'let gl, q, x = 0, y = 0, z = 0;',
    ];
  }

  #block(block: Block, behind: number | undefined): string {
    this.#lines = [];
    this.#steps = 0;
    for (const instruction of block.instructions) {
      this.#steps++;
      emitterOf(instruction.shape.name)(this.#emission(instruction));
    }
    if (block.runsInto !== undefined) {
      const isNext = block.runsInto === behind;
      this.#lines.push(isNext ? this.#count() : this.#go(block.runsInto));
    }
    return this.#lines.join('\n');
  }

  #count(): string {
    return this.#counts ? `steps -= ${this.#steps};` : '';
  }

  #go(target: number): string {
    this.#labels.add(target);
    return `${this.#count()} break L${target};`;
  }

  #jump(pc: number, target: number): string {
    return `${this.#note(String(pc * 4 + 2), String(target))}${this.#go(target)}`;
  }

  /** An entry of the trace. */
  #note(word: string, value: string): string {
    if (!this.#traced) return '';
    return `m[at] = ${word}; m[${sum('at', 1)}] = ${value}; at = (at + 2) & ${TRACE_MASK}; `;
  }

  /** The trace's last entry. */
  #end(pc: number): string {
    return this.#traced ? `m[at] = ${pc * 4 + 3}; m[${sum('at', 1)}] = 0; trace.at = at + 2; ` : '';
  }

  #emission({ pc, shape }: Instruction): Emission<InstructionName> {
    const { code } = this.#program;
    const words = new Map(shape.operands.map(({ name }, i) => [name, code[pc + 1 + i]!]));
    shape.operands.forEach(({ kind }, i) => {
      const word = code[pc + 1 + i]!;
      if (kind === 'int' || kind === 'intTo') this.#ints.add(word);
      if ((kind === 'text' || kind === 'textTo' || kind === 'textOrCc') && word >= 0) this.#texts.add(word);
    });
    const put = (line: string): void => void this.#lines.push(line);
    return {
      program: this.#program,
      pc,
      traced: this.#traced,
      word: (operand) => {
        const word = words.get(operand);
        if (word === undefined) throw new Error(`${shape.name} has no operand ${operand}`);
        return word;
      },
      put,
      spillInts: (first, count = 1) => {
        for (let register = first; register < first + count; register++) {
          this.#ints.add(register);
          put(`INTS[${register}] = ${int(register)};`);
        }
      },
      spillText: (register) => put(`TEXTS[${register}] = ${text(register)};`),
      answer: (value) => put(this.#note(String(pc * 4), value)),
      jump: (target) => this.#jump(pc, target),
      go: (target) => this.#go(target),
      stop: (why, suspends) => {
        const place = (pc << PC_SHIFT) + (suspends === undefined ? 0 : suspends === 'wait' ? WAITS : ASKS);
        return `q = ${why}; ${this.#end(pc)}w[b] = ${place}; return q;`;
      },
      leave: (why) => `${this.#end(pc)}return ${why};`,
      list: (index) => {
        this.#lists.add(index);
        return `l${index}`;
      },
      waitOf: (seconds) => {
        this.#waits.add(seconds);
        return `s${seconds}`;
      },
      fault: (told) => `${told} ${this.#jump(pc, faultTargetAt(this.#program, pc))}`,
      steps: this.#steps,
    };
  }
}

/** What one entry is written as. */
export interface EntryTexts {
  /** What is named once. */
  readonly constants: string;
  readonly body: string;
}

/** A RunEntry's parameters, as its text names them; it tells those of the run from its own. */
export const ENTRY_PARAMETERS = 'record, ofHost, ofTrace, steps';

/** The function that runs a script from one of its entries. */
export function entryText(program: LinkedProgram, flow: EntryFlow, traced: boolean): EntryTexts {
  return new EntryText(program, flow, traced).write();
}
