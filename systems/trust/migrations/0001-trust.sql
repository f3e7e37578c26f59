-- What is remembered of a customer's dealings, the refunds decided on it, and the advances given.
create schema trust;

-- Facts are told once and stay; a wrong one is corrected by another.
create table trust.fact (
  merchant_id uuid not null,
  customer_id text not null,
  kind text not null,
  subject text not null,
  at timestamptz not null,
  decided_by uuid,
  primary key (merchant_id, customer_id, kind, subject),
  check ((kind in ('claim-proven-false', 'correction')) = (decided_by is not null))
);
select platform.protect_append_only('trust.fact');

-- One row an intent. `decision` keeps what was decided with the versions, rating and limit it was decided on.
create table trust.refund (
  merchant_id uuid not null,
  id uuid not null,
  intent_key text not null,
  customer_id text not null,
  order_id text not null,
  return_id text,
  conversation_id uuid,
  basis text not null,
  evidence text not null,
  reason text not null,
  currency char(3) not null,
  amount bigint not null check (amount > 0),
  paid bigint not null,
  refunded bigint not null,
  decision jsonb not null,
  state text not null,
  at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  -- When the sweep may look at it next, and how often it has.
  next_try_at timestamptz,
  tries smallint not null default 0,
  primary key (merchant_id, id)
);
create unique index refund_by_intent on trust.refund (merchant_id, intent_key);
create index refund_by_order on trust.refund (merchant_id, order_id, at);
create index refund_by_customer on trust.refund (merchant_id, customer_id, at);
create index refund_by_return on trust.refund (merchant_id, return_id) where return_id is not null;
create index refund_unsettled on trust.refund (merchant_id, next_try_at) where state in ('approved', 'sent', 'unknown');
create index refund_waiting_for_person on trust.refund (merchant_id, at) where state = 'waiting-person';
select platform.protect('trust.refund');

create table trust.advance (
  merchant_id uuid not null,
  refund_id uuid not null,
  customer_id text not null,
  state text not null,
  given_at timestamptz not null,
  -- The step that falls due next, and when; null once nothing more is due.
  next_step text,
  next_at timestamptz,
  disputed_at timestamptz,
  closed_at timestamptz,
  primary key (merchant_id, refund_id)
);
create index advance_due on trust.advance (merchant_id, next_at) where state = 'open';
create index advance_overdue on trust.advance (merchant_id, customer_id) where state = 'overdue';
select platform.protect('trust.advance');

-- What a person decided about a refund, with whose authority and why.
create table trust.ruling (
  merchant_id uuid not null,
  refund_id uuid not null,
  outcome text not null,
  by_staff uuid not null,
  authority text not null,
  second_staff uuid,
  reason text not null,
  at timestamptz not null,
  primary key (merchant_id, refund_id, at)
);
select platform.protect_append_only('trust.ruling');
