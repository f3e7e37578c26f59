import { sql } from "kysely";
import type { Choice } from "@ruyi/language";
import type { ConversationId, Id, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Coming } from "../../noticed.ts";
import type { QuestionId } from "../groups/question.ts";
import type { Told } from "./listening.ts";

export type HeardId = Id<"heard">;
export type KnownBy = Told["by"] | "coach";

/** A message kept for learning. */
export type HeardRow = {
  readonly id: HeardId;
  readonly conversationId: ConversationId;
  readonly at: Date;
  readonly text: string;
  readonly language: string;
  readonly coming: Coming;
  readonly thought: readonly Choice[];
  readonly inScope: number;
  readonly outcome: string;
  readonly questionId: QuestionId | null;
  readonly known: string | null;
  readonly knownBy: KnownBy | null;
};

const heardColumns = sql.raw(
  `id, conversation_id as "conversationId", at, text, language, coming, thought, in_scope as "inScope", outcome,
  question_id as "questionId", known, known_by as "knownBy"`,
);

export async function addHeard(tx: Transaction, merchantId: MerchantId, rows: readonly HeardRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into assistant.heard (merchant_id, id, conversation_id, at, text, language, coming, thought, in_scope, outcome, question_id)
    select ${merchantId}, id, "conversationId", at, text, language, coming, thought, "inScope", outcome, "questionId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, "conversationId" uuid, at timestamptz, text text,
      language text, coming text, thought jsonb, "inScope" real, outcome text, "questionId" uuid)`.execute(tx);
}

/** What was told of a conversation's doubts in the day before is what they were about, unless somebody said already. */
export async function tellKnown(tx: Transaction, merchantId: MerchantId, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await sql`
    update assistant.heard h set known = r.known, known_by = r.by
    from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as r ("conversationId" uuid, at timestamptz, known text, by text)
    where h.merchant_id = ${merchantId} and h.conversation_id = r."conversationId" and h.at <= r.at
      and h.at > r.at - interval '1 day' and h.known is null and h.coming <> 'begun'`.execute(tx);
}

/** The latest messages of questions, so many of each. */
export async function messagesOf(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
  each: number,
): Promise<HeardRow[]> {
  const { rows } = await sql<HeardRow>`
    select h.* from unnest(${ids}::uuid[]) as q (id) cross join lateral (
      select ${heardColumns} from assistant.heard
      where merchant_id = ${merchantId} and question_id = q.id order by at desc, id desc limit ${each}) as h`.execute(
    tx,
  );
  return rows;
}

/** Which kept messages: of one question, or of the sample that was sure, still unlooked at. */
export type WhichHeard =
  | { readonly kind: "question"; readonly id: string }
  | { readonly kind: "sample" }
  | { readonly kind: "misread" };

/** One page of kept messages, the latest first. */
export async function heardIn(
  tx: Transaction,
  merchantId: MerchantId,
  which: WhichHeard,
  { before, limit }: { readonly before?: readonly [string, string] | undefined; readonly limit: number },
): Promise<HeardRow[]> {
  const [at, id] = before ?? [];
  const condition =
    which.kind === "question"
      ? sql`question_id = ${which.id}`
      : which.kind === "sample"
        ? sql`coming = 'begun' and known is null`
        : sql`known is not null and known <> outcome`;
  const { rows } = await sql<HeardRow>`
    select ${heardColumns} from assistant.heard where merchant_id = ${merchantId} and ${condition}
      and ${at === undefined ? sql`true` : sql`(at, id) < (${at}::timestamptz, ${id}::uuid)`}
    order by at desc, id desc limit ${limit}`.execute(tx);
  return rows;
}

/** Says what a message was about. False where there is none of this id. */
export async function reviewHeard(
  tx: Transaction,
  merchantId: MerchantId,
  id: string,
  known: string,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update assistant.heard set known = ${known}, known_by = 'coach'
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Says what the messages of a lesson were about; those a coach told before stay as told. */
export async function teachHeard(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
  known: string,
  lesson: number,
): Promise<void> {
  await sql`
    update assistant.heard set known = ${known}, known_by = 'coach', lesson = ${lesson}
    where merchant_id = ${merchantId} and id = any (${ids}::uuid[])`.execute(tx);
}

export async function unteachHeard(tx: Transaction, merchantId: MerchantId, lesson: number): Promise<void> {
  await sql`
    update assistant.heard set known = null, known_by = null, lesson = null
    where merchant_id = ${merchantId} and lesson = ${lesson}`.execute(tx);
}

/** The latest kept messages since an instant, what a lesson is rehearsed on. */
export async function trafficSince(
  tx: Transaction,
  merchantId: MerchantId,
  since: Date,
  limit: number,
): Promise<{ id: HeardId; text: string; known: string | null; outcome: string }[]> {
  const { rows } = await sql<{ id: HeardId; text: string; known: string | null; outcome: string }>`
    select id, text, known, outcome from assistant.heard
    where merchant_id = ${merchantId} and at > ${since} order by at desc, id desc limit ${limit}`.execute(tx);
  return rows;
}

export type ReviewedRow = {
  readonly text: string;
  readonly coming: Coming;
  readonly known: string;
  readonly outcome: string;
};

export async function reviewedSince(
  tx: Transaction,
  merchantId: MerchantId,
  since: Date,
  limit: number,
): Promise<ReviewedRow[]> {
  const { rows } = await sql<ReviewedRow>`
    select text, coming, known, outcome from assistant.heard
    where merchant_id = ${merchantId} and at > ${since} and known is not null
    order by at desc, id desc limit ${limit}`.execute(tx);
  return rows;
}

/** Takes away what has been kept long enough, a part at a time. */
export async function dropOld(tx: Transaction, heardBefore: Date, cameBefore: Date, limit: number): Promise<void> {
  await sql`
    delete from assistant.heard where (merchant_id, id) in (
      select merchant_id, id from assistant.heard where at < ${heardBefore} order by at limit ${limit})`.execute(tx);
  await sql`
    delete from assistant.came where (merchant_id, hour, coming, procedure) in (
      select merchant_id, hour, coming, procedure from assistant.came where hour < ${cameBefore} order by hour limit ${limit})`.execute(
    tx,
  );
  await sql`
    delete from assistant.question where (merchant_id, id) in (
      select merchant_id, id from assistant.question where last_at < ${heardBefore} and state <> 'taught' order by last_at limit ${limit})`.execute(
    tx,
  );
}
