import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLook, sheetOf } from "./look.ts";

const tones = { accent: "#34508f", "on-accent": "#fafdfe" };
const look = {
  name: { zh: "云裳", en: "Yunshang" },
  greeting: { zh: "您好。", en: "Hello." },
  side: "start",
  accent: { light: tones, dark: { accent: "#aabbee" } },
  offers: ["cancel-order"],
} as const;

describe("the look a shop has chosen", () => {
  test("is read as the server tells it", () => {
    expect(readLook({ ...look, merchant: "yunshang" })).toEqual(look);
  });

  test("paints both themes, and the one the page asks for", () => {
    const sheet = sheetOf(readLook(look));
    expect(sheet).toContain(":host{--accent:#34508f;--on-accent:#fafdfe}");
    expect(sheet).toContain(":host([data-theme=dark]){--accent:#aabbee}");
    expect(sheetOf({})).toBe("");
  });

  test("is left out where it is something else, and nothing but colours gets into a style sheet", () => {
    const sly = { accent: "red;}*{display:none", "x}": "#ffffff", "accent-ink": "#12345" };
    expect(readLook({ accent: { light: sly, dark: sly }, side: "top", name: 7, offers: "all" })).toEqual({});
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(sheetOf(readLook(value))).toBe("");
      }),
    );
  });
});
