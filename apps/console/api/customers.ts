import { MadePromise } from "@ruyi/desk/contract";
import { CustomerOrders, CustomersFound, CustomerView, type OrderView, UnmaskedContact } from "@ruyi/server/contract";
import { RatingView, RefundSummary } from "@ruyi/trust/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Found = z.infer<typeof CustomersFound>;
export type Customer = z.infer<typeof CustomerView>;
export type Order = z.infer<typeof OrderView>;
export type Rating = z.infer<typeof RatingView>;
export type Refund = z.infer<typeof RefundSummary>;

const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Customers: finding them, and one with everything known, part by part. */
export function customers(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "customers", ...rest];
  return {
    find: (merchant: string, find: string | undefined) => call(CustomersFound, "GET", pathOf(at(merchant), { find })),
    one: (merchant: string, id: string) => call(CustomerView, "GET", pathOf(at(merchant, id))),
    orders: (merchant: string, id: string) => call(CustomerOrders, "GET", pathOf(at(merchant, id, "orders"))),
    rating: (merchant: string, id: string) => call(RatingView, "GET", pathOf(at(merchant, id, "rating"))),
    refunds: (merchant: string, id: string, cursor: string | undefined) =>
      call(
        pageOf(RefundSummary),
        "GET",
        pathOf(["merchants", merchant, "refunds"], { customer: id, cursor, limit: 20 }),
      ),
    promises: (merchant: string, id: string, cursor: string | undefined) =>
      call(pageOf(MadePromise), "GET", pathOf(at(merchant, id, "promises"), { cursor, limit: 20 })),
    /** The contact whole; who asked and why is kept. */
    contact: (merchant: string, id: string, reason: string) =>
      call(UnmaskedContact, "POST", pathOf(at(merchant, id, "contact")), { reason }),
  };
}
