import {
  type CustomerId,
  type Language,
  type MerchantId,
  type Random,
  after,
  between,
  dayMs,
  hourMs,
  pick,
  secondMs,
} from "@ruyi/kernel";
import { streamOf, weighted } from "../chance.ts";
import { basketAt } from "../generate.ts";
import type { Customer, CustomerEvent, Merchant, OrderLine } from "../market.ts";
import { somebody } from "../person.ts";
import { type Life, lifeIn, linesToReturn, oldLife, type Situation } from "./life.ts";
import { type Matter, type OrderMatter, phrasebooks, said } from "./phrasebook.ts";
import { arrivalsOf, daysLater } from "./rhythm.ts";

/** How many people wrote to three shops, and until when; the same plan makes the same past. */
export type PastPlan = {
  readonly seed: number;
  readonly now: Date;
  /** About so many conversations in all; the exact number follows from the seed. */
  readonly conversations: number;
};

/** Full days before today's. */
export const pastDays = 30;

/** What a customer will answer when asked, decided beforehand. */
export type Mind = {
  /** Says yes to what is read back. */
  readonly agrees: boolean;
  readonly problem: "damaged" | "missing";
  readonly wish: "refund" | "resend";
  readonly damage: string;
  readonly address: string;
  readonly received: "yes" | "no";
  readonly tryStop: "yes" | "no";
  readonly saysThanks: boolean;
};

/** One conversation as it is begun. */
export type Talk = {
  /** Names its own stream of chance. */
  readonly name: string;
  readonly at: Date;
  readonly matter: Matter;
  /** What is written before anything was answered. */
  readonly opening: readonly string[];
  /** The same in other words, for when it was not understood. */
  readonly rephrased: string;
  readonly mind: Mind;
};

/** One customer's dealings: what they bought, what a shop could have seen of them, and when they wrote why. */
export type Episode = {
  readonly name: string;
  readonly merchant: Merchant;
  readonly customer: Customer;
  /** The order they write about first; then those of earlier. */
  readonly lives: readonly [Life, ...Life[]];
  /** The line of that order they mean. */
  readonly line: OrderLine;
  readonly history: readonly CustomerEvent[];
  readonly talks: readonly Talk[];
};

const shopShares: Readonly<Record<string, number>> = { yunshang: 0.6, brightbyte: 0.25, dailyfresh: 0.15 };
/** Some come back, so that fewer begin than there are conversations; and today is only half a day. */
const firstContacts = 1 / 1.09;

const matters: readonly (readonly [weight: number, matter: Matter])[] = [
  [43, "where-is-my-parcel"],
  [22, "return-and-refund"],
  [10.5, "cancel-order"],
  [8, "change-address"],
  [9.5, "damaged-or-missing"],
  [3.2, "talk-to-a-person"],
  [2.6, "other"],
  [0.9, "angry"],
  [0.3, "legal"],
];

const mattersForPeople: typeof matters = [
  [6, "talk-to-a-person"],
  [2, "angry"],
  [1, "legal"],
];

const situations: Readonly<Record<Matter, readonly (readonly [weight: number, situation: Situation])[]>> = {
  "where-is-my-parcel": [
    [61, "moving"],
    [15, "not-shipped"],
    [11, "near"],
    [4, "overdue"],
    [2.5, "late"],
    [2.4, "silent"],
    [0.8, "vanished"],
    [1.6, "not-received"],
    [1.7, "arrived"],
  ],
  "return-and-refund": [
    [86, "arrived"],
    [5, "arrived-long-ago"],
    [6, "moving"],
    [3, "not-shipped"],
  ],
  "cancel-order": [
    [72, "not-shipped"],
    [12, "picking"],
    [16, "moving"],
  ],
  "change-address": [
    [78, "not-shipped"],
    [8, "picking"],
    [14, "moving"],
  ],
  "damaged-or-missing": [
    [91, "arrived"],
    [5, "arrived-long-ago"],
    [4, "moving"],
  ],
  "talk-to-a-person": [
    [40, "moving"],
    [60, "arrived"],
  ],
  other: [
    [50, "moving"],
    [50, "arrived"],
  ],
  angry: [
    [40, "overdue"],
    [30, "late"],
    [30, "arrived"],
  ],
  legal: [
    [60, "overdue"],
    [40, "arrived"],
  ],
};

