-- The demo market: a shop and its carriers as they would keep their own books, outside of Ruyi. Nothing of Ruyi
-- reads these tables but the adapter that plays the shop.
create schema market;

create table market.customer (
  merchant_id uuid not null,
  id text not null,
  document jsonb not null,
  primary key (merchant_id, id)
);
select platform.protect('market.customer');

create table market.shop_order (
  merchant_id uuid not null,
  id text not null,
  customer_id text not null,
  placed_at timestamptz not null,
  -- When the world next does something to this order by itself; null when it is left in peace.
  moves_at timestamptz,
  document jsonb not null,
  primary key (merchant_id, id)
);
create index shop_order_moving on market.shop_order (moves_at) where moves_at is not null;
create index shop_order_of_customer on market.shop_order (merchant_id, customer_id, placed_at desc, id);
select platform.protect('market.shop_order');

create table market.parcel (
  merchant_id uuid not null,
  id text not null,
  order_id text not null,
  primary key (merchant_id, id),
  foreign key (merchant_id, order_id) references market.shop_order (merchant_id, id) on delete cascade
);
select platform.protect('market.parcel');

-- Each key the shop has seen, and what it answered.
create table market.request (
  merchant_id uuid not null,
  key text not null,
  action text not null,
  fingerprint text not null,
  outcome jsonb,
  at timestamptz not null,
  primary key (merchant_id, key)
);
select platform.protect('market.request');

-- How a refund fares is a matter of time: pending until settles_at, then done or failed, and done until reverses_at.
create table market.refund (
  merchant_id uuid not null,
  key text not null,
  order_id text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  line_ids text[] not null,
  reason text not null,
  shares jsonb not null,
  requested_at timestamptz not null,
  settles_at timestamptz not null,
  fails boolean not null default false,
  reverses_at timestamptz,
  primary key (merchant_id, key),
  foreign key (merchant_id, order_id) references market.shop_order (merchant_id, id)
);
create index refund_of_order on market.refund (merchant_id, order_id);
select platform.protect('market.refund');

-- Webhooks the shop still has to send: written with the change itself, taken away when delivered.
create table market.webhook (
  merchant_id uuid not null,
  id text not null,
  due_at timestamptz not null,
  body text not null,
  primary key (merchant_id, id)
);
create index webhook_due on market.webhook (due_at);
select platform.protect('market.webhook');
