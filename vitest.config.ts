import { defineConfig } from 'vitest/config';
import { CountingReporter } from './scripts/house/counting-reporter.mjs';

/**
 * unit               beside the sources and in spec: no server, all of them in well under a minute
 * embedded           the embedded database's life cycle
 * store              what needs a PostgreSQL: on the embedded package's programs, or on those of CCMM_TEST_PG_BIN
 * store-distribution the same on the distribution's server
 * system             test/: real mail servers and a browser, one file after the other
 */
const everywhere = ['**/node_modules/**', '**/dist/**', 'bench/**'];
const database = ['runtime/store/**/*.test.ts', '**/*.store.test.ts'];
const embedded = ['runtime/store/embedded/**'];
const setupFiles = ['test/no-leaks.ts'];
const withDatabase = [...setupFiles, 'test/servers/database-url.ts'];

/** Where `npm test` wants the count. */
const tally = process.env.CCMM_TALLY;

export default defineConfig({
  test: {
    // A run as root would leave in node_modules what its owner cannot remove.
    ...(tally === undefined ? {} : { cache: false, fsModuleCache: false }),
    reporters: tally === undefined ? ['default'] : ['default', new CountingReporter(tally)],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...everywhere, ...database, 'test/**'],
          setupFiles,
          pool: 'threads',
          // By itself it leaves one of two cores unused; and loading every module anew for each file took a third of the time.
          maxWorkers: 2,
          isolate: false,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'embedded',
          include: ['runtime/store/embedded/**/*.test.ts'],
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'store',
          include: database,
          exclude: [...everywhere, ...embedded],
          setupFiles: withDatabase,
          globalSetup: ['test/servers/store-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'store-distribution',
          include: database,
          exclude: [...everywhere, ...embedded],
          setupFiles: withDatabase,
          globalSetup: ['test/servers/distribution-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...everywhere, ...database],
          setupFiles,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
