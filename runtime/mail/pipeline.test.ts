import { afterEach, describe, expect, it } from 'vitest';
import { limitsWith } from './limits.ts';
import type { IntakeDirectory } from './mail-routing.ts';
import { createMarkSigner } from './message-id.ts';
import type { MimePool } from './mime/mime-pool.ts';
import type { ParsedMail, ParseOutcome } from './mime/parsed-mail.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createMailboxRules } from './rules.ts';
import { directory, mailbox, manualClock, plainMail, silentLog, until } from './testing/fixtures.ts';
import { createMemoryMailStore } from './testing/memory-mail-store.ts';

const MAIL: ParsedMail = {
  from: { name: 'Ann', address: 'ann@example.com' },
  to: [],
  cc: [],
  subject: 'x',
  messageId: '',
  inReplyTo: [],
  references: [],
  text: '',
  headers: {},
  attachments: [],
};

function intake(): IntakeDirectory {
  const entry = mailbox();
  const support = { name: 'support', address: entry.address, rules: createMailboxRules(directory(), entry) };
  return { mailboxes: new Map([['support', support]]), ownAddresses: new Set(), automaticResponsesPerDay: 3 };
}

/** A pipeline over a pool whose answers a test decides: by the mail's subject, a promise or an outcome. */
async function begin(mails: number, parse: (subject: string) => Promise<ParseOutcome> | ParseOutcome) {
  const store = createMemoryMailStore();
  const takes: number[] = [];
  const { takeForParse } = store;
  store.takeForParse = async (limit, except) => {
    const rows = await takeForParse(limit, except);
    if (rows.length > 0) takes.push(rows.length);
    return rows;
  };
  const raws = Array.from({ length: mails }, (_, i) => plainMail(`m${i + 1}`));
  await store.receive(raws.map((raw, i) => ({ mailbox: 'support', key: `k${i}`, raw, sha256: '', internalAt: i })));
  const pool: MimePool = {
    start: async () => {},
    stop: async () => {},
    status: () => ({ children: 1, jobs: 0, lost: 0 }),
    attachment: async () => ({ ok: false, reason: 'none' }),
    parse: async (raw) => parse(/Subject: (.*)/.exec(Buffer.from(raw).toString())?.[1]?.trim() ?? ''),
  };
  const clock = manualClock();
  const pipeline = createPipeline({
    directory: intake,
    store,
    sink: store,
    pool,
    signer: createMarkSigner(new Uint8Array(32)),
    clock,
    log: silentLog,
    limits: limitsWith(),
  });
  return { store, pipeline, clock, takes };
}

const read: ParseOutcome = { ok: true, mail: MAIL };

describe('intake behind the ledger', () => {
  let open: Pipeline | undefined;
  afterEach(() => open?.stop());

  it('begins with one mail and doubles with each commit', async () => {
    const { pipeline, store, takes } = await begin(100, () => read);
    open = pipeline;
    pipeline.start();
    await until(() => store.submitted.length === 100);
    expect(takes).toEqual([1, 2, 4, 8, 16, 32, 37]);
    expect(new Set(store.submitted.map(({ ledger }) => ledger)).size).toBe(100);
  });

  it('takes a mail alone that was tried before, so that its neighbours are not blamed for it', async () => {
    const { pipeline, store, takes } = await begin(6, () => read);
    open = pipeline;
    // A process was killed with all of them in its hands.
    await store.takeForParse(6, new Set());
    takes.length = 0;
    pipeline.start();
    await until(() => store.submitted.length === 6);
    expect(takes).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('lets the others pass a mail whose child takes its time', async () => {
    const slow = Promise.withResolvers<ParseOutcome>();
    const { pipeline, store } = await begin(40, (subject) => (subject === 'm2' ? slow.promise : read));
    open = pipeline;
    pipeline.start();
    await until(() => store.submitted.length === 39);
    slow.resolve(read);
    await until(() => store.submitted.length === 40);
  });

  it.each([
    ['was tried before', true],
    ['is the first of all', false],
  ])('waits only a moment for a mail that %s and takes its time', async (_which, before) => {
    const slow = Promise.withResolvers<ParseOutcome>();
    const { pipeline, store, clock } = await begin(5, (subject) => (subject === 'm1' ? slow.promise : read));
    open = pipeline;
    if (before) await store.takeForParse(1, new Set());
    pipeline.start();
    await until(() => pipeline.status().inHand === 1);
    expect(store.submitted).toEqual([]);
    await until(() => {
      clock.advance(500);
      return store.submitted.length === 4;
    });
    slow.resolve(read);
    await until(() => store.submitted.length === 5);
  });

  it('tries a mail whose child fails three times, without holding up the others, and then quarantines it', async () => {
    let tries = 0;
    const fails = (): ParseOutcome => {
      tries += 1;
      return { ok: false, kind: 'failed', reason: 'the mail took more than 30 s' };
    };
    const { pipeline, store } = await begin(20, (subject) => (subject === 'm3' ? fails() : read));
    open = pipeline;
    pipeline.start();
    await until(() => store.submitted.length === 19 && store.ledger[2]?.state === 'quarantined');
    expect([tries, store.ledger[2]?.reason]).toEqual([3, 'the mail took more than 30 s']);
  });

  it('finishes what is in hand when it is stopped, and takes no more', async () => {
    const slow = Promise.withResolvers<ParseOutcome>();
    const { pipeline, store } = await begin(3, () => slow.promise);
    pipeline.start();
    await until(() => pipeline.status().inHand > 0);
    const inHand = pipeline.status().inHand;
    const stopped = pipeline.stop();
    slow.resolve(read);
    await stopped;
    expect(store.submitted).toHaveLength(inHand);
    expect(pipeline.status().inHand).toBe(0);
  });

  it('submits again what the core could not commit, once', async () => {
    const { pipeline, store, clock } = await begin(10, () => read);
    open = pipeline;
    const { submit } = store;
    let refusals = 3;
    store.submit = async (mails) => {
      if (refusals-- > 0) throw new Error('the database is away');
      return submit(mails);
    };
    pipeline.start();
    await until(() => {
      clock.advance(1_000);
      return store.submitted.length === 10;
    });
    expect(store.ledger.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('keeps a mail that the core was too busy for, quarantines the refused one and goes on with the others', async () => {
    const { pipeline, store, clock } = await begin(10, () => read);
    open = pipeline;
    const busy = new Set([2, 5]);
    store.judge = ({ ledger }) =>
      busy.has(ledger) ? 'later' : ledger === 3 ? { ok: false, reason: 'refused' } : { ok: true, contact: ledger };
    pipeline.start();
    await until(() => {
      clock.advance(1_000);
      return store.ledger.filter(({ state }) => state !== 'received').length === 8;
    });
    expect(store.ledger.filter(({ state }) => state === 'quarantined').map(({ ledger }) => ledger)).toEqual([3]);
    busy.clear();
    await until(() => {
      clock.advance(1_000);
      return store.ledger.every(({ state }) => state !== 'received');
    });
    expect(store.ledger.filter(({ state }) => state === 'contact')).toHaveLength(9);
    expect(store.ledger.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});
