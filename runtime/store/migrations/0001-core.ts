/**
 * The core's rows (runtime/center/model.ts), one table for each kind, and the journal of batches.
 *
 * - Every key begins with the site: ids are the core's own and count per site.
 * - Times are bigint microseconds, exactly what the core holds; the `…_view`s show them as timestamps for people.
 * - No foreign keys between the core's rows: the core is their only writer, one batch is one transaction.
 * - `contact_facts` stands beside `contact`, because the facts stay while the contact changes many times.
 * - Vocabulary (states, sources, kinds) is text without a check: its one table is in the code.
 */
import type { Migration } from './migration.ts';

const SQL = `
create table site_lease (
  site integer primary key,
  epoch bigint not null,
  holder text not null,
  until timestamptz not null,
  unique (site, epoch)
);

create table batch (
  site integer not null,
  seq bigint not null,
  epoch bigint not null,
  at bigint not null,
  events bytea not null,
  primary key (site, seq)
);

create table contact (
  site integer not null,
  id bigint not null,
  type text not null,
  state text not null,
  customer bigint not null,
  mailbox text not null,
  subject text not null,
  from_address text not null,
  from_name text not null,
  customer_contact_count integer not null,
  skillset integer not null,
  priority integer not null,
  queue_type text not null,
  preferred_agent integer,
  agent integer,
  arrived_at bigint not null,
  opened_at bigint,
  closed_at bigint,
  open_duration_s double precision not null,
  callback_at bigint,
  reason integer,
  close_text text,
  responded boolean not null,
  suggestions json not null,
  resubmissions integer not null,
  queues json not null,
  run_image text,
  run_machine bytea,
  run_wait_point text,
  run_provider integer,
  run_wake_at bigint,
  run_started_at bigint,
  activation bigint not null,
  application text not null,
  traces integer not null,
  primary key (site, id)
);
alter table contact set (fillfactor = 85);
create index contact_present on contact (site, id) where state <> 'Closed';
create index contact_arrival on contact (site, arrived_at);
create index contact_customer on contact (customer, id);

create table contact_facts (
  site integer not null,
  contact bigint not null,
  facts json not null,
  primary key (site, contact)
);

create table action (
  site integer not null,
  id bigint not null,
  contact bigint not null,
  at bigint not null,
  source text not null,
  state text not null,
  agent integer,
  subject text,
  text text,
  html text,
  mail_to text[],
  mail_cc text[],
  mail_bcc text[],
  comment text,
  callback_at bigint,
  ledger bigint,
  time_allocated_s double precision not null,
  message_id text,
  attempts integer not null default 0,
  retry_at bigint,
  detail text,
  primary key (site, id)
);
create index action_contact on action (site, contact, id);
create index action_outbox on action (site, id) where state in ('EMail_In_Queue', 'EMail_Send_In_Progress');
create index action_unsent on action (site, id) where state in ('EMail_Not_Sent', 'EMail_Undeliverable', 'EMail_Uncertain');
create unique index action_message_id on action (message_id) where message_id is not null;
create index action_response on action (site, lower(mail_to[1]), at) where source = 'Automated_Response';

create table offer (
  site integer not null,
  id bigint not null,
  contact bigint not null,
  agent integer not null,
  skillset integer,
  state text not null,
  offered_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  wait_s double precision,
  primary key (site, id)
);
create index offer_open on offer (site, id) where state = 'open';
create index offer_accepted on offer (site, ended_at) where state = 'accepted';

create table presence (
  site integer not null,
  agent integer not null,
  state text not null,
  reason text,
  since_at bigint not null,
  idle_since_at bigint not null,
  primary key (site, agent)
);

create table request (
  site integer not null,
  id bigint not null,
  contact bigint not null,
  provider integer not null,
  kind text not null,
  "values" json not null,
  state text not null,
  at bigint not null,
  reply json,
  primary key (site, id)
);
create index request_open on request (site, id) where state in ('open', 'answered');

-- number counts the events of one batch: seq and number give the order in which they happened.
create table contact_event (
  site integer not null,
  contact bigint not null,
  seq bigint not null,
  number integer not null,
  at bigint not null,
  kind text not null,
  detail text not null,
  primary key (site, contact, seq, number)
);

create table trace (
  site integer not null,
  contact bigint not null,
  number integer not null,
  first_at bigint not null,
  last_at bigint not null,
  count bigint not null,
  image text not null,
  lines json not null,
  folded integer not null,
  primary key (site, contact, number)
);

create table name (
  site integer not null,
  kind text not null,
  id integer not null,
  name text not null,
  primary key (site, kind, id)
);

create table shared_variable (
  site integer not null,
  variable integer not null,
  value double precision not null,
  primary key (site, variable)
);

-- An image is the same for every site: its key is the hash of its bytes.
create table image (
  hash text primary key,
  bytes bytea not null
);

create table activation (
  site integer not null,
  number bigint not null,
  at bigint not null,
  image text not null,
  directory text not null,
  primary key (site, number)
);

create table command_answer (
  site integer not null,
  id text not null,
  at bigint not null,
  answer json not null,
  primary key (site, id)
);
create index command_answer_time on command_answer (site, at);

create table alarm (
  id bigint generated always as identity primary key,
  site integer not null,
  code text not null,
  detail text not null,
  contact bigint,
  count bigint not null default 1,
  first_at bigint not null,
  last_at bigint not null,
  cleared_at bigint
);
create unique index alarm_open on alarm (site, code, coalesce(contact, 0)) where cleared_at is null;
`;

export const core: Migration = {
  version: 1,
  name: 'core',
  sql: SQL,
};
