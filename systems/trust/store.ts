import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import {
  type ConversationId,
  type Currency,
  type CustomerId,
  customerId,
  type MerchantId,
  money,
  type Money,
  type OrderId,
  orderId,
  type RefundId,
  type StaffId,
} from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { AdvanceState, AdvanceStep } from "./advance.ts";
import type { Decider } from "./authority.ts";
import type { AgeBucket, BucketBounds } from "./outstanding.ts";
import { type FactKind, type FactName, subjectOf, type TrustFact } from "./fact.ts";
import type { Lived } from "./past.ts";
import { ordersThatCount } from "./rating.ts";
import { type DecisionRecord, decisionRecord } from "./record.ts";
import type { RefundBasis, RefundState } from "./refund.ts";

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`Expected whole minor units within ±2^53, found ${text}.`);
  return value;
};

const FactRow = z.object({
  customer_id: z.string(),
  kind: z.enum([
    "customer-since",
    "order-completed",
    "return-arrived",
    "return-late",
    "return-missing",
    "claim-proven-false",
    "correction",
  ]),
  subject: z.string(),
  // A date in a row of its own, a text within JSON.
  at: z.coerce.date(),
  decided_by: z.string().nullable(),
});

function asFact(input: unknown): TrustFact {
  const row = FactRow.parse(input);
  const base = { customerId: customerId(row.customer_id), at: row.at };
  const decidedBy = row.decided_by as StaffId;
  switch (row.kind) {
    case "customer-since":
      return { ...base, kind: row.kind };
    case "order-completed":
      return { ...base, kind: row.kind, orderId: orderId(row.subject) };
    case "return-arrived":
    case "return-late":
    case "return-missing":
      return { ...base, kind: row.kind, returnId: row.subject };
    case "claim-proven-false":
      return { ...base, kind: row.kind, claimId: row.subject, decidedBy };
    case "correction":
      return { ...base, kind: row.kind, corrects: row.subject as FactName, decidedBy };
  }
}

/** Adds what is not there yet; a fact told twice stays as it was told first. */
export async function addFacts(tx: Transaction, merchantId: MerchantId, facts: readonly TrustFact[]): Promise<void> {
  if (facts.length === 0) return;
  await sql`
    insert into trust.fact (merchant_id, customer_id, kind, subject, at, decided_by)
    select ${merchantId}::uuid, * from unnest(
      ${facts.map((fact) => fact.customerId)}::text[],
      ${facts.map(({ kind }) => kind)}::text[],
      ${facts.map(subjectOf)}::text[],
      ${facts.map(({ at }) => at)}::timestamptz[],
      ${facts.map((fact) => ("decidedBy" in fact ? fact.decidedBy : null))}::uuid[])
    on conflict do nothing`.execute(tx);
}

/** All that the rating folds; of many completed orders only as many as can count, so a busy customer stays cheap. */
const factsThatCount = (merchantId: MerchantId, customer: RawBuilder<unknown>, now: Date) => sql`
  (select customer_id, kind, subject, at, decided_by from trust.fact
    where merchant_id = ${merchantId} and customer_id = ${customer} and kind <> 'order-completed' and at <= ${now})
  union all
  (select customer_id, kind, subject, at, decided_by from trust.fact
    where merchant_id = ${merchantId} and customer_id = ${customer} and kind = 'order-completed' and at <= ${now}
    limit ${ordersThatCount})`;

export async function factsOf(
  tx: Transaction,
  merchantId: MerchantId,
  customer: CustomerId,
  now: Date,
): Promise<TrustFact[]> {
  const { rows } = await factsThatCount(merchantId, sql`${customer}`, now).execute(tx);
  return rows.map(asFact);
}

