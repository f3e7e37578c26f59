import { seededRandom } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import { analyseTable } from "./analysis.ts";
import { compileTable, evaluateTable } from "./table.ts";
import { aRow, aTable, disagreements, hitPolicies, randomTable } from "./testing.ts";

describe("analyseTable", () => {
  test("finds the gap between two inputs that each look complete alone", () => {
    const source = aTable({
      hit: "unique",
      inputs: [
        { expression: "days", type: "number", allowed: "[0..365]" },
        { expression: "tier", type: "string", allowed: '"gold", "none"' },
      ],
      rows: [
        aRow(["<= 30", '"gold"'], ['"pay"']),
        aRow(["> 30", '"none"'], ['"refuse"']),
        aRow(["<= 30", '"none"'], ['"review"']),
      ],
    });
    const [gap, ...others] = analyseTable(source);
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ rule: "gap", message: 'No row decides days in (30..365] and tier is "gold".' });
    expect(evaluateTable(compileTable(source), gap?.witness ?? {})).toMatchObject({ rows: [], missing: [] });
  });

  test("calls a clean table clean", () => {
    expect(analyseTable(aTable({ hit: "unique", rows: [aRow(["<= 30"], ['"a"']), aRow(["> 30"], ['"b"'])] }))).toEqual(
      [],
    );
  });

  test("sees a gap at a single value and one no wider than a hair", () => {
    const single = aTable({ hit: "unique", rows: [aRow(["< 30"], ['"a"']), aRow(["> 30"], ['"b"'])] });
    expect(analyseTable(single)).toMatchObject([{ rule: "gap", witness: { days: 30 } }]);
    const hair = aTable({ hit: "unique", rows: [aRow(["<= 30.0001"], ['"a"']), aRow([">= 30.0002"], ['"b"'])] });
    expect(analyseTable(hair)).toMatchObject([{ rule: "gap", witness: { days: 30.00015 } }]);
  });

  test("sees no gap between two days of the calendar", () => {
    const dated = aTable({
      hit: "unique",
      inputs: [{ expression: "delivered", type: "date" }],
      rows: [aRow(['<= date("2026-11-10")'], ['"a"']), aRow(['>= date("2026-11-11")'], ['"b"'])],
    });
    expect(analyseTable(dated)).toEqual([]);
  });

  test("finds a text nobody thought of when the domain is open", () => {
    const open = aTable({
      inputs: [{ expression: "tier", type: "string" }],
      rows: [aRow(['"gold"'], ['"a"']), aRow(['"none"'], ['"b"'])],
    });
    const findings = analyseTable(open);
    expect(findings).toMatchObject([{ rule: "gap", message: "No row decides tier is some other text." }]);
    expect(evaluateTable(compileTable(open), findings[0]?.witness ?? {}).rows).toEqual([]);
  });

  test("reports rows that overlap, and whether they contradict", () => {
    const rows = [aRow(["<= 30"], ['"a"']), aRow([">= 30"], ['"b"'])];
    expect(analyseTable(aTable({ hit: "unique", rows })).map(({ rule, rows: pair }) => [rule, pair])).toEqual([
      ["overlap", [0, 1]],
      ["conflict", [0, 1]],
    ]);
    expect(analyseTable(aTable({ hit: "any", rows }))).toMatchObject([{ rule: "conflict", witness: { days: 30 } }]);
    expect(analyseTable(aTable({ hit: "first", rows }))).toEqual([]);
  });

  test("reports a row that several earlier rows shadow together", () => {
    const rows = [
      aRow(["<= 10"], ['"a"']),
      aRow(["(10..20]"], ['"b"']),
      aRow(["[5..15]"], ['"c"']),
      aRow(["-"], ['"d"']),
    ];
    expect(analyseTable(aTable({ rows }))).toMatchObject([
      { rule: "shadowed", rows: [2], message: expect.stringContaining("rows 1, 2") },
    ]);
  });

  test("reports cells of another kind, cells outside the domain and answers that are not allowed", () => {
    const rows = [aRow(['"ten"'], ['"a"']), aRow(["> 400"], ['"a"']), aRow(["-"], ['"z"'])];
    const findings = analyseTable(
      aTable({ outputs: [{ name: "outcome", type: "string", allowed: '"a", "b"' }], rows }),
    );
    expect(findings.filter(({ rule }) => rule === "type").map(({ at }) => at)).toEqual([
      'table "refund", row 1, input "days"',
      'table "refund", row 3, output "outcome"',
      'table "refund", row 2, input "days"',
    ]);
  });

  test("calls no row shadowed by an answer that is still to be computed", () => {
    const computed = aTable({
      hit: "priority",
      outputs: [{ name: "outcome", allowed: "2, 1" }],
      rows: [aRow(["-"], ["days"]), aRow(["-"], ["1"])],
    });
    expect(analyseTable(computed)).toEqual([]);
  });

  test("treats two columns over one input as one", () => {
    const twice = aTable({
      hit: "unique",
      inputs: [
        { expression: "days", type: "number" },
        { expression: "days", type: "number" },
      ],
      rows: [aRow([">= 0", "< 10"], ['"a"']), aRow([">= 10", "-"], ['"b"']), aRow(["-", "< 0"], ['"c"'])],
    });
    expect(analyseTable(twice)).toEqual([]);
  });

  test("does not call a case bare that a cell over other facts may cover", () => {
    expect(analyseTable(aTable({ rows: [aRow(["<= window"], ['"a"']), aRow(["> window"], ['"b"'])] }))).toEqual([]);
  });

  test("builds nested witnesses for paths", () => {
    const source = aTable({
      inputs: [{ expression: "order.customer.tier", type: "string", allowed: '"gold", "none"' }],
      rows: [aRow(['"gold"'], ['"a"'])],
    });
    expect(analyseTable(source)).toMatchObject([{ rule: "gap", witness: { order: { customer: { tier: "none" } } } }]);
  });

  // RUYI_TABLES=10000 vitest run foundation/decision/analysis.test.ts tries as many tables as one likes.
  const tables = Number(process.env["RUYI_TABLES"] ?? 700);
  test("agrees with brute force on random tables of every hit policy", { timeout: 30_000 + tables * 20 }, () => {
    const random = seededRandom(20_261_124);
    for (let turn = 0; turn < tables; turn += 1) {
      const table = randomTable(random, hitPolicies[turn % hitPolicies.length] ?? "unique");
      expect(disagreements(table), JSON.stringify(table.source)).toEqual([]);
    }
  });
});
