import type { Language, Money, StaffId } from "@ruyi/kernel";
import { postingOut } from "@ruyi/ledger";
import type { z } from "zod";
import type { NeededAuthority } from "./authority.ts";
import type * as shape from "./contract.ts";
import type { CustomerAccount, RefundRecord, RefundWithRulings } from "./operations.ts";
import { ageInDays, ageBuckets, bucketOf } from "./outstanding.ts";
import { ratingSentences, refundSentences, type RefundReason, type Sentences } from "./reasons.ts";
import type { RatingReason } from "./rating.ts";
import { firstApprovalIn } from "./ruling.ts";
import type { AdvanceRow, AttentionSum, BucketSum, OutstandingAdvance, RulingRow } from "./store.ts";
import { waysUp } from "./ways-up.ts";

/** What wire shapes need beside the thing itself: whose names, which zone, what time. */
export type Reader = {
  readonly zone: string;
  readonly now: Date;
  readonly names: ReadonlyMap<StaffId, string>;
};

const text = (at: Date | undefined): string | null => at?.toISOString() ?? null;

function reasonOut(code: string, sentences: (language: Language) => Sentences): z.input<typeof shape.Reason> {
  const [zh, en] = [sentences("zh"), sentences("en")];
  const both = (part: keyof Sentences) => {
    const [chinese, english] = [zh[part], en[part]];
    return chinese !== undefined && english !== undefined ? { zh: chinese, en: english } : null;
  };
  return { code, fact: { zh: zh.fact, en: en.fact }, change: both("change"), appeal: both("appeal") };
}

const refundReasonOut = (reason: RefundReason, zone: string) =>
  reasonOut(reason.code, (language) => refundSentences(reason, language, zone));

const ratingReasonOut = (reason: RatingReason, zone: string) => ({
  ...reasonOut(reason.code, (language) => ratingSentences(reason, language, zone)),
  points: reason.points,
  count: reason.count ?? null,
  at: text(reason.at),
  until: text(reason.until),
  record: reason.fact ?? null,
});

const personOut = (id: StaffId, { names }: Reader) => ({ id, name: names.get(id) ?? null });

const rulingOut = ({ outcome, by, second, reason, at }: RulingRow, reader: Reader) => ({
  ...{ outcome, reason, authority: by.authority, at: at.toISOString() },
  by: personOut(by.staffId, reader),
  second: second === undefined ? null : personOut(second, reader),
});

/** Everybody a refund's rulings name. */
export const peopleIn = (refunds: readonly RefundWithRulings[]): StaffId[] => [
  ...new Set(
    refunds.flatMap(({ rulings }) => rulings.flatMap(({ by, second }) => [by.staffId, ...(second ? [second] : [])])),
  ),
];

export function summaryOut(
  { refund, rulings }: RefundWithRulings,
  needs: NeededAuthority,
  reader: Reader,
): z.input<typeof shape.RefundSummary> {
  const { id, customerId, orderId, conversationId, basis, amount, state, at, settledAt, decision } = refund;
  const isWaiting = state === "waiting-person" || state === "waiting-scan";
  const first = isWaiting ? firstApprovalIn(rulings) : undefined;
  return {
    ...{ id, customerId, orderId, basis, amount, state },
    conversationId: conversationId ?? null,
    at: at.toISOString(),
    settledAt: text(settledAt),
    ageDays: ageInDays(at, reader.now),
    needs: isWaiting ? needs : null,
    firstApproval: first ? rulingOut(first, reader) : null,
    reasons: decision.reasons.map((reason) => refundReasonOut(reason, reader.zone)),
  };
}