export async function hasFact(
  tx: Transaction,
  merchantId: MerchantId,
  customer: CustomerId,
  kind: FactKind,
  subject: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from trust.fact
    where merchant_id = ${merchantId} and customer_id = ${customer} and kind = ${kind} and subject = ${subject}`.execute(
    tx,
  );
  return rows.length > 0;
}

/** A refund as it is kept: the request, what was decided and on what, and how far it is. */
export type Refund = {
  readonly id: RefundId;
  readonly intentKey: string;
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  /** The order's lines it is for; none where it is for none in particular. */
  readonly lineIds: readonly string[];
  readonly returnId: string | undefined;
  readonly conversationId: ConversationId | undefined;
  readonly basis: RefundBasis;
  readonly evidence: "word" | "shown";
  /** What the refund is for, in the caller's words or code. */
  readonly reason: string;
  readonly amount: Money;
  readonly paid: Money;
  readonly refunded: Money;
  readonly decision: DecisionRecord;
  readonly state: RefundState;
  readonly at: Date;
  readonly sentAt: Date | undefined;
  readonly settledAt: Date | undefined;
  readonly tries: number;
  /** Undefined when it is no advance. */
  readonly advance: AdvanceState | undefined;
};

const RefundRow = z.object({
  id: z.string(),
  intent_key: z.string(),
  customer_id: z.string(),
  order_id: z.string(),
  line_ids: z.array(z.string()),
  return_id: z.string().nullable(),
  conversation_id: z.string().nullable(),
  basis: z.enum(["goods-return", "owed", "claim"]),
  evidence: z.enum(["word", "shown"]),
  reason: z.string(),
  currency: z.string(),
  amount: z.string(),
  paid: z.string(),
  refunded: z.string(),
  decision: decisionRecord,
  state: z.enum([
    "refused",
    "waiting-scan",
    "waiting-person",
    "withdrawn",
    "approved",
    "sent",
    "unknown",
    "done",
    "failed",
    "reversed",
  ]),
  at: z.date(),
  sent_at: z.date().nullable(),
  settled_at: z.date().nullable(),
  tries: z.number(),
  advance_state: z.enum(["open", "on-its-way", "overdue", "closed", "written-off"]).nullable(),
});

function asRefund(input: unknown): Refund {
  const row = RefundRow.parse(input);
  const { currency } = row.decision;
  return {
    id: row.id as RefundId,
    intentKey: row.intent_key,
    customerId: customerId(row.customer_id),
    orderId: orderId(row.order_id),
    lineIds: row.line_ids,
    returnId: row.return_id ?? undefined,
    conversationId: (row.conversation_id ?? undefined) as ConversationId | undefined,
    basis: row.basis,
    evidence: row.evidence,
    reason: row.reason,
    amount: money(wholeNumber(row.amount), row.currency),
    paid: money(wholeNumber(row.paid), currency),
    refunded: money(wholeNumber(row.refunded), currency),
    decision: row.decision,
    state: row.state,
    at: row.at,
    sentAt: row.sent_at ?? undefined,
    settledAt: row.settled_at ?? undefined,
    tries: row.tries,
    advance: row.advance_state ?? undefined,
  };
}

export type RefundRef = { readonly refundId: RefundId } | { readonly intentKey: string };

const columns = sql`refund.id, refund.intent_key, refund.customer_id, refund.order_id, refund.line_ids, refund.return_id,
  refund.conversation_id, refund.basis, refund.evidence, refund.reason, refund.currency, refund.amount, refund.paid,
  refund.refunded, refund.decision, refund.state, refund.at, refund.sent_at, refund.settled_at, refund.tries,
  advance.state as advance_state`;
const from = sql`trust.refund left join trust.advance
  on advance.merchant_id = refund.merchant_id and advance.refund_id = refund.id`;

const matching = (ref: RefundRef) =>
  "refundId" in ref ? sql`refund.id = ${ref.refundId}` : sql`refund.intent_key = ${ref.intentKey}`;

/** Undefined when the merchant has no such refund. */
export async function findRefund(tx: Transaction, merchantId: MerchantId, ref: RefundRef): Promise<Refund | undefined> {
  const { rows } = await sql`
    select ${columns} from ${from}
    where refund.merchant_id = ${merchantId} and ${matching(ref)}`.execute(tx);
  return rows[0] === undefined ? undefined : asRefund(rows[0]);
}

/** The same, held until the transaction ends. The lock comes first, so that what is read is what it guards. */
export async function lockRefund(tx: Transaction, merchantId: MerchantId, ref: RefundRef): Promise<Refund | undefined> {
  const { rows } = await sql`
    select 1 from trust.refund where merchant_id = ${merchantId} and ${matching(ref)} for update`.execute(tx);
  return rows.length === 0 ? undefined : findRefund(tx, merchantId, ref);
}

/** Those that wait for, or have advanced money on, this return; held, in the order of their ids. */
export async function lockRefundsOfReturn(
  tx: Transaction,
  merchantId: MerchantId,
  returnId: string,
): Promise<Refund[]> {
  await sql`
    select 1 from trust.refund where merchant_id = ${merchantId} and return_id = ${returnId}
    order by id for update`.execute(tx);
  const { rows } = await sql`
    select ${columns} from ${from}
    where refund.merchant_id = ${merchantId} and refund.return_id = ${returnId}
    order by refund.id`.execute(tx);
  return rows.map(asRefund);
}

/** Newest first, at most `limit`. */
export async function listRefunds(
  tx: Transaction,
  merchantId: MerchantId,
  of: { readonly customerId: CustomerId } | { readonly orderId: OrderId } | { readonly state: "waiting-person" },
  limit: number,
): Promise<Refund[]> {
  const which =
    "customerId" in of
      ? sql`refund.customer_id = ${of.customerId}`
      : "orderId" in of
        ? sql`refund.order_id = ${of.orderId}`
        : sql`refund.state = 'waiting-person'`;
  const { rows } = await sql`
    select ${columns} from ${from}
    where refund.merchant_id = ${merchantId} and ${which}
    order by refund.at desc, refund.id desc limit ${limit}`.execute(tx);
  return rows.map(asRefund);
}

export async function addRefund(tx: Transaction, merchantId: MerchantId, refund: Refund, nextTryAt: Date | undefined) {
  await sql`
    insert into trust.refund (merchant_id, id, intent_key, customer_id, order_id, line_ids, return_id, conversation_id,
      basis, evidence, reason, currency, amount, paid, refunded, decision, state, at, next_try_at)
    values (${merchantId}, ${refund.id}, ${refund.intentKey}, ${refund.customerId}, ${refund.orderId},
      ${refund.lineIds}, ${refund.returnId ?? null}, ${refund.conversationId ?? null}, ${refund.basis}, ${refund.evidence},
      ${refund.reason}, ${refund.amount.currency}, ${refund.amount.minor}, ${refund.paid.minor},
      ${refund.refunded.minor}, ${JSON.stringify(refund.decision)}, ${refund.state}, ${refund.at},
      ${nextTryAt ?? null})`.execute(tx);
}

/** Moves a refund the caller has locked. */
export async function moveRefund(
  tx: Transaction,
  merchantId: MerchantId,
  id: RefundId,
  to: {
    readonly state: RefundState;
    readonly nextTryAt: Date | undefined;
    readonly settledAt: Date | undefined;
    readonly decision: DecisionRecord;
  },
): Promise<void> {
  await sql`
    update trust.refund set state = ${to.state}, next_try_at = ${to.nextTryAt ?? null},
      settled_at = ${to.settledAt ?? null}, decision = ${JSON.stringify(to.decision)}
    where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
}

