/** The store's server as the distribution packages it, reached by URL. */
import type { TestProject } from 'vitest/node';
import { distributionPostgres } from '../../scripts/house/system-packages.mjs';
import { startPostgres } from './postgres.ts';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = distributionPostgres();
  if (found === undefined)
    throw new Error('The distribution’s PostgreSQL server is not installed: `npm test` as root installs it.');
  const server = await startPostgres({ kind: 'folder', bin: found.bin });
  project.provide('databaseUrl', server.url);
  return server.stop;
}
