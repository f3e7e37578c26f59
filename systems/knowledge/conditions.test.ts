import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Circumstances, type Conditions, holds, type Likely } from "./conditions.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const hourMs = 3_600_000;
const likely = (known: Partial<Likely>): Likely => ({ regions: [], categories: [], products: [], ...known });
const known: Circumstances = {
  at: noon,
  stars: 3,
  region: "shanghai",
  channel: "chat",
  appVersion: "3.10.2",
  categories: ["fruit"],
  products: ["df-1"],
};
const instants = fc.integer({ min: -1_000, max: 1_000 }).map((hours) => new Date(noon.getTime() + hours * hourMs));
const conditions: fc.Arbitrary<Conditions> = fc.record(
  {
    from: instants.map((at) => at.toISOString()),
    until: instants.map((at) => at.toISOString()),
    stars: fc.record({ from: fc.integer({ min: 0, max: 5 }), to: fc.integer({ min: 0, max: 5 }) }),
    regions: fc.subarray(["shanghai", "beijing", "tibet"], { minLength: 1 }),
    channels: fc.subarray(["chat", "form"], { minLength: 1 }),
    categories: fc.subarray(["fruit", "nuts"], { minLength: 1 }),
    app: fc.record(
      { from: fc.constantFrom("3.9", "3.10.2", "4.0"), to: fc.constantFrom("3.10", "5") },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const circumstances: fc.Arbitrary<Circumstances> = fc.record(
  {
    at: instants,
    stars: fc.integer({ min: 0, max: 5 }),
    region: fc.constantFrom("shanghai", "beijing", "tibet"),
    channel: fc.constantFrom("chat", "form"),
    appVersion: fc.constantFrom("3.9.9", "3.10.2", "4.1", "the newest"),
    categories: fc.subarray(["fruit", "nuts"]),
  },
  { requiredKeys: ["at"] },
);

describe("an article", () => {
  test.each([
    ["without conditions holds for everybody", {}, "yes"],
    ["holds from its first moment", { from: noon.toISOString() }, "yes"],
    ["holds no more at its last", { until: noon.toISOString() }, "no"],
    ["for four stars and more is not for three", { stars: { from: 4, to: 5 } }, "no"],
    ["for one region is not for another", { regions: ["tibet"] }, "no"],
    ["for newer apps is not for an older one", { app: { from: "3.11" } }, "no"],
    ["for apps before 3.10.2 is not for that one", { app: { to: "3.10.2" } }, "no"],
    ["for apps from 3.8 and before 4 is for 3.10.2", { app: { from: "3.8", to: "4" } }, "yes"],
  ] as const)("%s", (_what, given, expected) => expect(holds(given, known)).toBe(expected));

  test("may hold where it cannot be told, and unknown is not no", () => {
    expect(holds({ regions: ["tibet"] }, { at: noon })).toBe("unknown");
    expect(holds({ regions: ["tibet"], until: noon.toISOString() }, { at: noon })).toBe("no");
  });

  test.each([
    ["one likely lives where it is for", { likely: likely({ regions: ["新疆"] }) }, "yes"],
    ["one likely lives elsewhere, which is not sure", { likely: likely({ regions: ["上海市"] }) }, "unknown"],
    ["one lives elsewhere", { region: "上海市" }, "no"],
    ["one lives elsewhere and asks for it by name", { region: "上海市", text: "发到新疆要加钱吗" }, "yes"],
    ["one lives there and asks for another place", { region: "新疆维吾尔自治区", text: "寄到北京呢" }, "no"],
    ["one lives there, however the address puts it", { region: "新疆维吾尔自治区", text: "运费多少" }, "yes"],
  ] as const)("for a region: %s", (_what, given, expected) =>
    expect(holds({ regions: ["新疆"] }, { at: noon, ...given })).toBe(expected),
  );

  test("for a region of Latin letters is meant by its whole name, not by a code that is a word", () => {
    expect(holds({ regions: ["Alaska"] }, { at: noon, text: "do you ship to alaska?" })).toBe("yes");
    expect(holds({ regions: ["IN"] }, { at: noon, text: "is it in stock" })).toBe("unknown");
    expect(holds({ regions: ["NY"] }, { at: noon, region: "NY" })).toBe("yes");
  });

  test.each([
    ["what was likely bought", { likely: likely({ products: ["Wool coat", "羊毛大衣"] }) }, "yes"],
    ["something else was likely bought, which is not sure", { likely: likely({ products: ["Scarf"] }) }, "unknown"],
    ["something else is meant", { products: ["Scarf"] }, "no"],
    ["it is named", { products: ["Scarf"], text: "那羊毛大衣怎么洗" }, "yes"],
  ] as const)("for goods: %s", (_what, given, expected) =>
    expect(holds({ products: ["羊毛大衣", "wool coat"] }, { at: noon, ...given })).toBe(expected),
  );

  test.each([
    ["something of it was likely bought", { likely: likely({ categories: ["外套", "Outerwear"] }) }, "yes"],
    ["something of another was likely bought", { likely: likely({ categories: ["鞋靴", "Shoes"] }) }, "unknown"],
    ["something of another is meant", { categories: ["Shoes"] }, "no"],
    ["it is named", { categories: ["Shoes"], text: "外套怎么洗" }, "yes"],
    ["nothing is known", {}, "unknown"],
  ] as const)("for a category: %s", (_what, given, expected) =>
    expect(holds({ categories: ["外套", "outerwear"] }, { at: noon, ...given })).toBe(expected),
  );

  test("for some versions of the app is neither for nor against who says none, or one that cannot be read", () => {
    const newer = { app: { from: "8.2", to: "9" } };
    expect(holds(newer, { at: noon })).toBe("unknown");
    expect(holds(newer, { at: noon, appVersion: "the newest" })).toBe("unknown");
    expect(["8.1.9", "8.2", "8.10.1", "9.0"].map((appVersion) => holds(newer, { at: noon, appVersion }))).toEqual([
      "no",
      "yes",
      "yes",
      "no",
    ]);
  });

  test("never turns from yes to no, or from no to yes, by learning more", () => {
    fc.assert(
      fc.property(conditions, circumstances, (given, all) => {
        const before = holds(given, { at: all.at });
        const after = holds(given, all);
        if (before !== "unknown") expect(after).toBe(before);
      }),
    );
  });

  test("with one condition more holds for no one besides", () => {
    fc.assert(
      fc.property(conditions, conditions, circumstances, (some, more, who) => {
        if (holds(some, who) === "no") expect(holds({ ...more, ...some }, who)).toBe("no");
      }),
    );
  });

  test("holds within its days and at no other time", () => {
    fc.assert(
      fc.property(instants, instants, instants, (from, until, at) => {
        const isWithin = from <= at && at < until;
        const span = { from: from.toISOString(), until: until.toISOString() };
        expect(holds(span, { at })).toBe(isWithin ? "yes" : "no");
      }),
    );
  });
});
