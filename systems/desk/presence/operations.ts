import { after, type Clock, type ConversationId, type MerchantId, minuteMs, secondMs } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import { createPresenceBook, hereForMs, type Present, type Somebody } from "./book.ts";
import * as store from "./store.ts";

/** How often somebody who stays is written down anew, for other servers; and how often somebody who types. */
const writtenEveryMs = 10 * secondMs;
const typingWrittenEveryMs = 2 * secondMs;

export type PresenceWatcher = (people: readonly Present[]) => void;

export type PresenceDeps = {
  readonly database: Database;
  readonly clock: Clock;
  /** This server among those that share the database. */
  readonly server: string;
  readonly onError: (error: unknown, doing: string) => void;
};

/** Who looks at which conversation and who types there: at once within this server, within seconds from the others. */
export function createPresence({ database, clock, server, onError }: PresenceDeps) {
  const book = createPresenceBook();
  const watchers = new Map<ConversationId, { readonly merchantId: MerchantId; readonly those: Set<PresenceWatcher> }>();
  const writtenAt = new Map<string, number>();
  const nowMs = (): number => clock.now().getTime();
  let lookedAt = nowMs();

  const tell = (id: ConversationId): void => {
    const people = book.of(id, nowMs());
    for (const watcher of watchers.get(id)?.those ?? []) watcher(people);
  };
  const write = (merchantId: MerchantId, work: Parameters<Database["transact"]>[1]): void =>
    void database.transact(merchantId, work).catch((error: unknown) => onError(error, "presence"));

  const here = (merchantId: MerchantId, id: ConversationId, somebody: Somebody, isTyping: boolean): void => {
    const now = nowMs();
    const typing = isTyping ? { typingAt: now } : {};
    if (book.seen(merchantId, id, somebody, { seenAt: now, ...typing }, now)) tell(id);
    const key = `${id} ${somebody.id} ${isTyping}`;
    const due = (writtenAt.get(key) ?? 0) + (isTyping ? typingWrittenEveryMs : writtenEveryMs);
    if (now < due) return;
    writtenAt.set(key, now);
    const row = {
      ...{ merchantId, conversationId: id, who: somebody.id, name: somebody.name },
      ...{ seenAt: new Date(now), typingAt: isTyping ? new Date(now) : null },
    };
    write(merchantId, (tx) => store.savePresence(tx, server, row));
  };

  return {
    /** Somebody has the conversation before them; to be said again before half a minute is over. */
    here: (merchantId: MerchantId, id: ConversationId, somebody: Somebody): void =>
      here(merchantId, id, somebody, false),

    typing: (merchantId: MerchantId, id: ConversationId, somebody: Somebody): void =>
      here(merchantId, id, somebody, true),

    /** Somebody said what they were typing, or stopped. */
    typed(merchantId: MerchantId, id: ConversationId, somebody: Somebody): void {
      const now = nowMs();
      if (book.seen(merchantId, id, somebody, { seenAt: now, typingAt: 0 }, now)) tell(id);
    },

    left(merchantId: MerchantId, id: ConversationId, who: string): void {
      if (book.left(id, who)) tell(id);
      for (const isTyping of [true, false]) writtenAt.delete(`${id} ${who} ${isTyping}`);
      write(merchantId, (tx) => store.removePresence(tx, merchantId, id, who));
    },

    now: (id: ConversationId): Present[] => book.of(id, nowMs()),

    watch(merchantId: MerchantId, id: ConversationId, watcher: PresenceWatcher): () => void {
      const room = watchers.get(id) ?? { merchantId, those: new Set() };
      room.those.add(watcher);
      watchers.set(id, room);
      return () => {
        room.those.delete(watcher);
        if (room.those.size === 0 && watchers.get(id) === room) watchers.delete(id);
      };
    },

    /** Who is at these conversations, by the word of any server. */
    async at(merchantId: MerchantId, ids: readonly ConversationId[]): Promise<ReadonlyMap<ConversationId, Somebody[]>> {
      if (ids.length === 0) return new Map();
      const since = after(clock.now(), -hereForMs);
      const rows = await database.transact(merchantId, (tx) => store.presenceAt(tx, merchantId, ids, since));
      const grouped = Map.groupBy(rows, ({ conversationId }) => conversationId);
      return new Map(
        Array.from(grouped, ([id, those]) => [id, those.map(({ who, name }) => ({ id: who, name }))] as const),
      );
    },

    /** Hears what other servers say of the conversations watched here, and lets those go who fell silent. */
    async hearOthers(): Promise<void> {
      const now = nowMs();
      const watched = Array.from(watchers, ([id, { merchantId }]) => ({ id, merchantId }));
      const since = after(clock.now(), -hereForMs);
      const rows =
        watched.length === 0
          ? []
          : await database.asPlatform((tx) => store.presenceElsewhere(tx, server, watched, since));
      for (const { merchantId, conversationId, who, name, seenAt, typingAt } of rows) {
        const at = { seenAt: seenAt.getTime(), typingAt: typingAt?.getTime() ?? 0 };
        if (book.seen(merchantId, conversationId, { id: who, name }, at, now)) tell(conversationId);
      }
      for (const id of book.forgetBy(now, lookedAt)) tell(id);
      lookedAt = now;
      for (const [key, at] of writtenAt) if (now - at > minuteMs) writtenAt.delete(key);
    },

    tidy: (): Promise<void> => database.asPlatform((tx) => store.dropPresence(tx, after(clock.now(), -10 * minuteMs))),
  };
}
