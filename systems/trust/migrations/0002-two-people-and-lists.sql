-- Two people on one sum: the first one's approval is a ruling of its own (`first-approved`), and the second one's
-- completes it (`approved`, with `second_staff` who completed it). Rulings of one moment are told apart by number.
alter table trust.ruling drop constraint ruling_pkey;
alter table trust.ruling add column number bigint generated always as identity;
alter table trust.ruling add primary key (merchant_id, refund_id, number);

-- Who has waited longest first; those that somebody must look at.
create index refund_to_look_after on trust.refund (merchant_id, state, at, id)
  where state in ('waiting-person', 'unknown', 'failed');
-- Newest first, of all and of one customer.
create index refund_by_time on trust.refund (merchant_id, at, id);
create index refund_of_customer_by_time on trust.refund (merchant_id, customer_id, at, id);
drop index trust.refund_by_customer;

-- Money out whose goods are not back: the oldest first, of all or of one customer.
create index advance_outstanding on trust.advance (merchant_id, given_at, refund_id)
  where state in ('open', 'on-its-way', 'overdue');
create index advance_outstanding_of_customer on trust.advance (merchant_id, customer_id, given_at, refund_id)
  where state in ('open', 'on-its-way', 'overdue');
