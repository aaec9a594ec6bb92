import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACTION_STATES,
  type Changes,
  CONTACT_STATES,
  type ContactRow,
  OFFER_STATES,
  type OfferRow,
  type Snapshot,
} from '../center/index.ts';
import { decodeEvents, encodeEvents } from './batch-events.ts';
import { actionOf, batchOf, contactOf, factsOf, NO_CHANGES, SOME_TIME, traceOf } from './testing/rows.ts';
import { type TestStore, testStores } from './testing/store.ts';

const stores = testStores();
let test: TestStore;
beforeAll(async () => {
  test = await stores.open();
});
afterAll(async () => {
  await test.close();
  await stores.end();
});

/** Text as the core lets it in: no NUL, no lone surrogate. */
const text = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((value) => value.replaceAll('\0', '\uFFFD').toWellFormed());
const small = fc.nat({ max: 1000 });
const at = fc.integer({ min: SOME_TIME - 100 * 3_600_000_000, max: SOME_TIME + 1000 });
const maybe = <Value>(name: string, value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [name]: given }));
const merged = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((values) => Object.assign({}, ...values) as object);
const texts = fc.array(text, { maxLength: 3 });
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0);

const facts = fc
  .record({
    from: text,
    fromName: text,
    to: texts,
    subject: text,
    messageId: text,
    references: texts,
    body: text,
    headers: fc.dictionary(text, text),
    spamScore: seconds,
  })
  .map((some) => ({ ...factsOf(1), ...some }));

const contact = (id: number): fc.Arbitrary<ContactRow> =>
  merged(
    fc.record({
      state: fc.constantFrom(...CONTACT_STATES),
      customer: small,
      mailbox: text,
      facts,
      skillset: fc.integer({ min: -1, max: 1000 }),
      priority: fc.integer({ min: 1, max: 6 }),
      arrivedAt: at,
      openDurationS: seconds,
      responded: fc.boolean(),
      suggestions: fc.array(small, { maxLength: 3 }),
      queues: fc.array(
        fc.record({ kind: fc.constantFrom('skillset', 'agent'), id: small, priority: small, sinceAt: at }),
        { maxLength: 3 },
      ),
      activation: fc.integer({ min: 1, max: 5 }),
      application: text,
      traces: small,
    }),
    maybe('preferredAgent', small),
    maybe('agent', small),
    maybe('openedAt', at),
    maybe('closedAt', at),
    maybe('callbackAt', at),
    maybe('reason', small),
    maybe('closeText', text),
    maybe(
      'run',
      merged(
        fc.record({
          image: fc.constantFrom('image1', 'image2', 'image3'),
          machine: fc.uint8Array({ maxLength: 50 }),
          waitPoint: text,
          wakeAt: at,
          startedAt: at,
        }),
        maybe('provider', small),
      ),
    ),
  ).map((row) => {
    const { run: _none, ...rest } = contactOf(id);
    return { ...rest, ...row } as ContactRow;
  });

const offer = (id: number): fc.Arbitrary<OfferRow> =>
  merged(
    fc.record({ contact: small, agent: small, state: fc.constantFrom(...OFFER_STATES), offeredAt: at, expiresAt: at }),
    maybe('skillset', small),
    maybe('endedAt', at),
    maybe('waitS', seconds),
  ).map((row) => ({ id, ...row }) as OfferRow);

const listOf = <Row>(make: (id: number) => fc.Arbitrary<Row>, max = 5) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: max })
    .chain((ids) => fc.tuple(...ids.map(make)) as unknown as fc.Arbitrary<Row[]>);

