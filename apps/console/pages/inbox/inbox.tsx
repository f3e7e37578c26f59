import { useEffect, useRef } from "react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { conversations, type Summary, type View } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons, inboxWords } from "../../words/inbox.ts";
import { tellTime, tellWait } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import { Conversation } from "./conversation.tsx";
import { freshMs, useNow } from "./fresh.ts";
import { type InboxAddress, linkTo, useAddress } from "./address.ts";

/** Who waits, the conversation that is open, and the run beside it. */
export function InboxPage() {
  const say = useSay(inboxWords);
  const me = useMe();
  const merchant = useMerchant();
  const address = useAddress();
  useInboxKeys(address);

  const isReading = address.conversation !== undefined;
  return (
    <main className={`inbox ${isReading ? `reading-${address.side}` : "choosing"}`} id="main" tabIndex={-1}>
      <h1 className="vh">{say("inbox")}</h1>
      <section className="col-list" aria-label={say("conversations")} tabIndex={-1} data-part>
        <div className="bar">
          <h2 className="list-title">{say("inbox")}</h2>
        </div>
        <List address={address} merchant={address.merchant} me={me} />
      </section>
      {address.conversation === undefined ? (
        <section className="conv none" id="talk" aria-label={say("conversation")} tabIndex={-1}>
          <div className="pad middle">
            <Empty line={say("noneOpen")} why={say("noneOpenWhy")} />
          </div>
        </section>
      ) : (
        <Conversation
          key={address.conversation}
          me={me}
          merchant={address.merchant}
          id={address.conversation}
          address={address}
          zone={merchant?.zone}
        />
      )}
    </main>
  );
}

type ListNeeds = { readonly address: InboxAddress; readonly merchant: string; readonly me: Me };

function List({ address, merchant, me }: ListNeeds) {
  const say = useSay(inboxWords);
  const api = useApi(conversations);
  const { view } = address;
  const list = useInfiniteQuery({
    queryKey: ["conversations", merchant, view],
    queryFn: ({ pageParam }) => api.list(merchant, view, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = view === "queue" && !list.isPlaceholderData ? items.length : undefined;
  const to = (next: View): InboxAddress => ({ ...address, view: next });
  return (
    <>
      <nav className="seg" aria-label={say("views")}>
        <Link {...linkTo(to("queue"))} aria-current={view === "queue" || undefined}>
          {say("queue")} {waiting !== undefined && <span className="num">{waiting}</span>}
        </Link>
        <Link {...linkTo(to("all"))} aria-current={view === "all" || undefined}>
          {say("all")}
        </Link>
      </nav>
      <div className="scroll">
        {list.error && (
          <div className="pad">
            <Failure error={list.error} onAgain={() => void list.refetch()} />
          </div>
        )}
        {list.isPending && <Skeleton lines={6} />}
        {list.isSuccess && items.length === 0 && <NoItems address={address} merchant={merchant} />}
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <Item item={item} address={address} me={me} />
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="pad">
            <button type="button" className="btn s wide" onClick={() => void list.fetchNextPage()}>
              {say("more")}
            </button>
          </div>
        )}
      </div>
    </>
  );
}

function NoItems({ address, merchant }: { readonly address: InboxAddress; readonly merchant: string }) {
  const say = useSay(inboxWords);
  return (
    <div className="pad">
      {address.view === "queue" ? (
        <Empty line={say("queueEmpty")} why={say("queueEmptyWhy")}>
          <Link {...linkTo({ ...address, view: "all" })} className="tap">
            {say("queueEmptyNext")}
          </Link>
        </Empty>
      ) : (
        <Empty line={say("allEmpty")} why={say("allEmptyWhy")}>
          <a href={`/shop/${encodeURIComponent(merchant)}`} className="tap">
            {say("allEmptyNext")}
          </a>
        </Empty>
      )}
    </div>
  );
}

function Item({ item, address, me }: { readonly item: Summary; readonly address: InboxAddress; readonly me: Me }) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  const isOpen = item.id === address.conversation;
  const since = item.queuedAt ?? item.updatedAt;
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isOpen) link.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <Link
      ref={link}
      className="item"
      data-item={item.id}
      aria-current={isOpen || undefined}
      {...linkTo({ ...address, conversation: item.id, side: "talk" })}
    >
      <span className="row base">
        <span className="who trunc">{item.customerId ?? say("visitor")}</span>
        <time className="push note faint num" dateTime={since}>
          {item.queuedAt
            ? say("waited", { wait: tellWait(item.queuedAt, language, now) })
            : tellTime(item.updatedAt, language, now)}
        </time>
      </span>
      <span className="row note faint">
        <span className="trunc">{stateOf(item, me, say)}</span>
        <span className="push row">
          {item.language !== language && (
            <span className="badge">{say(item.language === "zh" ? "speaksZh" : "speaksEn")}</span>
          )}
          {item.reason && <span className="badge warn">{named(handoffReasons, item.reason, language)}</span>}
        </span>
      </span>
    </Link>
  );
}

function stateOf(item: Summary, me: Me, say: Say<typeof inboxWords>): string {
  if (item.status === "closed") return say("closedState");
  if (item.speaker === "assistant") return say("withAssistant");
  if (item.speaker === "queue") return say("inQueue");
  return say(item.agentId === me.staff.id ? "withMe" : "withColleague");
}

/** `j` and `k` go through the list; Esc goes back to it. */
function useInboxKeys(address: InboxAddress): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const isWriting = target instanceof HTMLElement && target.matches("input:not([type='radio']), textarea, select");
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "j" || event.key === "k") toNextItem(event.key === "j" ? 1 : -1);
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[data-key='Escape']")) return;
      if (address.conversation !== undefined)
        void navigate(linkTo({ ...address, conversation: undefined, side: "talk" }));
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [address, navigate]);
}

function toNextItem(step: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  const at = items.findIndex((item) => item.hasAttribute("aria-current"));
  const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
  next?.click();
  next?.focus();
}
