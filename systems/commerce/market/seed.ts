import { type CustomerId, type MerchantId, type Money, after, hourMs } from "@ruyi/kernel";
import type { Customer, OrderRecord } from "../contract.ts";
import type { WorldOrder } from "./living.ts";
import { decideRefund, type RefundRow } from "./refund.ts";

/** A refund of the past, long settled. */
export type SeedRefund = {
  readonly key: string;
  readonly amount: Money;
  readonly lineIds: readonly string[];
  readonly reason: string;
  readonly at: Date;
};

/** The market to begin with, in plain objects; extra fields are left out. */
export type SeedMarket = {
  readonly now: Date;
  readonly merchants: readonly { readonly id: MerchantId }[];
  readonly customers: readonly (Customer & { readonly merchantId: MerchantId })[];
  readonly orders: readonly (OrderRecord & { readonly refunds: readonly SeedRefund[] })[];
  /** What the world knows and shops do not: it moves parcels by it and shows it to nobody. */
  readonly hidden?: {
    readonly tempers: readonly {
      readonly merchantId: MerchantId;
      readonly customerId: CustomerId;
      readonly temper: "honest" | "careless" | "abusive";
    }[];
  };
};

export type SeedRows = {
  readonly customers: readonly { readonly merchantId: MerchantId; readonly customer: Customer }[];
  readonly orders: readonly WorldOrder[];
  readonly refunds: readonly (RefundRow & { readonly merchantId: MerchantId })[];
};

/** Past refunds are shared over tenders by the rule that shares new ones. Throws when an order gave back too much. */
function refundsOf(order: SeedMarket["orders"][number]): SeedRows["refunds"] {
  const rows: (RefundRow & { readonly merchantId: MerchantId })[] = [];
  for (const { key, amount, lineIds, reason, at } of order.refunds) {
    const facts = { tenders: order.tenders, currency: order.amount.currency, earlier: rows };
    const decision = decideRefund(facts, { amount }, after(at, hourMs));
    if ("refused" in decision) {
      throw new Error(
        `Order ${order.id} cannot have given back ${amount.minor} ${amount.currency}: ${decision.refused}.`,
      );
    }
    const { id: orderId, merchantId } = order;
    const { shares } = decision;
    rows.push({
      merchantId,
      key,
      orderId,
      amount,
      lineIds,
      reason,
      shares,
      requestedAt: at,
      settlesAt: at,
      fails: false,
    });
  }
  return rows;
}

/** A return that should have come long ago, or that of somebody who sends nothing back, does not come by itself. */
function habitOf(order: OrderRecord, temper: string | undefined, now: Date): WorldOrder["returnHabit"] {
  const overdue = order.returns.some((one) => !one.scannedAt && one.sendBy < now);
  if (overdue || temper === "abusive") return "never";
  return temper === "careless" ? "late" : undefined;
}

/** Turns a market into rows of the shop's books. */
export function seedRows(market: SeedMarket): SeedRows {
  const nameOf = (merchantId: MerchantId, customerId: CustomerId): string => `${merchantId}/${customerId}`;
  const tempers = new Map(market.hidden?.tempers.map((one) => [nameOf(one.merchantId, one.customerId), one.temper]));
  return {
    customers: market.customers.map(({ merchantId, ...customer }) => ({ merchantId, customer })),
    orders: market.orders.map(({ refunds: _refunds, ...order }) => {
      const returnHabit = habitOf(order, tempers.get(nameOf(order.merchantId, order.customerId)), market.now);
      return returnHabit ? { ...order, returnHabit } : order;
    }),
    refunds: market.orders.flatMap(refundsOf),
  };
}
