/**
 * What a refusal of the database means (design decision 2). Two kinds matter: the database is *away* (keep the work, back
 * off, try again) or it *refused* (the same statement will be refused again).
 *
 * INVARIANT: no message made here holds a password or the content of a mail.
 */

/** The database cannot be reached or cannot work at present; the same call may succeed later. */
export class DatabaseAway extends Error {
  readonly code = 'database_away';
  /** SQLSTATE or the system's error code, when there is one. */
  readonly reason: string;

  constructor(what: string, reason: string, options?: { cause?: unknown }) {
    super(
      `The database is away while ${what}: ${reason}. It is tried again; nothing that was acknowledged is lost.`,
      options,
    );
    this.name = 'DatabaseAway';
    this.reason = reason;
  }
}

export type StoreErrorCode =
  /** The database refused the statement; `sqlState` says why. */
  | 'database_refused'
  /** This process does not hold the site (decision 3): another node took over, or nobody asked for the lease yet. */
  | 'not_holder'
  | 'schema_newer'
  | 'schema_older'
  | 'bad_option';

/** A store's refusal that will not go away by itself. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly sqlState: string | undefined;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown; sqlState?: string | undefined }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
    this.sqlState = options?.sqlState;
  }
}

/** How the database ended a statement. `reason` is a SQLSTATE, a system error code or a driver's sentence. */
export interface Fault {
  readonly kind: 'lost' | 'refused';
  readonly reason: string;
  readonly message: string;
  readonly constraint?: string;
}

/**
 * Classes that pass: 08 connection, 40 deadlock and serialization, 53 resources, 57 operator (shutdown, cancelled, starting
 * up), 58 system. 25P03 and 25P04 end a session by time-out; 25006 is a standby's answer during a fail-over.
 */
const PASSING = /^(?:08|40|53|57|58)...$|^25P0[34]$|^25006$/;

/** System calls of a connection; a file that is missing is no absence of the database. */
const CONNECTION_CALLS = /^(?:connect|read|write|shutdown|getaddrinfo)$/;
const CONNECTION_CODES = /^E(?:PIPE|CONN[A-Z]+|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|HOSTDOWN|NOTFOUND|AI_AGAIN)$/;

/** The driver's own sentences carry no code. */
const DRIVER_LOST =
  /connection terminated|not queryable|timeout exceeded|timeout expired|read timeout|connection ended/i;

/** Classifies an error; undefined when it did not come from the database at all (a fault of the program: throw it on). */
export function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, severity, constraint } = error as Error &
    Partial<Record<'code' | 'syscall' | 'severity' | 'constraint', string>>;
  if (severity !== undefined && code !== undefined) {
    const fault = { kind: PASSING.test(code) ? 'lost' : 'refused', reason: code, message: error.message } as const;
    return constraint === undefined ? fault : { ...fault, constraint };
  }
  if (code !== undefined && (CONNECTION_CODES.test(code) || (syscall !== undefined && CONNECTION_CALLS.test(syscall))))
    return { kind: 'lost', reason: code, message: error.message };
  if (DRIVER_LOST.test(error.message)) return { kind: 'lost', reason: error.message, message: error.message };
  return undefined;
}

/** What to throw for an error met while doing `what`: DatabaseAway, StoreError, or the error itself when it is not the database's. */
export function asStoreError(error: unknown, what: string): unknown {
  if (error instanceof DatabaseAway || error instanceof StoreError) return error;
  const fault = faultOf(error);
  if (fault === undefined) return error;
  if (fault.kind === 'lost') return new DatabaseAway(what, fault.reason, { cause: error });
  const hint =
    fault.reason === '42P01' || fault.reason === '42703'
      ? ' Run `ccmm migrate`: the schema is not the one this version needs.'
      : '';
  return new StoreError(
    'database_refused',
    `The database refused ${what}: ${fault.message} (SQLSTATE ${fault.reason}).${hint}`,
    {
      cause: error,
      sqlState: fault.reason,
    },
  );
}

/** A connection in words, for logs: everything but the password. */
export function maskUrl(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password !== '') parsed.password = '***';
    for (const key of [...parsed.searchParams.keys()])
      if (/pass|secret|key/i.test(key)) parsed.searchParams.set(key, '***');
    return parsed.toString();
  } catch {
    return url.replace(/(:\/\/[^:@/]*):[^@]*@/, '$1:***@').replace(/(pass\w*\s*=\s*)\S+/gi, '$1***');
  }
}
