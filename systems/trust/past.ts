import { after, dayMs, type RefundId } from "@ruyi/kernel";
import type { Posting, ReservationRequest } from "@ruyi/ledger";
import { type AdvanceState, type AdvanceStep, dueAt, firstStep, stepAfter } from "./advance.ts";
import type { Decider } from "./authority.ts";
import type { TrustFact } from "./fact.ts";
import type { TrustPolicy } from "./policy.ts";
import { advancePosting, approvedPosting, donePosting } from "./postings.ts";
import { type RefundQuote, type RefundRequest, stateAfter } from "./quote.ts";
import type { DecisionRecord } from "./record.ts";
import type { Refund } from "./store.ts";

/** A refund of before these books were kept: as it was decided then, and when what became of it. */
export type PastRefund = {
  readonly id: RefundId;
  readonly request: RefundRequest;
  readonly quote: Pick<RefundQuote, "record" | "limit">;
  /** When it was begun. */
  readonly at: Date;
  /** A person approved what waited for one. */
  readonly approval?: { readonly by: Decider; readonly reason: string; readonly at: Date };
  /** When the payment side said yes, having been asked as soon as the refund was approved; undefined: never asked. */
  readonly settledAt: Date | undefined;
  /** When a carrier scanned the goods on their way back, and when they were back. */
  readonly scannedAt?: Date;
  readonly arrivedAt?: Date;
};

/** What stands in the books of a past refund by now. */
export type Lived = {
  readonly refund: Refund;
  readonly nextTryAt: Date | undefined;
  readonly advance:
    | {
        readonly state: AdvanceState;
        readonly givenAt: Date;
        readonly next: { readonly step: AdvanceStep; readonly at: Date } | undefined;
        readonly closedAt: Date | undefined;
      }
    | undefined;
  readonly hold: ReservationRequest | undefined;
  readonly facts: readonly TrustFact[];
  readonly postings: readonly Posting[];
  readonly approval: PastRefund["approval"];
};

/** Lives a past refund through to `now`, by the rules by which it would have been lived day by day. */
export function live(past: PastRefund, policy: TrustPolicy, now: Date): Lived {
  const { request, quote, at, approval } = past;
  const isApproved = quote.record.kind === "instant" || approval !== undefined;
  const state = !isApproved ? stateAfter(quote.record) : isBy(past.settledAt, now) ? "done" : "sent";
  const approvedAt = approval?.at ?? at;
  const isAdvance = isApproved && request.basis === "goods-return" && request.goods !== "inspected";
  const decision = approval ? approved(quote.record, isAdvance) : quote.record;
  const refund: Refund = {
    id: past.id,
    intentKey: request.intentKey,
    customerId: request.customerId,
    orderId: request.orderId,
    lineIds: request.lineIds ?? [],
    returnId: request.returnId,
    conversationId: request.conversationId,
    basis: request.basis,
    evidence: request.evidence ?? "word",
    reason: request.reason,
    amount: request.amount,
    paid: request.paid,
    refunded: request.refunded,
    decision,
    state,
    at,
    sentAt: isApproved ? approvedAt : undefined,
    settledAt: state === "done" ? past.settledAt : undefined,
    tries: isApproved ? 1 : 0,
    advance: undefined,
  };
  const advance = isAdvance ? advanceOf(past, approvedAt, policy, now) : undefined;
  return {
    refund: { ...refund, advance: advance?.state },
    nextTryAt: state === "sent" ? past.settledAt : undefined,
    advance,
    hold: isApproved ? holdOf(past, decision, approvedAt, policy, now) : undefined,
    facts: advance ? factsOf(past, advance) : [],
    postings: isApproved ? postingsOf(refund, past, approvedAt, advance, now) : [],
    approval,
  };
}

function approved(record: DecisionRecord, isAdvance: boolean): DecisionRecord {
  const holds = isAdvance ? "advance" : "nothing";
  return { ...record, holds, reasons: [...record.reasons, { code: "person-approved" }] };
}

const isBy = (at: Date | undefined, now: Date): at is Date => at !== undefined && at <= now;

type Advance = NonNullable<Lived["advance"]> & { readonly overdueAt: Date | undefined; readonly isLate: boolean };

function advanceOf(past: PastRefund, givenAt: Date, policy: TrustPolicy, now: Date): Advance {
  const { scannedAt, arrivedAt } = past;
  const wasScanned = past.request.goods === "scanned";
  const scan = wasScanned ? givenAt : scannedAt;
  // Reminders run until a carrier, or the shop, has the goods.
  const seen = scan ?? arrivedAt;
  let next = wasScanned ? undefined : firstStep(givenAt, policy);
  let overdueAt: Date | undefined;
  while (next && next.at <= now && (!seen || next.at < seen)) {
    if (next.step === "overdue") overdueAt = next.at;
    next = stepAfter(next.step, givenAt, next.at, policy);
  }
  const isLate =
    overdueAt !== undefined || (!scan && isBy(arrivedAt, now) && arrivedAt > dueAt("notice", givenAt, policy));
  if (isBy(arrivedAt, now))
    return { state: "closed", givenAt, next: undefined, closedAt: arrivedAt, overdueAt, isLate };
  const state = isBy(scan, now) ? "on-its-way" : overdueAt ? "overdue" : "open";
  return { state, givenAt, next: state === "open" ? next : undefined, closedAt: undefined, overdueAt, isLate };
}

/** What is still held of the limit; of what was released again nothing is left to keep. */
function holdOf(
  { id, request, quote, approval, arrivedAt }: PastRefund,
  { holds }: DecisionRecord,
  at: Date,
  policy: TrustPolicy,
  now: Date,
): ReservationRequest | undefined {
  if (holds === "nothing" || isBy(arrivedAt, now)) return undefined;
  const held = { key: id, customerId: request.customerId, amount: request.amount, at };
  if (holds === "advance") return { ...held, limit: approval ? undefined : quote.limit };
  const expiresAt = after(at, policy.claimHoldDays * dayMs);
  return expiresAt <= now ? undefined : { ...held, limit: quote.limit, expiresAt };
}

function factsOf({ id, request }: PastRefund, { state, closedAt, overdueAt, isLate }: Advance): TrustFact[] {
  const { customerId } = request;
  const returnId = request.returnId ?? id;
  const facts: TrustFact[] = [];
  if (overdueAt) facts.push({ kind: "return-missing", customerId, returnId, at: overdueAt });
  if (state === "closed" && closedAt)
    facts.push({ kind: isLate ? "return-late" : "return-arrived", customerId, returnId, at: closedAt });
  return facts;
}

function postingsOf(
  refund: Refund,
  past: PastRefund,
  approvedAt: Date,
  advance: Advance | undefined,
  now: Date,
): Posting[] {
  const given: Refund = { ...refund, advance: advance ? "open" : undefined };
  const postings: (Posting | undefined)[] = [approvedPosting(given, approvedAt)];
  if (isBy(past.settledAt, now)) postings.push(donePosting(given, past.settledAt));
  if (advance?.overdueAt) postings.push(advancePosting(given, "overdue", advance.overdueAt));
  if (advance?.closedAt) {
    const before: Refund = advance.overdueAt ? { ...given, advance: "overdue" } : given;
    postings.push(advancePosting(before, "closed", advance.closedAt));
  }
  return postings.filter((posting) => posting !== undefined);
}
