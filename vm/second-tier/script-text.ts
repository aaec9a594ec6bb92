/**
 * One script as the text of a JavaScript function. Blocks stand one behind the other, each behind the end of a label of its own; `break` of
 * a label goes on at its block, so all jumps go forwards and the text has no loop and no state.
 */
import type { LinkedProgram } from '../host.ts';
import type { InstructionName } from '../instructions.ts';
import { ASKED, RECORD, RECORD_TAGS, RECORD_WORDS, SUSPENDED } from '../machine-slab.ts';
import { TRACE_MASK } from '../trace.ts';
import { type Block, faultTargetAt, type Instruction, type ScriptFlow } from './control-flow.ts';
import { type Emission, int, text } from './emission.ts';
import { emitterOf } from './emitters.ts';

/** Gathers the text of one script. */
class ScriptText {
  readonly #program: LinkedProgram;
  readonly #traced: boolean;
  readonly #flow: ScriptFlow;
  /** Whether steps are counted: only who goes on in another script need know them. */
  readonly #counts: boolean;
  readonly #labels = new Set<number>();
  readonly #ints = new Set<number>();
  readonly #texts = new Set<number>();
  readonly #lists = new Set<number>();
  readonly #waits = new Set<number>();
  #lines: string[] = [];
  #steps = 0;

  constructor(program: LinkedProgram, flow: ScriptFlow, traced: boolean) {
    this.#program = program;
    this.#flow = flow;
    this.#traced = traced;
    this.#counts = flow.blocks.some(({ instructions }) =>
      instructions.some(({ shape }) => shape.name === 'EXECUTE_SCRIPT'),
    );
  }

  write(): ScriptTexts {
    const { blocks, entries } = this.#flow;
    for (const entry of entries) this.#labels.add(entry);
    const bodies = blocks.map((block, i) => this.#block(block, blocks[i + 1]?.pc));
    const labelled = blocks.filter(({ pc }) => this.#labels.has(pc));
    const open = labelled.map(({ pc }) => `L${pc}: {`).reverse();
    const cases = entries.map((pc, i) => `case ${i}: break L${pc};`);
    const body = [
      'const { words: w, tags } = slab;',
      `const b = (record * ${RECORD_WORDS}) | 0, v = b + ${RECORD.values}, f = b * 2 + ${RECORD_TAGS};`,
      'const cells = host.cells, facts = host.facts, fa = host.factsAt | 0;',
      ...(this.#traced ? [`const m = trace.words, k = ${TRACE_MASK};`, 'let at = trace.at | 0;'] : []),
      'let gl, q, stop, x = 0, y = 0, z = 0, pc = 0, su = 0;',
      ...[...this.#ints].map((register) => `let ${int(register)} = 0;`),
      ...[...this.#texts].map((register) => `let ${text(register)} = '';`),
      'done: {',
      ...open,
      `switch (entry) { ${cases.join(' ')} }`,
      ...blocks.map(({ pc }, i) => (this.#labels.has(pc) ? `}\n${bodies[i]}` : bodies[i]!)),
      '}',
      ...(this.#traced ? ['m[at] = pc * 4 + 3;', 'm[at + 1] = 0;', 'trace.at = at + 2;'] : []),
      `w[b + ${RECORD.pc}] = pc;`,
      `w[b + ${RECORD.state}] = (w[b + ${RECORD.state}] & ${~(SUSPENDED | ASKED)}) | su;`,
      'return stop;',
    ].join('\n');
    const constants = [
      ...[...this.#lists].map((index) => `const l${index} = lists[${index}];`),
      ...[...this.#waits].map((seconds) => `const s${seconds} = waitOf(${seconds});`),
    ].join('\n');
    return { constants, body };
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
    if (!this.#traced) return this.#go(target);
    return `m[at] = ${pc * 4 + 2}; m[at + 1] = ${target}; at = (at + 2) & k; ${this.#go(target)}`;
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
      answer: (value) => {
        if (this.#traced) put(`m[at] = ${pc * 4}; m[at + 1] = ${value}; at = (at + 2) & k;`);
      },
      jump: (target) => this.#jump(pc, target),
      go: (target) => this.#go(target),
      stop: (why, suspends) => {
        const state = suspends === undefined ? '' : `su = ${suspends === 'wait' ? SUSPENDED : SUSPENDED | ASKED}; `;
        return `stop = ${why}; pc = ${pc}; ${state}break done;`;
      },
      leave: (why) => {
        const end = this.#traced ? `m[at] = ${pc * 4 + 3}; m[at + 1] = 0; trace.at = at + 2; ` : '';
        return `${end}return ${why};`;
      },
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

/** What one script is written as. */
export interface ScriptTexts {
  /** What is named once. */
  readonly constants: string;
  readonly body: string;
}

/** The function that runs a script: `(slab, record, entry, host, trace, steps)`, entries by their place in the flow. */
export function scriptText(program: LinkedProgram, flow: ScriptFlow, traced: boolean): ScriptTexts {
  return new ScriptText(program, flow, traced).write();
}
