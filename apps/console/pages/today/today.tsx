import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FiguresOf, figures } from "../../api/figures.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useMe, useMerchant } from "../../shell/session.ts";
import { useSetting } from "../../shell/setting.tsx";
import { todayWords } from "../../words/today.ts";
import { useSay } from "../../words/use-say.ts";
import { Arrivals } from "./arrivals.tsx";
import { Cases } from "./cases.tsx";
import { daysAsked } from "./days.ts";
import { Four } from "./four.tsx";
import { Pace } from "./pace.tsx";
import { todayRoute } from "./route.ts";
import { tellClock, tellDay, tellDays } from "./tell.ts";
import { Waiting } from "./waiting.tsx";
import { Why } from "./why.tsx";

/** How often the figures of today are asked for anew. */
const freshMs = 30_000;

/** One day of a shop, or some: what is true now, four figures, and what lies behind them. */
export function TodayPage() {
  const me = useMe();
  const merchant = useMerchant();
  const say = useSay(todayWords);
  if (!merchant) return null;
  if (!me.permissions.includes("report.read")) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("today")}</h1>
        <Empty line={say("notForYou")} why={say("notForYouWhy")} />
      </main>
    );
  }
  return <Figures merchant={merchant.slug} zone={merchant.zone} />;
}

function Figures({ merchant, zone }: { readonly merchant: string; readonly zone: string }) {
  const say = useSay(todayWords);
  const api = useApi(figures);
  const search = todayRoute.useSearch();
  const { days: asked, cases } = search;
  const told = useQuery({
    queryKey: ["figures", merchant, asked ?? "today"],
    queryFn: () => api.of(merchant, daysAsked(asked, zone, Date.now())),
    refetchInterval: freshMs,
    placeholderData: keepPreviousData,
  });
  if (!told.data) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("today")}</h1>
        {told.error ? <Failure error={told.error} onAgain={() => void told.refetch()} /> : <Skeleton lines={8} />}
      </main>
    );
  }
  const view = told.data;
  if (isNew(view)) {
    return (
      <main className="page" id="main" tabIndex={-1}>
        <h1 className="vh">{say("today")}</h1>
        <Empty line={say("emptyLine")} why={say("emptyWhy")}>
          <a className="btn" href={`/shop/${merchant}`}>
            {say("emptyNext")}
          </a>
        </Empty>
      </main>
    );
  }
  return (
    <main className="page" id="main" tabIndex={-1}>
      <Head view={view} />
      <Four view={view} merchant={merchant} />
      {cases && <Cases key={`${cases} ${search.reason ?? ""}`} merchant={merchant} view={view} cases={cases} />}
      <div className="lay-wide mb-8">
        <Arrivals view={view} merchant={merchant} />
        <Why view={view} merchant={merchant} />
      </div>
      <div className="lay-wide">
        <Waiting view={view} merchant={merchant} />
        <Pace view={view} />
      </div>
    </main>
  );
}

/** A shop to which nobody has ever come. */
const isNew = ({ desk }: FiguresOf): boolean =>
  desk.conversations.count + desk.conversations.before + desk.resolved.contacts + desk.resolved.before.contacts === 0 &&
  desk.arrivals.parts.every(({ count, usual }) => (count ?? 0) === 0 && usual === null);

/** What is true now, in one sentence; then up to when, and the choice of days. */
function Head({ view }: { readonly view: FiguresOf }) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const { from, to, until, zone, desk } = view;
  const { days } = todayRoute.useSearch();
  const n = desk.conversations.count;
  const sentence =
    days === undefined
      ? say("sentenceToday", { n, waiting: desk.waiting.count })
      : from === to
        ? say("sentencePast", { n, days: tellDay(from, language) })
        : say("sentencePeriod", { n, days: tellDays(from, to, language) });
  const lede =
    days === undefined
      ? say("ledeToday", { day: tellDay(to, language), time: tellClock(until, zone) })
      : say("ledePast");
  return (
    <header>
      <div>
        <h1>{sentence}</h1>
        <p className="lede">{lede}</p>
      </div>
      <Choice />
    </header>
  );
}

const choices = ["today", "yesterday", "week", "month"] as const;

function Choice() {
  const say = useSay(todayWords);
  const navigate = useNavigate({ from: todayRoute.fullPath });
  const { days = "today" } = todayRoute.useSearch();
  return (
    <label className="shrink-0">
      <span className="vh">{say("period")}</span>
      <select
        className="input shop"
        value={days}
        onChange={({ target }) => {
          const chosen = choices.find((each) => each === target.value);
          void navigate({ search: chosen === undefined || chosen === "today" ? {} : { days: chosen } });
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {say(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
