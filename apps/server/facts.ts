import { add, type Bilingual, dayMs, formatMoney, money, type Money, type OrderId, zero } from "@ruyi/kernel";
import { candidatesFor, type OrderSketch } from "@ruyi/assistant";
import type { Order } from "@ruyi/commerce";
import type { FactRecord, LookUp } from "@ruyi/desk";
import {
  defaultPolicy,
  neededFor,
  type Refund,
  type RefundBasis,
  type RefundQuote,
  refundSentences,
} from "@ruyi/trust";
import { orderFact, parcelFact, readPick, twinOf } from "./order-facts.ts";

/* Facts as procedures read them, made from what is known. Pure. */

export type Facts = Readonly<Record<string, FactRecord | null>>;

/** A customer's orders as they were read. */
export type KnownOrders = {
  /** As far as it takes to tell orders apart; made once, for names are made ready once a sketch. */
  readonly sketches: readonly OrderSketch[];
  readonly orders: readonly Order[];
  readonly addressChanges: ReadonlyMap<OrderId, number>;
  readonly readAt: number;
};

export const nothingFor = (lookUp: LookUp): Facts => Object.fromEntries(lookUp.facts.map((name) => [name, null]));

/** What can be told from a customer's orders alone. Undefined for a fact that needs more. */
export function factsFromOrders(
  lookUp: LookUp,
  { sketches, orders, addressChanges, readAt }: KnownOrders,
  zone: string,
  now: Date,
): Facts | undefined {
  const at = new Date(readAt).toISOString();
  const fact = (value: unknown, source: FactRecord["source"] = "shop"): FactRecord => ({ value, source, at });
  const facts: Record<string, FactRecord | null> = {};
  const purpose = String(lookUp.with["purpose"] ?? "");
  for (const name of lookUp.facts) {
    switch (name) {
      case "candidates": {
        const { said, spokenOf, notMeant } = lookUp.with;
        const before = {
          ...(typeof spokenOf === "string" ? { spokenOf } : {}),
          ...(typeof notMeant === "string" ? { notMeant } : {}),
        };
        facts[name] = fact(candidatesFor(purpose, String(said ?? ""), sketches, { now, zone, ...before }));
        break;
      }
      case "order": {
        const pick = readPick(String(lookUp.with["pick"] ?? ""));
        const order = orders.find(({ id }) => id === pick.orderId);
        facts[name] = order
          ? fact({
              ...orderFact(order, pick, purpose, now),
              addressChanges: addressChanges.get(order.id) ?? 0,
              twin: twinOf(order, orders),
            })
          : null;
        break;
      }
      case "parcel": {
        const order = orders.find(({ id }) => id === lookUp.with["orderId"]);
        const parcelId = lookUp.with["parcelId"];
        facts[name] = order ? fact(parcelFact(order, now, parcelId), "carrier") : null;
        break;
      }
      default:
        return undefined;
    }
  }
  return facts;
}

export const moneyOf = (value: unknown): Money | undefined =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value
    ? money(Number(value.minor), String(value.currency))
    : undefined;

/** What would be decided about a refund, as a procedure reads it. */
export const quoteFact = (
  quote: RefundQuote,
  of: { readonly basis: RefundBasis; readonly amount: Money; readonly zone: string; readonly now: Date },
): FactRecord => ({
  value: { ...wordsOf(quote, of.zone), basis: of.basis, ...sumsOf(of.amount) },
  source: "trust",
  at: of.now.toISOString(),
});

const triggers = { instant: "instant", "after-scan": "scan", person: "person", no: "no" } as const;

/** The decision as a procedure reads it: what, why in words, and who could decide otherwise. */
function wordsOf({ decision, rating, limit, available }: RefundQuote, zone: string): Record<string, unknown> {
  const [reason] = decision.reasons;
  const sentence = (language: "zh" | "en"): string => (reason ? refundSentences(reason, language, zone).fact : "");
  return {
    trigger: triggers[decision.kind],
    stars: rating.standing === "new" ? 0 : rating.standing,
    reasons: decision.reasons.map(({ code }) => code),
    why: { zh: sentence("zh"), en: sentence("en") },
    ...(limit ? { limit: { zh: formatMoney(limit, "zh"), en: formatMoney(limit, "en") }, available } : {}),
  };
}

/** What the sum means by the platform's columns: small enough for word alone, and whose decision it takes. */
function sumsOf(amount: Money): Record<string, unknown> {
  const column = defaultPolicy.columns[amount.currency];
  return {
    smallClaim: column !== undefined && amount.minor <= column.wordOnlyUpTo,
    needs: neededFor(amount, defaultPolicy),
  };
}

const stands: Readonly<Record<Refund["state"], string>> = {
  approved: "on-its-way",
  sent: "on-its-way",
  unknown: "on-its-way",
  "waiting-scan": "after-scan",
  "waiting-person": "with-person",
  done: "done",
  refused: "refused",
  withdrawn: "none",
  failed: "failed",
  reversed: "failed",
};
/** What a customer asks about: money still to come before what is over, the newest of each. */
const askedAbout = ["on-its-way", "failed", "with-person", "after-scan", "done", "refused"];
const newsDays = 90;

/** The fact `lastRefund`: how far the refund is that somebody means who asks where their money is. */
export function lastRefundFact(refunds: readonly Refund[], orders: readonly Order[], now: Date): FactRecord {
  const newest = refunds
    .filter(({ at }) => now.getTime() - at.getTime() <= newsDays * dayMs)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const stand = (wanted: string): Refund | undefined => newest.find(({ state }) => stands[state] === wanted);
  const found = (value: Record<string, unknown>): FactRecord => ({ value, source: "trust", at: now.toISOString() });
  for (const state of askedAbout) {
    const refund = stand(state);
    const back = state === "after-scan" && !refund ? onItsWayBack(refunds, orders) : undefined;
    if (back) return found({ state, ...back });
    if (!refund) continue;
    return found({
      state,
      key: refund.intentKey,
      amount: refund.amount,
      title: titleIn(orders, refund.orderId),
      sentAt: (refund.sentAt ?? refund.at).toISOString(),
      settledAt: (refund.settledAt ?? refund.at).toISOString(),
    });
  }
  return found({ state: "none" });
}

const titleIn = (orders: readonly Order[], id: OrderId): Bilingual =>
  orders.find((order) => order.id === id)?.lines[0]?.title ?? { zh: "这一单", en: "your order" };

/** What is to be given back and no carrier has yet; its refund is begun when one has. */
function onItsWayBack(refunds: readonly Refund[], orders: readonly Order[]): Record<string, unknown> | undefined {
  for (const { id, lines, returns, amount } of orders) {
    const open = returns.find(({ scannedAt, arrivedAt, withdrawnAt }) => !scannedAt && !arrivedAt && !withdrawnAt);
    if (!open || refunds.some(({ orderId, state }) => orderId === id && stands[state] !== "none")) continue;
    const paid = lines.filter((line) => open.lineIds.includes(line.id)).map((line) => line.paid);
    return {
      key: open.id,
      amount: paid.reduce((sum, each) => add(sum, each), zero(amount.currency)),
      title: titleIn(orders, id),
    };
  }
  return undefined;
}
