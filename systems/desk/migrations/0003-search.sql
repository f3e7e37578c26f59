-- Words of messages, found again. Messages are numbered within their merchant in the order they were read; a term's
-- places are kept in blocks of 512 numbers, each the numbers' last nine bits. Filled by one reader at a time, after the
-- commit; a message is in it once.
create table desk.search_message (
  merchant_id uuid not null,
  number integer not null,
  conversation_id uuid not null,
  "offset" integer not null,
  primary key (merchant_id, number)
);
create unique index search_message_by_place on desk.search_message (merchant_id, conversation_id, "offset");
select platform.protect('desk.search_message');

create table desk.search_term (
  merchant_id uuid not null,
  term text collate "C" not null,
  block integer not null,
  places smallint[] not null,
  primary key (merchant_id, term, block)
) with (fillfactor = 80);
select platform.protect('desk.search_term');

-- Up to which moment messages of all merchants have been read.
create table desk.search_progress (one boolean primary key default true check (one), read_to timestamptz not null);
insert into desk.search_progress (read_to) values ('-infinity');
select platform.protect_platform('desk.search_progress');

create index event_said_by_time on desk.event (at, merchant_id, conversation_id, "offset")
  where kind in ('message', 'note');
