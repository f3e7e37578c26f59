import { useEffect, useRef } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ConversationsOf, type FiguresOf, figures } from "../../api/figures.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { handoffReasons } from "../../words/inbox.ts";
import { tellMoney, tellTime } from "../../words/tell.ts";
import { todayWords } from "../../words/today.ts";
import { named, useSay } from "../../words/use-say.ts";
import { inboxRoute } from "../inbox/route.ts";
import { type TodaySearch, todayRoute } from "./route.ts";
import { tellDays, tellSpan } from "./tell.ts";

type Row = {
  readonly id: string;
  readonly conversationId: string | null;
  readonly customerId: string | null;
  readonly at: string;
  readonly detail: string;
  readonly took: string | undefined;
};
type Which = NonNullable<TodaySearch["cases"]>;
type Needs = { readonly merchant: string; readonly view: FiguresOf; readonly cases: Which };

/** The cases behind the figure that is open, the latest first, each with the way to its conversation. */
export function Cases({ merchant, view, cases }: Needs) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { days, reason } = todayRoute.useSearch();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useCases({ merchant, view, cases });
  useEffect(() => heading.current?.focus(), []);
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isMoney = cases === "refunds" || cases === "refunds-slow";
  const title = `${titleOf(cases, view, language, say)}${reason ? ` · ${named(handoffReasons, reason, language)}` : ""}`;
  const detail = { "not-resolved": "columnOrder", handovers: "columnReason", conversations: undefined } as const;
  const column = isMoney ? "columnAmount" : cases in detail ? detail[cases as keyof typeof detail] : "columnPromise";
  return (
    <section className="card flush mb-8" aria-labelledby="cases">
      <div className="sec-head px-5 pt-4">
        <h2 id="cases" ref={heading} tabIndex={-1} className="text-read">
          {title}
        </h2>
        <Link
          to={todayRoute.to}
          params={{ merchant }}
          search={days ? { days } : {}}
          className="btn quiet s push"
          resetScroll={false}
        >
          {say("close")}
        </Link>
      </div>
      {list.isPending && <Skeleton lines={4} />}
      {list.error && <Failure error={list.error} onAgain={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className="mute dense px-5 pb-4">{say("casesNone")}</p>}
      {rows.length > 0 && (
        <div className="cases-scroll" tabIndex={0} role="group" aria-labelledby="cases">
          <table className="t edge tight">
            <caption className="vh">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{say("columnWhen")}</th>
                <th scope="col">{say("columnCustomer")}</th>
                {column && (
                  <th scope="col" className={isMoney ? "r" : undefined}>
                    {say(column)}
                  </th>
                )}
                {isMoney && (
                  <th scope="col" className="r">
                    {say("columnTook")}
                  </th>
                )}
                <th scope="col" className="r">
                  {say("columnOpen")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="num whitespace-nowrap">
                    {tellTime(row.at, language, Date.parse(view.until), view.zone)}
                  </td>
                  <th scope="row">{row.customerId ?? say("visitor")}</th>
                  {column && <td className={isMoney ? "r" : undefined}>{row.detail}</td>}
                  {isMoney && <td className="r">{row.took}</td>}
                  <td className="r">
                    {row.conversationId && (
                      <Link
                        to={inboxRoute.to}
                        params={{ merchant, view: "all", conversation: row.conversationId }}
                        className="tap"
                        aria-label={say("openOf", { who: row.customerId ?? say("visitor") })}
                      >
                        {say("open")}
                      </Link>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {list.hasNextPage && (
            <div className="px-5 py-3">
              <button type="button" className="btn s" onClick={() => void list.fetchNextPage()}>
                {say("moreCases")}
              </button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function useCases({ merchant, view, cases }: Needs) {
  const api = useApi(figures);
  const { language } = useSetting();
  const { reason } = todayRoute.useSearch();
  const days =
    cases === "not-resolved"
      ? { from: view.desk.resolved.from, to: view.desk.resolved.to }
      : { from: view.from, to: view.to };
  return useInfiniteQuery({
    queryKey: ["figures", merchant, "cases", cases, reason, days.from, days.to, language],
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: { readonly next: string | null }) => next ?? undefined,
    queryFn: async ({
      pageParam: cursor,
    }): Promise<{ readonly items: readonly Row[]; readonly next: string | null }> => {
      if (cases === "refunds" || cases === "refunds-slow") {
        const slow = cases === "refunds-slow" ? "true" : "false";
        const { items, next } = await api.refunds(merchant, { ...days, slow, cursor });
        const rows = items.map(({ refundId, conversationId, customerId, settledAt, amount, tookMs }) => ({
          ...{ id: refundId, conversationId, customerId, at: settledAt },
          detail: tellMoney(amount, language),
          took: tellSpan(tookMs, language),
        }));
        return { items: rows, next };
      }
      const of: ConversationsOf = cases;
      const { items, next } = await api.conversations(merchant, { ...days, of, reason, cursor });
      const rows = items.map(({ conversationId, customerId, at, detail }) => ({
        ...{ id: `${conversationId} ${at} ${detail}`, conversationId, customerId, at, took: undefined },
        detail: of === "handovers" ? named(handoffReasons, detail, language) : detail,
      }));
      return { items: rows, next };
    },
  });
}

function titleOf(
  cases: Which,
  view: FiguresOf,
  language: "zh" | "en",
  say: ReturnType<typeof useSay<typeof todayWords>>,
): string {
  switch (cases) {
    case "not-resolved":
      return say("casesNotResolved", { days: tellDays(view.desk.resolved.from, view.desk.resolved.to, language) });
    case "handovers":
      return say("casesHandovers");
    case "conversations":
      return say("casesConversations");
    case "promises":
      return say("casesPromises");
    case "promises-broken":
      return say("casesBroken");
    case "refunds":
      return say("casesRefunds");
    case "refunds-slow":
      return say("casesSlow", { bound: tellSpan(view.money.refunds.slowMs, language) });
  }
}
