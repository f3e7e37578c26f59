import { useEffect, useMemo } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { Conversations as Api, Detail, LoggedEvent } from "../../api/conversations.ts";
import { conversations } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo } from "./address.ts";
import { Compose } from "./compose.tsx";
import { Head } from "./head.tsx";
import { askEveryMs, useLive } from "./live.tsx";
import { entriesOf, extended } from "./log.ts";
import { Log } from "./log-lines.tsx";
import { RunPanel } from "./run-panel.tsx";

/** What somebody may do here, and why not where they may not. */
export type Standing = "mine" | "colleague" | "free" | "closed" | "may-not";

type Needs = {
  readonly me: Me;
  readonly merchant: string;
  readonly id: string;
  readonly address: InboxAddress;
  readonly zone: string | undefined;
};

/** One conversation: what was said beside what is done. */
export function Conversation({ me, merchant, id, address, zone }: Needs) {
  const say = useSay(inboxWords);
  const api = useApi(conversations);
  const client = useQueryClient();
  const live = useLive();
  const detailKey = ["conversation", merchant, id];
  const eventsKey = useMemo(() => ["events", merchant, id], [merchant, id]);
  const detail = useQuery({
    queryKey: detailKey,
    queryFn: () => api.one(merchant, id),
    refetchInterval: askEveryMs(live),
  });
  const events = useQuery({
    queryKey: eventsKey,
    queryFn: async (): Promise<readonly LoggedEvent[]> => {
      const log = client.getQueryData<readonly LoggedEvent[]>(eventsKey) ?? [];
      const news = await api.events(merchant, id, log.at(-1)?.offset ?? 0);
      return extended(client.getQueryData<readonly LoggedEvent[]>(eventsKey) ?? [], news);
    },
    refetchInterval: askEveryMs(live),
    structuralSharing: false,
  });
  const end = events.data?.at(-1)?.offset;
  const { watch } = live;
  const isRead = end !== undefined;
  useEffect(() => {
    if (!isRead) return;
    watch(id, client.getQueryData<readonly LoggedEvent[]>(eventsKey)?.at(-1)?.offset ?? 0);
    return () => watch(undefined, 0);
  }, [watch, id, isRead, client, eventsKey]);
  // The conversation knows of more than its log here holds: what was missed is read.
  const nextOffset = detail.data?.nextOffset ?? 0;
  const isBehind = end !== undefined && nextOffset > end + 1;
  useEffect(() => {
    if (isBehind) void client.invalidateQueries({ queryKey: eventsKey });
  }, [isBehind, nextOffset, client, eventsKey]);

  const entries = useMemo(() => entriesOf(events.data ?? []), [events.data]);
  const deed = useMutation({
    // Quick hands: what is asked for while something is under way is done after it, in that order.
    scope: { id: `${merchant} ${id}` },
    // What follows belongs to the deed itself: the next one must not make it be forgotten.
    mutationFn: async ({ work, then }: { readonly work: Work; readonly then: Then | undefined }): Promise<Detail> => {
      try {
        const after = await work(api, merchant, id);
        then?.onSuccess?.(after);
        return after;
      } finally {
        then?.onSettled?.();
      }
    },
    onSuccess: (after) => client.setQueryData(detailKey, after),
    // Refused or not, what stands now is worth seeing; nobody waits for that.
    onSettled: () => {
      for (const queryKey of [eventsKey, ["head", merchant], ["counts", merchant], detailKey])
        void client.invalidateQueries({ queryKey });
    },
  });
  const act: Act = { ...deed, mutate: (work, then) => deed.mutate({ work, then }) };
  const failed = detail.error ?? events.error;
  const { data } = detail;
  const standing = data && standingOf(data, me);

  return (
    <>
      <section className="conv" id="talk" aria-label={say("conversation")} tabIndex={-1} data-part>
        <Head me={me} address={address} detail={data} standing={standing} act={act} />
        {!live.isUp && (
          <p className="line-down note" role="status">
            {say("offline")}
          </p>
        )}
        {failed && (
          <div className="pad">
            <Failure
              error={failed}
              onAgain={() => {
                void detail.refetch();
                void events.refetch();
              }}
            />
          </div>
        )}
        {events.data ? (
          <Log entries={entries} me={me} zone={zone} at={address.at} detail={data} />
        ) : (
          !failed && <Skeleton lines={5} />
        )}
        {data && standing && <Compose id={id} merchant={merchant} detail={data} standing={standing} act={act} />}
      </section>
      <aside className="col-run" aria-label={say("run")} tabIndex={-1} data-part>
        <div className="bar narrow">
          <Link className="btn quiet s" {...linkTo({ ...address, side: "talk" })}>
            <ChevronLeft size={16} strokeWidth={1.5} aria-hidden="true" />
            {say("toTalk")}
          </Link>
        </div>
        {data && standing ? (
          <RunPanel merchant={merchant} detail={data} standing={standing} entries={entries} act={act} />
        ) : (
          <Skeleton lines={6} />
        )}
      </aside>
    </>
  );
}

type Work = (api: Api, merchant: string, id: string) => Promise<Detail>;
type Then = { readonly onSuccess?: (after: Detail) => void; readonly onSettled?: () => void };

/** Does one thing in the conversation, and reads what it became. */
export type Act = {
  readonly mutate: (work: Work, then?: Then) => void;
  readonly isPending: boolean;
  readonly error: unknown;
};

function standingOf({ status, speaker }: Detail, { staff, permissions }: Me): Standing {
  if (!permissions.includes("conversation.handle")) return "may-not";
  if (status === "closed") return "closed";
  if (speaker.kind !== "agent") return "free";
  return speaker.id === staff.id ? "mine" : "colleague";
}
