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
  /** The log could not be read: nothing more comes, and the listener should begin anew from where it is. */
  onFail: (error: unknown) => void = () => undefined,
): { readonly ready: Promise<void>; readonly stop: () => void } {
  let sent = after;
  /** The last place that was told of; past `sent`, there is something to read. */
  let told = after;
  let isReading = false;
  let stopped = false;

  const push = (events: readonly ConversationEvent[]): void => {
    told = Math.max(told, events.at(-1)?.offset ?? 0);
    if (isReading) return;
    const fresh = events.filter(({ offset }) => offset > sent);
    const [first] = fresh;
    if (!first || stopped) return;
    // A place left out means that events were missed; they are read from the log.
    if (first.offset > sent + 1) return void catchUp().catch(onFail);
    sent = fresh.at(-1)?.offset ?? sent;
    send(fresh);
  };
  /** Reads until nothing more is found, nor was told of meanwhile: that may have been written after it was read. */
  const catchUp = async (): Promise<void> => {
    isReading = true;
    for (let more = true; more && !stopped;) {
      const events = await eventsAfter(merchantId, id, sent);
      const last = events.at(-1);
      if (last && !stopped) {
        sent = last.offset;
        send(events);
      }
      more = last !== undefined || told > sent;
    }
    isReading = false;
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
