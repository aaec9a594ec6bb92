/** Directories, clocks and mails that this room's tests share. */
import type { Directory, MailboxEntry, OutgoingEntry } from '../../../vm/index.ts';
import { CONTACT_TYPES } from '../../../vm/index.ts';
import type { Clock, Log } from '../../center/ports.ts';

/** The real clock as a port. */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A clock that only moves when told to; due calls run in order. */
export function manualClock(startMs = 1_700_000_000_000): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  let waiting: { atMs: number; call: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(ms, call) {
      const entry = { atMs: nowMs + ms, call };
      waiting.push(entry);
      return { cancel: () => (waiting = waiting.filter((other) => other !== entry)) };
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = waiting.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.call();
      }
      nowMs = untilMs;
    },
  };
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export function mailbox(fields: Partial<MailboxEntry> = {}): MailboxEntry {
  return {
    name: 'support',
    address: 'support@centre.example',
    displayName: 'Support',
    routePoint: '6000',
    source: { kind: 'smtp' },
    rules: [],
    defaultRule: { skillset: 'EM_Default_Skillset', priority: 3 },
    ...fields,
  };
}

export function directory(fields: Partial<Directory> = {}): Directory {
  return {
    format: 1,
    center: { name: 'Test', timezone: 'UTC', dialect: 'ccmm' },
    transitions: [{ fromS: 0, offsetS: 0 }],
    skillsets: ['EM_Default_Skillset', 'EM_Billing', 'EM_Vip'].map((name) => ({ name, serviceLevelS: 60 })),
    agents: [],
    variables: [],
    responses: [{ name: 'ack_response', subject: 'We have your message', text: 'Thank you.' }],
    reasons: [],
    providers: [],
    defaultSkillset: Object.fromEntries(
      CONTACT_TYPES.map((type) => [type, 'EM_Default_Skillset']),
    ) as Directory['defaultSkillset'],
    presentation: { acceptWithinS: 60, onDecline: 'not_ready', order: 'contact_first' },
    keywordGroups: [],
    senderGroups: [],
    mailboxes: [mailbox()],
    automaticResponsesPerDay: 3,
    ...fields,
  };
}

export function outgoing(port: number): OutgoingEntry {
  return { host: '127.0.0.1', port, security: 'none' };
}

/** A mail as bytes: header lines, then the body. */
export function mailOf(headers: readonly string[], body = 'Hello.'): Buffer {
  return Buffer.from([...headers, '', body].join('\r\n'));
}

export function plainMail(subject: string, from = 'Ann <ann@example.com>'): Buffer {
  return mailOf([`From: ${from}`, 'To: support@centre.example', `Subject: ${subject}`, 'Message-ID: <m1@example.com>']);
}

/** Resolves when the condition holds; looks after each turn of the event loop, fails after ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('the condition did not come true in ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
