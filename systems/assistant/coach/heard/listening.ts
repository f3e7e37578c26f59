import type { Notice } from "@ruyi/desk";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import { type Coming, comings, type Noticed } from "../../noticed.ts";

/** A message worth keeping, as it was noticed. */
export type Kept = {
  readonly conversationId: ConversationId;
  readonly at: Date;
  readonly noticed: Noticed;
};

/** What a conversation's earlier doubts turned out to be about. */
export type Told = {
  readonly conversationId: ConversationId;
  readonly at: Date;
  readonly known: string;
  readonly by: "customer" | "afterwards" | "colleague";
};

export type Counted = { readonly hour: string; readonly coming: Coming; readonly procedure: string; count: number };

/** What was noticed of one merchant since it was last kept. */
export type Heard = {
  readonly kept: Kept[];
  readonly told: Told[];
  readonly counts: Map<string, Counted>;
};

/** Who takes a person has not said what it was about. */
export const person = "talk-to-a-person";
/** Between two times of keeping this many messages are held at the most, of all merchants together; some 1 KB each. */
const heldAtMost = 2_000;
/** Of messages the assistant was sure of, one in so many is kept, so that what it takes for sure can be looked at. */
export const sampledOneIn = 16;

/**
 * Listens to what the assistant thinks of messages, in memory, beside the replies. What a server that dies had not yet
 * kept is lost: some seconds of examples, and of counts.
 */
export function createListening() {
  let heard = new Map<MerchantId, Heard>();
  let held = 0;
  let dropped = 0;
  return {
    notice({ merchantId, conversationId, at, noticed: told }: Notice): void {
      const noticed = asNoticed(told);
      if (!noticed) return;
      const mine: Heard = heard.get(merchantId) ?? { kept: [], told: [], counts: new Map() };
      heard.set(merchantId, mine);
      const { coming, procedure = "", isAfterDoubt, text } = noticed;
      const hour = `${at.toISOString().slice(0, 13)}:00:00.000Z`;
      const key = [hour, coming, procedure].join(" ");
      const counted = mine.counts.get(key) ?? { hour, coming, procedure, count: 0 };
      counted.count += 1;
      mine.counts.set(key, counted);
      // Who is lost and takes a person has not said what it was about; nor has who takes none of what was offered.
      const isMatter = procedure !== "" && procedure !== person;
      if (coming === "chosen" && isMatter) mine.told.push({ conversationId, at, known: procedure, by: "customer" });
      else if (coming === "begun" && isAfterDoubt && isMatter)
        mine.told.push({ conversationId, at, known: procedure, by: "afterwards" });
      if (!isKept(coming, text)) return;
      if (held >= heldAtMost) {
        dropped += 1;
        return;
      }
      held += 1;
      mine.kept.push({ conversationId, at, noticed });
    },
    /** All that was noticed since, and how many messages there was no room for. */
    take(): { readonly heard: ReadonlyMap<MerchantId, Heard>; readonly dropped: number } {
      const taken = { heard, dropped };
      heard = new Map();
      held = 0;
      dropped = 0;
      return taken;
    },
  };
}

/** A choice among what was offered is an answer, and its words say nothing; what was sure is kept as a sample. */
function isKept(coming: Coming, text: string): boolean {
  if (coming === "chosen" || coming === "declined") return false;
  return coming !== "answered" && (coming !== "begun" || sampled(text));
}

/** The same words are always in the sample or never, so that a sample holds what is said and not how often. */
function sampled(text: string): boolean {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 13)) >>> 0) % sampledOneIn === 0;
}

const asNoticed = (told: unknown): Noticed | undefined =>
  typeof told === "object" && told !== null && "coming" in told && comings.includes(told.coming as Coming)
    ? (told as Noticed)
    : undefined;
