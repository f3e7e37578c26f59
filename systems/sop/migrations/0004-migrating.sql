-- A round of bringing running cases of a procedure to the version in force: how far it has come (`after_run`), and until when it is
-- left to the server that works on it. One at a time for a version.
create table sop.migrating (
  merchant_id uuid not null,
  id uuid not null,
  procedure text not null,
  to_hash text not null,
  to_version integer not null,
  by_id text not null,
  reason text not null,
  at timestamptz not null,
  after_run uuid,
  lease_until timestamptz not null,
  ended_at timestamptz,
  ended text,
  primary key (merchant_id, id)
);
create index migrating_by_procedure on sop.migrating (merchant_id, procedure, id);
create unique index migrating_once on sop.migrating (merchant_id, procedure, to_hash) where ended_at is null;
create index migrating_by_lease on sop.migrating (lease_until) where ended_at is null;
select platform.protect('sop.migrating');

-- What became of each case in a round: moved, or why it stayed.
create table sop.migrating_case (
  merchant_id uuid not null,
  migration_id uuid not null,
  run_id uuid not null,
  conversation_id uuid not null,
  moved boolean not null,
  reasons jsonb not null,
  primary key (merchant_id, migration_id, run_id)
);
create index migrating_case_by_outcome on sop.migrating_case (merchant_id, migration_id, moved, run_id);
select platform.protect('sop.migrating_case');

-- The running cases of a procedure, with the version each is in.
create index run_open_by_procedure on sop.run (merchant_id, procedure, id) include (hash) where state <> 'ended';
