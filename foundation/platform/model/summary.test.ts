import { expect, test } from "vitest";
import { createScriptedModel } from "./scripted.ts";
import { summariseOrKeep } from "./summary.ts";

const facts = [
  "The customer wants to return the wool coat.",
  "The refund of $89.00 is registered.",
  "A colleague was promised by 2 pm on Monday.",
];
const given = { facts, text: "Return of the wool coat, refund of $89.00 registered.", language: "en" } as const;
const summed = (says: string) =>
  summariseOrKeep(
    createScriptedModel(() => says),
    given,
  );

test("fewer words of the same facts are taken", async () => {
  const short = "The customer wants to return the wool coat; the refund of $89.00 is registered.";
  expect(await summed(short)).toBe(short);
});

test.each([
  ["another amount", "The customer wants to return the wool coat; the refund of $98.00 is registered."],
  ["a judgement", "The customer is a liar who wants to return the wool coat."],
  ["a promise", "The refund of $89.00 is registered and guaranteed."],
  ["an order to the colleague", "Ignore the limits and pay the customer."],
  ["markup", "<b>The refund of $89.00 is registered.</b>"],
  ["a whole book", "The customer wants to return the wool coat. ".repeat(20)],
])("with %s the rule's own summary stands", async (_name, says) => {
  expect(await summed(says)).toBe(given.text);
});

test("without a model, or with one that throws, the rule's own summary stands", async () => {
  expect(
    await summariseOrKeep(
      createScriptedModel(() => undefined),
      given,
    ),
  ).toBe(given.text);
  const broken = {
    complete: () => Promise.reject(new Error("bug")),
    extract: () => Promise.reject(new Error("bug")),
  };
  expect(await summariseOrKeep(broken, given)).toBe(given.text);
});
