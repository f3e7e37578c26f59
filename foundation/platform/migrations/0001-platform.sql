-- What every room's tables rest on: two roles that own nothing, the policy that shows a merchant its rows only,
-- and the outbox. Runs on PostgreSQL 15 and above.
create schema platform;

do $$
begin
  begin
    create role ruyi_app nologin;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role ruyi_platform nologin;
  exception when duplicate_object or unique_violation then null;
  end;
  execute format('grant ruyi_app, ruyi_platform to %I', current_user);
end
$$;

grant usage on schema platform to ruyi_app, ruyi_platform;

-- The merchants this transaction works for; none when nobody has said.
create function platform.merchants() returns uuid[]
  language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('ruyi.merchants', true), '')::uuid[], '{}') $$;

create function platform.admit(protected regclass) returns void language plpgsql as $$
begin
  execute format('grant usage on schema %I to ruyi_app, ruyi_platform',
    (select nspname from pg_namespace n join pg_class c on c.relnamespace = n.oid where c.oid = protected));
  execute format('alter table %s enable row level security', protected);
  execute format('create policy of_platform on %s to ruyi_platform using (true) with check (true)', protected);
end
$$;

-- A merchant's table: the app's role sees the rows of the merchants it works for.
create function platform.protect(protected regclass) returns void language plpgsql as $$
begin
  perform platform.admit(protected);
  execute format('create policy of_merchant on %s to ruyi_app
    using (merchant_id = any ((select platform.merchants())::uuid[]))
    with check (merchant_id = any ((select platform.merchants())::uuid[]))', protected);
  execute format('grant select, insert, update, delete on %s to ruyi_app, ruyi_platform', protected);
end
$$;

-- The same, for tables whose rows are never changed or taken away.
create function platform.protect_append_only(protected regclass) returns void language plpgsql as $$
begin
  perform platform.protect(protected);
  execute format('revoke update, delete on %s from ruyi_app, ruyi_platform', protected);
end
$$;

-- A table above all merchants: only the platform's role sees it.
create function platform.protect_platform(protected regclass) returns void language plpgsql as $$
begin
  perform platform.admit(protected);
  execute format('grant select, insert, update, delete on %s to ruyi_platform', protected);
end
$$;

-- Facts that were committed and are not yet delivered. `id` orders the facts of one key only: whoever announces
-- about a key holds that key's row lock, so within a key the order of ids is the order of commits.
create table platform.outbox (
  merchant_id uuid not null,
  id bigint generated always as identity,
  fact_id uuid not null,
  bucket smallint not null,
  key text not null,
  type text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (merchant_id, id)
);
create index outbox_by_bucket on platform.outbox (bucket, id);
select platform.protect('platform.outbox');

-- One lock per bucket of keys: who holds it delivers that bucket's facts, in order.
create table platform.outbox_bucket (bucket smallint primary key);
insert into platform.outbox_bucket select generate_series(0, 31);
select platform.protect_platform('platform.outbox_bucket');

-- What each reader has taken in, so that a fact delivered twice counts once.
create table platform.fact_read (
  merchant_id uuid not null,
  reader text not null,
  fact_id uuid not null,
  at timestamptz not null,
  primary key (merchant_id, reader, fact_id)
);
create index fact_read_by_age on platform.fact_read (merchant_id, at);
select platform.protect('platform.fact_read');

-- The answers to writes that carried an Idempotency-Key; a claim without an answer is a request under way.
create table platform.idempotency (
  merchant_id uuid not null,
  key text not null,
  request_hash text not null,
  claimed_until timestamptz not null,
  answer jsonb,
  expires_at timestamptz not null,
  primary key (merchant_id, key)
);
create index idempotency_by_age on platform.idempotency (expires_at);
select platform.protect('platform.idempotency');
