import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { ConversationEvent } from "./event.ts";
import type { Summary } from "./inbox/store.ts";

export type Watcher = (events: readonly ConversationEvent[]) => void;

/** A watched conversation, and where its log ended when its watchers were last told. */
export type Watched = { readonly merchantId: MerchantId; readonly id: ConversationId; readonly toldTo: number };

/** Hands committed events to those who watch their conversation in this process. */
export type Hub = {
  readonly watch: (merchantId: MerchantId, id: ConversationId, watcher: Watcher) => () => void;
  readonly publish: (id: ConversationId, events: readonly ConversationEvent[]) => void;
  readonly watched: () => Watched[];
  /** Tells of every conversation of a merchant that changed, as its lists show it now. */
  readonly watchLists: (merchantId: MerchantId, watcher: ListWatcher) => () => void;
  readonly publishChanged: (merchantId: MerchantId, changed: () => Summary) => void;
  readonly watchedLists: () => MerchantId[];
};

export type ListWatcher = (changed: Summary) => void;

type Room = { readonly merchantId: MerchantId; readonly watchers: Set<Watcher>; toldTo: number };

export function createHub(): Hub {
  const rooms = new Map<ConversationId, Room>();
  const lists = new Map<MerchantId, Set<ListWatcher>>();
  return {
    watchLists(merchantId, watcher) {
      const watchers = lists.get(merchantId) ?? new Set();
      watchers.add(watcher);
      lists.set(merchantId, watchers);
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0 && lists.get(merchantId) === watchers) lists.delete(merchantId);
      };
    },
    publishChanged(merchantId, changed) {
      const watchers = lists.get(merchantId);
      if (!watchers) return;
      const summary = changed();
      for (const watcher of watchers) watcher(summary);
    },
    watchedLists: () => [...lists.keys()],
    watch(merchantId, id, watcher) {
      const room = rooms.get(id) ?? { merchantId, watchers: new Set(), toldTo: 0 };
      room.watchers.add(watcher);
      rooms.set(id, room);
      return () => {
        room.watchers.delete(watcher);
        if (room.watchers.size === 0 && rooms.get(id) === room) rooms.delete(id);
      };
    },
    publish(id, events) {
      const room = rooms.get(id);
      if (!room) return;
      room.toldTo = Math.max(room.toldTo, events.at(-1)?.offset ?? 0);
      for (const watcher of room.watchers) watcher(events);
    },
    watched: () => Array.from(rooms, ([id, { merchantId, toldTo }]) => ({ merchantId, id, toldTo })),
  };
}