/** What the payment side is told of a refund. */
export type Sending = Pick<Refund, "id" | "intentKey" | "orderId" | "lineIds" | "amount" | "reason">;

/** Takes an approved refund for sending; undefined when another has it or it is in no state to be sent. */
export async function takeForSending(
  tx: Transaction,
  merchantId: MerchantId,
  ref: RefundRef,
  now: Date,
  leaseUntil: Date,
): Promise<Sending | undefined> {
  const { rows } = await sql<{
    id: RefundId;
    intent_key: string;
    order_id: string;
    line_ids: string[];
    currency: Currency;
    amount: string;
    reason: string;
  }>`
    update trust.refund set state = 'sent', sent_at = ${now}, next_try_at = ${leaseUntil}, tries = tries + 1
    where merchant_id = ${merchantId} and ${matching(ref)} and state = 'approved'
    returning id, intent_key, order_id, line_ids, currency, amount, reason`.execute(tx);
  const row = rows[0];
  return (
    row && {
      id: row.id,
      intentKey: row.intent_key,
      orderId: orderId(row.order_id),
      lineIds: row.line_ids,
      amount: money(wholeNumber(row.amount), row.currency),
      reason: row.reason,
    }
  );
}

export type DueRefund = { readonly merchantId: MerchantId; readonly refundId: RefundId; readonly tries: number };

