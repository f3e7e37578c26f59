import type { Bilingual, Clock, ConversationId, MerchantId } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import type { OrderCard } from "../contract.ts";
import { type Conversation, currentRun } from "../conversation.ts";
import type { ConversationEvent } from "../event.ts";
import type { Guidance, OpenMove, Procedures, RunView, Sources, Startable } from "../needs.ts";
import * as store from "../store.ts";
import { movesOfCustomer } from "./press.ts";

export type FormDeps = {
  readonly database: Database;
  readonly procedures: Procedures;
  readonly sources: Sources;
  readonly clock: Clock;
};

/** What a customer needs to press on: read from the database, for another server may have moved their matter. */
export type Standing = {
  readonly conversation: Conversation;
  readonly run: (RunView & { readonly title: Bilingual }) | undefined;
  readonly order: OrderCard | undefined;
  readonly line: Guidance["line"];
  readonly open: readonly OpenMove[];
  readonly since: readonly ConversationEvent[];
  readonly effects: readonly ConversationEvent[];
  readonly promises: Awaited<ReturnType<typeof store.promisesOf>>;
};

/** More was never said in answer to one press. */
const linesAtMost = 50;

export function createForm({ database, procedures, sources, clock }: FormDeps) {
  const conversationOf = (merchantId: MerchantId, id: ConversationId): Promise<Conversation | undefined> =>
    database.transact(merchantId, async (tx) => (await store.conversationById(tx, merchantId, id))?.([]));

  return {
    /** What the customer of a conversation may begin; a visitor nothing that is about somebody's own orders. */
    async offered(merchantId: MerchantId, id: ConversationId): Promise<readonly Startable[] | undefined> {
      await procedures.ready(merchantId);
      const conversation = await conversationOf(merchantId, id);
      if (!conversation) return undefined;
      const isKnown = conversation.customerId !== undefined;
      return procedures
        .startable(merchantId, clock.now().toISOString())
        .filter(({ needsIdentity }) => isKnown || !needsIdentity);
    },

    async standing(merchantId: MerchantId, id: ConversationId): Promise<Standing | undefined> {
      const now = clock.now().toISOString();
      return database.transact(merchantId, async (tx) => {
        const made = await store.conversationById(tx, merchantId, id);
        const conversation = made?.(await procedures.openRuns(tx, merchantId, id));
        if (!conversation) return undefined;
        const run = currentRun(conversation);
        const open = run ? movesOfCustomer(conversation, procedures.openMoves(run, now)) : [];
        const isAsked = open.some(({ move }) => move === "answer" || move === "confirm");
        return {
          conversation,
          run: run && { ...procedures.view(run), title: procedures.titleOf(run) },
          order: run && sources.cardOf(procedures.factsOf(run)),
          line: run && isAsked ? procedures.guidance(run, { kind: "customer" }, now).line : undefined,
          open,
          since: await store.eventsAfter(tx, merchantId, id, conversation.customerSpokeAt, linesAtMost),
          effects: await store.effectsOfLast(tx, merchantId, id),
          promises: await store.promisesOf(tx, merchantId, id),
        };
      });
    },
  };
}
