import { type Random, after, between, dayMs, hourMs, pick } from "@ruyi/kernel";
import { weighted } from "./chance.ts";
import type { Claim, CustomerEvent, Order, OrderLine, PastReturn, Temper } from "./market.ts";
import { isAbroad, placeOrder, type Draft, refund, refundAll, shipLines } from "./order.ts";
import { goodProof, signed, weakProof } from "./parcel.ts";

/** What can have become of an order by now. */
export type Fate =
  | "unpaid"
  | "waiting"
  | "picking"
  | "moving"
  | "stale"
  | "customs"
  | "out-for-delivery"
  | "split-moving"
  | "split-waiting"
  | "arrived"
  | "split-arrived"
  | "arrived-damaged"
  | "arrived-short"
  | "not-received"
  | "lost"
  | "lost-refunded"
  | "cancelled"
  | "cancelled-in-part"
  | "returned"
  | "return-open"
  | "return-missing"
  | "false-claim";

/** How likely each fate is for an order so many days old: the young are on their way, the old have found an end. */
function fatesAt(days: number, abroad: boolean, temper: Temper): readonly (readonly [weight: number, fate: Fate])[] {
  const bad = temper === "abusive" ? 30 : 0;
  const lax = temper === "careless" ? 9 : 0;
  if (days < 1)
    return [
      [5, "unpaid"],
      [50, "waiting"],
      [30, "picking"],
      [6, "cancelled"],
      [3, "cancelled-in-part"],
    ];
  if (days < 3) {
    return [
      [12, "waiting"],
      [12, "picking"],
      [50, "moving"],
      [abroad ? 0 : 12, "out-for-delivery"],
      [10, "split-waiting"],
      [4, "cancelled"],
    ];
  }
  if (days < 8) {
    if (abroad)
      return [
        [45, "moving"],
        [30, "customs"],
        [10, "stale"],
        [15, "arrived"],
      ];
    return [
      [14, "moving"],
      [6, "stale"],
      [6, "out-for-delivery"],
      [10, "split-moving"],
      [48, "arrived"],
      [3, "arrived-damaged"],
      [2, "arrived-short"],
      [4, "not-received"],
      [2, "lost"],
      [4, "return-open"],
      [2, "cancelled"],
    ];
  }
  if (days < 20) {
    return [
      [66, "arrived"],
      [4, "split-arrived"],
      [2, "arrived-damaged"],
      [2, "arrived-short"],
      [3, "not-received"],
      [4, "stale"],
      [4, "lost"],
      [abroad ? 10 : 0, "customs"],
      [5, "returned"],
      [3, "return-open"],
      [3, "cancelled"],
      [2, "lost-refunded"],
      [bad, "false-claim"],
    ];
  }
  return [
    [80, "arrived"],
    [4, "split-arrived"],
    [2, "arrived-damaged"],
    [1, "arrived-short"],
    [1, "not-received"],
    [7, "returned"],
    [3, "cancelled"],
    [1, "cancelled-in-part"],
    [1.5, "lost-refunded"],
    [bad / 2 + lax, "return-missing"],
    [bad, "false-claim"],
  ];
}

export const fateOf = (random: Random, days: number, abroad: boolean, temper: Temper): Fate =>
  weighted(random, fatesAt(days, abroad, temper));

type Trouble = { readonly lineIds: readonly string[]; readonly trouble: Claim };

/** An order with what it left behind: events a shop can see, and troubles only the rehearsal knows. */
export type Outcome = {
  readonly order: Order;
  readonly events: readonly CustomerEvent[];
  readonly troubles: readonly Trouble[];
};

const idsOf = (lines: readonly OrderLine[]): string[] => lines.map((line) => line.id);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** Completed when the window for returns has closed on goods that stayed. */
const completed = (order: Order, deliveredAt: Date, now: Date): CustomerEvent[] => {
  const at = after(deliveredAt, 7 * dayMs);
  const { merchantId, customerId, id: orderId, amount } = order;
  return at < now ? [{ merchantId, customerId, at, kind: "order-completed", orderId, amount }] : [];
};

export type ReturnPlan = {
  readonly line: OrderLine;
  readonly at: Date;
  readonly arrival: "in-time" | "late" | "never" | "open";
};

