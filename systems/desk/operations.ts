import type { Bilingual, Clock, ConversationId, CustomerId, Language, MerchantId, NewId } from "@ruyi/kernel";
import { announce, createGatherer, type Database, type Transaction } from "@ruyi/platform";
import { type Conversation, currentRun, isAtWork, newConversation } from "./conversation.ts";
import { type ConversationEvent, forCustomer } from "./event.ts";
import { createFigures } from "./figures/operations.ts";
import type { QueueView } from "./handoff.ts";
import { createHub, type Hub } from "./hub.ts";
import type { Actions, Assistant, Intent, OpenMove, Procedures, RunView, Sources } from "./needs.ts";
import * as store from "./store.ts";
import { decideTurn } from "./decide-turn.ts";
import { isRefusal, type Turn, type TurnAnswer, type TurnInput, type TurnRefusal } from "./turn.ts";

export type DeskDeps = {
  readonly database: Database;
  readonly procedures: Procedures;
  readonly assistant: Assistant;
  readonly sources: Sources;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onBatch?: (size: number) => void;
  /** Words an open line in a friendlier way, in bounded time, or gives it back as it is; left out where there is no model. */
  readonly reword?: (line: { readonly text: string; readonly language: Language }) => Promise<string>;
  /** Says to other servers that these conversations moved; undefined where there is only this one. */
  readonly nudge?: () => void;
};

export type DeskSettings = {
  /** Turns written in one transaction at the most. */
  readonly batchAtMost: number;
  /** Conversations kept in memory, some 4 KB each. */
  readonly keptAtMost: number;
  /** How long an intent is left to the server that made it. */
  readonly leaseMs: number;
};

export const defaultSettings: DeskSettings = { batchAtMost: 256, keptAtMost: 20_000, leaseMs: 30_000 };

export type NoConversation = { readonly kind: "no-conversation" };
export type Submitted = TurnAnswer | TurnRefusal | NoConversation;

export type Desk = ReturnType<typeof createDesk>;

/** How often a turn that lost its race is decided again before that is called a fault. */
const racesAtMost = 20;

/**
 * The place where customers and people talk. Every change to a conversation is a turn: decided from its state by a
 * pure function, gathered with other conversations' turns into one transaction, answered after the commit.
 */
