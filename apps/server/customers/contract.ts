import { MoneyAmount, OrderState, ParcelState, RefundState, Scan, Tender } from "@ruyi/commerce/contract";
import { z } from "zod";

/** Wire shapes of a customer as the shop knows them, with where each thing comes from and how old it is. */

const Words = z.object({ zh: z.string(), en: z.string() });
const Standing = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal("new")]);

/** `last-known`: the shop does not answer, and this is what it said at `readAt`; `unknown`: nothing is known. */
const Told = <Value extends z.ZodType>(value: Value) =>
  z.object({
    state: z.enum(["known", "last-known", "unknown", "absent"]),
    source: z.literal("shop"),
    readAt: z.string().nullable(),
    value: value.nullable(),
  });

export const CustomerFound = z
  .object({
    id: z.string(),
    /** Masked. Null where only we know the id, and the shop does not answer. */
    name: z.string().nullable(),
    language: z.enum(["zh", "en"]).nullable(),
    city: z.string().nullable(),
    standing: Standing,
  })
  .meta({ id: "CustomerFound" });

export const CustomersFound = z.object({
  shop: z.object({ state: z.enum(["known", "unknown"]), readAt: z.string().nullable() }),
  items: z.array(CustomerFound),
});

const Contact = z.object({
  phone: z.string(),
  email: z.string(),
  address: z.object({ country: z.string(), region: z.string(), city: z.string() }),
});

export const CustomerView = z
  .object({
    id: z.string(),
    profile: Told(
      z.object({
        name: z.string(),
        language: z.enum(["zh", "en"]),
        openedAt: z.string(),
        contactChangedAt: z.string().nullable(),
        /** Masked; to see it whole is an act of its own, on record with its reason. */
        contact: Contact,
      }),
    ),
  })
  .meta({ id: "Customer" });

export const UnmaskedContact = z.object({
  readAt: z.string(),
  phone: z.string(),
  email: z.string(),
  address: z.object({
    country: z.string(),
    region: z.string(),
    city: z.string(),
    district: z.string(),
    detail: z.string(),
    recipient: z.string(),
    phone: z.string(),
  }),
});

export const OrderView = z
  .object({
    id: z.string(),
    number: z.string(),
    state: OrderState,
    placedAt: z.string(),
    promisedBy: z.string(),
    amount: MoneyAmount,
    refunded: MoneyAmount,
    lines: z.array(
      z.object({
        id: z.string(),
        title: Words,
        variant: Words.nullable(),
        quantity: z.int(),
        paid: MoneyAmount,
        isCancelled: z.boolean(),
      }),
    ),
    tenders: z.array(z.object({ kind: Tender.shape.kind, last4: z.string().nullable(), amount: MoneyAmount })),
    parcels: z.array(
      z.object({
        id: z.string(),
        carrier: Words,
        trackingNumber: z.string(),
        state: ParcelState,
        expectedAt: z.string().nullable(),
        deliveredAt: z.string().nullable(),
        /** The newest first. */
        scans: z.array(z.object({ at: z.string(), place: Words, kind: Scan.shape.kind })),
      }),
    ),
    returns: z.array(
      z.object({
        id: z.string(),
        at: z.string(),
        sendBy: z.string(),
        scannedAt: z.string().nullable(),
        arrivedAt: z.string().nullable(),
      }),
    ),
    /** As the shop has them; ours stand under `refunds`. */
    refunds: z.array(z.object({ amount: MoneyAmount, state: RefundState, requestedAt: z.string() })),
  })
  .meta({ id: "CustomerOrder" });

export const CustomerOrders = Told(z.array(OrderView));
