import { openStore, quietLog } from '../../runtime/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { databaseFailure } from '../database-failure.ts';
import { EXIT, Failure, print } from '../outcome.ts';

export const define: DefineCommand = (command) =>
  command
    .option('--database <url>', 'the database (default: $CCMM_DATABASE_URL)')
    .action(async (options: { database?: string }) => {
      const url = options.database ?? process.env.CCMM_DATABASE_URL;
      if (url === undefined || url === '')
        throw new Failure(
          'no_database',
          'set CCMM_DATABASE_URL, or give --database; the embedded database is migrated when ccmm serve starts',
          EXIT.usage,
        );
      const store = openStore({ url, log: quietLog });
      try {
        const { from, to } = await store.migrate();
        print(from === to ? `the schema is at version ${to} already` : `the schema went from version ${from} to ${to}`);
      } catch (error) {
        throw databaseFailure(error, url);
      } finally {
        await store.close();
      }
    });
