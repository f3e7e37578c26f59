create schema if not exists assistant;

-- How far the assistant goes for a merchant: one row as it stands; what it was before is in the audit. `version` goes up with
-- each change, so that nobody overwrites what they have not seen.
create table assistant.modes (
  merchant_id uuid not null primary key,
  version integer not null,
  body jsonb not null,
  changed_at timestamptz not null
);
create index modes_by_change on assistant.modes (changed_at);
select platform.protect('assistant.modes');
