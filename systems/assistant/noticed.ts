import type { Choice } from "@ruyi/language";

/**
 * What a message came to: a procedure was *begun*; it was *answered* from what is written; customers were *offered* a choice; it was *lost* on the assistant; a
 * *person* was called because the assistant was not sure; one of what was offered was *chosen*, or none of it was.
 */
export const comings = ["begun", "answered", "offered", "lost", "person", "chosen", "declined"] as const;
export type Coming = (typeof comings)[number];

/** What the assistant thought of a message that was about a matter of its own. */
export type Noticed = {
  readonly text: string;
  readonly coming: Coming;
  /** What was begun or chosen. */
  readonly procedure?: string;
  readonly thought: readonly Choice[];
  readonly inScope: number;
  readonly rejected: boolean;
  /** It stood after messages that were not understood: what is begun now is what they were about. */
  readonly isAfterDoubt: boolean;
};
