/** The machine as a way to run a contact: as it is, through its snapshot at every suspension, or through it before every statement. */
import {
  answer,
  callVariable,
  clearTrace,
  decodeMachine,
  deliver,
  dropMachine,
  encodeMachine,
  entryOf,
  formatValue,
  INSTRUCTIONS,
  type LinkedProgram,
  type Machine,
  NOWHERE,
  newMachine,
  newTrace,
  registerOf,
  restartMachine,
  run,
  SecondTier,
  STEPS_MAX,
  type Stop,
  snapshotHash,
  TRACE_OFF,
  type Trace,
} from '../../vm/index.ts';
import { type Activation, nameOf } from './compile-program.ts';
import type { Stopped, Way } from './drive.ts';
import { mix } from './random.ts';
import type { World } from './world.ts';
import { WorldHost } from './world-host.ts';

const MASTER = 'Master_Script';

/** How a machine is run: which programs stand for the activations, and what happens to it between its turns. */
export interface Turns {
  readonly programs: readonly LinkedProgram[];
  readonly run: (machine: Machine, host: WorldHost) => Stop;
  readonly deliver: (machine: Machine, event: Parameters<typeof deliver>[1], host: WorldHost) => Stop;
  readonly answer: typeof answer;
  /** The machine with which it goes on after a suspension. */
  readonly between: (machine: Machine) => Machine;
}

/** Drives a machine by these turns. */
export function machineWay(world: World, activations: readonly Activation[], turns: (own: OwnMachine) => Turns): Way {
  const own: OwnMachine = { machine: undefined as unknown as Machine };
  const how = turns(own);
  const host = new WorldHost(world, activations, how.programs);
  host.program = () => own.machine.program;
  const { directory } = activations[0]!;
  const turn = (): void => {
    own.machine = how.between(own.machine);
    host.wake();
  };
  return {
    start: () => {
      const program = how.programs[world.activation]!;
      const entry = entryOf(program, MASTER);
      host.wake();
      if (own.machine === undefined) own.machine = newMachine(program, entry, host);
      else restartMachine(own.machine, program, entry, host);
      return how.run(own.machine, host) as Stopped;
    },
    resume: () => {
      turn();
      return how.run(own.machine, host) as Stopped;
    },
    deliver: (event) => {
      turn();
      return how.deliver(own.machine, event, host) as Stopped;
    },
    answer: (values) => {
      turn();
      how.answer(own.machine, values, host);
    },
    variables: () =>
      directory.variables.flatMap(({ type }, id) => {
        const value = callVariable(own.machine, id);
        if (value === undefined) return [];
        const isPlain =
          registerOf(type) === 'string' || type === 'integer' || type === 'seconds' || type === 'priority';
        return [[id, isPlain ? value : formatValue(type, value, (kind, of) => nameOf(directory, kind, of))] as const];
      }),
  };
}

/** Where a way keeps its machine, which a snapshot replaces by another. */
export interface OwnMachine {
  machine: Machine;
}

const linkedOf = (activations: readonly Activation[]) => activations.map(({ linked }) => linked);

/** The machine and nothing else. */
export function plainTurns(activations: readonly Activation[]): Turns {
  return { programs: linkedOf(activations), run, deliver, answer, between: (machine) => machine };
}

/** Written as bytes and read again wherever it waits. */
export function snapshotTurns(activations: readonly Activation[]): Turns {
  const programs = linkedOf(activations);
  return { programs, run, deliver, answer, between: (machine) => throughBytes(machine, programs) };
}

function throughBytes(machine: Machine, programs: readonly LinkedProgram[]): Machine {
  const { program } = machine;
  const bytes = encodeMachine(machine);
  dropMachine(machine);
  // One image may stand for several activations, which are linked to the same ids.
  return decodeMachine(bytes, (hash) => {
    if (snapshotHash(program.hash) !== hash) throw new Error('a snapshot names another program than its machine');
    return programs.find((program) => snapshotHash(program.hash) === hash);
  });
}

// ----------------------------------------------------------------------------------------- before every statement

const QUIT = INSTRUCTIONS.QUIT.code;
const RESUME = INSTRUCTIONS.RESUME.code;

/** Where statements begin, and where bodies of events end, by image. */
const STARTS = new WeakMap<LinkedProgram, readonly number[]>();

function statementStarts(program: LinkedProgram): readonly number[] {
  const known = STARTS.get(program);
  if (known !== undefined) return known;
  const starts = [...program.image.spans]
    .filter(({ pc, statement }) => statement || program.code[pc] === RESUME)
    .map(({ pc }) => pc);
  STARTS.set(program, starts);
  return starts;
}

/**
 * Stops before every statement: the code holds a QUIT at the start of each, which is taken away from the one that is next. There the
 * machine is written as bytes and read again.
 */
