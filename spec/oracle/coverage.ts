/** What random programs reached: statements and intrinsics as the reference met them, instructions as the machine ran them. */
import { intrinsicNames, type StatementKind, statementKinds } from '../../dsl/index.ts';
import { INSTRUCTIONS, type InstructionName, instructionPcs, type LinkedProgram, shapeOf } from '../../vm/index.ts';
import { compileProgram } from './compile-program.ts';
import { drive } from './drive.ts';
import { generateProgram } from './generate-program.ts';
import { machineWay, plainTurns } from './machine-way.ts';
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

/**
 * Counts over the programs of so many seeds. The machine runs code that tells what is read of it, which makes it slow for the rest of the
 * process: count last.
 */
export function countCoverage(firstSeed: number, programs: number): Coverage {
  const reached = new Map<string, number>();
  const count = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);
  for (let seed = firstSeed; seed < firstSeed + programs; seed++) {
    const activations = compileProgram(generateProgram(seed), false);
    const world = new World(seed);
    world.reached = count;
    drive(referenceWay(world, activations), world, activations);
    const watched = activations.map((activation) => ({ ...activation, linked: watch(activation.linked, count) }));
    const other = new World(seed);
    drive(
      machineWay(other, watched, () => plainTurns(watched)),
      other,
      watched,
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

/** The program with code that tells which instructions are read. */
function watch(linked: LinkedProgram, count: (what: string) => void): LinkedProgram {
  const { code } = linked;
  const starts = new Set([...instructionPcs(linked.image.code)].map(String));
  const watched = new Proxy(code, {
    get(target, key) {
      if (typeof key === 'string' && starts.has(key)) count(`instruction ${shapeOf(target[Number(key)]!)!.name}`);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...linked, code: watched };
}
