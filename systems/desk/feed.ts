import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { ConversationEvent } from "./event.ts";
import type { Watcher } from "./hub.ts";

export type FeedNeeds = {
  readonly eventsAfter: (
    merchantId: MerchantId,
    id: ConversationId,
    after: number,
  ) => Promise<readonly ConversationEvent[]>;
  readonly watch: (merchantId: MerchantId, id: ConversationId, watcher: Watcher) => () => void;
};

/**
 * A conversation's events from an offset on, each once and in order, to one listener: those that are there, then those
 * that come. `send` gets what belongs together at once. Ready when all that was there is sent; `stop` ends it.
 */
export function follow(
  { eventsAfter, watch }: FeedNeeds,
  [merchantId, id]: readonly [MerchantId, ConversationId],
  after: number,
  send: (events: readonly ConversationEvent[]) => void,
): { readonly ready: Promise<void>; readonly stop: () => void } {
  let sent = after;
  let behind = true;
  let stopped = false;

  const push = (events: readonly ConversationEvent[]): void => {
    const fresh: ConversationEvent[] = [];
    for (const event of events) {
      // A place left out means that events were missed; they are read from the log.
      if (event.offset > sent + 1 && !behind) void catchUp();
      if (behind || event.offset <= sent) continue;
      sent = event.offset;
      fresh.push(event);
    }
    if (fresh.length > 0 && !stopped) send(fresh);
  };
  const catchUp = async (): Promise<void> => {
    behind = true;
    for (let more = true; more && !stopped;) {
      const events = await eventsAfter(merchantId, id, sent);
      more = events.length > 0;
      behind = false;
      push(events);
      behind = more;
    }
    behind = false;
  };
  const leave = watch(merchantId, id, push);
  return {
    ready: catchUp(),
    stop: () => {
      stopped = true;
      leave();
    },
  };
}
