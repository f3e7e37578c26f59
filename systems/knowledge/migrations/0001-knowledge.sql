-- What merchants know and tell. `draft` is what an author works on, `published` what is in force; each is a content with who and when.
create schema knowledge;

create table knowledge.article (
  merchant_id uuid not null,
  id uuid not null,
  key text not null,
  origin jsonb not null,
  revision integer not null,
  state text not null,
  -- What a list shows and is searched by: the title and ways of asking of the draft, or else of what is in force.
  title text not null,
  words text not null,
  draft jsonb,
  published jsonb,
  number integer not null default 0,
  retired_at timestamptz,
  checked_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (merchant_id, id)
);
create unique index article_by_key on knowledge.article (merchant_id, key);
create index article_by_change on knowledge.article (merchant_id, changed_at desc, id desc);
create index article_by_state on knowledge.article (merchant_id, state, changed_at desc, id desc);
select platform.protect('knowledge.article');

-- All that was ever in force, and when it ceased: never changed.
create table knowledge.version (
  merchant_id uuid not null,
  article_id uuid not null,
  number integer not null,
  kind text not null,
  content jsonb,
  by_id text not null,
  at timestamptz not null,
  reason text not null,
  primary key (merchant_id, article_id, number)
);
select platform.protect_append_only('knowledge.version');

-- Counts what was published and retired: a server whose shelf is of another edition makes it anew.
create table knowledge.shelf (
  merchant_id uuid not null primary key,
  edition bigint not null,
  changed_at timestamptz not null
);
create index shelf_by_change on knowledge.shelf (changed_at);
select platform.protect('knowledge.shelf');

-- How often an article answered, by the day.
create table knowledge.article_use (
  merchant_id uuid not null,
  article_id uuid not null,
  day date not null,
  count integer not null,
  primary key (merchant_id, article_id, day)
);
select platform.protect('knowledge.article_use');

-- The same above the merchants: `place` is "platform" or a business's id.
create table knowledge.article_above (
  place text not null,
  id uuid not null,
  key text not null,
  origin jsonb not null,
  revision integer not null,
  state text not null,
  title text not null,
  words text not null,
  draft jsonb,
  published jsonb,
  number integer not null default 0,
  retired_at timestamptz,
  checked_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (place, id)
);
create unique index article_above_by_key on knowledge.article_above (place, key);
create index article_above_by_change on knowledge.article_above (place, changed_at desc, id desc);
create index article_above_by_state on knowledge.article_above (place, state, changed_at desc, id desc);
select platform.protect_platform('knowledge.article_above');

create table knowledge.version_above (
  place text not null,
  article_id uuid not null,
  number integer not null,
  kind text not null,
  content jsonb,
  by_id text not null,
  at timestamptz not null,
  reason text not null,
  primary key (place, article_id, number)
);
select platform.protect_platform('knowledge.version_above');
revoke update, delete on knowledge.version_above from ruyi_platform;

create table knowledge.shelf_above (
  place text not null primary key,
  edition bigint not null,
  changed_at timestamptz not null
);
create index shelf_above_by_change on knowledge.shelf_above (changed_at);
select platform.protect_platform('knowledge.shelf_above');