export function steppedTurns(activations: readonly Activation[], own: OwnMachine): Turns {
  const programs = linkedOf(activations).map((linked): LinkedProgram => {
    const code = linked.code.slice();
    for (const pc of statementStarts(linked)) code[pc] = QUIT;
    return { ...linked, code, filling: NOWHERE };
  });
  const original = (program: LinkedProgram) => activations[programs.indexOf(program)]!.linked;
  /** Runs `work` with the instruction at which the machine stands as it was. */
  const whole = <T>(machine: Machine, work: () => T): T => {
    const { program, pc } = machine;
    const patched = program.code[pc]!;
    put(program, pc, original(program).code[pc]!);
    try {
      return work();
    } finally {
      put(program, pc, patched);
    }
  };
  /** Runs on from where the machine stopped, statement by statement. */
  const onFrom = (first: Stop, host: WorldHost): Stop => {
    let stop = first;
    while (stop.kind === 'quit' && !wasQuit(own.machine, original)) {
      if (standsAt(own.machine, original) === RESUME) return { kind: 'stands', handled: true };
      own.machine = throughBytes(own.machine, programs);
      const { machine } = own;
      stop = whole(machine, () => run(machine, host));
    }
    return stop;
  };
  return {
    programs,
    run: (machine, host) =>
      onFrom(
        whole(machine, () => run(machine, host)),
        host,
      ),
    answer: (machine, values, host) => whole(machine, () => answer(machine, values, host)),
    deliver: (machine, event, host) => {
      const { pc } = machine;
      const first = deliver(machine, event, host);
      if (first.kind !== 'quit') return first;
      const stop = onFrom(first, host);
      if (stop.kind === 'stands') own.machine.slab.suspendAt(own.machine.record, pc);
      return stop;
    },
    between: (machine) => machine,
  };
}

/** Another instruction of as many words stands at `pc`; the machine takes the code anew. */
function put(program: LinkedProgram, pc: number, instruction: number): void {
  program.code[pc] = instruction;
  program.filling = NOWHERE;
}

/** The instruction at which a machine stands. */
function standsAt({ program, pc }: Machine, original: (program: LinkedProgram) => LinkedProgram): number | undefined {
  return original(program).code[pc];
}

/** A QUIT statement's own start holds a QUIT too: there the script has come to its end. */
function wasQuit(machine: Machine, original: (program: LinkedProgram) => LinkedProgram): boolean {
  return standsAt(machine, original) === QUIT;
}

// -------------------------------------------------------------------------------------------------- the second tier

/** One for each program, so that what was made of its scripts serves all ways. */
const TIERS = new WeakMap<LinkedProgram, SecondTier>();

function tierOf(activations: readonly Activation[]): SecondTier {
  const { linked } = activations[0]!;
  const tier = TIERS.get(linked) ?? new SecondTier({ promoteAfter: 0, promotedMax: 1000 });
  TIERS.set(linked, tier);
  return tier;
}

/** All on the second tier: every script is promoted at its first activation. */
export function tieredTurns(activations: readonly Activation[]): Turns {
  const { execute } = tierOf(activations);
  return {
    programs: linkedOf(activations),
    run: (machine, host) => run(machine, host, TRACE_OFF, STEPS_MAX, execute),
    deliver: (machine, event, host) => deliver(machine, event, host, TRACE_OFF, STEPS_MAX, execute),
    answer,
    between: (machine) => machine,
  };
}

/** Now on the one, now on the other, through its snapshot in between. */
export function mixedTurns(activations: readonly Activation[]): Turns {
  const tiered = tieredTurns(activations);
  const plain = snapshotTurns(activations);
  let turn = 0;
  const next = (): Turns => (turn++ % 2 === 0 ? tiered : plain);
  return {
    programs: plain.programs,
    run: (machine, host) => next().run(machine, host),
    deliver: (machine, event, host) => next().deliver(machine, event, host),
    answer,
    between: plain.between,
  };
}

let kept: Trace | undefined;

/** With the trace on, which the record then has, and a budget that is now and then used up. */
export function tracedTurns(activations: readonly Activation[], world: World, onTier: boolean): Turns {
  kept ??= newTrace();
  const trace = kept;
  const execute = onTier ? tierOf(activations).execute : undefined;
  const traced = (work: (steps: number) => Stop): Stop => {
    clearTrace(trace);
    trace.programs.length = 0;
    const drawn = mix(world.seed, 700 + world.turn) >>> 0;
    const stop = work(drawn % 3 === 0 ? (drawn >>> 8) % 60 : STEPS_MAX);
    world.record.push(['trace', ...trace.words.subarray(0, trace.at), ...trace.texts]);
    return stop;
  };
  return {
    programs: linkedOf(activations),
    run: (machine, host) => traced((steps) => run(machine, host, trace, steps, execute)),
    deliver: (machine, event, host) => traced((steps) => deliver(machine, event, host, trace, steps, execute)),
    answer,
    between: (machine) => machine,
  };
}
