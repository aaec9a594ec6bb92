/** Options that several commands share. */
import { Option } from 'commander';
import type { Log } from '../runtime/center/ports.ts';
import { FORMATS } from './outcome.ts';

export const formatOption = (): Option =>
  new Option('--format <format>', 'for people or for machines').choices(FORMATS).default('text');

export const homeOption = (): Option =>
  new Option('--home <dir>', 'where the centre keeps its data (default: $CCMM_HOME)');

/** A log for commands that print their own findings. */
export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
