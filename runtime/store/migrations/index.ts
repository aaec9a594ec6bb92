import { core } from './0001-core.ts';
import { mail } from './0002-mail.ts';
import { people } from './0003-people.ts';
import { versions } from './0004-versions.ts';
import type { Migration } from './migration.ts';

/** Every step, in order; the last one's version is the schema this program needs. */
export const MIGRATIONS: readonly Migration[] = [core, mail, people, versions];

export type { Migration } from './migration.ts';
