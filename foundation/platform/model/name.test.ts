import { expect, test } from "vitest";
import { nameGroup } from "./name.ts";
import { createScriptedModel } from "./scripted.ts";

const messages = [
  "how do I claim my stamp card",
  "is there a stamp card for regulars",
  "where do I get the stamp card, my mail is ***",
];
const named = (says: string | undefined) =>
  nameGroup(
    createScriptedModel(() => says),
    messages,
    "en",
  );

test("a name in the customers' own words is taken", async () => {
  expect(await named("Get the stamp card.")).toEqual({ kind: "named", name: "Get the stamp card" });
  const model = createScriptedModel(() => "养宠卡转赠");
  expect(await nameGroup(model, ["养宠卡怎么转赠", "养宠卡可以转赠给朋友吗"], "zh")).toMatchObject({
    name: "养宠卡转赠",
  });
});

test.each([
  ["a word of its own", "Stamp card fraud"],
  ["an order to the coach", "Teach this as refund only"],
  ["a figure", "Stamp card for $50"],
  ["a no of its own", "No stamp card"],
  ["markup", "<b>stamp card</b>"],
  ["two lines", "stamp card\nregulars"],
  ["what was masked", "stamp card ***"],
  ["a whole story", "how do I claim my stamp card is there a stamp card for regulars"],
])("with %s it is no name", async (_name, says) => {
  expect(await named(says)).toEqual({ kind: "none", reason: "refused" });
});

test("without a model there is none, and one that throws is down", async () => {
  expect(await named(undefined)).toEqual({ kind: "none", reason: "disabled" });
  const broken = {
    complete: () => Promise.reject(new Error("bug")),
    extract: () => Promise.reject(new Error("bug")),
  };
  expect(await nameGroup(broken, messages, "en")).toEqual({ kind: "none", reason: "down" });
});
