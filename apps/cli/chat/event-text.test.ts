import { describe, expect, test } from "vitest";
import { eventText } from "./event-text.ts";

const at = "2026-11-24T10:00:00.000Z";
const lines = (event: Readonly<Record<string, unknown>> & { readonly kind: string }): readonly string[] =>
  eventText({ offset: 1, at, ...event }, "zh").lines;

describe("eventText", () => {
  test("names the speaker and numbers the choices", () => {
    const choices = [
      { id: "yes", label: "收到了" },
      { id: "no", label: "没收到" },
    ];
    expect(lines({ kind: "message", from: "assistant", text: "您收到了吗？", choices })).toEqual([
      "Assistant: 您收到了吗？",
      "  1. 收到了",
      "  2. 没收到",
    ]);
  });

  test("says what was done with how much, and why not", () => {
    const amount = { minor: 42_900, currency: "CNY" };
    expect(lines({ kind: "effect", action: "refund", state: "done", amount })).toEqual(["  ✓ refund done ¥429.00"]);
    expect(lines({ kind: "effect", action: "refund", state: "refused", reasons: ["one-star"] })).toEqual([
      "  ✗ refund refused (one-star)",
    ]);
  });

  test("rounds a wait up", () => {
    expect(lines({ kind: "handoff", reason: "asked", queuePlace: 2, waitSeconds: 61 })).toEqual([
      "  → to a person (asked), place 2, about 2 min",
    ]);
  });

  test("keeps steps in the background, and skips what it does not know", () => {
    const step = { kind: "step", procedure: "cancel-order", version: 1, step: "find", state: "looking-up" };
    expect(eventText({ offset: 1, at, ...step }, "zh")).toMatchObject({ isBackground: true });
    expect(lines({ kind: "sparkle" })).toEqual([]);
  });
});
