import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, dayMs, hourMs, minuteMs, secondMs } from "@ruyi/kernel";
import { type Attempts, nextAttempt } from "./throttle.ts";

const noon = new Date("2026-11-24T04:00:00Z");

/** Tries whenever allowed, every `everyMs`, and answers the moments at which a password was looked at. */
function tries(everyMs: number, forMs: number): number[] {
  const looked: number[] = [];
  let attempts: Attempts | undefined;
  for (let ms = 0; ms < forMs; ms += everyMs) {
    const next = nextAttempt(attempts, after(noon, ms));
    if (next.kind === "wait") continue;
    attempts = next.attempts;
    looked.push(ms);
  }
  return looked;
}

describe("nextAttempt", () => {
  test("gives five tries at once, then makes a guesser wait longer and longer", () => {
    const looked = tries(secondMs, hourMs);
    expect(looked.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 34, 94, 214].map((seconds) => seconds * secondMs));
  });

  test("leaves a patient guesser about a hundred tries a day", () => {
    expect(tries(minuteMs, dayMs).length).toBeLessThan(110);
  });

  test("lets a person who mistyped yesterday begin anew", () => {
    const tired: Attempts = { failures: 12, freeAt: after(noon, 15 * minuteMs), at: noon };
    expect(nextAttempt(tired, after(noon, dayMs))).toMatchObject({ kind: "go", attempts: { failures: 1 } });
  });

  test("never lets anybody wait beyond a quarter of an hour", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (failures) => {
        const next = nextAttempt({ failures, freeAt: noon, at: noon }, noon);
        if (next.kind !== "go") throw new Error("A free account may be tried.");
        expect(next.attempts.freeAt.getTime() - noon.getTime()).toBeLessThanOrEqual(15 * minuteMs);
      }),
    );
  });
});
