import { ChevronLeft } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type InboxAddress, linkTo } from "./address.ts";
import type { Conversations as Api, Detail, LoggedEvent } from "../../api/conversations.ts";
import { conversations } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import type { Me } from "../../api/session.ts";
import { Compose } from "./compose.tsx";
import { Floor } from "./floor.tsx";
import { freshMs, useNow } from "./fresh.ts";
import { type Entry, entriesOf, extended } from "./log.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { RunPanel } from "./run-panel.tsx";
import { Link } from "@tanstack/react-router";
import { useSetting } from "../../shell/setting.tsx";
import { named, useSay } from "../../words/use-say.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { actionWords, effectStates, handoffReasons, reasonWords, inboxWords } from "../../words/inbox.ts";

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
  const detailKey = ["conversation", merchant, id];
  const eventsKey = ["events", merchant, id];
  const detail = useQuery({
    queryKey: detailKey,
    queryFn: () => api.one(merchant, id),
    refetchInterval: freshMs,
  });
  const events = useQuery({
    queryKey: eventsKey,
    queryFn: async (): Promise<readonly LoggedEvent[]> => {
      const log = client.getQueryData<readonly LoggedEvent[]>(eventsKey) ?? [];
      return extended(log, await api.events(merchant, id, log.at(-1)?.offset ?? 0));
    },
    refetchInterval: freshMs,
    structuralSharing: false,
  });
  const entries = useMemo(() => entriesOf(events.data ?? []), [events.data]);
  const act = useMutation({
    mutationFn: (work: (api: Api, merchant: string, id: string) => Promise<Detail>) => work(api, merchant, id),
    onSuccess: (after) => client.setQueryData(detailKey, after),
    // Refused or not, what stands now is worth seeing.
    onSettled: () =>
      Promise.all(
        [eventsKey, ["run-log"], ["conversations"], detailKey].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const failed = detail.error ?? events.error;
  const { data } = detail;
  const standing = data && standingOf(data, me);

  return (
    <>
      <section className="conv" id="talk" aria-label={say("conversation")} tabIndex={-1} data-part>
        <div className="bar">
          <Link
            className="btn quiet icon narrow"
            aria-label={say("back")}
            {...linkTo({ ...address, conversation: undefined, side: "talk" })}
          >
            <ChevronLeft size={18} strokeWidth={1.5} aria-hidden="true" />
          </Link>
          <div className="grow">
            <h2 className="trunc">{data ? (data.customerId ?? say("visitor")) : " "}</h2>
            <p className="note faint trunc">{data ? stateLine(data, me, say) : " "}</p>
          </div>
          <Link className="btn s narrow" {...linkTo({ ...address, side: "run" })}>
            {say("toRun")}
          </Link>
        </div>
        {data && standing && <Floor detail={data} standing={standing} act={act} />}
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
        {events.data ? <Log entries={entries} me={me} zone={zone} /> : !failed && <Skeleton lines={5} />}
        {data && standing && <Compose id={id} detail={data} standing={standing} act={act} />}
      </section>
      <aside className="col-run" aria-label={say("run")} tabIndex={-1} data-part>
        <div className="bar narrow">
          <Link className="btn quiet s" {...linkTo({ ...address, side: "talk" })}>
            <ChevronLeft size={16} strokeWidth={1.5} aria-hidden="true" />
            {say("toTalk")}
          </Link>
        </div>
        {data && standing ? (
          <RunPanel merchant={merchant} detail={data} standing={standing} entries={entries} me={me} act={act} />
        ) : (
          <Skeleton lines={4} />
        )}
      </aside>
    </>
  );
}

/** Does one thing in the conversation, and reads what it became. */
export type Act = {
  readonly mutate: (
    work: (api: Api, merchant: string, id: string) => Promise<Detail>,
    then?: { readonly onSuccess?: () => void },
  ) => void;
  readonly isPending: boolean;
  readonly error: unknown;
};

function standingOf({ status, speaker }: Detail, { staff, permissions }: Me): Standing {
  if (!permissions.includes("conversation.handle")) return "may-not";
  if (status === "closed") return "closed";
  if (speaker.kind !== "agent") return "free";
  return speaker.id === staff.id ? "mine" : "colleague";
}

function stateLine({ status, speaker }: Detail, me: Me, say: ReturnType<typeof useSay>): string {
  if (status === "closed") return say("closedState");
  if (speaker.kind === "assistant") return say("withAssistant");
  if (speaker.kind === "queue") return say("inQueue");
  if (speaker.id === me.staff.id) return say("you", { name: me.staff.name });
  return speaker.name ?? say("withColleague");
}

type LogNeeds = { readonly entries: readonly Entry[]; readonly me: Me; readonly zone: string | undefined };

function Log({ entries, me, zone }: LogNeeds) {
  const say = useSay(inboxWords);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const newest = entries.at(-1)?.offset;
  // New lines are followed only by those who were reading the last one.
  useLayoutEffect(() => {
    const { current } = box;
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
  }, [newest]);
  useEffect(() => {
    const follow = (): void => {
      const { current } = box;
      if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
    };
    addEventListener("resize", follow);
    return () => removeEventListener("resize", follow);
  }, []);
  return (
    <div
      ref={box}
      className="scroll"
      tabIndex={0}
      role="log"
      aria-label={say("messages")}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 48;
      }}
    >
      <div className="log">
        {entries.map((entry) => (
          <Line key={entry.offset} entry={entry} me={me} zone={zone} />
        ))}
      </div>
    </div>
  );
}