const changes = fc.record({
  names: listOf((id) =>
    fc.record({ kind: fc.constantFrom('skillset', 'agent', 'reason'), id: fc.constant(id), name: text }),
  ),
  images: listOf((id) =>
    fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ hash: `image${1 + (id % 3)}`, bytes })),
  ).map((rows) => [...new Map(rows.map((row) => [row.hash, row])).values()]),
  activations: listOf((id) =>
    fc.record({
      number: fc.constant(1 + (id % 5)),
      at,
      image: fc.constantFrom('image1', 'image2', 'image3'),
      directory: text,
    }),
  ).map((rows) => [...new Map(rows.map((row) => [row.number, row])).values()]),
  contacts: listOf(contact),
  offers: listOf(offer),
  presences: listOf((agent) =>
    merged(
      fc.record({ state: fc.constantFrom('ready', 'not_ready'), sinceAt: at, idleSinceAt: at }),
      maybe('reason', text),
    ).map((row) => ({ agent, ...row })),
  ),
  requests: listOf((id) =>
    merged(
      fc.record({
        contact: small,
        provider: small,
        kind: fc.constantFrom('info', 'request'),
        values: fc.array(fc.oneof(text, seconds), { maxLength: 3 }),
        state: fc.constantFrom('open', 'answered', 'done', 'failed'),
        at,
      }),
      maybe('reply', fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 })),
    ).map((row) => ({ id, ...row })),
  ),
  shared: listOf((variable) => fc.integer().map((value) => ({ variable, value }))),
  traces: listOf((id) =>
    fc
      .record({
        count: small,
        folded: small,
        lines: fc.array(fc.record({ script: text, line: small, text }), { maxLength: 3 }),
      })
      .map((row) => ({ ...traceOf(1 + (id % 7), id), ...row })),
  ),
  answers: listOf((id) =>
    fc
      .record({
        at,
        answer: fc.constantFrom({ ok: true, contact: id }, { ok: false, code: 'bad_value', message: 'no' }),
      })
      .map((row) => ({ id: `command ${id}`, ...row })),
  ),
}) as unknown as fc.Arbitrary<Partial<Changes>>;

/** What a snapshot must be after these batches, by the words of model.ts. */
function expected(batches: readonly { seq: number; at: number; changes: Changes }[]): Snapshot {
  const last = batches.at(-1)!;
  const all = <Name extends keyof Changes>(
    name: Name,
    key: (row: Changes[Name][number]) => string | number,
    first = false,
  ) => {
    const rows = new Map<string | number, Changes[Name][number]>();
    for (const batch of batches) {
      for (const row of batch.changes[name]) if (!first || !rows.has(key(row))) rows.set(key(row), row);
    }
    return [...rows.values()] as Changes[Name][number][];
  };
  const by =
    <Row>(...keys: ((row: Row) => number | string)[]) =>
    (a: Row, b: Row) => {
      for (const key of keys) if (key(a) !== key(b)) return key(a) < key(b) ? -1 : 1;
      return 0;
    };
  const everyContact = all('contacts', ({ id }) => id);
  const contacts = everyContact.filter(({ state }) => state !== 'Closed').sort(by(({ id }) => id));
  const offers = all('offers', ({ id }) => id).sort(by(({ id }) => id));
  const activations = all('activations', ({ number }) => number).sort(by(({ number }) => number));
  const activation = activations.at(-1);
  const earlier = activations.filter(
    (row) =>
      row !== activation && contacts.some((contact) => contact.run !== undefined && contact.activation === row.number),
  );
  // A run's image is that of its activation.
  const images = new Set([activation, ...earlier].map((row) => row?.image));
  const traces = all('traces', ({ contact, number }) => `${contact} ${number}`);
  const open = new Set(contacts.map(({ id }) => id));
  const lastOf = (rows: readonly { id: number }[]) => Math.max(0, ...rows.map(({ id }) => id));
  const requests = all('requests', ({ id }) => id).sort(by(({ id }) => id));
  return {
    seq: last.seq,
    at: last.at,
    names: all('names', ({ kind, id }) => `${kind} ${id}`).sort(
      by<Changes['names'][number]>(
        ({ kind }) => kind,
        ({ id }) => id,
      ),
    ),
    ...(activation === undefined ? {} : { activation }),
    earlier,
    images: all('images', ({ hash }) => hash, true)
      .filter(({ hash }) => images.has(hash))
      .sort(by(({ hash }) => hash)),
    contacts,
    offers: offers.filter(({ state }) => state === 'open'),
    presences: all('presences', ({ agent }) => agent).sort(by(({ agent }) => agent)),
    requests: requests.filter(({ state }) => state === 'open' || state === 'answered'),
    shared: all('shared', ({ variable }) => variable).sort(by(({ variable }) => variable)),
    answers: all('answers', ({ id }) => id, true)
      .filter((row) => row.at >= last.at - 3_600_000_000)
      .sort(
        by<Changes['answers'][number]>(
          (row) => row.at,
          ({ id }) => id,
        ),
      ),
    traces: [...Map.groupBy(traces, ({ contact }) => contact).entries()]
      .filter(([contact]) => open.has(contact))
      .map(([, rows]) => rows.sort(by(({ number }) => number)).at(-1)!)
      .sort(by(({ contact }) => contact)),
    answered: offers
      .filter(
        ({ state, endedAt }) =>
          state === 'accepted' && endedAt !== undefined && endedAt >= last.at - 48 * 3_600_000_000,
      )
      .sort(
        by<OfferRow>(
          ({ endedAt }) => endedAt ?? 0,
          ({ id }) => id,
        ),
      ),
    arrivals: everyContact
      .map(({ arrivedAt }) => arrivedAt)
      .filter((arrived) => arrived >= last.at - 60_000_000)
      .sort((a, b) => a - b),
    lastContact: lastOf(everyContact),
    lastAction: 0,
    lastOffer: lastOf(offers),
    lastRequest: lastOf(requests),
  };
}

