import type { RulingRow } from "./store.ts";

/** The approval that waits for a second person: nothing was decided after it. */
export const firstApprovalIn = (rulings: readonly RulingRow[] = []): RulingRow | undefined => {
  const last = rulings.at(-1);
  return last?.outcome === "first-approved" ? last : undefined;
};
