import { type Clock, type CustomerId, minuteMs, type MerchantId, type Money, type OrderId } from "@ruyi/kernel";
import type { Commerce, Order } from "@ruyi/commerce";
import type { AskingConversation, FactRecord, LookUp, OrderCard, Sources } from "@ruyi/desk";
import type { RefundBasis, Trust } from "@ruyi/trust";
import { factsFromOrders, type KnownOrders, lastRefundFact, moneyOf, nothingFor, quoteFact } from "./facts.ts";
import { circumstancesFrom, type Known as Circumstances } from "./answers/circumstances.ts";
import { cardFrom, cardOf, likelyOrders, sketchOf } from "./order-facts.ts";

/** Orders and parcels older than this are read again (SERVICE-STANDARD §0, Facts). */
const freshMs = 10 * minuteMs;
const keptAtMost = 20_000;
const ordersAtMost = 40;
const likelyAtMost = 4;
const refundsAtMost = 20;

type Known = KnownOrders & { readonly readAt: number };

export type SourceDeps = {
  readonly commerce: Commerce;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** Whether something a customer may be told depends on their standing; it is not looked up otherwise. */
  readonly asksForStars?: (merchantId: MerchantId) => Promise<boolean>;
};

export type FactSources = Sources & {
  /** Something changed at the shop: what is remembered of this customer is read anew. */
  readonly forget: (merchantId: MerchantId, customerId: CustomerId) => void;
  /** What is at hand of who asks; nothing is asked for. */
  readonly circumstancesOf: (merchantId: MerchantId, customerId: CustomerId, now: Date) => Circumstances;
  readonly orderOf: (merchantId: MerchantId, orderId: OrderId) => Promise<Order | undefined>;
  /** The orders a customer most likely comes for, likeliest first; undefined when the shop does not answer. */
  readonly likelyOf: (merchantId: MerchantId, customerId: CustomerId) => Promise<readonly OrderCard[] | undefined>;
};

