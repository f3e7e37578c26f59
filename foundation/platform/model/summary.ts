import { addsNothing } from "./adds.ts";
import { anchorsOf } from "./keeps.ts";
import { type Budget, chatBudget, type LanguageModel } from "./language-model.ts";

export type ToSummarise = {
  /** What stands in the log, a sentence each, oldest first. */
  readonly facts: readonly string[];
  /** The summary made by rule, which may be shown as it is. */
  readonly text: string;
  readonly language: "zh" | "en";
};

const languages = { zh: "simplified Chinese", en: "English" } as const;
const longestSummary = 400;

/**
 * A summary for whoever takes over, in fewer words than the log: it holds nothing that the facts do not, no figure, no
 * date and no promise, or the one made by rule stands. Never throws, never waits longer than its budget.
 */
export async function summariseOrKeep(
  model: LanguageModel,
  { facts, text, language }: ToSummarise,
  budget: Budget = chatBudget,
): Promise<string> {
  const instruction = `Sum up the facts in two sentences of ${languages[language]} for the colleague who takes over. Use their words, add nothing.`;
  const data = facts.map((fact) => ({ label: "fact", text: fact.slice(0, 1_000) }));
  const completion = await model
    .complete({ instruction, data }, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  if (completion.kind === "none") return text;
  const summary = completion.text;
  const known = [...facts, text].join("\n");
  const anchors = new Set(anchorsOf(known));
  const isTrue = addsNothing(known, summary) && anchorsOf(summary).every((anchor) => anchors.has(anchor));
  return isTrue && summary.length <= longestSummary ? summary : text;
}
