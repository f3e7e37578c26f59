-- Double entry, never rewritten, and the room a limit leaves. Amounts are minor units; debits above zero, credits below.
create schema ledger;

-- One business event, known by its key: the same event told twice finds its key taken.
create table ledger.posting (
  merchant_id uuid not null,
  key text not null,
  at timestamptz not null,
  primary key (merchant_id, key)
);
select platform.protect_append_only('ledger.posting');

-- customer_id is '' where the account is not kept by customer.
create table ledger.entry (
  merchant_id uuid not null,
  posting_key text not null,
  line smallint not null,
  account text not null,
  customer_id text not null,
  currency char(3) not null,
  amount bigint not null check (amount <> 0),
  number bigint generated always as identity,
  at timestamptz not null,
  primary key (merchant_id, posting_key, line)
);
create index entry_by_account on ledger.entry (merchant_id, account, customer_id, currency, number) include (amount);
select platform.protect_append_only('ledger.entry');

-- The entries of a posting are written by one statement, so the books are refused unbalanced whoever writes them.
create function ledger.refuse_unbalanced() returns trigger language plpgsql as $$
declare
  culprit text;
begin
  select posting_key into culprit from added
    group by merchant_id, posting_key, currency having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'The entries of posting "%" do not sum to zero.', culprit using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create trigger balanced after insert on ledger.entry
  referencing new table as added for each statement execute function ledger.refuse_unbalanced();

-- The lock under which a customer's open advances are summed and added to. It holds no sum that could go stale.
create table ledger.exposure (
  merchant_id uuid not null,
  customer_id text not null,
  currency char(3) not null,
  primary key (merchant_id, customer_id, currency)
);
select platform.protect('ledger.exposure');

-- A part of a limit held for one intent, until it is released or its time is over. limit_amount is the limit it was
-- held against; null where a person with authority went beyond the limit.
create table ledger.reservation (
  merchant_id uuid not null,
  key text not null,
  customer_id text not null,
  currency char(3) not null,
  amount bigint not null check (amount > 0),
  limit_amount bigint,
  at timestamptz not null,
  expires_at timestamptz,
  released_at timestamptz,
  primary key (merchant_id, key)
);
create index reservation_open on ledger.reservation (merchant_id, customer_id, currency)
  include (amount, expires_at) where released_at is null;
select platform.protect('ledger.reservation');
