import type { Order } from "@ruyi/commerce";
import type { Circumstances } from "@ruyi/knowledge";
import { likelyOrders } from "../order-facts.ts";

export type Known = Pick<Circumstances, "stars" | "region" | "likely">;

/** An order older than the last ten says little of where its customer lives. */
const looksBack = 10;

/**
 * What a customer's orders say of who asks. They live in the one province that all their orders go to, and of an address no
 * more than that is taken. Goods, their categories and the province of the order they most likely come for are likely and no more.
 */
export function circumstancesFrom(orders: readonly Order[], stars: number | undefined, now: Date): Known {
  const lasting = orders
    .filter(({ state }) => state !== "cancelled")
    .toSorted((a, b) => b.placedAt.getTime() - a.placedAt.getTime())
    .slice(0, looksBack);
  const [region, ...others] = new Set(lasting.map(({ address }) => address.region).filter(Boolean));
  const [likely] = likelyOrders(orders, now, 1);
  return {
    ...(stars === undefined ? {} : { stars }),
    ...(region !== undefined && others.length === 0 ? { region } : {}),
    ...(likely
      ? {
          likely: {
            regions: [likely.address.region].filter(Boolean),
            categories: likely.lines.flatMap(({ category }) => (category ? [category.zh, category.en] : [])),
            products: likely.lines.flatMap(({ productId, title, words }) => [productId, title.zh, title.en, ...words]),
          },
        }
      : {}),
  };
}
