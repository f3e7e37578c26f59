import { sql } from "kysely";
import type { Choice } from "@ruyi/language";
import type { ConversationId, Id, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { KeptMind, LearnedFacts } from "../learning/lesson.ts";
import type { OwnExample } from "../learning/own-model.ts";
import type { Rehearsal } from "../learning/rehearse.ts";
import type { Coming } from "../noticed.ts";
import type { Came } from "./figures.ts";
import type { Counted, Told } from "./listening.ts";
import { type Question, type QuestionId, questionsAtMost } from "./question.ts";

export type HeardId = Id<"heard">;
export type KnownBy = "customer" | "afterwards" | "coach";

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

export async function addCounts(tx: Transaction, merchantId: MerchantId, counts: readonly Counted[]): Promise<void> {
  if (counts.length === 0) return;
  const inOrder = counts.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  await sql`
    insert into assistant.came (merchant_id, hour, coming, procedure, count)
    select ${merchantId}, hour, coming, procedure, count
    from jsonb_to_recordset(${JSON.stringify(inOrder)}::jsonb) as r (hour timestamptz, coming text, procedure text, count integer)
    on conflict (merchant_id, hour, coming, procedure) do update set count = assistant.came.count + excluded.count`.execute(
    tx,
  );
}
const keyOf = ({ hour, coming, procedure }: Counted): string => [hour, coming, procedure].join(" ");

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
  readonly lesson: number | null;
  readonly week: number;
  readonly weekBefore: number;
};

const listed = (now: Date) => sql`
  q.id, q.title, q.language, q.messages, q.first_at as "firstAt", q.last_at as "lastAt", q.state, q.lesson,
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

export async function reviewedSince(
  tx: Transaction,
  merchantId: MerchantId,
  since: Date,
  limit: number,
): Promise<{ text: string; known: string; outcome: string }[]> {
  const { rows } = await sql<{ text: string; known: string; outcome: string }>`
    select text, known, outcome from assistant.heard
    where merchant_id = ${merchantId} and at > ${since} and known is not null
    order by at desc, id desc limit ${limit}`.execute(tx);
  return rows;
}

export async function cameBetween(
  tx: Transaction,
  merchantId: MerchantId,
  from: Date,
  until: Date,
): Promise<readonly Came[]> {
  const { rows } = await sql<Came>`
    select coming, procedure, sum(count)::integer as count from assistant.came
    where merchant_id = ${merchantId} and hour >= ${from} and hour < ${until} group by coming, procedure`.execute(tx);
  return rows;
}

export const lessonKinds = ["means", "take-back", "recalibrate"] as const;
export type LessonKind = (typeof lessonKinds)[number];

/** A version of how a merchant is read. */
export type LessonRow = {
  readonly version: number;
  readonly kind: LessonKind;
  /** What was taught; null where nothing was. */
  readonly means: string | null;
  readonly questionId: QuestionId | null;
  /** The version whose examples were taken back. */
  readonly ofVersion: number | null;
  readonly reason: string | null;
  readonly insisted: boolean;
  readonly by: string;
  readonly at: Date;
  readonly facts: LearnedFacts;
  readonly rehearsal: Rehearsal;
  /** False once its model is no longer kept. */
  readonly isKept: boolean;
};

const lessonColumns = sql.raw(
  `version, kind, means, question_id as "questionId", of_version as "ofVersion", reason, insisted, by_id as "by", at, facts, rehearsal,
  common is not null and (mind is not null or cardinality(examples) = 0) as "isKept"`,
);

export async function lessonsOf(
  tx: Transaction,
  merchantId: MerchantId,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<LessonRow[]> {
  const { rows } = await sql<LessonRow>`
    select ${lessonColumns} from assistant.lesson where merchant_id = ${merchantId}
      and ${before === undefined ? sql`true` : sql`version < ${before}`}
    order by version desc limit ${limit}`.execute(tx);
  return rows;
}

export type KeptLesson = LessonRow & {
  readonly examples: readonly string[];
  readonly mind: KeptMind;
  readonly common: string;
};

export async function lessonAt(
  tx: Transaction,
  merchantId: MerchantId,
  version: number,
): Promise<KeptLesson | undefined> {
  type Row = LessonRow & {
    readonly examples: string[];
    readonly common: string;
    readonly own: Buffer | null;
    readonly confidence: KeptMind["confidence"] | null;
  };
  const { rows } = await sql<Row>`
    select ${lessonColumns}, examples, common, confidence, mind as own
    from assistant.lesson where merchant_id = ${merchantId} and version = ${version}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { own, confidence, ...rest } = row;
  return { ...rest, mind: { own: own ? Uint8Array.from(own) : undefined, confidence: confidence ?? undefined } };
}

