/**
 * Accounts (design decision 10). A password comes here as a finished hash (scrypt, in a form that names its parameters); this room
 * neither makes nor checks one.
 */
import { type Found, present, reader } from '../table.ts';
import { clean, limitOf, type QueryContext, rowsOf } from './context.ts';

export const ACCOUNT_ROLES = ['agent', 'supervisor', 'administrator'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

export interface NewAccount {
  /** Unique without case. */
  readonly login: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly AccountRole[];
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly AccountRole[];
  readonly disabled: boolean;
}

/** An account with its hash, for logging in and nothing else. */
export type AccountSecret = Account & { readonly passwordHash: string };

/** Makes an account; undefined when the log-in is taken. */
export async function createAccount({ db }: QueryContext, account: NewAccount): Promise<Account | undefined> {
  const rows = await rowsOf(
    'making an account',
    db('account')
      .insert({
        login: clean(account.login),
        name: clean(account.name),
        password_hash: account.passwordHash,
        roles: [...account.roles],
      } as never)
      .onConflict(db.raw('(lower(login))') as never)
      .ignore()
      .returning('*'),
  );
  return rows[0] === undefined ? undefined : accountOf(rows[0]);
}

/** By log-in, without case; also a disabled one. */
export async function findAccount({ db }: QueryContext, login: string): Promise<AccountSecret | undefined> {
  const rows = await rowsOf(
    'looking for an account',
    db('account').whereRaw('lower(login) = lower(?)', [clean(login)]),
  );
  const found = rows[0];
  return found === undefined ? undefined : { ...accountOf(found), passwordHash: reader(found).text('password_hash') };
}

/** By log-in, in its order; at most 1000. */
export async function listAccounts({ db }: QueryContext, limit?: number): Promise<readonly Account[]> {
  return (
    await rowsOf(
      'listing accounts',
      db('account')
        .orderBy('login')
        .limit(limitOf(limit, 1000, 1000)),
    )
  ).map(accountOf);
}

export interface AccountChange {
  readonly name?: string;
  readonly passwordHash?: string;
  readonly roles?: readonly AccountRole[];
  readonly disabled?: boolean;
}

/** Changes what is given. A new password or a disabled account ends the account's sessions, in the same transaction. False: no such account. */
export async function changeAccount({ db }: QueryContext, account: number, change: AccountChange): Promise<boolean> {
  const values: Record<string, unknown> = present({
    name: change.name === undefined ? null : clean(change.name),
    password_hash: change.passwordHash ?? null,
    roles: change.roles === undefined ? null : [...change.roles],
    disabled: change.disabled ?? null,
  });
  if (change.passwordHash !== undefined) values.password_changed_at = db.fn.now();
  const endsSessions = change.passwordHash !== undefined || change.disabled === true;
  if (Object.keys(values).length === 0)
    return (await rowsOf('looking for an account', db('account').where({ id: account }).select('id'))).length === 1;
  const update = db('account')
    .where({ id: account })
    .update(values as never)
    .returning('id');
  const query = endsSessions
    ? db
        .with('ended', db('session').where({ account }).delete().returning('account') as never)
        .with('changed', update as never)
        .select('id')
        .from('changed')
    : update;
  return (await rowsOf('changing an account', query as never)).length === 1;
}

function accountOf(found: Found): Account {
  const is = reader(found);
  return {
    id: is.number('id'),
    login: is.text('login'),
    name: is.text('name'),
    roles: found.roles as AccountRole[],
    disabled: is.flag('disabled'),
  };
}
