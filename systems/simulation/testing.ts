import type { CustomerId } from "@ruyi/kernel";
import { generateMarket } from "./generate.ts";
import type { Market, Order } from "./market.ts";

/** Noon in Shanghai on an ordinary Tuesday. */
export const marketNoon = new Date("2026-11-24T04:00:00Z");

/** A small market with all the regulars, quick enough to make in every test. */
export const aMarket = (plan: { seed?: number; now?: Date; customers?: number; orders?: number } = {}): Market =>
  generateMarket({ seed: 7, now: marketNoon, customers: 60, orders: 400, ...plan });

export const ordersOf = (market: Market, slug: string, customerId: CustomerId | string): Order[] => {
  const merchant = market.merchants.find((one) => one.slug === slug);
  return market.orders.filter((order) => order.merchantId === merchant?.id && order.customerId === customerId);
};
