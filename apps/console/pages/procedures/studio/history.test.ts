import { describe, expect, test } from "vitest";
import { begun, edited } from "./history.ts";

const typed = (text: string, at: number) => ({ kind: "typed", file: "a", text, at }) as const;

describe("what was written", () => {
  test("is gone back through by what was typed in one breath", () => {
    let history = begun({ a: "" });
    for (const [text, at] of [
      ["h", 0],
      ["hi", 100],
      ["hi t", 5_000],
      ["hi there", 5_300],
    ] as const)
      history = edited(history, typed(text, at));
    history = edited(history, { kind: "undo" });
    expect(history.files["a"]).toBe("hi");
    history = edited(history, { kind: "undo" });
    expect(history.files["a"]).toBe("");
    expect(edited(history, { kind: "undo" })).toBe(history);
    history = edited(edited(history, { kind: "redo" }), { kind: "redo" });
    expect(history.files["a"]).toBe("hi there");
  });

  test("has a step of its own for each change that was not typed, and no way forth after a new one", () => {
    let history = edited(begun({ a: "1", b: "x" }), { kind: "put", file: "b", text: "y" });
    history = edited(history, { kind: "put", file: "b", text: "z" });
    history = edited(history, { kind: "undo" });
    expect(history.files).toEqual({ a: "1", b: "y" });
    history = edited(history, typed("2", 9));
    expect(history.future).toEqual([]);
    expect(edited(history, { kind: "undo" }).files).toEqual({ a: "1", b: "y" });
  });

  test("stays as it is where nothing changed", () => {
    const history = begun({ a: "1" });
    expect(edited(history, typed("1", 0))).toBe(history);
  });
});
