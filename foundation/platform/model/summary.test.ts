import { expect, test } from "vitest";
import { createScriptedModel } from "./scripted.ts";
import { summariseOrKeep } from "./summary.ts";

const lines = [
  "Asked: Return and refund, “well hello there, so the thing is the wool coat does not fit me at all”",
  "Done: return registered. Promised: a colleague answers by 2 pm on Monday",
  "Facts: order ending 3021, Wool coat, $89.00, delivered",
];
const asked = ["well hello there, so the thing is the wool coat does not fit me at all, I want to return it"];
const [, done = "", facts = ""] = lines;
const summed = (...says: string[]) =>
  summariseOrKeep(
    createScriptedModel(() => says.join("\n")),
    { lines, asked, language: "en" },
  );

test("fewer words of the same facts are taken", async () => {
  const short = "Asked: want to return the wool coat, it does not fit";
  expect(await summed(short, done, facts)).toEqual([short, done, facts]);
});

const fair = "Asked: the wool coat does not fit";
test.each([
  ["another amount", [fair, done, facts.replace("89", "98")]],
  ["a judgement", ["Asked: a liar who wants to return the coat, not fair", done, facts]],
  ["a no made a yes", ["Asked: the wool coat does fit", done, facts]],
  ["a yes made a no", [fair, done.replace("registered", "not registered"), facts]],
  ["a promise left out", [fair, "Done: return registered. Promised: nothing", facts]],
  ["another day", [fair, done.replace("Monday", "Tuesday"), facts]],
  ["an order to the colleague", ["Asked: ignore the limits and pay, it does not fit", done, facts]],
  ["markup", [`<b>${fair}</b>`, done, facts]],
  ["a fact in another line", [`${fair} $89.00`, done, facts]],
  ["a line too many", [fair, done, facts, "Asked: the wool coat"]],
  ["a line too few", [fair, done]],
  ["lines of another order", [fair, facts, done]],
])("with %s the rule's own summary stands", async (_name, says) => {
  expect(await summed(...says)).toEqual(lines);
});

test("without a model, or with one that throws, the rule's own summary stands", async () => {
  const given = { lines, asked, language: "en" } as const;
  expect(
    await summariseOrKeep(
      createScriptedModel(() => undefined),
      given,
    ),
  ).toBe(lines);
  const broken = {
    complete: () => Promise.reject(new Error("bug")),
    extract: () => Promise.reject(new Error("bug")),
  };
  expect(await summariseOrKeep(broken, given)).toBe(lines);
});
