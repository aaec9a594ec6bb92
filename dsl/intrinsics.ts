/**
 * The intrinsics (language §6): one row each. The lexer's phrases, the parser's arguments, the checker's types, hover
 * texts and the spec's table derive from these rows.
 */
import type { TypeName } from './types.ts';

/** What follows an intrinsic's phrase: nothing, one or more skillsets, one agent, or a key in quotes. */
export type IntrinsicArgument = 'none' | 'skillsets' | 'agent' | 'key';

/** One intrinsic. */
export interface IntrinsicRow {
  readonly type: TypeName;
  readonly argument: IntrinsicArgument;
  /** How several skillsets are put together; absent where no skillset is taken. */
  readonly list?: string;
  /** A ccmm extension: an error under `dialect: ccm6`. */
  readonly ext?: true;
  /** A fact of a telephone call: empty, 0 or false for an e-mail contact. */
  readonly voice?: true;
  readonly meaning: string;
  /** A statement that uses it. */
  readonly example: string;
}

const rows = {
  'OUT OF SERVICE': {
    type: 'boolean',
    argument: 'skillsets',
    list: 'all of them',
    meaning: 'nobody is logged in to the skillset',
    example: 'IF OUT OF SERVICE sales_sk, help_sk THEN QUIT END IF',
  },
  QUEUED: {
    type: 'boolean',
    argument: 'none',
    meaning: 'the contact waits in at least one queue',
    example: 'IF NOT QUEUED THEN QUEUE TO SKILLSET sales_sk END IF',
  },
  'QUEUED COUNT': {
    type: 'integer',
    argument: 'skillsets',
    list: 'distinct contacts',
    meaning: 'contacts waiting in the skillset’s queue',
    example: 'IF THE QUEUED COUNT sales_sk > 3 THEN WAIT 2 END IF',
  },
  'LOGGED AGENT COUNT': {
    type: 'integer',
    argument: 'skillsets',
    list: 'distinct agents',
    meaning: 'agents logged in to the skillset',
    example: 'IF (QUEUED COUNT sales_sk) > (3 * LOGGED AGENT COUNT sales_sk) THEN WAIT 2 END IF',
  },
  'IDLE AGENT COUNT': {
    type: 'integer',
    argument: 'skillsets',
    list: 'distinct agents',
    meaning: 'agents who are idle for the skillset',
    example: 'IF IDLE AGENT COUNT sales_sk = 0 THEN WAIT 30 END IF',
  },
  'LOGGED AGENT': {
    type: 'boolean',
    argument: 'agent',
    meaning: 'that agent is logged in',
    example: 'IF LOGGED AGENT 4711 THEN QUEUE TO AGENT 4711 END IF',
  },
  'IDLE AGENT': {
    type: 'boolean',
    argument: 'agent',
    meaning: 'that agent is idle',
    example: 'IF IDLE AGENT ana THEN QUEUE TO AGENT ana END IF',
  },
  'EXPECTED WAIT TIME': {
    type: 'seconds',
    argument: 'skillsets',
    list: 'the least',
    meaning: 'a prediction for this contact from the last 10 minutes, its place and its priority; 0 without data',
    example: 'IF EXPECTED WAIT TIME sales_sk > 600 THEN GIVE RESPONSE busy_response END IF',
  },
  'AVERAGE SPEED ANSWER': {
    type: 'seconds',
    argument: 'skillsets',
    list: 'the least',
    meaning: 'mean wait of the contacts answered in the last 10 minutes; 0 without data',
    example: 'LOG AVERAGE SPEED ANSWER sales_sk',
  },
  'POSITION IN QUEUE': {
    type: 'integer',
    argument: 'skillsets',
    list: 'the least of those it waits in',
    meaning: 'the contact’s place, 1 = next; 0 if it is not queued there',
    example: 'IF POSITION IN QUEUE sales_sk, help_sk < 5 THEN WAIT 2 END IF',
  },
  'PRIORITY IN QUEUE': {
    type: 'priority',
    argument: 'skillsets',
    list: 'the most urgent it waits with',
    meaning: 'the priority the contact waits with, 1 to 6; 0 if it is not queued there',
    example: 'IF PRIORITY IN QUEUE sales_sk > 2 THEN CHANGE PRIORITY IN SKILLSET sales_sk TO 2 END IF',
  },
  'PRIORITY IN NETWORK QUEUE': {
    type: 'priority',
    argument: 'skillsets',
    list: 'the most urgent it waits with',
    meaning: 'the same at the other sites; 0 without sites',
    example: 'LOG PRIORITY IN NETWORK QUEUE sales_sk',
  },
  OLDEST: {
    type: 'seconds',
    argument: 'skillsets',
    list: 'the greatest',
    meaning: 'age of the oldest contact waiting in the skillset’s queue',
    example: 'IF OLDEST sales_sk > 3600 THEN WAIT 2 END IF',
  },
  'SERVICE LEVEL': {
    type: 'integer',
    argument: 'skillsets',
    list: 'over all their contacts',
    meaning: 'per cent of today’s contacts answered within the skillset’s threshold; 100 without contacts',
    example: 'IF SERVICE LEVEL sales_sk < 80 THEN WAIT 2 END IF',
  },
  'CALL RATE': {
    type: 'integer',
    argument: 'none',
    meaning: 'contacts that arrived in the last minute',
    example: 'IF CALL RATE > 100 THEN WAIT 2 END IF',
  },
  'TOTAL ACTIVE CALLS': {
    type: 'integer',
    argument: 'none',
    meaning: 'contacts open in the centre',
    example: 'IF TOTAL ACTIVE CALLS > 1000 THEN WAIT 2 END IF',
  },
  'AGE OF CALL': {
    type: 'seconds',
    argument: 'none',
    meaning: 'seconds since the contact entered',
    example: 'IF AGE OF CALL > 60 THEN WAIT 2 END IF',
  },
  'AGE OF CONTACT': {
    type: 'seconds',
    argument: 'none',
    meaning: 'seconds since the contact entered',
    example: 'IF AGE OF CONTACT > 60 THEN WAIT 2 END IF',
  },
  'TIME OF DAY': {
    type: 'time',
    argument: 'none',
    meaning: 'the time in the centre’s time zone, whole minutes',
    example: 'IF TIME OF DAY = 08:00 .. 17:00 THEN WAIT 2 END IF',
  },
  'DAY OF WEEK': {
    type: 'day',
    argument: 'none',
    meaning: 'the day of the week in the centre’s time zone',
    example: 'IF DAY OF WEEK = Monday .. Friday THEN WAIT 2 END IF',
  },
  'DAY OF MONTH': {
    type: 'integer',
    argument: 'none',
    meaning: 'the day of the month in the centre’s time zone',
    example: 'IF DAY OF MONTH = 1 THEN WAIT 2 END IF',
  },
  'MONTH OF YEAR': {
    type: 'month',
    argument: 'none',
    meaning: 'the month in the centre’s time zone',
    example: 'IF MONTH OF YEAR = July, August THEN WAIT 2 END IF',
  },
  DATE: {
    type: 'date',
    argument: 'none',
    meaning: 'the date, with its year, in the centre’s time zone',
    example: 'IF DATE = December 25, 2026-12-31 .. 2027-01-02 THEN WAIT 2 END IF',
  },
  'CONTACT TYPE': {
    type: 'contact_type',
    argument: 'none',
    meaning: 'the kind of contact',
    example: 'IF CONTACT TYPE = EMail, Fax THEN WAIT 2 END IF',
  },
  CDN: {
    type: 'dn',
    argument: 'none',
    voice: true,
    meaning: 'the number that was reached; for an e-mail contact its mailbox’s route point',
    example: 'IF CDN = 6001 THEN WAIT 2 END IF',
  },
  DNIS: {
    type: 'dn',
    argument: 'none',
    voice: true,
    meaning: 'the number the customer dialled',
    example: 'IF DNIS = 4805 .. 4809 THEN WAIT 2 END IF',
  },
  CLID: {
    type: 'dn',
    argument: 'none',
    voice: true,
    meaning: 'the number the customer calls from',
    example: 'IF CLID = "" THEN WAIT 2 END IF',
  },
  'DIALED DN': {
    type: 'dn',
    argument: 'none',
    voice: true,
    meaning: 'the number that was dialled inside the centre',
    example: 'IF DIALED DN = 4805 THEN WAIT 2 END IF',
  },
  LOC: {
    type: 'integer',
    argument: 'none',
    voice: true,
    meaning: 'the location code of the calling number',
    example: 'IF LOC = 343 THEN WAIT 2 END IF',
  },
  NPA: {
    type: 'integer',
    argument: 'none',
    voice: true,
    meaning: 'the area code of the calling number',
    example: 'IF NPA = 416 THEN WAIT 2 END IF',
  },
  NXX: {
    type: 'integer',
    argument: 'none',
    voice: true,
    meaning: 'the exchange of the calling number',
    example: 'IF NXX = 555 THEN WAIT 2 END IF',
  },
  NPANXX: {
    type: 'integer',
    argument: 'none',
    voice: true,
    meaning: 'the area code and exchange of the calling number',
    example: 'IF NPANXX = 416555 THEN WAIT 2 END IF',
  },
  'ROUTE NUMBER': {
    type: 'integer',
    argument: 'none',
    voice: true,
    meaning: 'the route the call came in on',
    example: 'IF ROUTE NUMBER = 12 THEN WAIT 2 END IF',
  },
  'NETWORK CALL': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call came from another site',
    example: 'IF NETWORK CALL THEN WAIT 2 END IF',
  },
  TRANSFERRED: {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was transferred',
    example: 'IF TRANSFERRED THEN WAIT 2 END IF',
  },
  CONFERENCED: {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was conferenced',
    example: 'IF CONFERENCED THEN WAIT 2 END IF',
  },
  'INTERNATIONAL CALL': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call comes from abroad',
    example: 'IF INTERNATIONAL CALL THEN WAIT 2 END IF',
  },
  'VOICE CALL': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call carries voice',
    example: 'IF VOICE CALL THEN WAIT 2 END IF',
  },
  'DATA CALL': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call carries data',
    example: 'IF DATA CALL THEN WAIT 2 END IF',
  },
  'DIRECT CALL': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was dialled to the centre directly',
    example: 'IF DIRECT CALL THEN WAIT 2 END IF',
  },
  'CALL FORWARD': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was forwarded',
    example: 'IF CALL FORWARD THEN WAIT 2 END IF',
  },
  'CALL FORWARD BUSY': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was forwarded from a busy telephone',
    example: 'IF CALL FORWARD BUSY THEN WAIT 2 END IF',
  },
  'CALL FORWARD NO ANSWER': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was forwarded because nobody answered',
    example: 'IF CALL FORWARD NO ANSWER THEN WAIT 2 END IF',
  },
  'CALL FORWARD DO NOT DISTURB': {
    type: 'boolean',
    argument: 'none',
    voice: true,
    meaning: 'the call was forwarded from a telephone that was not to be disturbed',
    example: 'IF CALL FORWARD DO NOT DISTURB THEN WAIT 2 END IF',
  },
  QUEUETYPE: {
    type: 'queue_type',
    argument: 'none',
    meaning: 'why the contact is here: AGENT, AGENTPULL, REPLYMAIL, SKILLSET or RESCHEDULED',
    example: 'IF QUEUETYPE = AGENT, REPLYMAIL THEN QUEUE TO AGENT AGENTID END IF',
  },
  AGENTID: {
    type: 'agent',
    argument: 'none',
    meaning: 'the preferred agent; empty if there is none',
    example: 'IF LOGGED AGENT AGENTID THEN QUEUE TO AGENT AGENTID END IF',
  },
  'CONTACT SKILLSET': {
    type: 'skillset',
    argument: 'none',
    meaning: 'the skillset that the mailbox rule chose',
    example: 'QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY',
  },
  'CONTACT PRIORITY': {
    type: 'priority',
    argument: 'none',
    meaning: 'the priority that the mailbox rule chose',
    example: 'IF CONTACT PRIORITY = 1 THEN WAIT 2 END IF',
  },
  FROMADDRESS: {
    type: 'string',
    argument: 'none',
    meaning: 'the address the mail came from',
    example: 'IF FROMADDRESS = "ann@example.com" THEN WAIT 2 END IF',
  },
  TOADDRESS: {
    type: 'string',
    argument: 'none',
    meaning: 'the mailbox the mail was sent to',
    example: 'IF TOADDRESS = "help@example.com" THEN WAIT 2 END IF',
  },
  CCADDRESS: {
    type: 'string',
    argument: 'none',
    meaning: 'the addresses the mail was copied to',
    example: 'IF CCADDRESS CONTAINS "example" THEN WAIT 2 END IF',
  },
  SUBJECT: {
    type: 'string',
    argument: 'none',
    meaning: 'the subject of the mail',
    example: 'IF SUBJECT CONTAINS "invoice", "refund*" THEN WAIT 2 END IF',
  },
  URI: {
    type: 'string',
    argument: 'none',
    meaning: 'the address the contact was made to, as a URI',
    example: 'IF URI MATCHES "mailto:*" THEN WAIT 2 END IF',
  },
  CONTACTID: {
    type: 'string',
    argument: 'none',
    meaning: 'the contact’s number',
    example: 'LOG CONTACTID',
  },
  CUSTOMERID: {
    type: 'string',
    argument: 'none',
    meaning: 'the customer’s number',
    example: 'LOG CUSTOMERID',
  },
  CONTACTSUBTYPE: {
    type: 'string',
    argument: 'none',
    meaning: 'the kind of contact within its type',
    example: 'LOG CONTACTSUBTYPE',
  },
  LANGUAGE: {
    type: 'string',
    argument: 'none',
    meaning: 'the language of the contact',
    example: 'IF LANGUAGE = "fr" THEN QUEUE TO SKILLSET french_sk END IF',
  },
  'CONTACT DATA': {
    type: 'string',
    argument: 'key',
    meaning: 'attached data by key, for e-mail `header:<name>` and `custom:<field>`; empty for an unknown key',
    example: 'IF CONTACT DATA "header:X-Plan" = "gold" THEN WAIT 2 END IF',
  },
  BODY: {
    type: 'string',
    argument: 'none',
    ext: true,
    meaning: 'the text of the mail',
    example: 'IF BODY CONTAINS "cancel" THEN WAIT 2 END IF',
  },
  'ATTACHMENT COUNT': {
    type: 'integer',
    argument: 'none',
    ext: true,
    meaning: 'how many attachments the mail has',
    example: 'IF ATTACHMENT COUNT > 0 THEN WAIT 2 END IF',
  },
  'MESSAGE SIZE': {
    type: 'integer',
    argument: 'none',
    ext: true,
    meaning: 'the size of the mail in bytes',
    example: 'IF MESSAGE SIZE > 1000000 THEN WAIT 2 END IF',
  },
  'AUTO SUBMITTED': {
    type: 'boolean',
    argument: 'none',
    ext: true,
    meaning: 'the mail was sent by a machine',
    example: 'IF AUTO SUBMITTED THEN CLOSE CONTACT END IF',
  },
  'SPAM SCORE': {
    type: 'integer',
    argument: 'none',
    ext: true,
    meaning: 'how likely the mail is unwanted, as the mail server says',
    example: 'IF SPAM SCORE > 5 THEN CLOSE CONTACT WITH REASON "Spam" END IF',
  },
  'CUSTOMER CONTACT COUNT': {
    type: 'integer',
    argument: 'none',
    ext: true,
    meaning: 'how many contacts the customer had before this one',
    example: 'IF CUSTOMER CONTACT COUNT = 0 THEN GIVE RESPONSE welcome_response END IF',
  },
} as const satisfies Readonly<Record<string, IntrinsicRow>>;

/** The phrase of an intrinsic, in capitals with single blanks: its name everywhere. */
export type IntrinsicName = keyof typeof rows;

/** The table of intrinsics. */
export const intrinsics: Readonly<Record<IntrinsicName, IntrinsicRow>> = rows;

/** The phrases in the order of the table. */
export const intrinsicNames = Object.keys(rows) as readonly IntrinsicName[];
