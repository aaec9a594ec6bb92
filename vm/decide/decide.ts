/**
 * One routing decision without a centre: `decide(facts)` runs a script from its start to its first suspension or end, on facts that are
 * a plain object, and answers what it did as one. Nothing is kept from one decision to the next.
 *
 *     const { decide } = createDecider(program, directory);
 *     decide({ 'TIME OF DAY': '9:30', 'CONTACT PRIORITY': 2, skillsets: { Sales_SK: { 'LOGGED AGENT COUNT': 3 } } });
 *     // { actions: [{ kind: 'queue', queue: 'skillset', to: ['Sales_SK'], priority: 2, choice: 'each' }], waits: [20], stop: 'wait', … }
 */
import type { Directory } from '../directory.ts';
import type { Host, LinkedProgram, Stop, Value } from '../host.ts';
import { decodeProgram } from '../image.ts';
import { instructionPcs, shapeOf } from '../instruction-shape.ts';
import { intrinsicByNumber } from '../intrinsics.ts';
import { entryOf, link } from '../link.ts';
import { STEPS_MAX } from '../machine.ts';
import { MachineSlab } from '../machine-slab.ts';
import { Machine, setCallVariable } from '../machine-state.ts';
import { type Program, type ProgramSymbol, programError } from '../program.ts';
import { answer, runRecord } from '../run.ts';
import { decodeMachine, encodeMachine, snapshotHash } from '../snapshot.ts';
import { TRACE_OFF } from '../trace.ts';
import { CELL_WORDS } from '../typed-state.ts';
import { parseValue } from '../values.ts';
import { DecideHost } from './decide-host.ts';
import type { Decision } from './decision.ts';
import { FactError, type Facts, type Plain } from './facts.ts';

export interface DeciderOptions {
  /** The script to start with; Master_Script. */
  readonly script?: string;
  /** Waits that a decision passes over, on the same facts; 0, so that it stops at the first. */
  readonly waits?: number;
  /** Decisions that stop at a suspension carry the suspended script, for resume(). */
  readonly resumable?: boolean;
}

export interface Decider {
  /** Runs the script from its start. Throws a FactError for a fact that cannot be so. */
  decide(facts: Facts): Decision;
  /**
   * Goes on where a resumable decision stopped, on new facts; `values` are a provider's answer where the script waits for one, without
   * them the request timed out. Throws a ProgramError BAD_SNAPSHOT when the state is another program's.
   */
  resume(state: Uint8Array, facts: Facts, values?: readonly Value[]): Decision;
}

const MASTER_SCRIPT = 'Master_Script';

/** A decider for a program, or an image's bytes, bound to the names of a directory. Throws a ProgramError when the script is not there. */
export function createDecider(
  image: Program | Uint8Array,
  directory: Directory,
  options: DeciderOptions = {},
): Decider {
  const host = new DecideHost(directory);
  const program = link(image instanceof Uint8Array ? decodeProgram(image) : image, (symbol) => host.resolve(symbol));
  host.program = program;
  const { script = MASTER_SCRIPT, waits = 0, resumable = false } = options;
  const entry = entryOf(program, script);
  if (entry < 0)
    throw programError(
      'BAD_CODE',
      `no script ${script}; the program has ${program.scripts.map(({ name }) => name).join(', ')}`,
    );
  const start = program.scripts[entry]!.pc;
  const { used, skillsets } = readsOf(program, host);
  const slab = new MachineSlab();
  const record = slab.take(program, start, host.newestGlobals());
  const machine = new Machine(slab, record);
  const finish = (of: Machine): Decision => {
    const seconds: number[] = [];
    let stop = runRecord(of.slab, of.record, host, TRACE_OFF, STEPS_MAX);
    if (stop.kind === 'wait') {
      seconds.push(stop.seconds);
      for (let passed = 0; passed < waits && stop.kind === 'wait'; passed++) {
        stop = runRecord(of.slab, of.record, host, TRACE_OFF, STEPS_MAX);
        if (stop.kind === 'wait') seconds.push(stop.seconds);
      }
    }
    return decisionOf(stop, seconds, resumable ? of : undefined, host);
  };
  return {
    decide(facts) {
      host.begin(facts, used, skillsets);
      slab.setProgram(record, program);
      slab.restart(record, start);
      if (facts.variables !== undefined) setVariables(machine, facts.variables, program, host);
      return finish(machine);
    },
    resume(state, facts, values) {
      const found = decodeMachine(state, (hash) => (snapshotHash(program.hash) === hash ? program : undefined));
      host.begin(facts, used, skillsets);
      if (facts.variables !== undefined) setVariables(found, facts.variables, program, host);
      if (values !== undefined) answer(found, values, host);
      return finish(found);
    },
  };
}

function decisionOf(stop: Stop, waits: readonly number[], suspended: Machine | undefined, host: DecideHost): Decision {
  const { actions } = host;
  const { kind } = stop;
  return {
    actions,
    waits,
    stop: kind === 'stands' ? 'ended' : kind,
    provider: kind === 'response' ? host.nameOf('provider', stop.provider) : undefined,
    gone: kind === 'gone' ? stop.what : undefined,
    state: suspended?.suspended === true ? encodeMachine(suspended) : undefined,
  };
}

/** The columns of facts, as bits, and the skillsets that a program may read. */
function readsOf(program: LinkedProgram, host: DecideHost): { used: number; skillsets: readonly number[] } {
  const { code } = program.image;
  let used = 0;
  for (const pc of instructionPcs(code)) {
    shapeOf(code[pc]!)!.operands.forEach(({ kind }, i) => {
      if (kind === 'askFact') used |= 1 << (intrinsicByNumber(code[pc + 1 + i]!)?.row.fact ?? 0);
    });
  }
  const named = program.image.symbols.filter(({ kind }) => kind === 'skillset').map((symbol) => host.resolve(symbol));
  // An id that comes out of a variable may be any skillset's.
  const any = program.image.symbols.some((symbol) => symbol.kind === 'variable' && symbol.type === 'skillset');
  const all = Array.from({ length: host.cells.length / CELL_WORDS }, (_, id) => id);
  return { used, skillsets: any ? all : named.filter((id) => id >= 0) };
}

function setVariables(
  machine: Machine,
  values: Readonly<Record<string, Plain>>,
  { image }: LinkedProgram,
  host: Pick<Host, 'idOf'> & DecideHost,
): void {
  for (const [name, value] of Object.entries(values)) {
    const isIt = (symbol: ProgramSymbol): boolean =>
      symbol.kind === 'variable' && symbol.scope === 'call' && symbol.name.toLowerCase() === name.toLowerCase();
    const symbol = image.symbols.find(isIt);
    // One that the scripts do not use decides nothing.
    if (symbol?.kind !== 'variable') continue;
    const parsed = typeof value === 'boolean' ? undefined : parseValue(symbol.type, value, host.idOf);
    if (parsed === undefined) throw new FactError(`${name}: '${value}' is no ${symbol.type}`);
    setCallVariable(machine, host.resolve(symbol), parsed);
  }
}
