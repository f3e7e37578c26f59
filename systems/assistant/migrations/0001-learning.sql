create schema assistant;

-- Questions: what customers asked and the assistant was not sure of, grouped by likeness. `direction` is what its messages have in common
-- (traits and weights); the title is the message most like it. Bounded: the least asked make room for new ones.
create table assistant.question (
  merchant_id uuid not null,
  id uuid not null,
  title text not null,
  title_likeness real not null,
  language text not null,
  direction jsonb not null,
  messages integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- 'open', 'taught' by the lesson of that version, or 'aside'.
  state text not null default 'open',
  lesson integer,
  primary key (merchant_id, id)
);
create index question_by_last on assistant.question (merchant_id, state, last_at, id);
create index question_by_size on assistant.question (merchant_id, state, messages, id);
create index question_old on assistant.question (last_at);
create index question_by_lesson on assistant.question (merchant_id) where lesson is not null;
select platform.protect('assistant.question');

-- Messages kept for learning, masked: those the assistant was unsure of, and a sample of those it was sure of. `known` is what a message
-- was about where somebody told: the customer by choosing, by what was begun afterwards, or a coach (with the lesson that did). Kept for
-- a bounded time.
create table assistant.heard (
  merchant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  at timestamptz not null,
  text text not null,
  language text not null,
  coming text not null,
  thought jsonb not null,
  in_scope real not null,
  -- What the reading led to: a procedure, 'unsure', or 'none'.
  outcome text not null,
  question_id uuid,
  known text,
  known_by text,
  lesson integer,
  primary key (merchant_id, id)
);
create index heard_by_time on assistant.heard (merchant_id, at, id);
create index heard_by_conversation on assistant.heard (merchant_id, conversation_id, at);
create index heard_by_question on assistant.heard (merchant_id, question_id, at, id) where question_id is not null;
create index heard_known on assistant.heard (merchant_id, at, id) where known is not null;
create index heard_by_lesson on assistant.heard (merchant_id, lesson) where lesson is not null;
create index heard_old on assistant.heard (at);
select platform.protect('assistant.heard');

-- What messages came to, counted by the hour: no row a message.
create table assistant.came (
  merchant_id uuid not null,
  hour timestamptz not null,
  coming text not null,
  procedure text not null,
  count integer not null,
  primary key (merchant_id, hour, coming, procedure)
);
create index came_old on assistant.came (hour);
select platform.protect('assistant.came');

-- Own words of a merchant: a text and what it means ('none' for nothing of theirs).
create table assistant.example (
  merchant_id uuid not null,
  id uuid not null,
  text text not null,
  means text not null,
  lesson integer not null,
  primary key (merchant_id, id)
);
create index example_by_lesson on assistant.example (merchant_id, lesson);
select platform.protect('assistant.example');

-- Every version of how a merchant is read: the examples it knows, what it was learned with, and how it did on the rehearsal. `mind` is the
-- trained model; older ones lose it, and cannot be gone back to.
create table assistant.lesson (
  merchant_id uuid not null,
  version integer not null,
  kind text not null,
  means text,
  question_id uuid,
  of_version integer,
  reason text,
  insisted boolean not null,
  by_id text not null,
  at timestamptz not null,
  examples uuid[] not null,
  facts jsonb not null,
  rehearsal jsonb not null,
  common text not null,
  confidence jsonb,
  mind bytea,
  primary key (merchant_id, version)
);
select platform.protect('assistant.lesson');

-- Which version is live; servers look here for what changed. 0 is the library alone.
create table assistant.live (
  merchant_id uuid primary key,
  version integer not null,
  changed_at timestamptz not null
);
create index live_by_change on assistant.live (changed_at);
select platform.protect('assistant.live');
