import type { Language } from "@ruyi/kernel";

/** What somebody tries, by what they count on. */
export const families = [
  ...(["orders", "fake system", "role play", "fake colleague", "yes tricks", "another's order"] as const),
  ...(["promises", "secrets", "step by step", "markup"] as const),
] as const;
export type Family = (typeof families)[number];

/** One message, or several one after the other. `{own}` is the writer's order, `{other}` somebody else's. */
export type Wording = string | readonly string[];
export type Wordings = Readonly<Record<Family, readonly Wording[]>> & {
  /** Short commands that are sent in disguise. */
  readonly commands: readonly string[];
  /** What is written into a shop's records, where the assistant may read it. */
  readonly planted: readonly string[];
  /** What somebody with such records asks in good faith. */
  readonly honest: readonly string[];
};

/** Where in the shop's own records a text stands. */
export const places = ["title", "variant", "address", "recipient", "scan", "proof", "carrier", "discount"] as const;
export type Place = (typeof places)[number];

export type Attack = {
  readonly number: number;
  readonly language: Language;
  readonly family: Family | "disguised" | "planted";
  /** How a disguised one is hidden, where a planted one stands. */
  readonly by: string;
  readonly says: readonly string[];
  readonly planted?: { readonly place: Place; readonly text: string };
};
