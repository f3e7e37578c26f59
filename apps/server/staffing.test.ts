import { describe, expect, test } from "vitest";
import { staffingAt } from "./staffing.ts";

const spans = [
  { from: "09:00", to: "10:00" },
  { from: "14:00", to: "18:00" },
];
const hours = {
  week: [spans, [], [], [], [], [], []],
  workdays: [1],
  days: [],
} as const;
const shop = { hours, zone: "Asia/Shanghai" };
const at = (text: string): Date => new Date(text);

describe("when people are there", () => {
  test("who waits is answered within two hours of the morning, and before everybody goes home again", () => {
    expect(staffingAt(shop, at("2026-11-29T12:00:00Z"))).toEqual({
      isThere: false,
      back: { from: at("2026-11-30T01:00:00Z"), answerBy: at("2026-11-30T02:00:00Z") },
    });
    expect(staffingAt(shop, at("2026-11-30T03:00:00Z"))).toEqual({
      isThere: false,
      back: { from: at("2026-11-30T06:00:00Z"), answerBy: at("2026-11-30T08:00:00Z") },
    });
  });

  test("while they are, it is known until when, and when they are back after that", () => {
    expect(staffingAt(shop, at("2026-11-30T09:00:00Z"))).toEqual({
      isThere: true,
      until: at("2026-11-30T10:00:00Z"),
      back: { from: at("2026-12-07T01:00:00Z"), answerBy: at("2026-12-07T02:00:00Z") },
    });
  });

  test("day and night there is no end, and never at all there is no beginning", () => {
    const allDay = [{ from: "00:00", to: "24:00" }];
    const week = [allDay, allDay, allDay, allDay, allDay, allDay, allDay];
    expect(staffingAt({ ...shop, hours: { ...hours, week } }, at("2026-11-30T09:00:00Z"))).toEqual({ isThere: true });
    const never = { ...shop, hours: { ...hours, week: [[], [], [], [], [], [], []] } };
    expect(staffingAt(never, at("2026-11-30T09:00:00Z"))).toEqual({ isThere: false });
  });
});
