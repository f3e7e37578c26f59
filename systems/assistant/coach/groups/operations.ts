import type { MerchantId } from "@ruyi/kernel";
import { type HeardRow, messagesOf } from "../heard/store.ts";
import type { UnderstandingDeps } from "../needs.ts";
import { suggestionFor } from "./question.ts";
import * as store from "./store.ts";

/** Messages that a suggestion is made of. */
const suggestedFrom = 30;
/** Messages that a name is made of, and questions that are named in one round. */
const namedFrom = 8;
const namedAtOnce = 10;

/** What customers ask and the assistant is not sure of, grouped by likeness. */
export function createGroups({ database, clock, isOurs, audited, nameOf, onError }: UnderstandingDeps) {
  function suggested(messages: readonly HeardRow[]) {
    return suggestionFor(
      messages.map(({ known, thought }) => ({ known: known ?? undefined, thought })),
      isOurs,
    );
  }

  return {
    questions: (
      merchantId: MerchantId,
      state: store.QuestionState,
      page: { readonly before?: readonly [number, string] | undefined; readonly limit: number },
    ) =>
      database.transact(merchantId, async (tx) => {
        const rows = await store.questionsIn(tx, merchantId, state, clock.now(), page);
        const ids = rows.map(({ id }) => id);
        const messages = Map.groupBy(
          await messagesOf(tx, merchantId, ids, suggestedFrom),
          ({ questionId }) => questionId,
        );
        return rows.map((row) => ({ ...row, suggestion: suggested(messages.get(row.id) ?? []) }));
      }),

    question: (merchantId: MerchantId, id: string) =>
      database.transact(merchantId, async (tx) => {
        const row = await store.questionById(tx, merchantId, id, clock.now());
        if (!row) return undefined;
        return { ...row, suggestion: suggested(await messagesOf(tx, merchantId, [id], suggestedFrom)) };
      }),

    /** Has questions named that are asked again and again; one that finds no name is tried again when it has doubled. */
    async nameQuestions(): Promise<void> {
      if (!nameOf) return;
      for (const { merchantId, id, language, messages } of await database.asPlatform((tx) =>
        store.unnamedQuestions(tx, namedAtOnce),
      )) {
        const kept = await database.transact(merchantId, (tx) => messagesOf(tx, merchantId, [id], namedFrom));
        const texts = [...new Set(kept.map(({ text }) => text))];
        const named = await nameOf(merchantId, texts, language === "en" ? "en" : "zh").catch((error: unknown) =>
          onError(error, "naming a question"),
        );
        // Nobody could be asked: the next round begins here.
        if (!named) return;
        await database.transact(merchantId, (tx) => store.nameQuestion(tx, merchantId, id, named.name, messages));
      }
    },

    /** Lays a question aside, or takes it up again. False where there is none. */
    setAside: (merchantId: MerchantId, id: string, isAside: boolean, by: string): Promise<boolean> =>
      database.transact(merchantId, async (tx) => {
        const now = clock.now();
        const found = await store.questionById(tx, merchantId, id, now);
        if (!found) return false;
        if (found.state === "taught") return true;
        await store.setQuestion(tx, merchantId, id, isAside ? "aside" : "open", null);
        const action = isAside ? "understanding.laid-aside" : "understanding.taken-up";
        await audited(tx, merchantId, { action, subject: `question:${id}`, after: {} }, by, now);
        return true;
      }),
  };
}
