import type { LinkProps } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import type { Bilingual } from "@ruyi/kernel";

/** A page of a shop: where it stands in the rail and the palette, and which keys work on it. */
export type PageEntry = {
  /** Its first part after the shop in the address. */
  readonly id: string;
  /** Two characters in Chinese, one or two words in English. */
  readonly name: Bilingual;
  readonly icon: LucideIcon;
  /** Pressed after `g`, goes there. */
  readonly letter: string;
  /** The way to it, of one shop. */
  readonly link: (merchant: string) => Pick<LinkProps, "to" | "params">;
  readonly keys?: readonly (readonly [keys: readonly string[], does: Bilingual])[];
};
