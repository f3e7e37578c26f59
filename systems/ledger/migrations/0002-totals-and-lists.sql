-- Sums that stand ready, so that a trial balance reads a few rows and not every entry there ever was, and the indexes
-- for reading postings newest first.

-- What each writing statement added, a row for each currency, account and UTC day it touched. Written in the entries'
-- own transaction and by nobody else: rows of many writers stand side by side, so that none waits for another.
create table ledger.addition (
  merchant_id uuid not null,
  id bigint generated always as identity,
  currency char(3) not null,
  account text not null,
  day date not null,
  debits bigint not null,
  credits bigint not null,
  primary key (merchant_id, id)
);
select platform.protect('ledger.addition');

-- Additions folded together: one row for each UTC day with entries, and one of the day 'infinity' for all days. Totals
-- and additions together are the sum of the entries, at every moment and in every snapshot.
create table ledger.total (
  merchant_id uuid not null,
  day date not null,
  currency char(3) not null,
  account text not null,
  debits bigint not null,
  credits bigint not null,
  primary key (merchant_id, day, currency, account)
);
select platform.protect('ledger.total');

create function ledger.note_addition() returns trigger language plpgsql as $$
begin
  insert into ledger.addition (merchant_id, currency, account, day, debits, credits)
    select merchant_id, currency, account, (at at time zone 'UTC')::date,
      sum(greatest(amount, 0)), sum(greatest(-amount, 0))
    from added group by 1, 2, 3, 4;
  return null;
end
$$;
create trigger added_up after insert on ledger.entry
  referencing new table as added for each statement execute function ledger.note_addition();

insert into ledger.addition (merchant_id, currency, account, day, debits, credits)
  select merchant_id, currency, account, (at at time zone 'UTC')::date,
    sum(greatest(amount, 0)), sum(greatest(-amount, 0))
  from ledger.entry group by 1, 2, 3, 4;

create index posting_by_time on ledger.posting (merchant_id, at, key);
-- The postings of one refund share the beginning of their keys; in the C collation a beginning is a range.
create index posting_by_beginning on ledger.posting (merchant_id, key collate "C");
create index entry_by_account_time on ledger.entry (merchant_id, account, at, posting_key)
  include (customer_id, currency, amount);
create index entry_by_customer_time on ledger.entry (merchant_id, customer_id, at, posting_key)
  where customer_id <> '';
