import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noon } from "../testing.ts";
import { differenceBetween, type DrawnPerson, effectOf, fewest, meanOf, medianOf } from "./effect.ts";

const person = (side: DrawnPerson["side"], but: Partial<DrawnPerson> = {}): DrawnPerson => ({
  ...{ side, conversationId: "c", at: noon, resolved: true, handedOver: false },
  ...{ answeredAfterMs: 1_000, refundedAfterMs: undefined, paidMinor: 0, ...but },
});
const many = (count: number, make: (nth: number) => DrawnPerson): DrawnPerson[] =>
  Array.from({ length: count }, (_, nth) => make(nth));
const measure = (people: readonly DrawnPerson[], name: string) => {
  const found = effectOf(people).find((each) => each.name === name);
  if (!found) throw new Error(`No measure ${name}.`);
  return found;
};

describe("the effect of the assistant", () => {
  test("says that there are too few to tell, until there are thirty on both sides", () => {
    const people = [
      ...many(fewest - 1, () => person("served")),
      ...many(500, () => person("held-out", { resolved: false })),
    ];
    expect(measure(people, "resolved")).toMatchObject({ verdict: "too-few", difference: undefined });
    expect(measure([...people, person("served")], "resolved").verdict).toBe("more");
    expect(measure([], "resolved")).toMatchObject({ verdict: "too-few", needed: undefined });
  });

  test("leaves out of a measure those of whom it is not known, and never counts them as no", () => {
    const people = [
      ...many(60, (nth) => person("served", { resolved: nth < 40 ? true : undefined })),
      ...many(60, () => person("held-out")),
    ];
    const { served } = measure(people, "resolved");
    expect(served).toMatchObject({ people: 40, estimate: { value: 1 } });
  });

  test("calls a difference within chance what chance makes, nineteen times in twenty and oftener", () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const told = Array.from({ length: 400 }, () => {
      const side = (name: DrawnPerson["side"]) => many(80, () => person(name, { resolved: random() < 0.8 }));
      return measure([...side("served"), ...side("held-out")], "resolved").verdict;
    });
    expect(told.filter((verdict) => verdict !== "within-chance").length / told.length).toBeLessThan(0.075);
  });

  test("finds a difference that is there, in shares, times and money", () => {
    const people = [
      ...many(300, (nth) => person("served", { resolved: nth % 10 < 9, answeredAfterMs: nth, paidMinor: nth % 7 })),
      ...many(300, (nth) =>
        person("held-out", {
          resolved: nth % 10 < 7,
          handedOver: true,
          answeredAfterMs: 60_000 + nth,
          paidMinor: 100 + (nth % 7),
        }),
      ),
    ];
    const verdicts = Object.fromEntries(effectOf(people).map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toEqual({
      ...{
        resolved: "more",
        "handed-over": "less",
        "answered-after": "less",
        "refunded-after": "too-few",
        paid: "less",
      },
    });
  });

  test("tells how many people it takes to see five points: some thousand a side at four in five", () => {
    const people = many(100, (nth) => person("served", { resolved: nth % 5 > 0 }));
    expect(measure(people, "resolved").needed).toBe(1_091);
    expect(measure(people, "paid").needed).toBeUndefined();
  });

  test("gives intervals that hold their figure, and a difference turned round when the sides are", () => {
    const values = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        for (const estimate of [medianOf(one), meanOf(one)]) {
          expect(estimate?.low).toBeLessThanOrEqual(estimate?.value ?? 0);
          expect(estimate?.high).toBeGreaterThanOrEqual(estimate?.value ?? 0);
        }
        const there = differenceBetween(medianOf(one), medianOf(other));
        const back = differenceBetween(medianOf(other), medianOf(one));
        expect(there?.value).toBeCloseTo(-(back?.value ?? 0), 6);
        expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 6);
      }),
    );
  });
});
