import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkSigner } from './message-id.ts';
import type { OutgoingReference, ThreadContact } from './ports.ts';
import { decideThread, gatherEvidence, type ThreadFacts } from './threading.ts';

const signer = createMarkSigner(new Uint8Array(32).fill(1));
const stranger = createMarkSigner(new Uint8Array(32).fill(2));

function contact(number: number, mailbox = 'support'): ThreadContact {
  return { contact: number, mailbox, customer: 1, closed: false };
}

function sent(messageId: string, number: number, mailbox = 'support'): OutgoingReference {
  return { messageId, contact: number, mailbox, automatic: false };
}

/** Decides with a store that has sent every mail and has every contact given. */
function decide(
  facts: Partial<ThreadFacts>,
  references: readonly OutgoingReference[],
  contacts: readonly ThreadContact[],
) {
  const whole = { mailbox: 'support', subject: '', inReplyTo: [], references: [], ...facts };
  return decideThread(whole.mailbox, gatherEvidence(whole, signer), {
    references: new Map(references.map((reference) => [reference.messageId, reference])),
    contacts: new Map(contacts.map((one) => [one.contact, one])),
  });
}

const first = signer.messageId(7, 70, 'support', 'centre.example');
const second = signer.messageId(8, 80, 'support', 'centre.example');

describe('the contact a mail belongs to', () => {
  it('is that of the message answered', () => {
    const decision = decide({ inReplyTo: [first] }, [sent(first, 7)], [contact(7)]);
    expect(decision).toEqual({ contact: contact(7), evidence: { by: 'in_reply_to', value: first } });
  });

  it('is that of the newest reference of ours when the message answered is not', () => {
    const decision = decide(
      { inReplyTo: ['<x@example.com>'], references: [first, second, '<x@example.com>'] },
      [sent(first, 7), sent(second, 8)],
      [contact(7), contact(8)],
    );
    expect(decision).toMatchObject({ contact: { contact: 8 }, evidence: { by: 'references', value: second } });
  });

  it('is that of the mark in the subject when no header says more', () => {
    const mark = signer.mark(7, 'support');
    const decision = decide({ subject: `AW: Re: Your order ${mark}` }, [], [contact(7)]);
    expect(decision).toEqual({ contact: contact(7), evidence: { by: 'subject_mark', value: mark } });
  });

  it('is by the headers and not by the mark when they disagree', () => {
    const facts = { inReplyTo: [first], subject: signer.mark(8, 'support') };
    expect(decide(facts, [sent(first, 7)], [contact(7), contact(8)])?.contact.contact).toBe(7);
  });

  it('is by the mark when the contact of the headers is gone', () => {
    const facts = { inReplyTo: [first], subject: signer.mark(8, 'support') };
    expect(decide(facts, [sent(first, 7)], [contact(8)])?.evidence.by).toBe('subject_mark');
  });

  it('is none for another mailbox than the one that wrote', () => {
    const facts = { mailbox: 'sales', inReplyTo: [first], references: [first], subject: signer.mark(7, 'support') };
    expect(decide(facts, [sent(first, 7)], [contact(7)])).toBeUndefined();
    const elsewhere = decide({ subject: signer.mark(7, 'support') }, [], [contact(7, 'sales')]);
    expect(elsewhere).toBeUndefined();
  });

  it('is none for a forged signature, and none for a Message-ID that was never sent', () => {
    const forged = stranger.messageId(7, 70, 'support', 'centre.example');
    expect(
      decide({ inReplyTo: [forged], subject: stranger.mark(7, 'support') }, [sent(forged, 7)], [contact(7)]),
    ).toBeUndefined();
    expect(decide({ inReplyTo: [first] }, [], [contact(7)])).toBeUndefined();
  });

  it('never changes with foreign Message-IDs around ours, in any order', () => {
    const foreign = fc.array(fc.stringMatching(/^<[a-z0-9.]{1,20}@[a-z.]{1,20}>$/), { maxLength: 5 });
    fc.assert(
      fc.property(foreign, foreign, foreign, (before, after, answered) => {
        const decision = decide(
          { inReplyTo: answered, references: [...before, first, ...after] },
          [sent(first, 7)],
          [contact(7)],
        );
        expect(decision?.contact.contact).toBe(7);
      }),
    );
  });
});

describe('signed marks', () => {
  it('are read back from any Message-ID made, without case', () => {
    const numbers = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(numbers, numbers, fc.string({ minLength: 1 }), (number, action, mailbox) => {
        const id = signer.messageId(number, action, mailbox, 'centre.example');
        expect(signer.readMessageId(id, mailbox)).toEqual({ contact: number, action });
        expect(signer.readMessageId(id.toUpperCase(), mailbox)).toEqual({ contact: number, action });
        expect(stranger.readMessageId(id, mailbox)).toBeUndefined();
      }),
    );
  });

  it('are not read from any text that was not signed', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, number) => {
        expect(signer.readMessageId(text, 'support')).toBeUndefined();
        expect(signer.readMarks(`${text} [#${number}-abcdefghij]`, 'support')).toEqual([]);
      }),
    );
  });

  it('stand once at the end of a subject, however often it goes to and fro', () => {
    const once = signer.markSubject('Your order', 7, 'support');
    expect(once).toBe(`Your order ${signer.mark(7, 'support')}`);
    expect(signer.markSubject(`Re: ${once}`, 7, 'support')).toBe(`Re: ${once}`);
    expect(signer.markSubject('', 7, 'support')).toBe(signer.mark(7, 'support'));
  });

  it('keep their form for ever', () => {
    const id = signer.messageId(7, 70, 'Support', 'centre.example');
    expect({ id, mark: signer.mark(7, 'SUPPORT') }).toMatchInlineSnapshot(`
      {
        "id": "<ccmm.7.70.mrags3cdnroylsqbcscs@centre.example>",
        "mark": "[#7-cvqlluolpv]",
      }
    `);
  });
});
