import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecisionError } from "./error.ts";
import { compileCondition, compileExpression, compileTest, variablesOf } from "./expression.ts";
import { parseUnaryTests } from "./syntax.ts";

const value = (text: string, facts: Record<string, unknown> = {}): unknown => compileExpression(text)(facts);

describe("compileExpression", () => {
  test("computes with exact decimals", () => {
    expect(value("0.1 + 0.2 = 0.3")).toBe(true);
    expect(value("price * quantity", { price: 19.99, quantity: 3 })).toBe(59.97);
  });

  test("reads names with spaces, and paths into objects and lists", () => {
    expect(value("late days > 3", { "late days": 4 })).toBe(true);
    expect(
      value("order.lines[price > 10].name", {
        order: {
          lines: [
            { name: "cap", price: 9 },
            { name: "coat", price: 90 },
          ],
        },
      }),
    ).toEqual(["coat"]);
  });

  test("reads names that look like arithmetic when they are declared", () => {
    const run = compileExpression("days-late + 1", { names: { "days-late": true } });
    expect(run({ "days-late": 2 })).toBe(3);
  });

  test("knows dates, times and durations, given as Date, Temporal or text", () => {
    expect(value('date(delivered) + duration("P7D")', { delivered: "2026-02-25" })).toBe("2026-03-04");
    expect(value('at > date and time("2026-01-01T00:00:00Z")', { at: new Date("2026-06-01T12:00:00Z") })).toBe(true);
    expect(value("day.weekday", { day: Temporal.PlainDate.from("2026-11-24") })).toBe(2);
    expect(value('years and months duration(@"2024-01-31", @"2026-03-01")')).toBe("P2Y1M");
  });

  test("filters, maps and quantifies over lists", () => {
    expect(value("for n in 1..3 return n * n")).toEqual([1, 4, 9]);
    expect(value("some n in [1, 2, 3] satisfies n > 2")).toBe(true);
    expect(value("every n in [1, 2, 3] satisfies n > 2")).toBe(false);
    expect(value("for n in 1..5 return if n <= 2 then 1 else partial[-1] + partial[-2]")).toEqual([1, 1, 2, 3, 5]);
    expect(value("[10, 20, 30][2]")).toBe(20);
    expect(value("[10, 20, 30][-1]")).toBe(30);
  });

  test("has functions as values and lets them call themselves through a context", () => {
    expect(value("{ twice: function(f, x) f(f(x)), answer: twice(function(x) x * 3, 2) }.answer")).toBe(18);
    expect(value("{ f: function(n) if n = 0 then 1 else n * f(n - 1), answer: f(20) }.answer")).toBe(
      2_432_902_008_176_640_000,
    );
  });

  test("answers null, not an endless wait, for a function without an end", () => {
    expect(value("{ f: function(n) f(n + 1), answer: f(1) }.answer")).toBeNull();
  });

  test("keeps an unknown value unknown instead of taking the else branch", () => {
    expect(value('if tier = "gold" then 100 else 0')).toBeNull();
    expect(compileExpression('if tier = "gold" then 100 else 0', { unknown: "dmn" })({})).toBe(0);
    expect(value('if tier = null then "ask" else tier')).toBe("ask");
  });

  test("answers null for a loop nobody could wait for", () => {
    expect(value("count(for a in 1..10000, b in 1..10000, c in 1..10000 return a)")).toBeNull();
  });

  test("refuses nesting that no person writes, and reads facts that hold themselves", () => {
    expect(() => compileExpression(`${"(".repeat(5000)}1${")".repeat(5000)}`)).toThrow(DecisionError);
    const order: Record<string, unknown> = { id: 7 };
    order["self"] = order;
    expect(value("order.self.id", { order })).toBe(7);
    expect(value("count([order])", { order })).toBe(1);
  });

  test("asks the clock it was given, and none otherwise", () => {
    const now = (): Date => new Date("2026-11-24T08:00:00Z");
    expect(compileExpression("today()", { now })({})).toBe("2026-11-24");
    expect(value("today()")).toBeNull();
  });

  test("names the place where a text stops being FEEL", () => {
    expect(() => compileExpression("1 + ")).toThrow(DecisionError);
    expect(() => compileExpression("amount > ) 3")).toThrow(/position 10/);
  });

  test("never reads what an object inherits", () => {
    expect(value("constructor")).toBeNull();
    expect(value("order.constructor", { order: {} })).toBeNull();
  });

  test("never throws, whatever the facts", () => {
    const run = compileExpression("sum(orders[amount > limit].amount) / count(orders) + x.y.z");
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("orders", "limit", "x", "amount"), fc.anything()), (facts) => {
        run(facts);
      }),
    );
  });
});

