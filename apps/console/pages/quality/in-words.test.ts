import { expect, test } from "vitest";
import { inWords } from "./in-words.ts";

const known = new Map([
  [
    "give-back",
    {
      id: "give-back",
      steps: [
        {
          id: "decide",
          title: { zh: "能不能退", en: "May it be returned?" },
          table: "mayReturn",
          outcomes: [{ id: "yes", words: { zh: "可以退", en: "it may" } }],
        },
        {
          id: "ask-person",
          title: { zh: "同事决定", en: "A colleague decides" },
          table: null,
          outcomes: [{ id: "approve", words: { zh: "马上退款", en: "refund now" } }],
        },
        {
          id: "ask-how",
          title: { zh: "怎么寄回？", en: "How will it come back?" },
          table: null,
          outcomes: [{ id: "by-post", words: { zh: "快递", en: "by post" } }],
        },
      ],
      tables: [{ name: "mayReturn", title: { zh: "能不能退", en: "May it be returned" } }],
    },
  ],
]);

test("what was known and decided is told in the procedure's own words", () => {
  expect(inWords("give-back/mayReturn = yes", known, "zh")).toBe("能不能退：可以退");
  expect(inWords("give-back/ask-person: approve", known, "en")).toBe("A colleague decides: refund now");
  expect(inWords("give-back/ask-how: by-post", known, "en")).toBe("How will it come back? by post");
  expect(inWords("give-back/ask-how: by-post", known, "zh")).toBe("怎么寄回？快递");
});

test("what has no words stays as it is", () => {
  expect(inWords("give-back/ask-person: size-xl", known, "en")).toBe("A colleague decides: size-xl");
  expect(inWords("not-read/step: done", known, "zh")).toBe("step：done");
  expect(inWords("refunded", known, "zh")).toBe("refunded");
});
