-- The lists an agent works from. `list` says in which one a conversation stands, `rank` and `listed_at` where in it: those
-- who cannot wait (0) before the others (1), then by time. All three change only when the floor or the rest changes
-- hands, never with a mere turn, so that a turn still updates the row in place.
alter table desk.conversation
  add column list text not null default 'assistant',
  add column rank smallint not null default 1,
  add column listed_at timestamptz not null default '-infinity',
  add column snoozed_until timestamptz;
update desk.conversation set
  list = case when status = 'closed' then 'closed' else speaker end,
  rank = case when coalesce((body -> 'floor' -> 'urgent')::boolean, false) then 0 else 1 end,
  listed_at = coalesce(queued_at, updated_at),
  body = body || jsonb_build_object('floorSince', to_char(coalesce(queued_at, updated_at) at time zone 'utc',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));

drop index desk.conversation_in_queue;
drop index desk.conversation_by_agent;
-- Language and reason stand last: a page that asks for one of them passes over the others without reading their rows.
create index conversation_by_list on desk.conversation (merchant_id, list, rank, listed_at, id, language, reason);
create index conversation_by_agent on desk.conversation (merchant_id, agent_id, list, listed_at, id)
  where agent_id is not null;
create index conversation_by_age on desk.conversation (merchant_id, id, language, reason);
create index conversation_by_wake on desk.conversation (snoozed_until) where snoozed_until is not null;
