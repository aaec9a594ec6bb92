/** Words for people: errors, times, states. */
import { Refused } from './services.ts';

/** What a refusal means at the desk; others are told in the centre's own words. */
const REFUSALS: Readonly<Record<string, string>> = {
  unreachable: 'The centre cannot be reached. Nothing is lost: try again in a moment.',
  wrong: 'Log-in or password is wrong.',
  offer_ended: 'This offer has ended: it is with another agent or back in its queue.',
  unknown_offer: 'This offer is gone.',
  not_yours: 'This contact is not open at your desk any more.',
  at_capacity: 'You have as many contacts open as you may.',
  no_address: 'There is no address to write to: fill in To.',
  not_logged_in: 'You are logged out. Log in again.',
  wrong_host: 'The centre is not known by this address.',
  malformed: 'Something in this form is not as expected: look at the addresses and lengths.',
  internal: 'Something went wrong in the centre. Try again; if it stays, tell your supervisor.',
};

export function inWords(failure: unknown): string {
  if (!(failure instanceof Refused)) return 'Something went wrong on this page. Load it again.';
  const known = REFUSALS[failure.code];
  if (known) return known;
  if (failure.status === 503) return `The centre is not ready: ${failure.message}. Try again in a moment.`;
  return sentence(failure.message);
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** 14:05; Mon 3 Mar, 14:05; 3 Mar 2024, 14:05. */
export function timeText(iso: string | Date): string {
  const date = new Date(iso);
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return TIME.format(date);
  const near = Math.abs(now.getTime() - date.getTime()) < 300 * 86_400_000;
  return `${(near ? DAY : DATE).format(date)}, ${TIME.format(date)}`;
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const PRIORITIES = ['', 'Highest', 'High', 'Medium high', 'Medium low', 'Low', 'Lowest'];

export function priorityText(priority: number): string {
  return PRIORITIES[priority] ?? String(priority);
}

export function presenceText(state: 'logged_out' | 'not_ready' | 'ready'): string {
  return { logged_out: 'Logged out', not_ready: 'Not ready', ready: 'Ready' }[state];
}

/** `EM_Default_Skillset` reads `Default Skillset`. */
export function skillsetText(name: string): string {
  return name.replace(/^EM_/, '').replaceAll('_', ' ');
}

const CONTACT_STATES: Readonly<Record<string, string>> = {
  New: 'Waiting',
  Open: 'Open',
  Waiting: 'Postponed',
  Closed: 'Closed',
};

export function contactStateText(state: string): string {
  return CONTACT_STATES[state] ?? state;
}

const ACTION_STATES: Readonly<Record<string, string>> = {
  EMail_Received: 'received',
  EMail_In_Queue: 'on its way',
  EMail_Send_In_Progress: 'on its way',
  EMail_Sent: 'sent',
  EMail_Not_Sent: 'could not be sent',
  EMail_Undeliverable: 'could not be delivered',
  EMail_Address_Not_Provided: 'has no address',
  EMail_Uncertain: 'may or may not have been sent',
  Contact_Closed: 'closed',
  Contact_ReOpened: 'opened again',
  Contact_Transferred: 'handed on',
  Contact_Postponed: 'postponed',
  Agent_Note: 'note',
  Done: 'done',
};

export function actionStateText(state: string): string {
  return ACTION_STATES[state] ?? state.replaceAll('_', ' ').toLowerCase();
}

/** What is left: 9 s, 4 min 05 s, 23 h 59 min. */
export function leftText(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two(Math.floor((seconds % 3_600) / 60))} min`;
}
