/** Mailboxes, their rules and the groups that rules name (language §9). */
import type { MailboxEntry, MailRule, MailSourceEntry, OutgoingEntry } from '../../vm/index.ts';
import {
  type BuildContext,
  DEFAULT_SKILLSET,
  entriesOf,
  exactlyOne,
  isWritten,
  keyPlace,
  placeOf,
  reportAt,
  resolve,
} from './build-context.ts';
import { readDuration } from './durations.ts';
import { report } from './faults.ts';
import type { CenterFile } from './schema.ts';

type Written<Key extends keyof CenterFile> =
  NonNullable<CenterFile[Key]> extends readonly (infer Entry)[] ? Entry : never;
type WrittenMailbox = Written<'mailboxes'>;
type WrittenRule = NonNullable<WrittenMailbox['rules']>[number];
type WrittenSource = Exclude<WrittenMailbox['source'], string>;

/** Keyword groups of one rule, at most (language §9). */
const KEYWORD_GROUPS_MAX = 3;
/** What the system default rule gives (language §9). */
const DEFAULT_PRIORITY = 3;

/** A mailbox; undefined when a fault keeps it from being one. */
export function buildMailbox(
  context: BuildContext,
  mailbox: WrittenMailbox,
  path: string,
  centerName: string,
): MailboxEntry | undefined {
  const source = buildSource(context, mailbox.source, `${path}/source`);
  const outgoing =
    mailbox.outgoing === undefined ? undefined : buildOutgoing(context, mailbox.outgoing, `${path}/outgoing/smtp`);
  const rules = entriesOf(mailbox.rules, `${path}/rules`).map(([rule, at], index) =>
    buildRule(context, rule, at, index + 1),
  );
  const fallback = mailbox.default_rule?.skillset;
  const skillset =
    fallback === undefined ? DEFAULT_SKILLSET : resolve(context, 'skillset', fallback, `${path}/default_rule/skillset`);
  if (source === undefined) return undefined;
  return {
    name: mailbox.name,
    address: mailbox.address,
    displayName: mailbox.display_name ?? centerName,
    routePoint: mailbox.route_point ?? '',
    source,
    ...(outgoing === undefined ? {} : { outgoing }),
    rules,
    defaultRule: {
      skillset: skillset ?? DEFAULT_SKILLSET,
      priority: mailbox.default_rule?.priority ?? DEFAULT_PRIORITY,
    },
  };
}

function buildSource(
  context: BuildContext,
  written: WrittenMailbox['source'],
  path: string,
): MailSourceEntry | undefined {
  if (written === 'smtp' || written === 'in_process') return { kind: written };
  const kind = exactlyOne(context, ['imap', 'smtp', 'in_process'], path, '`source`');
  if (kind === 'imap') return written.imap === undefined ? undefined : buildImap(context, written.imap, `${path}/imap`);
  return kind === undefined ? undefined : { kind };
}

function buildImap(context: BuildContext, imap: NonNullable<WrittenSource['imap']>, path: string): MailSourceEntry {
  const security = imap.security ?? 'tls';
  return {
    kind: 'imap',
    host: imap.host,
    port: imap.port ?? (security === 'tls' ? 993 : 143),
    security,
    user: imap.user,
    password: imap.password,
    folder: imap.folder ?? 'INBOX',
    start: imap.start,
    pollMs: readDuration(context, imap.poll, `${path}/poll`, 60) * 1000,
  };
}

const SUBMISSION_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

function buildOutgoing(
  context: BuildContext,
  { smtp }: NonNullable<WrittenMailbox['outgoing']>,
  path: string,
): OutgoingEntry {
  const security = smtp.security ?? 'starttls';
  const hasUser = isWritten(context, `${path}/user`);
  const hasPassword = isWritten(context, `${path}/password`);
  if (hasUser !== hasPassword) {
    const written = hasUser ? 'user' : 'password';
    report(context.faults, 'CCS5004', keyPlace(context, `${path}/${written}`), {
      key: hasUser ? 'password' : 'user',
      where: `\`smtp\` with \`${written}\``,
    });
  }
  return {
    host: smtp.host,
    port: smtp.port ?? SUBMISSION_PORTS[security],
    security,
    ...(smtp.user === undefined ? {} : { user: smtp.user }),
    ...(smtp.password === undefined ? {} : { password: smtp.password }),
  };
}

function buildRule(context: BuildContext, rule: WrittenRule, path: string, number: number): MailRule {
  const when = rule.when ?? {};
  const { then } = rule;
  const groups = (key: 'keywords' | 'not_keywords') =>
    entriesOf(when[key], `${path}/when/${key}`).flatMap(
      ([group, at]) => resolve(context, 'keyword group', group, at) ?? [],
    );
  const keywords = groups('keywords');
  const notKeywords = groups('not_keywords');
  const found = (when.keywords?.length ?? 0) + (when.not_keywords?.length ?? 0);
  if (found > KEYWORD_GROUPS_MAX) {
    reportAt(context, 'CCS5016', `${path}/when`, { what: 'keyword groups', found, most: KEYWORD_GROUPS_MAX });
  }
  const senders = named(context, 'sender group', when.senders, `${path}/when/senders`);
  const skillset = named(context, 'skillset', then.skillset, `${path}/then/skillset`);
  const response = named(context, 'response', then.response, `${path}/then/response`);
  return {
    name: rule.name ?? `rule ${number}`,
    enabled: rule.enabled ?? true,
    keywords,
    notKeywords,
    ...(senders === undefined ? {} : { senders }),
    ...(skillset === undefined ? {} : { skillset }),
    ...(then.priority === undefined ? {} : { priority: then.priority }),
    ...(response === undefined ? {} : { response }),
    close: then.close ?? false,
  };
}

function named(
  context: BuildContext,
  kind: 'sender group' | 'skillset' | 'response',
  name: string | undefined,
  path: string,
): string | undefined {
  return name === undefined ? undefined : resolve(context, kind, name, path);
}

const ADDRESS = /^[^\s@*?]+@[^\s@*?]+$/;

/** A member of a sender group is an address or has a wildcard. */
export function checkSender(context: BuildContext, sender: string, path: string): void {
  if (ADDRESS.test(sender) || /[*?]/.test(sender)) return;
  report(context.faults, 'CCS5005', placeOf(context, path), {
    key: 'addresses',
    value: `\`${sender}\``,
    expected: 'an address or a pattern such as `*@example.com`',
    suggestion: undefined,
  });
}
