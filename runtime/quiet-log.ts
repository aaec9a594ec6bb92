import type { Log } from './center/ports.ts';

/** A log that keeps nothing; for programs that print their own findings. */
export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
