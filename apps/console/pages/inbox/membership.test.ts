import { expect, test } from "vitest";
import type { Summary } from "../../api/conversations.ts";
import { belongs, rowsOf } from "./membership.ts";

const row = (id: string, but: Partial<Summary> = {}): Summary => ({
  ...{ id, customerId: "mei", customerName: "周*", language: "zh", status: "open", list: "queue", urgent: false },
  ...{ listedAt: "2026-11-24T04:00:00.000Z", speaker: "queue", agentId: null, agentName: null, queuedAt: null },
  ...{ reason: "asked", lastLine: null, waitingSince: null, about: null, snoozedUntil: null, nextOffset: 3 },
  ...{ updatedAt: "2026-11-24T04:00:00.000Z", here: [] },
  ...but,
});

test("a view holds what belongs in it", () => {
  const mine = row("a", { list: "agent", agentId: "me" });
  expect(belongs(mine, { view: "mine" }, "me")).toBe(true);
  expect(belongs(mine, { view: "team" }, "me")).toBe(false);
  expect(belongs(mine, { view: "team" }, "you")).toBe(true);
  expect(belongs(mine, { view: "all", language: "en" }, "me")).toBe(false);
  expect(belongs(row("b"), { view: "queue", reason: "policy" }, "me")).toBe(false);
});

test("what has left a view is not shown there, and what is there twice is there once", () => {
  const taken = row("a", { list: "agent", agentId: "you", nextOffset: 4, updatedAt: "2026-11-24T04:01:00.000Z" });
  const rows = rowsOf([row("a"), row("b")], [[row("b"), row("c")]], new Map([["a", taken]]), { view: "queue" }, "me");
  expect(rows.map(({ id }) => id)).toEqual(["b", "c"]);
});

test("older news do not cover newer rows", () => {
  const [old, fresh] = [row("a", { nextOffset: 2 }), row("a", { nextOffset: 9 })];
  expect(rowsOf([fresh], [], new Map([["a", old]]), { view: "queue" }, "me")).toEqual([fresh]);
});
