import { z } from "zod";
import { type Budget, chatBudget, type LanguageModel } from "./language-model.ts";

/** What a model may say of a text: which of the known matters it may be about, and where in the text a fact stands. */
export type Meaning = {
  /** Ids of known matters, the likeliest first, none twice. */
  readonly matters: readonly string[];
  /** By a fact's name, the passage of the text that says it, word for word. */
  readonly quoted: Readonly<Record<string, string>>;
};

export type Choosable = {
  readonly matters: readonly { readonly id: string; readonly title: string }[];
  /** What each fact is, for the model: `the address something is to go to`. */
  readonly facts: Readonly<Record<string, string>>;
};

const mattersAtMost = 2;
const longestQuote = 200;
const nothing: Meaning = { matters: [], quoted: {} };

/**
 * What a text may mean, of closed lists: a matter that is not on the list and a passage that nobody wrote are dropped,
 * whatever a model makes of it. Empty for no answer. Never throws, never waits longer than its budget.
 */
export async function proposeMeaning(
  model: LanguageModel,
  said: string,
  { matters, facts }: Choosable,
  { budget = chatBudget, onOutcome }: { readonly budget?: Budget; readonly onOutcome?: (outcome: string) => void } = {},
): Promise<Meaning> {
  const shape = z.object({
    matters: z.array(z.string().max(60)).max(8),
    ...Object.fromEntries(Object.keys(facts).map((name) => [name, z.string().max(1_000).nullish()])),
  });
  const instruction = [
    `Say which of these matters the text labelled "customer's message" is about: at most ${mattersAtMost}, the likeliest first, an empty list where none fits.`,
    ...matters.map(({ id, title }) => `${id}: ${title}`),
    "For each fact copy the passage that says it, letter by letter; leave out what is not said.",
    ...Object.entries(facts).map(([name, about]) => `${name}: ${about}`),
  ].join("\n");
  const request = { instruction, data: [{ label: "customer's message", text: said }] };
  const extraction = await model
    .extract(shape, request, budget)
    .catch(() => ({ kind: "none", reason: "down" }) as const);
  if (extraction.kind === "none") {
    onOutcome?.(extraction.reason);
    return nothing;
  }
  onOutcome?.("proposed");
  const { matters: named, ...passages } = extraction.value;
  const known = new Set(matters.map(({ id }) => id));
  return {
    matters: [...new Set(named)].filter((id) => known.has(id)).slice(0, mattersAtMost),
    quoted: quotedIn(said, passages),
  };
}

/** The passages that stand in the text; a passage that nobody wrote is dropped. */
function quotedIn(text: string, passages: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const said = bare(text);
  return Object.fromEntries(
    Object.entries(passages).flatMap(([name, passage]) => {
      if (typeof passage !== "string" || passage.length > longestQuote) return [];
      const sought = bare(passage);
      return sought !== "" && said.includes(sought) ? [[name, passage] as const] : [];
    }),
  );
}

const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{Cf}]+/gu, "");
