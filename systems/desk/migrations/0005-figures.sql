-- What happened in conversations, as it was announced: what figures count, and what they open to. `subject` tells apart
-- what happened at one moment in one conversation (a promise's key); `detail` is what figures are told apart by (a reason).
create table desk.happening (
  merchant_id uuid not null,
  kind text not null,
  at timestamptz not null,
  conversation_id uuid not null,
  subject text not null,
  detail text not null,
  primary key (merchant_id, kind, at, conversation_id, subject)
);
select platform.protect_append_only('desk.happening');

-- Happenings counted, a quarter of an hour at a time: every zone's days and half hours are made of these.
create table desk.tally (
  merchant_id uuid not null,
  kind text not null,
  slot timestamptz not null,
  detail text not null,
  count integer not null,
  primary key (merchant_id, kind, slot, detail)
);
select platform.protect('desk.tally');

-- That somebody came about an order, from their first to their last word of that sitting; `back_at` is when they next
-- came about the same order, within the days that count.
create table desk.contact (
  merchant_id uuid not null,
  customer_id text not null,
  order_id text not null,
  conversation_id uuid not null,
  at timestamptz not null,
  last_at timestamptz not null,
  back_at timestamptz,
  primary key (merchant_id, customer_id, order_id, conversation_id, at)
);
create index contact_by_time on desk.contact (merchant_id, at, conversation_id) include (back_at);
select platform.protect('desk.contact');
