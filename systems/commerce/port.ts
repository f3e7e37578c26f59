import type { CustomerId, OrderId, ParcelId } from "@ruyi/kernel";
import type { ActionKind, ActionResult, Customer, Order, Refund, RefusalReason, ShopAction } from "./contract.ts";

/** What came of asking for a change. `unknown` is not no: ask again by the key. */
export type Outcome<Kind extends ActionKind> =
  | { readonly kind: "done"; readonly value: ActionResult<Kind> }
  | { readonly kind: "refused"; readonly reason: RefusalReason }
  | { readonly kind: "unknown" };

/** What came of looking something up; `readAt` is the fact's age. */
export type Reading<T> =
  | { readonly kind: "found"; readonly value: T; readonly readAt: Date }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/** What the shop knows of a key. `never-seen` means that as of now nothing was done under it. */
export type KeyReading =
  | { readonly kind: "settled"; readonly action: ActionKind; readonly outcome: SettledOutcome }
  | { readonly kind: "never-seen" }
  | { readonly kind: "unknown" };

export type SettledOutcome = Exclude<Outcome<ActionKind>, { readonly kind: "unknown" }>;

/** An intent's own particulars, without the kind: `Asked<"refund">` is what a refund needs, with its key. */
export type Asked<Kind extends ActionKind> = Omit<Extract<ShopAction, { readonly kind: Kind }>, "kind"> & {
  readonly key: string;
};

/**
 * One merchant's shop, as Ruyi needs it. Every adapter keeps these promises (`port-suite.ts` checks them):
 * - a key names one intent: asked twice, also at once, it is done once and answers the same;
 * - a key used for another intent is refused with `key-reused`;
 * - refunds never sum to more than was paid, in exact minor units;
 * - `cancel` moves no money: the refund is a step of its own;
 * - a lost answer can be found again by `byKey`.
 */
export type ShopPort = {
  readonly customer: (customerId: CustomerId) => Promise<Reading<Customer>>;
  /**
   * Whom somebody may mean by a customer's id, an order's number, its last four digits, or the beginning of a name.
   * The surest first; found with none when it is nobody.
   */
  readonly find: (text: string, page: { readonly limit: number }) => Promise<Reading<readonly Customer[]>>;
  /** Newest first; `absent` when the shop has no such customer. */
  readonly ordersOf: (customerId: CustomerId, page: { readonly limit: number }) => Promise<Reading<readonly Order[]>>;
  readonly order: (orderId: OrderId) => Promise<Reading<Order>>;

  /** Some lines, or without `lineIds` all of them. */
  readonly cancel: (asked: Asked<"cancel">) => Promise<Outcome<"cancel">>;
  readonly changeAddress: (asked: Asked<"change-address">) => Promise<Outcome<"change-address">>;
  readonly createReturn: (asked: Asked<"create-return">) => Promise<Outcome<"create-return">>;
  /** Only while no carrier has the goods; a return called off already stays so. */
  readonly cancelReturn: (asked: Asked<"cancel-return">) => Promise<Outcome<"cancel-return">>;
  /** Done when the shop has accepted it: the refund's own `state` says how far the money is. */
  readonly refund: (asked: Asked<"refund">) => Promise<Outcome<"refund">>;
  readonly requestTrace: (asked: Asked<"request-trace">) => Promise<Outcome<"request-trace">>;
  readonly reship: (asked: Asked<"reship">) => Promise<Outcome<"reship">>;

  readonly refundByKey: (key: string) => Promise<Reading<Refund>>;
  readonly byKey: (key: string) => Promise<KeyReading>;
};

/** Finds the parcel of an order; undefined when it has no such parcel. */
export const parcelOf = (order: Order, parcelId: ParcelId): Order["parcels"][number] | undefined =>
  order.parcels.find((parcel) => parcel.id === parcelId);

/** Sends an action to the method that carries it out. */
export function perform(shop: ShopPort, key: string, action: ShopAction): Promise<Outcome<ActionKind>> {
  switch (action.kind) {
    case "cancel":
      return shop.cancel({ ...action, key });
    case "change-address":
      return shop.changeAddress({ ...action, key });
    case "create-return":
      return shop.createReturn({ ...action, key });
    case "cancel-return":
      return shop.cancelReturn({ ...action, key });
    case "refund":
      return shop.refund({ ...action, key });
    case "request-trace":
      return shop.requestTrace({ ...action, key });
    case "reship":
      return shop.reship({ ...action, key });
  }
}