/** How likely somebody comes back about the same order within the week. */
const comesBack: Readonly<Record<Situation, number>> = {
  "not-shipped": 0.05,
  picking: 0.1,
  late: 0.3,
  moving: 0.055,
  overdue: 0.3,
  near: 0.03,
  silent: 0.4,
  vanished: 0.4,
  arrived: 0.05,
  "arrived-long-ago": 0.12,
  "not-received": 0.3,
};

/** Everybody who first wrote to a shop on one local day, in the order in which they wrote. */
export function episodesOf(plan: PastPlan, merchant: Merchant, place: number, daysAgo: number): Episode[] {
  const { seed, now, conversations } = plan;
  const day = `past/${merchant.slug}/${daysAgo}`;
  const usual = (conversations * (shopShares[merchant.slug] ?? 0) * firstContacts) / (pastDays + 0.5);
  const random = streamOf(seed, day);
  const arrivals = arrivalsOf(random, { now, zone: merchant.zone, daysAgo, usual }).map((at) => ({ at, why: matters }));
  const callers = daysAgo === 0 ? lately(random, now, Math.ceil(usual * 0.035)) : [];
  const part = place * (pastDays + 1) + daysAgo;
  return [...arrivals, ...callers].map(({ at, why }, index) => {
    const ordinal = 10_000 + part * peopleADay + index;
    return episodeOf(plan, merchant, { name: `${day}/${index}`, ordinal, at, why });
  });
}

/** In the last minutes some more came whom only a person can help, so that somebody waits when the present begins. */
function lately(random: Random, now: Date, count: number): { readonly at: Date; readonly why: typeof matters }[] {
  const moments = Array.from({ length: count }, () => after(now, -between(random, 25, 9 * 60) * secondMs));
  return moments.toSorted((a, b) => a.getTime() - b.getTime()).map((at) => ({ at, why: mattersForPeople }));
}

/** No shop of the rehearsal has more first contacts a day; it keeps customers' and orders' numbers apart. */
const peopleADay = 1_000;
const ordersAPerson = 9;

type Beginning = {
  readonly name: string;
  readonly ordinal: number;
  readonly at: Date;
  readonly why: typeof matters;
};

function episodeOf({ seed, now }: PastPlan, merchant: Merchant, { name, ordinal, at, why }: Beginning): Episode {
  const random = streamOf(seed, name);
  const matter = weighted(random, why);
  const situation = weighted(random, situations[matter]);
  const past = weighted(random, [
    [62, 0],
    [20, between(random, 1, 2)],
    [14, between(random, 3, 4)],
    [4, ordersAPerson - 1],
  ]);
  const openedAt = after(at, -(past === 0 ? between(random, 7, 29) : between(random, 40 + past * 40, 700)) * dayMs);
  const customer = somebody(random, merchant, ordinal, openedAt);
  const draft = (place: number) => ({
    merchant,
    customer,
    ordinal: (ordinal * ordersAPerson + place) % 1_000_000,
    basket: basketAt(random, merchant),
  });
  const life = lifeIn(random, draft(0), situation, at);
  const earliest = Math.max(openedAt.getTime() + hourMs, at.getTime() - 600 * dayMs);
  const latest = Math.min(life.order.placedAt.getTime(), at.getTime() - 34 * dayMs);
  const old = Array.from({ length: latest > earliest ? past : 0 }, (_, place) => {
    const placedAt = new Date(earliest + ((latest - earliest) * (place + random())) / past);
    return oldLife(random, { ...draft(place + 1), placedAt });
  });
  const line =
    matter === "return-and-refund" ? lineToReturn(random, life.order.lines, life) : pick(random, life.order.lines);
  const talks = talksOf(random, { name, now, zone: merchant.zone, at, matter, situation }, customer, life, line);
  const isAbusive = past >= 3 && random() < 0.06;
  return {
    name,
    merchant,
    customer,
    lives: [life, ...old],
    line,
    history: historyOf(customer, old, at, isAbusive),
    talks,
  };
}

/** People mostly want to give back what may be given back; some do not know that theirs may not. */
function lineToReturn(random: Random, lines: readonly OrderLine[], { order }: Life): OrderLine {
  const returnable = linesToReturn(order);
  return returnable.length > 0 && random() < 0.93 ? pick(random, returnable) : pick(random, lines);
}