describe("compileCondition", () => {
  test("says neither yes nor no about what it does not know", () => {
    const condition = compileCondition('amount <= 200 and tier = "gold"');
    expect(condition({ amount: 100, tier: "gold" })).toBe(true);
    expect(condition({ amount: 300 })).toBe(false);
    expect(condition({ amount: 100 })).toBeUndefined();
    expect(condition({})).toBeUndefined();
  });

  test("follows Kleene's tables", () => {
    const values = fc.constantFrom(true, false, undefined);
    fc.assert(
      fc.property(values, values, (a, b) => {
        const both = a === false || b === false ? false : a === true && b === true ? true : undefined;
        const either = a === true || b === true ? true : a === false && b === false ? false : undefined;
        expect(compileCondition("a and b")({ a, b })).toBe(both);
        expect(compileCondition("a or b")({ a, b })).toBe(either);
      }),
    );
  });
});

describe("compileTest", () => {
  test("knows ranges, lists of tests and their negation", () => {
    expect([0, 1, 5, 10].map((days) => compileTest("[1..5], > 9")(days))).toEqual([false, true, true, true]);
    expect(compileTest('not("a", "b")')("c")).toBe(true);
    expect(compileTest("? * 2 > limit")(4, { limit: 7 })).toBe(true);
    expect(compileTest("-")(undefined)).toBe(true);
    expect(compileTest("null")(undefined)).toBe(true);
    expect(compileTest('"a"')(undefined)).toBeUndefined();
  });

  test("reads plain cells exactly as the grammar does", () => {
    const number = fc.oneof(
      fc.integer({ min: -999, max: 999 }).map(String),
      fc.tuple(fc.nat(99), fc.nat(99)).map(([a, b]) => `${a}.${b}`),
    );
    const cell = fc.oneof(
      number,
      fc
        .tuple(fc.constantFrom("<", "<=", ">", ">=", "=", "!="), number)
        .map(([operator, operand]) => `${operator} ${operand}`),
      fc
        .tuple(fc.constantFrom("[", "(", "]"), number, number, fc.constantFrom("]", ")", "["))
        .map(([open, a, b, close]) => `${open}${a}..${b}${close}`),
      fc
        .array(fc.stringMatching(/^[a-z 中]*$/), { minLength: 1, maxLength: 3 })
        .map((texts) => texts.map((text) => `"${text}"`).join(", ")),
    );
    fc.assert(
      fc.property(cell, (text) => {
        // A comment sends the same cell through the grammar.
        expect(parseUnaryTests(text)).toEqual(parseUnaryTests(`${text} /* grammar */`));
      }),
    );
  });
});

describe("variablesOf", () => {
  test("lists the names an expression reads from outside, once each", () => {
    expect(variablesOf("order.amount > limit and sum(order.lines[price > 3].price) > limit")).toEqual([
      "order",
      "limit",
    ]);
    expect(variablesOf("for x in items return x + y")).toEqual(["items", "y"]);
    expect(variablesOf("{ a: b, c: a }.c")).toEqual(["b"]);
    expect(variablesOf("function(a) a + now()")).toEqual([]);
  });
});
