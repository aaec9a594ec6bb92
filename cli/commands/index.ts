import type { CommandRow } from '../command-row.ts';
import { agent } from './agent.ts';
import { compile } from './compile.ts';
import { disassemble } from './disassemble.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { init } from './init.ts';
import { migrate } from './migrate.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';
import { tryMails } from './try.ts';
import { validate } from './validate.ts';

/** In the order in which a newcomer meets them. */
export const COMMANDS: readonly CommandRow[] = [
  init,
  validate,
  tryMails,
  serve,
  status,
  explain,
  agent,
  compile,
  disassemble,
  migrate,
  doctor,
];
