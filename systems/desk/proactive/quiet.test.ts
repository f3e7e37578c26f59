import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs, minuteMs } from "@ruyi/kernel";
import { tellAt, usualQuiet } from "./quiet.ts";

const at = (iso: string): Date => new Date(iso);

describe("quiet hours", () => {
  test.each([
    ["by day, at once", "2026-11-24T04:00:00Z", "Asia/Shanghai", "2026-11-24T04:00:00Z"],
    ["late in the evening, the next morning", "2026-11-24T14:00:00Z", "Asia/Shanghai", "2026-11-25T00:00:00Z"],
    ["before dawn, the same morning", "2026-11-24T20:00:00Z", "Asia/Shanghai", "2026-11-25T00:00:00Z"],
    ["at eight sharp, at once", "2026-11-25T00:00:00Z", "Asia/Shanghai", "2026-11-25T00:00:00Z"],
    [
      "where the customer is, not where the shop is",
      "2026-11-24T04:00:00Z",
      "America/New_York",
      "2026-11-24T13:00:00Z",
    ],
    ["with half hours to the world's time", "2026-11-24T17:00:00Z", "Asia/Kolkata", "2026-11-25T02:30:00Z"],
    ["over the night the clock is set ahead", "2026-03-08T04:00:00Z", "America/New_York", "2026-03-08T12:00:00Z"],
    ["over the night the clock is set back", "2026-11-01T03:00:00Z", "America/New_York", "2026-11-01T13:00:00Z"],
    ["in the hour that comes twice", "2026-10-25T01:30:00Z", "Europe/London", "2026-10-25T08:00:00Z"],
  ])("let a message go %s", (_name, now, zone, then) => {
    expect(tellAt(at(now), zone, usualQuiet)).toEqual(at(then));
  });

  test("may lie within one day, or be none", () => {
    expect(tellAt(at("2026-11-24T12:30:00Z"), "UTC", { from: "12:00", until: "13:00" })).toEqual(
      at("2026-11-24T13:00:00Z"),
    );
    expect(tellAt(at("2026-11-24T13:30:00Z"), "UTC", { from: "12:00", until: "13:00" })).toEqual(
      at("2026-11-24T13:30:00Z"),
    );
    expect(tellAt(at("2026-11-24T01:00:00Z"), "UTC", { from: "08:00", until: "08:00" })).toEqual(
      at("2026-11-24T01:00:00Z"),
    );
  });

  test("end at the hour the clock leaps over, a moment later", () => {
    const quiet = { from: "22:00", until: "02:30" };
    expect(tellAt(at("2026-03-08T06:00:00Z"), "America/New_York", quiet)).toEqual(at("2026-03-08T07:30:00Z"));
  });

  test("hold nothing back for longer than a day, never let go before now, and let go what has waited", () => {
    const zones = [
      "Asia/Shanghai",
      "America/New_York",
      "Europe/London",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "UTC",
    ];
    const time = fc
      .record({ hour: fc.nat(23), minute: fc.nat(59) })
      .map(({ hour, minute }) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
    const year = { min: Date.parse("2026-01-01"), max: Date.parse("2027-01-01") };
    fc.assert(
      fc.property(fc.integer(year), fc.constantFrom(...zones), time, time, (ms, zone, from, until) => {
        const now = new Date(ms - (ms % minuteMs));
        const then = tellAt(now, zone, { from, until });
        expect(then.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(then.getTime() - now.getTime()).toBeLessThanOrEqual(dayMs + 60 * minuteMs);
        expect(tellAt(then, zone, { from, until })).toEqual(then);
      }),
      { numRuns: 2_000 },
    );
  });
});
