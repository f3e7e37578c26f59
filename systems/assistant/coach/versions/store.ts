import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { KeptMind, LearnedFacts } from "../../learning/lesson.ts";
import type { Rehearsal } from "../../learning/rehearse.ts";
import type { QuestionId } from "../groups/question.ts";

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

/** Puts a model that was made again into its version's place. */
export async function keepModel(
  tx: Transaction,
  merchantId: MerchantId,
  version: number,
  own: Uint8Array,
): Promise<void> {
  await sql`
    update assistant.lesson set mind = ${Buffer.from(own)}
    where merchant_id = ${merchantId} and version = ${version}`.execute(tx);
}

export async function lastVersion(tx: Transaction, merchantId: MerchantId): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from assistant.lesson where merchant_id = ${merchantId}`.execute(tx);
  return rows[0]?.version ?? 0;
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
