import {
  after,
  type Clock,
  type ConversationId,
  type Currency,
  type CustomerId,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  type Money,
  type NewId,
  type OrderId,
  type RefundId,
  secondMs,
  zero,
} from "@ruyi/kernel";
import {
  type BookedPosting,
  type Exposure,
  lockExposure,
  mustPost,
  openAdvances,
  openAdvancesOf,
  postings,
  postMany,
  release,
  reserve,
  reserveMany,
  type Trial,
  trials,
} from "@ruyi/ledger";
import { announce, createGatherer, type Database, type Transaction } from "@ruyi/platform";
import { type AdvanceState, type AdvanceStep, dueAt, firstStep, stepAfter } from "./advance.ts";
import { type Decider, mayRefuse, type NeededAuthority, neededFor, weighApproval } from "./authority.ts";
import type { TrustFact } from "./fact.ts";
import { availableOf, limitOf } from "./limit.ts";
import { createMoneyFigures } from "./figures/operations.ts";
import { type AgeBucket, boundsOf, bucketBounds } from "./outstanding.ts";
import { live, type PastRefund } from "./past.ts";
import { defaultPolicy, type TrustPolicy } from "./policy.ts";
import {
  advancePosting,
  approvedPosting,
  doneAfterAllPosting,
  donePosting,
  failedPosting,
  reversedPosting,
} from "./postings.ts";
import { type QuoteRequest, type RefundQuote, type RefundRequest, stateAfter, weighRequest } from "./quote.ts";
import { rate, type Rating } from "./rating.ts";
import type { RefundReason } from "./reasons.ts";
import type { DecisionRecord } from "./record.ts";
import { afterAnswer, type PaymentState, type RefundState } from "./refund.ts";
import { firstApprovalIn } from "./ruling.ts";
import {
  addAdvance,
  addFacts,
  addLived,
  addRefund,
  addRuling,
  type Dossier,
  dossiersOf,
  type AdvanceRow,
  type AttentionState,
  type AttentionSum,
  attentionSums,
  type BucketSum,
  dueAdvances,
  factsOf,
  findAdvance,
  findRefund,
  hasFact,
  type ListPlace,
  listRefunds,
  lockRefund,
  lockRefundsOfReturn,
  moveAdvance,
  moveRefund,
  type OutstandingAdvance,
  outstandingAdvances,
  outstandingSums,
  type Refund,
  type RefundRef,
  refundsInState,
  newestRefunds,
  type RulingRow,
  rulingsOf,
  takeDueRefunds,
  takeForSending,
} from "./store.ts";
import { limitAbove } from "./ways-up.ts";

/**
 * The payment side. `key` is the refund's intent: the same key asked twice must pay once. What throws counts as
 * unknown. `refundByKey` says `absent` only when the key has never been seen there.
 */
export type PaymentPort = {
  readonly payRefund: (
    merchantId: MerchantId,
    request: {
      readonly orderId: OrderId;
      readonly lineIds: readonly string[];
      readonly amount: Money;
      readonly key: string;
      readonly reason: string;
    },
  ) => Promise<{ readonly state: Exclude<PaymentState, "absent"> }>;
  readonly refundByKey: (
    merchantId: MerchantId,
    request: { readonly orderId: OrderId; readonly key: string },
  ) => Promise<{ readonly state: PaymentState }>;
};

export type TrustDeps = {
  readonly database: Database;
  readonly payments: PaymentPort;
  /** Answers from memory: it is asked inside transactions. The platform's policy when left out. */
  readonly policyOf?: (merchantId: MerchantId) => Promise<TrustPolicy>;
  readonly clock: Clock;
  readonly newId: NewId;
};

export type BeginResult =
  /** `again`: this intent was begun before, and stands as it was decided then. */
  | { readonly kind: "begun"; readonly again: boolean; readonly refund: Refund }
  /** The intent key stands for another refund. */
  | { readonly kind: "intent-reused"; readonly refund: Refund };

export type Ruling = {
  readonly refundId: RefundId;
  readonly outcome: "approved" | "refused";
  readonly by: Decider;
  readonly reason: string;
  /** When they decided, where that was before now: in a conversation, say, that went on from there. */
  readonly at?: Date;
};

export type RulingResult =
  | { readonly kind: "decided"; readonly refund: Refund }
  /** One of two people has approved; the refund waits on, for the other. */
  | { readonly kind: "first-of-two"; readonly refund: Refund }
  | { readonly kind: "same-person" }
  | { readonly kind: "above-authority"; readonly needed: NeededAuthority }
  | { readonly kind: "not-waiting"; readonly state: RefundState }
  | { readonly kind: "no-such-refund" };

