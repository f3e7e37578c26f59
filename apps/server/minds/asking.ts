import { factsPointedAt, type Proposed } from "@ruyi/assistant";
import { type Bilingual, type Clock, type Language, maskText, type MerchantId } from "@ruyi/kernel";
import {
  chatBudget,
  createAllowance,
  createOpenAiCompatibleModel,
  nameGroup,
  proposeMeaning,
  summariseOrKeep,
  wordOrKeep,
} from "@ruyi/platform";
import { longestThinkMs, type Settings, usualDailyCalls } from "../settings.ts";

export type AskingDeps = {
  /** What customers can begin, by its name. */
  readonly titles: ReadonlyMap<string, Bilingual>;
  readonly clock: Clock;
  /** Why what a model said was used or not, for counting. */
  readonly onOutcome: (outcome: string) => void;
};

/** All that a language model is asked; undefined where none is set up. Each has an answer of its own for no answer. */
export function createAsking(settings: Settings["model"], { titles, clock, onOutcome }: AskingDeps) {
  if (!settings) return undefined;
  const { baseUrl, name, apiKey, dailyCalls = usualDailyCalls, thinkMs = longestThinkMs } = settings;
  const model = createOpenAiCompatibleModel({
    ...{ baseUrl, model: name, clock },
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  const allowance = createAllowance(clock, dailyCalls);
  /** Takes one call of the merchant's day. */
  const mayAsk = (merchantId: MerchantId): boolean => {
    const isLeft = allowance.take(merchantId);
    if (!isLeft) onOutcome("budget");
    return isLeft;
  };
  const matters = [...titles].map(([id, { zh, en }]) => ({ id, title: `${zh}, ${en}` }));
  const choosable = { matters, facts: factsPointedAt };
  const budget = { ...chatBudget, timeoutMs: thinkMs, maxOutputTokens: 200 };
  return {
    /** What an unclear text may mean; undefined where the merchant's calls of the day are used up. */
    propose: (merchantId: MerchantId, text: string): Promise<Proposed> | undefined =>
      mayAsk(merchantId) ? proposeMeaning(model, maskText(text), choosable, { budget, onOutcome }) : undefined,

    /** An open line in friendlier words, or as it is. */
    async reword({ merchantId, ...line }: Line): Promise<string> {
      return mayAsk(merchantId) ? wordOrKeep(model, line, { onOutcome }) : line.text;
    },

    /** What masked messages ask alike, in a few of their own words; undefined where it cannot be asked now. */
    async nameOf(merchantId: MerchantId, messages: readonly string[], language: Language) {
      if (!mayAsk(merchantId)) return undefined;
      const named = await nameGroup(model, messages, language);
      onOutcome(named.kind === "named" ? "named" : named.reason);
      if (named.kind === "named") return { name: named.name };
      return passing.has(named.reason) ? undefined : { name: null };
    },

    /** A hand-over in better words, or as it is. The customer's own are masked before they leave the house. */
    async summarise({ merchantId, lines, asked, language }: HandOver): Promise<readonly string[]> {
      if (!mayAsk(merchantId)) return lines;
      const [first = "", ...others] = lines;
      const masked = [maskText(first), ...others];
      const worded = await summariseOrKeep(model, { lines: masked, asked: asked.map(maskText), language });
      return worded === masked ? lines : worded;
    },
  };
}

/** Why there is no answer now, and may be one soon. */
const passing: ReadonlySet<string> = new Set(["time-out", "down", "budget"]);

type Line = { readonly merchantId: MerchantId; readonly text: string; readonly language: Language };
type HandOver = {
  readonly merchantId: MerchantId;
  readonly lines: readonly string[];
  readonly asked: readonly string[];
  readonly language: Language;
};
