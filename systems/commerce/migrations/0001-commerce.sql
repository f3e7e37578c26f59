-- What Ruyi remembers of its dealings with shops. The orders themselves stay in the shop.
create schema commerce;

-- Every change asked of a shop, written before it is asked: after a crash we know which keys to ask about.
create table commerce.intent (
  merchant_id uuid not null,
  key text not null,
  action jsonb not null,
  -- The same key with another fingerprint is another intent, and refused.
  fingerprint text not null,
  asked_at timestamptz not null,
  -- Null while nobody knows what came of it.
  outcome jsonb,
  settled_at timestamptz,
  -- When to ask about an open intent again, and how often we have.
  ask_again_at timestamptz,
  asked_times integer not null default 0,
  primary key (merchant_id, key)
);
create index intent_open on commerce.intent (ask_again_at) where outcome is null;
create index intent_by_order on commerce.intent (merchant_id, (action ->> 'orderId'), (action ->> 'kind'));
select platform.protect('commerce.intent');

-- Webhooks as they came, kept before anything is done about them. They are hints: what they say is looked up.
create table commerce.webhook (
  merchant_id uuid not null,
  id text not null,
  received_at timestamptz not null,
  body text not null,
  type text not null,
  order_id text,
  followed_at timestamptz,
  primary key (merchant_id, id)
);
create index webhook_unfollowed on commerce.webhook (received_at) where followed_at is null;
select platform.protect('commerce.webhook');