/** How long the caller of `begin` has to call `pay` before the sweep does. */
const payWithinMs = 30 * secondMs;
/** How long a call to the payment side may take before the sweep asks what became of it. */
const answerWithinMs = minuteMs;
/** How long a key must be unknown to the payment side before it counts as never sent. */
const absentAfterMs = 10 * minuteMs;

/** When to ask again: a minute, then twice as long each time, six hours at most. */
const askAgainMs = (tries: number): number => Math.min(6 * hourMs, minuteMs * 2 ** Math.min(tries, 9));

/** The answer in this place, where each that was asked about has one. */
function at<T>(answers: readonly T[], place: number): T {
  const answer = answers[place];
  if (answer === undefined) throw new Error(`No answer in place ${place} of ${answers.length}; each asked has one.`);
  return answer;
}

export const createTrust = ({ database, payments, policyOf, clock, newId }: TrustDeps) => {
  const policyFor = policyOf ?? (() => Promise.resolve(defaultPolicy));

  const tell = (tx: Transaction, merchantId: MerchantId, refund: Refund, type: string, more: object = {}) =>
    announce(
      tx,
      [
        {
          merchantId,
          key: refund.id,
          type,
          data: {
            refundId: refund.id,
            intentKey: refund.intentKey,
            customerId: refund.customerId,
            orderId: refund.orderId,
            ...(refund.returnId === undefined ? {} : { returnId: refund.returnId }),
            ...(refund.conversationId === undefined ? {} : { conversationId: refund.conversationId }),
            amount: refund.amount,
            state: refund.state,
            reasons: refund.decision.reasons.map(({ code }) => code),
            ...more,
          },
        },
      ],
      clock.now(),
      newId,
    );

  const dossiersFor = (tx: Transaction, merchantId: MerchantId, requests: readonly QuoteRequest[], now: Date) =>
    dossiersOf(
      tx,
      merchantId,
      requests.map(({ customerId, orderId, paid }) => ({ customerId, orderId, currency: paid.currency })),
      { now, claimsSince: after(now, -365 * dayMs) },
    );

  /** Decides on what the books say, and keeps what it was decided on. */
  function examine(request: QuoteRequest, dossier: Dossier, open: Money, policy: TrustPolicy, now: Date): RefundQuote {
    return weighRequest(request, { ...dossier, rating: rate(dossier.facts, now), open }, policy);
  }

  /** Books an approved refund: holds the limit, posts, and opens the advance where goods are still to come. */
  async function book(
    tx: Transaction,
    merchantId: MerchantId,
    refund: Refund,
    how: {
      readonly holds: "advance" | "claim" | "nothing";
      readonly advance: AdvanceState | undefined;
      /** Undefined: decided by a person, beyond any limit. */
      readonly limit: Money | undefined;
      readonly exposure: Exposure | undefined;
    },
    policy: TrustPolicy,
  ): Promise<Refund> {
    const now = clock.now();
    if (how.holds !== "nothing" && how.exposure) {
      const held = await reserve(tx, merchantId, how.exposure, {
        key: refund.id,
        customerId: refund.customerId,
        amount: refund.amount,
        limit: how.limit,
        at: now,
        ...(how.holds === "claim" && { expiresAt: after(now, policy.claimHoldDays * dayMs) }),
      });
      if (held.kind !== "reserved") {
        throw new Error(`Refund ${refund.id} was decided within its limit and then not held (${held.kind}).`);
      }
    }
    const booked: Refund = { ...refund, advance: how.advance };
    if (how.advance) {
      await addAdvance(tx, merchantId, {
        refundId: refund.id,
        customerId: refund.customerId,
        state: how.advance,
        at: now,
        next: how.advance === "open" ? firstStep(now, policy) : undefined,
      });
    }
    await mustPost(tx, merchantId, approvedPosting(booked, now));
    await tell(tx, merchantId, booked, "refund.approved");
    return booked;
  }

  /** Approves a refund that waited, and books it. */
  async function approveWaiting(
    tx: Transaction,
    merchantId: MerchantId,
    refund: Refund,
    reason: RefundReason,
    how: { readonly holds: "advance" | "nothing"; readonly advance: AdvanceState | undefined },
    policy: TrustPolicy,
  ): Promise<Refund> {
    const now = clock.now();
    const { customerId } = refund;
    const { currency } = refund.amount;
    const exposure =
      how.holds === "nothing" ? undefined : await lockExposure(tx, merchantId, { customerId, currency }, now);
    const decision = { ...refund.decision, holds: how.holds, reasons: [...refund.decision.reasons, reason] };
    const approved: Refund = { ...refund, state: "approved", decision };
    await moveRefund(tx, merchantId, refund.id, {
      state: "approved",
      nextTryAt: after(now, payWithinMs),
      settledAt: undefined,
      decision,
    });
    return book(tx, merchantId, approved, { ...how, limit: undefined, exposure }, policy);
  }

  async function closeAdvance(tx: Transaction, merchantId: MerchantId, refund: Refund, at: Date): Promise<void> {
    await release(tx, merchantId, refund.id, at);
    if (!refund.advance || refund.advance === "closed") return;
    await moveAdvance(tx, merchantId, refund.id, {
      state: "closed",
      next: undefined,
      disputedAt: undefined,
      closedAt: at,
    });
  }

  /** Takes in what the payment side said. The same answer twice changes nothing. */
  async function takeAnswer(
    tx: Transaction,
    merchantId: MerchantId,
    ref: RefundRef,
    answer: PaymentState,
  ): Promise<Refund> {
    const now = clock.now();
    const refund = await lockRefund(tx, merchantId, ref);
    if (!refund) throw new Error(`Refund ${JSON.stringify(ref)} is gone; refunds are never deleted.`);
    const isFresh = refund.sentAt !== undefined && now.getTime() - refund.sentAt.getTime() < absentAfterMs;
    const heard = answer === "absent" && isFresh ? "unknown" : answer;
    const state = afterAnswer(refund.state, heard);
    const isOpen = state === "sent" || state === "unknown";
    if (state === refund.state && !isOpen) return refund;

    const isResult = state === "done" || state === "failed" || state === "reversed";
    const moved: Refund = { ...refund, state, settledAt: isResult ? now : undefined };
    await moveRefund(tx, merchantId, refund.id, {
      state,
      nextTryAt: isResult ? undefined : after(now, state === "approved" ? 0 : askAgainMs(refund.tries)),
      settledAt: moved.settledAt,
      decision: refund.decision,
    });
    if (state === refund.state) return moved;

    if (state === "done") {
      const overturns = refund.state === "failed" || refund.state === "reversed";
      await mustPost(tx, merchantId, overturns ? doneAfterAllPosting(refund, now) : donePosting(refund, now));
    }
    if (state === "failed" || state === "reversed") {
      await mustPost(tx, merchantId, state === "failed" ? failedPosting(refund, now) : reversedPosting(refund, now));
      await closeAdvance(tx, merchantId, refund, now);
    }
    await tell(tx, merchantId, moved, `refund.${state}`);
    return moved;
  }

  const found = async (merchantId: MerchantId, ref: RefundRef): Promise<Refund | undefined> =>
    database.transact(merchantId, (tx) => findRefund(tx, merchantId, ref));

  /** Asks the payment side what became of a refund, and takes the answer in. */
  async function query(merchantId: MerchantId, refund: Refund): Promise<Refund> {
    const answer = await payments
      .refundByKey(merchantId, { orderId: refund.orderId, key: refund.intentKey })
      .catch(() => ({ state: "unknown" as const }));
    return database.transact(merchantId, (tx) => takeAnswer(tx, merchantId, { refundId: refund.id }, answer.state));
  }

  type Asked = { readonly merchantId: MerchantId; readonly request: QuoteRequest };

  async function quoteTogether(merchantId: MerchantId, requests: readonly QuoteRequest[]): Promise<RefundQuote[]> {
    const policy = await policyFor(merchantId);
    const now = clock.now();
    return database.transact(merchantId, async (tx) => {
      const pairs = requests.map(({ customerId, paid }) => ({ customerId, currency: paid.currency }));
      const open = await openAdvancesOf(tx, merchantId, pairs, now);
      const dossiers = await dossiersFor(tx, merchantId, requests, now);
      return requests.map((request, place) => examine(request, at(dossiers, place), at(open, place), policy, now));
    });
  }

  /** Quotes asked for at once are read together, each merchant's in a transaction of its own. */
  const quotes = createGatherer<Asked, RefundQuote>({
    flush: async (asked) => {
      const answers = new Map<Asked, RefundQuote>();
      await Promise.all(
        Array.from(
          Map.groupBy(asked, ({ merchantId }) => merchantId),
          async ([merchantId, group]) => {
            const quoted = await quoteTogether(
              merchantId,
              group.map(({ request }) => request),
            );
            group.forEach((each, place) => answers.set(each, at(quoted, place)));
          },
        ),
      );
      return asked.map((each) => answers.get(each) as RefundQuote);
    },
    maxItems: 64,
    inFlight: 2,
  });

  const trust = {
    figures: createMoneyFigures(database),

    /** What would be decided now, and why; promises nothing, for another refund may come first. */
    quote: (merchantId: MerchantId, request: QuoteRequest): Promise<RefundQuote> =>
      quotes.submit({ merchantId, request }),

    /**
     * Decides and books a refund in the caller's transaction, once an intent. After commit, when the refund is
     * `approved`, call `pay`; a caller that dies before is followed up by the sweep.
     */
    async begin(tx: Transaction, merchantId: MerchantId, request: RefundRequest): Promise<BeginResult> {
      const policy = await policyFor(merchantId);
      const now = clock.now();
      const pair = { customerId: request.customerId, currency: request.paid.currency };
      const exposure = await lockExposure(tx, merchantId, pair, now);

      const before = await findRefund(tx, merchantId, { intentKey: request.intentKey });
      if (before) {
        return isSameIntent(before, request)
          ? { kind: "begun", again: true, refund: before }
          : { kind: "intent-reused", refund: before };
      }
      const dossier = at(await dossiersFor(tx, merchantId, [request], now), 0);
      const { decision, record, limit } = examine(request, dossier, exposure.open, policy, now);
      const refund: Refund = {
        id: newId("refund"),
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
        decision: record,
        state: stateAfter(decision),
        at: now,
        sentAt: undefined,
        settledAt: undefined,
        tries: 0,
        advance: undefined,
      };
      await addRefund(tx, merchantId, refund, decision.kind === "instant" ? after(now, payWithinMs) : undefined);
      if (decision.kind !== "instant") {
        await tell(tx, merchantId, refund, decision.kind === "no" ? "refund.refused" : "refund.waiting");
        return { kind: "begun", again: false, refund };
      }
      const goods = request.goods ?? "with-customer";
      const isAdvance = request.basis === "goods-return" && goods !== "inspected";
      const advance = isAdvance ? (goods === "scanned" ? "on-its-way" : "open") : undefined;
      const how = { holds: decision.holds, advance, limit: limit ?? zero(pair.currency), exposure } as const;
      return { kind: "begun", again: false, refund: await book(tx, merchantId, refund, how, policy) };
    },

    /**
     * Hands an approved refund to the payment side and takes its answer in. One that is already sent, unknown or
     * settled is not sent again: its present state is the answer. Undefined when there is no such refund.
     */
    async pay(merchantId: MerchantId, ref: RefundRef): Promise<Refund | undefined> {
      const now = clock.now();
      const sending = await database.transact(merchantId, (tx) =>
        takeForSending(tx, merchantId, ref, now, after(now, answerWithinMs)),
      );
      if (!sending) return found(merchantId, ref);
      const { id, orderId, lineIds, amount, intentKey, reason } = sending;
      const answer = await payments
        .payRefund(merchantId, { orderId, lineIds, amount, key: intentKey, reason })
        .catch(() => ({ state: "unknown" as const }));
      return database.transact(merchantId, (tx) => takeAnswer(tx, merchantId, { refundId: id }, answer.state));
    },

    /**
     * A word from the payment side (a webhook) is a hint, not the truth: it makes us ask. Undefined when there is no
     * such refund.
     */
    async heard(merchantId: MerchantId, ref: RefundRef): Promise<Refund | undefined> {
      const refund = await found(merchantId, ref);
      const wasSent = refund?.sentAt !== undefined && refund.state !== "approved";
      return refund && wasSent ? query(merchantId, refund) : refund;
    },

    /**
     * Follows up, in every merchant, refunds whose payment has no result: approved ones are sent, sent and unknown
     * ones are asked about and never sent again unless the payment side does not know their key. Answers how many.
     */
    async settle(limit = 100): Promise<number> {
      const now = clock.now();
      const due = await database.asPlatform((tx) => takeDueRefunds(tx, now, after(now, answerWithinMs), limit));
      for (const { merchantId, refundId } of due) {
        const refund = await found(merchantId, { refundId });
        if (refund?.state === "approved") await trust.pay(merchantId, { refundId });
        else if (refund) await query(merchantId, refund);
      }
      return due.length;
    },

    /** A carrier has scanned the return: what waited for it is approved, what was advanced is on its way. */
    async carrierScanned(tx: Transaction, merchantId: MerchantId, returnId: string): Promise<Refund[]> {
      const policy = await policyFor(merchantId);
      const now = clock.now();
      const approved: Refund[] = [];
      for (const refund of await lockRefundsOfReturn(tx, merchantId, returnId)) {
        if (refund.state === "waiting-scan") {
          const how = { holds: "nothing", advance: "on-its-way" } as const;
          approved.push(await approveWaiting(tx, merchantId, refund, { code: "carrier-scan" }, how, policy));
        }
        if (refund.advance !== "open" && refund.advance !== "overdue") continue;
        const { customerId } = refund;
        if (refund.advance === "overdue") {
          await addFacts(tx, merchantId, [{ kind: "return-late", customerId, returnId, at: now }]);
        }
        const posting = advancePosting(refund, "on-its-way", now);
        if (posting) await mustPost(tx, merchantId, posting);
        const to = { state: "on-its-way", next: undefined, disputedAt: undefined, closedAt: undefined } as const;
        await moveAdvance(tx, merchantId, refund.id, to);
      }
      return approved;
    },

    /**
     * The goods of a return are back and found as sent: its advances end, their limit is free, and what waited is
     * approved. Answers the refunds to `pay` after commit. Late is late, and undoes a recovery all the same.
     */
    async goodsReceived(tx: Transaction, merchantId: MerchantId, returnId: string): Promise<Refund[]> {
      const policy = await policyFor(merchantId);
      const now = clock.now();
      const approved: Refund[] = [];
      for (const refund of await lockRefundsOfReturn(tx, merchantId, returnId)) {
        const { customerId, advance } = refund;
        if (refund.state === "waiting-scan" || refund.state === "waiting-person") {
          const how = { holds: "nothing", advance: undefined } as const;
          approved.push(await approveWaiting(tx, merchantId, refund, { code: "goods-back" }, how, policy));
          await addFacts(tx, merchantId, [{ kind: "return-arrived", customerId, returnId, at: now }]);
        }
        if (!advance || advance === "closed") continue;
        const given = await findAdvance(tx, merchantId, refund.id);
        const wasLate =
          advance === "overdue" ||
          advance === "written-off" ||
          (advance === "open" && given !== undefined && now > dueAt("notice", given.givenAt, policy)) ||
          (await hasFact(tx, merchantId, customerId, "return-late", returnId));
        const kind = wasLate ? "return-late" : "return-arrived";
        await addFacts(tx, merchantId, [{ kind, customerId, returnId, at: now }]);
        const posting = advancePosting(refund, "closed", now);
        if (posting) await mustPost(tx, merchantId, posting);
        await closeAdvance(tx, merchantId, refund, now);
        await tell(tx, merchantId, refund, "advance.released");
      }
      return approved;
    },

    /** A person decides what waits for one, or approves earlier what waits for the carrier. */
    async decideByPerson(tx: Transaction, merchantId: MerchantId, ruling: Ruling): Promise<RulingResult> {
      const policy = await policyFor(merchantId);
      const refund = await lockRefund(tx, merchantId, { refundId: ruling.refundId });
      if (!refund) return { kind: "no-such-refund" };
      const { outcome, by, reason, at = clock.now() } = ruling;
      const mayWait = refund.state === "waiting-person" || (refund.state === "waiting-scan" && outcome === "approved");
      if (!mayWait) return { kind: "not-waiting", state: refund.state };
      if (outcome === "refused") {
        if (!mayRefuse(by)) return { kind: "above-authority", needed: "R2" };
        await addRuling(tx, merchantId, refund.id, { outcome, by, second: undefined, reason, at });
      } else {
        const first = firstApprovalIn((await rulingsOf(tx, merchantId, [refund.id])).get(refund.id))?.by;
        const weight = weighApproval(refund.amount, policy, by, first);
        if (weight === "not-enough") return { kind: "above-authority", needed: neededFor(refund.amount, policy) };
        if (weight === "same-person") return { kind: "same-person" };
        if (weight === "first-of-two") {
          const begun = { outcome: "first-approved", by, second: undefined, reason, at } as const;
          await addRuling(tx, merchantId, refund.id, begun);
          await tell(tx, merchantId, refund, "refund.first-approved");
          return { kind: "first-of-two", refund };
        }
        const isOfTwo = first !== undefined && neededFor(refund.amount, policy) === "two-people";
        const people = isOfTwo ? { by: first, second: by.staffId } : { by, second: undefined };
        await addRuling(tx, merchantId, refund.id, { outcome, ...people, reason, at });
      }

      if (outcome === "approved") {
        const isAdvance = refund.basis === "goods-return";
        const how = { holds: isAdvance ? "advance" : "nothing", advance: isAdvance ? "open" : undefined } as const;
        const approved = await approveWaiting(tx, merchantId, refund, { code: "person-approved" }, how, policy);
        return { kind: "decided", refund: approved };
      }
      const decision: DecisionRecord = {
        ...refund.decision,
        kind: "no",
        reasons: [...refund.decision.reasons, { code: "person-refused" }],
      };
      const refused: Refund = { ...refund, state: "refused", decision };
      await moveRefund(tx, merchantId, refund.id, {
        state: "refused",
        nextTryAt: undefined,
        settledAt: undefined,
        decision,
      });
      await tell(tx, merchantId, refused, "refund.refused");
      return { kind: "decided", refund: refused };
    },

    /**
     * What still waits in a conversation about an order gives way to the same money asked for anew, under a person's
     * decision. Without this the one that waits would count as under way and hold up the other for ever.
     */
    async withdrawWaiting(
      tx: Transaction,
      merchantId: MerchantId,
      { orderId, conversationId }: { readonly orderId: OrderId; readonly conversationId: ConversationId },
    ): Promise<void> {
      for (const refund of await listRefunds(tx, merchantId, { orderId }, 50)) {
        if (refund.conversationId === conversationId) await trust.withdraw(tx, merchantId, refund.id);
      }
    },

    /** The customer changed their mind while it waited; it costs nothing. False when it no longer waits. */
    async withdraw(tx: Transaction, merchantId: MerchantId, refundId: RefundId): Promise<boolean> {
      const refund = await lockRefund(tx, merchantId, { refundId });
      if (refund?.state !== "waiting-scan" && refund?.state !== "waiting-person") return false;
      const { decision } = refund;
      const to = { state: "withdrawn", nextTryAt: undefined, settledAt: undefined, decision } as const;
      await moveRefund(tx, merchantId, refundId, to);
      await tell(tx, merchantId, { ...refund, state: "withdrawn" }, "refund.withdrawn");
      return true;
    },

    /**
     * Takes the next step towards recovering each advance that is due one: two reminders, a dated notice, and after
     * the grace `overdue`, where a person goes on. No step charges anybody. Answers how many steps were taken.
     */
    async remind(limit = 100): Promise<number> {
      const now = clock.now();
      const due = await database.asPlatform((tx) => dueAdvances(tx, now, limit));
      let taken = 0;
      for (const { merchantId, refundId } of due) {
        const policy = await policyFor(merchantId);
        const step = await database.transact(merchantId, (tx) => takeStep(tx, merchantId, refundId, policy));
        if (step) taken += 1;
      }
      return taken;
    },

    /** Stops the reminders and the recovery while a dispute is open; false when there is no such open advance. */
    async dispute(tx: Transaction, merchantId: MerchantId, refundId: RefundId, isOpen: boolean): Promise<boolean> {
      const refund = await lockRefund(tx, merchantId, { refundId });
      const advance = refund && (await findAdvance(tx, merchantId, refundId));
      if (!advance || advance.state !== "open") return false;
      await moveAdvance(tx, merchantId, refundId, {
        state: "open",
        next: advance.nextStep && advance.nextAt && { step: advance.nextStep, at: advance.nextAt },
        disputedAt: isOpen ? clock.now() : undefined,
        closedAt: undefined,
      });
      return true;
    },

    /** A person gives up an overdue advance: the shop bears it. The goods may still come, and undo it. */
    async writeOff(
      tx: Transaction,
      merchantId: MerchantId,
      ruling: Omit<Ruling, "outcome" | "at"> & {
        /** The other person, where the sum needs two. */
        readonly first?: Decider;
      },
    ): Promise<RulingResult | { readonly kind: "not-overdue" }> {
      const policy = await policyFor(merchantId);
      const now = clock.now();
      const refund = await lockRefund(tx, merchantId, { refundId: ruling.refundId });
      if (!refund) return { kind: "no-such-refund" };
      if (refund.advance !== "overdue") return { kind: "not-overdue" };
      if (weighApproval(refund.amount, policy, ruling.by, ruling.first) !== "enough") {
        return { kind: "above-authority", needed: neededFor(refund.amount, policy) };
      }
      const posting = advancePosting(refund, "written-off", now);
      if (posting) await mustPost(tx, merchantId, posting);
      await release(tx, merchantId, refund.id, now);
      await moveAdvance(tx, merchantId, refund.id, {
        state: "written-off",
        next: undefined,
        disputedAt: undefined,
        closedAt: now,
      });
      const given: Refund = { ...refund, advance: "written-off" };
      await tell(tx, merchantId, given, "advance.written-off");
      return { kind: "decided", refund: given };
    },

    /** Remembers facts of any customers; a fact told twice counts once. Also how a history is brought along. */
    seedFacts: (tx: Transaction, merchantId: MerchantId, facts: readonly TrustFact[]): Promise<void> =>
      addFacts(tx, merchantId, facts),

    /**
     * Brings along refunds of before these books were kept, as they stand by now: postings, holds, advances and facts
     * with them. Nobody is told of them, and none may be there already.
     */
    async bringAlong(tx: Transaction, merchantId: MerchantId, past: readonly PastRefund[], now: Date): Promise<void> {
      if (past.length === 0) return;
      const policy = await policyFor(merchantId);
      const lived = past.map((each) => live(each, policy, now));
      await addLived(tx, merchantId, lived);
      await addFacts(
        tx,
        merchantId,
        lived.flatMap(({ facts }) => facts),
      );
      const holds = lived.flatMap(({ hold }) => hold ?? []);
      await reserveMany(tx, merchantId, holds, now);
      await postMany(
        tx,
        merchantId,
        lived.flatMap(({ postings }) => postings),
      );
    },

    /** The rating as a customer may see it: a stranger is new. */
    rating(merchantId: MerchantId, customerId: CustomerId): Promise<Rating> {
      const now = clock.now();
      return database.transact(merchantId, async (tx) => rate(await factsOf(tx, merchantId, customerId, now), now));
    },

    /** The rating, with what each currency's limit is and leaves; a currency without limits is left out. */
    async account(
      merchantId: MerchantId,
      customerId: CustomerId,
      currencies: readonly Currency[],
    ): Promise<CustomerAccount> {
      const policy = await policyFor(merchantId);
      const now = clock.now();
      return database.transact(merchantId, async (tx) => {
        const rating = rate(await factsOf(tx, merchantId, customerId, now), now);
        const limits: CustomerLimit[] = [];
        for (const currency of currencies) {
          const limit = limitOf(rating.standing, currency, policy);
          if (!limit) continue;
          const open = await openAdvances(tx, merchantId, { customerId, currency }, now);
          const above = limitAbove(rating, limit, policy);
          limits.push({ limit, open, available: availableOf(limit, open), above });
        }
        return { rating, limits, policyVersion: policy.version };
      });
    },

    /** Undefined when the merchant has no such refund. */
    refund: found,

    /** What somebody must look at, counted; of failures only the last `failedDays`, for nobody ever ticks one off. */
    attention: (merchantId: MerchantId): Promise<AttentionSum[]> =>
      database.transact(merchantId, (tx) => attentionSums(tx, merchantId, attentionSince(clock.now()))),

    /** Those of one state, who has waited longest first, with the first approval where one of two people gave it. */
    needingAttention: (
      merchantId: MerchantId,
      { state, ...page }: { readonly state: AttentionState; readonly past?: ListPlace; readonly limit: number },
    ): Promise<RefundWithRulings[]> =>
      database.transact(merchantId, async (tx) => {
        const since = attentionSince(clock.now())[state];
        return withRulings(tx, merchantId, await refundsInState(tx, merchantId, { state, since, ...page }));
      }),

    /** Newest first: all, or one customer's. */
    newestRefunds: (
      merchantId: MerchantId,
      query: { readonly customerId?: CustomerId; readonly past?: ListPlace; readonly limit: number },
    ): Promise<RefundWithRulings[]> =>
      database.transact(merchantId, async (tx) =>
        withRulings(tx, merchantId, await newestRefunds(tx, merchantId, query)),
      ),

    /** One refund with all that is on record about it: rulings, advance, and its postings, the oldest first. */
    refundRecord: (merchantId: MerchantId, refundId: RefundId): Promise<RefundRecord | undefined> =>
      database.transact(merchantId, async (tx) => {
        const refund = await findRefund(tx, merchantId, { refundId });
        if (!refund) return undefined;
        const [found] = await withRulings(tx, merchantId, [refund]);
        const booked = await postings(tx, merchantId, { beginning: `refund:${refundId}:`, limit: 200 });
        const advance = await findAdvance(tx, merchantId, refundId);
        return { refund, rulings: found?.rulings ?? [], advance, postings: booked.toReversed() };
      }),

    /**
     * Money out whose goods are not back, by currency and age, beside what the books hold of it (minor units by
     * currency). The two are read one after the other; where they differ because a refund came between, again.
     */
    async outstanding(merchantId: MerchantId): Promise<{
      readonly sums: readonly BucketSum[];
      readonly books: ReadonlyMap<Currency, number>;
    }> {
      const read = () =>
        database.transact(merchantId, async (tx) => ({
          sums: await outstandingSums(tx, merchantId, bucketBounds(clock.now())),
          books: booksOfAdvances(await trials(tx, merchantId)),
        }));
      let found = await read();
      for (let again = 0; again < 2 && !agree(found.sums, found.books); again += 1) found = await read();
      return found;
    },

    /** The same one by one, the oldest first. */
    advances: (
      merchantId: MerchantId,
      {
        bucket,
        ...query
      }: {
        readonly bucket?: AgeBucket;
        readonly currency?: Currency;
        readonly customerId?: CustomerId;
        readonly past?: ListPlace;
        readonly limit: number;
      },
    ): Promise<OutstandingAdvance[]> =>
      database.transact(merchantId, (tx) =>
        outstandingAdvances(tx, merchantId, { ...query, ...(bucket ? { bounds: boundsOf(bucket, clock.now()) } : {}) }),
      ),

    /** What a person's approval of this sum takes. */
    neededFor: async (merchantId: MerchantId, amount: Money): Promise<NeededAuthority> =>
      neededFor(amount, await policyFor(merchantId)),

    /** Newest first; those of a customer, of an order, or those that wait for a person. */
    refunds: (merchantId: MerchantId, of: Parameters<typeof listRefunds>[2], limit = 50): Promise<Refund[]> =>
      database.transact(merchantId, (tx) => listRefunds(tx, merchantId, of, limit)),
  };

  /** Looks again under the lock, for the goods may have come meanwhile. */
  async function takeStep(
    tx: Transaction,
    merchantId: MerchantId,
    refundId: RefundId,
    policy: TrustPolicy,
  ): Promise<AdvanceStep | undefined> {
    const now = clock.now();
    const refund = await lockRefund(tx, merchantId, { refundId });
    const advance = refund && (await findAdvance(tx, merchantId, refundId));
    if (!advance || advance.state !== "open" || advance.disputedAt) return undefined;
    if (!advance.nextStep || !advance.nextAt || advance.nextAt > now) return undefined;
    const step = advance.nextStep;
    if (refund.state !== "done") {
      // Nobody is reminded of money they have not got.
      const next = { step, at: after(now, dayMs) };
      await moveAdvance(tx, merchantId, refundId, { state: "open", next, disputedAt: undefined, closedAt: undefined });
      return undefined;
    }
    const next = stepAfter(step, advance.givenAt, now, policy);
    const state = step === "overdue" ? "overdue" : "open";
    await moveAdvance(tx, merchantId, refundId, { state, next, disputedAt: undefined, closedAt: undefined });
    if (step === "overdue") {
      const { customerId } = refund;
      const returnId = refund.returnId ?? refund.id;
      await addFacts(tx, merchantId, [{ kind: "return-missing", customerId, returnId, at: now }]);
      const posting = advancePosting(refund, "overdue", now);
      if (posting) await mustPost(tx, merchantId, posting);
    }
    const type = step === "overdue" ? "advance.overdue" : step === "notice" ? "advance.notice" : "advance.reminder";
    await tell(tx, merchantId, refund, type, {
      sendBy: dueAt("notice", advance.givenAt, policy).toISOString(),
      ...(next && { nextAt: next.at.toISOString() }),
    });
    return step;
  }

  return trust;
};

