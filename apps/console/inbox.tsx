import { useEffect, useRef, useState } from "react";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { InboxAddress, View } from "./address.ts";
import type { Me, Summary } from "./api.ts";
import { Conversation } from "./conversation.tsx";
import { freshMs, useNow } from "./fresh.ts";
import { Empty, Failure, Icon, Mark, Skeleton } from "./parts.tsx";
import { Reading } from "./reading.tsx";
import { Link, named, useSay, useSetting } from "./setting.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { tellTime, tellWait } from "./tell.ts";
import { handoffReasons } from "./words.ts";

export function Inbox({ me, address }: { readonly me: Me; readonly address: InboxAddress }) {
  const say = useSay();
  const { go } = useSetting();
  const [isSheetOpen, openSheet] = useState(false);
  const merchant = me.merchants.find(({ slug }) => slug === address.merchant);
  const first = me.merchants[0]?.slug;
  useEffect(() => {
    if (address.merchant === undefined && first !== undefined) go({ ...address, merchant: first }, "replace");
  }, [address, first, go]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => pressed(event, { address, go, openSheet });
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [address, go]);

  const isReading = address.conversation !== undefined;
  return (
    <div className="app">
      <a className="skip" href="#talk">
        {say("skip")}
      </a>
      <Rail me={me} onShortcuts={() => openSheet(true)} />
      <main className={`inbox ${isReading ? `reading-${address.side}` : "choosing"}`}>
        <h1 className="vh">{say("inbox")}</h1>
        <section className="col-list" aria-label={say("conversations")} tabIndex={-1} data-part>
          <div className="bar">
            <h2 className="list-title">{say("inbox")}</h2>
            <label className="push">
              <span className="vh">{say("shop")}</span>
              <ShopSwitch me={me} address={address} />
            </label>
          </div>
          {merchant || address.merchant ? (
            <List address={address} merchant={address.merchant ?? ""} me={me} />
          ) : (
            <div className="pad">
              <Empty line={say("noShops")} why={say("noShopsWhy")} />
            </div>
          )}
        </section>
        {address.conversation !== undefined && address.merchant !== undefined ? (
          <Conversation
            key={address.conversation}
            me={me}
            merchant={address.merchant}
            id={address.conversation}
            address={address}
            zone={merchant?.zone}
          />
        ) : (
          <section className="conv none" id="talk" aria-label={say("conversation")} tabIndex={-1}>
            <div className="pad middle">
              <Empty line={say("noneOpen")} why={say("noneOpenWhy")} />
            </div>
          </section>
        )}
      </main>
      {isSheetOpen && <Shortcuts onClose={() => openSheet(false)} />}
    </div>
  );
}

function Rail({ me, onShortcuts }: { readonly me: Me; readonly onShortcuts: () => void }) {
  const say = useSay();
  const { api, address, go } = useSetting();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSettled: () => {
      client.clear();
      go({ page: "sign-in", next: undefined });
    },
  });
  const inbox: InboxAddress =
    address.page === "inbox"
      ? { ...address, conversation: undefined, side: "talk" }
      : { page: "inbox", merchant: undefined, view: "queue", conversation: undefined, side: "talk" };
  return (
    <nav className="rail" aria-label={say("mainNav")}>
      <div className="brand">
        <Mark />
        <span>{say("product")}</span>
      </div>
      <Link to={inbox} aria-current="page" className="page-link">
        <Icon name="inbox" />
        <span>{say("inbox")}</span>
      </Link>
      <div className="rail-end">
        <Reading />
        <button type="button" className="btn quiet s" onClick={onShortcuts}>
          {say("shortcuts")}
          <kbd>?</kbd>
        </button>
        <div className="me">
          <span className="av a" aria-hidden="true">
            {me.staff.name.slice(0, 1)}
          </span>
          <span className="strong dense trunc">{me.staff.name}</span>
        </div>
        <button type="button" className="btn quiet s" onClick={() => signOut.mutate()}>
          {say("signOut")}
        </button>
      </div>
    </nav>
  );
}

function ShopSwitch({ me, address }: { readonly me: Me; readonly address: InboxAddress }) {
  const { language, go } = useSetting();
  const isKnown = me.merchants.some(({ slug }) => slug === address.merchant);
  return (
    <select
      className="input shop"
      value={address.merchant ?? ""}
      onChange={(event) =>
        go({ page: "inbox", merchant: event.target.value, view: address.view, conversation: undefined, side: "talk" })
      }
    >
      {!isKnown && <option value={address.merchant ?? ""}>{address.merchant ?? "–"}</option>}
      {me.merchants.map(({ slug, name }) => (
        <option key={slug} value={slug}>
          {name[language]}
        </option>
      ))}
    </select>
  );
}

type ListNeeds = { readonly address: InboxAddress; readonly merchant: string; readonly me: Me };

function List({ address, merchant, me }: ListNeeds) {
  const say = useSay();
  const { api } = useSetting();
  const { view } = address;
  const list = useInfiniteQuery({
    queryKey: ["conversations", merchant, view],
    queryFn: ({ pageParam }) => api.conversations(merchant, view, pageParam),
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
        <Link to={to("queue")} aria-current={view === "queue" || undefined}>
          {say("queue")} {waiting !== undefined && <span className="num">{waiting}</span>}
        </Link>
        <Link to={to("all")} aria-current={view === "all" || undefined}>
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
  const say = useSay();
  return (
    <div className="pad">
      {address.view === "queue" ? (
        <Empty line={say("queueEmpty")} why={say("queueEmptyWhy")}>
          <Link to={{ ...address, view: "all" }} className="tap">
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
  const say = useSay();
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
      to={{ ...address, conversation: item.id, side: "talk" }}
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

function stateOf(item: Summary, me: Me, say: ReturnType<typeof useSay>): string {
  if (item.status === "closed") return say("closedState");
  if (item.speaker === "assistant") return say("withAssistant");
  if (item.speaker === "queue") return say("inQueue");
  return say(item.agentId === me.staff.id ? "withMe" : "withColleague");
}

type KeyNeeds = {
  readonly address: InboxAddress;
  readonly go: ReturnType<typeof useSetting>["go"];
  readonly openSheet: (isOpen: boolean) => void;
};

const isField = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement && target.matches("input:not([type='radio']), textarea, select, [contenteditable]");

/** One key, one thing to press: what a key does is what a click on the element of that name does. */
function pressed(event: KeyboardEvent, { address, go, openSheet }: KeyNeeds): void {
  const open = document.querySelector("dialog[open]");
  if (open || event.defaultPrevented || event.isComposing) return;
  if (event.key === "F6") {
    event.preventDefault();
    return toNextPart(event.shiftKey ? -1 : 1);
  }
  if (event.key === "Escape") {
    if (isField(event.target)) return event.target.blur();
    const undo = document.querySelector<HTMLElement>("[data-key='Escape']");
    if (undo) return undo.click();
    if (address.conversation !== undefined) go({ ...address, conversation: undefined, side: "talk" });
    return;
  }
  if (isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") return openSheet(true);
  if (event.key === "j" || event.key === "k") return toNextItem(event.key === "j" ? 1 : -1);
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLTextAreaElement) target.focus();
  else target.click();
}

function toNextItem(step: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  const at = items.findIndex((item) => item.hasAttribute("aria-current"));
  const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
  next?.click();
  next?.focus();
}

function toNextPart(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>("[data-part]")].filter((part) => part.offsetParent !== null);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  parts.at((at + step + parts.length) % parts.length)?.focus();
}