export function createDesk(deps: DeskDeps, settings: DeskSettings = defaultSettings) {
  const { database, procedures, sources, actions, clock, newId } = deps;
  const hub: Hub = createHub();
  const kept = new Map<ConversationId, Conversation>();
  /** The last turn under way in each conversation: the next one waits for it, so that their order is the arrivals'. */
  const lines = new Map<ConversationId, Promise<unknown>>();
  let underWay = 0;
  let stopping = false;

  const keep = (conversation: Conversation): void => {
    kept.delete(conversation.id);
    kept.set(conversation.id, conversation);
    if (kept.size > settings.keptAtMost) {
      for (const id of kept.keys()) {
        if (kept.size <= settings.keptAtMost) break;
        if (!lines.has(id)) kept.delete(id);
        else break;
      }
    }
  };

  const load = (merchantId: MerchantId, id: ConversationId): Promise<Conversation | undefined> =>
    database.transact(merchantId, async (tx) => {
      const found = await store.conversationById(tx, merchantId, id);
      return found?.(await procedures.openRuns(tx, merchantId, id));
    });

  const queueOf = (merchantId: MerchantId): Promise<QueueView> =>
    database.transact(merchantId, (tx) => store.queueOf(tx, merchantId));

  const gatherer = createGatherer<Turn, boolean>({
    flush: (turns) => commit(turns),
    maxItems: settings.batchAtMost,
    inFlight: 2,
    ...(deps.onBatch ? { onBatch: deps.onBatch } : {}),
  });

  /** One transaction for turns of many conversations; answers for each whether it still found what it expected. */
  async function commit(turns: readonly Turn[]): Promise<boolean[]> {
    const now = clock.now();
    const merchants = [...new Set(turns.map(({ conversation }) => conversation.merchantId))];
    const moved = await database.transact(merchants, async (tx) => {
      const moved = await store.commitTurns(tx, turns, now);
      await writeRest(
        tx,
        turns.filter(({ conversation }) => moved.has(store.keyOf(conversation))),
        now,
      );
      return moved;
    });
    return turns.map(({ conversation }) => moved.has(store.keyOf(conversation)));
  }

  async function writeRest(tx: Transaction, turns: readonly Turn[], now: Date): Promise<void> {
    const runs = turns.flatMap(({ runs }) => runs);
    if (runs.length > 0) await procedures.save(tx, runs, now);
    const answered = turns.flatMap(({ conversation, answeredIntents }) =>
      answeredIntents.map((key) => ({ merchantId: conversation.merchantId, key })),
    );
    if (answered.length > 0) await procedures.removeIntents(tx, answered);
    const intents = turns.flatMap(({ intents }) => intents);
    if (intents.length > 0) {
      await procedures.addIntents(tx, intents, new Date(now.getTime() + settings.leaseMs));
      await actions.begin(tx, intents);
    }
    const promises = turns.flatMap(({ conversation, promises }) =>
      promises.map((promise) => ({ merchantId: conversation.merchantId, conversationId: conversation.id, ...promise })),
    );
    await store.savePromises(tx, promises);
    const facts = turns.flatMap(({ conversation, announcements }) =>
      announcements.map((fact) => ({ merchantId: conversation.merchantId, key: conversation.id, ...fact })),
    );
    await announce(tx, facts, now, newId);
  }

  /** Decides and commits one turn, again and again while other servers are quicker. */
  async function settle(merchantId: MerchantId, id: ConversationId, input: TurnInput): Promise<Submitted> {
    let queue: QueueView | undefined;
    for (let race = 0; race < racesAtMost; race += 1) {
      const conversation = kept.get(id) ?? (await load(merchantId, id));
      if (!conversation || conversation.merchantId !== merchantId) return { kind: "no-conversation" };

      const context = { ...deps, now: clock.now(), ...(queue ? { queue } : {}) };
      const decided = decideTurn(conversation, input, context);
      if (isRefusal(decided)) {
        // What is kept here may be older than what another server wrote; a "no" is said of what is so.
        if (kept.delete(id)) continue;
        return decided;
      }
      if ("kind" in decided) {
        queue = await queueOf(merchantId);
        continue;
      }
      if (decided.events.length === 0 && decided.runs.length === 0 && decided.answeredIntents.length === 0)
        return decided.answer;

      const turn = deps.reword && decided.open.length > 0 ? await reworded(decided, deps.reword) : decided;
      const isThrough = await gatherer.submit(turn);
      if (isThrough) {
        keep(turn.conversation);
        afterCommit(turn);
        if (turn.fault !== undefined) deps.onError(turn.fault, "reading a message");
        return turn.answer;
      }
      kept.delete(id);
    }
    throw new Error(`Conversation ${id} was moved by another server ${racesAtMost} times in a row.`);
  }

  function afterCommit(turn: Turn): void {
    const { conversation } = turn;
    hub.publish(conversation.id, turn.events);
    if (turn.announcements.length > 0) deps.nudge?.();
    for (const { runId, lookUp } of turn.lookUps) {
      background("look-up", async () => {
        const facts = await sources.lookUp(conversation, lookUp);
        await submit(conversation.merchantId, conversation.id, { kind: "looked-up", runId, key: lookUp.key, facts });
      });
    }
    for (const intent of turn.intents) background("act", () => perform(intent));
    for (const { run } of turn.runs) {
      const { key } = run.state;
      if (run.state.kind === "waiting" && key !== undefined)
        background("recall", () => recall(conversation, run.id, key));
    }
  }

  /** What a run waits for may have come before it began to wait. */
  async function recall(conversation: Conversation, runId: string, key: string): Promise<void> {
    const facts = await sources.recall(conversation, key);
    if (facts) await submit(conversation.merchantId, conversation.id, { kind: "signalled", runId, key, facts });
  }

  async function perform(intent: Intent): Promise<void> {
    const result = await actions.perform(intent);
    const { merchantId, conversationId, runId, key } = intent;
    await submit(merchantId, conversationId, { kind: "acted", runId, key, result });
  }

  /** Work after the answer. What fails here is found again by its row: a due wake or an intent whose lease is over. */
  function background(doing: string, work: () => Promise<unknown>): void {
    if (stopping) return;
    underWay += 1;
    void work()
      .catch((error: unknown) => deps.onError(error, doing))
      .finally(() => {
        underWay -= 1;
      });
  }

  /** Puts a turn in its conversation's line. */
  function submit(merchantId: MerchantId, id: ConversationId, input: TurnInput): Promise<Submitted> {
    const before = lines.get(id);
    const turn = before ? before.then(() => settle(merchantId, id, input)) : settle(merchantId, id, input);
    const line = turn.then(
      () => undefined,
      () => undefined,
    );
    lines.set(id, line);
    void line.then(() => {
      if (lines.get(id) === line) lines.delete(id);
    });
    return turn;
  }

  const eventsAfter = (merchantId: MerchantId, id: ConversationId, after: number): Promise<ConversationEvent[]> =>
    database.transact(merchantId, (tx) => store.eventsAfter(tx, merchantId, id, after, 500));

  const isSettled = async (merchantId: MerchantId, id: ConversationId): Promise<boolean> => {
    if (lines.has(id)) return false;
    const conversation = kept.get(id) ?? (await load(merchantId, id));
    return !conversation || !isAtWork(conversation);
  };

  return {
    figures: createFigures(database),

    async begin(request: {
      readonly merchantId: MerchantId;
      readonly customerId: CustomerId | undefined;
      readonly language: Language;
      readonly zone: string;
      readonly merchantName: Bilingual;
    }): Promise<ConversationId> {
      const id = newId("conversation");
      const conversation = newConversation({ ...request, id, at: clock.now().toISOString() });
      await database.transact(request.merchantId, (tx) => store.addConversation(tx, conversation));
      keep(conversation);
      sources.warm(conversation);
      return id;
    },

    /** Stores a customer's message and answers after it is durable; the same client id again answers the same offset. */
    async say(
      merchantId: MerchantId,
      id: ConversationId,
      message: { readonly clientMessageId: string; readonly text: string },
    ): Promise<Submitted> {
      try {
        return await submit(merchantId, id, { kind: "message", ...message });
      } catch (error) {
        // Older than what the conversation remembers, the id is still unique in the log.
        if ((error as { code?: string }).code !== "23505") throw error;
        const offset = await database.transact(merchantId, (tx) =>
          store.offsetOfMessage(tx, merchantId, id, message.clientMessageId),
        );
        if (offset === undefined) throw error;
        return { kind: "again", offset };
      }
    },

    submit,

    eventsAfter,

    /**
     * Events for the customer after an offset; waits for one up to `waitMs`, or until `ended`. `settled` when nothing
     * is under way that will still say something by itself.
     */
    async customerEvents(
      merchantId: MerchantId,
      id: ConversationId,
      after: number,
      waitMs: number,
      ended?: AbortSignal,
    ): Promise<{ readonly events: ConversationEvent[]; readonly settled: boolean }> {
      const until = clock.now().getTime() + waitMs;
      for (;;) {
        const left = until - clock.now().getTime();
        // Watched before it is read: what is written in between must not be missed. Likewise "settled" is asked first.
        const arrival = left > 0 ? nextEvents(hub, merchantId, id, left, ended) : undefined;
        const settled = await isSettled(merchantId, id);
        const events = (await eventsAfter(merchantId, id, after)).flatMap((event) => forCustomer(event) ?? []);
        if (events.length > 0 || !arrival || ended?.aborted) {
          arrival?.cancel();
          return { events, settled };
        }
        await arrival.promise;
      }
    },

    watch: hub.watch,

    /** Where a conversation stands, for a colleague. */
    async view(merchantId: MerchantId, id: ConversationId): Promise<ConversationView | undefined> {
      const conversation = kept.get(id) ?? (await load(merchantId, id));
      if (!conversation || conversation.merchantId !== merchantId) return undefined;
      const run = currentRun(conversation);
      return {
        conversation,
        isAtWork: isAtWork(conversation),
        ...(run
          ? {
              run: { ...procedures.view(run), title: procedures.titleOf(run) },
              open: procedures.openMoves(run, clock.now().toISOString()),
            }
          : { open: [] }),
      };
    },

    /**
     * Brings along conversations of before as they stand, with the runs and the promises in them. Nobody is told of
     * them, and none may be there already.
     */
    async bringAlong(tx: Transaction, past: readonly PastTalk[], at: Date): Promise<void> {
      await store.addPast(tx, past, at);
      await procedures.save(
        tx,
        past.flatMap(({ runs }) => runs),
        at,
      );
      const promises = past.flatMap(({ conversation: { merchantId, id: conversationId }, promises: made }) =>
        made.map((promise) => ({ merchantId, conversationId, ...promise })),
      );
      await store.savePromises(tx, promises);
    },

    waiting: (merchantId: MerchantId, limit: number) =>
      database.transact(merchantId, (tx) => store.waiting(tx, merchantId, limit)),
    latest: (merchantId: MerchantId, limit: number, before?: string) =>
      database.transact(merchantId, (tx) => store.latest(tx, merchantId, limit, before)),

    /**
     * Tells watchers here what other servers wrote: one question about all watched conversations. What comes to
     * nothing here is no loss, for every reader can read on from its offset.
     */
    async hearOthers(): Promise<void> {
      const watched = hub.watched().filter(({ id }) => !lines.has(id));
      if (watched.length === 0) return;
      const grown = await database.asPlatform((tx) => store.grownSince(tx, watched));
      for (const { merchantId, id, toldTo } of grown) {
        kept.delete(id);
        hub.publish(id, await eventsAfter(merchantId, id, toldTo));
      }
    },

    /** Takes up an intent that its server left lying. */
    resume: (intent: Intent): void => background("act", () => perform(intent)),

    /** Waits until what is under way is through; nothing new is begun. */
    async stop(limitMs = 10_000): Promise<void> {
      stopping = true;
      await gatherer.drain();
      for (const until = clock.now().getTime() + limitMs; underWay > 0 && clock.now().getTime() < until;) {
        await new Promise((done) => setTimeout(done, 20));
      }
    },
  };
}

