import {
  after,
  type Clock,
  type ConversationId,
  type CustomerId,
  dayMs,
  type MerchantId,
  minuteMs,
  secondMs,
} from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { Conversation } from "../conversation.ts";
import type { ConversationEvent } from "../event.ts";
import type { Submitted } from "../operations.ts";
import type { TurnInput } from "../turn.ts";
import type { NewsChoice } from "./contract.ts";
import { isKnownFrom, type News, newestOf, type NewsKey } from "./news.ts";
import { tellAt, usualQuiet } from "./quiet.ts";
import * as store from "./store.ts";

export type ProactiveDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly onError: (error: unknown, doing: string) => void;
  readonly submit: (merchantId: MerchantId, id: ConversationId, input: TurnInput) => Promise<Submitted>;
  readonly load: (merchantId: MerchantId, id: ConversationId) => Promise<Conversation | undefined>;
  readonly eventsAfter: (
    merchantId: MerchantId,
    id: ConversationId,
    after: number,
  ) => Promise<readonly ConversationEvent[]>;
};

/** Older than this when it is first heard of, it is news no more. */
const staleMs = dayMs;
/** What happens within this time is told together. */
const togetherMs = 5 * secondMs;
const leaseMs = 30 * secondMs;
/** Who is asked something just now is not talked into. */
const midTalkMs = 10 * minuteMs;
/** The last conversation is theirs still for so long. */
const conversationDays = 30;
/** So long before it is due, a promise that nobody has kept is brought to a person. */
const callBeforeMs = 15 * minuteMs;
/** A run whose time has come tells it by itself within this time. */
const graceMs = minuteMs;
/** Promises missed longer ago than this are for the figures, and no news to anybody. */
const missedWithinMs = dayMs;
const atOnce = 200;
const eventsAtMost = 200;

const usualChoice: NewsChoice = { off: [], quiet: usualQuiet };

const personOf = (customerId: CustomerId | undefined, id: ConversationId): string => customerId ?? `visitor ${id}`;

