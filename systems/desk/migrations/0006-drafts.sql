-- What each agent has chosen for their own desk at a shop; who has chosen nothing has no row.
create table desk.agent_choice (
  merchant_id uuid not null,
  staff_id uuid not null,
  drafts boolean not null,
  changed_at timestamptz not null,
  primary key (merchant_id, staff_id)
);
select platform.protect('desk.agent_choice');
