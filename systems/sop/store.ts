import { sql } from "kysely";
import type { ConversationId, CustomerId, MerchantId, RunId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { Procedure } from "./procedure.ts";
import { awaitedKeyOf, placeOf, type Run, type RunEvent, wakeAtOf } from "./run.ts";

export type SavedEvent = { readonly run: Run; readonly event: RunEvent };
export type Owned<Value> = Value & { readonly merchantId: MerchantId };

/** An act that is wished for: made with the run's new state, taken away with the event that answers it. */
export type Intent = {
  readonly merchantId: MerchantId;
  readonly key: string;
  readonly runId: RunId;
  readonly conversationId: ConversationId;
  readonly customerId: CustomerId | undefined;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

/** Writes runs as they now stand, many of many merchants in one statement. */
export async function saveRuns(tx: Transaction, runs: readonly Owned<{ run: Run }>[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map(({ merchantId, run }) => ({
    merchant_id: merchantId,
    id: run.id,
    conversation_id: run.conversationId,
    customer_id: run.customerId,
    procedure: run.procedure,
    version: run.version,
    hash: run.hash,
    state: run.state.kind,
    wake_at: wakeAtOf(run),
    awaits: awaitedKeyOf(run),
    body: keptOf(run),
  }));
  await sql`
    insert into sop.run (merchant_id, id, conversation_id, customer_id, procedure, version, hash, state, wake_at, awaits, body)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      merchant_id uuid, id uuid, conversation_id uuid, customer_id text, procedure text, version integer, hash text,
      state text, wake_at timestamptz, awaits text, body jsonb
    )
    on conflict (merchant_id, id) do update set
      customer_id = excluded.customer_id, version = excluded.version, hash = excluded.hash, state = excluded.state, wake_at = excluded.wake_at,
      awaits = excluded.awaits, body = excluded.body`.execute(tx);
}

/** A run that has ended is read again only through its log, which holds every fact it learned. */
const keptOf = (run: Run): Run => (run.state.kind === "ended" ? { ...run, facts: {} } : run);

/** Adds to the runs' logs, one row a run. The key (merchant, run, place) refuses a place taken twice. */
export async function appendEvents(
  tx: Transaction,
  saved: readonly Owned<{ events: readonly SavedEvent[] }>[],
): Promise<void> {
  const rows = saved.flatMap(({ merchantId, events }) => {
    const [first] = events;
    if (!first) return [];
    const body = events.map(({ run, event }) => ({ place: run.count, step: placeOf(run).step, event }));
    return [
      { merchant_id: merchantId, run_id: first.run.id, place: first.run.count, at: first.event.at, events: body },
    ];
  });
  if (rows.length === 0) return;
  await sql`
    insert into sop.run_event (merchant_id, run_id, place, at, events)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      merchant_id uuid, run_id uuid, place integer, at timestamptz, events jsonb
    )`.execute(tx);
}

export async function addIntents(tx: Transaction, intents: readonly Intent[], leaseUntil: Date): Promise<void> {
  if (intents.length === 0) return;
  await sql`
    insert into sop.intent (merchant_id, key, run_id, conversation_id, customer_id, action, input, at, lease_until)
    select *, ${leaseUntil}::timestamptz from unnest(
      ${intents.map(({ merchantId }) => merchantId)}::uuid[],
      ${intents.map(({ key }) => key)}::text[],
      ${intents.map(({ runId }) => runId)}::uuid[],
      ${intents.map(({ conversationId }) => conversationId)}::uuid[],
      ${intents.map(({ customerId }) => customerId ?? null)}::text[],
      ${intents.map(({ action }) => action)}::text[],
      ${intents.map(({ input }) => JSON.stringify(input))}::jsonb[],
      ${intents.map(({ at }) => at)}::timestamptz[]
    )
    on conflict (merchant_id, key) do nothing`.execute(tx);
}

export async function removeIntents(
  tx: Transaction,
  keys: readonly { readonly merchantId: MerchantId; readonly key: string }[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    delete from sop.intent i using unnest(
      ${keys.map(({ merchantId }) => merchantId)}::uuid[], ${keys.map(({ key }) => key)}::text[]
    ) as gone (merchant_id, key)
    where i.merchant_id = gone.merchant_id and i.key = gone.key`.execute(tx);
}

/** The conversation's runs that have not ended, newest last. */
export async function openRuns(
  tx: Transaction,
  merchantId: MerchantId,
  conversationId: ConversationId,
): Promise<Run[]> {
  const { rows } = await sql<{ body: Run }>`
    select body from sop.run
    where merchant_id = ${merchantId} and conversation_id = ${conversationId} and state <> 'ended'
    order by id`.execute(tx);
  return rows.map(({ body }) => body);
}

export async function runById(tx: Transaction, merchantId: MerchantId, id: RunId): Promise<Run | undefined> {
  const { rows } = await sql<{ body: Run }>`
    select body from sop.run where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
  return rows[0]?.body;
}

/** One event of a run's log: who, what, and the step it led to. */
export type LogLine = { readonly place: number; readonly step: string; readonly event: RunEvent };

export async function logOf(tx: Transaction, merchantId: MerchantId, id: RunId): Promise<LogLine[]> {
  const { rows } = await sql<{ events: LogLine[] }>`
    select events from sop.run_event
    where merchant_id = ${merchantId} and run_id = ${id} order by place`.execute(tx);
  return rows.flatMap(({ events }) => events);
}

/** Those of these runs that have ended, each with its whole log. */
export async function endedRuns(
  tx: Transaction,
  merchantId: MerchantId,
  ids: readonly RunId[],
): Promise<{ run: Run; log: LogLine[] }[]> {
  const { rows } = await sql<{ run: Run; log: LogLine[] | null }>`
    select r.body as run, (
      select jsonb_agg(event order by e.place, nth) from sop.run_event e,
        jsonb_array_elements(e.events) with ordinality as each (event, nth)
      where e.merchant_id = r.merchant_id and e.run_id = r.id
    ) as log
    from sop.run r where r.merchant_id = ${merchantId} and r.id = any (${ids}::uuid[]) and r.state = 'ended'`.execute(
    tx,
  );
  return rows.flatMap(({ run, log }) => (log ? [{ run, log }] : []));
}

/** Whose turn it is to be woken: a run and the conversation it belongs to. */
export type Awaiting = {
  readonly merchantId: MerchantId;
  readonly conversationId: ConversationId;
  readonly runId: RunId;
};

/** The runs of a merchant that wait for this key. */
export async function runsAwaiting(tx: Transaction, merchantId: MerchantId, key: string): Promise<Awaiting[]> {
  const { rows } = await sql<Awaiting>`
    select merchant_id as "merchantId", conversation_id as "conversationId", id as "runId" from sop.run
    where merchant_id = ${merchantId} and awaits = ${key} and state = 'waiting'`.execute(tx);
  return rows;
}

/** Of all merchants, the runs whose wait is over. For the platform's role. */
export async function dueRuns(tx: Transaction, now: Date, limit: number): Promise<Awaiting[]> {
  const { rows } = await sql<Awaiting>`
    select merchant_id as "merchantId", conversation_id as "conversationId", id as "runId" from sop.run
    where wake_at <= ${now} order by wake_at limit ${limit}`.execute(tx);
  return rows;
}

/** Takes intents nobody is working on, and keeps others off them until `leaseUntil`. For the platform's role. */
export async function claimIntents(tx: Transaction, now: Date, leaseUntil: Date, limit: number): Promise<Intent[]> {
  const { rows } = await sql<Omit<Intent, "customerId"> & { customerId: CustomerId | null }>`
    update sop.intent i set lease_until = ${leaseUntil}, attempts = attempts + 1
    from (
      select merchant_id, key from sop.intent where lease_until <= ${now}
      order by lease_until limit ${limit} for update skip locked
    ) as due
    where i.merchant_id = due.merchant_id and i.key = due.key
    returning i.merchant_id as "merchantId", i.key, i.run_id as "runId", i.conversation_id as "conversationId",
      i.customer_id as "customerId", i.action, i.input, i.at`.execute(tx);
  return rows.map((row) => ({ ...row, customerId: row.customerId ?? undefined }));
}

/** Keeps the text of a version for as long as runs of it may be read. */
export async function pinVersion(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: Procedure,
  at: Date,
): Promise<void> {
  await sql`
    insert into sop.version (merchant_id, hash, procedure, version, body, at)
    values (${merchantId}, ${procedure.hash}, ${procedure.id}, ${procedure.version}, ${JSON.stringify(procedure)}::jsonb, ${at})
    on conflict do nothing`.execute(tx);
}

export async function pinnedVersion(
  tx: Transaction,
  merchantId: MerchantId,
  hash: string,
): Promise<Procedure | undefined> {
  const { rows } = await sql<{ body: Procedure }>`
    select body from sop.version where merchant_id = ${merchantId} and hash = ${hash}`.execute(tx);
  return rows[0] && completed(rows[0].body);
}

/** Versions pinned before there were parameters have none; their parts neither. */
const completed = (body: Procedure): Procedure => {
  const { parts } = body;
  const ofParts = Object.entries(parts).map(([id, part]) => [id, completed(part)]);
  return { ...unset, ...body, parts: Object.fromEntries(ofParts) as Procedure["parts"] };
};

const unset = { parameters: {}, settings: {}, open: [], locked: [] } as const;

/** A version that a merchant's runs have pinned, itself or as a part of what they pinned. */
export type PinnedVersion = { readonly hash: string; readonly version: number; readonly firstUsedAt: Date };

/** The versions of a procedure or part, the one pinned last first. */
export async function pinnedVersions(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: string,
): Promise<PinnedVersion[]> {
  const { rows } = await sql<PinnedVersion>`
    select hash, version, min(at) as "firstUsedAt" from (
      select hash, version, at from sop.version where merchant_id = ${merchantId} and procedure = ${procedure}
      union all
      select body -> 'parts' -> ${procedure}::text ->> 'hash', (body -> 'parts' -> ${procedure}::text ->> 'version')::integer, at
      from sop.version where merchant_id = ${merchantId} and body -> 'parts' -> ${procedure}::text is not null
    ) as pinned
    group by hash, version order by min(at) desc, hash`.execute(tx);
  return rows;
}

/** The text of a pinned version of a procedure or part. */
export async function pinnedText(
  tx: Transaction,
  merchantId: MerchantId,
  procedure: string,
  hash: string,
): Promise<Procedure | undefined> {
  const { rows } = await sql<{ body: Procedure }>`
    select case when procedure = ${procedure} then body else body -> 'parts' -> ${procedure}::text end as body
    from sop.version
    where merchant_id = ${merchantId}
      and ((procedure = ${procedure} and hash = ${hash}) or body -> 'parts' -> ${procedure}::text ->> 'hash' = ${hash})
    limit 1`.execute(tx);
  return rows[0] && completed(rows[0].body);
}

/** Of each procedure that runs have pinned and that is not among `known`, the version pinned last. */
export async function retiredProcedures(
  tx: Transaction,
  merchantId: MerchantId,
  known: readonly string[],
): Promise<Procedure[]> {
  const { rows } = await sql<{ body: Procedure }>`
    select distinct on (procedure) body from sop.version
    where merchant_id = ${merchantId} and procedure <> all (${known}::text[])
    order by procedure, at desc`.execute(tx);
  return rows.map(({ body }) => completed(body));
}
