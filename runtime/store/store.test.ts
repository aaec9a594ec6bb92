import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeConnection } from './connection.ts';
import { asStoreError, DatabaseAway, faultOf, maskUrl } from './errors.ts';
import { openStore, type Store } from './store.ts';
import { createTestDatabase } from './testing/database.ts';
import { arrivalsOf, batchOf, contactOf } from './testing/rows.ts';
import { SILENT, type TestStore, testStores } from './testing/store.ts';

const stores = testStores();
let test: TestStore;
beforeEach(async () => {
  test = await stores.open();
});
afterEach(() => test.close());
afterAll(() => stores.end());

describe('the lease', () => {
  it('is one holder’s until it runs out', async () => {
    const other = test.other();
    const refused = await other.acquireLease('other');
    expect(refused).toMatchObject({ held: false, holder: 'test' });
    if (refused.held) throw new Error('two holders');
    expect(refused.untilAt - refused.databaseAt).toBeGreaterThan(0);
    await test.database.pool.query(`update site_lease set until = clock_timestamp() - interval '1 ms'`);
    expect(await test.store.verifyLease()).toBeUndefined();
    expect(await other.acquireLease('other')).toMatchObject({ held: true, epoch: 2 });
    expect(await test.store.renewLease()).toBeUndefined();
  });

  it('given up is free at once, and renewed lasts as long again', async () => {
    await test.database.pool.query(`update site_lease set until = clock_timestamp() + interval '1 s'`);
    const renewed = await test.store.renewLease();
    const leftUs = renewed!.untilAt - renewed!.databaseAt;
    expect(leftUs).toBeGreaterThan(1_000_000);
    expect(leftUs).toBeLessThanOrEqual(10_000_000);
    await test.store.releaseLease();
    expect(await test.other().acquireLease('other')).toMatchObject({ held: true, epoch: 2 });
  });

  it('is taken by one of many who ask at once', async () => {
    await test.store.releaseLease();
    const asked = await Promise.all([1, 2, 3, 4].map((n) => test.other().acquireLease(`node ${n}`)));
    expect(asked.filter(({ held }) => held)).toHaveLength(1);
  });

  it('bounds what a commit of the core may take', async () => {
    const store = test.other({ site: 2, leaseMs: 400 });
    await store.acquireLease('short');
    const locker = await test.database.pool.connect();
    await locker.query('begin; lock table contact');
    expect(await store.commit(batchOf(1, { contacts: [contactOf(1)] }))).toEqual({
      kind: 'lost',
      unknown: false,
      reason: '57014',
    });
    await locker.query('rollback');
    locker.release();
  });
});

describe('a database that is away', () => {
  let gate: Gate;
  let store: Store;
  beforeEach(async () => {
    gate = await openGate(test.database.url);
    store = openStore({ url: gate.url, log: SILENT, site: 5 });
  });
  afterEach(async () => {
    await store.close();
    await gate.close();
  });

  it('at start is said by every method, and forgotten when it is there', async () => {
    gate.shut();
    const away = { code: 'database_away', name: 'DatabaseAway' };
    await expect(store.checkSchema()).rejects.toMatchObject(away);
    await expect(store.acquireLease('me')).rejects.toMatchObject(away);
    await expect(store.loadSnapshot()).rejects.toMatchObject(away);
    await expect(store.mail.receive([])).resolves.toEqual([]);
    await expect(store.mail.takeForParse(5, new Set())).rejects.toMatchObject(away);
    await expect(store.queries.listContacts()).rejects.toMatchObject(away);
    await expect(store.queries.statusCounts()).rejects.toMatchObject(away);
    gate.open();
    await store.checkSchema();
    expect(await store.acquireLease('me')).toMatchObject({ held: true });
    expect(await store.queries.listContacts()).toEqual({ contacts: [] });
  });

  it('later loses the commit under way, not the store', async () => {
    await store.acquireLease('me');
    expect(await store.commit(arrivalsOf(1, 1, 1))).toMatchObject({ kind: 'committed' });
    gate.shut();
    expect(await store.commit(arrivalsOf(2, 2, 1))).toMatchObject({ kind: 'lost', unknown: false });
    await expect(store.renewLease()).rejects.toMatchObject({ code: 'database_away' });
    await expect(store.queries.statusCounts()).rejects.toMatchObject({ code: 'database_away' });
    gate.open();
    expect(await store.commit(arrivalsOf(2, 2, 1))).toEqual({ kind: 'committed', repeated: false });
    expect(await store.renewLease()).toMatchObject({ epoch: 1 });
    expect(await store.queries.statusCounts()).toMatchObject({ contacts: { New: 2, Open: 0, Waiting: 0 }, seq: 2 });
  });
});

describe('errors', () => {
  it('tell absence from refusal', () => {
    const refused = (code: string) => faultOf(Object.assign(new Error('x'), { code, severity: 'ERROR' }))?.kind;
    for (const code of ['08006', '40001', '40P01', '53300', '57P01', '57014', '58030', '25P03', '25006'])
      expect([code, refused(code)]).toEqual([code, 'lost']);
    for (const code of ['22021', '22P05', '23505', '42P01', '54000', '28P01', '3D000'])
      expect([code, refused(code)]).toEqual([code, 'refused']);
    expect(faultOf(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'connect' }))?.kind).toBe('lost');
    expect(faultOf(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' }))).toBeUndefined();
    expect(faultOf(new TypeError('undefined is not a function'))).toBeUndefined();
  });

  it('of a statement say what was done and name the remedy', async () => {
    const empty = await createTestDatabase({ migrated: false });
    const store = openStore({ url: empty.url, log: SILENT });
    await expect(store.queries.listContacts()).rejects.toMatchObject({
      code: 'database_refused',
      message: expect.stringContaining('ccmm migrate'),
    });
    await store.close();
    await empty.drop();
  });

  it('and descriptions hold no password', async () => {
    expect(maskUrl('postgresql://ana:s3cret@db.example:5432/ccmm?sslpassword=s3cret')).toBe(
      'postgresql://ana:***@db.example:5432/ccmm?sslpassword=***',
    );
    expect(maskUrl('postgresql://ana:s3:cret@[bad')).not.toContain('s3');
    expect(describeConnection({ host: '/run/pg', user: 'ccmm', database: 'ccmm', password: 's3cret' })).toBe(
      'ccmm@/run/pg/ccmm',
    );
    const url = new URL(test.database.url);
    url.password = 's3cret';
    const store = openStore({ url: url.toString(), log: SILENT });
    const error = await store.checkSchema().catch((reason) => reason);
    expect(error).toMatchObject({ code: 'database_refused', sqlState: '28P01' });
    expect(
      JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: String(error.cause) }),
    ).not.toContain('s3cret');
    expect(store.database).not.toContain('s3cret');
    await store.close();
  });

  it('of the program pass unchanged', () => {
    const fault = new TypeError('x');
    expect(asStoreError(fault, 'testing')).toBe(fault);
    expect(
      asStoreError(Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' }), 'testing'),
    ).toBeInstanceOf(DatabaseAway);
  });

  it('of options come at once', () => {
    expect(() => openStore({ log: SILENT })).toThrow(expect.objectContaining({ code: 'bad_option' }));
  });
});

interface Gate {
  readonly url: string;
  open(): void;
  /** Cuts every connection and refuses new ones by closing them. */
  shut(): void;
  close(): Promise<void>;
}

/** A door before the server that can be shut. */
async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server: Server = createServer((socket) => {
    if (!isOpen) {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.toString(),
    open: () => {
      isOpen = true;
    },
    shut: () => {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
