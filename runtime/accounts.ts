/**
 * Accounts and sessions (design decision 10). A password is kept as a scrypt hash with its own salt and cost; a session's token is
 * random, and only its hash is stored, so that a copy of the database opens nothing.
 *
 * INVARIANT: a log-in that does not exist costs as much time as a wrong password.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Account, Accounts } from './api.ts';
import type { Clock } from './center/ports.ts';
import { nowAt } from './center/ports.ts';
import type { Queries, Session } from './store/index.ts';

/** OWASP's floor for scrypt is N = 2^17, r = 8, p = 1; 2^15 keeps a log-in under 100 ms on two small cores, and log-ins are limited. */
const COST = { N: 32_768, r: 8, p: 1, keyBytes: 32 } as const;
/** A working day; then log in again. */
const SESSION_S = 12 * 3600;
/** Wrong log-ins of one name, and from one address, within the window. */
const LIMIT = { perLogin: 10, perAddress: 50, windowMs: 15 * 60_000 } as const;
const PASSWORD_BYTES_MAX = 1_024;

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;

async function hashPassword(password: string, salt: Buffer = randomBytes(16)): Promise<string> {
  const key = await derive(password, salt, COST.keyBytes, {
    N: COST.N,
    r: COST.r,
    p: COST.p,
    maxmem: 256 * COST.N * COST.r,
  });
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

async function matches(password: string, hash: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const wanted = Buffer.from(key, 'base64');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const got = await derive(password, Buffer.from(salt, 'base64'), wanted.length, {
    ...cost,
    maxmem: 256 * cost.N * cost.r,
  });
  return timingSafeEqual(wanted, got);
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

type StoredAccount = Session['account'];

const accountOf = ({ login, roles }: StoredAccount): Account => ({ login, role: roles[0] ?? 'agent' });

/** Counts failures in a sliding window; memory is bounded by forgetting whole windows. */
class FailureWindow {
  readonly #counts = new Map<string, { count: number; untilMs: number }>();
  readonly #limit: number;
  constructor(limit: number) {
    this.#limit = limit;
  }
  blockedForMs(key: string, nowMs: number): number {
    const entry = this.#counts.get(key);
    return entry && entry.untilMs > nowMs && entry.count >= this.#limit ? entry.untilMs - nowMs : 0;
  }
  add(key: string, nowMs: number): void {
    if (this.#counts.size > 10_000)
      for (const [old, entry] of this.#counts) if (entry.untilMs <= nowMs) this.#counts.delete(old);
    const entry = this.#counts.get(key);
    if (entry && entry.untilMs > nowMs) entry.count += 1;
    else this.#counts.set(key, { count: 1, untilMs: nowMs + LIMIT.windowMs });
  }
  /** One that was counted was none. */
  takeBack(key: string): void {
    const entry = this.#counts.get(key);
    if (entry) entry.count -= 1;
  }
  clear(key: string): void {
    this.#counts.delete(key);
  }
}

/** `tablesAreThere` throws while the schema is not prepared: an old page may ask before the first start has made it. */
export function createAccounts(queries: Queries, clock: Clock, tablesAreThere: () => void = () => {}): Accounts {
  const failures = { login: new FailureWindow(LIMIT.perLogin), address: new FailureWindow(LIMIT.perAddress) };
  /** Checked in place of a missing account, so that both ways take the same time. */
  let decoy: Promise<string> | undefined;

  async function check(login: string, password: string) {
    const account = Buffer.byteLength(password) <= PASSWORD_BYTES_MAX ? await queries.findAccount(login) : undefined;
    decoy ??= hashPassword(randomBytes(16).toString('hex'));
    const right = await matches(password.slice(0, PASSWORD_BYTES_MAX), account?.passwordHash ?? (await decoy));
    return { account, right };
  }

  return {
    async setPassword(login, password, role) {
      tablesAreThere();
      const passwordHash = await hashPassword(password);
      const change = { passwordHash, ...(role === undefined ? {} : { roles: [role] }) };
      const account =
        (await queries.findAccount(login)) ??
        // Somebody else may make it at this moment: then it is his that is changed.
        ((await queries.createAccount({
          login: login.toLowerCase(),
          name: login,
          passwordHash,
          roles: [role ?? 'agent'],
        })) === undefined
          ? await queries.findAccount(login)
          : undefined);
      if (account) await queries.changeAccount(account.id, change);
    },
    async has(login) {
      tablesAreThere();
      return (await queries.findAccount(login)) !== undefined;
    },
    async logIn(loginAsTyped, password, from) {
      tablesAreThere();
      const login = loginAsTyped.toLowerCase();
      const nowMs = clock.nowMs();
      const blockedMs = Math.max(failures.login.blockedForMs(login, nowMs), failures.address.blockedForMs(from, nowMs));
      if (blockedMs > 0) return { ok: false, code: 'limited', retryAfterS: Math.ceil(blockedMs / 1000) };
      // Counted before the check, which takes its time: many at once are held to the limit too.
      failures.login.add(login, nowMs);
      failures.address.add(from, nowMs);
      const { account, right } = await check(login, password).catch((error: unknown) => {
        failures.login.takeBack(login);
        failures.address.takeBack(from);
        throw error;
      });
      if (!account || account.disabled || !right) return { ok: false, code: 'wrong' };
      failures.login.clear(login);
      failures.address.takeBack(from);
      const token = randomBytes(32).toString('base64url');
      const at = nowAt(clock);
      await queries.createSession({
        tokenHash: sha256(token),
        account: account.id,
        at,
        expiresAt: at + SESSION_S * 1_000_000,
      });
      return { ok: true, token, account: accountOf(account) };
    },
    async session(token) {
      tablesAreThere();
      const session = await queries.findSession(sha256(token), nowAt(clock));
      return session && accountOf(session.account);
    },
    async logOut(token) {
      tablesAreThere();
      await queries.deleteSession(sha256(token));
    },
  };
}
