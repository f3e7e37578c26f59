import type { ConversationId, CustomerId, OrderId } from "@ruyi/kernel";
import { hourMs } from "@ruyi/kernel";

/** A fact as it was announced, with its time. */
export type ToldFact = {
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
};

export const happeningKinds = [
  "started",
  "handed-off",
  "promise-made",
  "promise-kept",
  "promise-late",
  "promise-withdrawn",
  "draft-settled",
] as const;
export type HappeningKind = (typeof happeningKinds)[number];

/** Something that figures count. */
export type Happening = {
  readonly kind: HappeningKind;
  readonly at: Date;
  readonly conversationId: ConversationId;
  /** Tells apart what happened at one moment in one conversation. */
  readonly subject: string;
  /** What figures are told apart by. */
  readonly detail: string;
};

/** The facts that figures are made of. */
export const factsThatCount = [
  "conversation.started",
  "conversation.handed-off",
  "conversation.concerned",
  "promise.made",
  "promise.kept",
  "promise.late",
  "promise.withdrawn",
  "draft.settled",
  "conversation.drawn",
] as const;

/** Undefined for a fact that no figure counts. */
export function happeningOf({ type, at, data }: ToldFact): Happening | undefined {
  const conversationId = String(data["conversationId"]) as ConversationId;
  switch (type) {
    case "conversation.started":
      return { kind: "started", at, conversationId, subject: "", detail: "" };
    case "conversation.handed-off":
      return { kind: "handed-off", at, conversationId, subject: "", detail: String(data["reason"]) };
    case "draft.settled":
      return { kind: "draft-settled", at, conversationId, subject: "", detail: String(data["how"]) };
    case "promise.made":
    case "promise.kept":
    case "promise.late":
    case "promise.withdrawn": {
      const kind = `promise-${type.slice("promise.".length)}` as HappeningKind;
      return { kind, at, conversationId, subject: String(data["key"]), detail: "" };
    }
    default:
      return undefined;
  }
}

/** That somebody wrote about an order. */
export type Concern = {
  readonly customerId: CustomerId;
  readonly orderId: OrderId;
  readonly conversationId: ConversationId;
  readonly at: Date;
};

/** Undefined for other facts, and for visitors: nobody can say whether they came back. */
export function concernOf({ type, at, data }: ToldFact): Concern | undefined {
  const { customerId, orderId, conversationId } = data;
  if (type !== "conversation.concerned" || typeof customerId !== "string") return undefined;
  return {
    customerId: customerId as CustomerId,
    orderId: String(orderId) as OrderId,
    conversationId: String(conversationId) as ConversationId,
    at,
  };
}

/** In one conversation, what follows within this time of the last word about an order belongs to the same sitting. */
const sittingMs = 12 * hourMs;

/** One sitting about one order, from its first word to its last. */
export type Contact = Concern & { readonly lastAt: Date };

export const asContact = (concern: Concern): Contact => ({ ...concern, lastAt: concern.at });

/** Joins what belongs to one sitting; the order in which sittings are given does not matter. */
export function joined(contacts: readonly Contact[]): Contact[] {
  const whole: Contact[] = [];
  const about = Map.groupBy(contacts, ({ customerId, orderId, conversationId }) =>
    [customerId, orderId, conversationId].join(" "),
  );
  for (const parts of about.values()) {
    let current: Contact | undefined;
    for (const part of parts.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
      if (current && part.at.getTime() - current.lastAt.getTime() <= sittingMs) {
        current = { ...current, lastAt: current.lastAt > part.lastAt ? current.lastAt : part.lastAt };
        whole[whole.length - 1] = current;
      } else {
        current = part;
        whole.push(current);
      }
    }
  }
  return whole;
}
