/** A store on a database of its own, for tests. */
import { openStore, type Store, type StoreOptions } from '../store.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export interface TestStore {
  readonly store: Store;
  readonly database: TestDatabase;
  /** Another store on the same database: another node. */
  other(options?: Partial<StoreOptions>): Store;
  close(): Promise<void>;
}

/** Opens a store; `held` takes the lease of site 1. */
export async function openTestStore({ held = true }: { readonly held?: boolean } = {}): Promise<TestStore> {
  const database = await createTestDatabase();
  const stores: Store[] = [];
  const other = (options: Partial<StoreOptions> = {}) => {
    const store = openStore({ url: database.url, log: SILENT, ...options });
    stores.push(store);
    return store;
  };
  const store = other();
  if (held) await store.acquireLease('test');
  return {
    store,
    database,
    other,
    async close() {
      await Promise.all(stores.map((each) => each.close()));
      await database.drop();
    },
  };
}
