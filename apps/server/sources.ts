import { type Clock, type CustomerId, minuteMs, type MerchantId, type Money, type OrderId } from "@ruyi/kernel";
import type { Commerce, Order } from "@ruyi/commerce";
import type { AskingConversation, FactRecord, LookUp, Sources } from "@ruyi/desk";
import type { RefundBasis, Trust } from "@ruyi/trust";
import { factsFromOrders, type KnownOrders, moneyOf, nothingFor, quoteFact } from "./facts.ts";
import { sketchOf } from "./order-facts.ts";

/** Orders and parcels older than this are read again (SERVICE-STANDARD §0, Facts). */
const freshMs = 10 * minuteMs;
const keptAtMost = 20_000;
const ordersAtMost = 40;

type Known = KnownOrders & { readonly readAt: number };

export type SourceDeps = {
  readonly commerce: Commerce;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly zoneOf: (merchantId: MerchantId) => Promise<string>;
  readonly onError: (error: unknown) => void;
};

export type FactSources = Sources & {
  /** Something changed at the shop: what is remembered of this customer is read anew. */
  readonly forget: (merchantId: MerchantId, customerId: CustomerId) => void;
  readonly orderOf: (merchantId: MerchantId, orderId: OrderId) => Promise<Order | undefined>;
};

/** Where procedures' facts come from: shop and carrier through `commerce`, money and rating through `trust`. */
export function createSources({ commerce, trust, clock, zoneOf, onError }: SourceDeps): FactSources {
  const known = new Map<string, Known>();
  const zones = new Map<MerchantId, string>();

  const keyOf = (merchantId: MerchantId, customerId: CustomerId): string => `${merchantId} ${customerId}`;

  const remember = (merchantId: MerchantId, customerId: CustomerId, held: Known): void => {
    const key = keyOf(merchantId, customerId);
    known.delete(key);
    known.set(key, held);
    const [oldest] = known.keys();
    if (known.size > keptAtMost && oldest !== undefined) known.delete(oldest);
  };

  const readOrders = async (merchantId: MerchantId, customerId: CustomerId): Promise<Known | undefined> => {
    const reading = await commerce.ordersOf(merchantId, customerId, { limit: ordersAtMost });
    if (!zones.has(merchantId)) zones.set(merchantId, await zoneOf(merchantId));
    if (reading.kind === "unknown") return undefined;
    const orders = reading.kind === "found" ? reading.value : [];
    const readAt = clock.now().getTime();
    const open = orders.filter(({ state }) => state === "unpaid" || state === "paid" || state === "picking");
    const addressChanges = await commerce.addressChanges(
      merchantId,
      open.map(({ id }) => id),
    );
    const held = { sketches: orders.map(sketchOf), orders, addressChanges, readAt };
    remember(merchantId, customerId, held);
    return held;
  };

  const quoteOf = async (
    merchantId: MerchantId,
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
    const zone = zones.get(merchantId) ?? "UTC";
    return quoteFact(quote, { basis, amount, zone, now: clock.now() });
  };

  return {
    peek(conversation, lookUp, now) {
      const { merchantId, customerId } = conversation;
      if (customerId === undefined) return nothingFor(lookUp);
      const held = known.get(keyOf(merchantId, customerId));
      const zone = zones.get(merchantId);
      if (!held || zone === undefined || now.getTime() - held.readAt > freshMs) return undefined;
      return factsFromOrders(lookUp, held, zone, now);
    },

    async lookUp(conversation, lookUp) {
      const { merchantId, customerId } = conversation;
      if (customerId === undefined) return nothingFor(lookUp);
      const kept = known.get(keyOf(merchantId, customerId));
      const isFresh = kept && clock.now().getTime() - kept.readAt <= freshMs;
      const held = isFresh ? kept : await readOrders(merchantId, customerId);
      if (!held) return nothingFor(lookUp);
      const zone = zones.get(merchantId) ?? "UTC";
      const facts = factsFromOrders(lookUp, held, zone, clock.now());
      if (facts) return facts;
      return lookUp.facts.includes("quote")
        ? { quote: await quoteOf(merchantId, customerId, lookUp, held.orders) }
        : nothingFor(lookUp);
    },

    warm({ merchantId, customerId }: AskingConversation) {
      if (customerId === undefined) return;
      const held = known.get(keyOf(merchantId, customerId));
      if (held && clock.now().getTime() - held.readAt < freshMs / 2) return;
      readOrders(merchantId, customerId).catch(onError);
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
