-- The tree platform, business, merchant; who works where; keys and secrets; and who changed what.
-- Secrets that can be guessed are hashed with argon2id, secrets of 128 bits and more with SHA-256; identity secrets
-- must be read to verify with, so they are sealed under the key of the data folder.
create schema tenancy;

-- One row: the platform's own name, and the lock under which its first owner is made.
create table tenancy.platform (
  id smallint primary key default 1 check (id = 1),
  name jsonb not null
);
insert into tenancy.platform (name) values ('{"zh": "如一", "en": "Ruyi"}');
select platform.protect_platform('tenancy.platform');

create table tenancy.business (
  id uuid primary key,
  name jsonb not null,
  at timestamptz not null
);
select platform.protect_platform('tenancy.business');

create table tenancy.merchant (
  merchant_id uuid primary key,
  business_id uuid not null references tenancy.business,
  slug text not null unique,
  name jsonb not null,
  default_language text not null check (default_language in ('zh', 'en')),
  languages text[] not null check (default_language = any (languages)),
  zone text not null,
  currency char(3) not null,
  settings jsonb not null default '{}',
  at timestamptz not null
);
create index merchant_by_business on tenancy.merchant (business_id, merchant_id);
select platform.protect('tenancy.merchant');

-- A person at one place of the tree. The e-mail is kept in lower case; the first owner has none until they choose it.
create table tenancy.staff (
  id uuid primary key,
  name text not null,
  email text unique check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'author', 'agent', 'auditor')),
  business_id uuid references tenancy.business,
  merchant_id uuid references tenancy.merchant,
  password_hash text,
  at timestamptz not null,
  disabled_at timestamptz,
  check (merchant_id is null or business_id is not null),
  check (password_hash is null or email is not null)
);
create index staff_by_business on tenancy.staff (business_id, merchant_id, id);
create index staff_by_merchant on tenancy.staff (merchant_id, id) where merchant_id is not null;
select platform.protect_platform('tenancy.staff');

create table tenancy.session (
  id uuid primary key,
  digest bytea not null unique,
  staff_id uuid not null references tenancy.staff,
  by text not null check (by in ('password', 'link')),
  device text not null,
  at timestamptz not null,
  seen_at timestamptz not null,
  revoked_at timestamptz
);
create index session_by_staff on tenancy.session (staff_id, id);
create index session_by_age on tenancy.session (seen_at);
select platform.protect_platform('tenancy.session');

create table tenancy.sign_in_link (
  digest bytea primary key,
  staff_id uuid not null references tenancy.staff,
  at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  voided_at timestamptz
);
create index sign_in_link_by_staff on tenancy.sign_in_link (staff_id);
select platform.protect_platform('tenancy.sign_in_link');

-- Wrong passwords in a row, also for accounts that do not exist, so that waiting tells nobody which do.
create table tenancy.sign_in_attempt (
  account_digest bytea primary key,
  failures integer not null,
  free_at timestamptz not null,
  at timestamptz not null
);
create index sign_in_attempt_by_age on tenancy.sign_in_attempt (at);
select platform.protect_platform('tenancy.sign_in_attempt');

create table tenancy.api_key (
  merchant_id uuid not null references tenancy.merchant,
  id uuid not null,
  name text not null,
  prefix text not null unique,
  digest bytea not null,
  permissions text[] not null,
  at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (merchant_id, id)
);
select platform.protect('tenancy.api_key');

-- The one whose end is not set signs; the others are accepted until theirs.
create table tenancy.identity_secret (
  merchant_id uuid not null references tenancy.merchant,
  id uuid not null,
  sealed bytea not null,
  at timestamptz not null,
  accepted_until timestamptz,
  primary key (merchant_id, id)
);
create unique index identity_secret_signing on tenancy.identity_secret (merchant_id) where accepted_until is null;
select platform.protect('tenancy.identity_secret');

create table tenancy.audit (
  merchant_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'api-key', 'system')),
  actor_id text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  primary key (merchant_id, id)
);
create index audit_by_subject on tenancy.audit (merchant_id, subject, id);
select platform.protect_append_only('tenancy.audit');

-- The same for what happens above the merchants.
create table tenancy.audit_above (
  id uuid primary key,
  business_id uuid,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'api-key', 'system')),
  actor_id text not null,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb
);
select platform.protect_platform('tenancy.audit_above');
revoke update, delete on tenancy.audit_above from ruyi_platform;
