/**
 * What several cores of one process can hold in common, so that a centre for a single test costs next to nothing: the trace,
 * and what was read from an image and a directory. None of it changes a result; a core without it has its own.
 */
import {
  type Directory,
  decodeProgram,
  type Machine,
  newTrace,
  type Program,
  type SecondTier,
  TRACE_OFF,
  type Trace,
} from '../../vm/index.ts';
import { directoryOf } from './centre.ts';

/** A centre goes back and forth between few. */
const DIRECTORIES_KEPT = 4;

export interface CoreParts {
  /** Cleared before each activation of a script, and activations of different cores never overlap. */
  readonly trace: Trace;
  /** Programs by the very bytes that they were decoded from, which nobody changes. */
  readonly programs: WeakMap<Uint8Array, Program>;
  /** The directories that were read last, by their texts. */
  readonly directories: Map<string, Directory>;
  /** What runs scripts that run often; the machine alone where there is none. It changes no result. */
  readonly secondTier?: SecondTier;
  /** Hears of each activation of a script before it goes on. */
  readonly willRunScript?: (contact: number, machine: Machine) => void;
  /** Hears of each activation of a script when it stopped: what it did stands in the trace. */
  readonly ranScript?: (contact: number, machine: Machine, trace: Trace) => void;
}

export function newParts(ranScript?: CoreParts['ranScript'], trace: Trace = newTrace()): CoreParts {
  return {
    trace,
    programs: new WeakMap(),
    directories: new Map(),
    ...(ranScript === undefined ? {} : { ranScript }),
  };
}

/** Parts whose cores keep no traces of scripts; what matching decided is told all the same. Tracing changes no result: tests run both. */
export function untracedParts(): CoreParts {
  return newParts(undefined, TRACE_OFF);
}

/** The program of an image; throws a ProgramError when it cannot be read. */
export function programOf(parts: CoreParts, image: Uint8Array): Program {
  const known = parts.programs.get(image);
  if (known !== undefined) return known;
  const program = decodeProgram(image);
  parts.programs.set(image, program);
  return program;
}

/** The directory of a text; throws a SyntaxError when it is not JSON. */
export function directoryIn(parts: CoreParts, text: string): Directory {
  const { directories } = parts;
  const known = directories.get(text);
  if (known !== undefined) return known;
  const read = directoryOf({ directory: text });
  const oldest = directories.size < DIRECTORIES_KEPT ? undefined : directories.keys().next().value;
  if (oldest !== undefined) directories.delete(oldest);
  directories.set(text, read);
  return read;
}