export type Trust = ReturnType<typeof createTrust>;

export type RefundWithRulings = { readonly refund: Refund; readonly rulings: readonly RulingRow[] };

export type RefundRecord = RefundWithRulings & {
  readonly advance: AdvanceRow | undefined;
  readonly postings: readonly BookedPosting[];
};

async function withRulings(
  tx: Transaction,
  merchantId: MerchantId,
  refunds: readonly Refund[],
): Promise<RefundWithRulings[]> {
  const rulings = await rulingsOf(
    tx,
    merchantId,
    refunds.map(({ id }) => id),
  );
  return refunds.map((refund) => ({ refund, rulings: rulings.get(refund.id) ?? [] }));
}

/** What is booked of advances whose goods are not back: those still awaited, and those to be recovered. */
const booksOfAdvances = (books: readonly Trial[]): Map<Currency, number> =>
  new Map(
    books.map(({ currency, lines }) => [
      currency,
      lines.reduce(
        (sum, { account, balance }) =>
          account === "advance-receivable" || account === "recovery" ? sum + balance.minor : sum,
        0,
      ),
    ]),
  );

const agree = (sums: readonly BucketSum[], books: ReadonlyMap<Currency, number>): boolean =>
  [...books].every(
    ([currency, booked]) =>
      booked === sums.reduce((all, { amount }) => (amount.currency === currency ? all + amount.minor : all), 0),
  );

/** A failure older than this is history: the customer has asked again or come to the desk. */
const failedDays = 30;
const attentionSince = (now: Date): Readonly<Record<AttentionState, Date>> => ({
  "waiting-person": new Date(0),
  unknown: new Date(0),
  failed: after(now, -failedDays * dayMs),
});

export type CustomerLimit = {
  readonly limit: Money;
  readonly open: Money;
  readonly available: Money;
  /** What the next star would allow, where that is more. */
  readonly above: Money | undefined;
};

export type CustomerAccount = {
  readonly rating: Rating;
  readonly limits: readonly CustomerLimit[];
  readonly policyVersion: string;
};

/** The same customer asks the same again; what the shop said of paid and refunded may have moved since. */
const isSameIntent = (refund: Refund, request: RefundRequest): boolean =>
  refund.customerId === request.customerId &&
  refund.orderId === request.orderId &&
  refund.basis === request.basis &&
  refund.amount.minor === request.amount.minor &&
  refund.amount.currency === request.amount.currency;
