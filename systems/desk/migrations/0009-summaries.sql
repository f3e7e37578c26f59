-- A hand-over in other words than the rule's own, kept beside the very lines it was made of: once those have changed it is not shown.
create table desk.summary (
  merchant_id uuid not null,
  conversation_id uuid not null,
  rule jsonb not null,
  worded jsonb not null,
  at timestamptz not null,
  primary key (merchant_id, conversation_id)
);
select platform.protect('desk.summary');
