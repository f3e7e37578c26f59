import {
  type Bilingual,
  type MerchantId,
  type Random,
  after,
  between,
  dayMs,
  hourMs,
  parseId,
  pick,
} from "@ruyi/kernel";
import { brightbyteProducts } from "./catalogue-brightbyte.ts";
import { dailyfreshProducts } from "./catalogue-dailyfresh.ts";
import { yunshangProducts } from "./catalogue-yunshang.ts";
import { streamOf, weighted } from "./chance.ts";
import type { BasketItem } from "./checkout.ts";
import type { Customer, CustomerEvent, HiddenTruth, Market, Merchant, Order, Temper } from "./market.ts";
import { isAbroad } from "./order.ts";
import { somebody } from "./person.ts";
import { liveRegular, regulars } from "./regulars.ts";
import { fateOf, live } from "./scenario.ts";

function merchantId(text: string): MerchantId {
  const id = parseId("merchant", text);
  if (!id) throw new Error(`"${text}" is no merchant id; write a UUID.`);
  return id;
}

/** The three shops, with ids that never change, so that links and notes outlive a new market. */
export const demoMerchants: readonly Merchant[] = [
  {
    id: merchantId("01900000-0000-7000-8000-0000000000a1"),
    slug: "yunshang",
    name: { zh: "云裳", en: "Yunshang" },
    languages: ["zh"],
    currency: "CNY",
    zone: "Asia/Shanghai",
    products: yunshangProducts,
  },
  {
    id: merchantId("01900000-0000-7000-8000-0000000000b2"),
    slug: "brightbyte",
    name: { zh: "明字数码", en: "BrightByte" },
    languages: ["en"],
    currency: "USD",
    zone: "America/New_York",
    products: brightbyteProducts,
  },
  {
    id: merchantId("01900000-0000-7000-8000-0000000000c3"),
    slug: "dailyfresh",
    name: { zh: "每日鲜", en: "DailyFresh" },
    languages: ["zh", "en"],
    currency: "CNY",
    zone: "Asia/Shanghai",
    products: dailyfreshProducts,
  },
];

export type MarketPlan = {
  readonly seed: number;
  readonly now: Date;
  /** The four of each shop included. */
  readonly customers?: number;
  /** About so many; the exact number follows from the seed. */
  readonly orders?: number;
};

const colours: readonly Bilingual[] = [
  { zh: "炭灰", en: "charcoal" },
  { zh: "燕麦色", en: "oatmeal" },
  { zh: "藏青", en: "navy" },
  { zh: "松绿", en: "pine green" },
];
const sizes = ["S", "M", "L", "XL"];

function variantOf(random: Random, merchant: Merchant): { variant?: Bilingual } {
  if (merchant.slug !== "yunshang") return {};
  const colour = pick(random, colours);
  const size = pick(random, sizes);
  return { variant: { zh: `${colour.zh} ${size}码`, en: `${colour.en}, ${size}` } };
}

/** What somebody puts into a basket at this shop. */
export function basketAt(random: Random, merchant: Merchant): BasketItem[] {
  const shelf = merchant.products.filter((product) => product.weightGrams > 0);
  const wanted = new Map<string, BasketItem>();
  const count = weighted(random, [
    [5, 1],
    [3, 2],
    [2, 3],
  ]);
  for (let turn = 0; turn < count; turn += 1) {
    const product = pick(random, shelf);
    const quantity = merchant.slug === "dailyfresh" || random() < 0.1 ? between(random, 1, 3) : 1;
    wanted.set(product.id, { product, quantity, ...variantOf(random, merchant) });
  }
  return [...wanted.values()];
}

const temperOf = (random: Random): Temper =>
  weighted(random, [
    [86, "honest" as const],
    [10, "careless" as const],
    [4, "abusive" as const],
  ]);

/**
 * Imagines a whole market: the same seed and moment make the same market, to the last scan.
 * By default 500 customers and some 3,000 orders over the last three years.
 */
export function generateMarket({ seed, now, customers: people = 500, orders: wanted = 3_000 }: MarketPlan): Market {
  const customers: Customer[] = [];
  const orders: Order[] = [];
  const history: CustomerEvent[] = [];
  const tempers: HiddenTruth["tempers"][number][] = [];
  const troubles: HiddenTruth["troubles"][number][] = [];

  for (const merchant of demoMerchants) {
    for (const regular of regulars) {
      const life = liveRegular(seed, merchant, regular, orders.length, now);
      customers.push(life.customer);
      orders.push(...life.orders);
      history.push(...life.events);
      tempers.push({ merchantId: merchant.id, customerId: life.customer.id, temper: regular.temper });
    }
  }

  const many = Math.max(0, people - customers.length);
  const each = many === 0 ? 0 : Math.max(0, wanted - orders.length) / many;
  for (let ordinal = 0; ordinal < many; ordinal += 1) {
    const random = streamOf(seed, `somebody/${ordinal}`);
    const merchant = pick(random, demoMerchants);
    const temper = temperOf(random);
    // One in ten buys often and has done so for years; most people buy now and then.
    const loyal = random() < 0.1;
    const days = loyal ? between(random, 500, 1_300) : 10 + 1_100 * random() ** 1.5;
    const openedAt = after(now, -Math.floor(days * dayMs));
    const customer = somebody(random, merchant, ordinal, openedAt);
    const mine = { merchantId: merchant.id, customerId: customer.id };
    customers.push(customer);
    tempers.push({ ...mine, temper });
    history.push({ ...mine, at: openedAt, kind: "account-opened" });

    const count = Math.max(1, Math.round(each * (loyal ? 3.2 : 0.27 + 0.9 * random())));
    for (let turn = 0; turn < count; turn += 1) {
      // Bent towards now, so that a fair part of all orders is still on its way.
      const age = Math.max(hourMs, (now.getTime() - openedAt.getTime()) * random() ** (loyal ? 2 : 3));
      const placedAt = after(now, -Math.floor(age));
      const fate = fateOf(random, age / dayMs, isAbroad(merchant, customer), temper);
      const basket = basketAt(random, merchant);
      const outcome = live(random, { merchant, customer, ordinal: orders.length, placedAt, basket }, fate, now);
      orders.push(outcome.order);
      history.push(...outcome.events);
      for (const { lineIds, trouble } of outcome.troubles) {
        troubles.push({ merchantId: merchant.id, orderId: outcome.order.id, lineIds, trouble });
      }
    }
  }

  history.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { seed, now, merchants: demoMerchants, customers, orders, history, hidden: { tempers, troubles } };
}
