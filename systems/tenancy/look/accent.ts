import type { Bilingual } from "@ruyi/kernel";
import { contrast, isHex, toHex, toOklch } from "./colour.ts";

/** The colours a merchant may choose without a thought; every text and edge made of them has been measured. */
export const accents = {
  celadon: { name: { zh: "天青", en: "Celadon" }, hex: "#0b5f79" },
  indigo: { name: { zh: "靛蓝", en: "Indigo" }, hex: "#34508f" },
  plum: { name: { zh: "青莲", en: "Plum" }, hex: "#6d4288" },
  wine: { name: { zh: "绛红", en: "Wine" }, hex: "#8f2f45" },
  umber: { name: { zh: "赭石", en: "Umber" }, hex: "#7b4a1c" },
  pine: { name: { zh: "松绿", en: "Pine" }, hex: "#1f6244" },
  ink: { name: { zh: "墨色", en: "Ink" }, hex: "#453f36" },
} as const satisfies Readonly<Record<string, { readonly name: Bilingual; readonly hex: string }>>;

export type AccentName = keyof typeof accents;
export const accentNames = Object.keys(accents) as readonly AccentName[];
/** One of the names, or a merchant's own `#rrggbb`. */
export type Accent = AccentName | `#${string}`;

const isNamed = (accent: string): accent is AccentName => Object.hasOwn(accents, accent);
const hexOf = (accent: Accent): string => (isNamed(accent) ? accents[accent].hex : accent);

/** What the widget paints with an accent, by the names of its custom properties. */
export type AccentTones = {
  readonly accent: string;
  readonly "accent-hover": string;
  readonly "accent-press": string;
  readonly "on-accent": string;
  readonly "accent-ink": string;
  readonly "accent-wash": string;
  readonly "accent-mark": string;
};
export type AccentTheme = { readonly light: AccentTones; readonly dark: AccentTones };

/** Text is read from here on, and edges and marks are seen (WCAG 2, 1.4.3 and 1.4.11). */
export const textContrast = 4.5;
export const markContrast = 3;

/** What the widget's texts stand on: paper, surface, raised, fill, hover, press. */
export const grounds = {
  light: ["#f9f8f4", "#fefefd", "#ffffff", "#f1efea", "#f5f4f0", "#edebe6"],
  dark: ["#131210", "#1a1817", "#23211f", "#262421", "#211f1d", "#292724"],
} as const;

/** The tightest contrast of a colour with the light grounds it is text on and the text it is a ground for. */
export function contrastOf(hex: string): number {
  const { hue, chroma } = toOklch(hex);
  return Math.min(
    ...[...grounds.light, onLight(hue, chroma), washLight(hue, chroma)].map((each) => contrast(hex, each)),
  );
}

const onLight = (hue: number, chroma: number): string =>
  toHex({ lightness: 0.992, chroma: Math.min(chroma, 0.004), hue });
const washLight = (hue: number, chroma: number): string =>
  toHex({ lightness: 0.953, chroma: Math.min(chroma, 0.0145), hue });

export const passes = (hex: string): boolean => contrastOf(hex) >= textContrast;

/** The colour itself when it can be read, else the nearest darker one of its hue that can. */
export function nearestReadable(hex: string): string {
  if (passes(hex)) return hex;
  const colour = toOklch(hex);
  let [dark, light] = [0, colour.lightness];
  for (let step = 0; step < 24; step += 1) {
    const lightness = (dark + light) / 2;
    if (passes(toHex({ ...colour, lightness }))) dark = lightness;
    else light = lightness;
  }
  return toHex({ ...colour, lightness: dark });
}

export type AccentRefusal =
  | { readonly reason: "accent-shape" }
  | { readonly reason: "accent-contrast"; readonly contrast: number; readonly nearest: string };

/** Why an accent cannot be used; undefined when it can. */
export function accentRefusal(accent: string): AccentRefusal | undefined {
  if (isNamed(accent)) return undefined;
  if (!isHex(accent)) return { reason: "accent-shape" };
  if (passes(accent)) return undefined;
  return { reason: "accent-contrast", contrast: contrastOf(accent), nearest: nearestReadable(accent) };
}

/** All tones of an accent that can be read. Dark tones keep its hue; their lightness is the house's own. */
export function themeOf(accent: Accent): AccentTheme {
  const hex = hexOf(accent);
  const { lightness, chroma, hue } = toOklch(hex);
  const tone = (at: number, most: number): string => toHex({ lightness: at, chroma: Math.min(chroma, most), hue });
  const mark = tone(Math.max(lightness, 0.55), 0.095);
  return {
    light: {
      accent: hex,
      "accent-hover": tone(lightness - 0.047, 0.3),
      "accent-press": tone(lightness - 0.087, 0.3),
      "on-accent": onLight(hue, chroma),
      "accent-ink": hex,
      "accent-wash": washLight(hue, chroma),
      "accent-mark": grounds.light.every((ground) => contrast(mark, ground) >= markContrast) ? mark : hex,
    },
    dark: {
      accent: tone(0.785, 0.09),
      "accent-hover": tone(0.835, 0.07),
      "accent-press": tone(0.87, 0.06),
      "on-accent": tone(0.205, 0.03),
      "accent-ink": tone(0.815, 0.09),
      "accent-wash": tone(0.282, 0.03),
      "accent-mark": tone(0.72, 0.09),
    },
  };
}
