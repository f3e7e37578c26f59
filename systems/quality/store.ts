import { type RawBuilder, sql } from "kysely";
import type { ConversationId, MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Run } from "@ruyi/sop";
import type { groupings, scoreNames } from "./contract.ts";
import type { Scored } from "./score.ts";

export type ScoredRun = { readonly run: Run; readonly scored: Scored };
export type Grouping = (typeof groupings)[number];
export type ScoreName = (typeof scoreNames)[number];

/** Keeps the scores of cases; made again, the later ones count. */
export async function saveScored(tx: Transaction, merchantId: MerchantId, all: readonly ScoredRun[]): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ run, scored }) => ({
    ...{ run_id: run.id, conversation_id: run.conversationId, procedure: run.procedure, hash: run.hash },
    ended_at: scored.endedAt,
    executor: scored.executor.kind,
    person_id: "id" in scored.executor ? scored.executor.id : null,
    shift: scored.shift,
    channel: scored.channel,
    in_order: scored.inOrder,
    ...(scored.tokens ?? { produced: 0, consumed: 0, missing: 0, remaining: 0 }),
    ...{ promises_kept: scored.promises.kept, promises_late: scored.promises.late },
    ...{ phrases_due: scored.phrases.due, phrases_said: scored.phrases.said },
    ...{ facts: scored.facts, outcome: scored.outcome, deviations: [...new Set(scored.deviations)] },
  }));
  await sql`
    insert into quality.scored (merchant_id, run_id, conversation_id, procedure, hash, ended_at, executor, person_id, shift, channel,
      in_order, produced, consumed, missing, remaining, promises_kept, promises_late, phrases_due, phrases_said, facts, outcome, deviations)
    select ${merchantId}, * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      run_id uuid, conversation_id uuid, procedure text, hash text, ended_at timestamptz, executor text, person_id text, shift text,
      channel text, in_order boolean, produced integer, consumed integer, missing integer, remaining integer, promises_kept integer,
      promises_late integer, phrases_due integer, phrases_said integer, facts text, outcome text, deviations text[]
    )
    on conflict (merchant_id, run_id) do update set
      ended_at = excluded.ended_at, executor = excluded.executor, person_id = excluded.person_id, shift = excluded.shift,
      channel = excluded.channel, in_order = excluded.in_order, produced = excluded.produced, consumed = excluded.consumed,
      missing = excluded.missing, remaining = excluded.remaining, promises_kept = excluded.promises_kept,
      promises_late = excluded.promises_late, phrases_due = excluded.phrases_due, phrases_said = excluded.phrases_said,
      facts = excluded.facts, outcome = excluded.outcome, deviations = excluded.deviations`.execute(tx);
}

/** Which cases a board is about: those that ended from an instant until just before another. */
export type Asked = {
  readonly from: Date;
  readonly until: Date;
  /** Only of one group. */
  readonly only?: { readonly by: Grouping; readonly value: string } | undefined;
};

const columns: Readonly<Record<Grouping, RawBuilder<string>>> = {
  executor: sql`executor`,
  person: sql`coalesce(person_id, '')`,
  shift: sql`shift`,
  channel: sql`channel`,
  procedure: sql`procedure`,
};

const asked = (merchantId: MerchantId, { from, until, only }: Asked): RawBuilder<unknown> => sql`
  merchant_id = ${merchantId} and ended_at >= ${from} and ended_at < ${until}
  and ${only ? sql`${columns[only.by]} = ${only.value}` : sql`true`}`;

/** The cases asked for, with how many of that time had equal facts (`of_equal`), and how many of those were decided alike (`alike`). */
const compared = (merchantId: MerchantId, query: Asked): RawBuilder<unknown> => sql`
  with beside as (
    select *, count(*) over (partition by facts_key) as of_equal, count(*) over (partition by facts_key, outcome) as alike
    from quality.scored where ${asked(merchantId, { ...query, only: undefined })}
  ), cases as (
    select * from beside where ${query.only ? sql`${columns[query.only.by]} = ${query.only.value}` : sql`true`}
  )`;

/** Decided as at least half of the other cases with equal facts were. */
const agrees = sql`(of_equal > 1 and 2 * (alike - 1) >= of_equal - 1)`;

export type Sums = {
  readonly value: string;
  readonly cases: number;
  readonly inOrder: number;
  readonly produced: number;
  readonly consumed: number;
  readonly missing: number;
  readonly remaining: number;
  readonly compared: number;
  readonly agreed: number;
  readonly kept: number;
  readonly late: number;
  readonly due: number;
  readonly said: number;
};

