import { memo } from "react";
import { Link } from "@tanstack/react-router";
import type { Summary } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons, inboxWords } from "../../words/inbox.ts";
import { tellTime, tellWait } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo } from "./address.ts";
import { useNow } from "./fresh.ts";

/** Of one row, in pixels: all are alike, so that ten thousand can be scrolled through. */
export const rowHeight = 90;

type Needs = {
  readonly row: Summary;
  readonly address: InboxAddress;
  readonly me: Me;
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly isPicking: boolean;
  readonly isPicked: boolean;
  readonly onToggle: (id: string) => void;
};

/** A conversation in a list: who, what was said last, what it is about, and how long they wait. */
export const Row = memo(function Row({ row, address, me, before, next, isPicking, isPicked, onToggle }: Needs) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const isOpen = row.id === address.conversation;
  const name = nameOf(row, say);
  return (
    <div className={`row-cell ${isPicking ? "picking" : ""}`}>
      <Link
        className="item"
        data-item={row.id}
        data-before={before}
        data-next={next}
        aria-current={isOpen || undefined}
        {...linkTo({ ...address, conversation: row.id, at: undefined, side: "talk" })}
      >
        <span className="row base">
          <span className="who trunc">{name}</span>
          <When row={row} />
        </span>
        <span className="said-last trunc" dir="auto">
          {row.lastLine ? lineOf(row, say) : "–"}
        </span>
        <span className="row note faint">
          <span className="trunc">{aboutOf(row, me, language, say)}</span>
          <Marks row={row} me={me} />
        </span>
      </Link>
      <label className="pick-box">
        <input
          type="checkbox"
          checked={isPicked}
          aria-label={say("select", { name })}
          onChange={() => onToggle(row.id)}
        />
      </label>
    </div>
  );
});

function When({ row }: { readonly row: Summary }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  if (row.snoozedUntil !== null && row.list === "snoozed") {
    return (
      <time className="push note faint num" dateTime={row.snoozedUntil}>
        {say("until", { time: tellTime(row.snoozedUntil, language, now) })}
      </time>
    );
  }
  const since = row.status === "closed" ? null : row.waitingSince;
  if (since !== null && row.list !== "assistant") {
    return (
      <time className="push note faint num" dateTime={since}>
        {say("waited", { wait: tellWait(since, language, now) })}
      </time>
    );
  }
  const at = row.lastLine?.at ?? row.updatedAt;
  return (
    <time className="push note faint num" dateTime={at}>
      {tellTime(at, language, now)}
    </time>
  );
}

function Marks({ row, me }: { readonly row: Summary; readonly me: Me }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const others = row.here.filter(({ id }) => id !== me.staff.id);
  const tone = row.reason === "emotional" ? "bad" : "warn";
  return (
    <span className="push row marks">
      {others.slice(0, 2).map(({ id, name }) => (
        <span key={id} className="av s" title={say("isHere", { name })}>
          <span aria-hidden="true">{name.slice(0, 1)}</span>
          <span className="vh">{say("isHere", { name })}</span>
        </span>
      ))}
      {row.language !== language && (
        <span className="badge">{say(row.language === "zh" ? "speaksZh" : "speaksEn")}</span>
      )}
      {row.urgent && <span className="badge bad">{say("urgent")}</span>}
      {row.reason && row.status === "open" && !row.urgent && (
        <span className={`badge ${tone}`}>{named(handoffReasons, row.reason, language)}</span>
      )}
    </span>
  );
}

export const nameOf = (
  { customerName, customerId }: Pick<Summary, "customerName" | "customerId">,
  say: Say<typeof inboxWords>,
): string => customerName ?? customerId ?? say("visitor");

function lineOf({ lastLine, list }: Summary, say: Say<typeof inboxWords>): string {
  if (!lastLine) return "";
  if (lastLine.from !== "agent") return lastLine.text;
  return say(list === "agent" ? "fromYou" : "fromColleague", { text: lastLine.text });
}

function aboutOf(row: Summary, me: Me, language: "zh" | "en", say: Say<typeof inboxWords>): string {
  const who =
    row.status === "closed"
      ? say("closedState")
      : row.speaker === "agent"
        ? row.agentId === me.staff.id
          ? undefined
          : say("withName", { name: row.agentName ?? say("colleague") })
        : row.speaker === "assistant"
          ? say("withAssistant")
          : undefined;
  return [row.about?.[language], who].filter(Boolean).join(" · ");
}