/** Versions kept whole; those before lose their model, and cannot be gone back to. */
const keptWhole = 30;

/** Writes a version, unless another with its number was quicker. */
export async function addLesson(
  tx: Transaction,
  merchantId: MerchantId,
  lesson: Omit<KeptLesson, "isKept">,
): Promise<boolean> {
  const { mind, facts, rehearsal } = lesson;
  const { numAffectedRows } = await sql`
    insert into assistant.lesson (merchant_id, version, kind, means, question_id, of_version, reason, insisted, by_id, at, examples,
      facts, rehearsal, common, confidence, mind)
    values (${merchantId}, ${lesson.version}, ${lesson.kind}, ${lesson.means}, ${lesson.questionId}, ${lesson.ofVersion},
      ${lesson.reason}, ${lesson.insisted}, ${lesson.by}, ${lesson.at}, ${lesson.examples}::uuid[], ${JSON.stringify(facts)}::jsonb,
      ${JSON.stringify(rehearsal)}::jsonb, ${lesson.common}, ${mind.confidence ? JSON.stringify(mind.confidence) : null}::jsonb,
      ${mind.own ? Buffer.from(mind.own) : null})
    on conflict (merchant_id, version) do nothing`.execute(tx);
  if (numAffectedRows !== 1n) return false;
  await sql`
    update assistant.lesson set mind = null where merchant_id = ${merchantId} and version <= ${lesson.version - keptWhole}
      and mind is not null
      and version <> coalesce((select version from assistant.live where merchant_id = ${merchantId}), 0)`.execute(tx);
  return true;
}

export async function lastVersion(tx: Transaction, merchantId: MerchantId): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from assistant.lesson where merchant_id = ${merchantId}`.execute(tx);
  return rows[0]?.version ?? 0;
}

export async function addExamples(
  tx: Transaction,
  merchantId: MerchantId,
  lesson: number,
  examples: readonly (OwnExample & { readonly id: string })[],
): Promise<void> {
  if (examples.length === 0) return;
  await sql`
    insert into assistant.example (merchant_id, id, text, means, lesson)
    select ${merchantId}, id, text, label, ${lesson}
    from jsonb_to_recordset(${JSON.stringify(examples)}::jsonb) as r (id uuid, text text, label text)`.execute(tx);
}

export type ExampleRow = OwnExample & { readonly id: string; readonly lesson: number };

export async function examplesById(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly string[],
): Promise<ExampleRow[]> {
  const { rows } = await sql<ExampleRow>`
    select id, text, means as label, lesson from assistant.example
    where merchant_id = ${merchantId} and id = any (${ids}::uuid[]) order by id`.execute(tx);
  return rows;
}

export async function liveVersion(tx: Transaction, merchantId: MerchantId): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select version from assistant.live where merchant_id = ${merchantId}`.execute(tx);
  return rows[0]?.version ?? 0;
}

/** Makes a version live where the one expected still is; false where somebody was quicker. */
export async function goLive(
  tx: Transaction,
  merchantId: MerchantId,
  version: number,
  expected: number,
  at: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into assistant.live (merchant_id, version, changed_at)
    select ${merchantId}, ${version}, ${at} where ${expected} = 0
      or exists (select 1 from assistant.live where merchant_id = ${merchantId})
    on conflict (merchant_id) do update set version = excluded.version, changed_at = excluded.changed_at
      where assistant.live.version = ${expected}`.execute(tx);
  return numAffectedRows === 1n;
}

/** What is live at merchants who have anything of their own, or what changed since. */
export async function liveSince(
  tx: Transaction,
  since: Date,
): Promise<{ merchantId: MerchantId; version: number; changedAt: Date }[]> {
  const { rows } = await sql<{ merchantId: MerchantId; version: number; changedAt: Date }>`
    select merchant_id as "merchantId", version, changed_at as "changedAt" from assistant.live
    where changed_at > ${since} order by changed_at`.execute(tx);
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
