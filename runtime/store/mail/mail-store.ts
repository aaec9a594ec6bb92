/** The mail store of one site: every verb bound to its context. */

import type { MailStore } from '../../center/mail-store.ts';
import type { MailContext } from './context.ts';
import { customers } from './customers.ts';
import { imapFolder, rekey, saveImapFolder } from './imap-keys.ts';
import { endOutgoing, markUncertain, takeOutgoing } from './outgoing.ts';
import { acknowledge, knownKeys, rawMail, receive } from './receive.ts';
import { signingKey } from './signing-key.ts';
import { quarantine, replay, takeForParse } from './take-for-parse.ts';
import { automaticResponsesTo, outgoingByMessageId, threadContacts } from './threading.ts';

export function mailStoreOf(context: MailContext): MailStore {
  return {
    receive: (mails) => receive(context, mails),
    acknowledge: (ledgers) => acknowledge(context, ledgers),
    knownKeys: (keys) => knownKeys(context, keys),
    rekey: (mails) => rekey(context, mails),
    imapFolder: (key) => imapFolder(context, key),
    saveImapFolder: (row) => saveImapFolder(context, row),
    takeForParse: (limit, except) => takeForParse(context, limit, except),
    quarantine: (ledger, reason) => quarantine(context, ledger, reason),
    replay: (ledger) => replay(context, ledger),
    customers: (people) => customers(context, people),
    outgoingByMessageId: (ids) => outgoingByMessageId(context, ids),
    threadContacts: (contacts) => threadContacts(context, contacts),
    automaticResponsesTo: (address, sinceAt) => automaticResponsesTo(context, address, sinceAt),
    takeOutgoing: (limit, nowAt, messageIdOf) => takeOutgoing(context, limit, nowAt, messageIdOf),
    endOutgoing: (action, end) => endOutgoing(context, action, end),
    markUncertain: () => markUncertain(context),
    rawMail: (ledger) => rawMail(context, ledger),
    signingKey: () => signingKey(context),
  };
}