export function refundOut(
  record: RefundRecord,
  needs: NeededAuthority,
  reader: Reader,
): z.input<typeof shape.RefundView> {
  const { refund, rulings, advance, postings } = record;
  const { decision } = refund;
  const inOrdersMoney = (minor: number): Money => ({ minor, currency: decision.currency });
  return {
    ...summaryOut(record, needs, reader),
    returnId: refund.returnId ?? null,
    evidence: refund.evidence,
    reason: refund.reason,
    paid: refund.paid,
    refundedBefore: refund.refunded,
    sentAt: text(refund.sentAt),
    tries: refund.tries,
    decidedOn: {
      kind: decision.kind,
      ratingVersion: decision.ratingVersion,
      policyVersion: decision.policyVersion,
      standing: decision.standing,
      points: decision.points,
      limit: inOrdersMoney(decision.limit),
      open: inOrdersMoney(decision.open),
    },
    rulings: rulings.map((ruling) => rulingOut(ruling, reader)),
    advance: advance ? advanceOut(advance, reader.now) : null,
    postings: postings.map(postingOut),
  };
}

const advanceOut = (
  { state, givenAt, nextStep, nextAt, disputedAt }: AdvanceRow,
  now: Date,
): z.input<typeof shape.AdvanceView> => ({
  state,
  givenAt: givenAt.toISOString(),
  ageDays: ageInDays(givenAt, now),
  bucket: bucketOf(givenAt, now),
  nextStep: nextStep ?? null,
  nextAt: text(nextAt),
  disputedAt: text(disputedAt),
});

export const outstandingAdvanceOut = (
  { refund, ...advance }: OutstandingAdvance,
  now: Date,
): z.input<typeof shape.OutstandingAdvance> => ({
  refundId: refund.id,
  customerId: refund.customerId,
  orderId: refund.orderId,
  amount: refund.amount,
  advance: advanceOut(advance, now),
});

/** Every currency that has an advance outstanding, or a balance in the books where there should be none. */
export function outstandingOut(
  sums: readonly BucketSum[],
  books: ReadonlyMap<string, number>,
  now: Date,
): z.input<typeof shape.Outstanding> {
  const unmatched = [...books].filter(([, minor]) => minor !== 0).map(([currency]) => currency);
  const currencies = [...new Set([...sums.map(({ amount }) => amount.currency), ...unmatched])].toSorted();
  return {
    asOf: now.toISOString(),
    currencies: currencies.map((currency) => {
      const own = sums.filter(({ amount }) => amount.currency === currency);
      const sumOf = (some: readonly BucketSum[]) => ({
        amount: { minor: some.reduce((all, { amount }) => all + amount.minor, 0), currency },
        count: some.reduce((all, { count }) => all + count, 0),
        oldestAt: text(some.map(({ oldestAt }) => oldestAt).toSorted((a, b) => a.getTime() - b.getTime())[0]),
      });
      return {
        currency,
        total: sumOf(own),
        buckets: ageBuckets.map((bucket) => ({ bucket, ...sumOf(own.filter((sum) => sum.bucket === bucket)) })),
        books: { minor: books.get(currency) ?? 0, currency },
      };
    }),
  };
}

export const attentionOut = (sums: readonly AttentionSum[], now: Date): z.input<typeof shape.Attention> => ({
  asOf: now.toISOString(),
  states: (["waiting-person", "unknown", "failed"] as const).map((state) => {
    const own = sums.filter((sum) => sum.state === state);
    return {
      state,
      count: own.reduce((all, { count }) => all + count, 0),
      oldestAt: text(own.map(({ oldestAt }) => oldestAt).toSorted((a, b) => a.getTime() - b.getTime())[0]),
      amounts: own.map(({ amount }) => amount),
    };
  }),
});

export function ratingOut(
  { rating, limits, policyVersion }: CustomerAccount,
  zone: string,
  now: Date,
): z.input<typeof shape.RatingView> {
  return {
    asOf: now.toISOString(),
    version: rating.version,
    policyVersion,
    standing: rating.standing,
    points: rating.points,
    reasons: rating.reasons.map((reason) => ratingReasonOut(reason, zone)),
    next: rating.next ? { ...rating.next } : null,
    waysUp: waysUp(rating, zone),
    limits: limits.map(({ limit, open, available, above }) => ({
      limit,
      inUse: open,
      left: available,
      above: above ?? null,
    })),
  };
}
