import { addsNothing } from "./adds.ts";
import { anchorsOf, denies, keeps } from "./keeps.ts";
import { type Budget, chatBudget, type LanguageModel } from "./language-model.ts";

export type ToSummarise = {
  /** The summary made by rule, line by line, which may be shown as it is. */
  readonly lines: readonly string[];
  /** What the customer wrote, the oldest first: the first line may say it in fewer words, all of them theirs. */
  readonly asked: readonly string[];
  readonly language: "zh" | "en";
};

const languages = { zh: "simplified Chinese", en: "English" } as const;
const longestLine = 300;

/**
 * A summary for whoever takes over, in the same lines and better words. The first holds nothing that the customer or the
 * rule's line did not say; the others, of what was done, promised and known, keep each figure, date and sum, add
 * none and lose none. Or the one made by rule stands, whole. Never throws, never waits longer than its budget.
 */
export async function summariseOrKeep(
  model: LanguageModel,
  { lines, asked, language }: ToSummarise,
  budget: Budget = chatBudget,
): Promise<readonly string[]> {
  const instruction =
    `Reword the ${lines.length} lines labelled "line" in ${languages[language]} for the colleague who takes over, one line each, in the same order. ` +
    "Keep the word each line begins with, and every number, amount, date and name. The first line says in few words what the customer wants. Add nothing.";
  const data = [
    ...lines.map((text) => ({ label: "line", text })),
    ...asked.map((text) => ({ label: "customer's message", text: text.slice(0, 1_000) })),
  ];
  const completion = await model
    .complete({ instruction, data }, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  if (completion.kind === "none") return lines;
  const worded = completion.text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const isTrue =
    worded.length === lines.length &&
    worded.every((line, at) => {
      const known = lines[at] ?? "";
      const isSaid = at === 0 ? saysNoMore([known, ...asked].join("\n"), line) : keeps(known, line);
      return isSaid && headOf(line) === headOf(known) && line.length <= longestLine;
    });
  return isTrue ? worded : lines;
}

/** Whether a text holds nothing that is not in what is known, and makes no yes of a no. */
function saysNoMore(known: string, text: string): boolean {
  const anchors = new Set(anchorsOf(known));
  return (
    addsNothing(known, text) && anchorsOf(text).every((anchor) => anchors.has(anchor)) && denies(known) === denies(text)
  );
}

/** "Asked", "问": what a line begins with, up to its colon. */
const headOf = (line: string): string => /^[^:：]{0,20}[:：]/.exec(line)?.[0].normalize("NFKC") ?? "";
