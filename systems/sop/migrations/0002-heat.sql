-- How runs go, counted by the day they began: a projection of `sop.run_event`, filled after the commit and made again
-- from the log at any time. `what` is run, step, way or stay; see heat/tally.ts for what the two places mean in each.
create table sop.heat (
  merchant_id uuid not null,
  procedure text not null,
  what text not null,
  day date not null,
  hash text not null,
  from_place text not null,
  to_place text not null,
  runs integer not null,
  times integer not null,
  primary key (merchant_id, procedure, what, day, hash, from_place, to_place)
);
select platform.protect('sop.heat');

-- How far each run is counted, so that nothing counts twice.
create table sop.heat_run (
  merchant_id uuid not null,
  run_id uuid not null,
  place integer not null,
  primary key (merchant_id, run_id)
);
select platform.protect('sop.heat_run');

-- Up to when the log has been looked through; null before the first look. One row, one looker at a time.
create table sop.heat_mark (
  one boolean primary key default true check (one),
  until timestamptz
);
insert into sop.heat_mark (until) values (null);
select platform.protect_platform('sop.heat_mark');

-- The log by time, for that look. Rows come in the order of time, so a summary of each stretch of pages is enough, and
-- writing a row costs next to nothing: it is the reply's path.
create index run_event_by_time on sop.run_event using brin (at) with (pages_per_range = 16, autosummarize = on);
