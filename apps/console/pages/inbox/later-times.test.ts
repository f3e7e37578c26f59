import { expect, test } from "vitest";
import { laterTimes, timeFrom } from "./later-times.ts";

const words = (now: Date): string[] => laterTimes(now).map(({ word }) => word);

test("offers times that are still to come, each once", () => {
  const tuesday = new Date(2026, 10, 24, 12);
  expect(words(tuesday)).toEqual(["laterHour", "laterEvening", "laterTomorrow", "laterMonday", "laterReply"]);
  expect(laterTimes(tuesday).map(({ at }) => at.getDay())).toEqual([2, 2, 3, 1, 4]);
  for (const hour of [0, 9, 17, 18, 23]) {
    for (let day = 22; day < 30; day += 1) {
      const now = new Date(2026, 10, day, hour, 30);
      const times = laterTimes(now);
      expect(times.every(({ at }) => at > now)).toBe(true);
      expect(new Set(times.map(({ at }) => at.getTime())).size).toBe(times.length);
    }
  }
});

test("takes a time of one's own only when it is to come", () => {
  const now = new Date(2026, 10, 24, 12).getTime();
  expect(timeFrom("2026-11-24T13:00", now)).toBe(new Date(2026, 10, 24, 13).toISOString());
  expect(timeFrom("2026-11-24T11:00", now)).toBeUndefined();
  expect(timeFrom("soon", now)).toBeUndefined();
});
