import { describe, expect, test } from "vitest";
import { tellScore, tellWhole } from "./tell.ts";

describe("a score", () => {
  test("of few cases is told by the range it may lie in, never as a bare hundred", () => {
    expect(tellScore({ count: 3, of: 3, share: 1, low: 0.4385, high: 1 }, "en")).toBe("44–100%");
    expect(tellScore({ count: 110, of: 110, share: 1, low: 0.966, high: 1 }, "zh")).toBe("100%");
  });

  test("that is not all is never told as all, and one that is not none never as none", () => {
    expect([tellWhole(0.9991, "en"), tellWhole(0.001, "en"), tellWhole(1, "en")]).toEqual([">99%", "<1%", "100%"]);
  });
});
