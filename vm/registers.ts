/** The registers that all runs share: none is alive over a suspension, and a host call never comes back into the machine. */

/** Registers of a file; verify.ts refuses programs that name more. */
export const REGISTERS_MAX = 256;

export const INTS = new Int32Array(REGISTERS_MAX);
export const TEXTS: string[] = new Array<string>(REGISTERS_MAX).fill('');
