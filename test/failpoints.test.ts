/**
 * Every named place between "did" and "recorded": the centre is killed there once, in work that comes to it, and started again. The
 * work then ends as it does undisturbed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAILPOINTS, type FailpointName } from '../runtime/mail/index.ts';
import { openMailbox, startDovecot, type TestDovecot } from './servers/index.ts';
import { freshHome, type Home, inDatabase, ROOT, runCcmm } from './support/centre-process.ts';
import { type CustomerServer, letterBytes, startCustomerServer } from './support/customers.ts';
import { type KeptCentre, keepCentre, settledStatus } from './support/kept-centre.ts';
import { type CentreFolder, smallCentre } from './support/test-centre.ts';
import type { Contact, Mine, Status, Summary, WebClient } from './support/web-client.ts';

/** How a mail comes in. */
type Way = 'smtp' | 'imap' | 'broken' | 'in-process';

interface Row {
  readonly way: Way;
  /** It is the n-th time that counts; 1 when absent. */
  readonly count?: number;
  /** What becomes of the reply; `either` where the kill may meet the reply on its way. */
  readonly reply?: 'sent' | 'uncertain' | 'either';
  /** Times that the reply reaches the customer's server; 1 when absent. */
  readonly received?: 0 | 1;
}

/** The first batches of a start are its own, so batches are counted to one of the mail's or the agent's. */
const TABLE: { readonly [Name in FailpointName]: Row } = {
  'mail.smtp.before-receive': { way: 'smtp' },
  'mail.smtp.after-receive': { way: 'smtp' },
  'mail.smtp.after-answer': { way: 'smtp' },
  'mail.imap.before-receive': { way: 'imap' },
  'mail.imap.after-receive': { way: 'imap' },
  'mail.imap.after-mark': { way: 'imap' },
  'mail.in-process.after-receive': { way: 'in-process' },
  'mail.intake.after-take': { way: 'smtp' },
  'mail.intake.after-parse': { way: 'smtp' },
  'mail.intake.after-customers': { way: 'imap' },
  'mail.intake.before-submit': { way: 'smtp' },
  'mail.intake.after-submit': { way: 'smtp' },
  'mail.intake.before-quarantine': { way: 'broken' },
  'mail.outbox.after-take': { way: 'smtp', reply: 'uncertain', received: 0, count: 2 },
  'mail.outbox.before-data': { way: 'smtp', reply: 'uncertain', received: 0 },
  'mail.outbox.after-data': { way: 'smtp', reply: 'uncertain' },
  'mail.outbox.after-end': { way: 'smtp' },
  'center.batch.before-commit': { way: 'smtp', count: 3, reply: 'either' },
  'center.batch.after-commit': { way: 'smtp', count: 3, reply: 'either' },
  'center.effects.after-release': { way: 'smtp', count: 3, reply: 'either' },
};

const USER = { user: 'support@acme.test', password: 'support-secret' };

let dovecot: TestDovecot;
let customers: CustomerServer;
let folder: CentreFolder;
let home: Home;
let kept: KeptCentre;
let ana: WebClient;
let imap: ImapFlow;
let undisturbed: Outcome;

beforeAll(async () => {
  [dovecot, customers] = await Promise.all([startDovecot({ users: [USER] }), startCustomerServer()]);
  const source = `{ imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, security: none, user: "${USER.user}", password: "file:password", start: all } }`;
  folder = smallCentre(
    [
      { name: 'support', source: '{ smtp: {} }' },
      { name: 'post', source },
      { name: 'own', source: '{ in_process: true }' },
    ],
    customers.port,
    { password: USER.password },
  );
  home = freshHome();
  kept = await keepCentre({ home: home.path, folder: folder.path });
  ana = await kept.agent('ana');
  imap = await openMailbox(dovecot.ports.imap, USER);
  undisturbed = await answered('undisturbed', 'smtp');
});
afterAll(async () => {
  await imap?.logout();
  await kept?.stop();
  await home?.forget();
  folder?.remove();
  await customers?.stop();
  await dovecot?.stop();
});

interface Outcome {
  readonly state: string;
  readonly skillset: string;
  readonly agent: string | undefined;
  readonly reason: string | undefined;
  readonly arrivals: number;
  readonly actions: readonly string[];
  /** Times that the reply reached the customer's server. */
  readonly received: number;
}

/** Nested deeper than intake reads: refused with its reason. */
const BROKEN = Array.from(
  { length: 80 },
  (_, depth) => `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n`,
).join('');

async function comesIn(way: Way, subject: string): Promise<void> {
  const letter = { from: `${subject.replace(/\W/g, '-')}@customer.test`, to: 'support@acme.test', subject };
  if (way === 'smtp') return kept.write(letter);
  if (way === 'imap') return void (await imap.append('INBOX', letterBytes(letter)));
  return kept.write({ ...letter, headers: ['MIME-Version: 1.0', BROKEN] });
}

