import {
  type Bilingual,
  type Money,
  type Random,
  add,
  between,
  money,
  pick,
  split,
  subtract,
  zero,
} from "@ruyi/kernel";
import { weighted } from "./chance.ts";
import type { Discount, OrderLine, Product, Tender } from "./market.ts";

export type BasketItem = { readonly product: Product; readonly quantity: number; readonly variant?: Bilingual };
/** Money off the whole basket, to be shared over its lines. */
export type Offer = { readonly kind: Discount["kind"]; readonly name: Bilingual; readonly amount: Money };

export const sumOf = (currency: string, amounts: readonly Money[]): Money => amounts.reduce(add, zero(currency));

/** Shares every offer over the lines by their list value, to the cent, so that each line knows what was paid for it. */
export function linesOf(basket: readonly BasketItem[], offers: readonly Offer[], currency: string): OrderLine[] {
  const values = basket.map(({ product, quantity }) => product.price.minor * quantity);
  const shares = offers.map((offer) => split(offer.amount, values));
  return basket.map(({ product, quantity, variant }, index) => {
    const discounts = offers
      .map(({ kind, name }, offer) => ({ kind, name, amount: shares[offer]?.[index] ?? zero(currency) }))
      .filter((discount) => discount.amount.minor > 0);
    const value = money(values[index] ?? 0, currency);
    return {
      id: `line-${index + 1}`,
      productId: product.id,
      title: product.title,
      words: product.words,
      category: product.category,
      ...(variant ? { variant } : {}),
      quantity,
      listPrice: product.price,
      discounts,
      paid: subtract(
        value,
        sumOf(
          currency,
          discounts.map((discount) => discount.amount),
        ),
      ),
      weightGrams: product.weightGrams,
      class: product.class,
      returnable: product.returnable,
    };
  });
}

const promotionNames: readonly Bilingual[] = [
  { zh: "满减", en: "Spend and save" },
  { zh: "换季上新", en: "New season" },
  { zh: "周末特惠", en: "Weekend offer" },
];

/** None for most baskets; otherwise a promotion, a coupon, or both, never more than a third of the value. */
export function offersFor(random: Random, basket: readonly BasketItem[], currency: string): Offer[] {
  const value = basket.reduce((all, { product, quantity }) => all + product.price.minor * quantity, 0);
  const offers: Offer[] = [];
  if (random() < 0.3) {
    offers.push({
      kind: "promotion",
      name: pick(random, promotionNames),
      amount: money(Math.floor(value * 0.12), currency),
    });
  }
  if (random() < 0.2) {
    const face = Math.min(between(random, 5, 30) * 100, Math.floor(value / 5));
    offers.push({ kind: "coupon", name: { zh: "店铺优惠券", en: "Shop coupon" }, amount: money(face, currency) });
  }
  return offers.filter((offer) => offer.amount.minor > 0);
}

type PaidBy = Pick<Tender, "kind" | "last4">;

/** How people pay: one way mostly; a tenth bring points, a gift card or a voucher besides. */
export function tendersFor(random: Random, amount: Money): Tender[] {
  const card: PaidBy = { kind: "card", last4: String(between(random, 1_000, 9_999)) };
  const main: PaidBy =
    amount.currency === "CNY"
      ? weighted<PaidBy>(random, [
          [5, { kind: "wechat-pay" }],
          [4, { kind: "alipay" }],
          [1, card],
        ])
      : card;
  if (random() > 0.1 || amount.minor < 2_000) return [{ id: "tender-1", ...main, amount }];
  const aside = money(Math.min(between(random, 1, 20) * 100, Math.floor(amount.minor / 2)), amount.currency);
  const kind = pick<Tender["kind"]>(random, ["points", "gift-card", "coupon"]);
  return [
    { id: "tender-1", ...main, amount: subtract(amount, aside) },
    { id: "tender-2", kind, amount: aside },
  ];
}

/** Free above a threshold, as shops do: ¥99 or $35. */
export function shippingFeeFor(goods: Money): Money {
  const [threshold, fee] = goods.currency === "CNY" ? [9_900, 800] : [3_500, 599];
  return money(goods.minor >= threshold ? 0 : fee, goods.currency);
}
