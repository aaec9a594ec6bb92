import { describe, expect, it } from 'vitest';
import { limitsWith } from './limits.ts';
import { ownAddresses } from './loop-guard.ts';
import { routeMails } from './mail-routing.ts';
import { createMarkSigner } from './message-id.ts';
import { parseMail } from './mime/parse-mail.ts';
import { composeMail } from './outgoing-mail.ts';
import { createResponseBudget } from './response-budget.ts';
import { createMailboxRules } from './rules.ts';
import { directory, mailbox } from './testing/fixtures.ts';
import { createMemoryMailStore } from './testing/memory-mail-store.ts';

const limits = limitsWith();

/** A centre whose only rule answers every mail; `answer` gives the response to a mail, or nothing. */
function centre(name: string) {
  const entry = mailbox({
    address: `support@${name}.example`,
    rules: [
      {
        name: 'all',
        enabled: true,
        keywords: [],
        notKeywords: [],
        skillset: 'EM_Default_Skillset',
        priority: 3,
        response: 'ack_response',
        close: false,
      },
    ],
  });
  const place = directory({
    mailboxes: [entry],
    responses: [{ name: 'ack_response', subject: 'We have your message', text: 'Thank you.' }],
  });
  const store = createMemoryMailStore();
  const signer = createMarkSigner(new Uint8Array(32).fill(name.length));
  const own = ownAddresses(place);
  const intake = {
    mailboxes: new Map([['support', { ...entry, rules: createMailboxRules(place, entry) }]]),
    ownAddresses: own,
    automaticResponsesPerDay: 5,
  };
  const budget = createResponseBudget(store);
  let ledger = 0;
  return {
    async answer(raw: Uint8Array, envelopeFrom: string, nowMs: number): Promise<Uint8Array | undefined> {
      ledger += 1;
      const mail = await parseMail(raw, limits);
      const hand = { row: { ledger, mailbox: 'support', envelopeFrom }, sizeBytes: raw.length, mail };
      const [routing] = await routeMails([hand], intake, store, signer, budget, nowMs * 1000);
      if (routing?.kind !== 'routed' || routing.event.rule.response === undefined) return undefined;
      const composed = await composeMail(
        {
          action: ledger,
          contact: ledger,
          mailbox: 'support',
          source: 'Automated_Response',
          subject: 'We have your message',
          text: 'Thank you.',
          to: [routing.event.facts.replyTo],
          cc: [],
          bcc: [],
          messageId: signer.messageId(ledger, ledger, 'support', `${name}.example`),
          references: [],
          attempts: 1,
        },
        { mailbox: entry, own, signer, limits, nowMs },
      );
      return composed?.raw;
    },
  };
}

/** Lets two centres answer each other; how many responses were sent. */
async function exchange(onTheWay: (raw: string) => string): Promise<number> {
  const sides = [centre('left'), centre('rightside')] as const;
  const first = 'From: support@rightside.example\r\nTo: support@left.example\r\nSubject: Hello\r\n\r\nHello\r\n';
  let raw: Uint8Array | undefined = Buffer.from(first);
  let sent = 0;
  for (let turn = 0; raw !== undefined && turn < 100; turn++) {
    const [to, from] = turn % 2 === 0 ? ([sides[0], 'rightside'] as const) : ([sides[1], 'left'] as const);
    raw = await to.answer(raw, `support@${from}.example`, 1_700_000_000_000 + turn * 1_000);
    if (raw === undefined) break;
    sent += 1;
    raw = Buffer.from(onTheWay(Buffer.from(raw).toString('latin1')), 'latin1');
  }
  return sent;
}

describe('two centres of ours that answer each other', () => {
  it('stop at the first automatic response', async () => {
    expect(await exchange((raw) => raw)).toBe(1);
  });

  it('stop at the day’s budget when a server on the way takes every sign of an automatic mail away', async () => {
    const bare = (raw: string) => raw.replace(/^(Auto-Submitted|X-Auto-Response-Suppress|Precedence):.*\r\n/gim, '');
    const sent = await exchange(bare);
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThanOrEqual(11);
  });
});
