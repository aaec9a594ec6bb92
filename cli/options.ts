/** Options that several commands share. */
import { Option } from 'commander';
import { FORMATS } from './outcome.ts';

export const formatOption = (): Option =>
  new Option('--format <format>', 'for people or for machines').choices(FORMATS).default('text');

export const homeOption = (): Option =>
  new Option('--home <dir>', 'where the centre keeps its data (default: $CCMM_HOME)');
