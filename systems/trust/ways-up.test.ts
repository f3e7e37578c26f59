import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, cny, customerId } from "@ruyi/kernel";
import { historyOf, type HistoryPlan, knownHistories, lead } from "./testing.ts";
import { defaultPolicy } from "./policy.ts";
import { rate } from "./rating.ts";
import { limitAbove, waysUp } from "./ways-up.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const zone = "Asia/Shanghai";
const ratingOf = (plan: HistoryPlan, at = noon) => rate(historyOf(customerId("x"), plan, noon, lead), at);
const codes = (plan: HistoryPlan) => waysUp(ratingOf(plan), zone).map(({ code }) => code);

describe("how to rise", () => {
  test("is nothing at five stars, and said plainly", () => {
    expect(waysUp(ratingOf(knownHistories.mei), zone)).toEqual([
      { code: "top", zh: "已经是最高的5星。", en: "5 stars is the highest there is." },
    ]);
  });

  test("tells a newcomer what a rating takes", () => {
    expect(codes(knownHistories.lin)).toEqual(["newcomer"]);
  });

  test("names what is missing first, then the dates on which records stop counting, then what adds points", () => {
    const ways = waysUp(ratingOf(knownHistories.kai), zone);
    expect(ways[0]?.zh).toMatch(/^离2星还差\d+分。$/);
    expect(ways.map(({ code }) => code)).toContain("expires");
    expect(codes(knownHistories.kai).indexOf("expires")).toBeLessThan(codes(knownHistories.kai).indexOf("orders"));
  });

  test("keeps its word: on the day a record stops counting, exactly those points are back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 110 }), { minLength: 1, maxLength: 3 }), (missingDaysAgo) => {
        const plan = { ...knownHistories.bo, lateDaysAgo: [], missingDaysAgo };
        const facts = historyOf(customerId("x"), plan, noon, lead);
        const before = rate(facts, noon);
        const first = before.reasons
          .flatMap(({ until, points }) => (points < 0 && until ? [{ until, points }] : []))
          .toSorted((a, b) => a.until.getTime() - b.until.getTime())[0];
        if (!first) throw new Error("A missing return should count.");
        const lostAt = (at: Date): number =>
          rate(facts, at).reasons.reduce((sum, { points }) => sum + Math.min(0, points), 0);
        const sameDay = before.reasons.filter(({ until }) => until && until <= first.until).length;
        expect(lostAt(after(first.until, 0)) - lostAt(noon)).toBe(-first.points * sameDay);
      }),
    );
  });

  test("shows the limit above where there is more to have", () => {
    const bo = ratingOf(knownHistories.bo);
    expect(bo.standing).toBe(3);
    expect(limitAbove(bo, cny(300), defaultPolicy)).toEqual(cny(800));
    expect(limitAbove(ratingOf(knownHistories.mei), cny(2_000), defaultPolicy)).toBeUndefined();
  });
});
