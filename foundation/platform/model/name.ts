import { addsNothing } from "./adds.ts";
import { anchorsOf, denies } from "./keeps.ts";
import { type Budget, chatBudget, type LanguageModel, type NoneReason } from "./language-model.ts";

const languages = { zh: "simplified Chinese", en: "English" } as const;
const longestName = { zh: 24, en: 60 } as const;
const longestMessage = 300;

export type Named =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "none"; readonly reason: NoneReason };

/**
 * A short name for what several messages ask alike, in their own words: a name that says anything none of them says, or
 * a figure, or a no of its own, is no name. Never throws, never waits longer than its budget.
 */
export async function nameGroup(
  model: LanguageModel,
  messages: readonly string[],
  language: "zh" | "en",
  budget: Budget = chatBudget,
): Promise<Named> {
  const instruction =
    `The texts labelled "customer's message" ask the same thing. Name what they ask in a few words of ${languages[language]}, ` +
    `at most ${longestName[language]} characters, with their own words only. Answer with the name alone, on one line.`;
  const data = messages.map((text) => ({ label: "customer's message", text: text.slice(0, longestMessage) }));
  const completion = await model
    .complete({ instruction, data }, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  if (completion.kind === "none") return completion;
  const name = completion.text.replace(/[。.]$/, "");
  const known = messages.join("\n");
  const anchors = new Set(anchorsOf(known));
  const isSaid = addsNothing(known, name) && anchorsOf(name).every((anchor) => anchors.has(anchor));
  const isFair = isSaid && (!denies(name) || denies(known)) && !name.includes("\n") && !name.includes("***");
  return isFair && name.length <= longestName[language] ? { kind: "named", name } : { kind: "none", reason: "refused" };
}
