/** The centre and the mails of the benchmarks: rules with keywords and senders, the standard script, one agent logged in. */

/** The standard script of the language's specification, section 9. */
export const MASTER_SCRIPT = `
IF QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL THEN
  QUEUE TO AGENT AGENTID WITH PRIORITY CONTACT PRIORITY
  WAIT 2
END IF
SECTION Look
IF NOT QUEUED AND NOT OUT OF SERVICE CONTACT SKILLSET THEN
  QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
END IF
WAIT 30
EXECUTE Look
`;

export const CENTER = (imapPort: number) => `
center: { name: Bench, timezone: America/Toronto }
skillsets: [ { name: EM_Default_Skillset }, { name: EM_Billing }, { name: EM_Support } ]
agents:
  - { id: 1, name: Ana Ito, login: ana, skillsets: { EM_Default_Skillset: 1, EM_Billing: 1, EM_Support: 1 } }
keyword_groups:
  - { name: money, words: [invoice, "credit note", refund*] }
sender_groups:
  - { name: important, addresses: ["*@bigcustomer.example"] }
mailboxes:
  - name: support
    address: support@desk.example
    route_point: 6001
    source: { imap: { host: 127.0.0.1, port: ${imapPort}, security: none, user: support@desk.example, password: "\${SUPPORT_PASSWORD}", start: all } }
    rules:
      - { name: important, when: { senders: important }, then: { skillset: EM_Support, priority: 1 } }
      - { name: money, when: { keywords: [money] }, then: { skillset: EM_Billing, priority: 3 } }
      - { name: rest, then: { skillset: EM_Support, priority: 4 } }
`;

const WORDS = 'the parcel that you sent has not come and nobody can tell where it is now please look into it '.split(
  ' ',
);

/** A plain mail of about 1.1 kB; one in ten speaks of an invoice, senders repeat after 500. */
export function mail(n: number): string {
  const words = Array.from({ length: 130 }, (_, i) => WORDS[(i * 7 + n) % WORDS.length]);
  if (n % 10 === 0) words[20] = 'invoice';
  const lines = words.join(' ').replace(/(.{60,72}) /g, '$1\r\n');
  return [
    `From: Customer ${n % 500} <customer${n % 500}@client.example>`,
    'To: support@desk.example',
    `Subject: Question number ${n}`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0000',
    `Message-ID: <bench-${n}@client.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    lines,
    '',
  ].join('\r\n');
}
