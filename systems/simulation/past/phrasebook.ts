import { type Language, type Random, pick } from "@ruyi/kernel";
import { en } from "./words-en.ts";
import { zh } from "./words-zh.ts";

/** What a customer comes with: a procedure's matter, a question none of them is for, or anger. */
export type Matter =
  | "where-is-my-parcel"
  | "return-and-refund"
  | "cancel-order"
  | "change-address"
  | "damaged-or-missing"
  | "talk-to-a-person"
  | "other"
  | "angry"
  | "legal";

/** Matters that are about one order. */
export type OrderMatter = Exclude<Matter, "talk-to-a-person" | "other" | "angry" | "legal">;

/** How a colleague answers, by why they were called. */
export type AgentLine =
  | "hello"
  | "asked"
  | "technical"
  | "policy"
  | "emotional"
  | "unsure"
  | "lost"
  | "inspected"
  | "refused"
  | "closing";

/** Everything people of the rehearsal write in one language; `{item}`, `{tail}`, `{name}`, `{phone}` and `{agent}` are filled in. */
export type Phrasebook = {
  readonly greetings: readonly string[];
  readonly openings: Readonly<Record<Matter, readonly string[]>>;
  /** When they come back about the same order. */
  readonly again: Readonly<Record<OrderMatter, readonly string[]>>;
  readonly unclear: readonly string[];
  readonly answers: Readonly<
    Record<"yes" | "no" | "thanks" | "waiting" | "toAgent" | "damage" | "details", readonly string[]>
  >;
  readonly addresses: readonly string[];
  readonly agent: Readonly<Record<AgentLine, readonly string[]>>;
  readonly notes: readonly string[];
};

export const phrasebooks: Readonly<Record<Language, Phrasebook>> = { zh, en };

/** One of the phrases, with its places filled. */
export function said(
  random: Random,
  phrases: readonly string[],
  places: Readonly<Record<string, string>> = {},
): string {
  return pick(random, phrases).replaceAll(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
}