describe('loadSnapshot', () => {
  it('of an empty site is empty', async () => {
    const store = test.other({ site: 99 });
    expect(await store.loadSnapshot()).toMatchObject({ seq: 0, at: 0, contacts: [], lastContact: 0, lastAction: 0 });
  });

  it('gives back exactly the present rows of what was committed, whatever it was', async () => {
    let site = 1000;
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 3 }), async (list) => {
        const store = test.other({ site: ++site });
        // A failing example is tried again smaller and smaller: its store must not keep its connections.
        try {
          await store.acquireLease('property');
          const batches = list.map((some, index) => batchOf(index + 1, own(some, site)));
          for (const batch of batches)
            expect(await store.commit(batch)).toEqual({ kind: 'committed', repeated: false });
          expect(await store.loadSnapshot()).toEqual(expected(batches));
        } finally {
          await store.close();
        }
      }),
      { numRuns: 40 },
    );
  });

  it('knows the last action, and keeps sites apart', async () => {
    const [one, two] = [test.other({ site: 7 }), test.other({ site: 8 })];
    await Promise.all([one.acquireLease('one'), two.acquireLease('two')]);
    await one.commit(
      batchOf(1, {
        contacts: [contactOf(1)],
        actions: ACTION_STATES.map((state, index) => actionOf(index + 1, 1, { state })),
      }),
    );
    expect(await one.loadSnapshot()).toMatchObject({ lastAction: ACTION_STATES.length, lastContact: 1 });
    expect(await two.loadSnapshot()).toMatchObject({ lastAction: 0, lastContact: 0, contacts: [] });
    expect(await two.loadContact(1)).toBeUndefined();
  });
});

it('events come back from the journal as they were, bytes and escapes too', () => {
  const event = (row: object) =>
    ({ kind: 'command', id: 'a', agent: 'ana', command: { kind: 'ready' }, row }) as unknown as Parameters<
      typeof encodeEvents
    >[0][number];
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.uint8Array(),
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
      (string, bytes, dictionary) => {
        const events = [
          event({ string, bytes, buffer: Buffer.from(bytes), dictionary, nul: `\0b${string}`, other: `\0s${string}` }),
        ];
        expect(decodeEvents(encodeEvents(events))).toEqual([
          event({ string, bytes, buffer: bytes, dictionary, nul: `\0b${string}`, other: `\0s${string}` }),
        ]);
      },
    ),
  );
});

/** The changes with images of the site's own: they are shared by all sites, under the hash of their bytes. */
function own(some: Partial<Changes>, site: number): Changes {
  const rename = (image: string) => `${site} ${image}`;
  const all = { ...NO_CHANGES, ...some };
  return {
    ...all,
    images: all.images.map((row) => ({ ...row, hash: rename(row.hash) })),
    activations: all.activations.map((row) => ({ ...row, image: rename(row.image) })),
    contacts: all.contacts.map((row) =>
      row.run === undefined ? row : { ...row, run: { ...row.run, image: rename(row.run.image) } },
    ),
  };
}
