import { describe, expect, test } from "vitest";
import { DecisionError } from "./error.ts";
import { compileTable, evaluateTable } from "./table.ts";
import { aRow, aTable } from "./testing.ts";

const refund = aTable({
  hit: "first",
  inputs: [
    { expression: "days", type: "number", allowed: "[0..365]" },
    { expression: "customer.tier", type: "string", allowed: '"gold", "silver", "none"' },
  ],
  outputs: [{ name: "outcome" }, { name: "share" }],
  rows: [
    aRow(["<= 7", "-"], ['"pay"', "1"]),
    aRow(["(7..30]", '"gold"'], ['"pay"', "0.5"]),
    aRow(["(7..30]", "-"], ['"review"', "0"]),
    aRow(["> 30", "-"], ['"refuse"', "days / 365"]),
  ],
});

describe("evaluateTable", () => {
  test("answers with the first row that matches", () => {
    const table = compileTable(refund);
    expect(evaluateTable(table, { days: 3 })).toEqual({ rows: [0], output: { outcome: "pay", share: 1 }, missing: [] });
    expect(evaluateTable(table, { days: 20, customer: { tier: "gold" } })).toMatchObject({
      rows: [1],
      output: { share: 0.5 },
    });
    expect(evaluateTable(table, { days: 73, customer: { tier: "none" } })).toMatchObject({
      output: { outcome: "refuse", share: 0.2 },
    });
  });

  test("asks for a missing fact instead of falling through to a later row", () => {
    const table = compileTable(refund);
    expect(evaluateTable(table, { days: 20 })).toEqual({ rows: [], output: undefined, missing: ["customer.tier"] });
    expect(evaluateTable(table, { customer: { tier: "gold" } }).missing).toEqual(["days"]);
  });

  test("does not ask for a fact that cannot change the answer", () => {
    expect(evaluateTable(compileTable(refund), { days: 40 })).toMatchObject({ rows: [3], missing: [] });
  });

  test("lets a row speak of the unknown itself with a written null", () => {
    const table = compileTable(aTable({ rows: [aRow(["> 7"], ['"late"']), aRow(["null"], ['"ask"'])] }));
    expect(evaluateTable(table, {})).toMatchObject({ rows: [1], output: { outcome: "ask" } });
  });

  test("counts a value of the wrong kind as unknown", () => {
    expect(evaluateTable(compileTable(refund), { days: "three", customer: { tier: "gold" } }).missing).toEqual([
      "days",
    ]);
  });

  test("answers nothing when rows of a unique table contradict, and names them", () => {
    const table = compileTable(aTable({ hit: "unique", rows: [aRow(["< 10"], ['"a"']), aRow(["> 5"], ['"b"'])] }));
    expect(evaluateTable(table, { days: 7 })).toEqual({ rows: [0, 1], output: undefined, missing: [] });
    expect(evaluateTable(table, { days: 3 })).toMatchObject({ rows: [0] });
  });

  test("accepts several rows under any when they agree", () => {
    const agreeing = aTable({
      hit: "any",
      rows: [aRow(["< 10"], ['"a"']), aRow(["> 5"], ['"a"']), aRow(["> 8"], ['"b"'])],
    });
    const table = compileTable(agreeing);
    expect(evaluateTable(table, { days: 7 })).toMatchObject({ rows: [0, 1], output: { outcome: "a" } });
    expect(evaluateTable(table, { days: 9 }).output).toBeUndefined();
  });

  test("takes the most important answer under priority, in the order of the allowed values", () => {
    const table = compileTable(
      aTable({
        hit: "priority",
        outputs: [{ name: "outcome", allowed: '"refuse", "review", "pay"' }],
        rows: [aRow(["-"], ['"pay"']), aRow(["> 5"], ['"refuse"'])],
      }),
    );
    expect(evaluateTable(table, { days: 7 })).toMatchObject({ rows: [1], output: { outcome: "refuse" } });
  });

  test("ranks computed answers too", () => {
    const table = compileTable(
      aTable({
        hit: "priority",
        outputs: [{ name: "outcome", allowed: "2, 1" }],
        rows: [aRow(["-"], ["1"]), aRow(["-"], ["days"])],
      }),
    );
    expect(evaluateTable(table, { days: 2 })).toMatchObject({ rows: [1], output: { outcome: 2 } });
  });

  test("collects, sums, counts and finds extremes", () => {
    const rows = [aRow(["-"], ["0.1"]), aRow(["> 5"], ["0.2"])];
    const total = (aggregate: "sum" | "min" | "max" | "count"): unknown =>
      evaluateTable(compileTable(aTable({ hit: "collect", aggregate, rows })), { days: 7 }).output;
    expect([total("sum"), total("min"), total("max"), total("count")]).toEqual([
      { outcome: 0.3 },
      { outcome: 0.1 },
      { outcome: 0.2 },
      { outcome: 2 },
    ]);
    expect(evaluateTable(compileTable(aTable({ hit: "collect", rows })), { days: 7 }).output).toEqual([
      { outcome: 0.1 },
      { outcome: 0.2 },
    ]);
  });

  test("answers otherwise when no row matches, and nothing when none was said", () => {
    const rows = [aRow(["> 7"], ['"late"'])];
    const table = compileTable(aTable({ outputs: [{ name: "outcome", otherwise: '"in time"' }], rows }));
    expect(evaluateTable(table, { days: 1 })).toMatchObject({ rows: [], output: { outcome: "in time" } });
    expect(evaluateTable(compileTable(aTable({ rows })), { days: 1 }).output).toBeUndefined();
    expect(evaluateTable(table, {}).missing).toEqual(["days"]);
  });

  test("reads ISO text where a column holds dates", () => {
    const table = compileTable(
      aTable({
        inputs: [{ expression: "delivered", type: "date" }],
        rows: [aRow(['< date("2026-11-11")'], ['"before"']), aRow(["-"], ['"after"'])],
      }),
    );
    expect(evaluateTable(table, { delivered: "2026-11-10" }).output).toEqual({ outcome: "before" });
    expect(evaluateTable(table, { delivered: new Date("2026-11-12T00:00:00Z") }).output).toEqual({ outcome: "after" });
  });

  test("lets cells read other facts", () => {
    const table = compileTable(aTable({ rows: [aRow(["<= window"], ['"pay"']), aRow(["-"], ['"refuse"'])] }));
    expect(evaluateTable(table, { days: 5, window: 7 }).output).toEqual({ outcome: "pay" });
    expect(evaluateTable(table, { days: 8, window: 7 }).output).toEqual({ outcome: "refuse" });
    expect(evaluateTable(table, { days: 8 }).missing).toEqual(["days"]);
  });

  test("never tires: an answer that loops is the same after many evaluations", () => {
    const rows = [aRow(["-"], ["sum(for n in 1..100000 return n)"])];
    const table = compileTable(aTable({ rows }));
    const answers = Array.from({ length: 30 }, (_, days) => evaluateTable(table, { days }).output);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"outcome":5000050000}']));
  });

  test("keeps working past 32 rows", () => {
    const rows = Array.from({ length: 100 }, (_, row) => aRow([`[${row * 3}..${row * 3 + 3})`], [String(row)]));
    const table = compileTable(aTable({ hit: "unique", rows }));
    for (let days = 0; days < 300; days += 1) {
      expect(evaluateTable(table, { days }).rows).toEqual([Math.floor(days / 3)]);
    }
  });
});

describe("compileTable", () => {
  test("names table, row and column of a cell that is no FEEL", () => {
    const broken = aTable({ rows: [aRow(["< 5"], ['"a"']), aRow(["< 5 5"], ['"a"'])] });
    expect(() => compileTable(broken)).toThrow(DecisionError);
    expect(() => compileTable(broken)).toThrow(/Table "refund", row 2, input "days": "< 5 5"/);
  });

  test("counts the cells of every row", () => {
    expect(() => compileTable(aTable({ rows: [aRow(["-", "-"], ['"a"'])] }))).toThrow(/row 1: "when" has 2 cells/);
  });
});
