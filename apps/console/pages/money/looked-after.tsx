import { Link, useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type { Attention } from "@ruyi/trust/contract";
import { type LookAfter, money } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { OpeningRow } from "../../parts/opening-row.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { moneyWords } from "../../words/money.ts";
import { tellMoney, tellWait } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { RefundCase } from "./refund-case.tsx";
import { moneyRoute } from "./route.ts";

const freshMs = 15_000;
const states = [
  ["waiting-person", "waiting", "waitingWhy", "1"],
  ["unknown", "unknown", "unknownWhy", "2"],
  ["failed", "failed", "failedWhy", "3"],
] as const;

type Needs = { readonly merchant: string; readonly counts: z.infer<typeof Attention> | undefined };

/** Refunds that need a person, one state at a time; a row opens to its reasons, its lines and the decision. */
export function LookedAfter({ merchant, counts }: Needs) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const search = moneyRoute.useSearch();
  const api = useApi(money);
  const state: LookAfter = search.state ?? firstWith(counts) ?? "waiting-person";
  const list = usePages(["refunds", merchant, state], (cursor) => api.refunds(merchant, state, cursor), {
    refetchInterval: freshMs,
  });
  const why = states.find(([id]) => id === state)?.[2] ?? "waitingWhy";
  const open = (id: string): void =>
    void navigate({
      to: moneyRoute.to,
      params: { merchant },
      search: (before) => ({ ...before, state, refund: search.refund === id ? undefined : id }),
      resetScroll: false,
      replace: true,
    });
  return (
    <section className="section" aria-labelledby="looked-after" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="looked-after">{say("needsAPerson")}</h2>
      </div>
      <nav className="tabs close" aria-label={say("needsAPerson")}>
        {states.map(([id, name, , key]) => (
          <Link
            key={id}
            to={moneyRoute.to}
            params={{ merchant }}
            search={(before) => ({ ...before, state: id, refund: undefined })}
            resetScroll={false}
            aria-current={state === id ? "true" : undefined}
            data-key={key}
          >
            {say(name)}
            <span className="num faint">{counts?.states.find((each) => each.state === id)?.count ?? ""}</span>
          </Link>
        ))}
      </nav>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={3} />}
      {list.isSuccess && list.items.length === 0 && <Empty line={say("noneHere")} why={say("noneHereWhy")} />}
      {list.items.length > 0 && (
        <>
          <p className="dense mute">{say(why)}</p>
          <div className="card flush foot" role="group" aria-label={say("needsAPerson")} tabIndex={0}>
            <table className="t edge wide">
              <thead>
                <tr>
                  <th scope="col">{say("customer")}</th>
                  <th scope="col">{say("why")}</th>
                  <th scope="col">{say("needs")}</th>
                  <th scope="col" className="r">
                    {say("age")}
                  </th>
                  <th scope="col" className="r">
                    {say("amount")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.items.map((refund) => (
                  <OpeningRow
                    key={refund.id}
                    isOpen={search.refund === refund.id}
                    onToggle={() => open(refund.id)}
                    name={refund.customerId}
                    columns={5}
                    cells={
                      <>
                        <td>{refund.reasons.map(({ fact }) => fact[language]).join(" ")}</td>
                        <td>
                          {refund.needs === null ? "–" : say(refund.needs)}{" "}
                          {refund.firstApproval && <span className="badge warn">{say("waitsSecond")}</span>}
                        </td>
                        <td className="r">
                          <time dateTime={refund.at}>{tellWait(refund.at, language, Date.now())}</time>
                        </td>
                        <td className="r strong">{tellMoney(refund.amount, language)}</td>
                      </>
                    }
                  >
                    <RefundCase merchant={merchant} id={refund.id} />
                  </OpeningRow>
                ))}
              </tbody>
            </table>
          </div>
          <p className="foot">
            <More more={list.more} word={say("more")} />
          </p>
        </>
      )}
    </section>
  );
}

const firstWith = (counts: Needs["counts"]): LookAfter | undefined =>
  counts?.states.find(({ count }) => count > 0)?.state;
