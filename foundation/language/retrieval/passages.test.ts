import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText, hugeTexts } from "../testing.ts";
import { type Passage, createIndex, search } from "./passages.ts";

const passages: readonly Passage[] = [
  {
    id: "returns",
    asked: ["How long may I return something?", "退货期限是多久", "What is your return window?"],
    body: "You may send anything back within 30 days. 收到货后 7 天内可以无理由退货。",
  },
  {
    id: "shipping",
    asked: ["How much is shipping?", "运费多少钱", "Do you ship abroad?"],
    body: "Shipping is free above $50. We also deliver to Canada and Mexico. 满 99 元包邮。",
  },
  {
    id: "invoice",
    asked: ["How do I get an invoice?", "怎么开发票", "Can the invoice be made out to my company?"],
    body: "Invoices come by e-mail once the parcel has left. 电子发票在发货后发到邮箱。",
  },
  {
    id: "washing",
    asked: ["Can I machine-wash the sweater?", "毛衣能机洗吗", "How do I care for wool?"],
    body: "Wool wants cold water and no tumble dryer. 羊毛请用冷水手洗，不要烘干。",
  },
  {
    id: "points",
    asked: ["How do I use my points?", "积分怎么用", "When do my points expire?"],
    body: "100 points are worth one dollar at the checkout. 积分一年有效，结账时抵扣。",
  },
];
const index = createIndex(passages);

describe("search", () => {
  test.each([
    ["how long do I have to send it back", "returns"],
    ["退货最晚几天", "returns"],
    ["shiping cost?", "shipping"],
    ["can you deliver to Mexico", "shipping"],
    ["发票能开公司抬头吗", "invoice"],
    ["tumble dryer ok?", "washing"],
    ["積分有效期", "points"],
  ])("finds for %j the passage on %s", (text, id) => expect(search(index, text)[0]?.id).toBe(id));

  test("is sure of what was asked in so many words and unsure of what no passage is about", () => {
    const sure = search(index, "怎么开发票")[0]?.confidence ?? 0;
    const unsure = search(index, "do you sell garden furniture in green")[0]?.confidence ?? 0;
    expect(sure).toBeGreaterThan(0.9);
    expect(unsure).toBeLessThan(0.4);
  });

  test("finds nothing where nothing is shared", () => {
    expect(search(index, "")).toEqual([]);
    expect(search(index, "👍")).toEqual([]);
    expect(search(createIndex([]), "退货")).toEqual([]);
  });

  test("gives no more than asked for, best first, with probabilities, for any text", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 6 }), (text, limit) => {
        const found = search(index, text, limit);
        expect(found.length).toBeLessThanOrEqual(limit);
        const scores = found.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(found.every(({ confidence }) => confidence >= 0 && confidence <= 1)).toBe(true);
      }),
    );
  });

  test("takes a million characters within a moment", () => {
    for (const text of hugeTexts) {
      const start = performance.now();
      search(index, text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});

describe("search among passages for several", () => {
  const abroad = {
    id: "shipping-abroad",
    asked: passages[1]?.asked ?? [],
    body: "Shipping abroad is $25. 海外运费每单¥180。",
  };
  const both = createIndex([...passages, abroad]);
  const sureOf = (found: ReturnType<typeof search>, id: string): number =>
    found.find((one) => one.id === id)?.confidence ?? 0;

  test("is as sure of either of two that are asked for in the same words as of one alone", () => {
    for (const text of ["shiping cost?", "运费多少"]) {
      const alone = sureOf(search(index, text), "shipping");
      const found = search(both, text);
      expect(sureOf(found, "shipping")).toBeGreaterThan(alone - 0.1);
      expect(sureOf(found, "shipping-abroad")).toBeGreaterThan(alone - 0.1);
    }
  });

  test("neither finds what is not open to who asks nor is less sure for it", () => {
    const rival = { id: "rival", asked: ["How much is shipping to Mexico?"], body: "Shipping to Mexico is $25." };
    const withRival = createIndex([...passages, rival]);
    const text = "how much is shipping";
    const open = search(withRival, text, 10, (id) => id !== "rival");
    expect(open.map(({ id }) => id)).not.toContain("rival");
    expect(sureOf(open, "shipping")).toBeGreaterThan(sureOf(search(withRival, text), "shipping"));
  });
});

describe("createIndex", () => {
  test("makes the same index of the same passages and keeps none of their words", () => {
    expect(createIndex(passages)).toEqual(index);
    expect(JSON.stringify(index)).not.toContain("invoice be made");
  });
});