/** Sums by group, the largest first; all in one where no grouping is named. */
export async function sumsBy(
  tx: Transaction,
  merchantId: MerchantId,
  query: Asked,
  by: Grouping | undefined,
  limit: number,
): Promise<Sums[]> {
  const isOfSomebody = by === "person" ? sql`person_id is not null` : sql`true`;
  const { rows } = await sql<Sums>`
    ${compared(merchantId, query)}
    select ${by ? columns[by] : sql`''`} as value, count(*)::integer as cases, count(*) filter (where in_order)::integer as "inOrder",
      sum(produced)::integer as produced, sum(consumed)::integer as consumed, sum(missing)::integer as missing,
      sum(remaining)::integer as remaining, count(*) filter (where of_equal > 1)::integer as compared,
      count(*) filter (where ${agrees})::integer as agreed, sum(promises_kept)::integer as kept,
      sum(promises_late)::integer as late, sum(phrases_due)::integer as due, sum(phrases_said)::integer as said
    from cases where ${isOfSomebody} group by 1 order by 2 desc, 1 limit ${limit}`.execute(tx);
  return rows;
}

/** The latest cases as the index compares them. */
export async function decidedCases(
  tx: Transaction,
  merchantId: MerchantId,
  query: Asked,
  limit: number,
): Promise<{ id: RunId; facts: string; outcome: string; executor: string }[]> {
  const { rows } = await sql<{ id: RunId; facts: string; outcome: string; executor: string }>`
    select run_id as id, facts_key as facts, outcome, executor from quality.scored
    where ${asked(merchantId, query)} order by ended_at desc, run_id desc limit ${limit}`.execute(tx);
  return rows;
}

/** What was known in cases of these keys. */
export async function factsOf(
  tx: Transaction,
  merchantId: MerchantId,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly procedure: string; readonly facts: string }>> {
  const { rows } = await sql<{ key: string; procedure: string; facts: string }>`
    select distinct on (facts_key) facts_key as key, procedure, facts from quality.scored
    where merchant_id = ${merchantId} and facts_key = any (${keys}::text[]) order by facts_key, ended_at desc`.execute(
    tx,
  );
  return new Map(rows.map(({ key, ...told }) => [key, told]));
}

/** What was done otherwise, with how many cases did so and how many there were of the procedure; the commonest first. */
export async function deviationsIn(
  tx: Transaction,
  merchantId: MerchantId,
  query: Asked,
  limit: number,
): Promise<{ deviation: string; procedure: string; cases: number; of: number }[]> {
  const { rows } = await sql<{ deviation: string; procedure: string; cases: number; of: number }>`
    with cases as (select procedure, deviations from quality.scored where ${asked(merchantId, query)}),
    all_of as (select procedure, count(*)::integer as of from cases group by procedure)
    select deviation, procedure, count(*)::integer as cases, of
    from cases cross join unnest(deviations) as deviation join all_of using (procedure)
    group by deviation, procedure, of order by 3 desc, 1, 2 limit ${limit}`.execute(tx);
  return rows;
}

export type CaseRow = {
  readonly run: RunId;
  readonly conversationId: ConversationId;
  readonly procedure: string;
  readonly endedAt: Date;
  readonly executor: "person" | "outside" | "assistant";
  readonly personId: string | null;
  readonly outcome: string;
  readonly deviations: readonly string[];
};

/** Which of the cases: all, those that a score counts against, with one deviation, or with equal facts. */
export type Which =
  | { readonly kind: "all" }
  | { readonly kind: "missed"; readonly score: ScoreName }
  | { readonly kind: "deviation"; readonly deviation: string }
  | { readonly kind: "equal"; readonly key: string };

function condition(which: Which): RawBuilder<unknown> {
  switch (which.kind) {
    case "all":
      return sql`true`;
    case "deviation":
      return sql`deviations @> ${[which.deviation]}::text[]`;
    case "equal":
      return sql`facts_key = ${which.key}`;
    case "missed":
      return missed[which.score];
  }
}

const missed: Readonly<Record<ScoreName, RawBuilder<unknown>>> = {
  order: sql`not in_order`,
  decisions: sql`of_equal > 1 and not ${agrees}`,
  timing: sql`promises_late > 0`,
  phrases: sql`phrases_said < phrases_due`,
};

/** Cases behind a figure, the latest first. */
export async function casesBehind(
  tx: Transaction,
  merchantId: MerchantId,
  query: Asked,
  which: Which,
  page: { readonly before?: readonly [string, string] | undefined; readonly limit: number },
): Promise<CaseRow[]> {
  const [at, run] = page.before ?? [];
  // Only what counts by comparison needs all of the others beside it.
  const isCompared = which.kind === "missed" && which.score === "decisions";
  const { rows } = await sql<CaseRow>`
    ${isCompared ? compared(merchantId, query) : sql`with cases as (select * from quality.scored where ${asked(merchantId, query)})`}
    select run_id as run, conversation_id as "conversationId", procedure, ended_at as "endedAt", executor, person_id as "personId",
      outcome, deviations
    from cases where ${condition(which)}
      and ${at === undefined ? sql`true` : sql`(ended_at, run_id) < (${at}::timestamptz, ${run}::uuid)`}
    order by ended_at desc, run_id desc limit ${page.limit}`.execute(tx);
  return rows;
}
