import { expect, test } from "vitest";
import { differences } from "./diff.ts";

test("only what differs is told, by the way to it", () => {
  expect(
    differences({ zone: "UTC", name: { zh: "云", en: "Yun" } }, { zone: "UTC", name: { zh: "云", en: "Yuns" } }),
  ).toEqual([{ path: ["name", "en"], before: "Yun", after: "Yuns" }]);
  expect(differences(undefined, { role: "agent", by: "link" })).toEqual([
    { path: ["role"], after: "agent" },
    { path: ["by"], after: "link" },
  ]);
  expect(differences({ role: "agent" }, undefined)).toEqual([{ path: ["role"], before: "agent" }]);
});

test("spans, days and lists are told in few words", () => {
  const week = [[{ from: "09:00", to: "18:00" }], []];
  const days = [{ date: "2026-10-01", kind: "closed", name: { zh: "国庆节", en: "National Day" } }];
  expect(differences(undefined, { hours: { week, days, workdays: [1, 2] } })).toEqual([
    { path: ["hours", "week"], after: "09:00–18:00, –" },
    { path: ["hours", "days"], after: "2026-10-01 closed" },
    { path: ["hours", "workdays"], after: "1, 2" },
  ]);
});
