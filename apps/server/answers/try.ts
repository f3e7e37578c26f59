import type { MessageToRead, Proposal } from "@ruyi/desk";
import type { Reading } from "@ruyi/language";
import type { TriedAnswer } from "@ruyi/knowledge";
import type { Bilingual, MerchantId } from "@ruyi/kernel";
import type { Merchant } from "@ruyi/tenancy";

export type TryNeeds = {
  readonly merchantById: (id: MerchantId) => Promise<Merchant | undefined>;
  readonly read: (message: MessageToRead) => {
    readonly language: "zh" | "en";
    readonly proposals: readonly Proposal[];
  };
  readonly classify: (merchantId: MerchantId, text: string) => Reading;
  readonly titles: ReadonlyMap<string, Bilingual>;
  readonly now: () => Date;
};

/** What the assistant would do with a question as the first of a talk, by somebody who is known and about whom nothing is. */
export const createTry =
  ({ merchantById, read, classify, titles, now }: TryNeeds) =>
  async (merchantId: MerchantId, text: string): Promise<TriedAnswer> => {
    const merchant = await merchantById(merchantId);
    if (!merchant) throw new Error(`There is no merchant ${merchantId}; ask only for one that was found.`);
    const { zone, name, defaultLanguage } = merchant;
    const message = { merchantId, text, now: now(), zone, language: defaultLanguage, merchantName: name };
    const { language, proposals } = read({ ...message, customerId: undefined, identified: true, memory: undefined });
    const [first] = proposals;
    const [reading] = classify(merchantId, text).top;
    const procedure = reading && titles.has(reading.label) ? reading : undefined;
    const titleOf = (id: string): string => titles.get(id)?.[language] ?? id;
    const said = first?.kind === "say" ? first : undefined;
    const started = first?.kind === "start" ? { id: first.procedure, confidence: 1 } : undefined;
    return {
      language,
      outcome: outcomeOf(first),
      text: said?.text ?? null,
      choices: (said?.choices ?? []).map(({ label }) => label),
      source: said?.sources?.[0] ?? null,
      procedure: procedure
        ? { id: procedure.label, title: titleOf(procedure.label), confidence: procedure.confidence }
        : started
          ? { ...started, title: titleOf(started.id) }
          : null,
    };
  };

function outcomeOf(proposal: Proposal | undefined): TriedAnswer["outcome"] {
  if (proposal?.kind === "start") return "procedure";
  if (proposal?.kind === "hand-off") return "person";
  if (proposal?.kind !== "say") return "says";
  if (proposal.sources) return "answer";
  const choices = proposal.choices ?? [];
  if (choices.length === 0) return "says";
  return choices.length === 1 ? "declines" : "choices";
}
