import { describe, expect, test } from "vitest";
import { cny, languages } from "@ruyi/kernel";
import { ratingReasonWords, ratingSentences, refundReasonWords, refundSentences } from "./reasons.ts";

const every = Object.entries({ ...refundReasonWords, ...ratingReasonWords });

describe("the reason table", () => {
  test.each(every)("says %s in both languages, short, without a word that voice forbids", (_code, words) => {
    for (const line of [words.fact, words.change, words.appeal]) {
      if (!line) continue;
      expect(line.zh).toMatch(/。$/);
      expect(line.zh.length).toBeLessThanOrEqual(60);
      expect(line.en).toMatch(/\.$/);
      expect(line.en.split(" ").length).toBeLessThanOrEqual(40);
      expect(line.zh + line.en).not.toMatch(/[!！~]|尽快|稍后|抱歉|恶意|骗|信用|授信|unfortunately|credit/i);
      const slots = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();
      expect(slots(line.zh)).toEqual(slots(line.en));
    }
  });

  test("gives whoever is held back a way on and a person to appeal to", () => {
    const favourable = ["owed", "within-limit", "goods-back", "carrier-scan", "word-is-enough", "person-approved"];
    for (const [code, words] of Object.entries(refundReasonWords)) {
      const heldBack = !favourable.includes(code);
      expect([code, words.change !== undefined, words.appeal !== undefined]).toEqual([code, heldBack, heldBack]);
    }
  });

  test("formats money for its reader", () => {
    const reason = { code: "above-limit", amount: cny(1_280), limit: cny(800) } as const;
    expect(refundSentences(reason, "zh", "Asia/Shanghai").fact).toBe(
      "¥1,280.00超过极速退款额度¥800.00，不能马上垫付。",
    );
    expect(refundSentences(reason, "en", "Asia/Shanghai").fact).toBe(
      "CN¥1,280.00 is above the instant limit of CN¥800.00, so it cannot be advanced.",
    );
  });

  test("gives the day a record stops counting, in the merchant's zone", () => {
    const reason = {
      code: "return-missing",
      points: -25,
      at: new Date("2026-08-21T20:00:00Z"),
      until: new Date("2026-12-19T20:00:00Z"),
    } as const;
    expect(languages.map((language) => ratingSentences(reason, language, "Asia/Shanghai").change)).toEqual([
      "2026年12月20日起不再计；商品寄到就马上不计。",
      "It stops counting on 20 December 2026, or as soon as the goods arrive.",
    ]);
  });
});
