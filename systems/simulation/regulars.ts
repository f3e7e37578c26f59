import { type Money, type Random, after, customerId, hourMs, money, shuffle } from "@ruyi/kernel";
import { localTime } from "./calendar.ts";
import { streamOf } from "./chance.ts";
import type { Claim, Customer, CustomerEvent, Merchant, Order, Product, Temper, Tender } from "./market.ts";
import { placeOrder, shipLines } from "./order.ts";
import { signed } from "./parcel.ts";
import { settle } from "./person.ts";
import { giveBack } from "./scenario.ts";

/** The four whom every shop knows by name, so that demo, tests and exams can point at them. */
export type Regular = {
  readonly id: "mei" | "bo" | "kai" | "lin";
  readonly name: { readonly zh: string; readonly en: string };
  readonly temper: Temper;
  readonly openedDaysAgo: number;
  /** How many finished orders, the oldest first, in days ago. */
  readonly past: readonly number[];
  /** Days ago that a return was asked for, and how it ended. */
  readonly returns: readonly (readonly [daysAgo: number, arrival: "in-time" | "late" | "never"])[];
  readonly claims: readonly (readonly [daysAgo: number, claim: Claim, outcome: "true" | "false"])[];
};

const every = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.round(from - ((from - to) * index) / Math.max(1, count - 1)));

export const regulars: readonly Regular[] = [
  {
    id: "mei",
    name: { zh: "周梅", en: "Mei Zhou" },
    temper: "honest",
    openedDaysAgo: 1_580,
    past: every(1_540, 72, 38),
    returns: [
      [1_180, "in-time"],
      [640, "in-time"],
      [205, "in-time"],
    ],
    claims: [[460, "damaged", "true"]],
  },
  {
    id: "bo",
    name: { zh: "陈博", en: "Bo Chen" },
    temper: "careless",
    openedDaysAgo: 730,
    past: every(700, 75, 16),
    returns: [
      [420, "in-time"],
      [240, "late"],
      [105, "never"],
    ],
    claims: [[300, "missing", "true"]],
  },
  {
    id: "kai",
    name: { zh: "马凯", en: "Kai Ma" },
    temper: "abusive",
    openedDaysAgo: 410,
    past: every(390, 66, 11),
    returns: [
      [260, "never"],
      [120, "never"],
    ],
    claims: [
      [330, "damaged", "false"],
      [210, "not-received", "false"],
      [140, "missing", "false"],
      [85, "damaged", "false"],
    ],
  },
  {
    id: "lin",
    name: { zh: "沈琳", en: "Lin Shen" },
    temper: "honest",
    openedDaysAgo: 7,
    // Bought as a guest before the account was opened: the order is hers by its phone number, but it earns no history.
    past: [96],
    returns: [],
    claims: [],
  },
];

type Purchase = { readonly title: string; readonly off: number };

/** What each of the four received two days ago: title in English, minor units taken off the list price. */
const lately: Readonly<Record<string, Readonly<Record<Regular["id"], Purchase>>>> = {
  yunshang: {
    mei: { title: "Wool coat", off: 10_000 },
    bo: { title: "Windproof shell jacket", off: 0 },
    kai: { title: "Short down jacket", off: 0 },
    lin: { title: "Fleece jacket", off: 3_000 },
  },
  brightbyte: {
    mei: { title: "Hush over-ear headphones", off: 1_000 },
    bo: { title: "Hush over-ear headphones", off: 0 },
    kai: { title: "Hush Pro noise-cancelling headphones", off: 0 },
    lin: { title: "Hush Lite over-ear headphones", off: 590 },
  },
  dailyfresh: {
    mei: { title: "Yunnan coffee beans", off: 0 },
    bo: { title: "Daily nuts, 30 bags", off: 0 },
    kai: { title: "Nut gift box", off: 0 },
    lin: { title: "Drip coffee, 20 bags", off: 0 },
  },
};

const named = (merchant: Merchant, title: string): Product => {
  const product = merchant.products.find((one) => one.title.en === title);
  if (!product)
    throw new Error(`Merchant "${merchant.slug}" sells no "${title}"; check the catalogue and the regulars.`);
  return product;
};

const tenderOf = (merchant: Merchant, id: Regular["id"]): Pick<Tender, "kind" | "last4"> =>
  merchant.currency === "USD" ? { kind: "card", last4: "4242" } : { kind: id === "bo" ? "alipay" : "wechat-pay" };

export type RegularLife = {
  readonly customer: Customer;
  readonly orders: readonly Order[];
  readonly events: readonly CustomerEvent[];
};

/**
 * One regular at one shop: an order waiting, one on its way, one received two days ago, and the finished past.
 * Nothing else was delivered within sixty days, so that "my headphones" can mean one order only.
 */
