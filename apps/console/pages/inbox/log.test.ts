import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entriesOf, extended, answersIn } from "./log.ts";

const at = "2026-11-24T04:22:04.453Z";
const step = (offset: number, name: string) => ({
  offset,
  at,
  kind: "step",
  step: name,
  state: "asking",
  by: "system",
});
const said = (offset: number, text: string, from = "customer") => ({
  ...{ offset, at, kind: "message", from, text, language: "zh" },
});

describe("a log as a colleague reads it", () => {
  test("tells steps in a row in one line, and each step that repeats once", () => {
    const entries = entriesOf([step(1, "search"), step(2, "search"), step(3, "ask"), said(4, "好"), step(5, "end")]);
    expect(entries).toMatchObject([
      { kind: "steps", offset: 1, steps: ["search", "ask"] },
      { kind: "message", text: "好" },
      { kind: "steps", offset: 5, steps: ["end"] },
    ]);
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
        }
        expect(read).toEqual(log.slice(0, read.length));
      }),
    );
  });
});
