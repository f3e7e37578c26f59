import type { ConversationId } from "@ruyi/kernel";
import type { ConversationEvent } from "./event.ts";

export type Watcher = (events: readonly ConversationEvent[]) => void;

/** Hands committed events to those who watch their conversation in this process. */
export type Hub = {
  readonly watch: (conversationId: ConversationId, watcher: Watcher) => () => void;
  readonly publish: (conversationId: ConversationId, events: readonly ConversationEvent[]) => void;
  /** The conversations somebody watches here. */
  readonly watched: () => Iterable<ConversationId>;
  readonly isWatched: (conversationId: ConversationId) => boolean;
};

export function createHub(): Hub {
  const watchers = new Map<ConversationId, Set<Watcher>>();
  return {
    watch(conversationId, watcher) {
      const these = watchers.get(conversationId) ?? new Set();
      watchers.set(conversationId, these.add(watcher));
      return () => {
        these.delete(watcher);
        if (these.size === 0 && watchers.get(conversationId) === these) watchers.delete(conversationId);
      };
    },
    publish(conversationId, events) {
      for (const watcher of watchers.get(conversationId) ?? []) watcher(events);
    },
    watched: () => watchers.keys(),
    isWatched: (conversationId) => watchers.has(conversationId),
  };
}
