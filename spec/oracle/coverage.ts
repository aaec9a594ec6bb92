/** What random programs reached: statements and intrinsics as the reference met them, instructions as the machine ran them. */
import { intrinsicNames, type StatementKind, statementKinds } from '../../dsl/index.ts';
import { clearTrace, deliver, INSTRUCTIONS, type InstructionName, newTrace, run, walkTrace } from '../../vm/index.ts';
import { type Activation, compileProgram } from './compile-program.ts';
import { drive } from './drive.ts';
import { generateProgram } from './generate-program.ts';
import { machineWay, plainTurns, type Turns } from './machine-way.ts';
import { referenceWay } from './reference-way.ts';
import { World } from './world.ts';

/** Without sites an error, so no program that compiles has one. */
const UNREACHABLE_STATEMENTS: ReadonlySet<StatementKind> = new Set(['queue-to-network-skillset']);
/** GONE stands where a name is gone, which no directory here has lost. */
const UNREACHABLE_INSTRUCTIONS: ReadonlySet<InstructionName> = new Set(['GONE']);
/** How often each was reached. */
export interface Coverage {
  readonly statements: Readonly<Record<string, number>>;
  readonly intrinsics: Readonly<Record<string, number>>;
  readonly instructions: Readonly<Record<string, number>>;
  /** What should be reached and was not. */
  readonly missed: readonly string[];
}

/** Counts over the programs of so many seeds. */
export function countCoverage(firstSeed: number, programs: number): Coverage {
  const reached = new Map<string, number>();
  const count = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);
  for (let seed = firstSeed; seed < firstSeed + programs; seed++) {
    const activations = compileProgram(generateProgram(seed), false);
    const world = new World(seed);
    world.reached = count;
    drive(referenceWay(world, activations), world, activations);
    const other = new World(seed);
    drive(
      machineWay(other, activations, () => countedTurns(activations, count)),
      other,
      activations,
    );
  }
  const of = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, reached.get(name) ?? 0]));
  const statements = of(statementKinds.filter((kind) => !UNREACHABLE_STATEMENTS.has(kind)));
  const intrinsics = of(intrinsicNames);
  const instructions = Object.fromEntries(
    (Object.keys(INSTRUCTIONS) as InstructionName[])
      .filter((name) => !UNREACHABLE_INSTRUCTIONS.has(name))
      .map((name) => [name, reached.get(`instruction ${name}`) ?? 0]),
  );
  const all = { ...statements, ...intrinsics, ...instructions };
  return { statements, intrinsics, instructions, missed: Object.keys(all).filter((name) => all[name] === 0) };
}

/** The machine and nothing else, its instructions counted by walking its trace. */
function countedTurns(activations: readonly Activation[], count: (what: string) => void): Turns {
  const trace = newTrace();
  const counted = <T>(work: () => T): T => {
    clearTrace(trace);
    const result = work();
    walkTrace(trace, {
      begins: () => undefined,
      ran: (_pc, { name }) => count(`instruction ${name}`),
    });
    return result;
  };
  return {
    ...plainTurns(activations),
    run: (machine, host) => counted(() => run(machine, host, trace)),
    deliver: (machine, event, host) => counted(() => deliver(machine, event, host, trace)),
  };
}