/** Takes unsettled refunds of every merchant whose time has come, each for `leaseUntil` only. As the platform. */
export async function takeDueRefunds(
  tx: Transaction,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<DueRefund[]> {
  const { rows } = await sql<{ merchant_id: MerchantId; id: RefundId; tries: number }>`
    with due as (
      select merchant_id, id from trust.refund
      where state in ('approved', 'sent', 'unknown') and next_try_at <= ${now}
      order by next_try_at limit ${limit} for update skip locked
    )
    update trust.refund set next_try_at = ${leaseUntil}, tries = least(tries + 1, 1000) from due
    where refund.merchant_id = due.merchant_id and refund.id = due.id
    returning refund.merchant_id, refund.id, refund.tries`.execute(tx);
  return rows.map((row) => ({ merchantId: row.merchant_id, refundId: row.id, tries: row.tries }));
}

/** What our own books hold of a customer and an order when a refund is decided. */
export type Dossier = {
  readonly facts: readonly TrustFact[];
  /** What our refunds of the order have paid, and what they have under way or waiting. */
  readonly done: Money;
  readonly underWay: Money;
  /** Claims taken at the customer's word since the day asked about. */
  readonly wordClaims: number;
  readonly hasOverdueAdvance: boolean;
};

/**
 * One dossier for each that is asked about, in their order, in one statement: a decision needs all of it, and half of
 * what quotes cost a busy server were the journeys for its parts.
 */
export async function dossiersOf(
  tx: Transaction,
  merchantId: MerchantId,
  asked: readonly { readonly customerId: CustomerId; readonly orderId: OrderId; readonly currency: Currency }[],
  { now, claimsSince }: { readonly now: Date; readonly claimsSince: Date },
): Promise<Dossier[]> {
  const { rows } = await sql<{
    currency: Currency;
    facts: readonly unknown[];
    done: string;
    under_way: string;
    word_claims: string;
    overdue: boolean;
  }>`
    select asked.currency, record.facts, sums.done, sums.under_way, claims.word_claims, advances.overdue
    from unnest(
      ${asked.map(({ customerId }) => customerId)}::text[], ${asked.map(({ orderId }) => orderId)}::text[],
      ${asked.map(({ currency }) => currency)}::char(3)[]
    ) with ordinality as asked (customer_id, order_id, currency, place)
    cross join lateral (
      select coalesce(json_agg(fact), '[]') as facts
      from (${factsThatCount(merchantId, sql`asked.customer_id`, now)}) as fact
    ) as record
    cross join lateral (
      select coalesce(sum(amount) filter (where state = 'done'), 0) as done,
        coalesce(sum(amount) filter (where state in ('approved', 'sent', 'unknown', 'waiting-scan', 'waiting-person')), 0)
          as under_way
      from trust.refund
      where merchant_id = ${merchantId} and order_id = asked.order_id and currency = asked.currency
    ) as sums
    cross join lateral (
      select count(*) as word_claims from trust.refund
      where merchant_id = ${merchantId} and customer_id = asked.customer_id and at > ${claimsSince}
        and basis = 'claim' and evidence = 'word' and state in ('approved', 'sent', 'unknown', 'done')
    ) as claims
    cross join lateral (
      select exists (
        select 1 from trust.advance
        where merchant_id = ${merchantId} and customer_id = asked.customer_id and state = 'overdue'
      ) as overdue
    ) as advances
    order by asked.place`.execute(tx);
  return rows.map((row) => ({
    facts: row.facts.map(asFact),
    done: money(wholeNumber(row.done), row.currency),
    underWay: money(wholeNumber(row.under_way), row.currency),
    wordClaims: wholeNumber(row.word_claims),
    hasOverdueAdvance: row.overdue,
  }));
}

export async function addAdvance(
  tx: Transaction,
  merchantId: MerchantId,
  advance: {
    readonly refundId: RefundId;
    readonly customerId: CustomerId;
    readonly state: AdvanceState;
    readonly at: Date;
    readonly next: { readonly step: AdvanceStep; readonly at: Date } | undefined;
  },
): Promise<void> {
  await sql`
    insert into trust.advance (merchant_id, refund_id, customer_id, state, given_at, next_step, next_at)
    values (${merchantId}, ${advance.refundId}, ${advance.customerId}, ${advance.state}, ${advance.at},
      ${advance.next?.step ?? null}, ${advance.next?.at ?? null})`.execute(tx);
}

/** Writes refunds that were lived elsewhere, with their advances and what people decided about them. */
export async function addLived(tx: Transaction, merchantId: MerchantId, lived: readonly Lived[]): Promise<void> {
  const refunds = lived.map(({ refund, nextTryAt }) => ({
    merchant_id: merchantId,
    id: refund.id,
    intent_key: refund.intentKey,
    customer_id: refund.customerId,
    order_id: refund.orderId,
    line_ids: refund.lineIds,
    return_id: refund.returnId,
    conversation_id: refund.conversationId,
    basis: refund.basis,
    evidence: refund.evidence,
    reason: refund.reason,
    currency: refund.amount.currency,
    amount: refund.amount.minor,
    paid: refund.paid.minor,
    refunded: refund.refunded.minor,
    decision: refund.decision,
    state: refund.state,
    at: refund.at,
    sent_at: refund.sentAt,
    settled_at: refund.settledAt,
    next_try_at: nextTryAt,
    tries: refund.tries,
  }));
  await sql`
    insert into trust.refund (merchant_id, id, intent_key, customer_id, order_id, line_ids, return_id, conversation_id,
      basis, evidence, reason, currency, amount, paid, refunded, decision, state, at, sent_at, settled_at, next_try_at, tries)
    select merchant_id, id, intent_key, customer_id, order_id, line_ids, return_id, conversation_id, basis, evidence, reason,
      currency, amount, paid, refunded, decision, state, at, sent_at, settled_at, next_try_at, tries
    from jsonb_populate_recordset(null::trust.refund, ${JSON.stringify(refunds)}::jsonb)`.execute(tx);
  const advances = lived.flatMap(({ refund: { id, customerId: owner }, advance }) =>
    advance
      ? [
          {
            merchant_id: merchantId,
            refund_id: id,
            customer_id: owner,
            state: advance.state,
            given_at: advance.givenAt,
            next_step: advance.next?.step,
            next_at: advance.next?.at,
            closed_at: advance.closedAt,
          },
        ]
      : [],
  );
  await sql`
    insert into trust.advance (merchant_id, refund_id, customer_id, state, given_at, next_step, next_at, closed_at)
    select merchant_id, refund_id, customer_id, state, given_at, next_step, next_at, closed_at
    from jsonb_populate_recordset(null::trust.advance, ${JSON.stringify(advances)}::jsonb)`.execute(tx);
  for (const { refund, approval } of lived) {
    if (!approval) continue;
    const { by, reason, at } = approval;
    await addRuling(tx, merchantId, refund.id, { outcome: "approved", by, second: undefined, reason, at });
  }
}

export type AdvanceRow = {
  readonly refundId: RefundId;
  readonly state: AdvanceState;
  readonly givenAt: Date;
  readonly nextStep: AdvanceStep | undefined;
  readonly nextAt: Date | undefined;
  readonly disputedAt: Date | undefined;
};

type AdvanceColumns = {
  readonly given_at: Date;
  readonly next_step: AdvanceStep | null;
  readonly next_at: Date | null;
  readonly disputed_at: Date | null;
};

const asAdvance = (refundId: RefundId, state: AdvanceState, row: AdvanceColumns): AdvanceRow => ({
  refundId,
  state,
  givenAt: row.given_at,
  nextStep: row.next_step ?? undefined,
  nextAt: row.next_at ?? undefined,
  disputedAt: row.disputed_at ?? undefined,
});

export async function findAdvance(
  tx: Transaction,
  merchantId: MerchantId,
  refundId: RefundId,
): Promise<AdvanceRow | undefined> {
  const { rows } = await sql<AdvanceColumns & { readonly state: AdvanceState }>`
    select state, given_at, next_step, next_at, disputed_at from trust.advance
    where merchant_id = ${merchantId} and refund_id = ${refundId}`.execute(tx);
  const [row] = rows;
  return row && asAdvance(refundId, row.state, row);
}

/** Moves an advance whose refund the caller has locked. */
export async function moveAdvance(
  tx: Transaction,
  merchantId: MerchantId,
  refundId: RefundId,
  to: {
    readonly state: AdvanceState;
    readonly next: { readonly step: AdvanceStep; readonly at: Date } | undefined;
    readonly disputedAt: Date | undefined;
    readonly closedAt: Date | undefined;
  },
): Promise<void> {
  await sql`
    update trust.advance set state = ${to.state}, next_step = ${to.next?.step ?? null},
      next_at = ${to.next?.at ?? null}, disputed_at = ${to.disputedAt ?? null}, closed_at = ${to.closedAt ?? null}
    where merchant_id = ${merchantId} and refund_id = ${refundId}`.execute(tx);
}

/** Open, undisputed advances of every merchant whose next step is due. As the platform. */
export async function dueAdvances(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ readonly merchantId: MerchantId; readonly refundId: RefundId }[]> {
  const { rows } = await sql<{ merchant_id: MerchantId; refund_id: RefundId }>`
    select merchant_id, refund_id from trust.advance
    where state = 'open' and next_at <= ${now} and disputed_at is null
    order by next_at limit ${limit}`.execute(tx);
  return rows.map((row) => ({ merchantId: row.merchant_id, refundId: row.refund_id }));
}

export type RulingOutcome = "first-approved" | "approved" | "refused";

/** What a person decided about a refund, when and why. `second` completed what `by` had begun. */
export type RulingRow = {
  readonly outcome: RulingOutcome;
  readonly by: Decider;
  readonly second: StaffId | undefined;
  readonly reason: string;
  readonly at: Date;
};

export async function addRuling(
  tx: Transaction,
  merchantId: MerchantId,
  refundId: RefundId,
  { outcome, by, second, reason, at }: RulingRow,
): Promise<void> {
  await sql`
    insert into trust.ruling (merchant_id, refund_id, outcome, by_staff, authority, second_staff, reason, at)
    values (${merchantId}, ${refundId}, ${outcome}, ${by.staffId}, ${by.authority}, ${second ?? null}, ${reason},
      ${at})`.execute(tx);
}

/** In the order they were made, each refund's own. */
export async function rulingsOf(
  tx: Transaction,
  merchantId: MerchantId,
  refunds: readonly RefundId[],
): Promise<Map<RefundId, RulingRow[]>> {
  const { rows } = await sql<{
    refund_id: RefundId;
    outcome: RulingOutcome;
    by_staff: StaffId;
    authority: Decider["authority"];
    second_staff: StaffId | null;
    reason: string;
    at: Date;
  }>`
    select ruling.* from unnest(${refunds}::uuid[]) as wanted (id)
    cross join lateral (
      select refund_id, outcome, by_staff, authority, second_staff, reason, at from trust.ruling
      where merchant_id = ${merchantId} and refund_id = wanted.id order by number offset 0
    ) as ruling`.execute(tx);
  const found = new Map<RefundId, RulingRow[]>();
  for (const row of rows) {
    const { outcome, reason, at } = row;
    const by = { staffId: row.by_staff, authority: row.authority };
    const ruling = { outcome, by, second: row.second_staff ?? undefined, reason, at };
    found.set(row.refund_id, [...(found.get(row.refund_id) ?? []), ruling]);
  }
  return found;
}

/** A place in a list by time; the id tells those of one moment apart. */
export type ListPlace = { readonly at: Date; readonly id: RefundId };

/** States in which somebody must look at a refund. */
export type AttentionState = "waiting-person" | "unknown" | "failed";

/** One state's refunds since a time, who has waited longest first. */
export async function refundsInState(
  tx: Transaction,
  merchantId: MerchantId,
  query: { readonly state: AttentionState; readonly since: Date; readonly past?: ListPlace; readonly limit: number },
): Promise<Refund[]> {
  const { state, since, past, limit } = query;
  const { rows } = await sql`
    select ${columns} from ${from}
    where refund.merchant_id = ${merchantId} and refund.state = ${state}
      and refund.state in ('waiting-person', 'unknown', 'failed') and refund.at >= ${since}
      ${past ? sql`and (refund.at, refund.id) > (${past.at}::timestamptz, ${past.id}::uuid)` : sql``}
    order by refund.at, refund.id limit ${limit}`.execute(tx);
  return rows.map(asRefund);
}

/** Newest first: all, or one customer's. */
export async function newestRefunds(
  tx: Transaction,
  merchantId: MerchantId,
  query: { readonly customerId?: CustomerId; readonly past?: ListPlace; readonly limit: number },
): Promise<Refund[]> {
  const { past } = query;
  const { rows } = await sql`
    select ${columns} from ${from}
    where refund.merchant_id = ${merchantId}
      ${query.customerId === undefined ? sql`` : sql`and refund.customer_id = ${query.customerId}`}
      ${past ? sql`and (refund.at, refund.id) < (${past.at}::timestamptz, ${past.id}::uuid)` : sql``}
    order by refund.at desc, refund.id desc limit ${query.limit}`.execute(tx);
  return rows.map(asRefund);
}

export type AttentionSum = {
  readonly state: AttentionState;
  readonly amount: Money;
  readonly count: number;
  readonly oldestAt: Date;
};

/** How many refunds somebody must look at since each state's time, how much they are, and since when the oldest waits. */
export async function attentionSums(
  tx: Transaction,
  merchantId: MerchantId,
  since: Readonly<Record<AttentionState, Date>>,
): Promise<AttentionSum[]> {
  const states = Object.keys(since) as AttentionState[];
  const { rows } = await sql<{
    state: AttentionState;
    currency: Currency;
    amount: string;
    count: number;
    oldest_at: Date;
  }>`
    select wanted.state, found.currency, sum(found.amount) as amount, count(*)::int as count, min(found.at) as oldest_at
    from unnest(${states}::text[], ${states.map((state) => since[state])}::timestamptz[]) as wanted (state, since)
    cross join lateral (
      select currency, amount, at from trust.refund
      where merchant_id = ${merchantId} and state = wanted.state
        and state in ('waiting-person', 'unknown', 'failed') and at >= wanted.since
      offset 0
    ) as found
    group by wanted.state, found.currency order by wanted.state, found.currency`.execute(tx);
  return rows.map(({ state, currency, amount, count, oldest_at: oldestAt }) => ({
    ...{ state, count, oldestAt },
    amount: money(wholeNumber(amount), currency),
  }));
}

/** Money is out and the goods are not back; as the indexes have it. */
const isOutstanding = sql`advance.state in ('open', 'on-its-way', 'overdue')`;

export type BucketSum = {
  readonly bucket: AgeBucket;
  readonly amount: Money;
  readonly count: number;
  readonly oldestAt: Date;
};

/** Outstanding advances by currency and age: only those that have any. */
export async function outstandingSums(
  tx: Transaction,
  merchantId: MerchantId,
  bounds: readonly BucketBounds[],
): Promise<BucketSum[]> {
  const { rows } = await sql<{
    bucket: AgeBucket;
    currency: Currency;
    amount: string;
    count: number;
    oldest_at: Date;
  }>`
    select age.bucket, given.currency, sum(given.amount) as amount, count(*)::int as count,
      min(given.given_at) as oldest_at
    from unnest(
      ${bounds.map(({ bucket }) => bucket)}::text[],
      ${bounds.map((each) => each.after ?? "-infinity")}::timestamptz[],
      ${bounds.map((each) => each.until ?? "infinity")}::timestamptz[]
    ) with ordinality as age (bucket, after, until, place)
    cross join lateral (
      select refund.currency, refund.amount, advance.given_at
      from trust.advance join trust.refund on refund.merchant_id = advance.merchant_id and refund.id = advance.refund_id
      where advance.merchant_id = ${merchantId} and ${isOutstanding}
        and advance.given_at > age.after and advance.given_at <= age.until
      offset 0
    ) as given
    group by age.bucket, age.place, given.currency order by given.currency, age.place`.execute(tx);
  return rows.map(({ bucket, currency, amount, count, oldest_at: oldestAt }) => ({
    ...{ bucket, count, oldestAt },
    amount: money(wholeNumber(amount), currency),
  }));
}

export type OutstandingAdvance = AdvanceRow & { readonly refund: Refund };

/** Outstanding advances, the oldest first; of a bucket, a currency or a customer. */
export async function outstandingAdvances(
  tx: Transaction,
  merchantId: MerchantId,
  query: {
    readonly bounds?: BucketBounds;
    readonly currency?: Currency;
    readonly customerId?: CustomerId;
    readonly past?: ListPlace;
    readonly limit: number;
  },
): Promise<OutstandingAdvance[]> {
  const { bounds, currency, past } = query;
  const { rows } = await sql<AdvanceColumns>`
    select ${columns}, advance.given_at, advance.next_step, advance.next_at, advance.disputed_at
    from trust.advance join trust.refund on refund.merchant_id = advance.merchant_id and refund.id = advance.refund_id
    where advance.merchant_id = ${merchantId} and ${isOutstanding}
      ${query.customerId === undefined ? sql`` : sql`and advance.customer_id = ${query.customerId}`}
      ${currency === undefined ? sql`` : sql`and refund.currency = ${currency}`}
      ${bounds?.after ? sql`and advance.given_at > ${bounds.after}` : sql``}
      ${bounds?.until ? sql`and advance.given_at <= ${bounds.until}` : sql``}
      ${past ? sql`and (advance.given_at, advance.refund_id) > (${past.at}::timestamptz, ${past.id}::uuid)` : sql``}
    order by advance.given_at, advance.refund_id limit ${query.limit}`.execute(tx);
  return rows.map((row) => {
    const refund = asRefund(row);
    if (!refund.advance) throw new Error(`Advance of refund ${refund.id} has no state; its row is damaged.`);
    return { refund, ...asAdvance(refund.id, refund.advance, row) };
  });
}
