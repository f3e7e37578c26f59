import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressKey, createLimiter } from "./rate-limit.ts";

describe("a limiter", () => {
  test("never lets more through than the burst and what has refilled since", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 2_000 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (steps, burst, perSecond) => {
          const limiter = createLimiter({ perSecond, burst }, 10);
          let now = 1_000_000;
          let elapsed = 0;
          let passed = 0;
          for (const step of steps) {
            now += step;
            elapsed += Math.max(0, step);
            if (limiter.take("one", now) === 0) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(burst + (elapsed * perSecond) / 1_000 + 1e-6);
        },
      ),
    );
  });

  test("lets the caller in when the wait it named is over", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (perSecond) => {
        const limiter = createLimiter({ perSecond, burst: 1 }, 10);
        expect(limiter.take("one", 0)).toBe(0);
        const waitMs = limiter.take("one", 0);
        expect(waitMs).toBeGreaterThan(0);
        expect(limiter.take("one", waitMs)).toBe(0);
      }),
    );
  });

  test("keeps strangers apart and remembers a bounded number of them", () => {
    const limiter = createLimiter({ perSecond: 1, burst: 1 }, 100);
    for (let stranger = 0; stranger < 10_000; stranger += 1) expect(limiter.take(`s${stranger}`, 0)).toBe(0);
    expect(limiter.size()).toBeLessThanOrEqual(100);
  });

  test("does not forget one who keeps knocking while many others come", () => {
    const limiter = createLimiter({ perSecond: 1, burst: 1 }, 100);
    limiter.take("knocking", 0);
    for (let stranger = 0; stranger < 1_000; stranger += 1) {
      limiter.take(`s${stranger}`, 0);
      expect(limiter.take("knocking", 0)).toBeGreaterThan(0);
    }
  });
});

describe("addressKey", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::1", "::1"],
    ["2001:db8:0:7::1", "2001:db8:0:7::/64"],
    ["2001:0DB8:0000:0007:aaaa:bbbb:cccc:dddd", "2001:db8:0:7::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["", ""],
  ])("%s counts as %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