/** Tells customers of what changed, unasked: once, in their language, by day, and only who wants it. */
export function createProactive({ database, clock, onError, submit, load, eventsAfter }: ProactiveDeps) {
  type Person = store.Person;

  const settle = (
    person: Person,
    keys: readonly NewsKey[],
    state: Parameters<typeof store.settleNews>[3],
  ): Promise<number> =>
    database.transact(person.merchantId, (tx) => store.settleNews(tx, person, keys, state, clock.now()));

  /** What is to be told to one person now; the rest is put off, or settled with the reason why it is not told. */
  async function tellOne(person: Person, waiting: readonly store.WaitingNews[]): Promise<void> {
    const { merchantId } = person;
    const now = clock.now();
    const { choice, wish, latest, open } = await database.transact(merchantId, async (tx) => ({
      choice: (await store.choiceOf(tx, merchantId)) ?? usualChoice,
      wish: await store.wishOf(tx, merchantId, person.person),
      latest: await store.latestConversation(tx, merchantId, person.person, after(now, -conversationDays * dayMs)),
      open: await openAmong(tx, merchantId, waiting),
    }));
    const { newest, overtaken } = newestOf(waiting);
    await settle(person, overtaken, "overtaken");
    const isOff = ({ kind }: News): boolean => choice.off.includes(kind);
    await settle(person, newest.filter(isOff), "switched-off");
    const kept = newest.filter((news) => news.kind === "promise-late" && !open.has(news.subject));
    await settle(person, kept, "known");
    const left = newest.filter((news) => !isOff(news) && !kept.includes(news));
    if (left.length === 0) return;
    if (wish === false) return void (await settle(person, left, "unwanted"));

    const places = Map.groupBy(left, ({ conversationId }) => conversationId ?? latest);
    for (const [id, news] of places) {
      const conversation = id && (await load(merchantId, id));
      if (!conversation) await settle(person, news, "nowhere");
      else await tellIn(conversation, person, news, choice.quiet);
    }
  }

  const openAmong = async (
    tx: Transaction,
    merchantId: MerchantId,
    waiting: readonly News[],
  ): Promise<ReadonlySet<string>> => {
    const open = new Set<string>();
    for (const { kind, subject } of waiting)
      if (kind === "promise-late" && (await store.isOpenPromise(tx, merchantId, subject))) open.add(subject);
    return open;
  };

  async function tellIn(
    conversation: Conversation,
    person: Person,
    waiting: readonly News[],
    quiet: NewsChoice["quiet"],
  ): Promise<void> {
    const { merchantId, id, zone, nextOffset } = conversation;
    const now = clock.now();
    const events = await eventsAfter(merchantId, id, Math.max(0, nextOffset - eventsAtMost));
    const known = waiting.filter((each) => isKnownFrom(events, each));
    await settle(person, known, "known");
    const news = waiting.filter((each) => !known.includes(each));
    if (news.length === 0) return;
    const until = isMidTalk(conversation, now) ? after(now, midTalkMs) : tellAt(now, zone, quiet);
    if (until > now) return database.transact(merchantId, (tx) => store.putOff(tx, person, news, until));
    const told = news.map(({ subject, kind, happenedAt, body }) => ({ subject, kind, happenedAt, body }));
    const answer = await submit(merchantId, id, { kind: "news", person: person.person, news: told });
    if (answer.kind === "no-conversation") await settle(person, news, "nowhere");
  }

  /** Sees to promises in one span of time, each in its conversation's turn, and marks them as seen to. */
  async function seeTo(
    mark: "called_at" | "missed_at",
    span: { readonly from: Date; readonly until: Date },
    work: (promise: store.DuePromise) => Promise<boolean>,
  ): Promise<void> {
    const due = await database.asPlatform((tx) => store.duePromises(tx, mark, span, atOnce));
    await Promise.all(
      due.map(async (promise) => {
        try {
          if (!(await work(promise))) return;
          await database.transact(promise.merchantId, (tx) => store.markPromise(tx, promise, mark, clock.now()));
        } catch (error) {
          onError(error, `seeing to promise ${promise.key}`);
        }
      }),
    );
  }

  return {
    /** Takes in what became of a customer's parcels, as it was just read; told twice, late or by two servers it is one. */
    async heard(merchantId: MerchantId, customerId: CustomerId, news: readonly News[]): Promise<void> {
      if (news.length === 0) return;
      const now = clock.now();
      const rows = news.map((each) => ({
        ...{ merchantId, person: customerId, ...each, dueAt: after(now, togetherMs) },
        state: now.getTime() - Date.parse(each.happenedAt) > staleMs ? ("stale" as const) : ("waiting" as const),
      }));
      await database.transact(merchantId, (tx) => store.addNews(tx, rows));
    },

    /** Tells what is due; answers of how many people it was. Run it every few seconds, on as many servers as there are. */
    async tellDue(limit = atOnce): Promise<number> {
      const now = clock.now();
      const claimed = await database.asPlatform((tx) => store.claimDue(tx, now, after(now, leaseMs), limit));
      const people = Map.groupBy(claimed, ({ merchantId, person }) => `${merchantId} ${person}`);
      await Promise.all(
        Array.from(people.values(), async (waiting) => {
          const [first] = waiting;
          if (!first) return;
          await tellOne({ merchantId: first.merchantId, person: first.person }, waiting).catch((error: unknown) =>
            onError(error, "telling news"),
          );
        }),
      );
      return people.size;
    },

    /** Brings promises that are nearly due to a person, and has those that were missed told. */
    async watchPromises(): Promise<void> {
      const now = clock.now();
      const longAgo = after(now, -missedWithinMs);
      await seeTo(
        "called_at",
        { from: longAgo, until: after(now, callBeforeMs) },
        async ({ merchantId, ...promise }) => {
          const { conversationId: id, key } = promise;
          await submit(merchantId, id, { kind: "promise-near", key });
          const conversation = await load(merchantId, id);
          const open = conversation?.promises.find((each) => each.key === key);
          // Left as it is while its run is about to tell by itself; looked at again with the next round.
          return open === undefined || open.isCalled === true;
        },
      );
      await seeTo("missed_at", { from: longAgo, until: after(now, -graceMs) }, async (promise) => {
        const { merchantId, conversationId, customerId, key, dueAt } = promise;
        const news = {
          ...{ merchantId, person: personOf(customerId, conversationId), conversationId },
          ...{ subject: key, kind: "promise-late" as const, happenedAt: dueAt.toISOString() },
          ...{ body: { dueAt: dueAt.toISOString() }, dueAt: now, state: "waiting" as const },
        };
        await database.transact(merchantId, (tx) => store.addNews(tx, [news]));
        return true;
      });
    },

    /** What a customer wants of news; null for a visitor, whom none can reach. */
    async wishOf(merchantId: MerchantId, id: ConversationId): Promise<boolean | null> {
      const conversation = await load(merchantId, id);
      const { customerId } = conversation ?? {};
      if (customerId === undefined) return null;
      return (await database.transact(merchantId, (tx) => store.wishOf(tx, merchantId, customerId))) ?? true;
    },

    /** Keeps what a customer chose by the switch; false for a visitor. */
    async wish(merchantId: MerchantId, id: ConversationId, wanted: boolean): Promise<boolean> {
      const conversation = await load(merchantId, id);
      const { customerId } = conversation ?? {};
      if (customerId === undefined) return false;
      const wish = {
        merchantId,
        customerId,
        conversationId: id,
        at: clock.now().toISOString(),
        wanted,
        said: undefined,
      };
      await database.transact(merchantId, (tx) => store.addWishes(tx, [wish]));
      return true;
    },

    choice: (merchantId: MerchantId): Promise<NewsChoice> =>
      database.transact(merchantId, async (tx) => (await store.choiceOf(tx, merchantId)) ?? usualChoice),

    /** Keeps what a merchant chose, with what it was before told to whoever audits. */
    choose: (
      merchantId: MerchantId,
      choice: NewsChoice,
      audited: (tx: Transaction, before: NewsChoice, at: Date) => Promise<void>,
    ): Promise<void> =>
      database.transact(merchantId, async (tx) => {
        const at = clock.now();
        const before = (await store.choiceOf(tx, merchantId)) ?? usualChoice;
        await store.keepChoice(tx, merchantId, choice, at);
        await audited(tx, before, at);
      }),
  };
}

/** A question stands open, and the customer was here a moment ago. */
const isMidTalk = ({ askedBy, lastHeard }: Conversation, now: Date): boolean =>
  askedBy !== undefined && lastHeard !== undefined && now.getTime() - Date.parse(lastHeard.at) < midTalkMs;
