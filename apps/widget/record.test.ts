import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChatRecord, createShelf, emptyRecord, parse, recordFor } from "./record.ts";

const meis: ChatRecord = {
  person: "mei",
  conversation: { id: "c1", token: "t1" },
  outbox: [{ id: "m1", text: "我的地址是……", at: "2026-11-24T04:00:00Z", state: "waiting" }],
  seen: 4,
  language: "zh",
};

/** A browser's storage. */
function aBox(entries: Record<string, string> = {}) {
  return {
    getItem: (key: string): string | null => entries[key] ?? null,
    setItem: (key: string, value: string): void => void (entries[key] = value),
  };
}

describe("what a browser keeps of a chat", () => {
  test("is found again by the next page", () => {
    const box = aBox();
    createShelf(box, "yunshang").change(() => meis);
    expect(createShelf(box, "yunshang").read()).toEqual(meis);
    expect(createShelf(box, "brightbyte").read()).toEqual(emptyRecord);
  });

  test("goes with the person it belongs to: the next one finds nothing of the last", () => {
    expect(recordFor(meis, "mei")).toEqual(meis);
    for (const next of ["bo", ""]) {
      expect(JSON.stringify(recordFor(meis, next))).not.toMatch(/地址|t1|c1/);
    }
  });

  test("of before anybody was named belongs to whoever is named first", () => {
    const { person: _nobody, ...unnamed } = meis;
    expect(recordFor(unnamed, "bo")).toEqual({ ...meis, person: "bo" });
  });

  test("is read however it was written", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(Array.isArray(parse(text).outbox)).toBe(true);
      }),
    );
    expect(parse(JSON.stringify(meis))).toEqual(meis);
  });

  test("lasts as long as the page where the browser keeps nothing", () => {
    const forbidden = () => {
      throw new Error("SecurityError");
    };
    const shelf = createShelf({ getItem: forbidden, setItem: forbidden }, "yunshang");
    shelf.change(() => meis);
    expect(shelf.read()).toEqual(meis);
  });
});
