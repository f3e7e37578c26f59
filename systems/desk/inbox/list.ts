import type { Conversation } from "../conversation.ts";

/** The lists an agent works from; a conversation stands in one of them. */
export type List = "queue" | "agent" | "assistant" | "snoozed" | "closed";

/** In which list, and where in it: `rank` 0 before 1, then by `at`. */
export type ListPlace = { readonly list: List; readonly rank: 0 | 1; readonly at: string };

/** Where a conversation stands. Changes with who has the floor and with a rest, never with a mere message. */
export function listPlaceOf({ status, floor, floorSince, snoozed }: Conversation): ListPlace {
  if (status === "closed") return { list: "closed", rank: 1, at: floorSince };
  if (snoozed) return { list: "snoozed", rank: 1, at: snoozed.until };
  if (floor.kind === "queue") return { list: "queue", rank: floor.urgent ? 0 : 1, at: floor.since };
  return { list: floor.kind, rank: 1, at: floorSince };
}

/** The views an agent chooses from. */
export const views = ["mine", "queue", "team", "assistant", "snoozed", "closed", "all"] as const;
export type View = (typeof views)[number];

/** Counted this far and no further: a tab that says "500+" costs no more than one that says 500. */
export const countedAtMost = 500;

/** What was said, short enough for a row. */
const lineAtMost = 140;
export const shortLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= lineAtMost ? line : `${line.slice(0, lineAtMost - 1).toWellFormed()}…`;
};
