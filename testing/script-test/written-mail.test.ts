import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsWith } from '../../runtime/mail/index.ts';
import { parseMail } from '../../runtime/mail/mime/parse-mail.ts';
import type { WrittenMail } from './schema.ts';
import { mailOf } from './written-mail.ts';

/** The same mail as bytes. */
function bytesOf({ from = '', to, cc, subject = '', body = '', headers = {} }: WrittenMail): Uint8Array {
  const fields = [
    ...Object.entries(headers),
    ['From', from],
    ['To', to],
    ...(cc === undefined ? [] : [['Cc', Array.isArray(cc) ? cc.join(', ') : cc]]),
    ['Subject', subject],
    ['Message-ID', '<test-1@client.example>'],
    ['Content-Type', 'text/plain; charset=utf-8'],
  ];
  return new TextEncoder().encode(`${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((all) => all.join(' '));
const address = fc.tuple(word, word).map(([a, b]) => `${a}@${b}.example`);
const written = fc.record({
  from: fc.tuple(words, address).map(([name, at]) => `${name} <${at}>`),
  to: address,
  cc: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
  subject: words,
  body: fc.array(words, { maxLength: 4 }).map((lines) => lines.join('\n')),
  headers: fc.record({
    'X-Plan': word,
    'Auto-Submitted': fc.constantFrom('no', 'auto-replied'),
    'In-Reply-To': address.map((id) => `<${id}>`),
  }),
});

describe('a mail that a test writes', () => {
  it('is what the parser makes of the same mail', async () => {
    await fc.assert(
      fc.asyncProperty(written, async (mail) => {
        const { mail: built } = mailOf(mail, 1);
        const parsed = await parseMail(bytesOf(mail), limitsWith());
        const { headers: builtFields, ...ours } = built;
        const { headers: parsedFields, ...theirs } = parsed;
        // A parser may end the text with a line feed.
        expect({ ...ours, text: ours.text.trim() }).toEqual({ ...theirs, text: theirs.text.trim() });
        for (const name of ['x-plan', 'auto-submitted', 'in-reply-to', 'subject', 'to'])
          expect(builtFields[name]).toBe(parsedFields[name]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes what it does not say from its file', () => {
    const file = mailOf({ from: 'a@b.example', subject: 'x', body: 'y' }, 1);
    expect(mailOf({ subject: 'z' }, 2, file).mail).toMatchObject({
      from: { address: 'a@b.example' },
      subject: 'z',
      text: 'y',
    });
    expect(mailOf({ size: 9 }, 2, file).sizeBytes).toBe(9);
    expect(mailOf({}, 2, file).sizeBytes).toBe(file.sizeBytes);
  });

  it('that answers has what mail programs write', () => {
    const answered = { messageId: '<a@b>', subject: 'Hello', from: 'kim@client.example', mailbox: 'support' };
    expect(mailOf({ answers: true }, 1, undefined, answered)).toMatchObject({
      mailbox: 'support',
      mail: {
        inReplyTo: ['<a@b>'],
        references: ['<a@b>'],
        subject: 'Re: Hello',
        from: { address: 'kim@client.example' },
      },
    });
  });
});