/** A return from asking for it to its arrival or its absence; the money went out at the first scan. */
export function giveBack(random: Random, order: Order, plan: ReturnPlan, now: Date): Omit<Outcome, "troubles"> {
  const { line, at, arrival } = plan;
  const { merchantId, customerId, id: orderId } = order;
  const sendBy = after(at, 7 * dayMs);
  const scannedAt = after(at, (arrival === "late" ? 19 : between(random, 1, 4)) * dayMs);
  const arrivedAt = after(scannedAt, between(random, 2, 4) * dayMs);
  const past: PastReturn = {
    id: `${order.id}-r${order.returns.length + 1}`,
    code: `R${between(random, 100_000, 999_999)}`,
    lineIds: [line.id],
    at,
    sendBy,
    ...(arrival !== "never" && arrival !== "open" ? { scannedAt, arrivedAt } : {}),
  };
  const withReturn = { ...order, returns: [...order.returns, past] };
  if (arrival === "open") return { order: withReturn, events: [] };

  const refundedAt = earlier(arrival === "never" ? after(at, dayMs) : scannedAt, now);
  const paidBack = refund(withReturn, { amount: line.paid, lineIds: [line.id], at: refundedAt, reason: "return" });
  if (arrival === "never") {
    const dueAt = after(sendBy, 7 * dayMs);
    const { paid: amount } = line;
    const missing = {
      merchantId,
      customerId,
      at: dueAt,
      kind: "return-missing",
      orderId,
      returnId: past.id,
      amount,
      dueAt,
    } as const;
    return { order: paidBack, events: dueAt < now ? [missing] : [] };
  }
  const daysLate = Math.max(0, Math.ceil((scannedAt.getTime() - sendBy.getTime()) / dayMs));
  const state = order.lines.length === 1 ? "returned" : order.state;
  return {
    order: { ...paidBack, state },
    events: [
      {
        merchantId,
        customerId,
        at: arrivedAt,
        kind: "return-arrived",
        orderId,
        returnId: past.id,
        amount: line.paid,
        daysLate,
      },
    ],
  };
}

