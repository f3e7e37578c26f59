-- The order's lines a refund is for; none where it is for none in particular.
alter table trust.refund add column line_ids text[] not null default '{}';
