-- When a merchant's people are there, and how its widget looks; null until somebody has said so.
alter table tenancy.merchant add column hours jsonb, add column look jsonb;
