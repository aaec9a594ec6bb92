/** Accounts and sessions (design decision 10), and the views that show the core's rows to people. */
import type { Migration } from './migration.ts';

/** `timestamptz` of a bigint of microseconds, exactly. */
const time = (column: string, name = column.replace(/_at$/, '')) =>
  `timestamptz 'epoch' + ${column} * interval '1 microsecond' as "${name}"`;

const SQL = `
create table account (
  id bigint generated always as identity primary key,
  login text not null,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  disabled boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  password_changed_at timestamptz not null default clock_timestamp()
);
create unique index account_login on account (lower(login));

-- The token itself is never kept, only its SHA-256.
create table session (
  token_hash bytea primary key,
  account bigint not null references account (id) on delete cascade,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index session_account on session (account);
create index session_expiry on session (expires_at);

create view contact_view as
select c.site, c.id, c.type, c.state, c.customer, c.mailbox, c.subject, c.from_address, c.from_name,
  coalesce(s.name, c.skillset::text) as skillset, c.priority, c.queue_type, coalesce(a.name, c.agent::text) as agent,
  ${time('c.arrived_at', 'arrived')}, ${time('c.opened_at', 'opened')}, ${time('c.closed_at', 'closed')},
  c.open_duration_s, ${time('c.callback_at', 'callback')}, coalesce(r.name, c.reason::text) as reason, c.close_text,
  c.run_wait_point as wait_point, ${time('c.run_wake_at', 'wakes')}, c.application, c.activation
from contact c
left join name s on s.site = c.site and s.kind = 'skillset' and s.id = c.skillset
left join name a on a.site = c.site and a.kind = 'agent' and a.id = c.agent
left join name r on r.site = c.site and r.kind = 'reason' and r.id = c.reason;

create view action_view as
select a.site, a.id, a.contact, ${time('a.at', 'time')}, a.source, a.state, coalesce(n.name, a.agent::text) as agent, a.subject, a.text,
  a.html is not null as has_html, a.mail_to, a.mail_cc, a.mail_bcc, a.comment, ${time('a.callback_at', 'callback')}, a.ledger,
  a.time_allocated_s, a.message_id, a.attempts, ${time('a.retry_at', 'retry')}, a.detail
from action a
left join name n on n.site = a.site and n.kind = 'agent' and n.id = a.agent;

create view contact_event_view as
select site, contact, ${time('at', 'time')}, kind, detail, seq, number from contact_event;

create view offer_view as
select o.site, o.id, o.contact, coalesce(a.name, o.agent::text) as agent, coalesce(s.name, o.skillset::text) as skillset, o.state,
  ${time('o.offered_at', 'offered')}, ${time('o.expires_at', 'expires')}, ${time('o.ended_at', 'ended')}, o.wait_s
from offer o
left join name a on a.site = o.site and a.kind = 'agent' and a.id = o.agent
left join name s on s.site = o.site and s.kind = 'skillset' and s.id = o.skillset;

create view presence_view as
select p.site, coalesce(a.name, p.agent::text) as agent, p.state, p.reason, ${time('p.since_at', 'since')}
from presence p
left join name a on a.site = p.site and a.kind = 'agent' and a.id = p.agent;

create view trace_view as
select site, contact, number, ${time('first_at', 'first')}, ${time('last_at', 'last')}, count, image, lines, folded from trace;

create view ledger_view as
select id, site, mailbox, state, size_bytes, encode(sha256, 'hex') as sha256, envelope_from, envelope_to, received_at, acknowledged_at,
  ${time('internal_at', 'internal')}, attempts, reason, contact, message_id from ledger;

create view batch_view as
select site, seq, epoch, ${time('at', 'time')}, octet_length(events) as event_bytes from batch;

create view alarm_view as
select id, site, code, detail, contact, count, ${time('first_at', 'first')}, ${time('last_at', 'last')}, ${time('cleared_at', 'cleared')} from alarm;
`;

export const people: Migration = {
  version: 3,
  name: 'people',
  sql: SQL,
};
