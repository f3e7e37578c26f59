import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cny, money, type Money, usd } from "@ruyi/kernel";
import { defaultPolicy, policyWith } from "./policy.ts";
import { rankOf, type Standing } from "./rating.ts";
import { afterAnswer, decideRefund, type RefundDecision, type RefundFacts } from "./refund.ts";
import { aRefund } from "./testing.ts";

const decide = (facts: RefundFacts): RefundDecision => decideRefund(facts, defaultPolicy);

const standings: readonly Standing[] = [1, 2, "new", 3, 4, 5];
const sum = fc.integer({ min: 0, max: 400_000 }).map((minor): Money => money(minor, "CNY"));
const wildRefund: fc.Arbitrary<RefundFacts> = fc.record({
  basis: fc.constantFrom("goods-return", "owed", "claim"),
  amount: fc.integer({ min: 1, max: 400_000 }).map((minor) => money(minor, "CNY")),
  paid: sum,
  refunded: sum,
  underWay: sum,
  standing: fc.constantFrom(...standings),
  open: sum,
  goods: fc.constantFrom("with-customer", "scanned", "inspected"),
  evidence: fc.constantFrom("word", "shown"),
  wordClaims: fc.nat(5),
  hasOverdueAdvance: fc.boolean(),
});
/** Nothing refunded yet, all of it asked for, little open: what is left to decide is when. */
const wholeRefund = fc
  .tuple(wildRefund, fc.integer({ min: 1, max: 250_000 }), fc.nat(100_000))
  .map(([facts, minor, open]): RefundFacts => {
    const [amount, none] = [money(minor, "CNY"), cny(0)];
    return { ...facts, amount, paid: amount, refunded: none, underWay: none, open: money(open, "CNY") };
  });
const anyRefund = fc.oneof(wildRefund, wholeRefund);

const speed: Readonly<Record<RefundDecision["kind"], number>> = { no: 0, person: 1, "after-scan": 2, instant: 3 };

