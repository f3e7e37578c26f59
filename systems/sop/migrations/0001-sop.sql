create schema sop;

-- A run as it stands. `wake_at` and `awaits` are what it waits for: a wait is a row, never a timer in memory.
create table sop.run (
  merchant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  customer_id text,
  procedure text not null,
  version integer not null,
  hash text not null,
  state text not null,
  wake_at timestamptz,
  awaits text,
  body jsonb not null,
  primary key (merchant_id, id)
);
create index run_by_conversation on sop.run (merchant_id, conversation_id);
create index run_by_awaited on sop.run (merchant_id, awaits) where awaits is not null;
create index run_by_wake on sop.run (wake_at) where wake_at is not null;
select platform.protect('sop.run');

-- Every event a run has taken: its log, and enough to replay it. The events of one turn share a row, under the place
-- of the first: a turn takes several, and rows are what a commit pays for.
create table sop.run_event (
  merchant_id uuid not null,
  run_id uuid not null,
  place integer not null,
  at timestamptz not null,
  events jsonb not null,
  primary key (merchant_id, run_id, place)
);
select platform.protect_append_only('sop.run_event');

-- An act that was wished for and is not yet answered; `lease_until` keeps two servers from doing it at once.
create table sop.intent (
  merchant_id uuid not null,
  key text not null,
  run_id uuid not null,
  conversation_id uuid not null,
  customer_id text,
  action text not null,
  input jsonb not null,
  at timestamptz not null,
  lease_until timestamptz not null,
  attempts integer not null default 1,
  primary key (merchant_id, key)
);
create index intent_by_lease on sop.intent (lease_until);
select platform.protect('sop.intent');

-- The text of every version a run has pinned.
create table sop.version (
  merchant_id uuid not null,
  hash text not null,
  procedure text not null,
  version integer not null,
  body jsonb not null,
  at timestamptz not null,
  primary key (merchant_id, hash)
);
select platform.protect_append_only('sop.version');
