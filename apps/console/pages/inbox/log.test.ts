import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answersIn, entriesOf, extended, goesOn } from "./log.ts";

const at = "2026-11-24T04:22:04.453Z";
const step = (offset: number, state: string, run = "r1") => ({
  ...{ offset, at, kind: "step", run, procedure: "return-and-refund", version: 1, step: "x", state, by: "system" },
});
const effect = (offset: number, state: string) => ({ offset, at, kind: "effect", key: "k", action: "refund", state });
const said = (offset: number, text: string, from = "customer") => ({
  ...{ offset, at, kind: "message", from, text, language: "zh" },
});

describe("a log as a colleague reads it", () => {
  test("tells when a matter begins and when it is over, and not the steps between", () => {
    const entries = entriesOf([
      step(1, "asking"),
      step(2, "acting"),
      said(3, "好"),
      step(4, "ended"),
      step(5, "asking", "r2"),
    ]);
    expect(entries.map(({ kind, offset }) => [kind, offset])).toEqual(
      [
        ["run-begins", 1],
        ["message", 3],
        ["run-begins", 5],
      ].toSpliced(2, 0, ["run-ends", 4.5]),
    );
  });

  test("tells an act once, where its last word was said", () => {
    const entries = entriesOf([effect(1, "requested"), said(2, "好"), effect(3, "done")]);
    expect(entries).toMatchObject([{ kind: "message" }, { kind: "effect", offset: 3, state: "done" }]);
  });

  test("names a speaker again only when somebody else spoke, or some time went by", () => {
    const [first, next, other] = entriesOf([said(1, "在吗"), said(2, "人呢"), said(3, "在", "agent")]);
    if (!first || !next || !other) throw new Error("Three were said.");
    expect([goesOn(first, undefined), goesOn(next, first), goesOn(other, next)]).toEqual([false, true, false]);
    expect(goesOn({ ...next, at: "2026-11-24T04:52:04.453Z" }, first)).toBe(false);
  });

  test("leaves out kinds it does not know, and those it knows in another shape", () => {
    const events = [{ offset: 1, at, kind: "hologram" }, { offset: 2, at, kind: "message" }, said(3, "在吗")];
    expect(entriesOf(events).map(({ offset }) => offset)).toEqual([3]);
  });

  test("finds the customer's yes only in what they said after they were asked, the newest first", () => {
    const asked = { ...said(3, "请确认", "agent"), choices: [{ id: "yes", label: "退款" }] };
    const before = [said(1, "我要退货"), said(2, "好的")];
    expect(answersIn(entriesOf([...before, asked]))).toEqual([]);
    const entries = entriesOf([...before, asked, said(4, "好"), said(5, "我来办", "agent"), said(6, "退吧")]);
    expect(answersIn(entries).map(({ text }) => text)).toEqual(["退吧", "好"]);
  });

  test("holds every event once and in order, however answers overlap", () => {
    const log = Array.from({ length: 20 }, (_, place) => said(place + 1, String(place)));
    const overlap = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 30 });
    fc.assert(
      fc.property(overlap, (answers) => {
        let read: ReturnType<typeof extended> = [];
        for (const [back, more] of answers) {
          const after = Math.max(0, read.length - back);
          read = extended(read, log.slice(after, after + more));
          // Something that came out of turn waits until what lies before it was read.
          read = extended(read, log.slice(read.length + 2));
        }
        expect(read).toEqual(log.slice(0, read.length));
      }),
    );
  });
});
