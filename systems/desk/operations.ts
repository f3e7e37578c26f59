import type { Bilingual, Clock, ConversationId, CustomerId, Language, MerchantId, NewId } from "@ruyi/kernel";
import { announce, createGatherer, type Database, type Transaction } from "@ruyi/platform";
import { type Conversation, currentRun, isAtWork, newConversation, type Outside } from "./conversation.ts";
import { type ConversationEvent, forCustomer } from "./event.ts";
import { createEffect } from "./effect/operations.ts";
import { createFigures } from "./figures/operations.ts";
import { createForm } from "./form/operations.ts";
import { placeIn, type QueuePlace, type QueueView, type Staffing } from "./handoff.ts";
import { createHub, type Hub } from "./hub.ts";
import { createCannedReplies } from "./canned/operations.ts";
import { fill } from "./canned/canned-reply.ts";
import { decideTurn } from "./decide-turn.ts";
import * as drafts from "./drafts/store.ts";
import { createSummaries, type SummaryDeps } from "./drafts/operations.ts";
import type { Summary } from "./drafts/summary.ts";
import * as inbox from "./inbox/store.ts";
import type {
  Actions,
  Assistant,
  FactRecord,
  Guidance,
  Intent,
  Modes,
  Move,
  OpenMove,
  Procedures,
  RunView,
  Sources,
  Station,
  Wording,
} from "./needs.ts";
import { customer } from "./presence/book.ts";
import { createProactive } from "./proactive/operations.ts";
import * as news from "./proactive/store.ts";
import { createPresence } from "./presence/operations.ts";
import { createSearch } from "./search/operations.ts";
import * as store from "./store.ts";
import {
  type Agent,
  isRefusal,
  type Turn,
  type TurnAnswer,
  type TurnInput,
  type TurnRefusal,
  type Words,
} from "./turn.ts";

