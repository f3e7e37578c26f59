/** A broken rule: the message names the place, what was found there, and what would be right. */
export class DecisionError extends Error {
  override readonly name = "DecisionError";
}
