import { describe, expect, test } from "vitest";
import { aMerchantDraft } from "../testing.ts";
import { changedSettings, difference, isSlug, merchantRefusal } from "./merchant.ts";

describe("merchantRefusal", () => {
  test("accepts a believable shop", () => {
    expect(merchantRefusal(aMerchantDraft())).toBeUndefined();
  });

  test("names what is wrong", () => {
    expect(merchantRefusal(aMerchantDraft({ slug: "Yun Shang" }))?.reason).toBe("slug-shape");
    expect(merchantRefusal(aMerchantDraft({ defaultLanguage: "en", languages: ["zh"] }))?.reason).toBe("languages");
    expect(merchantRefusal(aMerchantDraft({ languages: ["zh", "zh"] }))?.reason).toBe("languages");
    expect(merchantRefusal(aMerchantDraft({ zone: "Asia/Atlantis" }))?.reason).toBe("zone");
    expect(merchantRefusal(aMerchantDraft({ currency: "yuan" }))?.reason).toBe("currency");
    expect(merchantRefusal(aMerchantDraft({ settings: { note: "x".repeat(20_000) } }))?.reason).toBe(
      "settings-too-large",
    );
  });
});

test("a slug is something one can say in an address", () => {
  expect(["yunshang", "shop-2", "a1"].filter(isSlug)).toHaveLength(3);
  expect(["", "a", "-a", "a-", "a--b", "a_b", "A1", "云裳", "a".repeat(41), "a1\n"].filter(isSlug)).toEqual([]);
});

test("a change of settings leaves the others alone, and null takes one away", () => {
  expect(changedSettings({ desk: { hours: 8 }, tone: "warm" }, { tone: null, sop: 1 })).toEqual({
    desk: { hours: 8 },
    sop: 1,
  });
});

test("the audit gets the fields that differ and no others", () => {
  expect(difference({ a: 1, b: [1] }, { a: 2, b: [1] })).toEqual({ before: { a: 1 }, after: { a: 2 } });
});
