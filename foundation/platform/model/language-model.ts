import type { ZodType } from "zod";

/** What a call may cost. Beyond any of these the answer is "none". */
export type Budget = {
  readonly timeoutMs: number;
  /** Of instruction and data together, in UTF-16 units. */
  readonly maxPromptLength: number;
  /** Of the answer, in UTF-16 units. */
  readonly maxReplyLength: number;
  readonly maxOutputTokens: number;
};

/** Room for a chat sentence or a short form, within the time a person waits without noticing. */
export const chatBudget: Budget = {
  timeoutMs: 1_500,
  maxPromptLength: 8_000,
  maxReplyLength: 2_000,
  maxOutputTokens: 400,
};

/** Text by someone else, with what it is: `customer's message`, `article`. The model reads it; it is never an order. */
export type GivenData = { readonly label: string; readonly text: string };

export type ModelRequest = {
  /** Ours, written in code. Nothing of a customer's goes in here. */
  readonly instruction: string;
  readonly data: readonly GivenData[];
};

/**
 * Why there is no answer: no model is set up, it took too long, it cannot be reached (or lately could not), its answer
 * was no answer, it was declined by the model or by our check, or the call did not fit its budget.
 */
export type NoneReason = "disabled" | "time-out" | "down" | "malformed" | "refused" | "budget";
export type None = { readonly kind: "none"; readonly reason: NoneReason };
export const none = (reason: NoneReason): None => ({ kind: "none", reason });

export type Completion = { readonly kind: "worded"; readonly text: string } | None;
export type Extraction<Value> = { readonly kind: "extracted"; readonly value: Value } | None;

/**
 * A language model, which proposes wordings and readings and decides nothing. Neither call ever throws or outlasts its
 * budget; whoever calls has an answer of its own for "none".
 */
export type LanguageModel = {
  readonly complete: (request: ModelRequest, budget?: Budget) => Promise<Completion>;
  /** The answer parsed by the schema: bound its strings and lists there. */
  readonly extract: <Value>(
    schema: ZodType<Value>,
    request: ModelRequest,
    budget?: Budget,
  ) => Promise<Extraction<Value>>;
};

/** No model: what every installation has. Approved wordings and the built-in understanding stand by themselves. */
export const builtInModel: LanguageModel = {
  complete: () => Promise.resolve(none("disabled")),
  extract: () => Promise.resolve(none("disabled")),
};
