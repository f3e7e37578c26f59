-- The market's shops find their customers by name and by an order's number, as real ones do. Plain columns, for only
-- comparisons of plain columns may use an index under row-level security.
alter table market.customer
  add column name text collate "C" generated always as (lower(document ->> 'name')) stored,
  -- What is called out across a counter: the name after the first word, or after the first sign of a Chinese name.
  add column called text collate "C" generated always as
    (lower(coalesce(substring(document ->> 'name' from '\s(\S+)$'), substr(document ->> 'name', 2)))) stored;
create index customer_by_name on market.customer (merchant_id, name);
create index customer_by_called on market.customer (merchant_id, called);

alter table market.shop_order
  add column number text collate "C" generated always as (document ->> 'number') stored,
  add column tail text collate "C" generated always as (right(document ->> 'number', 4)) stored;
create index shop_order_by_number on market.shop_order (merchant_id, number);
create index shop_order_by_tail on market.shop_order (merchant_id, tail, placed_at desc);
