-- The demo market's history is brought in part by part: what was planned, and which parts are in.
create table market.past_plan (
  merchant_id uuid not null,
  seed integer not null,
  -- The past ends here, however long it takes to bring it in.
  moment timestamptz not null,
  conversations integer not null,
  primary key (merchant_id)
);
select platform.protect('market.past_plan');

create table market.past_part (
  merchant_id uuid not null,
  part integer not null,
  primary key (merchant_id, part)
);
select platform.protect('market.past_part');