/** A mail from its arrival to the recorded end of its reply, and what became of it. */
async function answered(subject: string, way: 'smtp' | 'imap'): Promise<Outcome> {
  await comesIn(way, subject);
  const contact = await kept.attempt(`the contact of "${subject}"`, async () => {
    const [found, second] = (await kept.operator.get<Summary[]>('/contacts?limit=20')).filter(
      (each) => each.subject === subject,
    );
    expect(second, `a second contact of "${subject}"`).toBeUndefined();
    return found?.id;
  });
  const offer = await kept.attempt('the offer', async () => {
    await ana.ask('PUT', '/agent/state', { state: 'ready' });
    return (await ana.get<Mine>('/me/contacts')).offers.find((each) => each.contact === contact)?.id;
  });
  await kept.attempt('accept', () => ana.post(`/offers/${offer}/accept`, {}, `accept-${subject}`));
  await kept.attempt('reply', () => ana.post(`/contacts/${contact}/reply`, { text: 'Yes.' }, `reply-of-${subject}`));
  await kept.attempt('the end of the reply', async () => {
    const { outbox } = await kept.operator.get<Status>('/status');
    return outbox.queued === 0 ? true : undefined;
  });
  await kept.attempt('close', () =>
    ana.post(`/contacts/${contact}/close`, { reason: 'Resolved' }, `close-of-${subject}`),
  );
  const { state, skillset, agent, reason, actions, events } = await kept.attempt('the contact', () =>
    kept.operator.get<Contact>(`/contacts/${contact}`),
  );
  return {
    state,
    skillset,
    agent,
    reason,
    arrivals: events.filter(({ kind }) => kind === 'arrived').length,
    actions: actions.map((action) => `${action.source}: ${action.state}`),
    received: customers.mails.filter((mail) => mail.subject?.startsWith(`Re: ${subject} `)).length,
  };
}

/** Runs the embedding program; its exit code, or the signal that killed it. */
async function delivers(subject: string, failpoint: string): Promise<number | string> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'test/support/embedding-program.ts'), home.path, folder.path, subject],
    {
      env: { PATH: process.env.PATH, CCMM_FAILPOINT: failpoint },
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  child.stdin.on('error', () => {});
  child.stdin.end(letterBytes({ from: 'own@customer.test', to: 'own@acme.test', subject }));
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

describe('a centre killed at', () => {
  it.each(Object.entries(TABLE).filter(([, { way }]) => way === 'smtp' || way === 'imap') as [FailpointName, Row][])(
    '%s ends its work as undisturbed',
    async (name, { way, count = 1, reply = 'sent', received = 1 }) => {
      const killsBefore = kept.kills;
      await kept.restart({ CCMM_FAILPOINT: `${name}:${count}` });
      const outcome = await answered(name, way as 'smtp' | 'imap');
      expect(kept.kills - killsBefore, `${FAILPOINTS[name]}: it was never there`).toBe(1);
      const states = { sent: /Sent$/, uncertain: /Uncertain$/, either: /Sent$|Uncertain$/ }[reply];
      const sending = outcome.actions.filter((action) => action.startsWith('EMail_from_Agent_to_Customer'));
      expect(sending).toEqual([expect.stringMatching(states)]);
      const isUncertain = sending[0]?.endsWith('Uncertain') === true;
      expect({
        ...outcome,
        actions: outcome.actions.map((action) => action.replace('EMail_Uncertain', 'EMail_Sent')),
        received: reply === 'either' && isUncertain ? Math.min(1, Math.max(1, outcome.received)) : outcome.received,
      }).toEqual({ ...undisturbed, received });
      if (reply === 'uncertain') {
        const { stdout } = await runCcmm(home.path, ['status']);
        expect(stdout).toMatch(
          new RegExp(
            `uncertain: .*\\n(  .*\\n)*  contact \\d+, action \\d+, to ${name.replace(/\W/g, '-')}@customer.test`,
          ),
        );
      }
    },
  );

  it('mail.intake.before-quarantine quarantines the mail once, with its bytes', async () => {
    const name = 'mail.intake.before-quarantine';
    const before = (await kept.operator.get<Status>('/status')).ledger.quarantined;
    await kept.restart({ CCMM_FAILPOINT: name });
    const killsBefore = kept.kills;
    await comesIn(TABLE[name].way, name);
    await settledStatus(kept, ({ ledger }) => ledger.received === 0 && ledger.quarantined === before + 1);
    expect(kept.kills - killsBefore).toBe(1);
    const { stdout } = await runCcmm(home.path, ['status']);
    expect(stdout).toMatch(/quarantined.*\n {2}#?\d+:? for support, \d+ bytes, .*: .*deep/);
  });

  it('mail.in-process.after-receive takes the program’s repetition for the same mail', async () => {
    const name = 'mail.in-process.after-receive';
    expect(await kept.stop()).toEqual({ code: 0, signal: null });
    expect(await delivers(name, name)).toBe('SIGKILL');
    expect(await delivers(name, '')).toBe(0);
    const rows = await inDatabase(home.path, async (database) => {
      const found = await database.query('select state, contact is not null as taken from ledger where mailbox = $1', [
        'own',
      ]);
      return found.rows;
    });
    expect(rows).toEqual([{ state: 'contact', taken: true }]);
  });

  it('any of them has left no mail behind and made none twice', async () => {
    const found = await inDatabase(home.path, async (database) => {
      const { rows } = await database.query(
        `select l.mailbox, l.state, count(*)::int as mails, count(distinct l.contact)::int as contacts
           from ledger l group by 1, 2 order by 1, 2`,
      );
      const { rows: sending } = await database.query(
        "select count(*)::int as left from action where state like '%In_Progress' or state like '%In_Queue'",
      );
      return { rows, left: sending[0] };
    });
    const comingBy = (way: Way) => Object.values(TABLE).filter((row) => row.way === way).length;
    expect(found).toEqual({
      rows: [
        { mailbox: 'own', state: 'contact', mails: 1, contacts: 1 },
        { mailbox: 'post', state: 'contact', mails: comingBy('imap'), contacts: comingBy('imap') },
        { mailbox: 'support', state: 'contact', mails: comingBy('smtp') + 1, contacts: comingBy('smtp') + 1 },
        { mailbox: 'support', state: 'quarantined', mails: 1, contacts: 0 },
      ],
      left: { left: 0 },
    });
  });
});
