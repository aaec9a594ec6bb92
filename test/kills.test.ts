/**
 * The centre is killed at random moments while customers write and agents answer. Afterwards everything is as it would be without a
 * kill; only a reply that was killed on its way may be uncertain instead of sent.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshHome, type Home, inDatabase } from './support/centre-process.ts';
import { type CustomerServer, startCustomerServer } from './support/customers.ts';
import { type KeptCentre, keepCentre, settledStatus, workAsAgent } from './support/kept-centre.ts';
import { type CentreFolder, smallCentre } from './support/test-centre.ts';
import type { Contact, Summary, WebClient } from './support/web-client.ts';

const MAILS = 500;
const KILLS = 50;
const SENDERS = 5;
const SEED = Number(process.env.CCMM_TEST_SEED ?? Date.now() % 1_000_000);

let home: Home;
let folder: CentreFolder;
let customers: CustomerServer;
let kept: KeptCentre;
let agents: readonly WebClient[];

beforeAll(async () => {
  customers = await startCustomerServer();
  folder = smallCentre([{ name: 'support', source: '{ smtp: {} }' }], customers.port);
  home = freshHome();
  kept = await keepCentre({ home: home.path, folder: folder.path });
  agents = [await kept.agent('ana'), await kept.agent('bo')];
});
afterAll(async () => {
  await kept?.stop();
  await home?.forget();
  folder?.remove();
  await customers?.stop();
});

/** Of ten mails: three are answered, one is closed by its rule, six wait for somebody who is not there. */
const KINDS = ['answer', 'later', 'later', 'answer', 'later', 'unwanted', 'later', 'answer', 'later', 'later'];
const subjectOf = (run: string, number: number) => `${run} ${number} ${KINDS[number % KINDS.length]}`;
const answeredOf = (mails: number) => Math.round((mails * 3) / KINDS.length);

/** Small, repeatable, good enough to choose moments. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Customers and agents of one run; `open(n)` resolves when the n-th mail may be written. Resolves when all is quiet. */
async function work(run: string, open: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let number = next++; number < MAILS; number = next++) {
      await open(number);
      await kept.write({
        from: `customer-${run}-${number}@customer.test`,
        to: 'support@acme.test',
        subject: subjectOf(run, number),
      });
    }
  };
  let closed = false;
  const working = agents.map((agent) => workAsAgent(kept, agent, () => closed));
  const end = async () => {
    await Promise.all(Array.from({ length: SENDERS }, sender));
    const before = run === 'disturbed' ? 0 : MAILS;
    await settledStatus(
      kept,
      ({ ledger, outbox, contacts }) =>
        ledger.received === 0 &&
        ledger.quarantined + ledger.contacts === before + MAILS &&
        outbox.queued === 0 &&
        contacts.open === 0 &&
        contacts.waiting === ((before + MAILS) * 6) / KINDS.length,
    );
  };
  await Promise.all([end().finally(() => (closed = true)), ...working]);
}

/** Kills at random moments: mostly while it works, sometimes while it starts. */
async function killOften(random: () => number): Promise<void> {
  while (kept.kills < KILLS) {
    const count = kept.kills;
    if (random() < 0.2) await delay(random() * 600);
    else {
      await kept.ready();
      await delay(random() * 300);
    }
    kept.kill();
    while (kept.kills === count) await delay(5);
  }
}

interface Outcome {
  readonly state: string;
  readonly skillset: string;
  readonly priority: number;
  readonly reason: string | undefined;
  readonly actions: readonly string[];
  readonly arrivals: number;
}

async function outcomes(run: string): Promise<Map<string, Outcome>> {
  const found = new Map<string, Outcome>();
  for (let before: number | undefined; ; ) {
    const page = await kept.operator.get<Summary[]>(
      `/contacts?limit=100${before === undefined ? '' : `&before=${before}`}`,
    );
    if (page.length === 0) return found;
    before = page.at(-1)?.id;
    const own = page.filter(({ subject }) => subject.startsWith(`${run} `));
    const contacts = await Promise.all(own.map(({ id }) => kept.operator.get<Contact>(`/contacts/${id}`)));
    for (const { subject, state, skillset, priority, reason, actions, events } of contacts) {
      expect(found.has(subject.slice(run.length + 1)), `a second contact of "${subject}"`).toBe(false);
      found.set(subject.slice(run.length + 1), {
        state,
        skillset,
        priority,
        reason,
        actions: actions.map((action) => `${action.source}: ${action.state}`),
        arrivals: events.filter(({ kind }) => kind === 'arrived').length,
      });
    }
  }
}

it(`is the same as undisturbed after ${KILLS} kills among ${MAILS} mails (seed ${SEED})`, async () => {
  const random = randomOf(SEED);
  await Promise.all([
    killOften(random),
    work('disturbed', async (number) => {
      while (number >= ((kept.kills + 1) * MAILS) / KILLS) await delay(10);
    }),
  ]);
  expect(kept.kills).toBe(KILLS);
  await work('quiet', async () => {});

  const disturbed = await outcomes('disturbed');
  const quiet = await outcomes('quiet');
  expect(quiet.size).toBe(MAILS);
  const uncertain = [...disturbed].filter(([, { actions }]) =>
    actions.some((action) => action.endsWith('EMail_Uncertain')),
  );
  const asSent = (outcome: Outcome): Outcome => ({
    ...outcome,
    actions: outcome.actions.map((action) => action.replace('EMail_Uncertain', 'EMail_Sent')),
  });
  expect(Object.fromEntries([...disturbed].map(([subject, outcome]) => [subject, asSent(outcome)]))).toEqual(
    Object.fromEntries(quiet),
  );

  // No reply twice; each that counts as sent arrived.
  const ids = customers.mails.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  const replies = (run: string) => customers.mails.filter(({ subject }) => subject?.startsWith(`Re: ${run} `)).length;
  expect(replies('quiet')).toBe(answeredOf(MAILS));
  expect(replies('disturbed')).toBeLessThanOrEqual(answeredOf(MAILS));
  expect(replies('disturbed')).toBeGreaterThanOrEqual(answeredOf(MAILS) - uncertain.length);
  const { uncertain: shown, outbox } = await settledStatus(kept, () => true);
  expect(outbox.uncertain).toBe(uncertain.length);
  expect(shown.length).toBe(Math.min(50, uncertain.length));

  expect(await kept.stop()).toEqual({ code: 0, signal: null });
  const rows = await inDatabase(home.path, async (database) => {
    const { rows: ledger } = await database.query<{ state: string; rows: number; contacts: number; attempts: number }>(
      'select state, count(*)::int as rows, count(distinct contact)::int as contacts, max(attempts)::int as attempts from ledger group by state',
    );
    return ledger;
  });
  expect(rows).toMatchObject([{ state: 'contact', rows: 2 * MAILS, contacts: 2 * MAILS }]);
}, 400_000);
