import { describe, expect, test } from "vitest";
import { evaluateChecks } from "./checks.ts";

describe("the static check", () => {
  test("finds every defect seeded into 50 procedures, each with a case, and says nothing about the sound ones", () => {
    const { report, answers } = evaluateChecks({ procedures: 50, seed: 1 });
    expect(answers.filter(({ found }) => !found)).toEqual([]);
    expect(report).toMatchObject({ kinds: 16, procedures: 50, seeded: 800, found: 800, alarms: 0, withoutCase: 0 });
  }, 60_000);

  test("is measured by what it finds: one that says nothing misses all that is in a procedure", () => {
    const { report } = evaluateChecks({ procedures: 6, seed: 2, check: () => [] });
    expect(report.byKind).toMatchObject({ "unreachable step": 0, "act without key": 0, "locked clause changed": 6 });
    expect(report.missed).toBeGreaterThanOrEqual(14 * 6);
  }, 60_000);

  test("is measured at the place it names: the right rule elsewhere is a miss", () => {
    const elsewhere = ["unreachable", "gap", "key"].map((rule) => ({ rule, at: "steps", message: "", witness: {} }));
    expect(evaluateChecks({ procedures: 6, seed: 2, check: () => elsewhere }).report.byKind).toMatchObject({
      "unreachable step": 0,
      "decide with gap": 0,
      "act without key": 0,
    });
  }, 60_000);
});
