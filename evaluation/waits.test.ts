import { expect, test } from "vitest";
import { aHouse } from "./engine/testing.ts";
import { evaluateWaits } from "./waits.ts";

const { house, restart } = await aHouse();
const busy = { timeout: 120_000 };

test(
  "two thousand waits of ninety days end once each, in time, though clocks jump and the house is closed",
  busy,
  async () => {
    const report = await evaluateWaits(house, { waits: 2_000, seed: 5, restart });
    expect(report).toMatchObject({
      ...{ waits: 2_000, ended: 2_000, lost: 0, early: 0, twice: 0, passedOver: 0, calendarErrors: 0 },
    });
    expect(report.clockJumps).toBeGreaterThan(2);
    expect(report.throughDesk).toBeGreaterThan(100);
    expect(report.openAtRestart).toBeGreaterThan(100);
    expect(report.againstCalendar).toBeGreaterThan(100);
  },
);