export type DeskDeps = {
  readonly database: Database;
  readonly procedures: Procedures;
  readonly assistant: Assistant;
  /** How far the assistant goes; everything in full where left out. */
  readonly modes?: Modes;
  readonly sources: Sources;
  readonly actions: Actions;
  readonly wording: Wording;
  /** The names of customers as far as they are known or soon told; those who are not are left out. */
  readonly namesOf: (merchantId: MerchantId, ids: readonly CustomerId[]) => Promise<ReadonlyMap<CustomerId, string>>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onBatch?: (size: number) => void;
  /** Words an open line in a friendlier way, in bounded time, or gives it back as it is; left out where there is no model. */
  readonly reword?: (line: {
    readonly merchantId: MerchantId;
    readonly text: string;
    readonly language: Language;
  }) => Promise<string>;
  /** Words what a person who takes over reads; left out where there is no model. */
  readonly summarise?: NonNullable<SummaryDeps["summarise"]>;
  /** When a merchant's people are there; undefined where they have not said. */
  readonly staffingOf?: (merchantId: MerchantId, at: Date) => Promise<Staffing | undefined>;
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
  const presence = createPresence({ ...deps, server: newId("server") });
  const search = createSearch(deps);
  const canned = createCannedReplies(deps);
  const summaries = createSummaries(deps);
  /** Where the log of conversations ended when lists here were last told of them. */
  const listed = new Map<ConversationId, number>();
  let listsHeardAt = clock.now();
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
      const conversation = found?.(await procedures.openRuns(tx, merchantId, id));
      if (conversation?.over) await procedures.recall(tx, merchantId, conversation.over);
      return conversation;
    });

  /** What a hand-over tells: who waits, and when people are there. */
  async function outlookOf(merchantId: MerchantId): Promise<{ queue: QueueView; staffing?: Staffing }> {
    const [queue, staffing] = await Promise.all([
      database.transact(merchantId, (tx) => store.queueOf(tx, merchantId)),
      deps.staffingOf?.(merchantId, clock.now()),
    ]);
    return { queue, ...(staffing ? { staffing } : {}) };
  }

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
    await writeNews(tx, turns, now);
    const facts = turns.flatMap(({ conversation, announcements }) =>
      announcements.map((fact) => ({ merchantId: conversation.merchantId, key: conversation.id, ...fact })),
    );
    await announce(tx, facts, now, newId);
  }

  async function writeNews(tx: Transaction, turns: readonly Turn[], now: Date): Promise<void> {
    for (const { conversation, newsTold, newsWish } of turns) {
      const { merchantId, id: conversationId, customerId } = conversation;
      if (newsWish && customerId !== undefined)
        await news.addWishes(tx, [{ merchantId, customerId, conversationId, at: now.toISOString(), ...newsWish }]);
      if (!newsTold) continue;
      const told = await news.settleNews(tx, { merchantId, person: newsTold.person }, newsTold.keys, "told", now);
      if (told < newsTold.keys.length)
        throw new Error(
          `News in conversation ${conversationId} was told or unwanted meanwhile; it is looked at again.`,
        );
    }
  }

  /** Decides and commits one turn, again and again while other servers are quicker. */
  async function settle(merchantId: MerchantId, id: ConversationId, input: TurnInput): Promise<Submitted> {
    let outlook: Awaited<ReturnType<typeof outlookOf>> | undefined;
    let thoughtOver: unknown;
    for (let race = 0; race < racesAtMost; race += 1) {
      const conversation = kept.get(id) ?? (await load(merchantId, id));
      if (!conversation || conversation.merchantId !== merchantId) return { kind: "no-conversation" };
      const preparing = [
        procedures.ready(merchantId),
        deps.modes?.ready(merchantId),
        deps.assistant.ready?.(merchantId),
      ];
      if (preparing.some(Boolean)) await Promise.all(preparing);

      const context = { ...deps, now: clock.now(), thoughtOver, ...outlook };
      const decided = decideTurn(conversation, input, context);
      if (isRefusal(decided)) {
        // What is kept here may be older than what another server wrote; a "no" is said of what is so.
        if (kept.delete(id)) continue;
        return decided;
      }
      if ("kind" in decided) {
        outlook = await outlookOf(merchantId);
        continue;
      }
      if (decided.isUnclear && thoughtOver === undefined && input.kind === "message") {
        thoughtOver = await deps.assistant.thinkOver?.({ merchantId, text: input.text, memory: conversation.memory });
        if (thoughtOver !== undefined) continue;
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
    const { merchantId, id: conversationId } = conversation;
    if (turn.noticed !== undefined)
      deps.assistant.noticed?.({ merchantId, conversationId, at: clock.now(), noticed: turn.noticed });
    hub.publish(conversation.id, turn.events);
    hub.publishChanged(conversation.merchantId, () => told(inbox.summaryOf(conversation, clock.now())));
    typedBy(turn);
    if (turn.announcements.length > 0) deps.nudge?.();
    for (const { runId, lookUp } of turn.lookUps) {
      background("look-up", async () => {
        const facts = await sources.lookUp(conversation, lookUp);
        await submit(conversation.merchantId, conversation.id, { kind: "looked-up", runId, key: lookUp.key, facts });
      });
    }
    if (deps.summarise && turn.events.some(({ kind }) => kind === "handoff"))
      background("summary", () => summaries.word(conversation));
    const { draftNeeds } = turn;
    if (draftNeeds) {
      background("draft", async () => {
        await sources.lookUp(conversation, draftNeeds.lookUp);
        await submit(conversation.merchantId, conversation.id, { kind: "lay-ready", of: draftNeeds.of });
      });
    }
    for (const intent of turn.intents) background("act", () => perform(intent));
    for (const { run } of turn.runs) {
      const { key } = run.state;
      if (run.state.kind === "waiting" && key !== undefined)
        background("recall", () => recall(conversation, run.id, key));
    }
  }

  /** Remembers what lists were told, so that it is not heard again from the database. */
  const told = (summary: inbox.Summary): inbox.Summary => {
    listed.delete(summary.id);
    listed.set(summary.id, summary.nextOffset);
    const [oldest] = listed.keys();
    if (listed.size > settings.keptAtMost && oldest !== undefined) listed.delete(oldest);
    return summary;
  };

  /** Whoever has just said something is not typing it any more. */
  function typedBy({ conversation: { merchantId, id, floor }, events }: Turn): void {
    for (const event of events) {
      if (event.kind !== "message") continue;
      if (event.from === "customer") presence.typed(merchantId, id, { id: customer, name: "" });
      else if (event.from === "agent" && floor.kind === "agent") presence.typed(merchantId, id, floor);
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

  /** Hears what the customer said, unless it was heard before. */
  async function heardOnce(
    merchantId: MerchantId,
    id: ConversationId,
    words: Words | undefined,
    input: TurnInput,
  ): Promise<Submitted> {
    try {
      return await submit(merchantId, id, input);
    } catch (error) {
      // Older than what the conversation remembers, the id is still unique in the log.
      if (words === undefined || (error as { code?: string }).code !== "23505") throw error;
      const offset = await database.transact(merchantId, (tx) =>
        store.offsetOfMessage(tx, merchantId, id, words.clientMessageId),
      );
      if (offset === undefined) throw error;
      return { kind: "again", offset };
    }
  }

  const eventsAfter = (merchantId: MerchantId, id: ConversationId, after: number): Promise<ConversationEvent[]> =>
    database.transact(merchantId, (tx) => store.eventsAfter(tx, merchantId, id, after, 500));

  /**
   * Events for the customer after an offset; waits for one up to `waitMs`, or until `ended`. `settled` when nothing
   * is under way that will still say something by itself.
   */
  async function customerEvents(
    merchantId: MerchantId,
    id: ConversationId,
    after: number,
    waitMs: number,
    ended?: AbortSignal,
  ): Promise<Said> {
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
  }

  /** The assistant's draft as people read it, while they have or await the floor. */
  function draftIn({ merchantId, floor, draft }: Conversation): ConversationDetail["draft"] {
    if (!draft || floor.kind === "assistant") return undefined;
    const { of, text = null, start } = draft;
    const title =
      start && procedures.startable(merchantId, clock.now().toISOString()).find(({ id }) => id === start.procedure);
    return { of, text, start: start && title ? { procedure: start.procedure, title: title.title } : null };
  }

  const isSettled = async (merchantId: MerchantId, id: ConversationId): Promise<boolean> => {
    if (lines.has(id)) return false;
    const conversation = kept.get(id) ?? (await load(merchantId, id));
    return !conversation || !isAtWork(conversation);
  };

  return {
    figures: createFigures(database),
    effect: createEffect(database),
    form: createForm({ database, procedures, sources, clock }),

    async begin(request: {
      readonly merchantId: MerchantId;
      readonly customerId: CustomerId | undefined;
      readonly language: Language;
      readonly zone: string;
      readonly appVersion?: string | undefined;
      readonly merchantName: Bilingual;
      readonly outside?: Outside;
    }): Promise<ConversationId> {
      const id = newId("conversation");
      const conversation = newConversation({ ...request, id, at: clock.now().toISOString() });
      await database.transact(request.merchantId, (tx) => store.addConversation(tx, conversation));
      keep(conversation);
      sources.warm(conversation);
      return id;
    },

    /** Stores a customer's message and answers after it is durable; the same client id again answers the same offset. */
    say: (merchantId: MerchantId, id: ConversationId, message: Words): Promise<Submitted> =>
      heardOnce(merchantId, id, message, { kind: "message", ...message }),

    /** Makes a move for an outside AI, with the customer's words where it passes some on; those are kept once. */
    moveFromOutside: (
      merchantId: MerchantId,
      id: ConversationId,
      moved: { readonly outside: Outside; readonly move: Move; readonly words?: Words },
    ): Promise<Submitted> => heardOnce(merchantId, id, moved.words, { kind: "outside-move", ...moved }),

    submit,

    eventsAfter,

    /** The lines of these conversations that were said to the letter. */
    strictLinesIn: (merchantId: MerchantId, ids: readonly ConversationId[]): Promise<store.StrictLine[]> =>
      database.transact(merchantId, (tx) => store.strictLinesIn(tx, merchantId, ids)),

    customerEvents,

    /** All events for the customer after an offset, once nothing is under way any more or `waitMs` is over. */
    async saidAfter(merchantId: MerchantId, id: ConversationId, after: number, waitMs: number): Promise<Said> {
      const until = clock.now().getTime() + waitMs;
      const events: ConversationEvent[] = [];
      for (let waits = 0; ;) {
        const said = await customerEvents(merchantId, id, events.at(-1)?.offset ?? after, waits);
        events.push(...said.events);
        const left = until - clock.now().getTime();
        if (said.events.length === 0 && (said.settled || left <= 0)) return { events, settled: said.settled };
        // What nobody hears of may settle it too.
        waits = said.settled ? 0 : Math.min(Math.max(left, 0), 400);
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
     * What a colleague needs to go on: the conversation as the database has it, for another server may have written;
     * what its run knows, has done and offers; what was promised.
     */
    async detail(merchantId: MerchantId, id: ConversationId, agent: Agent): Promise<ConversationDetail | undefined> {
      const found = await database.transact(merchantId, async (tx) => {
        const made = await store.conversationById(tx, merchantId, id);
        const conversation = made?.(await procedures.openRuns(tx, merchantId, id));
        if (!conversation) return undefined;
        const run = currentRun(conversation);
        return {
          ...{ conversation, run },
          way: run ? await procedures.wayOf(tx, merchantId, run) : [],
          promises: await store.promisesOf(tx, merchantId, id),
          hasDrafts: await drafts.wantsDrafts(tx, merchantId, agent.id),
          summary: await summaries.of(tx, conversation),
        };
      });
      if (!found) return undefined;
      const { conversation, run, way, promises, hasDrafts, summary } = found;
      const facts = run ? procedures.factsOf(run) : {};
      const actor = {
        kind: "agent",
        id: agent.id,
        ...(agent.authority ? { authority: agent.authority } : {}),
      } as const;
      const { customerId } = conversation;
      const names = await deps.namesOf(merchantId, customerId === undefined ? [] : [customerId]);
      return {
        conversation,
        isAtWork: isAtWork(conversation),
        customerName: customerId === undefined ? undefined : names.get(customerId),
        run: run && { ...procedures.view(run), title: procedures.titleOf(run) },
        guidance: run ? procedures.guidance(run, actor, clock.now().toISOString()) : { moves: [] },
        facts,
        way,
        promises,
        hasDrafts,
        draft: hasDrafts ? draftIn(conversation) : undefined,
        summary,
      };
    },

    wantsDrafts: (merchantId: MerchantId, agent: Agent): Promise<boolean> =>
      database.transact(merchantId, (tx) => drafts.wantsDrafts(tx, merchantId, agent.id)),
    chooseDrafts: (merchantId: MerchantId, agent: Agent, wanted: boolean): Promise<void> =>
      database.transact(merchantId, (tx) => drafts.chooseDrafts(tx, merchantId, agent.id, wanted, clock.now())),

    /** Whether anybody ever wrote to this merchant. */
    hasConversation: (merchantId: MerchantId): Promise<boolean> =>
      database.transact(merchantId, (tx) => store.hasConversation(tx, merchantId)),

    /** One page of a view, with one row more where there is more. */
    page: (merchantId: MerchantId, query: inbox.ListQuery): Promise<inbox.Summary[]> =>
      database.transact(merchantId, (tx) => inbox.page(tx, merchantId, query)),
    counts: (merchantId: MerchantId, me: Agent): Promise<inbox.Counts> =>
      database.transact(merchantId, (tx) => inbox.counts(tx, merchantId, me.id)),
    summariesOf: (merchantId: MerchantId, ids: readonly ConversationId[]): Promise<inbox.Summary[]> =>
      database.transact(merchantId, (tx) => inbox.summariesOf(tx, merchantId, ids)),
    namesOf: deps.namesOf,

    presence,
    proactive: createProactive({ database, clock, onError: deps.onError, submit, load, eventsAfter }),
    search,
    canned,

    /** A canned reply's words for this conversation; or what nobody knows of it. */
    async fillCanned(
      merchantId: MerchantId,
      { replyId, conversationId, language }: CannedRequest,
      agent: Agent,
    ): Promise<ReturnType<typeof fill> | { readonly kind: "no-reply" | "no-conversation" }> {
      const reply = await canned.byId(merchantId, replyId);
      if (!reply) return { kind: "no-reply" };
      const conversation = await load(merchantId, conversationId);
      if (!conversation) return { kind: "no-conversation" };
      const run = currentRun(conversation);
      const { customerId, zone } = conversation;
      const names = await deps.namesOf(merchantId, customerId === undefined ? [] : [customerId]);
      const known = {
        customerName: customerId === undefined ? undefined : names.get(customerId),
        agentName: agent.name,
        shopName: conversation.merchantName,
        facts: run ? procedures.factsOf(run) : {},
        promiseDueAt: conversation.promises.at(-1)?.dueAt,
      };
      const reader = { language: language ?? conversation.language, zone, now: clock.now().toISOString() };
      return fill(reply, known, reader, deps.wording);
    },

    /** Wakes conversations whose rest is over. */
    async wakeDue(limit = 200): Promise<void> {
      const due = await database.asPlatform((tx) => inbox.dueSnoozes(tx, clock.now(), limit));
      await Promise.all(
        due.map(({ merchantId, id }) =>
          submit(merchantId, id, { kind: "snooze-due" }).catch((error: unknown) =>
            deps.onError(error, `waking conversation ${id}`),
          ),
        ),
      );
    },

    watchLists: hub.watchLists,

    /** Tells those who watch lists here what other servers changed in them. */
    async hearOthersLists(): Promise<void> {
      const merchants = hub.watchedLists();
      // A turn is committed some time after the moment it bears.
      const since = new Date(listsHeardAt.getTime() - 5_000);
      listsHeardAt = clock.now();
      if (merchants.length === 0) return;
      const changed = await database.asPlatform((tx) => inbox.changedSince(tx, merchants, since, 500));
      for (const { merchantId, ...summary } of changed) {
        if ((listed.get(summary.id) ?? 0) >= summary.nextOffset) continue;
        hub.publishChanged(merchantId, () => told(summary));
      }
    },

    /** Where one who waits for a person stands now; undefined for one who does not. */
    async placeOf(merchantId: MerchantId, id: ConversationId): Promise<QueuePlace | undefined> {
      const queue = await database.transact(merchantId, (tx) => store.queueBefore(tx, merchantId, id));
      const now = clock.now();
      return queue && placeIn(queue, false, await deps.staffingOf?.(merchantId, now), now);
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

/** What a customer may see, and whether that is all for now. */
export type Said = { readonly events: ConversationEvent[]; readonly settled: boolean };

/** A conversation of before, with the runs and promises in it. */
export type PastTalk = store.PastConversation & Pick<Turn, "runs" | "promises">;

export type ConversationView = {
  readonly conversation: Conversation;
  readonly isAtWork: boolean;
  readonly run?: RunView & { readonly title: Bilingual };
  readonly open: readonly OpenMove[];
};

export type ConversationDetail = Omit<ConversationView, "open" | "run"> & {
  readonly run: ConversationView["run"] | undefined;
  readonly customerName: string | undefined;
  readonly guidance: Guidance;
  readonly facts: Readonly<Record<string, FactRecord>>;
  readonly way: readonly Station[];
  /** What the assistant would do, for a person who wants to know. */
  readonly hasDrafts: boolean;
  readonly draft:
    | {
        readonly of: number;
        readonly text: string | null;
        readonly start: { readonly procedure: string; readonly title: Bilingual } | null;
      }
    | undefined;
  readonly summary: Summary | undefined;
  readonly promises: Awaited<ReturnType<typeof store.promisesOf>>;
};

export type CannedRequest = {
  readonly replyId: string;
  readonly conversationId: ConversationId;
  readonly language?: Language | undefined;
};

/** The turn with its open lines in other words; everything else, strict lines above all, stays to the letter. */
async function reworded(turn: Turn, reword: NonNullable<DeskDeps["reword"]>): Promise<Turn> {
  const { merchantId } = turn.conversation;
  const events = await Promise.all(
    turn.events.map(async (event) =>
      event.kind === "message" && turn.open.includes(event.offset)
        ? { ...event, text: await reword({ merchantId, text: event.text, language: event.language }) }
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
