import { Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import type { Detail } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import {
  actionWords,
  effectStates,
  handoffReasons,
  inboxWords,
  procedureWords,
  reasonWords,
} from "../../words/inbox.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { named, useSay } from "../../words/use-say.ts";
import { useNow } from "./fresh.ts";
import { useLive } from "./live.tsx";
import { type Entry, goesOn } from "./log.ts";
import { nameOf } from "./row.tsx";

type LogNeeds = {
  readonly entries: readonly Entry[];
  readonly me: Me;
  readonly zone: string | undefined;
  /** The place that a search led to. */
  readonly at: number | undefined;
  readonly detail: Detail | undefined;
};

/** What was said and done, in its order. New lines are followed only by those who were reading the last one. */
export function Log({ entries, me, zone, at, detail }: LogNeeds) {
  const say = useSay(inboxWords);
  const { presence } = useLive();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(at === undefined);
  const newest = entries.at(-1)?.offset;
  const isTyping = presence?.customerIsTyping ?? false;
  useLayoutEffect(() => {
    const { current } = box;
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
  }, [newest, isTyping]);
  useEffect(() => {
    const follow = (): void => {
      const { current } = box;
      if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
    };
    const watch = new ResizeObserver(follow);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const hasFound = at !== undefined && entries.some(({ offset }) => offset === at);
  useLayoutEffect(() => {
    if (!hasFound) return;
    isAtEnd.current = false;
    box.current?.querySelector("[data-found]")?.scrollIntoView({ block: "center" });
  }, [hasFound, at]);
  const customer = detail ? nameOf(detail, say) : say("customer");
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
        {entries.map((entry, place) => (
          <Fragment key={entry.offset}>
            <DayRule entry={entry} before={entries[place - 1]} />
            <Line
              entry={entry}
              isMore={goesOn(entry, entries[place - 1])}
              isFound={entry.offset === at}
              {...{ me, zone, customer }}
            />
          </Fragment>
        ))}
        {isTyping && (
          <p className="note faint typing">
            <span className="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {say("customerTyping")}
          </p>
        )}
      </div>
    </div>
  );
}

/** A rule with the date where another day begins. */
function DayRule({ entry, before }: { readonly entry: Entry; readonly before: Entry | undefined }) {
  const { language } = useSetting();
  const now = useNow();
  const day = (iso: string): string => new Date(iso).toDateString();
  const isNew =
    before === undefined ? day(entry.at) !== new Date(now).toDateString() : day(entry.at) !== day(before.at);
  if (!isNew) return null;
  const date = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    ...{ weekday: "short", month: "long", day: "numeric" },
  }).format(new Date(entry.at));
  return <Rule>{date}</Rule>;
}

const Rule = ({ children }: { readonly children: ReactNode }) => (
  <p className="event">
    <span>{children}</span>
  </p>
);

type LineNeeds = {
  readonly entry: Entry;
  readonly isMore: boolean;
  readonly isFound: boolean;
  readonly me: Me;
  readonly zone: string | undefined;
  readonly customer: string;
};

function Line({ entry, isMore, isFound, me, zone, customer }: LineNeeds) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  const time = clock(entry.at, language);
  const nameOfAgent = (by: string): string => (by === me.staff.name ? say("you", { name: by }) : by);
  const found = isFound ? { "data-found": true } : {};
  switch (entry.kind) {
    case "message": {
      const who = {
        customer,
        assistant: say("assistant"),
        agent: entry.by === undefined ? say("colleague") : nameOfAgent(entry.by),
        system: say("shopSays"),
      }[entry.from];
      return (
        <div
          className={`msg ${entry.from === "customer" ? "them" : "we"} ${isMore ? "more" : ""} ${isFound ? "found" : ""}`}
          {...found}
        >
          {isMore ? (
            <span className="vh">{who}</span>
          ) : (
            <div className="by">
              {entry.from === "agent" && (
                <span className="av s a" aria-hidden="true">
                  {who.slice(0, 1)}
                </span>
              )}
              {entry.from === "assistant" && <span className="one" aria-hidden="true" />}
              <b>{who}</b>
              <Time at={entry.at} shown={time} zone={zone} />
              {entry.proactive && <span className="badge">{say("unasked")}</span>}
            </div>
          )}
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
        <div className={`msg note-card ${isFound ? "found" : ""}`} {...found}>
          <div className="by">
            <b>{say("note")}</b>
            {entry.by === "assistant" ? say("assistant") : nameOfAgent(entry.by)}
            <Time at={entry.at} shown={time} zone={zone} />
            <span className="push">{say("noteOnly")}</span>
          </div>
          <p className="say" dir="auto">
            {entry.text}
          </p>
        </div>
      );
    case "run-begins":
      return <Rule>{say("runBegins", { time, matter: named(procedureWords, entry.procedure, language) })}</Rule>;
    case "run-ends":
      return <Rule>{say("runEnds", { time, matter: named(procedureWords, entry.procedure, language) })}</Rule>;
    case "migrated": {
      const matter = named(procedureWords, entry.procedure, language);
      return <Rule>{say("migrated", { time, matter, version: entry.version })}</Rule>;
    }
    case "effect":
      return (
        <Rule>
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
        </Rule>
      );
    case "promise":
      return (
        <Rule>
          {say("promised", { due: tellTime(entry.dueAt, language, now) })} ·{" "}
          <span className={`state ${entry.state}`}>{say(promiseWord[entry.state])}</span>
        </Rule>
      );
    case "handoff":
      return (
        <Rule>
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
        </Rule>
      );
    case "snoozed":
      return (
        <Rule>
          {say("snoozedUntil", {
            time,
            name: nameOfAgent(entry.by),
            until: tellTime(entry.until, language, now),
          })}
        </Rule>
      );
    case "unsnoozed":
      return (
        <Rule>
          {entry.by === undefined
            ? say("unsnoozedItself", { time })
            : say("unsnoozedBy", { time, name: nameOfAgent(entry.by) })}
        </Rule>
      );
    default:
      return <Rule>{say(entry.kind, { time, name: nameOfAgent(entry.by) })}</Rule>;
  }
}

export const promiseWord = {
  open: "promiseOpen",
  kept: "promiseKept",
  late: "promiseLate",
  withdrawn: "promiseWithdrawn",
} as const;

/** The day stands above; a line has the time of day. */
const clock = (iso: string, language: "zh" | "en"): string => tellTime(iso, language, Date.parse(iso));

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
