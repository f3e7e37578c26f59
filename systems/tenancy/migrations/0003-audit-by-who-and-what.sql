-- The audit is asked who did something, what was done and where above the merchants, each newest first.
create index audit_by_actor on tenancy.audit (merchant_id, actor_kind, actor_id, id);
create index audit_by_action on tenancy.audit (merchant_id, action, id);
create index audit_above_by_business on tenancy.audit_above (business_id, id);
