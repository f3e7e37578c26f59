import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountOf, type LogEntry, percentile, type SentMessage } from "./account.ts";

const question = (offset: number, id: string): LogEntry => ({
  offset,
  kind: "message",
  from: "customer",
  text: `text of ${id}`,
  clientMessageId: id,
});
const answer = (offset: number): LogEntry => ({ offset, kind: "message", from: "assistant", text: "so it is" });
const step = (offset: number): LogEntry => ({ offset, kind: "step" });
const sent = (id: string, offset: number | undefined): SentMessage => ({
  clientMessageId: id,
  text: `text of ${id}`,
  offset,
});

describe("accountOf", () => {
  test("finds nothing wrong with a log that holds all, each answered, each once", () => {
    const log = [question(1, "a"), step(2), answer(3), question(4, "b"), answer(5)];
    expect(accountOf([sent("a", 1), sent("b", 4)], log)).toEqual({
      acknowledged: 2,
      stored: 2,
      lost: 0,
      duplicated: 0,
    });
  });

  test("finds an acknowledged message that the log does not hold", () => {
    expect(accountOf([sent("a", 1), sent("b", 3)], [question(1, "a"), answer(2)])).toMatchObject({
      lost: 1,
      stored: 1,
    });
  });

  test("finds another message where an acknowledged one should be", () => {
    const log = [{ ...question(1, "a"), text: "something else" }, answer(2)];
    expect(accountOf([sent("a", 1)], log)).toMatchObject({ lost: 1 });
  });

  test("counts a message without an answer before the next one as lost", () => {
    const log = [question(1, "a"), step(2), question(3, "b"), answer(4)];
    expect(accountOf([sent("a", 1), sent("b", 3)], log)).toMatchObject({ lost: 1 });
  });

  test("asks no machine for an answer while a person has the word", () => {
    const log = [question(1, "a"), { offset: 2, kind: "handoff" }, question(3, "b")];
    expect(accountOf([sent("a", 1), sent("b", 3)], log)).toMatchObject({ lost: 0 });
  });

  test("does not hold the server to what it has not acknowledged", () => {
    expect(accountOf([sent("a", undefined)], [])).toEqual({ acknowledged: 0, stored: 0, lost: 0, duplicated: 0 });
    expect(accountOf([sent("a", undefined)], [question(1, "a"), answer(2)])).toMatchObject({
      acknowledged: 0,
      stored: 1,
    });
  });

  test("finds a message stored twice, and a place taken twice or left out", () => {
    const twice = [question(1, "a"), answer(2), question(3, "a"), answer(4)];
    expect(accountOf([sent("a", 1)], twice)).toMatchObject({ stored: 1, duplicated: 1 });
    expect(accountOf([sent("a", 1)], [question(1, "a"), answer(2), step(2)])).toMatchObject({ duplicated: 1 });
    expect(accountOf([sent("a", 1)], [question(1, "a"), answer(3)])).toMatchObject({ duplicated: 1 });
  });

  test("finds a message that nobody sent", () => {
    expect(accountOf([], [question(1, "a"), answer(2)])).toMatchObject({ duplicated: 1 });
  });
});

describe("percentile", () => {
  test("is the nearest rank", () => {
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(percentile([], 0.5)).toBe(0);
  });

  test("is exceeded by at most the rest", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = values.toSorted((a, b) => a - b);
          const limit = percentile(sorted, share);
          const above = sorted.filter((value) => value > limit).length;
          expect(above).toBeLessThanOrEqual(sorted.length * (1 - share) + 1e-9);
        },
      ),
    );
  });
});
