import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailRule } from '../../vm/index.ts';
import { createMailboxRules } from './rules.ts';
import { directory, mailbox } from './testing/fixtures.ts';

const centre = directory({
  keywordGroups: [
    { name: 'invoices', words: ['invoice', 'bill*'] },
    { name: 'urgent', words: ['urgent', 'as soon as possible'] },
    { name: 'spam', words: ['lottery'] },
  ],
  senderGroups: [{ name: 'vips', addresses: ['ceo@big.example', '*@vip.example'] }],
});

function rule(fields: Partial<MailRule> & { readonly name: string }): MailRule {
  return { enabled: true, keywords: [], notKeywords: [], close: false, ...fields };
}

function decide(rules: readonly MailRule[], facts: { from?: string; subject?: string; body?: string }) {
  const bound = createMailboxRules(centre, mailbox({ rules }));
  return bound.decide({ from: 'ann@example.com', subject: '', body: '', ...facts });
}

describe('the rules of a mailbox', () => {
  it('take the first match and no later one', () => {
    const rules = [
      rule({ name: 'first', keywords: ['invoices'], skillset: 'EM_Billing' }),
      rule({ name: 'second', keywords: ['invoices'], skillset: 'EM_Vip' }),
    ];
    expect(decide(rules, { subject: 'Invoice 7' })).toEqual({
      rule: 'first',
      skillset: 'EM_Billing',
      priority: 3,
      close: false,
    });
  });

  it('find keywords in the body as well as in the subject, whole words or wildcards', () => {
    const rules = [rule({ name: 'bills', keywords: ['invoices'] })];
    expect(decide(rules, { body: 'about my BILLING' }).rule).toBe('bills');
    expect(decide(rules, { body: 'invoices' }).rule).toBe('default');
  });

  it('demand every keyword group and refuse every NOT group', () => {
    const rules = [rule({ name: 'both', keywords: ['invoices', 'urgent'], notKeywords: ['spam'] })];
    expect(decide(rules, { subject: 'invoice', body: 'as soon  as possible' }).rule).toBe('both');
    expect(decide(rules, { subject: 'invoice' }).rule).toBe('default');
    expect(decide(rules, { subject: 'urgent invoice', body: 'you won the lottery' }).rule).toBe('default');
  });

  it('match senders without case and with wildcards over the whole address', () => {
    const rules = [rule({ name: 'vip', senders: 'VIPS', skillset: 'em_vip', priority: 1 })];
    expect(decide(rules, { from: 'Bob@VIP.example' })).toMatchObject({ rule: 'vip', skillset: 'EM_Vip', priority: 1 });
    expect(decide(rules, { from: 'bob@vip.example.org' }).rule).toBe('default');
  });

  it('pass over disabled rules, and over invalid ones with the reason', () => {
    const rules = [
      rule({ name: 'off', enabled: false }),
      rule({ name: 'gone', skillset: 'EM_Deleted' }),
      rule({ name: 'groupless', keywords: ['nothing'] }),
      rule({ name: 'silent', response: 'missing_response' }),
      rule({ name: 'nobody', senders: 'missing' }),
      rule({ name: 'valid', response: 'ACK_response', close: true }),
    ];
    const bound = createMailboxRules(centre, mailbox({ rules }));
    expect(bound.decide({ from: '', subject: '', body: '' })).toMatchObject({
      rule: 'valid',
      response: 'ack_response',
      close: true,
    });
    expect(bound.invalid.map(({ rule: name, reason }) => `${name}: ${reason}`)).toEqual([
      'gone: no skillset EM_Deleted',
      'groupless: no keyword group nothing',
      'silent: no response missing_response',
      'nobody: no sender group missing',
    ]);
  });

  it('end with the default rule, whose lost skillset is replaced', () => {
    const bound = createMailboxRules(centre, mailbox({ defaultRule: { skillset: 'EM_Deleted', priority: 5 } }));
    expect(bound.decide({ from: '', subject: '', body: '' })).toEqual({
      rule: 'default',
      skillset: 'EM_Default_Skillset',
      priority: 5,
      close: false,
    });
  });

  it('give the same as asking each rule alone in order', () => {
    const anyRule = fc.record({
      enabled: fc.boolean(),
      keywords: fc.subarray(['invoices', 'urgent', 'spam', 'missing'], { maxLength: 2 }),
      notKeywords: fc.subarray(['invoices', 'urgent', 'spam'], { maxLength: 1 }),
      senders: fc.option(fc.constantFrom('vips', 'missing'), { nil: undefined }),
    });
    const words = fc
      .array(fc.constantFrom('invoice', 'bill', 'urgent', 'lottery', 'hello'), { maxLength: 4 })
      .map((list) => list.join(' '));
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 6 }),
        words,
        words,
        fc.constantFrom('a@vip.example', 'a@b.example'),
        (drawn, subject, body, from) => {
          const rules = drawn.map(({ senders, ...fields }, index) =>
            rule({ name: `r${index}`, ...fields, ...(senders === undefined ? {} : { senders }) }),
          );
          const alone = rules.find((one) => decide([one], { subject, body, from }).rule === one.name);
          expect(decide(rules, { subject, body, from }).rule).toBe(alone?.name ?? 'default');
        },
      ),
    );
  });
});
