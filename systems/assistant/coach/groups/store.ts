import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type Question, type QuestionId, questionsAtMost } from "./question.ts";

type QuestionRow = Omit<Question, "direction"> & { readonly direction: readonly (readonly [number, number])[] };

/** The questions that stand open, under a lock of the merchant's, so that one message joins one question only. */
export async function lockQuestions(tx: Transaction, merchantId: MerchantId): Promise<Question[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('assistant.question ' || ${merchantId}, 0))`.execute(tx);
  const { rows } = await sql<QuestionRow>`
    select id, title, title_likeness as "titleLikeness", language, direction, messages, first_at as "firstAt", last_at as "lastAt"
    from assistant.question where merchant_id = ${merchantId} and state = 'open'
    order by last_at desc, id limit ${questionsAtMost}`.execute(tx);
  return rows.map(({ direction, ...row }) => ({ ...row, direction: new Map(direction) }));
}

export async function saveQuestions(tx: Transaction, merchantId: MerchantId, all: readonly Question[]): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ direction, ...row }) => ({ ...row, direction: [...direction] }));
  await sql`
    insert into assistant.question (merchant_id, id, title, title_likeness, language, direction, messages, first_at, last_at)
    select ${merchantId}, id, title, "titleLikeness", language, direction, messages, "firstAt", "lastAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, title text, "titleLikeness" real, language text,
      direction jsonb, messages integer, "firstAt" timestamptz, "lastAt" timestamptz)
    on conflict (merchant_id, id) do update set title = excluded.title, title_likeness = excluded.title_likeness,
      language = excluded.language, direction = excluded.direction, messages = excluded.messages, last_at = excluded.last_at`.execute(
    tx,
  );
}

/** The messages of questions that were joined to others go with them. */
export async function joinQuestions(
  tx: Transaction,
  merchantId: MerchantId,
  joined: readonly (readonly [QuestionId, QuestionId])[],
): Promise<void> {
  if (joined.length === 0) return;
  const from = joined.map(([gone]) => gone);
  const to = joined.map(([, stays]) => stays);
  await sql`
    update assistant.heard h set question_id = j.stays
    from unnest(${from}::uuid[], ${to}::uuid[]) as j (gone, stays)
    where h.merchant_id = ${merchantId} and h.question_id = j.gone`.execute(tx);
  await sql`
    delete from assistant.question where merchant_id = ${merchantId} and id = any (${from}::uuid[])`.execute(tx);
}

/** The least and longest not asked make room; their messages stay until their time is over. */
export async function makeRoom(tx: Transaction, merchantId: MerchantId): Promise<void> {
  await sql`
    delete from assistant.question where merchant_id = ${merchantId} and id in (
      select id from assistant.question where merchant_id = ${merchantId} and state = 'open'
      order by messages desc, last_at desc, id offset ${questionsAtMost})`.execute(tx);
}

export const questionStates = ["open", "taught", "aside"] as const;
export type QuestionState = (typeof questionStates)[number];

/** A question with how often it was asked lately: in the last seven days, and the seven before. */
export type ListedQuestion = Pick<Question, "id" | "title" | "language" | "messages" | "firstAt" | "lastAt"> & {
  readonly state: QuestionState;
  /** What a language model calls it; null where its title speaks for it. */
  readonly name: string | null;
  readonly lesson: number | null;
  readonly week: number;
  readonly weekBefore: number;
};

const listed = (now: Date) => sql`
  q.id, q.title, q.name, q.language, q.messages, q.first_at as "firstAt", q.last_at as "lastAt", q.state, q.lesson,
  (select count(*)::integer from assistant.heard h where h.merchant_id = q.merchant_id and h.question_id = q.id
    and h.at > ${now}::timestamptz - interval '7 days') as week,
  (select count(*)::integer from assistant.heard h where h.merchant_id = q.merchant_id and h.question_id = q.id
    and h.at > ${now}::timestamptz - interval '14 days' and h.at <= ${now}::timestamptz - interval '7 days') as "weekBefore"`;

/** One page of questions, the most asked first. */
export async function questionsIn(
  tx: Transaction,
  merchantId: MerchantId,
  state: QuestionState,
  now: Date,
  { before, limit }: { readonly before?: readonly [number, string] | undefined; readonly limit: number },
): Promise<ListedQuestion[]> {
  const [messages, id] = before ?? [];
  const { rows } = await sql<ListedQuestion>`
    select ${listed(now)} from assistant.question q
    where q.merchant_id = ${merchantId} and q.state = ${state}
      and ${messages === undefined ? sql`true` : sql`(q.messages, q.id) < (${messages}::integer, ${id}::uuid)`}
    order by q.messages desc, q.id desc limit ${limit}`.execute(tx);
  return rows;
}

export async function questionById(
  tx: Transaction,
  merchantId: MerchantId,
  id: string,
  now: Date,
): Promise<ListedQuestion | undefined> {
  const { rows } = await sql<ListedQuestion>`
    select ${listed(now)} from assistant.question q where q.merchant_id = ${merchantId} and q.id = ${id}`.execute(tx);
  return rows[0];
}

export async function setQuestion(
  tx: Transaction,
  merchantId: MerchantId,
  id: string,
  state: QuestionState,
  lesson: number | null,
): Promise<void> {
  await sql`
    update assistant.question set state = ${state}, lesson = coalesce(${lesson}::integer, lesson)
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
}

/** Questions whose lesson is among those in force are taught; those of other lessons stand open again. */
export async function settleQuestions(
  tx: Transaction,
  merchantId: MerchantId,
  lessons: readonly number[],
): Promise<void> {
  await sql`
    update assistant.question set state = case when lesson = any (${lessons}::integer[]) then 'taught' else 'open' end
    where merchant_id = ${merchantId} and lesson is not null and state <> 'aside'`.execute(tx);
}

export type Unnamed = Pick<Question, "id" | "language" | "messages"> & { readonly merchantId: MerchantId };

/** Open questions of all merchants that have no name, or have doubled since they were named; the most asked first. */
export async function unnamedQuestions(tx: Transaction, limit: number): Promise<Unnamed[]> {
  const { rows } = await sql<Unnamed>`
    select merchant_id as "merchantId", id, language, messages from assistant.question
    where state = 'open' and messages >= 3 and messages >= 2 * named_at order by messages desc limit ${limit}`.execute(
    tx,
  );
  return rows;
}

/** A question's name, as of so many messages; null where none was found for them. */
export async function nameQuestion(
  tx: Transaction,
  merchantId: MerchantId,
  id: QuestionId,
  name: string | null,
  messages: number,
): Promise<void> {
  await sql`
    update assistant.question set name = ${name}, named_at = ${messages}
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
}
