import { expect, test } from "vitest";
import { type FirstFacts, firstSteps } from "./first-steps.ts";

const nothing: FirstFacts = {
  hasPassword: false,
  shop: { kind: "none" },
  hasConversation: false,
  colleagues: 0,
  hasHours: false,
};

test("a new system lacks everything, and each fact ends one step", () => {
  expect(firstSteps(nothing).map(({ isDone }) => isDone)).toEqual([false, false, false, false, false]);
  const facts: readonly Partial<FirstFacts>[] = [
    { hasPassword: true },
    { shop: { kind: "demo", orders: 3_012 } },
    { hasConversation: true },
    { colleagues: 1 },
    { hasHours: true },
  ];
  const done = facts.map((fact) =>
    firstSteps({ ...nothing, ...fact }).flatMap(({ id, isDone }) => (isDone ? [id] : [])),
  );
  expect(done).toEqual([["password"], ["shop"], ["widget"], ["colleague"], ["hours"]]);
});