function historyOf(customer: Customer, old: readonly Life[], at: Date, isAbusive: boolean): CustomerEvent[] {
  const mine: { readonly merchantId: MerchantId; readonly customerId: CustomerId } = {
    merchantId: customer.merchantId,
    customerId: customer.id,
  };
  const completed = old.map(({ order: { id: orderId, amount, parcels } }): CustomerEvent => ({
    ...mine,
    at: after(parcels.at(-1)?.deliveredAt ?? at, 7 * dayMs),
    kind: "order-completed",
    orderId,
    amount,
  }));
  const claims = (isAbusive ? old.slice(-2) : []).map(
    ({ order: { id: orderId, amount, placedAt } }): CustomerEvent => ({
      ...mine,
      at: after(placedAt, 9 * dayMs),
      kind: "claim-judged",
      orderId,
      claimId: `${orderId}-c1`,
      claim: "damaged",
      amount,
      outcome: "false",
    }),
  );
  return [{ ...mine, at: customer.openedAt, kind: "account-opened" }, ...completed, ...claims];
}

type Setting = {
  readonly name: string;
  readonly now: Date;
  readonly zone: string;
  readonly at: Date;
  readonly matter: Matter;
  readonly situation: Situation;
};

function talksOf(random: Random, setting: Setting, customer: Customer, life: Life, line: OrderLine): Talk[] {
  const { name, now, zone, at, matter, situation } = setting;
  const book = phrasebooks[customer.language];
  const places = placesOf(random, customer, life, line);
  const mind = mindOf(random, customer, matter, situation);
  const first: Talk = {
    ...{ name: `${name}/1`, at, matter, mind },
    opening: openingOf(random, customer, matter, places),
    rephrased: said(random, book.openings[matter], places),
  };
  if (random() >= comesBack[situation]) return [first];

  const backAt = daysLater(random, at, zone, between(random, 1, 5));
  if (backAt >= now) return [first];
  const next = weighted<Matter>(random, [
    [82, matter],
    [11, "talk-to-a-person"],
    [7, "angry"],
  ]);
  const phrases = isOrderMatter(next) ? book.again[next] : book.openings[next];
  const opening = [said(random, phrases, places)];
  const rephrased = said(random, book.openings[next], places);
  return [first, { name: `${name}/2`, at: backAt, matter: next, opening, rephrased, mind }];
}

const isOrderMatter = (matter: Matter): matter is OrderMatter => matter in phrasebooks.en.again;

function openingOf(random: Random, { language }: Customer, matter: Matter, places: Record<string, string>): string[] {
  const book = phrasebooks[language];
  const wish = said(random, book.openings[matter], places);
  const way = random();
  if (way < 0.1) return [pick(random, book.greetings), wish];
  if (way < 0.105) return [pick(random, book.unclear), pick(random, book.unclear)];
  if (way < 0.12) return [pick(random, book.unclear), wish];
  return [wish];
}

function placesOf(random: Random, customer: Customer, { order }: Life, line: OrderLine): Record<string, string> {
  return { item: calledIn(random, customer.language, line), tail: order.number.slice(-4), name: customer.name };
}

/** What this customer calls the thing: its title, or one of its own words. */
function calledIn(random: Random, language: Language, { title, words }: OrderLine): string {
  const own = words.slice(1, 5).filter((word) => /\p{Script=Han}/u.test(word) === (language === "zh"));
  const name = random() < 0.45 || own.length === 0 ? title[language] : pick(random, own);
  return language === "zh" ? name : name.toLowerCase();
}

function mindOf(random: Random, customer: Customer, matter: Matter, situation: Situation): Mind {
  const book = phrasebooks[customer.language];
  return {
    agrees: random() < (matter === "return-and-refund" ? 0.9 : 0.94),
    problem: random() < 0.68 ? "damaged" : "missing",
    wish: random() < 0.62 ? "refund" : "resend",
    damage: pick(random, book.answers.damage),
    address: said(random, book.addresses, { name: customer.name, phone: customer.phone }),
    received: situation === "not-received" ? "no" : "yes",
    tryStop: random() < 0.55 ? "yes" : "no",
    saysThanks: random() < 0.4,
  };
}
