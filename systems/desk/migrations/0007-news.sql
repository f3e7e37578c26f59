-- What a customer is to be told unasked: once each, whoever hears of it and however often. `person` is the customer, or a visitor by
-- their conversation. It waits until `due_at`: what happens together is told together, and nothing is told at night.
create table desk.news (
  merchant_id uuid not null,
  person text not null,
  subject text not null,
  kind text not null,
  happened_at timestamptz not null,
  body jsonb not null,
  -- Where it has to be told; null where the customer's own latest conversation is found when it is time.
  conversation_id uuid,
  due_at timestamptz not null,
  -- waiting; told; or why it was not: known, overtaken, stale, unwanted, switched-off, nowhere.
  state text not null,
  settled_at timestamptz,
  primary key (merchant_id, person, subject, kind, happened_at)
);
create index news_by_due on desk.news (due_at) where state = 'waiting';
select platform.protect('desk.news');

-- What customers said of messages unasked: the latest counts, and each stays, with the words or the switch it rests on.
create table desk.news_wish (
  merchant_id uuid not null,
  customer_id text not null,
  at timestamptz not null,
  conversation_id uuid not null,
  wanted boolean not null,
  -- The message's place in the log; null where it was a switch.
  said integer,
  primary key (merchant_id, customer_id, at, conversation_id)
);
select platform.protect_append_only('desk.news_wish');

-- What a merchant tells of, and when it is quiet; who has chosen nothing has no row.
create table desk.news_choice (
  merchant_id uuid not null primary key,
  body jsonb not null,
  changed_at timestamptz not null
);
select platform.protect('desk.news_choice');

-- A promise that nobody has kept yet is looked at before it is due, and once it is missed.
alter table desk.promise add column called_at timestamptz, add column missed_at timestamptz;
create index promise_to_call on desk.promise (due_at) where state = 'open' and called_at is null;
create index promise_to_miss on desk.promise (due_at) where state = 'open' and missed_at is null;
