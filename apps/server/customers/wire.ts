import type { Customer, Order } from "@ruyi/commerce";
import type { z } from "zod";
import type * as shape from "./contract.ts";
import type { Told } from "./last-known.ts";
import { maskContact } from "./mask.ts";

const text = (at: Date | undefined): string | null => at?.toISOString() ?? null;

export const toldOut = <T, Out>(told: Told<T>, out: (value: T) => Out) => ({
  state: told.state,
  source: "shop" as const,
  readAt: "readAt" in told ? told.readAt.toISOString() : null,
  value: "value" in told ? out(told.value) : null,
});

export const profileOut = (customer: Customer) => ({
  name: customer.name,
  language: customer.language,
  openedAt: customer.openedAt.toISOString(),
  contactChangedAt: text(customer.contactChangedAt),
  contact: maskContact(customer),
});

/** An order without the address: where it went is the customer's own. */
export const orderOut = (order: Order): z.input<typeof shape.OrderView> => ({
  ...{ id: order.id, number: order.number, state: order.state, amount: order.amount, refunded: order.refunded },
  placedAt: order.placedAt.toISOString(),
  promisedBy: order.promisedBy.toISOString(),
  lines: order.lines.map(({ id, title, variant, quantity, paid }) => ({
    ...{ id, title, variant: variant ?? null, quantity, paid },
    isCancelled: order.cancelledLineIds.includes(id),
  })),
  tenders: order.tenders.map(({ kind, last4, amount }) => ({ kind, last4: last4 ?? null, amount })),
  parcels: order.parcels.map(({ id, carrierName, trackingNumber, state, expectedAt, deliveredAt, scans }) => ({
    ...{ id, carrier: carrierName, trackingNumber, state },
    expectedAt: text(expectedAt),
    deliveredAt: text(deliveredAt),
    scans: scans.toReversed().map(({ at, place, kind }) => ({ at: at.toISOString(), place, kind })),
  })),
  returns: order.returns.map(({ id, at, sendBy, scannedAt, arrivedAt }) => ({
    ...{ id, at: at.toISOString(), sendBy: sendBy.toISOString() },
    ...{ scannedAt: text(scannedAt), arrivedAt: text(arrivedAt) },
  })),
  refunds: order.refunds.map(({ amount, state, requestedAt }) => ({
    ...{ amount, state, requestedAt: requestedAt.toISOString() },
  })),
});
