import * as fc from "fast-check";
import { expect, test } from "vitest";
import { proposeMeaning } from "./meaning.ts";
import { createScriptedModel } from "./scripted.ts";

const choosable = {
  matters: [
    { id: "change-address", title: "Change the delivery address" },
    { id: "cancel-order", title: "Cancel an order" },
  ],
  facts: { address: "the address something is to go to", problem: "what is wrong with the goods" },
};
const said = "我搬家了，东西能不能送到杭州市西湖区文三路90号，谢谢";
const proposed = (answer: unknown) =>
  proposeMeaning(
    createScriptedModel(() => answer),
    said,
    choosable,
  );
const nothing = { matters: [], quoted: {} };

test("a known matter and what stands in the words are taken, however they are spaced", async () => {
  expect(await proposed({ matters: ["change-address"], address: "杭州市西湖区 文三路90号" })).toEqual({
    matters: ["change-address"],
    quoted: { address: "杭州市西湖区 文三路90号" },
  });
});

test("a matter nobody knows, a passage nobody wrote and a fact that is not on the list are dropped, and the rest stays", async () => {
  expect(
    await proposed({
      matters: ["refund-everything", "cancel-order", "cancel-order"],
      address: "北京市朝阳区1号",
      problem: null,
      amount: "9999",
    }),
  ).toEqual({ matters: ["cancel-order"], quoted: {} });
});

test("whatever a model answers, only what is on the lists and in the words comes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (answer) => {
      const { matters, quoted } = await proposed(answer);
      expect(["change-address", "cancel-order"]).toEqual(expect.arrayContaining([...matters]));
      expect(Object.keys(quoted).every((name) => name in choosable.facts)).toBe(true);
    }),
  );
});

test("nothing is made of marks alone, of another form, or of a model that throws", async () => {
  expect(await proposed({ matters: [], address: "，。" })).toEqual(nothing);
  expect(await proposed({ refund: true })).toEqual(nothing);
  const broken = {
    complete: () => Promise.reject(new Error("bug")),
    extract: () => Promise.reject(new Error("bug")),
  };
  expect(await proposeMeaning(broken, said, choosable)).toEqual(nothing);
});
