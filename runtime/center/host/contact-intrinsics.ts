/** Intrinsics about the contact itself and its mail (language §6). */
import { CONTACT_TYPES, EMPTY, type IntrinsicName, QUEUE_TYPES } from '../../../vm/index.ts';
import { SECOND } from '../local-time.ts';
import type { Contact, State } from '../state.ts';
import { type IntrinsicAnswer, int, noNumber, noText, text } from './intrinsic-answer.ts';

const ageS = int((state: State, contact: Contact) => Math.max(0, Math.floor((state.at - contact.arrivedAt) / SECOND)));

export const CONTACT_INTRINSICS = {
  QUEUED: int((_state, contact) => (contact.places.length > 0 ? 1 : 0)),
  'AGE OF CALL': ageS,
  'AGE OF CONTACT': ageS,
  'CONTACT TYPE': int((_state, contact) => CONTACT_TYPES.indexOf(contact.type)),
  QUEUETYPE: int((_state, contact) => QUEUE_TYPES.indexOf(contact.queueType)),
  AGENTID: int((state, contact) =>
    contact.preferredAgent !== undefined && state.centre?.agents[contact.preferredAgent] !== undefined
      ? contact.preferredAgent
      : EMPTY,
  ),
  'CONTACT SKILLSET': int((state, contact) =>
    state.centre?.skillsets[contact.skillset] === undefined ? EMPTY : contact.skillset,
  ),
  'CONTACT PRIORITY': int((_state, contact) => contact.priority),
  CDN: text((state, contact) => state.centre?.mailboxes.get(contact.mailbox)?.routePoint ?? ''),
  FROMADDRESS: text((_state, contact) => contact.facts.from),
  TOADDRESS: text((_state, contact) => contact.facts.recipient),
  CCADDRESS: text((_state, contact) => contact.facts.cc.join(', ')),
  SUBJECT: text((_state, contact) => contact.facts.subject),
  CONTACTID: text((_state, contact) => String(contact.id)),
  CUSTOMERID: text((_state, contact) => String(contact.customer)),
  LANGUAGE: text((_state, contact) => contact.facts.language),
  BODY: text((_state, contact) => contact.facts.body),
  'CONTACT DATA': { kind: 'key' },
  'ATTACHMENT COUNT': int((_state, contact) => contact.facts.attachmentCount),
  'MESSAGE SIZE': int((_state, contact) => contact.facts.sizeBytes),
  'AUTO SUBMITTED': int((_state, contact) => (contact.facts.autoSubmitted ? 1 : 0)),
  'SPAM SCORE': int((_state, contact) => contact.facts.spamScore),
  'CUSTOMER CONTACT COUNT': int((_state, contact) => contact.customerContactCount),
  // Facts of voice and other contacts: empty, false or 0 for e-mail.
  DNIS: noText,
  CLID: noText,
  'DIALED DN': noText,
  URI: noText,
  CONTACTSUBTYPE: noText,
  LOC: noNumber,
  NPA: noNumber,
  NXX: noNumber,
  NPANXX: noNumber,
  'ROUTE NUMBER': noNumber,
  'NETWORK CALL': noNumber,
  TRANSFERRED: noNumber,
  CONFERENCED: noNumber,
  'INTERNATIONAL CALL': noNumber,
  'VOICE CALL': noNumber,
  'DATA CALL': noNumber,
  'DIRECT CALL': noNumber,
  'CALL FORWARD': noNumber,
  'CALL FORWARD BUSY': noNumber,
  'CALL FORWARD NO ANSWER': noNumber,
  'CALL FORWARD DO NOT DISTURB': noNumber,
} as const satisfies Readonly<Partial<Record<IntrinsicName, IntrinsicAnswer>>>;

/** CONTACT DATA "key": header fields of the mail as `header:<name>`; anything else is unknown, so empty. */
export function contactData(contact: Contact, key: string): string {
  const match = /^header:(.+)$/i.exec(key);
  if (match === null) return '';
  const name = (match[1] as string).trim().toLowerCase();
  return Object.hasOwn(contact.facts.headers, name) ? (contact.facts.headers[name] as string) : '';
}
