import type { Language } from "@ruyi/kernel";
import { type Look, readLook } from "./look.ts";
import type { Outbox, Unsent } from "./outbox.ts";
import { fieldsOf } from "./reading.ts";

/** What a browser keeps of one person's chat with one shop, so that a new page goes on where the last one stopped. */
export type ChatRecord = {
  /** The shop's customer id, or "" for a visitor; undefined while nobody has asked the shop yet. */
  readonly person?: string;
  readonly conversation?: { readonly id: string; readonly token: string };
  readonly outbox: Outbox;
  /** The last event that was in sight. */
  readonly seen: number;
  readonly language?: Language;
  /** How the shop's chat looked last, so that the next page draws it so at once. */
  readonly look?: Look;
};

export type Shelf = {
  readonly read: () => ChatRecord;
  /** Changes what is kept now, which another page may have written. */
  readonly change: (how: (kept: ChatRecord) => ChatRecord) => ChatRecord;
};

export const emptyRecord: ChatRecord = { outbox: [], seen: 0 };

type Box = Pick<Storage, "getItem" | "setItem">;
type Storage = {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
};

/** A place in the browser's storage; in memory where the browser gives none. */
export function createShelf(box: Box | undefined, merchant: string): Shelf {
  const key = `ruyi.${merchant}`;
  let kept = emptyRecord;
  const read = (): ChatRecord => {
    try {
      const text = box?.getItem(key);
      if (text) kept = parse(text);
    } catch {
      // A browser that forbids storage has a chat that lasts as long as its page.
    }
    return kept;
  };
  return {
    read,
    change(how) {
      kept = how(read());
      try {
        box?.setItem(key, JSON.stringify(kept));
      } catch {
        // As above; also when the storage is full.
      }
      return kept;
    },
  };
}

/**
 * The record for the person the shop has just named. Another person's is dropped whole, with what they had not sent:
 * a browser may be shared, and the next one must see nothing of the last.
 */
export function recordFor(kept: ChatRecord, person: string): ChatRecord {
  if (kept.person === undefined || kept.person === person) return { ...kept, person };
  const { language, look } = kept;
  return { ...emptyRecord, person, ...(language ? { language } : {}), ...(look ? { look } : {}) };
}

/** Reads a record however it was written; what is not understood is left out. */
export function parse(text: string): ChatRecord {
  const value = fieldsOf(JSON.parse(text));
  const conversation = fieldsOf(value["conversation"]);
  const { id, token } = conversation;
  const { person, seen, language, outbox, look } = value;
  return {
    ...(typeof person === "string" ? { person } : {}),
    ...(typeof id === "string" && typeof token === "string" ? { conversation: { id, token } } : {}),
    ...(language === "zh" || language === "en" ? { language } : {}),
    ...(look ? { look: readLook(look) } : {}),
    seen: typeof seen === "number" ? seen : 0,
    outbox: Array.isArray(outbox) ? outbox.flatMap(unsentOf) : [],
  };
}

function unsentOf(value: unknown): Unsent[] {
  const { id, text, at, state } = fieldsOf(value);
  if (typeof id !== "string" || typeof text !== "string" || typeof at !== "string") return [];
  return [{ id, text, at, state: state === "stored" || state === "refused" ? state : "waiting" }];
}