/** Lives an order through to now. */
export function live(random: Random, draft: Draft, fate: Fate, now: Date): Outcome {
  const placed = placeOrder(random, draft);
  const { merchantId, customerId, id: orderId } = placed;
  const age = now.getTime() - placed.placedAt.getTime();
  const abroad = isAbroad(draft.merchant, draft.customer);
  const collectedAt = after(placed.placedAt, Math.min(between(random, 8, 30) * hourMs, age * 0.4));
  const tripMs = Math.min((abroad ? between(random, 6, 11) : between(random, 2, 4)) * dayMs, age * 0.5);
  const deliveredAt = after(collectedAt, tripMs);
  const lastScanAt = new Date(
    Math.max(collectedAt.getTime() + age * 0.1, now.getTime() - between(random, 2, 20) * hourMs),
  );
  const expectedAt = after(now, between(random, 8, abroad ? 120 : 60) * hourMs);
  const line = pick(random, placed.lines);
  const only = (order: Order): Outcome => ({ order, events: [], troubles: [] });
  const arrive = (proof = goodProof(random, placed.address, deliveredAt), shortGrams = 0): Order =>
    shipLines(random, placed, placed.lines, collectedAt, { kind: "delivered", deliveredAt, proof }, shortGrams);
  const judged = (claim: Claim, outcome: "true" | "false" | "unclear", at: Date): CustomerEvent[] =>
    at < now
      ? [
          {
            merchantId,
            customerId,
            at,
            kind: "claim-judged",
            orderId,
            claimId: `${orderId}-c1`,
            claim,
            amount: line.paid,
            outcome,
          },
        ]
      : [];
  const claimedAt = after(deliveredAt, between(random, 1, 4) * dayMs);

  switch (fate) {
    case "unpaid":
      return only({ ...placed, state: "unpaid", tenders: [] });
    case "waiting":
      return only(placed);
    case "picking":
      return only({ ...placed, state: "picking" });
    case "moving":
      return only(shipLines(random, placed, placed.lines, collectedAt, { kind: "moving", lastScanAt, expectedAt }));
    case "stale": {
      const last = new Date(
        Math.max(collectedAt.getTime(), now.getTime() - between(random, 52, abroad ? 200 : 110) * hourMs),
      );
      return only(shipLines(random, placed, placed.lines, collectedAt, { kind: "lost", lastScanAt: last }));
    }
    case "customs": {
      const reason = pick(random, ["identity-paper", "duty-unpaid"] as const);
      return only(shipLines(random, placed, placed.lines, collectedAt, { kind: "customs-held", lastScanAt, reason }));
    }
    case "out-for-delivery": {
      const journey = {
        kind: fate,
        lastScanAt: after(now, -between(random, 1, 4) * hourMs),
        expectedAt: after(now, 5 * hourMs),
      };
      return only(shipLines(random, placed, placed.lines, collectedAt, journey));
    }
    case "split-moving":
    case "split-waiting":
    case "split-arrived": {
      const [first, ...rest] = placed.lines;
      if (!first || rest.length === 0) return live(random, draft, fate === "split-arrived" ? "arrived" : "moving", now);
      const moving = { kind: "moving", lastScanAt, expectedAt } as const;
      if (fate === "split-waiting") return only(shipLines(random, placed, [first], collectedAt, moving));
      const proof = goodProof(random, placed.address, deliveredAt);
      const half = shipLines(random, placed, [first], collectedAt, { kind: "delivered", deliveredAt, proof });
      const restAt = after(collectedAt, Math.min(6 * hourMs, tripMs * 0.2));
      if (fate === "split-moving") return only(shipLines(random, half, rest, restAt, moving));
      const order = shipLines(random, half, rest, restAt, {
        kind: "delivered",
        deliveredAt: after(deliveredAt, tripMs * 0.2),
        proof,
      });
      return { order, events: completed(order, deliveredAt, now), troubles: [] };
    }
    case "arrived": {
      const order = arrive();
      return { order, events: completed(order, deliveredAt, now), troubles: [] };
    }
    case "arrived-damaged":
    case "arrived-short": {
      const claim = fate === "arrived-damaged" ? "damaged" : "missing";
      const order = arrive(undefined, claim === "missing" ? line.weightGrams * line.quantity : 0);
      const events = judged(claim, "true", claimedAt);
      const settled =
        events.length > 0
          ? refund(order, { amount: line.paid, lineIds: [line.id], at: claimedAt, reason: claim })
          : order;
      return {
        order: settled,
        events: [...events, ...completed(order, deliveredAt, now)],
        troubles: [{ lineIds: [line.id], trouble: claim }],
      };
    }
    case "not-received": {
      const order = arrive(weakProof(random));
      const old = age > 14 * dayMs;
      const settled = old ? refundAll(order, claimedAt, "not-received") : order;
      const events = old ? judged("not-received", pick(random, ["true", "unclear"]), claimedAt) : [];
      return { order: settled, events, troubles: [{ lineIds: idsOf(order.lines), trouble: "not-received" }] };
    }
    case "lost":
    case "lost-refunded": {
      const admittedAt = after(collectedAt, Math.min(9 * dayMs, age * 0.5));
      const lost = {
        kind: "lost",
        lastScanAt: after(collectedAt, Math.min(2 * dayMs, age * 0.2)),
        admittedAt,
      } as const;
      const order = shipLines(random, placed, placed.lines, collectedAt, lost);
      return only(fate === "lost" ? order : refundAll(order, after(admittedAt, Math.min(dayMs, age * 0.05)), "lost"));
    }
    case "cancelled": {
      const at = after(placed.placedAt, Math.min(between(random, 1, 6) * hourMs, age / 2));
      const cancelledLineIds = idsOf(placed.lines);
      return only({ ...refundAll(placed, at, "cancelled"), state: "cancelled", cancelledLineIds });
    }
    case "cancelled-in-part": {
      const kept = placed.lines.filter((other) => other.id !== line.id);
      if (kept.length === 0) return live(random, draft, "cancelled", now);
      const at = after(placed.placedAt, Math.min(2 * hourMs, age / 2));
      const part = refund(placed, { amount: line.paid, lineIds: [line.id], at, reason: "cancelled" });
      const order: Order = { ...part, cancelledLineIds: [line.id] };
      if (age < 3 * dayMs) return only(order);
      // The kept lines are all that will ever ship, so their arrival completes the order.
      const journey = { kind: "delivered", deliveredAt, proof: signed } as const;
      const delivered: Order = { ...shipLines(random, order, kept, collectedAt, journey), state: "delivered" };
      return { order: delivered, events: completed(delivered, deliveredAt, now), troubles: [] };
    }
    case "returned":
    case "return-open":
    case "return-missing": {
      const order = arrive(signed);
      const wanted = order.lines.find((one) => one.returnable);
      if (!wanted) return { order, events: completed(order, deliveredAt, now), troubles: [] };
      const arrival = fate === "returned" ? "in-time" : fate === "return-open" ? "open" : "never";
      const at = earlier(after(deliveredAt, between(random, 1, 5) * dayMs), after(now, -2 * hourMs));
      // A return still travelling has no end yet; only its start can be told.
      const unfinished = arrival === "in-time" && after(at, 8 * dayMs) > now;
      const plan: ReturnPlan = { line: wanted, at, arrival: unfinished ? "open" : arrival };
      return { ...giveBack(random, order, plan, now), troubles: [] };
    }
    case "false-claim": {
      const order = arrive(signed);
      const claim = pick<Claim>(random, ["damaged", "missing", "not-received"]);
      return {
        order,
        events: [...judged(claim, "false", claimedAt), ...completed(order, deliveredAt, now)],
        troubles: [],
      };
    }
  }
}
