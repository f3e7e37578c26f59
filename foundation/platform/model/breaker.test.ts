import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit, type Breaker, closedBreaker, report } from "./breaker.ts";

const policy = { failures: 3, openMs: 1_000 };
const afterFailures = (count: number): Breaker => {
  let breaker = closedBreaker;
  for (let index = 0; index < count; index += 1) breaker = report(breaker, policy, false, 0);
  return breaker;
};

describe("a breaker", () => {
  test("lets calls through until so many failed in a row", () => {
    expect(admit(afterFailures(2), policy, 0)[1]).toBe(true);
    expect(admit(afterFailures(3), policy, 999)[1]).toBe(false);
  });

  test("forgets failures when a call went well", () => {
    const once = report(afterFailures(2), policy, true, 0);
    expect(report(once, policy, false, 0)).toEqual({ state: "closed", failures: 1 });
  });

  test("lets one call try after its time, and closes when that went well", () => {
    const [trying, isAdmitted] = admit(afterFailures(3), policy, 1_000);
    expect(isAdmitted).toBe(true);
    expect(admit(trying, policy, 1_001)[1]).toBe(false);
    expect(report(trying, policy, true, 1_100)).toEqual(closedBreaker);
    expect(report(trying, policy, false, 1_100)).toEqual({ state: "open", untilMs: 2_100 });
  });

  test("never stays shut for good, whatever happened before", () => {
    const step = fc.record({ wait: fc.nat(2_000), isFine: fc.boolean(), isReported: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let breaker = closedBreaker;
        let now = 0;
        for (const { wait, isFine, isReported } of steps) {
          now += wait;
          const [next, isAdmitted] = admit(breaker, policy, now);
          breaker = isAdmitted && isReported ? report(next, policy, isFine, now) : next;
        }
        expect(admit(breaker, policy, now + policy.openMs)[1]).toBe(true);
      }),
    );
  });
});
