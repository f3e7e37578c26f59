import { ConversationDetail, ConversationSummary, EventView, type MoveText, RunLogLine } from "@ruyi/desk/contract";
import { z } from "zod";
import { type Call, pathOf } from "./call.ts";

export type Summary = z.infer<typeof ConversationSummary>;
export type Detail = z.infer<typeof ConversationDetail>;
export type OpenMove = Detail["openMoves"][number];
export type Move = z.infer<typeof MoveText>;
export type LoggedEvent = z.infer<typeof EventView>;
export type View = "queue" | "all";

/** The inbox: lists, one conversation, and what may be done in it. */
export function conversations(call: Call) {
  const at = (merchant: string, ...rest: readonly string[]) => ["merchants", merchant, "conversations", ...rest];
  const act = (name: string) => (merchant: string, id: string, body: object) =>
    call(ConversationDetail, "POST", pathOf(at(merchant, id, name)), body);
  return {
    list: (merchant: string, view: View, cursor: string | undefined) =>
      call(
        z.object({ items: z.array(ConversationSummary), next: z.string().nullable() }),
        "GET",
        pathOf(at(merchant), { view, cursor }),
      ),
    one: (merchant: string, id: string) => call(ConversationDetail, "GET", pathOf(at(merchant, id))),
    /** What was logged after an offset. */
    events: async (merchant: string, id: string, after: number) =>
      (await call(z.object({ events: z.array(EventView) }), "GET", pathOf(at(merchant, id, "events"), { after })))
        .events,
    runLog: async (merchant: string, id: string, run: string) =>
      (await call(z.object({ log: z.array(RunLogLine) }), "GET", pathOf(at(merchant, id, "runs", run, "log")))).log,
    take: act("take"),
    move: act("moves"),
    reply: act("replies"),
    note: act("notes"),
    giveBack: act("give-back"),
    close: act("close"),
  };
}

export type Conversations = ReturnType<typeof conversations>;
