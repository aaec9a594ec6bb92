import { core } from './0001-core.ts';
import { mail } from './0002-mail.ts';
import { people } from './0003-people.ts';
import type { Migration } from './migration.ts';

/** Every step, in order; the last one's version is the schema this program needs. */
export const MIGRATIONS: readonly Migration[] = [core, mail, people];

export type { Migration } from './migration.ts';
