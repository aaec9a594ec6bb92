import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsWith } from '../limits.ts';
import { mailOf } from '../testing/fixtures.ts';
import { MailRefused, parseMail, readAttachment } from './parse-mail.ts';

const limits = limitsWith();
const parse = (headers: readonly string[], body?: string) => parseMail(mailOf(headers, body), limits);

const ALTERNATIVE = [
  '--b',
  'Content-Type: text/plain',
  '',
  'plain words',
  '--b',
  'Content-Type: text/html',
  '',
  '<p>rich <b>words</b></p>',
  '--b--',
].join('\r\n');

const WITH_ATTACHMENTS = [
  '--b',
  'Content-Type: text/plain',
  '',
  'see below',
  '--b',
  'Content-Type: application/pdf; name="../../etc/a\u202Efdp.exe"',
  'Content-Disposition: attachment; filename="../../etc/report.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('PDF bytes').toString('base64'),
  '--b',
  'Content-Type: image/png',
  'Content-ID: <logo@x>',
  'Content-Disposition: inline',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from([1, 2, 3]).toString('base64'),
  '--b--',
].join('\r\n');

describe('a mail', () => {
  it('is read with its addresses, subject and ids', async () => {
    const mail = await parse(
      [
        'From: =?UTF-8?Q?Zo=C3=AB?= <zoe@example.com>',
        'Reply-To: answers@example.com',
        'To: "Support, Team" <support@centre.example>, b@example.com, B <b@example.com>',
        'Cc: friends: c@example.com, D <d@example.com>;',
        'Subject: =?UTF-8?B?w5xiZXI=?=',
        '  dich',
        'Message-ID: <one@example.com>',
        'In-Reply-To: Your message of Monday <two@example.com>',
        'References: <three@example.com>',
        ' <two@example.com> <three@example.com>',
        'X-Thing: a =?UTF-8?Q?=E2=82=AC?=',
      ],
      'Hello.',
    );
    expect(mail).toMatchObject({
      from: { name: 'Zoë', address: 'zoe@example.com' },
      replyTo: 'answers@example.com',
      to: ['support@centre.example', 'b@example.com'],
      cc: ['c@example.com', 'd@example.com'],
      subject: 'Über dich',
      messageId: '<one@example.com>',
      inReplyTo: ['<two@example.com>'],
      references: ['<three@example.com>', '<two@example.com>'],
      headers: { 'x-thing': 'a €', 'reply-to': 'answers@example.com' },
    });
    expect(mail.text.trim()).toBe('Hello.');
  });

  it('without From, Date, Message-ID or any header at all is still read', async () => {
    expect(await parse(['Subject: x'])).toMatchObject({ from: { address: '', name: '' }, messageId: '', to: [] });
    expect(await parseMail(Buffer.from('no header here, just words'), limits)).toMatchObject({ subject: '' });
    expect(await parseMail(new Uint8Array(), limits)).toMatchObject({ text: '', attachments: [] });
  });

  it('with an address that is none has the words of its From and no address', async () => {
    expect((await parse(['From: Undisclosed sender'])).from).toEqual({ name: 'Undisclosed sender', address: '' });
    expect((await parse(['From: <a@b@c>', 'Sender: s@example.com'])).from.address).toBe('s@example.com');
  });

  it('in an unknown character set is read, and in a known one is right', async () => {
    const latin = Buffer.concat([
      mailOf(['Content-Type: text/plain; charset=iso-8859-1'], ''),
      Buffer.from([0x66, 0xfc, 0x72]),
    ]);
    expect((await parseMail(latin, limits)).text.trim()).toBe('für');
    expect((await parse(['Content-Type: text/plain; charset=klingon'], 'Qapla')).text.trim()).toBe('Qapla');
  });

  it('has its plain text as text and its HTML beside it', async () => {
    const mail = await parse(['Content-Type: multipart/alternative; boundary=b'], ALTERNATIVE);
    expect(mail.text.trim()).toBe('plain words');
    expect(mail.html).toContain('<b>words</b>');
  });

  it('of HTML alone gets text', async () => {
    const mail = await parse(['Content-Type: text/html'], '<p>Hello &amp; welcome</p><p>Ann</p>');
    expect(mail.text).toMatch(/Hello & welcome\s+Ann/);
  });

  it('of HTML that the converter refuses still gets text', async () => {
    const html = `${'<div>'.repeat(3_000)}deep words &#8364;${'</div>'.repeat(3_000)}`;
    const mail = await parse(['Content-Type: text/html'], html);
    expect(mail.text).toContain('deep words €');
  });

  it('names its attachments without folders and direction marks, and gives their content', async () => {
    const raw = mailOf(['Content-Type: multipart/mixed; boundary=b'], WITH_ATTACHMENTS);
    const { attachments } = await parseMail(raw, limits);
    expect(attachments).toMatchObject([
      { index: 0, fileName: 'report.pdf', contentType: 'application/pdf', sizeBytes: 9, inline: false },
      { index: 1, contentType: 'image/png', sizeBytes: 3, inline: true, contentId: 'logo@x' },
    ]);
    const second = await readAttachment(raw, 1, limits);
    expect([...(second?.content ?? [])]).toEqual([1, 2, 3]);
    expect(await readAttachment(raw, 2, limits)).toBeUndefined();
  });

  it('has no NUL, lone surrogate or overlong value anywhere', async () => {
    const mail = await parse(
      [
        'From: "a\0b" <a@example.com>',
        `Subject: x\0${'y'.repeat(5_000)}`,
        `Message-ID: <${'m'.repeat(9_000)}@example.com>`,
        `X-Long: ${'z'.repeat(5_000)}`,
        `To: ${Array.from({ length: 500 }, (_, i) => `p${i}@example.com`).join(', ')}`,
        ...Array.from({ length: 400 }, (_, i) => `X-Field-${i}: ${i}`),
        '__proto__: polluted',
      ],
      'a\0b',
    );
    expect(JSON.stringify(mail)).not.toContain('\\u0000');
    expect(mail.subject.length).toBeLessThanOrEqual(limits.subjectCharacters);
    expect(mail.messageId).toBe('');
    expect(mail.headers['x-long']).toHaveLength(255);
    expect(mail.to).toHaveLength(100);
    expect(Object.keys(mail.headers).length).toBeLessThanOrEqual(200);
    expect(Object.getPrototypeOf(mail.headers)).toBe(Object.prototype);
  });
});