/** A conversation of before, with the runs and promises in it. */
export type PastTalk = store.PastConversation & Pick<Turn, "runs" | "promises">;

export type ConversationView = {
  readonly conversation: Conversation;
  readonly isAtWork: boolean;
  readonly run?: RunView & { readonly title: Bilingual };
  readonly open: readonly OpenMove[];
};

/** The turn with its open lines in other words; everything else, strict lines above all, stays to the letter. */
async function reworded(turn: Turn, reword: NonNullable<DeskDeps["reword"]>): Promise<Turn> {
  const events = await Promise.all(
    turn.events.map(async (event) =>
      event.kind === "message" && turn.open.includes(event.offset)
        ? { ...event, text: await reword({ text: event.text, language: event.language }) }
        : event,
    ),
  );
  return { ...turn, events };
}

/** How often to look by oneself: another server may have written, and its word may be lost. */
const lookAgainMs = 2_000;

function nextEvents(
  hub: Hub,
  merchantId: MerchantId,
  id: ConversationId,
  waitMs: number,
  ended: AbortSignal | undefined,
): { readonly promise: Promise<void>; readonly cancel: () => void } {
  let cancel: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    const stop = hub.watch(merchantId, id, () => cancel());
    const timer = setTimeout(() => cancel(), Math.min(waitMs, lookAgainMs));
    cancel = () => {
      clearTimeout(timer);
      stop();
      ended?.removeEventListener("abort", cancel);
      done();
    };
    ended?.addEventListener("abort", cancel, { once: true });
  });
  return { promise, cancel };
}
