import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, customerId, dayMs, orderId } from "@ruyi/kernel";
import { type FactName, nameOf, type TrustFact } from "./fact.ts";
import { rankOf, rate } from "./rating.ts";
import { historyOf, knownHistories, lead } from "./testing.ts";

const now = new Date("2026-11-24T04:00:00Z");
const mei = customerId("mei");
const daysAgo = (days: number): Date => after(now, -days * dayMs);

const anyId = fc.integer({ min: 0, max: 5 }).map((n) => `r${n}`);
const anyAt = fc.integer({ min: 0, max: 500 }).map(daysAgo);
const base = { customerId: fc.constant(mei), at: anyAt };

const since: fc.Arbitrary<TrustFact> = fc.record({ kind: fc.constant("customer-since" as const), ...base });
const completed: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("order-completed" as const),
  orderId: fc.integer({ min: 0, max: 30 }).map((n) => orderId(`o${n}`)),
  ...base,
});
const arrived: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("return-arrived" as const),
  returnId: anyId,
  ...base,
});
const late: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("return-late" as const),
  returnId: anyId,
  ...base,
});
const missing: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("return-missing" as const),
  returnId: fc.integer({ min: 6, max: 9 }).map((n) => `r${n}`),
  ...base,
});
const falseClaim: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("claim-proven-false" as const),
  claimId: anyId,
  decidedBy: fc.constant(lead),
  ...base,
});
const correction: fc.Arbitrary<TrustFact> = fc.record({
  kind: fc.constant("correction" as const),
  corrects: fc
    .tuple(fc.constantFrom("return-late", "return-missing", "claim-proven-false", "order-completed"), anyId)
    .map(([kind, id]): FactName => `${kind as TrustFact["kind"]}:${id}`),
  decidedBy: fc.constant(lead),
  ...base,
});
const anyFacts = fc.array(fc.oneof(since, completed, completed, arrived, late, missing, falseClaim, correction), {
  maxLength: 25,
});

const isNoHigher = (facts: readonly TrustFact[], more: TrustFact): void => {
  const [before, then] = [rate(facts, now), rate([...facts, more], now)];
  expect(then.points).toBeLessThanOrEqual(before.points);
  expect(rankOf(then.standing)).toBeLessThanOrEqual(rankOf(before.standing));
};

describe("the shopping rating", () => {
  test("never falls for one more honest fact", () => {
    fc.assert(
      fc.property(anyFacts, fc.oneof(since, completed, arrived, correction), (facts, honest) => {
        const [before, then] = [rate(facts, now), rate([...facts, honest], now)];
        expect(then.points).toBeGreaterThanOrEqual(before.points);
        expect(rankOf(then.standing)).toBeGreaterThanOrEqual(rankOf(before.standing));
      }),
      { numRuns: 1_000 },
    );
  });

  test("never rises for one more false claim", () => {
    fc.assert(
      fc.property(anyFacts, falseClaim, (facts, claim) => {
        // A claim known already is the same claim; its first date counts.
        fc.pre(!facts.some((fact) => nameOf(fact) === nameOf(claim)));
        isNoHigher(facts, claim);
      }),
      { numRuns: 1_000 },
    );
  });

  test("never rises for one more return that did not arrive", () => {
    fc.assert(
      fc.property(anyFacts, missing, (facts, gone) => {
        fc.pre(!facts.some((fact) => nameOf(fact) === nameOf(gone)));
        isNoHigher(facts, gone);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is the same in whatever order, and however often, its facts are told", () => {
    const told = anyFacts.chain((facts) =>
      fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts)),
    );
    fc.assert(
      fc.property(told, ([facts, shuffled, again]) => {
        expect(rate([...shuffled, ...again], now)).toEqual(rate(facts, now));
      }),
      { numRuns: 500 },
    );
  });

  test("keeps its points within 0 and 100, and says what they are made of", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { points, reasons } = rate(facts, now);
        const lost = reasons.filter((reason) => reason.points < 0).reduce((sum, reason) => sum + reason.points, 0);
        const earned = reasons.filter((reason) => reason.points > 0).reduce((sum, reason) => sum + reason.points, 0);
        expect(points).toBe(Math.max(0, 50 + Math.min(50, earned) + lost));
        expect(points).toBeLessThanOrEqual(100);
      }),
    );
  });

  test("forgets what lowered it on the day it says", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { until, fact } of rate(facts, now).reasons) {
          if (!until) continue;
          expect(rate(facts, until).reasons.some((reason) => reason.fact === fact)).toBe(false);
          const justBefore = new Date(until.getTime() - 1);
          if (fact?.startsWith("return-late")) continue;
          expect(rate(facts, justBefore).reasons.some((reason) => reason.fact === fact)).toBe(true);
        }
      }),
    );
  });

  test.each([
    ["mei", 5],
    ["bo", 3],
    ["kai", 1],
    ["lin", "new"],
  ] as const)("of the demo's %s is %s", (name, standing) => {
    const facts = historyOf(customerId(name), knownHistories[name], now, lead);
    expect(rate(facts, now).standing).toBe(standing);
    expect(rate(facts, after(now, 7 * dayMs)).standing).toBe(standing);
  });

  test("starts a stranger as new", () => {
    expect(rate([], now)).toMatchObject({ standing: "new", points: 50, next: undefined });
  });

  test("takes one star from a five-star customer for a return that never arrived, until it arrives", () => {
    const facts = historyOf(mei, { ...knownHistories.mei, missingDaysAgo: [30] }, now, lead);
    expect(rate(facts, now)).toMatchObject({ standing: 4, next: { standing: 5, missing: 1 } });
    const came: TrustFact = { kind: "return-late", customerId: mei, returnId: "past-mei-missing-30", at: now };
    expect(rate([...facts, came], now).standing).toBe(5);
  });

  test("gives a corrected fact no weight at all", () => {
    const facts = historyOf(mei, { ...knownHistories.mei, falseClaimDaysAgo: [30] }, now, lead);
    const right: TrustFact = {
      kind: "correction",
      customerId: mei,
      corrects: "claim-proven-false:past-mei-claim-30",
      decidedBy: lead,
      at: now,
    };
    expect(rate(facts, now).standing).toBe(3);
    expect(rate([...facts, right], now)).toEqual(rate(historyOf(mei, knownHistories.mei, now, lead), now));
  });

  test("knows nothing of facts still to come", () => {
    const tomorrow = after(now, dayMs);
    const claim: TrustFact = {
      kind: "claim-proven-false",
      customerId: mei,
      claimId: "c",
      decidedBy: lead,
      at: tomorrow,
    };
    expect(rate([claim], now)).toEqual(rate([], now));
  });
});
