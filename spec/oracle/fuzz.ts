/**
 * Random inputs for all that reads what people or files give: bytes, rows of tokens, real scripts and centres spoilt, images spoilt. Nothing may
 * throw, but for the loader, which says a ProgramError; and nothing may take a second.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCentre } from '../../compiler/centre/index.ts';
import { formatScript } from '../../dsl/index.ts';
import {
  decodeProgram,
  encodeProgram,
  link,
  newMachine,
  type Program,
  ProgramError,
  run,
  SecondTier,
  STEPS_MAX,
  TRACE_OFF,
} from '../../vm/index.ts';
import { TestHost } from '../../vm/testing/test-host.ts';
import { compileTexts } from '../compile-text.ts';
import { compileProgram } from './compile-program.ts';
import { tryCentreImage } from './fuzz-centre.ts';
import { generateProgram } from './generate-program.ts';
import { Chooser } from './random.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Longest that one input may take, in processor time: what else the machine does is not its fault. */
export const SLOW_MS = 1000;

/** Of this thread, without the collector's own threads. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));
}

/** Read when the first input is made. */
let kept:
  | { readonly scripts: readonly string[]; readonly centres: readonly string[]; readonly words: readonly string[] }
  | undefined;

function materials() {
  if (kept !== undefined) return kept;
  // A case file is many scripts: each by itself is an input that takes little, so that many are tried.
  const cases = filesUnder('spec/cases', '.ccs').flatMap((text) => text.split(/^---\n/m));
  const scripts = [...filesUnder('examples', '.ccs'), ...cases];
  const centres = [...filesUnder('examples', 'center.yaml'), ...filesUnder('spec/cases', 'center.yaml')];
  const words = [...new Set(scripts.flatMap((text) => text.match(/\w+|"[^"\n]*"|\S/g) ?? []))];
  kept = { scripts, centres, words };
  return kept;
}

/** What kinds of inputs there are. */
export const FUZZ_KINDS = ['bytes', 'tokens', 'script', 'centre', 'image', 'image in a centre'] as const;
export type FuzzKind = (typeof FUZZ_KINDS)[number];

/** Tries the input of a seed; answers what is wrong. */
export function fuzz(seed: number, count: (what: string) => void): string | undefined {
  const choose = new Chooser(seed);
  const kind = choose.oneOf(FUZZ_KINDS);
  count(kind);
  const began = cpuMs();
  try {
    tryInput(kind, choose, count);
  } catch (error) {
    return `seed ${seed}, ${kind}: ${error instanceof Error ? error.stack : String(error)}`;
  }
  const took = cpuMs() - began;
  return took < SLOW_MS ? undefined : `seed ${seed}, ${kind}: took ${Math.round(took)} ms`;
}

function tryInput(kind: FuzzKind, choose: Chooser, count: (what: string) => void): void {
  switch (kind) {
    case 'bytes':
      tryScript(Uint8Array.from({ length: choose.number(400) }, () => choose.number(256)));
      break;
    case 'tokens':
      tryScript(
        Array.from({ length: choose.number(80) }, () => choose.oneOf(materials().words)).join(
          choose.oneOf([' ', ' ', '\n', '']),
        ),
      );
      break;
    case 'script':
      tryScript(spoilt(choose, choose.oneOf(materials().scripts)));
      break;
    case 'centre':
      tryCentre(spoilt(choose, choose.oneOf(materials().centres)));
      break;
    case 'image':
      tryImage(choose, count);
      break;
    case 'image in a centre':
      tryCentreImage(choose, count);
      break;
  }
}

/** A stretch left out, doubled, moved, or characters put in. */
function spoilt(choose: Chooser, text: string): string {
  let changed = text;
  for (let times = 1 + choose.number(4); times > 0; times--) {
    const from = choose.number(changed.length + 1);
    const to = Math.min(changed.length, from + 1 + choose.number(choose.oneOf([1, 5, 40])));
    const [before, piece, after] = [changed.slice(0, from), changed.slice(from, to), changed.slice(to)];
    switch (choose.number(4)) {
      case 0:
        changed = before + after;
        break;
      case 1:
        changed = before + piece + piece + after;
        break;
      case 2:
        changed = `${before}${choose.oneOf(['"', '/*', '*/', '(', ')', '\0', '\r', 'é', '..', ':', ',', '🙂', '\ud800', '- ', '&a ', '{'])}${after}`;
        break;
      default:
        changed = `${before}${choose.oneOf(materials().words)} ${after}`;
    }
  }
  return changed;
}

function tryScript(source: string | Uint8Array): void {
  compileTexts({ 'Master_Script.ccs': source });
  formatScript(source);
}

function tryCentre(text: string): void {
  const script = { file: 'Master_Script.ccs', source: 'QUEUE TO SKILLSET EM_Default_Skillset WAIT 2' };
  compileCentre({ centre: { file: 'center.yaml', text }, scripts: [script], read: () => undefined });
}

/** An image with some words or bytes changed; what loads must run, and end. */
function tryImage(choose: Chooser, count: (what: string) => void): void {
  const program = compileProgram(generateProgram(choose.number(200)), false)[0]!.program;
  const loaded = choose.once(4) ? fromBytes(choose, program) : fromBody(choose, program);
  if (loaded === undefined) return;
  count('images that load');
  const host = new TestHost();
  const linked = link(loaded, () => choose.number(4));
  const machine = newMachine(linked, choose.number(linked.scripts.length), host);
  host.activated.push(linked);
  const { execute } = new SecondTier({ promoteAfter: choose.number(2) });
  for (let turn = 0; turn < 3; turn++) {
    const { kind } = run(machine, host, TRACE_OFF, STEPS_MAX, execute);
    if (kind !== 'wait' && kind !== 'response') return;
  }
}

function fromBytes(choose: Chooser, program: Program): Program | undefined {
  const bytes = encodeProgram(program);
  for (let times = 1 + choose.number(3); times > 0; times--) bytes[choose.number(bytes.length)] = choose.number(256);
  return load(() => decodeProgram(choose.once(4) ? bytes.subarray(0, choose.number(bytes.length)) : bytes));
}

/** Changed before it was written, so that its hash is right. */
function fromBody(choose: Chooser, program: Program): Program | undefined {
  const code = program.code.slice();
  for (let times = choose.oneOf([1, 1, 1, 3]); times > 0; times--) {
    const pc = choose.number(code.length);
    code[pc] = choose.oneOf([
      choose.number(122),
      code[choose.number(code.length)]!,
      code[pc]! + 1,
      code[pc]! - 1,
      choose.number(4),
    ]);
  }
  return load(() => decodeProgram(encodeProgram({ ...program, code })));
}

function load(work: () => Program): Program | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProgramError) return undefined;
    throw error;
  }
}
