/** The registers that all runs share: none is alive over a suspension, and a host call never comes back into the machine. */
import type { Value } from './host.ts';

/** Registers of a file; verify.ts refuses programs that name more. */
export const REGISTERS_MAX = 256;

export const INTS = new Int32Array(REGISTERS_MAX);
export const TEXTS: string[] = new Array<string>(REGISTERS_MAX).fill('');

/** What ARGUMENT gathered for the next LOG or SEND. */
let gathered: Value[] = [];

export function gatherArgument(value: Value): void {
  gathered.push(value);
}

export function takeArguments(): readonly Value[] {
  const taken = gathered;
  gathered = [];
  return taken;
}

/** The statement never comes: it faulted, its run stopped, or an earlier run was broken off by an error of its host. */
export function forgetArguments(): void {
  if (gathered.length > 0) gathered = [];
}
