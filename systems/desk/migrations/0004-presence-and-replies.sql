-- Who looks at a conversation or types in it now. Nothing is lost when it is: whoever is there says so again in seconds.
create unlogged table desk.presence (
  merchant_id uuid not null,
  conversation_id uuid not null,
  who text not null,
  name text not null,
  server uuid not null,
  seen_at timestamptz not null,
  typing_at timestamptz,
  primary key (merchant_id, conversation_id, who)
) with (fillfactor = 70);
create index presence_by_age on desk.presence (seen_at);
select platform.protect('desk.presence');

-- Replies a shop's agents say often, in both languages, with typed variables.
create table desk.canned_reply (
  merchant_id uuid not null,
  id uuid not null,
  name text not null,
  zh text not null,
  en text not null,
  changed_at timestamptz not null,
  primary key (merchant_id, id)
);
create unique index canned_reply_by_name on desk.canned_reply (merchant_id, name);
select platform.protect('desk.canned_reply');
