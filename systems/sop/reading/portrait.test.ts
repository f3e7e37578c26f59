import { describe, expect, test } from "vitest";
import { languages } from "@ruyi/kernel";
import { ProcedureView } from "../contract.ts";
import { loadLibrary } from "../operations.ts";
import { proceduresOf, procedureOf, smallProcedure } from "../testing.ts";
import { waysOf } from "../ways.ts";
import { inReadingOrder, portray, type Surroundings } from "./portrait.ts";

const library = loadLibrary();
const alone: Surroundings = { inForce: true, calledBy: [], findings: [] };
const views = library.all.map((procedure) => [procedure.id, procedure, portray(procedure, alone)] as const);

describe.each(views)("the portrait of %s", (_id, procedure, view) => {
  test("has the shape the contract names", () => {
    expect(ProcedureView.parse(JSON.parse(JSON.stringify(view)))).toEqual(JSON.parse(JSON.stringify(view)));
  });

  test("draws every step and every way once", () => {
    expect(view.steps.map(({ id }) => id).toSorted()).toEqual(Object.keys(procedure.steps).toSorted());
    for (const { id, ways } of view.steps) {
      const step = procedure.steps[id];
      const goals = step ? waysOf(id, step).map(({ to }) => to) : [];
      expect(ways.map(({ to }) => to)).toEqual([...new Set(goals)]);
    }
  });

  test("begins at the start, and comes to no step before one that leads there", () => {
    const seen = new Set([procedure.start]);
    expect(view.steps[0]?.id).toBe(procedure.start);
    for (const { id, ways } of view.steps) {
      expect(seen.has(id)).toBe(true);
      for (const { to } of ways) seen.add(to);
    }
  });

  test("says everything in both languages: nothing is empty, and no Chinese lacks its words", () => {
    const texts = [
      ...view.steps.flatMap(({ title, prose, kindWords }) => [title, prose, kindWords]),
      ...view.steps.filter(({ ways }) => ways.length > 1).flatMap(({ ways }) => ways.map(({ when }) => when)),
      ...view.tables.flatMap(({ title, hitWords, inputs, rows }) => [
        ...[title, hitWords],
        ...inputs.map(({ words }) => words),
        ...rows.map(({ sentence }) => sentence),
        ...rows.flatMap(({ when, then }) => [...when, ...then].map(({ words }) => words)),
      ]),
      ...view.facts.flatMap(({ words, sourceWords }) => [words, sourceWords]),
      ...view.acts.flatMap(({ words, requires, undo }) => [words, requires.words, ...(undo ? [undo.words] : [])]),
      ...view.phrases.flatMap(({ zh, en }) =>
        [...zh, ...en].flatMap((piece) => ("words" in piece ? [piece.words] : [])),
      ),
    ];
    for (const text of texts) {
      for (const language of languages) expect(text?.[language]).toMatch(/\S/);
      // Names stand in for words that are missing; an identifier in a Chinese sentence is such a name.
      expect(text?.zh.replaceAll(/R[1-3]|“[^”]*”/g, "")).not.toMatch(/[a-z]{2,}/i);
    }
  });

  test("names for each phrase the steps that say it, and for each act its read-back, key and undo", () => {
    for (const { usedBy } of view.phrases) expect(usedBy.length).toBeGreaterThan(0);
    const acts = Object.values(procedure.steps).filter(({ kind }) => kind === "act");
    expect(view.acts).toHaveLength(acts.length);
    for (const { confirm } of view.acts) {
      if (confirm.kind === "read-back") expect(procedure.phrases[confirm.phrase]?.strict).toBe(true);
    }
  });
});

describe("the portrait of a small procedure", () => {
  const view = portray(procedureOf(smallProcedure), alone);

  test("tells an act's read-back, its yes, what it requires and that it cannot be taken back", () => {
    expect(view.steps.find(({ id }) => id === "refund")?.prose).toEqual({
      zh: "先读回：「请确认：退款〔金额〕。」顾客明确说「退款〔金额〕」，才退款。前提：order.open。办了就收不回。",
      en: "Read back: “Please confirm: refund [amount].” Only on an explicit “Refund [amount]”: refund. It requires that order.open. It cannot be taken back.",
    });
  });

  test("joins ways to one step, and says who must decide what", () => {
    expect(view.steps.find(({ id }) => id === "ask")?.ways).toEqual([
      { to: "read", when: { zh: "大或其他回答", en: "Big or any other answer" } },
      { to: "kept", when: { zh: "小", en: "Small" } },
    ]);
    expect(view.steps.find(({ id }) => id === "person")?.prose.en).toBe(
      "Ask a colleague: “What now?” Offered: Pay (needs authority R2) or Stop.",
    );
  });

  test("reads a phrase as words and the facts that fill it", () => {
    expect(view.phrases.find(({ id }) => id === "done")).toEqual({
      ...{ id: "done", strict: true, usedBy: ["say-done"] },
      zh: [{ path: "order.amount", format: "money", words: { zh: "金额", en: "amount" } }, { text: "已退。" }],
      en: [
        { path: "order.amount", format: "money", words: { zh: "金额", en: "amount" } },
        { text: " has been refunded." },
      ],
    });
  });

  test("says of each fact who tells it and which steps make it known", () => {
    expect(view.facts.map(({ name, source, madeBy }) => [name, source, madeBy])).toEqual([
      ["size", "customer", ["ask"]],
      ["decision", "staff", ["person"]],
      ["order", "shop", ["read"]],
    ]);
  });
});

test("steps nobody comes to are read last", () => {
  const [lost] = proceduresOf(
    smallProcedure.replace("steps:", "steps:\n  lost: { kind: say, phrase: done, next: end }"),
  );
  expect(lost && inReadingOrder(lost).at(-1)).toBe("lost");
});

test("a step that takes back what was done, and one that may be come to only so often, are read too", () => {
  const view = portray(
    procedureOf(
      smallProcedure
        .replace("free-text: true", "free-text: true\n    at-most: { times: 2, then: take-back }")
        .replace("steps:", "steps:\n  take-back: { kind: undo, next: { done: end, stuck: hand } }"),
    ),
    alone,
  );
  const [ask, undo] = ["ask", "take-back"].map((id) => view.steps.find((step) => step.id === id));
  expect(ask?.ways.at(-1)).toEqual({ to: "take-back", when: { zh: "已经来过2次", en: "after 2 times" } });
  expect(undo).toMatchObject({ kind: "undo", kindWords: { zh: "撤" }, title: { en: "Take back what was done" } });
  expect(undo?.ways.map(({ to, when }) => [to, when.en])).toEqual([
    ["end", "all is taken back"],
    ["hand", "one cannot be taken back"],
  ]);
});

test("a question that takes several answers at once says so", () => {
  const several = smallProcedure.replace(
    'free-text: true\n    next: { big: read, small: kept, "*": read }',
    'several: true\n    next: { "*": read }',
  );
  expect(several).not.toBe(smallProcedure);
  const [ask] = portray(procedureOf(several), alone).steps;
  expect(ask?.prose).toEqual({
    zh: "问顾客：「要哪一个？」可选几项：大或小。",
    en: "Ask the customer: “Which one?” Offered, several at once: Big or Small.",
  });
});
