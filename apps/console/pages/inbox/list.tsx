import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, Search, X } from "lucide-react";
import { conversations, type Counts, type ListWishes, type View } from "../../api/conversations.ts";
import type { Me } from "../../api/session.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Menu } from "../../parts/menu.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons, inboxWords, viewWords } from "../../words/inbox.ts";
import { named, useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo } from "./address.ts";
import { BulkBar } from "./bulk.tsx";
import { askEveryMs, useLive } from "./live.tsx";
import { rowsOf } from "./membership.ts";
import { Hits } from "./hits.tsx";
import { Row, rowHeight } from "./row.tsx";

type Needs = { readonly address: InboxAddress; readonly me: Me };

/** Views and search, and below them the rows of the one that is chosen. */
export function ListColumn({ address, me }: Needs) {
  const say = useSay(inboxWords);
  const [picked, pick] = useState<ReadonlySet<string>>(new Set());
  const [isPicking, setPicking] = useState(false);
  const { view, language, reason } = address;
  // What was picked in one view is not done with in another.
  useEffect(() => {
    pick(new Set());
    setPicking(false);
  }, [view, language, reason]);
  const toggle = useCallback((id: string): void => {
    pick((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const end = (): void => {
    pick(new Set());
    setPicking(false);
  };
  return (
    <section className="col-list" aria-label={say("conversations")} tabIndex={-1} data-part>
      <div className="bar list-head">
        <h2 className="list-title">{say("inbox")}</h2>
      </div>
      <SearchField address={address} />
      <Views address={address} onPick={() => setPicking(true)} />
      {address.q ? (
        <Hits address={address} q={address.q} />
      ) : (
        <Rows
          key={`${view} ${language} ${reason}`}
          address={address}
          me={me}
          picked={picked}
          isPicking={isPicking || picked.size > 0}
          onToggle={toggle}
        />
      )}
      {(isPicking || picked.size > 0) && <BulkBar merchant={address.merchant} picked={picked} onEnd={end} />}
    </section>
  );
}

/** How long somebody must have stopped typing before it is looked for. */
const settledMs = 250;

function SearchField({ address }: { readonly address: InboxAddress }) {
  const say = useSay(inboxWords);
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(address.q ?? "");
  useEffect(() => {
    const asked = text.trim();
    if (asked === (address.q ?? "")) return;
    const timer = setTimeout(() => {
      void navigate({ ...linkTo({ ...address, q: asked || undefined, at: undefined }), replace: true });
    }, settledMs);
    return () => clearTimeout(timer);
  }, [text, address, navigate]);
  useEffect(() => {
    if (address.q === undefined && document.activeElement !== field.current) setText("");
  }, [address.q]);
  return (
    <div className="list-search">
      <div className="search" role="search">
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <input
          ref={field}
          type="text"
          enterKeyHint="search"
          autoComplete="off"
          data-key="/"
          aria-label={say("search")}
          placeholder={say("search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && text !== "") {
              setText("");
              event.stopPropagation();
            }
          }}
        />
        {text === "" ? (
          <kbd aria-hidden="true">/</kbd>
        ) : (
          <button
            type="button"
            className="btn quiet icon s"
            aria-label={say("searchClear")}
            onClick={() => {
              setText("");
              field.current?.focus();
            }}
          >
            <X size={14} strokeWidth={1.75} aria-hidden="true" />
          </button>
        )}
      </div>
    </div>
  );
}

const upFront = ["mine", "queue", "team"] as const satisfies readonly View[];
const further = ["assistant", "snoozed", "closed", "all"] as const satisfies readonly View[];
const reasons = ["asked", "technical", "emotional", "policy", "unsure"] as const;

function Views({ address, onPick }: { readonly address: InboxAddress; readonly onPick: () => void }) {
  const say = useSay(inboxWords);
  const api = useApi(conversations);
  const live = useLive();
  const { language } = useSetting();
  const navigate = useNavigate();
  const { merchant, view } = address;
  const counts = useQuery({
    queryKey: ["counts", merchant],
    queryFn: () => api.counts(merchant),
    refetchInterval: askEveryMs(live),
  });
  const countOf = (name: View): string => told(counts.data, name, say);
  const to = (next: Partial<InboxAddress>): InboxAddress => ({
    ...address,
    ...{ conversation: undefined, q: undefined, at: undefined, side: "talk" },
    ...next,
  });
  const go = (next: Partial<InboxAddress>): void => void navigate(linkTo(to(next)));
  const isFurther = further.some((each) => each === view);
  const isNarrowed = address.language !== undefined || address.reason !== undefined;
  return (
    <nav className="seg" aria-label={say("views")}>
      {upFront.map((name) => (
        <Link key={name} {...linkTo(to({ view: name }))} aria-current={view === name ? "page" : undefined}>
          {viewWords[name][language]} <span className="num">{countOf(name)}</span>
        </Link>
      ))}
      <Menu
        label={say("moreViews")}
        className={`tab ${isFurther ? "on" : ""}`}
        items={[
          further.map((name) => ({
            id: name,
            label: viewWords[name][language],
            note: countOf(name),
            isChosen: view === name,
            run: () => go({ view: name }),
          })),
          ([undefined, "zh", "en"] as const).map((wish) => ({
            id: `language-${wish}`,
            label: wish === undefined ? say("everyLanguage") : say(wish === "zh" ? "speaksZh" : "speaksEn"),
            isChosen: address.language === wish,
            run: () => go({ language: wish }),
          })),
          ([undefined, ...reasons] as const).map((wish) => ({
            id: `reason-${wish}`,
            label: wish === undefined ? say("everyReason") : named(handoffReasons, wish, language),
            isChosen: address.reason === wish,
            run: () => go({ reason: wish }),
          })),
          [{ id: "pick", label: say("selectMany"), run: onPick }],
        ]}
      >
        {isFurther ? viewWords[view][language] : say("moreViews")}
        {isNarrowed && (
          <span className="badge accent">
            {[
              address.language && say(address.language === "zh" ? "speaksZh" : "speaksEn"),
              address.reason && named(handoffReasons, address.reason, language),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        )}
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
      </Menu>
    </nav>
  );
}

function told(counts: Counts | undefined, view: View, say: ReturnType<typeof useSay<typeof inboxWords>>): string {
  if (!counts || view === "all" || view === "closed") return "";
  const { count, isMore } = counts[view];
  return isMore ? say("countMore", { n: count }) : String(count);
}

const pageSize = 100;

type RowsNeeds = Needs & {
  readonly picked: ReadonlySet<string>;
  readonly isPicking: boolean;
  readonly onToggle: (id: string) => void;
};

function Rows({ address, me, picked, isPicking, onToggle }: RowsNeeds) {
  const api = useApi(conversations);
  const live = useLive();
  const navigate = useNavigate();
  const { merchant, view, language, reason } = address;
  const wishes = useMemo<ListWishes>(() => ({ view, language, reason }), [view, language, reason]);
  const head = useQuery({
    queryKey: ["head", merchant, wishes],
    queryFn: () => api.list(merchant, { ...wishes, limit: pageSize }),
    refetchInterval: askEveryMs(live),
  });
  // Read on from where the first page ended when it was first asked for; later changes come with the head and live.
  const [firstNext, setFirstNext] = useState<string | null>();
  useEffect(() => {
    if (head.data) setFirstNext((before) => before ?? head.data.next);
  }, [head.data]);
  const rest = useInfiniteQuery({
    queryKey: ["rest", merchant, wishes, firstNext],
    queryFn: ({ pageParam }) => api.list(merchant, { ...wishes, cursor: pageParam, limit: pageSize }),
    initialPageParam: firstNext ?? "",
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(
    () =>
      rowsOf(
        head.data?.items ?? [],
        rest.data?.pages.map(({ items }) => items) ?? [],
        live.changed,
        wishes,
        me.staff.id,
      ),
    [head.data, rest.data, live.changed, wishes, me.staff.id],
  );
  const isMore = Boolean(firstNext) && (rest.data === undefined || rest.hasNextPage);

  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { fetchNextPage, isFetching } = rest;
  useEffect(() => {
    if (isMore && !isFetching && last >= rows.length - 20) void fetchNextPage();
  }, [isMore, isFetching, last, rows.length, fetchNextPage]);

  const open = useCallback(
    (id: string): void => {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
      void navigate(linkTo({ ...address, conversation: id, at: undefined, side: "talk" }));
    },
    [rows, virtual, navigate, address],
  );
  useEffect(() => {
    const onItem = (event: Event): void => open(String((event as CustomEvent).detail));
    addEventListener("ruyi:item", onItem);
    return () => removeEventListener("ruyi:item", onItem);
  }, [open]);

  return (
    <div className="scroll" ref={box}>
      {head.error && (
        <div className="pad">
          <Failure error={head.error} onAgain={() => void head.refetch()} />
        </div>
      )}
      {head.isPending && <Skeleton lines={8} />}
      {head.isSuccess && rows.length === 0 && !isMore && <NoRows address={address} />}
      <ul className="rows" style={{ blockSize: virtual.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={key}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={isMore ? -1 : rows.length}
            >
              <Row
                row={row}
                address={address}
                me={me}
                before={rows[index - 1]?.id}
                next={rows[index + 1]?.id}
                isPicking={isPicking}
                isPicked={picked.has(row.id)}
                onToggle={onToggle}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function NoRows({ address }: { readonly address: InboxAddress }) {
  const say = useSay(inboxWords);
  const { view, merchant } = address;
  const isNarrowed = address.language !== undefined || address.reason !== undefined;
  if (isNarrowed || !["mine", "queue", "all"].includes(view)) {
    return (
      <div className="pad">
        <Empty line={say("viewEmpty")} why={say("viewEmptyWhy")} />
      </div>
    );
  }
  return (
    <div className="pad">
      {view === "mine" ? (
        <Empty line={say("mineEmpty")} why={say("mineEmptyWhy")}>
          <Link {...linkTo({ ...address, view: "queue" })} className="tap">
            {say("mineEmptyNext")}
          </Link>
        </Empty>
      ) : view === "queue" ? (
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
