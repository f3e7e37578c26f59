import type { Bilingual, Currency, CustomerId, Language, MerchantId, Money, OrderId, ParcelId } from "@ruyi/kernel";

/** How goods behave in law and in the post: fresh spoils, custom fits one person, hygiene cannot be sold again. */
export type GoodsClass = "ordinary" | "fresh" | "custom" | "hygiene" | "digital";

export type Product = {
  readonly id: string;
  readonly title: Bilingual;
  readonly category: Bilingual;
  /** What people call it, in both languages, general words included (coat, clothes). */
  readonly words: readonly string[];
  readonly price: Money;
  readonly weightGrams: number;
  readonly class: GoodsClass;
  /** May be given back without a reason; false where the exception is shown before purchase. */
  readonly returnable: boolean;
};

export type Merchant = {
  readonly id: MerchantId;
  readonly slug: string;
  readonly name: Bilingual;
  readonly languages: readonly Language[];
  readonly currency: Currency;
  /** IANA name of the zone whose calendar the shop keeps. */
  readonly zone: string;
  readonly products: readonly Product[];
};

export type Address = {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly district: string;
  readonly detail: string;
  readonly recipient: string;
  readonly phone: string;
};

export type Customer = {
  readonly id: CustomerId;
  readonly merchantId: MerchantId;
  readonly name: string;
  readonly language: Language;
  readonly phone: string;
  readonly email: string;
  readonly openedAt: Date;
  readonly contactChangedAt?: Date;
  readonly address: Address;
};

export type Discount = { readonly kind: "promotion" | "coupon"; readonly name: Bilingual; readonly amount: Money };

export type Tender = {
  readonly id: string;
  readonly kind: "wechat-pay" | "alipay" | "card" | "gift-card" | "points" | "coupon";
  /** Last four digits of a card. */
  readonly last4?: string;
  readonly amount: Money;
};

export type OrderLine = {
  readonly id: string;
  readonly productId: string;
  readonly title: Bilingual;
  readonly words: readonly string[];
  readonly variant?: Bilingual;
  readonly category: Bilingual;
  readonly quantity: number;
  /** Of one piece, before discounts. */
  readonly listPrice: Money;
  readonly discounts: readonly Discount[];
  /** Of the whole line, after discounts: what may come back for it. */
  readonly paid: Money;
  readonly weightGrams: number;
  readonly class: GoodsClass;
  readonly returnable: boolean;
};

export type ScanKind =
  | "collected"
  | "departed"
  | "arrived"
  | "customs-entered"
  | "customs-held"
  | "customs-released"
  | "out-for-delivery"
  | "attempted"
  | "delivered"
  | "lost"
  | "returned";

export type Scan = {
  readonly at: Date;
  readonly place: Bilingual;
  readonly kind: ScanKind;
  /** On the belt, where the depot weighs. */
  readonly weightGrams?: number;
};

export type ParcelState =
  | "waiting"
  | "in-transit"
  | "customs-held"
  | "out-for-delivery"
  | "delivered"
  | "lost"
  | "returned";

export type DeliveryProof = {
  readonly kind: "signature" | "photo" | "locker" | "none";
  readonly place: Bilingual;
  /** The customer had agreed to this place (locker, doorstep) or took it in person. */
  readonly agreed: boolean;
  readonly lockerOpenedAt?: Date;
};

export type Parcel = {
  readonly id: ParcelId;
  readonly trackingNumber: string;
  readonly carrier: string;
  readonly carrierName: Bilingual;
  readonly crossBorder: boolean;
  readonly state: ParcelState;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  /** As packed and weighed by the shop. */
  readonly weightGrams: number;
  readonly scans: readonly Scan[];
  readonly expectedAt?: Date;
  readonly deliveredAt?: Date;
  readonly deliveryProof?: DeliveryProof;
  readonly held?: { readonly reason: "identity-paper" | "duty-unpaid"; readonly needs: Bilingual };
  readonly trace?: { readonly id: string; readonly openedAt: Date; readonly answerBy: Date };
  /** When the shop packed it, where it says so. */
  readonly packedAt?: Date;
  /** Sent again in place of goods that were lost, missing or wrong. */
  readonly resend?: boolean;
};

/** Where the goods are; what came back in money stands in the refunds. */
export type OrderState =
  | "unpaid"
  | "paid"
  | "picking"
  | "partly-shipped"
  | "shipped"
  | "delivered"
  | "returned"
  | "cancelled";

export type PastRefund = {
  readonly key: string;
  readonly amount: Money;
  readonly lineIds: readonly string[];
  readonly reason: string;
  readonly at: Date;
};

export type PastReturn = {
  readonly id: string;
  readonly code: string;
  readonly lineIds: readonly string[];
  readonly at: Date;
  readonly sendBy: Date;
  readonly scannedAt?: Date;
  readonly arrivedAt?: Date;
};

export type Order = {
  readonly id: OrderId;
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId;
  /** Twelve digits shown to people; the last four differ between one customer's orders. */
  readonly number: string;
  readonly placedAt: Date;
  /** By when the shop has promised to have it there. */
  readonly promisedBy: Date;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  /** All lines and the shipping fee; equals the sum of the tenders once paid. */
  readonly amount: Money;
  readonly shippingFee: Money;
  readonly tenders: readonly Tender[];
  readonly address: Address;
  readonly parcels: readonly Parcel[];
  readonly refunds: readonly PastRefund[];
  readonly returns: readonly PastReturn[];
  readonly cancelledLineIds: readonly string[];
};

export type Claim = "damaged" | "missing" | "not-received";

/** What anyone at the shop could have observed; enough to fold a rating from. */
export type CustomerEvent = {
  readonly merchantId: MerchantId;
  readonly customerId: CustomerId;
  readonly at: Date;
} & (
  | { readonly kind: "account-opened" }
  | { readonly kind: "order-completed"; readonly orderId: OrderId; readonly amount: Money }
  | {
      readonly kind: "return-arrived";
      readonly orderId: OrderId;
      readonly returnId: string;
      readonly amount: Money;
      readonly daysLate: number;
    }
  | {
      readonly kind: "return-missing";
      readonly orderId: OrderId;
      readonly returnId: string;
      readonly amount: Money;
      readonly dueAt: Date;
    }
  | {
      readonly kind: "claim-judged";
      readonly orderId: OrderId;
      readonly claimId: string;
      readonly claim: Claim;
      readonly amount: Money;
      /** What an inspection or the carrier's proof showed. */
      readonly outcome: "true" | "false" | "unclear";
    }
);

export type Temper = "honest" | "careless" | "abusive";

/** What only the rehearsal knows. Never hand this to code that decides. */
export type HiddenTruth = {
  readonly tempers: readonly {
    readonly merchantId: MerchantId;
    readonly customerId: CustomerId;
    readonly temper: Temper;
  }[];
  /** What really happened to a parcel, where it differs from what its record says or nobody has said yet. */
  readonly troubles: readonly {
    readonly merchantId: MerchantId;
    readonly orderId: OrderId;
    readonly lineIds: readonly string[];
    readonly trouble: Claim;
  }[];
};

/** A whole imagined market. Everything but `hidden` is what real shops and carriers would show. */
export type Market = {
  readonly seed: number;
  readonly now: Date;
  readonly merchants: readonly Merchant[];
  readonly customers: readonly Customer[];
  readonly orders: readonly Order[];
  readonly history: readonly CustomerEvent[];
  readonly hidden: HiddenTruth;
};
