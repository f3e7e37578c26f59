-- Who was drawn to which side of a comparison when they came with a matter: served by the assistant, or held out. `offset` is the
-- place of the message they came with. A side is never changed afterwards.
create table desk.drawn (
  merchant_id uuid not null,
  conversation_id uuid not null,
  procedure text not null,
  draw integer not null,
  person text not null,
  side text not null,
  mode text not null,
  at timestamptz not null,
  "offset" integer not null,
  primary key (merchant_id, conversation_id, procedure, draw)
);
create index drawn_by_time on desk.drawn (merchant_id, at);
select platform.protect_append_only('desk.drawn');
