import { keeps } from "./keeps.ts";
import { type Budget, chatBudget, type GivenData, type LanguageModel, type NoneReason } from "./language-model.ts";

export type Approved = {
  /** A sentence that may be sent as it is. */
  readonly text: string;
  readonly language: "zh" | "en";
  /** How the shop sounds: `warm and short`. Ours or the merchant's, never a customer's. */
  readonly tone?: string;
  /** What the customer wrote, for the model to answer in kind. */
  readonly heard?: string;
};

export type WordingOptions = {
  readonly budget?: Budget;
  /** Told once what became of it, for counting. */
  readonly onOutcome?: (outcome: "worded" | NoneReason) => void;
};

const languages = { zh: "simplified Chinese", en: "English" } as const;

/**
 * An approved sentence in friendlier words, or as it is: whatever the model does or fails to do, what comes back may be
 * sent. It never throws and never waits longer than its budget.
 */
export async function wordOrKeep(
  model: LanguageModel,
  approved: Approved,
  { budget = chatBudget, onOutcome }: WordingOptions = {},
): Promise<string> {
  const instruction =
    `Reword the sentence labelled "approved" in ${languages[approved.language]}, ${approved.tone ?? "warm and short"}. ` +
    "Keep every number, amount, date, code and link exactly as it is and in the same order. Add no fact, promise, " +
    "number or link. Answer with the sentence alone.";
  const data: GivenData[] = [{ label: "approved", text: approved.text }];
  if (approved.heard !== undefined) data.push({ label: "customer's message", text: approved.heard.slice(0, 1_000) });

  const completion = await model
    .complete({ instruction, data }, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  if (completion.kind === "none") {
    onOutcome?.(completion.reason);
    return approved.text;
  }
  const isKept = keeps(approved.text, completion.text);
  onOutcome?.(isKept ? "worded" : "refused");
  return isKept ? completion.text : approved.text;
}
