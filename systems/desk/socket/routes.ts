import { type ConversationId, type MerchantId, parseId, secondMs } from "@ruyi/kernel";
import { type HttpServer, ProblemError } from "@ruyi/platform";
import type { z } from "zod";
import { StaffSaid, type StaffHeard } from "../contract.ts";
import { follow } from "../feed.ts";
import { access, summaryViews } from "../http/routes.ts";
import { customer, type Present } from "../presence/book.ts";
import type { DeskRouteDeps } from "../routes.ts";
import type { Agent } from "../turn.ts";

/** What one line may listen to: a person looks at few things at once. */
const watchedAtMost = 20;
const saidAtMost = 2_000;
/** How often whoever stays is said to be there, and their right to be there looked up. */
const beatMs = 10 * secondMs;
const checkedEveryBeats = 6;
/** A browser that takes nothing for so long is let go; it comes back and reads on from its offset. */
const backlogBytes = 1_000_000;

type Watching = { readonly merchantId: MerchantId; readonly agent: Agent; readonly stop: () => void };
type Listening = { readonly stop: () => void };

/**
 * The staff's line: what changes in a shop's lists, the events of conversations one has before one, and who else is there.
 * By the session's cookie from our own pages only; by bearer or API key from anywhere.
 */
export function addStaffSocket(app: HttpServer, { desk, agentOf }: Pick<DeskRouteDeps, "desk" | "agentOf">): void {
  app.get(
    "/v1/staff/socket",
    {
      websocket: true,
      schema: {
        tags: ["desk"],
        summary:
          "Lists and conversations, live: send {do: list | watch | leave | typing}, hear {kind: changed | event | presence | refused}",
        security: access,
      },
    },
    (socket, request) => {
      const watching = new Map<ConversationId, Watching>();
      const lists = new Map<string, Listening>();
      // A cookie travels by itself, also from another site's page; so this counts as a write, which asks where it is from.
      const caller = { method: "POST", headers: request.headers };
      const may = async (merchant: string) => {
        const found = await agentOf(caller, merchant, "conversation.read");
        merchants.add(merchant);
        return found;
      };

      const tell = (heard: z.input<typeof StaffHeard>): void => {
        if (socket.bufferedAmount > backlogBytes) socket.close(1013, "Too slow; connect again.");
        else socket.send(JSON.stringify(heard));
      };

      const listen = async (merchant: string): Promise<void> => {
        if (lists.has(merchant) || lists.size >= watchedAtMost) return;
        const { merchantId } = await may(merchant);
        const stop = desk.watchLists(merchantId, (changed) => {
          void summaryViews(desk, merchantId, [changed])
            .then(([conversation]) => conversation && tell({ kind: "changed", merchant, conversation }))
            .catch((error: unknown) => request.log.warn({ err: error }, "A list's change was not told"));
        });
        lists.set(merchant, { stop });
      };

      const watch = async ({ merchant, conversation, after }: Extract<z.output<typeof StaffSaid>, { do: "watch" }>) => {
        const id = parseId("conversation", conversation);
        if (!id) throw new ProblemError(404, "conversation-not-found");
        leave(id);
        if (watching.size >= watchedAtMost) throw new ProblemError(409, "too-many-watched");
        const { merchantId, agent } = await may(merchant);
        if (!(await desk.view(merchantId, id))) throw new ProblemError(404, "conversation-not-found");
        const feed = follow(
          desk,
          [merchantId, id],
          after ?? 0,
          (events) => {
            for (const event of events) tell({ kind: "event", conversation: id, event });
          },
          () => socket.close(1011, "Connect again."),
        );
        const show = (people: readonly Present[]): void =>
          tell({
            kind: "presence",
            conversation: id,
            people: people.filter((each) => each.id !== customer && each.id !== agent.id),
            customerIsTyping: people.some((each) => each.id === customer && each.isTyping),
          });
        const unwatch = desk.presence.watch(merchantId, id, show);
        watching.set(id, {
          merchantId,
          agent,
          stop: () => {
            feed.stop();
            unwatch();
            desk.presence.left(merchantId, id, agent.id);
          },
        });
        desk.presence.here(merchantId, id, agent);
        show(desk.presence.now(id));
        await feed.ready;
      };

      const leave = (id: ConversationId): void => {
        watching.get(id)?.stop();
        watching.delete(id);
      };

      const take = async (said: z.output<typeof StaffSaid>): Promise<void> => {
        switch (said.do) {
          case "list":
            return listen(said.merchant);
          case "leave-list":
            lists.get(said.merchant)?.stop();
            lists.delete(said.merchant);
            return;
          case "watch":
            return watch(said);
          case "leave":
            return leave(said.conversation as ConversationId);
          case "typing": {
            const id = said.conversation as ConversationId;
            const here = watching.get(id);
            if (!here) return;
            if (said.stopped) desk.presence.typed(here.merchantId, id, here.agent);
            else desk.presence.typing(here.merchantId, id, here.agent);
          }
        }
      };

      /** The shops whose doors were opened to this line. */
      const merchants = new Set<string>();
      let beats = 0;
      const beat = setInterval(() => {
        beats += 1;
        if (merchants.size === 0) return socket.close(4401, "Nobody said who they are.");
        tell({ kind: "beat" });
        for (const [id, { merchantId, agent }] of watching) desk.presence.here(merchantId, id, agent);
        if (beats % checkedEveryBeats === 0) void check();
      }, beatMs);
      /** Whoever signed out or lost the post hears nothing more. */
      const check = async (): Promise<void> => {
        for (const merchant of merchants) await may(merchant).catch(() => socket.close(4401, "Sign in again."));
      };

      const end = (): void => {
        clearInterval(beat);
        for (const each of [...watching.values(), ...lists.values()]) each.stop();
        watching.clear();
        lists.clear();
      };
      socket.on("close", end);
      socket.on("error", end);

      // One after the other: a place that is left and taken again must not be left last.
      let line: Promise<void> = Promise.resolve();
      socket.on("message", (data: Buffer) => {
        const said = data.length > saidAtMost ? undefined : StaffSaid.safeParse(parsed(data)).data;
        if (!said) return tell({ kind: "refused", do: "unknown", problem: "not-understood" });
        line = line
          .then(() => take(said))
          .catch((error: unknown) => {
            if (!(error instanceof ProblemError)) request.log.error({ err: error }, "A socket's wish failed");
            const problem = error instanceof ProblemError ? nameOf(error) : "failed";
            tell({ kind: "refused", do: said.do, problem });
            if (problem === "sign-in-needed" || problem === "foreign-page") socket.close(4401, "Sign in first.");
          });
      });
    },
  );
}

const nameOf = ({ document }: ProblemError): string => document.type.split(":").at(-1) ?? "failed";

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    return undefined;
  }
}
