create schema desk;

-- A conversation as it stands. `next_offset` is the place of its next event: whoever writes says which place it
-- expects, and a server that was late finds its expectation wrong instead of overwriting.
create table desk.conversation (
  merchant_id uuid not null,
  id uuid not null,
  customer_id text,
  language text not null,
  status text not null,
  speaker text not null,
  agent_id uuid,
  queued_at timestamptz,
  reason text,
  next_offset integer not null,
  body jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (merchant_id, id)
) with (fillfactor = 70);
-- Nothing that changes with every turn is indexed, so that a turn updates the row in place.
create index conversation_in_queue on desk.conversation (merchant_id, queued_at, id) where speaker = 'queue';
create index conversation_by_agent on desk.conversation (merchant_id, agent_id, id) where agent_id is not null;
create index conversation_by_customer on desk.conversation (merchant_id, customer_id, id);
select platform.protect('desk.conversation');

-- The log. A client's own message id makes a message sent twice one message.
create table desk.event (
  merchant_id uuid not null,
  conversation_id uuid not null,
  "offset" integer not null,
  at timestamptz not null,
  kind text not null,
  client_message_id text,
  body jsonb not null,
  primary key (merchant_id, conversation_id, "offset")
);
create unique index event_by_client_message on desk.event (merchant_id, conversation_id, client_message_id)
  where client_message_id is not null;
select platform.protect_append_only('desk.event');

-- What a customer was told will happen.
create table desk.promise (
  merchant_id uuid not null,
  key text not null,
  conversation_id uuid not null,
  text text not null,
  due_at timestamptz not null,
  state text not null,
  primary key (merchant_id, key)
);
create index promise_by_conversation on desk.promise (merchant_id, conversation_id);
create index promise_by_due on desk.promise (due_at) where state = 'open';
select platform.protect('desk.promise');
