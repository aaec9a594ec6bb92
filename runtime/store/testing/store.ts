/** Stores for tests: one database for a file, emptied before each test. */
import { openStore, type Store, type StoreOptions } from '../store.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface TestStore {
  /** Holds site 1. */
  readonly store: Store;
  readonly database: TestDatabase;
  /** Another store on the same database: another node. */
  other(options?: Partial<StoreOptions>): Store;
  /** Closes the stores. */
  close(): Promise<void>;
}

export interface TestStores {
  /** A store on the emptied database; close it before the next one. */
  open(): Promise<TestStore>;
  /** Removes the database. */
  end(): Promise<void>;
}

/** For one file of tests: `open` in beforeEach, `end` in afterAll. */
export function testStores(): TestStores {
  let made: Promise<TestDatabase> | undefined;
  return {
    async open() {
      made ??= createTestDatabase();
      const database = await made;
      await emptyTables(database);
      const stores: Store[] = [];
      const other = (options: Partial<StoreOptions> = {}) => {
        const store = openStore({ url: database.url, log: SILENT, ...options });
        stores.push(store);
        return store;
      };
      const store = other();
      await store.acquireLease('test');
      return {
        store,
        database,
        other,
        async close() {
          await Promise.all(stores.map((each) => each.close()));
        },
      };
    },
    async end() {
      await (await made)?.drop();
    },
  };
}

async function emptyTables({ pool }: TestDatabase): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'schema_migration%' order by relname desc`,
  );
  // `session` before `account`, `customer_address` before `customer`: names in falling order respect the references.
  await pool.query(rows.map(({ name }) => `delete from ${name}`).join('; '));
}
