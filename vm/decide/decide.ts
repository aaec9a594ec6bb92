/**
 * One routing decision without a centre: `decide(facts)` runs a script from its start to its first suspension or end, on facts that are
 * a plain object, and answers what it did as one. Nothing is kept from one decision to the next.
 *
 *     const { decide } = createDecider(program, directory);
 *     decide({ 'TIME OF DAY': '9:30', 'CONTACT PRIORITY': 2, skillsets: { Sales_SK: { 'LOGGED AGENT COUNT': 3 } } });
 *     // { actions: [{ kind: 'queue', queue: 'skillset', to: ['Sales_SK'], priority: 2, choice: 'each' }], waits: [20], stop: 'wait', … }
 *
 * Most decisions are found along a plan (plan.ts) that is made once; what it leaves, the machine decides from the start.
 */
import type { Directory } from '../directory.ts';
import type { LinkedProgram, Stop, Value } from '../host.ts';
import { decodeProgram } from '../image.ts';
import { instructionPcs, shapeOf } from '../instruction-shape.ts';
import { INTRINSICS } from '../intrinsics.ts';
import { entryOf, link } from '../link.ts';
import { STEPS_MAX } from '../machine.ts';
import { MachineSlab } from '../machine-slab.ts';
import { Machine, setCallVariable } from '../machine-state.ts';
import { type Program, programError } from '../program.ts';
import { answer, runRecord } from '../run.ts';
import { PROMOTE_AFTER, SecondTier, type SecondTierOptions } from '../second-tier/second-tier.ts';
import { decodeMachine, encodeMachine, snapshotHash } from '../snapshot.ts';
import { TRACE_OFF } from '../trace.ts';
import { CELL_WORDS, CELLS } from '../typed-state.ts';
import { decideByPlan } from './decide-by-plan.ts';
import { DecideHost, type Reads } from './decide-host.ts';
import type { Decision } from './decision.ts';
import type { Facts, Plain } from './facts.ts';
import { makePlan, type Planned } from './make-plan.ts';
import { tellVariables } from './tell-variables.ts';

export interface DeciderOptions {
  /** The script to start with; Master_Script. */
  readonly script?: string;
  /** Waits that a decision passes over, on the same facts; 0, so that it stops at the first. */
  readonly waits?: number;
  /** Decisions that stop at a suspension carry the suspended script, for resume(); all are the machine's then, and take longer. */
  readonly resumable?: boolean;
  /** What decides often becomes JavaScript; where no code may be made of text, it does not, and decides the same. */
  readonly secondTier?: boolean | SecondTierOptions;
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

const OUT_OF_SERVICE = INTRINSICS['OUT OF SERVICE'].number;

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
  const { script = MASTER_SCRIPT, waits = 0, resumable = false, secondTier = false } = options;
  const tier = secondTier === false ? undefined : new SecondTier(secondTier === true ? {} : secondTier).execute;
  const entry = entryOf(program, script);
  if (entry < 0)
    throw programError(
      'BAD_CODE',
      `no script ${script}; the program has ${program.scripts.map(({ name }) => name).join(', ')}`,
    );
  const start = program.scripts[entry]!.pc;
  const reads = readsOf(program, host);
  host.reads(reads);
  // One record to decide from the start, one to go on from a state.
  const slab = new MachineSlab(2);
  const record = slab.take(program, start, host.newestGlobals());
  const machine = new Machine(slab, record);
  const finish = (of: Machine): Decision => {
    let stop = runRecord(of.slab, of.record, host, TRACE_OFF, STEPS_MAX, tier);
    host.stopped(stop);
    for (let passed = 0; passed < waits && stop.kind === 'wait'; passed++) {
      stop = runRecord(of.slab, of.record, host, TRACE_OFF, STEPS_MAX, tier);
      host.stopped(stop);
    }
    return decisionOf(stop, resumable ? of : undefined, host);
  };
  const tell = (of: Machine, values: Readonly<Record<string, Plain>>): void =>
    tellVariables(values, program, host, (variable, value) => setCallVariable(of, variable, value));
  const decideOnMachine = (facts: Facts): Decision => {
    host.begin(facts);
    slab.setProgram(record, program);
    slab.restart(record, start);
    if (facts.variables !== undefined) tell(machine, facts.variables);
    return finish(machine);
  };
  const planned: Planned = { program, host, slab, record, machine, start, waits, facts: reads.facts };
  // What a plan decides has no state to go on from.
  const plan = resumable ? undefined : makePlan(planned);
  const promoteAfter = typeof secondTier === 'object' ? (secondTier.promoteAfter ?? PROMOTE_AFTER) : PROMOTE_AFTER;
  const byPlan =
    plan === undefined ? undefined : decideByPlan(plan, planned, secondTier === false ? undefined : promoteAfter);
  return {
    decide: byPlan === undefined ? decideOnMachine : (facts) => byPlan(facts) ?? decideOnMachine(facts),
    resume(state, facts, values) {
      const found = decodeMachine(state, (hash) => (snapshotHash(program.hash) === hash ? program : undefined), slab);
      try {
        host.begin(facts);
        if (facts.variables !== undefined) tell(found, facts.variables);
        if (values !== undefined) answer(found, values, host);
        return finish(found);
      } finally {
        slab.drop(found.record);
      }
    },
  };
}

function decisionOf(stop: Stop, suspended: Machine | undefined, host: DecideHost): Decision {
  const { kind } = stop;
  return {
    actions: host.actions.take(),
    waits: host.waits.take(),
    stop: kind === 'stands' ? 'ended' : kind,
    provider: kind === 'response' ? host.nameOf('provider', stop.provider) : undefined,
    gone: kind === 'gone' ? stop.what : undefined,
    state: suspended?.suspended === true ? encodeMachine(suspended) : undefined,
  };
}

/** What a program may read. */
function readsOf(program: LinkedProgram, host: DecideHost): Reads {
  const { code } = program.image;
  const facts = new Set<number>();
  let asked = 0;
  const cells = new Map<number, number>();
  for (const pc of instructionPcs(code)) {
    shapeOf(code[pc]!)!.operands.forEach(({ kind }, i) => {
      // As linked: the column of a fact, the word of a cell.
      const word = program.code[pc + 1 + i]!;
      if (kind === 'askFact') facts.add(word);
      // Asked for by a call it looks at who is logged in, as the cell does.
      if (kind === 'askOf' && word === OUT_OF_SERVICE) asked = 1 << CELLS.loggedAgents;
      if (kind !== 'cell' || word < 0) return;
      const skillset = Math.floor(word / CELL_WORDS);
      cells.set(skillset, (cells.get(skillset) ?? 0) | (1 << (word % CELL_WORDS)));
    });
  }
  const named = program.image.symbols.filter(({ kind }) => kind === 'skillset').map((symbol) => host.resolve(symbol));
  // An id that comes out of a variable may be any skillset's.
  const any = program.image.symbols.some((symbol) => symbol.kind === 'variable' && symbol.type === 'skillset');
  const all = Array.from({ length: host.cells.length / CELL_WORDS }, (_, id) => id);
  const skillsets = any ? all : [...new Set(named.filter((id) => id >= 0))];
  return {
    facts: Int32Array.from(facts).sort(),
    skillsets,
    cells: skillsets.map((id) => (cells.get(id) ?? 0) | asked),
  };
}
