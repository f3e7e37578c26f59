import { describe, expect, test } from "vitest";
import { exampleIn, isPlayedWorse } from "./understanding.ts";

describe("the gate", () => {
  const played = (before: number, after: number, breaches = 0) => ({
    before: { passed: before, of: 60, breaches: 0 },
    after: { passed: after, of: 60, breaches },
  });
  test("lets chance pass, and neither harm nor a breach", () => {
    expect(isPlayedWorse(played(58, 58))).toBe(false);
    expect(isPlayedWorse(played(58, 57))).toBe(false);
    expect(isPlayedWorse(played(58, 60))).toBe(false);
    expect(isPlayedWorse(played(58, 56))).toBe(true);
    expect(isPlayedWorse(played(58, 60, 1))).toBe(true);
  });
});

test.each([
  ['{"text":"养宠卡怎么转赠","means":"coupon-points-gift-card"}', true],
  ['{"text":"","means":"none"}', false],
  ['{"text":"x"}', false],
  ["x", false],
  ["null", false],
])("a line of examples: %s", (line, isOne) => {
  expect(exampleIn(line) !== undefined).toBe(isOne);
});