describe("decideRefund", () => {
  test("never goes above what was paid, less what went back or is on its way", () => {
    fc.assert(
      fc.property(anyRefund, (facts) => {
        const { amount, paid, refunded, underWay } = facts;
        const fits = amount.minor <= paid.minor - refunded.minor - underWay.minor;
        expect(decide(facts).kind === "no").toBe(!fits);
      }),
      { numRuns: 1_000 },
    );
  });

  test("never holds more of a limit than is left of it", () => {
    fc.assert(
      fc.property(wholeRefund, (facts) => {
        const decision = decide(facts);
        fc.pre(decision.kind === "instant" && decision.holds !== "nothing");
        const limits = { 5: 200_000, 4: 80_000, 3: 30_000, new: 20_000, 2: 0, 1: 0 };
        expect(facts.open.minor + facts.amount.minor).toBeLessThanOrEqual(limits[facts.standing]);
      }),
    );
  });

  test("never treats a better standing worse", () => {
    fc.assert(
      fc.property(anyRefund, fc.constantFrom(...standings), (facts, other) => {
        const [lower, higher] = [facts.standing, other].toSorted((a, b) => rankOf(a) - rankOf(b));
        fc.pre(lower !== undefined && higher !== undefined);
        if (lower === undefined || higher === undefined) return;
        const [worse, better] = [decide({ ...facts, standing: lower }), decide({ ...facts, standing: higher })];
        expect(speed[better.kind]).toBeGreaterThanOrEqual(speed[worse.kind]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("refuses nobody for their rating", () => {
    fc.assert(
      fc.property(anyRefund, fc.constantFrom(...standings), (facts, other) => {
        expect(decide({ ...facts, standing: other }).kind === "no").toBe(decide(facts).kind === "no");
      }),
    );
  });

  test("pays what is owed at once, whatever the rating and the limit", () => {
    fc.assert(
      fc.property(anyRefund, (facts) => {
        const owed = decide({ ...facts, basis: "owed", paid: facts.amount, refunded: cny(0), underWay: cny(0) });
        expect(owed).toMatchObject({ kind: "instant", holds: "nothing" });
      }),
    );
  });

  test("always says why", () => {
    fc.assert(fc.property(anyRefund, (facts) => decide(facts).reasons.length > 0));
  });

  test.each([
    [5, cny(2_000), "instant"],
    [5, cny(2_000.01), "after-scan"],
    [4, cny(800), "instant"],
    [4, cny(800.01), "after-scan"],
    [3, cny(300), "instant"],
    [3, cny(300.01), "after-scan"],
    ["new", cny(200), "instant"],
    ["new", cny(200.01), "after-scan"],
    [2, cny(1), "after-scan"],
    [1, cny(1), "person"],
    [5, usd(300), "instant"],
    [5, usd(300.01), "after-scan"],
    ["new", usd(30), "instant"],
  ] as const)("lets a return at standing %s of %o be %s", (standing, amount, kind) => {
    const none = money(0, amount.currency);
    const facts = aRefund({ standing, amount, paid: amount, refunded: none, underWay: none, open: none });
    expect(decide(facts).kind).toBe(kind);
  });

  test("counts open advances against the limit", () => {
    const facts = aRefund({ standing: 4, amount: cny(300), open: cny(600) });
    expect(decide(facts)).toEqual({
      kind: "after-scan",
      reasons: [{ code: "limit-in-use", amount: cny(300), limit: cny(800), available: cny(200) }],
    });
  });

  test("pays a return above the limit, or of two stars, once the carrier has scanned it", () => {
    expect(decide(aRefund({ standing: 2, goods: "scanned" })).kind).toBe("instant");
    expect(decide(aRefund({ standing: 3, goods: "scanned" })).kind).toBe("instant");
    expect(decide(aRefund({ standing: 1, goods: "scanned" })).kind).toBe("person");
    expect(decide(aRefund({ standing: 1, goods: "inspected" })).kind).toBe("instant");
  });

  test("takes a small claim at its word, a newcomer's too, three times a year", () => {
    const small = aRefund({ basis: "claim", amount: cny(50), standing: "new" });
    expect(decide(small)).toMatchObject({ kind: "instant", holds: "nothing" });
    expect(decide({ ...small, amount: cny(50.01) })).toMatchObject({ reasons: [{ code: "above-word" }] });
    expect(decide({ ...small, wordClaims: 3 })).toMatchObject({ kind: "person" });
  });

  test("has a person decide a claim above the limit, where no goods come back", () => {
    const claim = aRefund({ basis: "claim", evidence: "shown", amount: cny(400), standing: 3 });
    expect(decide(claim)).toMatchObject({ kind: "person", reasons: [{ code: "above-limit" }] });
  });

  test("refuses another currency and names the right one", () => {
    expect(decide(aRefund({ amount: usd(1) }))).toEqual({
      kind: "no",
      reasons: [{ code: "wrong-currency", currency: "CNY" }],
    });
  });

  test("throws on nothing to refund, for such a request is a bug", () => {
    expect(() => decide(aRefund({ amount: cny(0) }))).toThrow(/above zero/);
  });

  test("advances nothing in a currency without limits, and refuses nothing either", () => {
    const baht = money(100, "THB");
    const none = money(0, "THB");
    const facts = aRefund({ amount: baht, paid: baht, refunded: none, underWay: none, open: none });
    expect(decide(facts)).toMatchObject({ kind: "after-scan", reasons: [{ code: "no-limit-in-currency" }] });
  });
});

describe("every reason that holds a refund back", () => {
  test("names something whose change changes the decision", () => {
    fc.assert(
      fc.property(anyRefund, (facts) => {
        const decision = decide(facts);
        fc.pre(decision.kind !== "instant");
        for (const reason of decision.reasons) {
          const changed = cured(facts, reason.code);
          expect(decide(changed)).not.toEqual(decision);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

function cured(facts: RefundFacts, code: string): RefundFacts {
  const none = cny(0);
  const amount = facts.amount.minor > 0 ? facts.amount : cny(1);
  switch (code) {
    case "nothing-left":
    case "above-remaining":
    case "already-under-way":
      return { ...facts, paid: amount, refunded: none, underWay: none };
    case "one-star":
    case "two-stars":
      return { ...facts, standing: 5 };
    case "advance-overdue":
      return { ...facts, hasOverdueAdvance: false, open: none, standing: 5, amount: cny(1) };
    case "above-limit":
    case "above-word":
      return { ...facts, amount: money(1, "CNY"), open: none, wordClaims: 0 };
    case "limit-in-use":
      return { ...facts, open: none };
    case "many-claims-by-word":
      return { ...facts, wordClaims: 0 };
    default:
      throw new Error(`No cure for ${code}; a reason that holds back needs one.`);
  }
}

describe("policyWith", () => {
  test("takes a merchant's wishes within the bounds", () => {
    const result = policyWith({ columns: { CNY: { limits: { five: 1_000_000 }, wordOnlyUpTo: 0 } }, graceDays: 30 });
    expect(result).toMatchObject({
      kind: "policy",
      policy: { graceDays: 30, columns: { CNY: { wordOnlyUpTo: 0, limits: { five: 1_000_000, four: 80_000 } } } },
    });
  });

  test("names every wish that is out of bounds, with the bounds", () => {
    const result = policyWith({ columns: { CNY: { limits: { five: 1_000_001, newcomer: 4_999 } } }, wordClaims: 0 });
    expect(result).toEqual({
      kind: "out-of-bounds",
      findings: [
        { parameter: "columns.CNY.limits.five", found: 1_000_001, min: 50_000, max: 1_000_000 },
        { parameter: "columns.CNY.limits.newcomer", found: 4_999, min: 5_000, max: 50_000 },
        { parameter: "wordClaims", found: 0, min: 1, max: 12 },
      ],
    });
  });
});

describe("afterAnswer", () => {
  test("never calls a refund done or failed that was not sent", () => {
    for (const state of ["refused", "waiting-scan", "waiting-person", "withdrawn", "approved"] as const) {
      for (const answer of ["done", "failed", "reversed", "pending", "unknown", "absent"] as const) {
        expect(afterAnswer(state, answer)).toBe(state);
      }
    }
  });

  test("lets a refund be sent again only when the payment side does not know it", () => {
    for (const state of ["sent", "unknown", "done", "failed", "reversed"] as const) {
      for (const answer of ["done", "failed", "reversed", "pending", "unknown"] as const) {
        expect(afterAnswer(state, answer)).not.toBe("approved");
      }
    }
    expect(afterAnswer("unknown", "absent")).toBe("approved");
    expect(afterAnswer("done", "absent")).toBe("done");
  });
});
