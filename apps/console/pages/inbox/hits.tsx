import { Fragment, type ReactNode } from "react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { conversations, type Hit } from "../../api/conversations.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { inboxWords } from "../../words/inbox.ts";
import { tellTime } from "../../words/tell.ts";
import { type Say, useSay } from "../../words/use-say.ts";
import { type InboxAddress, linkTo } from "./address.ts";
import { useNow } from "./fresh.ts";
import { nameOf } from "./row.tsx";

/** Messages that hold what is looked for, each a way into its conversation. */
export function Hits({ address, q }: { readonly address: InboxAddress; readonly q: string }) {
  const say = useSay(inboxWords);
  const api = useApi(conversations);
  const { merchant } = address;
  const found = useInfiniteQuery({
    queryKey: ["search", merchant, q],
    queryFn: ({ pageParam }) => api.search(merchant, q, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const hits = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="scroll">
      {found.error && (
        <div className="pad">
          <Failure error={found.error} onAgain={() => void found.refetch()} />
        </div>
      )}
      {found.isPending && <Skeleton lines={6} />}
      {found.isSuccess && hits.length === 0 && (
        <div className="pad">
          <Empty line={say("searchNone")} why={say("searchNoneWhy")} />
        </div>
      )}
      <ul aria-label={say("found")}>
        {hits.map((hit, place) => (
          <li key={`${hit.conversation.id} ${hit.offset}`}>
            <HitRow
              hit={hit}
              address={address}
              before={hits[place - 1]?.conversation.id}
              next={hits[place + 1]?.conversation.id}
            />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <div className="pad">
          <button type="button" className="btn s wide" onClick={() => void found.fetchNextPage()}>
            {say("more")}
          </button>
        </div>
      )}
    </div>
  );
}

type RowNeeds = {
  readonly hit: Hit;
  readonly address: InboxAddress;
  readonly before: string | undefined;
  readonly next: string | undefined;
};

function HitRow({ hit, address, before, next }: RowNeeds) {
  const say = useSay(inboxWords);
  const { language } = useSetting();
  const now = useNow();
  const { conversation, offset, at, snippet, kind } = hit;
  const isOpen = conversation.id === address.conversation && address.at === offset;
  return (
    <Link
      className="item hit"
      data-item={conversation.id}
      data-before={before}
      data-next={next}
      aria-current={isOpen || undefined}
      {...linkTo({ ...address, conversation: conversation.id, at: offset, side: "talk" })}
    >
      <span className="row base">
        <span className="who trunc">{nameOf(conversation, say)}</span>
        <time className="push note faint num" dateTime={at}>
          {tellTime(at, language, now)}
        </time>
      </span>
      <span className="snippet" dir="auto">
        {marked(snippet)}
      </span>
      <span className="note faint trunc">
        {[kind === "note" ? say("note") : speakerOf(hit, say), conversation.about?.[language]]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </Link>
  );
}

/** The snippet with what was looked for marked; ranges that overlap are one. */
function marked({ text, ranges }: Hit["snippet"]): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const [from, to] of ranges) {
    if (from < end) continue;
    parts.push(
      <Fragment key={`t${from}`}>{text.slice(end, from)}</Fragment>,
      <mark key={from}>{text.slice(from, to)}</mark>,
    );
    end = to;
  }
  return [...parts, <Fragment key="rest">{text.slice(end)}</Fragment>];
}

const speakerOf = ({ from }: Hit, say: Say<typeof inboxWords>): string =>
  from === "customer"
    ? say("customer")
    : from === "assistant"
      ? say("assistant")
      : from === "agent"
        ? say("colleague")
        : say("shopSays");
