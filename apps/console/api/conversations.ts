import {
  BulkOutcome,
  type BulkText,
  CannedReplyView,
  ConversationCounts,
  ConversationDetail,
  ConversationSummary,
  EventView,
  type MoveText,
  SearchHit,
} from "@ruyi/desk/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Summary = z.infer<typeof ConversationSummary>;
export type Detail = z.infer<typeof ConversationDetail>;
export type Counts = z.infer<typeof ConversationCounts>;
export type Hit = z.infer<typeof SearchHit>;
export type OpenMove = Detail["openMoves"][number];
export type Preview = NonNullable<OpenMove["then"]>;
export type Station = Detail["way"][number];
export type Move = z.infer<typeof MoveText>;
export type LoggedEvent = z.infer<typeof EventView>;
export type Bulk = BulkText;
export type Outcome = z.infer<typeof BulkOutcome>["outcomes"][number];

export const views = ["mine", "queue", "team", "assistant", "snoozed", "closed", "all"] as const;
export type View = (typeof views)[number];

export type ListWishes = {
  readonly view: View;
  readonly language?: string | undefined;
  readonly reason?: string | undefined;
  readonly customer?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

/** The inbox: lists, search, one conversation, and what may be done in it. */
export function conversations(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "conversations", ...rest];
  const act = (name: string) => (merchant: string, id: string, body: object) =>
    call(ConversationDetail, "POST", pathOf(at(merchant, id, name)), body);
  const replies = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "canned-replies", ...rest];
  return {
    list: (merchant: string, wishes: ListWishes) =>
      call(pageOf(ConversationSummary), "GET", pathOf(at(merchant), wishes)),
    counts: (merchant: string) => call(ConversationCounts, "GET", pathOf(at(merchant, "counts"))),
    search: (merchant: string, q: string, cursor: string | undefined) =>
      call(pageOf(SearchHit), "GET", pathOf(at(merchant, "search"), { q, cursor })),
    bulk: async (merchant: string, body: Bulk) =>
      (await call(BulkOutcome, "POST", pathOf(at(merchant, "bulk")), body)).outcomes,
    one: (merchant: string, id: string) => call(ConversationDetail, "GET", pathOf(at(merchant, id))),
    /** What was logged after an offset. */
    events: async (merchant: string, id: string, after: number) =>
      (await call(z.object({ events: z.array(EventView) }), "GET", pathOf(at(merchant, id, "events"), { after })))
        .events,
    take: act("take"),
    move: act("moves"),
    reply: act("replies"),
    note: act("notes"),
    snooze: act("snooze"),
    unsnooze: act("unsnooze"),
    giveBack: act("give-back"),
    close: act("close"),
    /** Begins the matter that the assistant laid ready. */
    beginDraft: act("begin-draft"),
    canned: async (merchant: string) =>
      (await call(pageOf(CannedReplyView), "GET", pathOf(replies(merchant), { limit: 200 }))).items,
    /** The reply's words for a conversation. */
    fill: async (merchant: string, reply: string, conversation: string) =>
      (await call(z.object({ text: z.string() }), "POST", pathOf(replies(merchant, reply, "fill")), { conversation }))
        .text,
  };
}

export type Conversations = ReturnType<typeof conversations>;
