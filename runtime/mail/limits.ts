/**
 * Every bound of intake and outbox, in one table with its reason. Mail is hostile (design decision 8): whatever a sender can make
 * larger, deeper or longer has a row here.
 */

interface LimitRow {
  readonly value: number;
  readonly reason: string;
}

export const LIMITS = {
  mailBytes: { value: 25 * 1024 * 1024, reason: 'what large mail providers accept; SIZE of the SMTP listener' },
  headerBytes: { value: 256 * 1024, reason: 'the header of one part; real ones stay under 64 kB' },
  parts: { value: 1_000, reason: 'each part costs objects in the parser' },
  depth: { value: 50, reason: 'parts within parts; forwards of forwards stay under 20' },
  parseMs: { value: 30_000, reason: 'a mail that takes longer is killed with its child' },
  parseBytes: { value: 256 * 1024 * 1024, reason: 'growth of a child while it parses one mail' },
  childHeapMb: { value: 256, reason: 'old space of a child: an endless allocation ends there, not in the machine' },
  parseAttempts: { value: 3, reason: 'the third failure is quarantined (design decision 8)' },
  rssCheckMs: { value: 50, reason: 'how often the memory of a working child is read' },
  bodyCharacters: { value: 1_000_000, reason: 'text that BODY and keyword rules search, and that people are shown' },
  htmlCharacters: { value: 1_000_000, reason: 'HTML that people are shown; of a longer one its text is' },
  headerFields: { value: 200, reason: 'fields kept for CONTACT DATA "header:…"' },
  headerNameCharacters: { value: 100, reason: 'a longer field name is no name' },
  headerValueCharacters: { value: 255, reason: 'a string of a script holds no more (language §5)' },
  subjectCharacters: { value: 998, reason: 'one line of RFC 5322' },
  addressCharacters: { value: 320, reason: '64 before the @, 255 behind it (RFC 5321)' },
  nameCharacters: { value: 255, reason: 'a display name; a string of a script holds no more' },
  addresses: { value: 100, reason: 'kept of To and Cc each' },
  messageIdCharacters: { value: 998, reason: 'one line of RFC 5322; a longer one is not kept' },
  references: { value: 100, reason: 'References kept: the first and the newest' },
  attachments: { value: 1_000, reason: 'as many as there can be parts' },
  fileNameCharacters: { value: 255, reason: 'what file systems take' },
  takeMails: {
    value: 200,
    reason: 'rows taken and submitted in one transaction; batches of 100 to 200 were the fastest measured',
  },
  mailsInHand: { value: 800, reason: 'parsed or being parsed and not yet committed; beyond, the ledger keeps them' },
  bytesInHand: { value: 128 * 1024 * 1024, reason: 'of the same, so that large mails do not fill the memory' },
  fetchMails: { value: 150, reason: 'one IMAP FETCH and one transaction' },
  fetchBytes: { value: 32 * 1024 * 1024, reason: 'of one IMAP FETCH' },
  knownKeysAsked: { value: 5_000, reason: 'keys looked up in one query' },
  smtpClients: { value: 200, reason: 'connections at once' },
  smtpClientsPerAddress: { value: 20, reason: 'connections of one address at once (not loopback)' },
  smtpConnectionsPerMinute: { value: 300, reason: 'new connections of one address in a minute (not loopback)' },
  smtpRecipients: { value: 100, reason: 'of one mail (RFC 5321 §4.5.3.1.8 demands 100)' },
  smtpBytesInHand: { value: 256 * 1024 * 1024, reason: 'of all mails being received; beyond, 451' },
  smtpIdleMs: { value: 300_000, reason: 'RFC 5321 §4.5.3.2.7' },
  acknowledgeMs: { value: 50, reason: 'acknowledgements gathered into one transaction' },
  outgoingTake: { value: 20, reason: 'outgoing mails in progress at once' },
  outgoingConnections: { value: 4, reason: 'to one outgoing server at once' },
  outgoingReferences: {
    value: 20,
    reason: 'References of an outgoing mail: the first and the newest (RFC 5322 §3.6.4)',
  },
  outgoingRetryMs: { value: 2 * 24 * 3600 * 1000, reason: 'refused for now that long: EMail_Not_Sent' },
  outgoingConnectMs: { value: 30_000, reason: 'connection and greeting' },
  outgoingSilenceMs: { value: 600_000, reason: 'the answer to DATA (RFC 5321 §4.5.3.2.6)' },
  outgoingPollMs: { value: 15_000, reason: 'the outbox is looked at without being woken' },
  intakePollMs: { value: 5_000, reason: 'the ledger is looked at without being woken' },
  backoffFirstMs: { value: 1_000, reason: 'first wait after a failure' },
  backoffMaxMs: { value: 5 * 60_000, reason: 'longest wait; providers ask for up to 300 s' },
  imapCommandMs: { value: 120_000, reason: 'an IMAP server silent that long is gone' },
  imapFullScanMs: { value: 3600_000, reason: 'all UIDs against the ledger' },
} as const satisfies Readonly<Record<string, LimitRow>>;

export type LimitName = keyof typeof LIMITS;

/** The limits as numbers, in the table's units (…Bytes, …Characters, …Ms, else a count). */
export type Limits = Readonly<Record<LimitName, number>>;

/** The table's values, some replaced: an embedder's wish or a test's. */
export function limitsWith(changes: Partial<Limits> = {}): Limits {
  const values = Object.fromEntries(Object.entries(LIMITS).map(([name, row]) => [name, row.value]));
  return { ...(values as Record<LimitName, number>), ...changes };
}
