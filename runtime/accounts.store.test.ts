import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { createAccounts } from './accounts.ts';
import { quietLog } from './quiet-log.ts';
import { openStore, type Store } from './store/index.ts';
import { createTestDatabase, type TestDatabase } from './store/testing/database.ts';

const PASSWORD = 'correct horse battery';

describe('accounts and sessions', () => {
  let database: TestDatabase;
  let store: Store;
  let clock: ManualClock;
  let accounts: ReturnType<typeof createAccounts>;
  beforeEach(async () => {
    database = await createTestDatabase();
    store = openStore({ url: database.url, log: quietLog });
    clock = new ManualClock();
    accounts = createAccounts(store.queries, clock);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const logIn = async (login: string, password = PASSWORD, from = '127.0.0.1') =>
    await accounts.logIn(login, password, from);
  const token = async (login: string) => {
    const result = await logIn(login);
    if (!result.ok) throw new Error(result.code);
    return result.token;
  };
  const wholeDatabase = async () =>
    JSON.stringify((await database.pool.query('select a.*, s.* from account a left join session s on true')).rows);

  it('lets in who knows the password, whatever the case of the log-in, and nobody else', async () => {
    await accounts.setPassword('Ana', PASSWORD, 'supervisor');
    expect(await logIn('aNA')).toMatchObject({ ok: true, account: { login: 'ana', role: 'supervisor' } });
    expect(await logIn('ana', `${PASSWORD} `)).toEqual({ ok: false, code: 'wrong' });
    expect(await logIn('bo')).toEqual({ ok: false, code: 'wrong' });
    expect(await logIn('ana', '')).toEqual({ ok: false, code: 'wrong' });
  });

  it('keeps neither passwords nor tokens', async () => {
    await accounts.setPassword('ana', PASSWORD);
    const session = await token('ana');
    const kept = await wholeDatabase();
    expect(kept).toContain('scrypt$');
    for (const secret of [PASSWORD, session, Buffer.from(session).toString('hex')]) expect(kept).not.toContain(secret);
  });

  it('ends a session by log-out, by time and by a new password', async () => {
    await accounts.setPassword('ana', PASSWORD);
    const [first, second, third] = [await token('ana'), await token('ana'), await token('ana')];
    await accounts.logOut(first);
    expect(await accounts.session(first)).toBeUndefined();
    expect(await accounts.session(second)).toEqual({ login: 'ana', role: 'agent' });
    await clock.advance(12 * 3_600_000 + 1);
    expect(await accounts.session(third)).toBeUndefined();
    const fourth = await token('ana');
    await accounts.setPassword('ana', 'another password');
    expect(await accounts.session(fourth)).toBeUndefined();
    expect(await accounts.session('made up')).toBeUndefined();
  });

  it('keeps the role of an account whose password is changed', async () => {
    await accounts.setPassword('ana', PASSWORD, 'administrator');
    await accounts.setPassword('ANA', PASSWORD);
    expect(await logIn('ana')).toMatchObject({ account: { role: 'administrator' } });
  });

  it('makes one account of two requests at once, and its password is one of the two', async () => {
    await Promise.all([accounts.setPassword('ana', PASSWORD), accounts.setPassword('Ana', PASSWORD, 'supervisor')]);
    expect((await store.queries.listAccounts()).map(({ login }) => login)).toEqual(['ana']);
    expect(await logIn('ana')).toMatchObject({ ok: true });
  });

  it('limits wrong log-ins of one name and from one address, for a time', async () => {
    await accounts.setPassword('ana', PASSWORD);
    for (let i = 0; i < 10; i++) await logIn('ana', 'wrong', `10.0.0.${i}`);
    expect(await logIn('ana', PASSWORD, '10.0.1.1')).toMatchObject({ code: 'limited' });
    await clock.advance(15 * 60_000 + 1);
    expect(await logIn('ana', PASSWORD, '10.0.1.1')).toMatchObject({ ok: true });
  });

  it('holds wrong log-ins that come at once to the same limit', async () => {
    await accounts.setPassword('ana', PASSWORD);
    const results = await Promise.all(Array.from({ length: 30 }, () => logIn('ana', 'wrong', '10.0.0.1')));
    expect(results.filter((result) => !result.ok && result.code === 'wrong')).toHaveLength(10);
    expect(results.filter((result) => !result.ok && result.code === 'limited')).toHaveLength(20);
  });
});
