import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Accent,
  accentNames,
  accentRefusal,
  accents,
  type AccentTones,
  grounds,
  markContrast,
  nearestReadable,
  passes,
  textContrast,
  themeOf,
} from "./accent.ts";
import { contrast, toHex, toOklch } from "./colour.ts";

const anyColour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value): `#${string}` => `#${value.toString(16).padStart(6, "0")}`);

function tightest(tones: AccentTones, on: readonly string[]): { readonly text: number; readonly mark: number } {
  const { accent, "accent-wash": wash, "accent-ink": ink, "accent-mark": mark, "on-accent": onAccent } = tones;
  const fills = [accent, tones["accent-hover"], tones["accent-press"]];
  return {
    text: Math.min(
      ...[...on, wash].map((ground) => contrast(ink, ground)),
      ...fills.map((fill) => contrast(fill, onAccent)),
    ),
    mark: Math.min(...on.flatMap((ground) => [contrast(mark, ground), contrast(accent, ground)])),
  };
}

describe("a colour", () => {
  test("is the same after a way through OKLCH and back", () => {
    fc.assert(fc.property(anyColour, (hex) => void expect(toHex(toOklch(hex))).toBe(hex)));
  });

  test("has the contrast that WCAG gives for known pairs", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });
});

describe("an accent", () => {
  test("of the set can be read everywhere, in both themes", () => {
    for (const name of accentNames) expect([name, passes(accents[name].hex)]).toEqual([name, true]);
  });

  test("that cannot be read is refused, with the nearest that can", () => {
    expect(accentRefusal("#ff8800")).toMatchObject({ reason: "accent-contrast", nearest: expect.stringMatching(/^#/) });
    expect(accentRefusal("orange")).toEqual({ reason: "accent-shape" });
    expect(accentRefusal("#8f2f45")).toBeUndefined();
    expect(accentRefusal("wine")).toBeUndefined();
  });

  test("and the nearest readable one are the same where it can be read, and of one hue where it cannot", () => {
    fc.assert(
      fc.property(anyColour, (hex) => {
        const nearest = nearestReadable(hex);
        expect(passes(nearest)).toBe(true);
        if (passes(hex)) expect(nearest).toBe(hex);
        else expect(toOklch(nearest).lightness).toBeLessThan(toOklch(hex).lightness);
      }),
    );
  });

  test("once accepted, makes tones that hold in light and dark, whatever it is", () => {
    const accepted = fc.oneof(
      anyColour.map((hex) => nearestReadable(hex) as Accent),
      fc.constantFrom(...accentNames),
    );
    fc.assert(
      fc.property(accepted, (accent) => {
        const { light, dark } = themeOf(accent);
        for (const [tones, on] of [
          [light, grounds.light],
          [dark, grounds.dark],
        ] as const) {
          const { text, mark } = tightest(tones, on);
          expect(text).toBeGreaterThanOrEqual(textContrast);
          expect(mark).toBeGreaterThanOrEqual(markContrast);
        }
      }),
      { numRuns: 500 },
    );
  });
});
