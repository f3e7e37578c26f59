import type { Bilingual } from "@ruyi/kernel";
import { fieldsOf, inBoth, present } from "./reading.ts";

/** How the shop wants its chat to look and begin; every part may be absent. */
export type Look = {
  readonly name?: Bilingual;
  readonly greeting?: Bilingual;
  readonly side?: "start" | "end";
  /** Tones of the accent by the names of the style sheet's properties. */
  readonly accent?: { readonly light: Tones; readonly dark: Tones };
  /** Procedures to offer before anybody has written, in this order. */
  readonly offers?: readonly string[];
};
type Tones = Readonly<Record<string, string>>;

/** Reads a look as the server told it or as it was kept; what is not understood is left out. */
export function readLook(value: unknown): Look {
  const { name, greeting, side, accent, offers } = fieldsOf(value);
  const { light, dark } = fieldsOf(accent);
  const [byDay, byNight] = [tonesOf(light), tonesOf(dark)];
  return present({
    name: inBoth(name),
    greeting: inBoth(greeting),
    side: (["start", "end"] as const).find((each) => each === side),
    accent: byDay && byNight ? { light: byDay, dark: byNight } : undefined,
    offers: Array.isArray(offers) ? offers.filter((each) => typeof each === "string") : undefined,
  });
}

/** The part of a style sheet that paints with the shop's accent. */
export function sheetOf({ accent }: Look): string {
  if (!accent) return "";
  const [light, dark] = [accent.light, accent.dark].map((tones) =>
    Object.entries(tones)
      .map(([name, colour]) => `--${name}:${colour}`)
      .join(";"),
  );
  const night = ":host(:not([data-theme=light]))";
  return `:host{${light}}@media(prefers-color-scheme:dark){${night}{${dark}}}:host([data-theme=dark]){${dark}}`;
}

/** Colours come from a server, so nothing but colours gets through. */
function tonesOf(value: unknown): Tones | undefined {
  const tones = Object.entries(fieldsOf(value)).filter(
    (tone): tone is [string, string] =>
      /^(on-)?accent[a-z-]*$/.test(tone[0]) && typeof tone[1] === "string" && /^#[\da-f]{6}$/i.test(tone[1]),
  );
  return tones.length > 0 ? Object.fromEntries(tones) : undefined;
}
