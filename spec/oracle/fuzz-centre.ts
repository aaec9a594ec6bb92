/**
 * A spoilt image in a whole centre: what the loader lets pass may do wrong, but not break the centre. Words of the code are changed to any number,
 * so registers hold ids that are none, or of another kind, and numbers where no value of their type is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { compileCentre } from '../../compiler/centre/index.ts';
import { VirtualCentre } from '../../testing/index.ts';
import {
  type Directory,
  decodeProgram,
  encodeProgram,
  INSTRUCTIONS,
  instructionPcs,
  type Program,
  ProgramError,
} from '../../vm/index.ts';
import { readRunFile } from '../run-file.ts';
import { RUN_DAY_AT } from '../run-timeline.ts';
import type { Chooser } from './random.ts';

interface Compiled {
  readonly program: Program;
  readonly directory: Directory;
}

const FOLDER = new URL('../cases/run/', import.meta.url);
/** Characters of the longest scripts that are taken: the ones that show limits would take most of the time. */
const TEXT_MAX = 5_000;

let names: readonly string[] | undefined;
const compiled = new Map<string, Compiled | undefined>();

/** The first set of some run case. */
function anySet(choose: Chooser): Compiled | undefined {
  names ??= readdirSync(FOLDER)
    .filter((name) => name.endsWith('.run'))
    .sort();
  const name = choose.oneOf(names);
  if (!compiled.has(name)) compiled.set(name, compile(name));
  return compiled.get(name);
}

function compile(name: string): Compiled | undefined {
  const set = readRunFile(readFileSync(new URL(name, FOLDER), 'utf8')).sets[0];
  const texts = Object.values(set?.scripts ?? {});
  if (texts.reduce((sum, text) => sum + text.length, 0) > TEXT_MAX) return undefined;
  const { program, directory } = compileCentre({
    centre: { file: 'center.yaml', text: set?.center ?? readFileSync(new URL('center.yaml', FOLDER), 'utf8') },
    scripts: Object.entries(set?.scripts ?? {}).map(([file, source]) => ({ file, source })),
    read: () => undefined,
  });
  return program === undefined || directory === undefined ? undefined : { program, directory };
}

const MINUTE = 60_000_000;

/** Spoils an image, and lets it route mails for some minutes. Throws what the centre throws. */
export function tryCentreImage(choose: Chooser, count: (what: string) => void): void {
  const right = anySet(choose);
  const program = right === undefined ? undefined : spoilt(choose, right.program);
  if (right === undefined || program === undefined) return;
  const { directory } = right;
  count('images that load into a centre');
  const centre = new VirtualCentre({ program, directory, at: RUN_DAY_AT, provider: () => reply(choose) });
  const agents = directory.agents.map(({ login }) => login);
  for (const agent of agents) if (choose.once(2)) centre.command(agent, { kind: 'log_in', ready: choose.once(2) });
  for (let minute = 1; minute <= 4; minute++) {
    centre.deliver({ mail: mail(choose), sizeBytes: choose.number(5_000) });
    centre.advance(RUN_DAY_AT + minute * MINUTE);
    for (const agent of agents) {
      const offer = centre.core.agent(agent)?.offers[0];
      if (offer !== undefined) centre.command(agent, { kind: choose.oneOf(['accept', 'decline']), offer: offer.id });
    }
  }
  centre.settle();
}

function reply(choose: Chooser) {
  return { values: choose.oneOf([[], ['gold', 5], [-1, '', 99]]), afterUs: choose.oneOf([0, MINUTE]) };
}

function mail(choose: Chooser) {
  return {
    from: { name: '', address: choose.oneOf(['ann@example.org', 'ben@example.net']) },
    to: [choose.oneOf(['help@centre.example', 'sales@centre.example'])],
    cc: [],
    subject: choose.oneOf(['A question', 'refund', '']),
    messageId: `<${choose.number(1_000_000)}@example.org>`,
    inReplyTo: [],
    references: [],
    text: choose.oneOf(['', 'credit note']),
    headers: {},
    attachments: [],
  };
}

/** Most changes are refused, so several are tried. */
const TRIES = 10;

/** The first change that loads. It is made before the image is written, so that its hash is right. */
function spoilt(choose: Chooser, program: Program): Program | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const loaded = load({
      ...program,
      code: spoiltCode(choose, program.code),
      symbols: mixed(choose, program.symbols),
    });
    if (loaded !== undefined) return loaded;
  }
  return undefined;
}

function load(program: Program): Program | undefined {
  try {
    return decodeProgram(encodeProgram(program));
  } catch (error) {
    if (error instanceof ProgramError) return undefined;
    throw error;
  }
}

const WILD = [1_000_000, -2, -1, 2_147_483_647, -2_147_483_648];
const LOADS = [INSTRUCTIONS.NAME, INSTRUCTIONS.CALL_INT, INSTRUCTIONS.GLOBAL_INT, INSTRUCTIONS.ASK].map(
  ({ code }) => code as number,
);

function spoiltCode(choose: Chooser, right: Int32Array): Int32Array {
  const code = right.slice();
  for (let times = 1 + choose.number(2); times > 0; times--) {
    const pc = choose.number(code.length);
    // What loads a name or a variable loads a number instead, whatever the register is used for.
    const loads = [...instructionPcs(code)].filter((at) => LOADS.includes(code[at]!));
    if (loads.length > 0 && choose.once(2)) {
      const at = choose.oneOf(loads);
      code[at] = INSTRUCTIONS.INT.code;
      code[at + 2] = choose.oneOf([...WILD, choose.number(64)]);
      continue;
    }
    const near = [code[pc]! + 1, code[pc]! - 1, code[choose.number(code.length)]!];
    code[pc] = choose.oneOf([...near, ...WILD, choose.number(64)]);
  }
  return code;
}

/** Once in a while names stand for others, of another kind perhaps. */
function mixed(choose: Chooser, symbols: Program['symbols']): Program['symbols'] {
  if (!choose.once(4)) return symbols;
  return symbols.map((symbol) => (choose.once(6) ? choose.oneOf(symbols) : symbol));
}
