/** What customers ask a shop about beside their own orders. Each has examples in `questions/`, and an article may be about one. */
export const questionKinds = [
  "delivery-area-and-time",
  "gift-wrapping",
  "payment-methods",
  "product-use",
  "promotions",
  "shipping-fee",
  "shop-hours-and-contact",
  "stock",
] as const;
export type QuestionKind = (typeof questionKinds)[number];
