import { dayMs, hourMs } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import { demoMerchants } from "../generate.ts";
import type { Merchant } from "../market.ts";
import { marketNoon } from "../testing.ts";
import { orderAt } from "./life.ts";
import { type Episode, episodesOf, pastDays, type PastPlan } from "./plan.ts";
import { arrivalsOf } from "./rhythm.ts";
import { streamOf } from "../chance.ts";

const plan: PastPlan = { seed: 423, now: marketNoon, conversations: 3_000 };
const days = Array.from({ length: pastDays + 1 }, (_, daysAgo) => daysAgo);
const everybody = demoMerchants.map((merchant, place) =>
  days.map((daysAgo) => episodesOf(plan, merchant, place, daysAgo)),
);
const all: readonly Episode[] = everybody.flat(2);
const talks = all.flatMap((episode) => episode.talks);
const hourIn = (at: Date, { zone }: Merchant): number =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).hour;

describe("the imagined past", () => {
  test("has about as many conversations as were wished, most of them at the largest shop", () => {
    expect(talks.length).toBeGreaterThan(plan.conversations * 0.95);
    expect(talks.length).toBeLessThan(plan.conversations * 1.06);
    const [yunshang = 0, brightbyte = 0, dailyfresh = 0] = everybody.map((days) => days.flat().length / all.length);
    expect(yunshang).toBeCloseTo(0.6, 1);
    expect(brightbyte).toBeCloseTo(0.25, 1);
    expect(dailyfresh).toBeCloseTo(0.15, 1);
  });

  test("is the same past for the same seed, and another for another", () => {
    const [merchant] = demoMerchants;
    if (!merchant) throw new Error("No shop.");
    expect(episodesOf(plan, merchant, 0, 3)).toEqual(everybody[0]?.[3]);
    expect(episodesOf({ ...plan, seed: 7 }, merchant, 0, 3)).not.toEqual(everybody[0]?.[3]);
  });

  test("peaks late in the morning and after supper, where the shop is", () => {
    for (const merchant of demoMerchants) {
      const arrivals = days.slice(1, 15).flatMap((daysAgo) => {
        const day = { now: marketNoon, zone: merchant.zone, daysAgo, usual: 200 };
        return arrivalsOf(streamOf(1, `${merchant.slug}/${daysAgo}`), day);
      });
      const hours = Array.from(
        { length: 24 },
        (_, hour) => arrivals.filter((at) => hourIn(at, merchant) === hour).length,
      );
      const at = (hour: number): number => hours[hour] ?? 0;
      expect(hours.indexOf(Math.max(...hours))).toBeOneOf([19, 20, 21]);
      expect(at(11)).toBeGreaterThan(at(14));
      expect(at(3)).toBeLessThan(at(11) / 8);
    }
  });

  test("has nobody write after now, and gives every person and order a number of their own", () => {
    for (const { at } of talks) expect(at.getTime()).toBeLessThan(marketNoon.getTime());
    const people = all.map(({ customer }) => `${customer.merchantId} ${customer.id}`);
    expect(new Set(people).size).toBe(people.length);
    const orders = all.flatMap(({ lives }) => lives.map(({ order }) => order.id));
    expect(new Set(orders).size).toBe(orders.length);
  });

  test("lets people come back about the same order now and then, within the week", () => {
    const again = all.filter((episode) => episode.talks.length > 1);
    expect(again.length / all.length).toBeGreaterThan(0.04);
    expect(again.length / all.length).toBeLessThan(0.14);
    for (const {
      talks: [first, second],
    } of again) {
      const later = (second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0);
      expect(later).toBeGreaterThan(0);
      expect(later).toBeLessThan(7 * dayMs);
    }
  });

  test("shows an order only what had happened by then, ever more of it", () => {
    for (const {
      lives: [life],
      talks: [talk],
    } of all.slice(0, 400)) {
      const at = talk?.at ?? marketNoon;
      const seen = orderAt(life, at);
      const later = orderAt(life, new Date(at.getTime() + 40 * hourMs));
      const dates = seen.parcels.flatMap(({ scans }) => scans.map((scan) => scan.at));
      expect(dates.every((date) => date <= at)).toBe(true);
      const scansOf = (order: typeof seen): number => order.parcels.reduce((sum, { scans }) => sum + scans.length, 0);
      expect(scansOf(later)).toBeGreaterThanOrEqual(scansOf(seen));
      expect(orderAt(life, at)).toEqual(seen);
    }
  });

  test("writes in the customer's language, with every place filled", () => {
    for (const { customer, talks: theirs } of all) {
      for (const text of theirs.flatMap(({ opening, rephrased, mind }) => [...opening, rephrased, mind.address])) {
        expect(text).not.toMatch(/[{}]/);
        if (customer.language === "zh") expect(text).toMatch(/\p{Script=Han}|ok|order/u);
        else expect(text).not.toMatch(/^\p{Script=Han}/u);
      }
    }
  });
});
