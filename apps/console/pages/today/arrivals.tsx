import { lazy, Suspense, useMemo, useState } from "react";
import type { FiguresOf } from "../../api/figures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { todayWords } from "../../words/today.ts";
import { useSay } from "../../words/use-say.ts";
import type { Drawn } from "./arrivals-chart.tsx";
import { tellClock, tellCount, tellDays } from "./tell.ts";
import { Way } from "./way.tsx";

// The chart's library is as heavy as all the rest of the page, and comes when a chart is shown.
const Chart = lazy(() => import("./arrivals-chart.tsx").then(({ ArrivalsChart }) => ({ default: ArrivalsChart })));

type Part = FiguresOf["desk"]["arrivals"]["parts"][number];

/** How many came, half hour by half hour or day by day, beside what is usual; as a picture or as a table. */
export function Arrivals({ view, merchant }: { readonly view: FiguresOf; readonly merchant: string }) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const [isTable, setTable] = useState(false);
  const { arrivals } = view.desk;
  const isByDay = arrivals.each === "day";
  const labelOf = (iso: string): string =>
    isByDay ? tellDays(iso.slice(0, 10), iso.slice(0, 10), language) : tellClock(iso, view.zone);
  const parts = useMemo(
    () => arrivals.parts.map((part) => (isByDay ? { ...part, from: dayOf(part.from, view.zone) } : part)),
    [arrivals, isByDay, view.zone],
  );
  const finding = findingOf(parts, view, labelOf);
  const drawn = useMemo<Drawn>(
    () => ({
      // What is under way is not over: drawn, it would look like a fall.
      counts: parts.map(({ from, count }, place) => {
        const isOver = isByDay
          ? from !== dayOf(view.until, view.zone)
          : endOf(parts, place, view) <= Date.parse(view.until);
        return isOver ? count : null;
      }),
      usual: parts.map(({ usual }) => usual),
      ticks: ticksOf(parts, isByDay, language),
      arrived: say("arrived"),
      band: say("usualBand"),
      now: isByDay ? undefined : nowIn(parts, view, say("arrivalsNow", { time: tellClock(view.until, view.zone) })),
    }),
    [parts, isByDay, view, language, say],
  );
  return (
    <section aria-labelledby="arrivals">
      <div className="sec-head">
        <h2 id="arrivals" className="text-lead">
          {say(isByDay ? "arrivalsByDay" : "arrivals")}
        </h2>
        {!isByDay && <span className="note faint">{say("usualNote")}</span>}
        <Way merchant={merchant} cases="conversations" className="push dense tap">
          {say("arrivalsCases")}
        </Way>
        <button type="button" className="btn quiet s" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {say(isTable ? "seeChart" : "seeTable")}
        </button>
      </div>
      {isTable ? (
        <div className="plot-table card flush" tabIndex={0} role="group" aria-labelledby="arrivals">
          <table className="t edge tight">
            <caption className="vh">{say(isByDay ? "arrivalsByDay" : "arrivals")}</caption>
            <thead>
              <tr>
                <th scope="col">{say(isByDay ? "columnDay" : "columnFrom")}</th>
                <th scope="col" className="r">
                  {say("columnCount")}
                </th>
                {!isByDay && (
                  <th scope="col" className="r">
                    {say("columnUsual")}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {parts.map(({ from, count, usual }) => (
                <tr key={from}>
                  <th scope="row" className="num">
                    {labelOf(from)}
                  </th>
                  <td className="r">{count === null ? "" : tellCount(count, language)}</td>
                  {!isByDay && (
                    <td className="r">
                      {usual ? `${tellCount(usual.low, language)}–${tellCount(usual.high, language)}` : ""}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className="plot-frame" tabIndex={0} role="group" aria-labelledby="arrivals">
          <div role="img" aria-label={say(finding.word, finding.values)}>
            <Suspense fallback={<div className="plot" />}>
              <Chart drawn={drawn} />
            </Suspense>
          </div>
        </div>
      )}
    </section>
  );
}

/** Days come as the instants at which they begin; here they are days again. */
const dayOf = (iso: string, zone: string): string =>
  `${new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(iso))}T00:00:00Z`;

const endOf = (parts: readonly Part[], place: number, { until }: FiguresOf): number =>
  Date.parse(parts[place + 1]?.from ?? until);

/** What the picture shows, for those who do not look at it. */
function findingOf(parts: readonly Part[], { until, zone }: FiguresOf, labelOf: (iso: string) => string) {
  const come = parts.filter(({ count }) => count !== null);
  const total = come.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const fullest = come.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0))[0];
  const peak = fullest ? labelOf(fullest.from) : "–";
  const most = fullest?.count ?? 0;
  const known = come.filter(({ usual }) => usual !== null);
  if (known.length === 0) return { word: "chartPlain", values: { count: total, peak, most } } as const;
  const usual = Math.round(known.reduce((sum, part) => sum + (part.usual?.usual ?? 0), 0));
  return { word: "chartUsual", values: { time: tellClock(until, zone), count: total, usual, peak, most } } as const;
}

function ticksOf(parts: readonly Part[], isByDay: boolean, language: "zh" | "en"): Drawn["ticks"] {
  if (!isByDay) return [0, 12, 24, 36, 48].map((place) => [place, `${place / 2}:00`] as const);
  const step = Math.max(1, Math.ceil(parts.length / 7));
  return parts.flatMap(({ from }, place) =>
    place % step === 0 ? [[place + 0.5, tellDays(from.slice(0, 10), from.slice(0, 10), language)] as const] : [],
  );
}

function nowIn(parts: readonly Part[], { until }: FiguresOf, label: string): Drawn["now"] {
  const at = Date.parse(until);
  const place = parts.findLastIndex(({ from }) => Date.parse(from) <= at);
  const begins = Date.parse(parts[place]?.from ?? until);
  return place === parts.length - 1 && at - begins >= 30 * 60_000
    ? undefined
    : [place + (at - begins) / (30 * 60_000), label];
}