export function liveRegular(
  seed: number,
  merchant: Merchant,
  regular: Regular,
  firstOrdinal: number,
  now: Date,
): RegularLife {
  const random: Random = streamOf(seed, `${merchant.slug}/${regular.id}`);
  const { zone, currency, languages } = merchant;
  const language = languages[0] ?? "en";
  const openedAt = localTime(now, zone, regular.openedDaysAgo, 9, 20);
  const known = { id: customerId(regular.id), name: regular.name[language], language, openedAt };
  const customer = settle(random, merchant, known);
  const mine = { merchantId: merchant.id, customerId: customer.id };
  const tender = tenderOf(merchant, regular.id);
  const recent = lately[merchant.slug]?.[regular.id];
  if (!recent) throw new Error(`Regular "${regular.id}" bought nothing at "${merchant.slug}"; add a line to lately.`);

  // Nothing on the shelf of the recent purchase, so that its words point at it alone.
  const bought = named(merchant, recent.title);
  const others = shuffle(
    random,
    merchant.products.filter((one) => one.returnable && one.category.en !== bought.category.en),
  );
  const cheap = others.filter((one) => regular.id !== "lin" || one.price.minor < 20_000);
  const goods = (index: number): Product => cheap[index % cheap.length] ?? bought;

  let ordinal = firstOrdinal;
  const place = (placedAt: Date, products: readonly Product[], off?: Money): Order => {
    const name = { zh: "初冬上新立减", en: "Early winter offer" };
    const offers = off && off.minor > 0 ? [{ kind: "promotion" as const, name, amount: off }] : [];
    const basket = products.map((product) => ({ product, quantity: 1 }));
    return placeOrder(random, {
      merchant,
      customer,
      ordinal: ordinal++,
      placedAt,
      basket,
      offers,
      tender,
      freeShipping: true,
    });
  };
  const deliver = (order: Order, deliveredAt: Date): Order => {
    const collectedAt = after(order.placedAt, (deliveredAt.getTime() - order.placedAt.getTime()) * 0.3);
    return shipLines(random, order, order.lines, collectedAt, { kind: "delivered", deliveredAt, proof: signed });
  };

  const waiting = place(after(now, -5 * hourMs), [goods(0)]);
  const sent = place(after(now, -60 * hourMs), [goods(1)]);
  const journey = {
    kind: "moving",
    lastScanAt: after(now, -7 * hourMs),
    expectedAt: localTime(now, zone, -1, 18),
  } as const;
  const onItsWay = shipLines(random, sent, sent.lines, after(now, -40 * hourMs), journey);
  const ordered = place(localTime(now, zone, 5, 20, 35), [bought], money(recent.off, currency));
  const received = deliver(ordered, localTime(now, zone, 2, 14, 20));
  const orders: Order[] = [waiting, onItsWay, received];
  const events: CustomerEvent[] = [{ ...mine, at: openedAt, kind: "account-opened" }];

  const old = regular.past.map((daysAgo, index) => {
    const placed = place(localTime(now, zone, daysAgo + 4, 12 + (index % 9), 10), [goods(index + 2)]);
    return { daysAgo, order: deliver(placed, localTime(now, zone, daysAgo, 15, 5)) };
  });
  const nearestBefore = (daysAgo: number) => old.findLastIndex((one) => one.daysAgo > daysAgo);
  const touched = new Set<number>();
  for (const [daysAgo, arrival] of regular.returns) {
    const index = nearestBefore(daysAgo);
    const found = old[index];
    const line = found?.order.lines[0];
    if (!found || !line)
      throw new Error(`Regular "${regular.id}" has no order to return ${daysAgo} days ago; add one to past.`);
    const at = localTime(now, zone, found.daysAgo - 2, 11);
    const ended = giveBack(random, found.order, { line, at, arrival }, now);
    old[index] = { ...found, order: ended.order };
    events.push(...ended.events);
    touched.add(index);
  }
  for (const [index, [daysAgo, claim, outcome]] of regular.claims.entries()) {
    const order = (old[nearestBefore(daysAgo)] ?? old[0])?.order;
    if (!order) continue;
    const at = localTime(now, zone, daysAgo, 16);
    events.push({
      ...mine,
      at,
      kind: "claim-judged",
      orderId: order.id,
      claimId: `${order.id}-c${index + 1}`,
      claim,
      amount: order.amount,
      outcome,
    });
  }
  for (const [index, { order, daysAgo }] of old.entries()) {
    if (touched.has(index) || daysAgo > regular.openedDaysAgo) continue;
    const at = localTime(now, zone, daysAgo - 7, 15, 5);
    events.push({ ...mine, at, kind: "order-completed", orderId: order.id, amount: order.amount });
  }
  return { customer, orders: [...orders, ...old.map(({ order }) => order)], events };
}
