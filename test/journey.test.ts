import type { ImapFlow } from 'imapflow';
import { type ParsedMail, simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { afterEach, expect, it } from 'vitest';
import { eventually, launchChromium, openMailbox, startDovecot, startPostfix } from './servers/index.ts';
import { openAgentPage } from './support/agent-page.ts';
import { freshHome, startCentre } from './support/centre-process.ts';
import { exampleWith } from './support/test-centre.ts';
import { agentOf, type Contact, type Mine, operatorOf, type Status } from './support/web-client.ts';

const SUPPORT = { user: 'support@helpdesk.example', password: 'support-secret' };
const CUSTOMER = { user: 'carla@customer.example', password: 'carla-secret' };
const PASSWORD = 'a password of bo';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function mailClient(port: number, customer: typeof CUSTOMER): Promise<ImapFlow> {
  const client = await openMailbox(port, customer);
  cleanUps.push(() => client.logout());
  await client.mailboxOpen('INBOX');
  return client;
}

/** Waits for a mail with this beginning of a subject. */
async function mailIn(client: ImapFlow, subject: string, log: () => string): Promise<ParsedMail> {
  return await eventually(
    60_000,
    () => `no mail "${subject}" in the mailbox: ${log()}`,
    async () => {
      await client.noop();
      for (const { source } of await client.fetchAll('1:*', { source: true }).catch(() => [])) {
        const mail = await simpleParser(source ?? '');
        if (mail.subject?.startsWith(subject)) return mail;
      }
      return undefined;
    },
  );
}

it('a customer writes, a script decides, an agent answers on the page, the customer reads it and answers, and it comes back to the same agent though a better one is free', async () => {
  const dovecot = await startDovecot({ users: [SUPPORT, CUSTOMER] });
  cleanUps.push(() => dovecot.stop());
  const carla = await mailClient(dovecot.ports.imap, CUSTOMER);
  const toDovecot = { lmtp: dovecot.ports.lmtp };
  const postfix = await startPostfix({ routes: { 'helpdesk.example': toDovecot, 'customer.example': toDovecot } });
  cleanUps.push(() => postfix.stop());
  const folder = exampleWith(
    'helpdesk',
    `{ imap: { host: 127.0.0.1, port: ${dovecot.ports.imap}, security: none, user: "${SUPPORT.user}", password: "\${SUPPORT_PASSWORD}", start: all } }`,
    `{ smtp: { host: 127.0.0.1, port: ${postfix.ports.smtp}, security: none } }`,
  );
  cleanUps.push(() => folder.remove());
  const home = freshHome();
  cleanUps.push(() => home.forget());
  const centre = startCentre({
    home: home.path,
    folder: folder.path,
    args: ['--listen', '127.0.0.1:0'],
    env: { SUPPORT_PASSWORD: SUPPORT.password },
  });
  cleanUps.push(() => centre.end('SIGTERM'));
  const log = () => `${centre.stderr()}${postfix.log()}`;
  const url = await centre.ready();

  const operator = operatorOf(home.path);
  await operator.post('/agents/bo/password', { password: PASSWORD });
  const chromium = await launchChromium();
  cleanUps.push(() => chromium.stop());
  const bo = await openAgentPage(chromium.browser, url, 'bo', PASSWORD);
  await bo.ready();

  const post = createTransport({ host: '127.0.0.1', port: postfix.ports.smtp, secure: false, ignoreTLS: true });
  await post.sendMail({
    from: { name: 'Carla Customer', address: CUSTOMER.user },
    to: SUPPORT.user,
    subject: 'The printer is on fire – again',
    text: 'Good morning,\n\nthe printer is on fire. Grüße!\n\nCarla\n',
    messageId: '<first@customer.example>',
  });

  // The rule and the script decided.
  const contact = await eventually(
    60_000,
    () => `no contact: ${log()}`,
    async () => (await operator.get<{ id: number; subject: string }[]>('/contacts'))[0],
  );
  expect(contact).toMatchObject({
    id: 1,
    subject: 'The printer is on fire – again',
    state: 'New',
    skillset: 'EM_Support',
  });
  await bo.accept('The printer is on fire – again', 'the printer is on fire. Grüße!');
  await bo.reply('Dear Carla,\n\nplease call 911.\n\nBo');
  await bo.close('Resolved');
  // Better at this skillset, and idle when the answer comes: hers it would be if it were nobody's.
  const ana = await agentOf(home.path, 'ana');
  await ana.ask('PUT', '/agent/state', { state: 'ready' });

  const answer = await mailIn(carla, 'Re: The printer', log);
  expect(answer.from?.value).toEqual([{ name: 'Northwind Help Desk', address: SUPPORT.user }]);
  expect([answer.to].flat().flatMap((to) => to?.value)).toMatchObject([{ address: CUSTOMER.user }]);
  expect(answer.subject).toMatch(/^Re: The printer is on fire – again \[#1-[a-z2-7]{10}\]$/);
  expect(answer.inReplyTo).toBe('<first@customer.example>');
  expect([answer.references].flat()).toEqual(['<first@customer.example>']);
  expect(answer.text).toMatch(/^Dear Carla,\n\nplease call 911\.\n\nBo\n\nOn .* wrote:\n> Good morning,\n/);

  await post.sendMail({
    from: CUSTOMER.user,
    to: SUPPORT.user,
    subject: answer.subject ?? '',
    text: 'Thank you, they came. And now?\n',
    inReplyTo: answer.messageId ?? '',
    references: [[answer.references ?? []].flat(), answer.messageId ?? ''].flat(),
  });
  await bo.page.getByText('Offer').first().waitFor();
  const offers = await eventually(
    60_000,
    () => `the answer is offered to nobody: ${log()}`,
    async () => {
      const agents = await operator.get<Mine[]>('/agents');
      const found = agents.flatMap((agent) => agent.offers);
      return found.length > 0 ? found : undefined;
    },
  );
  expect(offers).toMatchObject([{ contact: 1, agent: 'bo', queueType: 'REPLYMAIL' }]);
  await bo.accept('The printer is on fire – again', 'Thank you, they came. And now?');
  const whole = await operator.get<Contact>('/contacts/1');
  expect(whole.actions.filter(({ state }) => state === 'EMail_Received')).toHaveLength(2);
  expect(await operator.get<Status>('/status')).toMatchObject({
    ledger: { received: 0, quarantined: 0, contacts: 1 },
    contacts: { waiting: 0, open: 1 },
    sources: [{ kind: 'imap', state: 'open' }],
  });

  // The mails are where they were, with our mark.
  const support = await mailClient(dovecot.ports.imap, SUPPORT);
  const flags = await eventually(
    10_000,
    () => 'the mails are not marked',
    async () => {
      await support.noop();
      const found = (await support.fetchAll('1:*', { flags: true })).map((mail) => [...(mail.flags ?? [])]);
      return found.every((of) => of.includes('$ccmm') || of.includes('\\Seen')) ? found : undefined;
    },
  );
  expect(flags).toHaveLength(2);
});
