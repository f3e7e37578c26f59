create schema quality;

-- How each ended case went, scored once from its log: what was done in order, what people decided beside equal cases, whether promises
-- were kept and strict lines said. A projection: made again from the logs at any time. `facts` is what was known when a person first had to
-- decide (or all, where nobody had to), in ids and outcomes alone; `outcome` is what was decided.
create table quality.scored (
  merchant_id uuid not null,
  run_id uuid not null,
  conversation_id uuid not null,
  procedure text not null,
  hash text not null,
  ended_at timestamptz not null,
  executor text not null,
  person_id text,
  shift text not null,
  channel text not null,
  in_order boolean not null,
  produced integer not null,
  consumed integer not null,
  missing integer not null,
  remaining integer not null,
  promises_kept integer not null,
  promises_late integer not null,
  phrases_due integer not null,
  phrases_said integer not null,
  facts text not null,
  facts_key text not null generated always as (md5(facts)) stored,
  outcome text not null,
  deviations text[] not null,
  primary key (merchant_id, run_id)
);
create index scored_by_time on quality.scored (merchant_id, ended_at, run_id);
create index scored_by_facts on quality.scored (merchant_id, facts_key, ended_at);
select platform.protect('quality.scored');
