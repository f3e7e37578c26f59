import { describe, expect, test } from "vitest";
import { createLastKnown } from "./last-known.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 4, minute));
const found = (value: string, minute: number) => ({ kind: "found" as const, value, readAt: at(minute) });
const silence = { kind: "unknown" } as const;

describe("what is known of a shop that falls silent", () => {
  test("is what it said last, with the time of that, and no more", () => {
    const memory = createLastKnown<string>(10);
    expect(memory.told("mei", silence)).toEqual({ state: "unknown" });
    expect(memory.told("mei", found("old", 1))).toEqual({ state: "known", value: "old", readAt: at(1) });
    memory.told("mei", found("new", 2));
    expect(memory.told("mei", silence)).toEqual({ state: "last-known", value: "new", readAt: at(2) });
    expect(memory.told("bo", silence)).toEqual({ state: "unknown" });
  });

  test("is forgotten when the shop says that it is no more", () => {
    const memory = createLastKnown<string>(10);
    memory.told("mei", found("old", 1));
    expect(memory.told("mei", { kind: "absent" })).toEqual({ state: "absent" });
    expect(memory.told("mei", silence)).toEqual({ state: "unknown" });
  });

  test("is bounded: who was not looked at for longest is forgotten first", () => {
    const memory = createLastKnown<string>(2);
    memory.told("a", found("a", 1));
    memory.told("b", found("b", 1));
    memory.told("a", found("a", 2));
    memory.told("c", found("c", 3));
    expect(["a", "b", "c"].map((key) => memory.told(key, silence).state)).toEqual([
      "last-known",
      "unknown",
      "last-known",
    ]);
  });
});
