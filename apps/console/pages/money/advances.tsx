import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { z } from "zod";
import type { Outstanding } from "@ruyi/trust/contract";
import { type Advance, type Bucket, money } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { More, usePages } from "../../parts/pages.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { When } from "../../parts/when.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { advanceStates, advanceSteps, moneyWords } from "../../words/money.ts";
import { tellMoney, tellWait } from "../../words/tell.ts";
import { named, type Say, useSay } from "../../words/use-say.ts";
import { moneyRoute } from "./route.ts";

type Sums = z.infer<typeof Outstanding>;
type InCurrency = Sums["currencies"][number];

/** Money out whose goods are not back, by age; each age opens to its advances. */
export function Advances({
  merchant,
  outstanding,
}: {
  readonly merchant: string;
  readonly outstanding: UseQueryResult<Sums>;
}) {
  const say = useSay(moneyWords);
  const { bucket, currency } = moneyRoute.useSearch();
  const currencies = outstanding.data?.currencies ?? [];
  return (
    <section className="section" aria-labelledby="advances" tabIndex={-1} data-part>
      <div className="sec-head">
        <h2 id="advances">{say("advances")}</h2>
        <span className="dense mute">{say("advancesWhy")}</span>
      </div>
      {outstanding.error && <Failure error={outstanding.error} onAgain={() => void outstanding.refetch()} />}
      {outstanding.isPending && <Skeleton lines={4} />}
      {outstanding.isSuccess && currencies.length === 0 && (
        <Empty line={say("noAdvances")} why={say("noAdvancesWhy")} />
      )}
      <div className="stack l">
        {currencies.map((each) => (
          <Ages
            key={each.currency}
            of={each}
            merchant={merchant}
            open={currency === each.currency ? bucket : undefined}
          />
        ))}
      </div>
      {bucket && currency && <InBucket merchant={merchant} bucket={bucket} currency={currency} />}
    </section>
  );
}

const daysOf = (bucket: Bucket, say: Say<typeof moneyWords>): string =>
  bucket === "over-30" ? say("over") : say("days", { range: bucket.replace("-", "–") });

function Ages({
  of,
  merchant,
  open,
}: {
  readonly of: InCurrency;
  readonly merchant: string;
  readonly open: Bucket | undefined;
}) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const most = Math.max(...of.buckets.map(({ amount }) => amount.minor), 1);
  const isEqual = of.books.minor === of.total.amount.minor;
  const amount = tellMoney(of.total.amount, language);
  return (
    <div>
      <ul className="ages">
        {of.buckets.map(({ bucket, amount: sum, count }) => (
          <li key={bucket}>
            <span className="mute">{daysOf(bucket, say)}</span>
            <span className="track" aria-hidden="true">
              <svg className="len" viewBox="0 0 100 14" preserveAspectRatio="none">
                <rect width={(100 * sum.minor) / most} height={14} />
              </svg>
            </span>
            {count === 0 ? (
              <span className="faint amount num tap">{say("none")}</span>
            ) : (
              <Link
                className="amount num tap"
                to={moneyRoute.to}
                params={{ merchant }}
                search={(before) => ({ ...before, bucket, currency: of.currency })}
                resetScroll={false}
                aria-current={open === bucket ? "true" : undefined}
              >
                {say("bucketOpen", { amount: tellMoney(sum, language), n: count })}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <p className={isEqual ? "note faint foot" : "notice bad foot"} role={isEqual ? undefined : "alert"}>
        {isEqual ? say("equalsBooks", { amount }) : say("notBooks", { amount, books: tellMoney(of.books, language) })}
      </p>
    </div>
  );
}

type BucketNeeds = { readonly merchant: string; readonly bucket: Bucket; readonly currency: string };

function InBucket({ merchant, bucket, currency }: BucketNeeds) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const api = useApi(money);
  const list = usePages(["advances", merchant, bucket, currency], (cursor) =>
    api.advances(merchant, { bucket, currency }, cursor),
  );
  const title = `${daysOf(bucket, say)} · ${currency}`;
  return (
    <div className="foot">
      <div className="sec-head">
        <h3>{title}</h3>
        <Link
          className="btn quiet s push"
          to={moneyRoute.to}
          params={{ merchant }}
          search={(before) => ({ ...before, bucket: undefined, currency: undefined })}
          resetScroll={false}
        >
          <X size={14} strokeWidth={1.75} aria-hidden="true" />
          {say("close")}
        </Link>
      </div>
      {list.error && <Failure error={list.error} onAgain={list.again} />}
      {list.isPending && <Skeleton lines={3} />}
      {list.items.length > 0 && (
        <div className="card flush" role="group" aria-label={title} tabIndex={0}>
          <table className="t edge wide">
            <thead>
              <tr>
                <th scope="col">{say("customer")}</th>
                <th scope="col">{say("order")}</th>
                <th scope="col">{say("givenAt")}</th>
                <th scope="col">{say("state")}</th>
                <th scope="col">{say("next")}</th>
                <th scope="col" className="r">
                  {say("age")}
                </th>
                <th scope="col" className="r">
                  {say("amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map(({ refundId, customerId, orderId, amount, advance }) => (
                <tr key={refundId}>
                  <th scope="row">
                    <Link
                      to="/console/$merchant/customers/$customer"
                      params={{ merchant, customer: customerId }}
                      search={{ refund: refundId }}
                    >
                      {customerId}
                    </Link>
                  </th>
                  <td className="num">{orderId}</td>
                  <td>
                    <When at={advance.givenAt} />
                  </td>
                  <td>
                    <span className={advance.state === "overdue" ? "badge bad" : "badge"}>
                      {named(advanceStates, advance.state, language)}
                    </span>
                  </td>
                  <td>
                    <Next advance={advance} />
                  </td>
                  <td className="r">{tellWait(advance.givenAt, language, Date.now())}</td>
                  <td className="r strong">{tellMoney(amount, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="foot">
        <More more={list.more} word={say("more")} />
      </p>
    </div>
  );
}

/** What happens by itself, and when; what waits for a person says so. */
function Next({ advance: { state, nextStep, nextAt } }: { readonly advance: Advance["advance"] }) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  if (state === "on-its-way") return say("nextOnWay");
  if (!nextStep || !nextAt) return say("noNext");
  return (
    <>
      {named(advanceSteps, nextStep, language)}{" "}
      <span className="note faint">
        <When at={nextAt} />
      </span>
    </>
  );
}