describe('a mail beyond a limit is refused with a sentence', () => {
  const small = limitsWith({ mailBytes: 20_000, headerBytes: 2_000, parts: 20, depth: 5 });
  const refusal = async (raw: Buffer) => {
    try {
      await parseMail(raw, small);
    } catch (error) {
      expect(error).toBeInstanceOf(MailRefused);
      return (error as Error).message;
    }
    return 'not refused';
  };

  it('when it is too large', async () => {
    expect(await refusal(mailOf([], 'x'.repeat(30_000)))).toMatch(/^the mail has 30\d\d\d bytes; at most 20000/);
  });

  it('when a header is too large', async () => {
    expect(await refusal(mailOf([`X: ${'y'.repeat(3_000)}`]))).toBe('the header of a part has more than 2000 bytes');
  });

  it('when it has too many parts', async () => {
    const parts = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(40);
    expect(await refusal(mailOf(['Content-Type: multipart/mixed; boundary=b'], parts))).toBe(
      'the mail has more than 20 parts',
    );
  });

  it('when its parts stand too deep', async () => {
    const nested = Array.from(
      { length: 10 },
      (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
    ).join('');
    expect(await refusal(mailOf(['Content-Type: multipart/mixed; boundary=b0'], nested))).toMatch(
      /deep in each other; at most 5 may/,
    );
  });
});

describe('any bytes', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'From: a@b',
      'From: ',
      'Subject: =?utf-8?q?=ff',
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: multipart/mixed',
      '--b',
      '--b--',
      '',
      'Content-Transfer-Encoding: base64',
      'Content-Type: text/plain; format=flowed; delsp=yes',
      'Content-Type: message/rfc822',
      'Content-Type: text/html; charset=utf-7',
      'To: a:b:c;;',
      "Content-Disposition: attachment; filename*0*=utf-8''%",
      'Message-ID: <',
      'References: <><<>>',
    ),
  );
  const mail = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.array(line, { maxLength: 40 }).map((lines) => new Uint8Array(Buffer.from(lines.join('\r\n'), 'latin1'))),
  );

  it('are read or refused, and come out clean', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (raw) => {
        const parsed = await parseMail(raw, limits).catch((error: unknown) => {
          expect(error).toBeInstanceOf(MailRefused);
          return undefined;
        });
        const text = JSON.stringify(parsed ?? '');
        expect(text).not.toContain('\\u0000');
        expect(text.isWellFormed() && !/\\ud[89a-f]/i.test(text)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