/** Where procedures' facts come from: shop and carrier through `commerce`, money and rating through `trust`. */
export function createSources({ commerce, trust, clock, onError, asksForStars }: SourceDeps): FactSources {
  const known = new Map<string, Known>();
  const standings = new Map<string, { readonly stars: number; readonly readAt: number }>();

  const keyOf = (merchantId: MerchantId, customerId: CustomerId): string => `${merchantId} ${customerId}`;

  function keepLast<V>(all: Map<string, V>, key: string, held: V): void {
    all.delete(key);
    all.set(key, held);
    const [oldest] = all.keys();
    if (all.size > keptAtMost && oldest !== undefined) all.delete(oldest);
  }

  async function readStanding(merchantId: MerchantId, customerId: CustomerId): Promise<void> {
    if (!(await asksForStars?.(merchantId))) return;
    const { standing } = await trust.rating(merchantId, customerId);
    const stars = standing === "new" ? 0 : standing;
    keepLast(standings, keyOf(merchantId, customerId), { stars, readAt: clock.now().getTime() });
  }

  const readOrders = async (merchantId: MerchantId, customerId: CustomerId): Promise<Known | undefined> => {
    const reading = await commerce.ordersOf(merchantId, customerId, { limit: ordersAtMost });
    if (reading.kind === "unknown") return undefined;
    const orders = reading.kind === "found" ? reading.value : [];
    const readAt = clock.now().getTime();
    const open = orders.filter(({ state }) => state === "unpaid" || state === "paid" || state === "picking");
    const addressChanges = await commerce.addressChanges(
      merchantId,
      open.map(({ id }) => id),
    );
    const held = { sketches: orders.map(sketchOf), orders, addressChanges, readAt };
    keepLast(known, keyOf(merchantId, customerId), held);
    return held;
  };

  /** From memory where that is fresh, else from the shop. */
  const freshOrders = (merchantId: MerchantId, customerId: CustomerId): Promise<Known | undefined> => {
    const kept = known.get(keyOf(merchantId, customerId));
    const isFresh = kept && clock.now().getTime() - kept.readAt <= freshMs;
    return isFresh ? Promise.resolve(kept) : readOrders(merchantId, customerId);
  };

  const quoteOf = async (
    { merchantId, zone }: AskingConversation,
    customerId: CustomerId,
    lookUp: LookUp,
    orders: readonly Order[],
  ): Promise<FactRecord | null> => {
    const order = orders.find(({ id }) => id === lookUp.with["orderId"]);
    const amount = moneyOf(lookUp.with["amount"]);
    if (!order || !amount || amount.minor <= 0) return null;
    const basis = String(lookUp.with["basis"]) as RefundBasis;
    const quote = await trust.quote(merchantId, {
      customerId,
      orderId: order.id,
      amount,
      paid: order.amount,
      refunded: order.refunded,
      basis,
      evidence: lookUp.with["evidence"] === "shown" ? "shown" : "word",
    });
    return quoteFact(quote, { basis, amount, zone, now: clock.now() });
  };

  return {
    peek(conversation, lookUp, now) {
      const { merchantId, customerId, zone } = conversation;
      if (customerId === undefined) return nothingFor(lookUp);
      const held = known.get(keyOf(merchantId, customerId));
      if (!held || now.getTime() - held.readAt > freshMs) return undefined;
      return factsFromOrders(lookUp, held, zone, now);
    },

    async lookUp(conversation, lookUp) {
      const { merchantId, customerId, zone } = conversation;
      if (customerId === undefined) return nothingFor(lookUp);
      const held = await freshOrders(merchantId, customerId);
      if (!held) return nothingFor(lookUp);
      const facts = factsFromOrders(lookUp, held, zone, clock.now());
      if (facts) return facts;
      if (lookUp.facts.includes("lastRefund")) {
        const refunds = await trust.refunds(merchantId, { customerId }, refundsAtMost);
        return { lastRefund: lastRefundFact(refunds, held.orders, clock.now()) };
      }
      return lookUp.facts.includes("quote")
        ? { quote: await quoteOf(conversation, customerId, lookUp, held.orders) }
        : nothingFor(lookUp);
    },

    warm({ merchantId, customerId }: AskingConversation) {
      if (customerId === undefined) return;
      readStanding(merchantId, customerId).catch(onError);
      const held = known.get(keyOf(merchantId, customerId));
      if (held && clock.now().getTime() - held.readAt < freshMs / 2) return;
      readOrders(merchantId, customerId).catch(onError);
    },

    circumstancesOf(merchantId, customerId, now) {
      const key = keyOf(merchantId, customerId);
      const isFresh = ({ readAt }: { readonly readAt: number }): boolean => now.getTime() - readAt <= freshMs;
      const [orders, standing] = [known.get(key), standings.get(key)];
      const stars = standing && isFresh(standing) ? standing.stars : undefined;
      return circumstancesFrom(orders && isFresh(orders) ? orders.orders : [], stars, now);
    },

    cardOf: cardFrom,

    async likelyOf(merchantId, customerId) {
      const held = await freshOrders(merchantId, customerId);
      const now = clock.now();
      const readAt = new Date(held?.readAt ?? 0);
      return held && likelyOrders(held.orders, now, likelyAtMost).flatMap((order) => cardOf(order, now, readAt) ?? []);
    },

    async recall({ merchantId, customerId }, key) {
      const [what = "", id = ""] = splitOnce(key, ":");
      if (what === "settled") {
        const refund = await trust.refund(merchantId, { intentKey: id });
        if (!refund || !["done", "failed", "reversed"].includes(refund.state)) return undefined;
        return { refund: settledFact(id, refund.state, refund.amount, clock.now()) };
      }
      if (customerId === undefined) return undefined;
      const held = await readOrders(merchantId, customerId);
      const back = held?.orders.flatMap(({ returns }) => returns).find((each) => each.id === id);
      if (!back) return undefined;
      const at = what === "goods-scanned" ? (back.scannedAt ?? back.arrivedAt) : back.arrivedAt;
      return at
        ? { parcelBack: { value: { returnId: id, at: at.toISOString() }, source: "carrier", at: at.toISOString() } }
        : undefined;
    },

    forget: (merchantId, customerId) => void known.delete(keyOf(merchantId, customerId)),

    async orderOf(merchantId, orderId) {
      const reading = await commerce.order(merchantId, orderId);
      return reading.kind === "found" ? reading.value : undefined;
    },
  };
}

/** A refund whose end is known, as procedures that waited for it see it. */
export const settledFact = (key: string, state: string, amount: Money, now: Date): FactRecord => ({
  value: { key, state, amount },
  source: "pay",
  at: now.toISOString(),
});

const splitOnce = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
};