function Line({ entry, me, zone }: { readonly entry: Entry; readonly me: Me; readonly zone: string | undefined }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  const time = tellTime(entry.at, language, now);
  const nameOf = (by: string): string => (by === me.staff.name ? say("you", { name: by }) : by);
  switch (entry.kind) {
    case "message": {
      const who = {
        customer: say("customer"),
        assistant: say("assistant"),
        agent: entry.by === undefined ? say("colleague") : nameOf(entry.by),
        system: say("shopSays"),
      }[entry.from];
      return (
        <div className={`msg ${entry.from === "customer" ? "them" : "we"}`}>
          <div className="by">
            {entry.from === "agent" && (
              <span className="av s a" aria-hidden="true">
                {who.slice(0, 1)}
              </span>
            )}
            <b>{who}</b>
            <Time at={entry.at} shown={time} zone={zone} />
          </div>
          <p className="say" dir="auto" lang={entry.language === "zh" ? "zh-CN" : "en"}>
            {entry.text}
          </p>
          {entry.choices && entry.choices.length > 0 && (
            <p className="note faint" dir="auto">
              {say("offered", { choices: entry.choices.map(({ label }) => label).join(" · ") })}
            </p>
          )}
        </div>
      );
    }
    case "note":
      return (
        <div className="msg note-card">
          <div className="by">
            <b>{say("note")}</b>
            {nameOf(entry.by)}
            <Time at={entry.at} shown={time} zone={zone} />
            <span className="push">{say("noteOnly")}</span>
          </div>
          <p className="say" dir="auto">
            {entry.text}
          </p>
        </div>
      );
    case "steps":
      return (
        <p className="event">
          <span>
            {say("steps", { time })}
            <span className="mono">{entry.steps.join(" → ")}</span>
          </span>
        </p>
      );
    case "effect":
      return (
        <p className="event">
          <span>
            {time} {named(actionWords, entry.action, language)}
            {entry.amount && (
              <>
                {" "}
                <span className="num">{tellMoney(entry.amount, language)}</span>
              </>
            )}{" "}
            · <span className={`state ${entry.state}`}>{effectStates[entry.state][language]}</span>
            {entry.reasons && entry.reasons.length > 0 && (
              <>
                {" · "}
                {entry.reasons.map((code) => named(reasonWords, code, language)).join(" · ")}
              </>
            )}
          </span>
        </p>
      );
    case "promise":
      return (
        <p className="event">
          <span>
            {say("promised", { text: entry.text, due: tellTime(entry.dueAt, language, now) })} ·{" "}
            <span className={`state ${entry.state}`}>
              {say(entry.state === "kept" ? "promiseKept" : entry.state === "late" ? "promiseLate" : "promiseOpen")}
            </span>
          </span>
        </p>
      );
    case "handoff":
      return (
        <p className="event">
          <span>
            <span className="state late">
              {say("handedOver", { time, reason: named(handoffReasons, entry.reason, language) })}
            </span>
            {entry.reasons.length > 0 && (
              <>
                {" · "}
                {say("because")}
                {entry.reasons.map((code) => named(reasonWords, code, language)).join(" · ")}
              </>
            )}
          </span>
        </p>
      );
    default:
      return (
        <p className="event">
          <span>{say(entry.kind, { time, name: nameOf(entry.by) })}</span>
        </p>
      );
  }
}

/** The viewer's time; the shop's own zone on hover. */
function Time({ at, shown, zone }: { readonly at: string; readonly shown: string; readonly zone: string | undefined }) {
  const { language } = useSetting();
  const there = zone === undefined ? undefined : `${tellTime(at, language, 0, zone)} ${zone}`;
  return (
    <time className="num" dateTime={at} title={there}>
      {shown}
    </time>
  );
}
