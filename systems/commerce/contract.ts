import type { CustomerId, MerchantId, OrderId, ParcelId } from "@ruyi/kernel";
import { z } from "zod";

/** What zod made, with nothing left to change. */
type Frozen<T> = T extends string | number | boolean | undefined | null | Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : { readonly [Key in keyof T]: Frozen<T[Key]> };

/** Ids a shop gives: short text, unique within the merchant. The casts mint what the schema has just checked. */
const ShopId = z.string().min(1).max(120);
export const OrderIdText = ShopId as unknown as z.ZodType<OrderId, string>;
export const CustomerIdText = ShopId as unknown as z.ZodType<CustomerId, string>;
export const ParcelIdText = ShopId as unknown as z.ZodType<ParcelId, string>;
export const MerchantIdText = z.guid() as unknown as z.ZodType<MerchantId, string>;

/** The name of an intent: whoever asks for the same thing again says the same key. */
export const IntentKey = z.string().min(1).max(200);

const Instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);
export const MoneyAmount = z.strictObject({ minor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });
const BilingualText = z.object({ zh: z.string(), en: z.string() });

export const GoodsClass = z.enum(["ordinary", "fresh", "custom", "hygiene", "digital"]);
export type GoodsClass = z.infer<typeof GoodsClass>;

export const Address = z.object({
  /** ISO 3166 code of two letters. */
  country: z.string().length(2),
  region: z.string(),
  city: z.string(),
  district: z.string(),
  detail: z.string().min(1),
  recipient: z.string().min(1),
  phone: z.string().min(3),
});
export type Address = Frozen<z.infer<typeof Address>>;

export const Customer = z.object({
  id: CustomerIdText,
  name: z.string(),
  language: z.enum(["zh", "en"]),
  phone: z.string(),
  email: z.string(),
  openedAt: Instant,
  contactChangedAt: Instant.exactOptional(),
  address: Address,
});
export type Customer = Frozen<z.infer<typeof Customer>>;

export const Discount = z.object({
  kind: z.enum(["promotion", "coupon"]),
  name: BilingualText,
  amount: MoneyAmount,
});

/** One of the ways an order was paid; money goes back the way it came. */
export const Tender = z.object({
  id: z.string(),
  kind: z.enum(["wechat-pay", "alipay", "card", "gift-card", "points", "coupon"]),
  last4: z.string().length(4).exactOptional(),
  amount: MoneyAmount,
});
export type Tender = Frozen<z.infer<typeof Tender>>;

export const OrderLine = z.object({
  id: z.string(),
  productId: z.string(),
  title: BilingualText,
  /** What people call the product, in both languages. */
  words: z.array(z.string()),
  variant: BilingualText.exactOptional(),
  /** What kind of goods it is, where the shop says so; an article may be for one. */
  category: BilingualText.exactOptional(),
  quantity: z.int().positive(),
  /** Of one piece, before discounts. */
  listPrice: MoneyAmount,
  discounts: z.array(Discount),
  /** Of the whole line after discounts, to the cent: the most that may come back for it. */
  paid: MoneyAmount,
  weightGrams: z.int().nonnegative(),
  class: GoodsClass,
  /** May be given back without a reason; where false, the shop said so before purchase. */
  returnable: z.boolean(),
});
export type OrderLine = Frozen<z.infer<typeof OrderLine>>;

export const Scan = z.object({
  at: Instant,
  place: BilingualText,
  kind: z.enum([
    "collected",
    "departed",
    "arrived",
    "customs-entered",
    "customs-held",
    "customs-released",
    "out-for-delivery",
    "attempted",
    "delivered",
    "lost",
    "returned",
  ]),
  weightGrams: z.int().exactOptional(),
});
export type Scan = Frozen<z.infer<typeof Scan>>;

export const ParcelState = z.enum([
  "waiting",
  "in-transit",
  "customs-held",
  "out-for-delivery",
  "delivered",
  "lost",
  "returned",
]);
export type ParcelState = z.infer<typeof ParcelState>;

export const Trace = z.object({ id: z.string(), openedAt: Instant, answerBy: Instant });
export type Trace = Frozen<z.infer<typeof Trace>>;

export const Parcel = z.object({
  id: ParcelIdText,
  trackingNumber: z.string(),
  carrier: z.string(),
  carrierName: BilingualText,
  crossBorder: z.boolean(),
  state: ParcelState,
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int().positive() })),
  /** As the shop packed it; a scan's weight is the carrier's. */
  weightGrams: z.int().nonnegative(),
  /** Oldest first. */
  scans: z.array(Scan),
  expectedAt: Instant.exactOptional(),
  deliveredAt: Instant.exactOptional(),
  deliveryProof: z
    .object({
      kind: z.enum(["signature", "photo", "locker", "none"]),
      place: BilingualText,
      /** The customer took it in person or had agreed to this place. */
      agreed: z.boolean(),
      lockerOpenedAt: Instant.exactOptional(),
    })
    .exactOptional(),
  held: z.object({ reason: z.enum(["identity-paper", "duty-unpaid"]), needs: BilingualText }).exactOptional(),
  trace: Trace.exactOptional(),
  /** When the shop packed it, where it says so. */
  packedAt: Instant.exactOptional(),
  /** Sent again in place of goods that were lost, missing or wrong. */
  resend: z.boolean().exactOptional(),
});
export type Parcel = Frozen<z.infer<typeof Parcel>>;

