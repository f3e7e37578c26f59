import { secondMs, type ConversationId, type MerchantId } from "@ruyi/kernel";

/** The customer of a conversation, and the assistant, as those who may be typing. */
export const customer = "customer";

/** Somebody who has a conversation before them: an agent, or its customer. */
export type Somebody = { readonly id: string; readonly name: string };
export type Present = Somebody & { readonly isTyping: boolean };

/** Who says nothing for so long is gone; who types nothing for so long is not typing. */
export const hereForMs = 30 * secondMs;
export const typingForMs = 6 * secondMs;

type Entry = { readonly name: string; readonly seenAt: number; readonly typingAt: number };
type Page = { readonly merchantId: MerchantId; readonly people: Map<string, Entry> };

/**
 * Who is where, as this process knows it. It forgets by itself, keeps `pagesAtMost` conversations at the most, and says of
 * every change whether there was one to see.
 */
export function createPresenceBook(pagesAtMost = 20_000) {
  const pages = new Map<ConversationId, Page>();

  const pageOf = (merchantId: MerchantId, id: ConversationId): Page => {
    const known = pages.get(id);
    if (known) return known;
    const page = { merchantId, people: new Map<string, Entry>() };
    pages.set(id, page);
    const [oldest] = pages.keys();
    if (pages.size > pagesAtMost && oldest !== undefined) pages.delete(oldest);
    return page;
  };

  const isHere = (entry: Entry, now: number): boolean => entry.seenAt + hereForMs > now;
  const isTyping = (entry: Entry, now: number): boolean => entry.typingAt + typingForMs > now;

  return {
    /** Somebody is there, typing or not. Answers whether that changes what others see. */
    seen(
      merchantId: MerchantId,
      id: ConversationId,
      { id: who, name }: Somebody,
      at: { readonly seenAt: number; readonly typingAt?: number },
      now: number,
    ): boolean {
      const { people } = pageOf(merchantId, id);
      const before = people.get(who);
      const entry = {
        name,
        seenAt: Math.max(before?.seenAt ?? 0, at.seenAt),
        typingAt: at.typingAt ?? before?.typingAt ?? 0,
      };
      people.set(who, entry);
      return !before || isHere(before, now) !== isHere(entry, now) || isTyping(before, now) !== isTyping(entry, now);
    },

    left(id: ConversationId, who: string): boolean {
      const page = pages.get(id);
      const wasThere = page?.people.delete(who) ?? false;
      if (page?.people.size === 0) pages.delete(id);
      return wasThere;
    },

    /** Who is there now, in the order they came. */
    of(id: ConversationId, now: number): Present[] {
      const people = [...(pages.get(id)?.people ?? [])];
      return people.flatMap(([who, entry]) =>
        isHere(entry, now) ? [{ id: who, name: entry.name, isTyping: isTyping(entry, now) }] : [],
      );
    },

    /** Lets go of those who fell silent since `before`; answers the conversations where that can be seen. */
    forgetBy(now: number, before: number): ConversationId[] {
      const changed: ConversationId[] = [];
      for (const [id, { people }] of pages) {
        let isChanged = false;
        for (const [who, entry] of people) {
          isChanged ||= isTyping(entry, before) !== isTyping(entry, now);
          if (isHere(entry, now)) continue;
          people.delete(who);
          isChanged = true;
        }
        if (people.size === 0) pages.delete(id);
        if (isChanged) changed.push(id);
      }
      return changed;
    },
  };
}
