import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersions, isAmong, readVersion } from "./version.ts";

const numbers = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 });
const written = (version: readonly number[]): string => version.join(".");

describe("a version", () => {
  test.each([
    ["8.2.1", [8, 2, 1]],
    ["v8.2.1-beta (1042)", [8, 2, 1]],
    ["８．２", [8, 2]],
    [" 10 ", [10]],
    ["Android 14", undefined],
    ["", undefined],
    ["1".repeat(400), undefined],
  ] as const)("%j is read as %j", (said, expected) => expect(readVersion(said)).toEqual(expected));

  test("comes before another by its first number that differs, however many it has", () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (start, one, other) => {
        const [[a = 0], [b = 0]] = [one, other];
        fc.pre(a !== b);
        expect(Math.sign(compareVersions([...start, ...one], [...start, ...other]))).toBe(Math.sign(a - b));
      }),
    );
  });

  test("is the same with noughts behind it", () => {
    fc.assert(
      fc.property(numbers, numbers, fc.nat({ max: 3 }), (a, b, noughts) => {
        const longer = [...a, ...Array.from({ length: noughts }, () => 0)];
        expect(Math.sign(compareVersions(longer, b))).toBe(Math.sign(compareVersions(a, b)));
      }),
    );
  });

  test("stands in one order with all others", () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  test("is among those before a release or among those from it on, never both and never neither", () => {
    fc.assert(
      fc.property(numbers, numbers, (release, version) => {
        const [said, at] = [written(version), written(release)];
        expect(isAmong({ to: at }, said)).toBe(!isAmong({ from: at }, said));
      }),
    );
  });

  test("that cannot be read is neither among them nor not", () => {
    expect(isAmong({ from: "8.2", to: "9" }, "the newest")).toBeUndefined();
    expect(isAmong({ from: "8.2", to: "9" }, "8.10")).toBe(true);
    expect(isAmong({ from: "8.2", to: "9" }, "9.0")).toBe(false);
  });
});