/**
 * `pending` is on its way to the payment side; `reversed` was done and came back undone; `unknown` must be asked for
 * again by its key, never sent again under another.
 */
export const RefundState = z.enum(["requested", "pending", "done", "failed", "reversed", "unknown"]);
export type RefundState = z.infer<typeof RefundState>;

export const RefundShare = z.object({ tenderId: z.string(), kind: Tender.shape.kind, amount: MoneyAmount });
export type RefundShare = Frozen<z.infer<typeof RefundShare>>;

export const Refund = z.object({
  key: IntentKey,
  orderId: OrderIdText,
  amount: MoneyAmount,
  /** The lines it is for; empty when it is for none in particular. */
  lineIds: z.array(z.string()),
  reason: z.string(),
  state: RefundState,
  requestedAt: Instant,
  /** When it took its present state, once that is done, failed or reversed. */
  settledAt: Instant.exactOptional(),
  /** Where the money goes: the tenders it came from. */
  tenders: z.array(RefundShare),
});
export type Refund = Frozen<z.infer<typeof Refund>>;

export const Return = z.object({
  id: z.string(),
  /** Written on the parcel that comes back. */
  code: z.string(),
  lineIds: z.array(z.string()),
  at: Instant,
  sendBy: Instant,
  /** First scan of a carrier; a number somebody typed is none. */
  scannedAt: Instant.exactOptional(),
  arrivedAt: Instant.exactOptional(),
  /** Called off before any carrier had it. */
  withdrawnAt: Instant.exactOptional(),
});
export type Return = Frozen<z.infer<typeof Return>>;

/** Where the goods are; what came back in money stands in `refunded` and `refunds`. */
export const OrderState = z.enum([
  "unpaid",
  "paid",
  "picking",
  "partly-shipped",
  "shipped",
  "delivered",
  "returned",
  "cancelled",
]);
export type OrderState = z.infer<typeof OrderState>;

/** An order as a shop writes it down. */
export const OrderRecord = z.object({
  id: OrderIdText,
  merchantId: MerchantIdText,
  customerId: CustomerIdText,
  /** Shown to people; the last four digits tell one customer's orders apart. */
  number: z.string(),
  placedAt: Instant,
  /** By when the shop has promised to have it there. */
  promisedBy: Instant,
  state: OrderState,
  lines: z.array(OrderLine),
  /** All lines and the shipping fee. */
  amount: MoneyAmount,
  shippingFee: MoneyAmount,
  /** Empty while unpaid; otherwise they sum to the amount. */
  tenders: z.array(Tender),
  address: Address,
  parcels: z.array(Parcel),
  returns: z.array(Return),
  cancelledLineIds: z.array(z.string()),
});
export type OrderRecord = Frozen<z.infer<typeof OrderRecord>>;

export const Order = OrderRecord.extend({
  /** Sent back or on its way back: everything asked for that neither failed nor was reversed. */
  refunded: MoneyAmount,
  /** Oldest first. */
  refunds: z.array(Refund),
});
export type Order = Frozen<z.infer<typeof Order>>;

export const RefusalReason = z.enum([
  "no-such-order",
  "no-such-line",
  "no-such-parcel",
  "no-such-return",
  "unpaid",
  "being-picked",
  "already-shipped",
  "already-cancelled",
  "not-shipped",
  "not-delivered",
  "already-delivered",
  "already-returned",
  "return-already-open",
  "return-on-its-way",
  "nothing-left",
  "tender-exhausted",
  "wrong-currency",
  "not-above-zero",
  "out-of-stock",
  "key-reused",
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** A change asked of the shop. The key that names the intent travels beside it. */
export const ShopAction = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), orderId: OrderIdText, lineIds: z.array(z.string()).exactOptional() }),
  z.object({ kind: z.literal("change-address"), orderId: OrderIdText, address: Address }),
  z.object({ kind: z.literal("create-return"), orderId: OrderIdText, lineIds: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal("cancel-return"), orderId: OrderIdText, returnId: z.string().min(1) }),
  z.object({
    kind: z.literal("refund"),
    orderId: OrderIdText,
    amount: MoneyAmount,
    lineIds: z.array(z.string()).exactOptional(),
    /** One tender only; without it each gets its share. */
    tenderId: z.string().exactOptional(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal("request-trace"), parcelId: ParcelIdText }),
  z.object({ kind: z.literal("reship"), orderId: OrderIdText, lineIds: z.array(z.string()).min(1) }),
]);
export type ShopAction = Frozen<z.infer<typeof ShopAction>>;
export type ActionKind = ShopAction["kind"];

/** What each change answers when it is done. */
export const actionResults = {
  cancel: z.object({ orderId: OrderIdText, cancelledLineIds: z.array(z.string()) }),
  "change-address": z.object({ orderId: OrderIdText, address: Address }),
  "create-return": z.object({ returnId: z.string(), code: z.string(), sendBy: Instant }),
  "cancel-return": z.object({ returnId: z.string() }),
  refund: Refund,
  "request-trace": z.object({ traceId: z.string(), answerBy: Instant }),
  reship: z.object({ parcelId: ParcelIdText, shipsBy: Instant }),
} satisfies Record<ActionKind, z.ZodType>;
export type ActionResult<Kind extends ActionKind> = Frozen<z.infer<(typeof actionResults)[Kind]>>;
