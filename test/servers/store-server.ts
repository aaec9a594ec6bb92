/** The store's server: from the programs in the folder CCMM_TEST_PG_BIN or of the package CCMM_TEST_PG_PACKAGE, else the embedded ones. */
import type { TestProject } from 'vitest/node';
import { type PostgresPrograms, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres(programs());
  project.provide('databaseUrl', server.url);
  return server.stop;
}

function programs(): PostgresPrograms {
  const { CCMM_TEST_PG_BIN: bin, CCMM_TEST_PG_PACKAGE: root } = process.env;
  if (bin !== undefined) return { kind: 'folder', bin };
  return root === undefined ? { kind: 'embedded' } : { kind: 'package', root };
}
