import type { Bilingual } from "@ruyi/kernel";
import { type Accent, type AccentRefusal, accentRefusal } from "./accent.ts";

/** What the widget can offer before anybody has written: the procedures every shop has. */
export const offers = [
  "where-is-my-parcel",
  "return-and-refund",
  "damaged-or-missing",
  "cancel-order",
  "change-address",
  "talk-to-a-person",
] as const;
export type Offer = (typeof offers)[number];

export const sides = ["start", "end"] as const;

/** How a merchant's widget looks and begins. */
export type WidgetLook = {
  readonly accent: Accent;
  /** Where its button stands: at the start or the end of a line, so the other way round where one writes from the right. */
  readonly side: (typeof sides)[number];
  /** What stands in its head; the merchant's own name when absent. */
  readonly name?: Bilingual;
  /** What it says first; its own words when absent. That it is automated it says in any case. */
  readonly greeting?: Bilingual;
  /** In this order; none is allowed. */
  readonly offers: readonly Offer[];
};

/** Before a merchant has chosen. */
export const plainLook: WidgetLook = {
  accent: "celadon",
  side: "end",
  offers: ["where-is-my-parcel", "return-and-refund", "damaged-or-missing"],
};

export type LookRefusal = AccentRefusal | { readonly reason: "offers-twice" };

export function lookRefusal(look: WidgetLook): LookRefusal | undefined {
  if (new Set(look.offers).size !== look.offers.length) return { reason: "offers-twice" };
  return accentRefusal(look.accent);
}
