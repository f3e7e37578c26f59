import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type LookAfter, money } from "../../api/money.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Figure } from "../../parts/figure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { moneyWords } from "../../words/money.ts";
import { tellMoney, tellTime, tellWait } from "../../words/tell.ts";
import { useSay } from "../../words/use-say.ts";
import { Advances } from "./advances.tsx";
import { LookedAfter } from "./looked-after.tsx";
import { Postings } from "./postings.tsx";
import { moneyRoute } from "./route.ts";
import { TrialBalance } from "./trial-balance.tsx";

const freshMs = 15_000;
export const lookAfterNames = { "waiting-person": "waiting", unknown: "unknown", failed: "failed" } as const;

/** What is owed a look, what is out, and the books: each figure opens to what is behind it. */
export function MoneyPage() {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const { merchant } = moneyRoute.useParams();
  const { permissions } = useMe();
  const api = useApi(money);
  const seesBooks = permissions.includes("ledger.read");
  const attention = useQuery({
    queryKey: ["attention", merchant],
    queryFn: () => api.attention(merchant),
    refetchInterval: freshMs,
  });
  const outstanding = useQuery({
    queryKey: ["outstanding", merchant],
    queryFn: () => api.outstanding(merchant),
    enabled: seesBooks,
    refetchInterval: freshMs,
  });
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header>
        <div>
          <h1>{title()}</h1>
          {attention.data && (
            <p className="lede">{say("lede", { time: tellTime(attention.data.asOf, language, Date.now()) })}</p>
          )}
          {!seesBooks && <p className="lede">{say("mayNotLedger")}</p>}
        </div>
      </header>
      {attention.error && <Failure error={attention.error} onAgain={() => void attention.refetch()} />}
      {attention.isPending && <Skeleton lines={3} />}
      {attention.data && (
        <div className="figures">
          {attention.data.states.map((each) => (
            <LookAfterFigure key={each.state} {...each} />
          ))}
        </div>
      )}
      <LookedAfter merchant={merchant} counts={attention.data} />
      {seesBooks && (
        <>
          <Advances merchant={merchant} outstanding={outstanding} />
          <TrialBalance merchant={merchant} />
          <Postings merchant={merchant} />
        </>
      )}
    </main>
  );

  /** What is true now, in one sentence. */
  function title(): string {
    if (!attention.data || (seesBooks && !outstanding.data)) return say("titleReading");
    const n = attention.data.states.reduce((sum, { count }) => sum + count, 0);
    if (!seesBooks) return say("titleAgent", { n });
    const totals = outstanding.data?.currencies.filter(({ total }) => total.count > 0) ?? [];
    const amount = totals
      .map(({ total }) => tellMoney(total.amount, language))
      .join(language === "zh" ? "、" : " and ");
    return totals.length === 0 ? say("titleQuiet", { n }) : say("titleAll", { amount, n });
  }
}

type FigureNeeds = {
  readonly state: LookAfter;
  readonly count: number;
  readonly oldestAt: string | null;
  readonly amounts: readonly { readonly minor: number; readonly currency: string }[];
};

function LookAfterFigure({ state, count, oldestAt, amounts }: FigureNeeds) {
  const say = useSay(moneyWords);
  const { language } = useSetting();
  const { merchant } = moneyRoute.useParams();
  const sums = amounts.map((amount) => tellMoney(amount, language)).join(" · ");
  const age = oldestAt && say("oldest", { age: tellWait(oldestAt, language, Date.now()) });
  return (
    <Figure
      name={say(lookAfterNames[state])}
      value={new Intl.NumberFormat(language).format(count)}
      note={count === 0 ? say("none") : [sums, age].filter(Boolean).join(" · ")}
      cases={
        count > 0 && (
          <Link
            className="tap"
            to={moneyRoute.to}
            params={{ merchant }}
            search={(search) => ({ ...search, state, refund: undefined })}
            resetScroll={false}
          >
            {say("open", { n: count })}
          </Link>
        )
      }
    />
  );
}
