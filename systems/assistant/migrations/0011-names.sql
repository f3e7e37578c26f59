-- What a language model calls a question, and of how many messages it was asked; the title stays its most typical message.
alter table assistant.question add column name text, add column named_at integer not null default 0;
create index question_unnamed on assistant.question (messages) where state = 'open' and messages >= 3 and messages >= 2 * named_at;
