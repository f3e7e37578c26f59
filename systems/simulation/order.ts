import { type Random, add, after, dayMs, orderId, zero } from "@ruyi/kernel";
import { dayDigits } from "./calendar.ts";
import { type BasketItem, type Offer, linesOf, offersFor, shippingFeeFor, sumOf, tendersFor } from "./checkout.ts";
import type { Customer, Merchant, Order, OrderLine, Parcel, PastRefund, Tender } from "./market.ts";
import { type Journey, ship } from "./parcel.ts";

export type Draft = {
  readonly merchant: Merchant;
  readonly customer: Customer;
  /** Position among all orders of the market; it makes the number. */
  readonly ordinal: number;
  readonly placedAt: Date;
  readonly basket: readonly BasketItem[];
  readonly offers?: readonly Offer[];
  readonly tender?: Pick<Tender, "kind" | "last4">;
  readonly freeShipping?: boolean;
};

/**
 * Twelve digits: the local day, then a scattered ordinal. 7919 shares no factor with ten, so the last four digits
 * differ between any two orders less than ten thousand apart.
 */
function numberOf(placedAt: Date, zone: string, ordinal: number): string {
  return dayDigits(placedAt, zone) + String((ordinal * 7_919 + 304_021) % 1_000_000).padStart(6, "0");
}

export const isAbroad = (merchant: Merchant, customer: Customer): boolean =>
  customer.address.country !== (merchant.currency === "CNY" ? "CN" : "US");

/** A paid order on which nobody has yet worked. */
export function placeOrder(random: Random, draft: Draft): Order {
  const { merchant, customer, placedAt, basket } = draft;
  const { currency } = merchant;
  const lines = linesOf(basket, draft.offers ?? offersFor(random, basket, currency), currency);
  const goods = sumOf(
    currency,
    lines.map((line) => line.paid),
  );
  const shippingFee = draft.freeShipping ? zero(currency) : shippingFeeFor(goods);
  const amount = add(goods, shippingFee);
  const number = numberOf(placedAt, merchant.zone, draft.ordinal);
  return {
    id: orderId(`${merchant.slug.slice(0, 2)}-${number}`),
    merchantId: merchant.id,
    customerId: customer.id,
    number,
    placedAt,
    promisedBy: after(placedAt, (isAbroad(merchant, customer) ? 12 : 5) * dayMs),
    state: "paid",
    lines,
    amount,
    shippingFee,
    tenders: draft.tender ? [{ id: "tender-1", ...draft.tender, amount }] : tendersFor(random, amount),
    address: customer.address,
    parcels: [],
    refunds: [],
    returns: [],
    cancelledLineIds: [],
  };
}

const isOver = (parcel: Parcel): boolean => parcel.state === "delivered";

/** Sends some lines off in one parcel; the order's state follows from what has left and what has arrived. */
export function shipLines(
  random: Random,
  order: Order,
  lines: readonly OrderLine[],
  collectedAt: Date,
  journey: Journey,
  shortGrams = 0,
): Order {
  const parcel = ship(random, {
    id: `${order.id}-p${order.parcels.length + 1}`,
    lines,
    address: order.address,
    chilled: lines.some((line) => line.class === "fresh"),
    collectedAt,
    journey,
    shortGrams,
  });
  const parcels = [...order.parcels, parcel];
  const shipped = new Set(
    parcels.filter(({ state }) => state !== "waiting").flatMap((one) => one.lines.map((line) => line.lineId)),
  );
  const all = order.lines.every((line) => shipped.has(line.id));
  const state = !all
    ? shipped.size > 0
      ? "partly-shipped"
      : "picking"
    : parcels.every(isOver)
      ? "delivered"
      : "shipped";
  return { ...order, parcels, state };
}

/** All of it, shipping fee included, sent back where it came from. */
export const refundAll = (order: Order, at: Date, reason: string): Order =>
  refund(order, { amount: order.amount, lineIds: order.lines.map((line) => line.id), at, reason });

export const refund = (order: Order, past: Omit<PastRefund, "key">): Order => ({
  ...order,
  refunds: [...order.refunds, { key: `past-${order.id}-${order.refunds.length + 1}`, ...past }],
});
