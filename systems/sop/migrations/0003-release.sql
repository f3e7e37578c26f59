-- What an author works on: one draft of a procedure at a time.
create table sop.draft (
  merchant_id uuid not null,
  procedure text not null,
  content jsonb not null,
  by_id text not null,
  at timestamptz not null,
  primary key (merchant_id, procedure)
);
select platform.protect('sop.draft');

-- What a place has released, never changed: in force is the latest whose day has come. `body` is all that a run pins (text, parts,
-- tables, phrases and what each act is done with) under `hash`; none where a place goes back to what stands above it.
-- `adapted` is the same before settings are put in, for those below to change. `restores` names the release a rollback brings back.
create table sop.release (
  merchant_id uuid not null,
  procedure text not null,
  number integer not null,
  effective_at timestamptz not null,
  at timestamptz not null,
  by_id text not null,
  reason text not null,
  restores integer,
  above_hash text,
  hash text,
  content jsonb,
  adapted jsonb,
  body jsonb,
  primary key (merchant_id, procedure, number)
);
create index release_in_force on sop.release (merchant_id, procedure, effective_at desc, number desc);
select platform.protect_append_only('sop.release');

-- The same above the merchants: `place` is "platform" or a business's id.
create table sop.release_above (
  place text not null,
  procedure text not null,
  number integer not null,
  effective_at timestamptz not null,
  at timestamptz not null,
  by_id text not null,
  reason text not null,
  restores integer,
  above_hash text,
  hash text,
  content jsonb,
  adapted jsonb,
  body jsonb,
  primary key (place, procedure, number)
);
create index release_above_in_force on sop.release_above (place, procedure, effective_at desc, number desc);
select platform.protect_platform('sop.release_above');
revoke update, delete on sop.release_above from ruyi_platform;

-- A procedure's past cases, for its next version to be tried on.
create index run_by_procedure on sop.run (merchant_id, procedure, id);
