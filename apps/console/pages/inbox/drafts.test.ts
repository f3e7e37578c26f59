import { expect, test } from "vitest";
import { draftOf, keepDraft, type Shelf } from "./drafts.ts";

function aShelf(first?: string): Shelf & { readonly text: () => string | null } {
  let text: string | null = first ?? null;
  return { getItem: () => text, setItem: (_key, value) => void (text = value), text: () => text };
}

test("a draft is there again when one comes back, each conversation its own", () => {
  const shelf = aShelf();
  keepDraft(shelf, "a", { reply: "您好", note: "老顾客", isNote: false });
  keepDraft(shelf, "b", { reply: "", note: "先验货", isNote: true });
  expect(draftOf(shelf, "a")).toEqual({ reply: "您好", note: "老顾客", isNote: false });
  expect(draftOf(shelf, "b")).toEqual({ reply: "", note: "先验货", isNote: true });
  keepDraft(shelf, "a", { reply: "", note: "", isNote: false });
  expect(draftOf(shelf, "a").reply).toBe("");
  expect(shelf.text()).not.toContain("您好");
});

test("only the newest are kept, and what cannot be read is none", () => {
  const shelf = aShelf("no json");
  for (let count = 0; count < 70; count += 1)
    keepDraft(shelf, `c${count}`, { reply: `${count}`, note: "", isNote: false });
  expect(draftOf(shelf, "c9").reply).toBe("");
  expect(draftOf(shelf, "c69").reply).toBe("69");
});

test("a browser that keeps nothing says so", () => {
  const full: Shelf = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  expect(keepDraft(full, "a", { reply: "x", note: "", isNote: false })).toBe(false);
});
