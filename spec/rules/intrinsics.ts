/** 6: intrinsics. */
import type { Rule } from './rule.ts';

const intrinsic = (number: string, rule: string, ...runs: readonly string[]): Rule => ({
  number,
  kind: 'meaning',
  rule,
  runs,
});

export const intrinsicRules: readonly Rule[] = [
  intrinsic('6.01', 'An intrinsic is evaluated at the moment at which its statement runs.', 'evaluated-when-executed'),
  {
    number: '6.02',
    kind: 'meaning',
    rule: 'An argument follows without parentheses. Where a skillset is, a list may be; in LOG and SEND only in parentheses.',
    cases: ['intrinsics'],
    runs: ['lists-in-log'],
  },
  intrinsic(
    '6.03',
    'OUT OF SERVICE: nobody is logged in to it; of a list, to none of them.',
    'out-of-service-intrinsic',
    'out-of-service',
  ),
  intrinsic('6.04', 'QUEUED: the contact waits in at least one queue.', 'counts', 'remove'),
  intrinsic('6.05', 'QUEUED COUNT: contacts waiting; of a list each once.', 'counts'),
  intrinsic('6.06', 'LOGGED AGENT COUNT: agents logged in to it; of a list each once.', 'counts'),
  intrinsic('6.07', 'IDLE AGENT COUNT: agents idle for it; of a list each once.', 'counts', 'idle'),
  intrinsic('6.08', 'LOGGED AGENT and IDLE AGENT: that agent.', 'idle'),
  intrinsic(
    '6.09',
    'EXPECTED WAIT TIME: by [its formula](expected-wait-time.md); of a list the least; 0 without data.',
    'expected-wait-time',
  ),
  intrinsic(
    '6.10',
    'AVERAGE SPEED ANSWER: mean wait of contacts answered in the last 10 minutes; of a list the least; 0 without data.',
    'average-speed-answer',
  ),
  intrinsic(
    '6.11',
    'POSITION IN QUEUE: one more than the contacts of equal or higher priority ahead; 0 where it does not wait; of a list the least.',
    'places',
    'queued-again',
  ),
  intrinsic(
    '6.12',
    'PRIORITY IN QUEUE: the priority it waits with, 0 where it does not; of a list the most urgent. PRIORITY IN NETWORK QUEUE: 0 without sites.',
    'places',
  ),
  intrinsic('6.13', 'OLDEST: age of the oldest waiting contact; of a list the greatest.', 'places'),
  intrinsic(
    '6.14',
    'SERVICE LEVEL: per cent answered within the threshold today; of a list over all their contacts; 100 without contacts.',
    'service-level',
  ),
  intrinsic(
    '6.15',
    'CALL RATE: arrivals in the last minute. TOTAL ACTIVE CALLS: contacts that are not closed.',
    'traffic',
  ),
  intrinsic('6.16', 'AGE OF CALL, AGE OF CONTACT: seconds since the contact entered.', 'traffic'),
  intrinsic(
    '6.17',
    'TIME OF DAY, DAY OF WEEK, DAY OF MONTH, MONTH OF YEAR and DATE are in the centre’s time zone, right over daylight-saving changes.',
    'local-time',
  ),
  intrinsic('6.18', 'CONTACT TYPE: EMail for a contact from a mail.', 'contact-facts', 'types-as-words'),
  intrinsic(
    '6.19',
    'Facts of telephone calls are empty, 0 or false for an e-mail contact; CDN is its mailbox’s route point.',
    'voice-facts',
  ),
  intrinsic(
    '6.20',
    'QUEUETYPE: AGENT, AGENTPULL, REPLYMAIL, SKILLSET or RESCHEDULED. AGENTID: the agent it belongs to, else empty.',
    'queue-types',
    'pulled',
  ),
  intrinsic(
    '6.21',
    'CONTACT SKILLSET, CONTACT PRIORITY: what the mailbox’s rule chose.',
    'contact-facts',
    'mailbox-rules',
  ),
  intrinsic(
    '6.22',
    'FROMADDRESS, TOADDRESS, CCADDRESS, SUBJECT, URI: of the mail; TOADDRESS is the mailbox’s address.',
    'contact-facts',
  ),
  intrinsic('6.23', 'CONTACTID, CUSTOMERID, CONTACTSUBTYPE, LANGUAGE: of the contact.', 'contact-facts'),
  intrinsic(
    '6.24',
    'CONTACT DATA "header:<name>" is a header field of the mail; an unknown key is empty.',
    'contact-data',
  ),
  intrinsic(
    '6.25',
    'BODY, ATTACHMENT COUNT, MESSAGE SIZE, AUTO SUBMITTED, SPAM SCORE and CUSTOMER CONTACT COUNT (contacts before this one) are facts of the mail.',
    'mail-facts',
  ),
];
