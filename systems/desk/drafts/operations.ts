import type { Clock, ConversationId, Language, MerchantId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import { type Conversation, currentRun } from "../conversation.ts";
import type { Procedures, Sources } from "../needs.ts";
import * as store from "./store.ts";
import { type Summary, summaryOf } from "./summary.ts";

export type SummaryDeps = {
  readonly database: Database;
  readonly procedures: Procedures;
  readonly sources: Sources;
  readonly clock: Clock;
  /** Words a hand-over better within what its lines say, in bounded time, or gives it back as it is. */
  readonly summarise?: (given: {
    readonly merchantId: MerchantId;
    readonly lines: readonly string[];
    readonly asked: readonly string[];
    readonly language: Language;
  }) => Promise<readonly string[]>;
};

/** Of what a customer said before they were handed over, this much stands in the summary. */
const askedAtMost = 3;

/** Hand-overs in three lines: by rule at once, in better words once a language model has found some. */
export function createSummaries({ database, procedures, sources, clock, summarise }: SummaryDeps) {
  async function ruleOf(
    tx: Transaction,
    conversation: Conversation,
  ): Promise<{ readonly rule: Summary; readonly asked: readonly string[] }> {
    const { merchantId, id, done, promises, zone } = conversation;
    const run = currentRun(conversation);
    const asked = await store.askedBefore(tx, merchantId, id, askedAtMost);
    const about = run ? procedures.titleOf(run) : conversation.about;
    const order = run && sources.cardOf(procedures.factsOf(run));
    const known = { about, asked, done, promised: promises.map(({ text }) => text), order };
    return { rule: summaryOf(known, zone, clock.now()), asked };
  }

  return {
    /** What a colleague reads of a conversation that was handed over; undefined where it never was. */
    async of(tx: Transaction, conversation: Conversation): Promise<Summary | undefined> {
      if (!conversation.reason) return undefined;
      const { rule } = await ruleOf(tx, conversation);
      return summarise ? ((await store.wordedFor(tx, conversation.merchantId, conversation.id, rule)) ?? rule) : rule;
    },

    /** Has a hand-over worded, while its customer waits for a person and nobody for this. */
    async word(conversation: Conversation): Promise<void> {
      if (!summarise) return;
      const { merchantId, id } = conversation;
      const { rule, asked } = await database.transact(merchantId, (tx) => ruleOf(tx, conversation));
      const wordedIn = (language: Language) => summarise({ merchantId, lines: rule[language], asked, language });
      const [zh, en] = await Promise.all([wordedIn("zh"), wordedIn("en")]);
      const isWorded = [...zh, ...en].join("\n") !== [...rule.zh, ...rule.en].join("\n");
      const of = { merchantId, conversationId: id as ConversationId };
      if (isWorded)
        await database.transact(merchantId, (tx) => store.keepWorded(tx, of, rule, { zh, en }, clock.now()));
    },
  };
}
