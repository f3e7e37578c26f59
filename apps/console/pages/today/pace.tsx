import { useState } from "react";
import type { FiguresOf } from "../../api/figures.ts";
import { useSetting } from "../../shell/setting.tsx";
import { todayWords } from "../../words/today.ts";
import { useSay } from "../../words/use-say.ts";
import { tellCount, tellSpan } from "./tell.ts";

const wide = 372;
const base = 140;
const top = 30;

/** How long money took: bars that grow wider in time, slow ones in another colour; as a picture or as a table. */
export function Pace({ view }: { readonly view: FiguresOf }) {
  const say = useSay(todayWords);
  const { language } = useSetting();
  const [isTable, setTable] = useState(false);
  const { count, medianMs, slow, slowMs, histogram } = view.money.refunds;
  const most = Math.max(1, ...histogram.map((bar) => bar.count));
  const step = wide / histogram.length;
  const nameOf = (place: number): string => {
    const bound = histogram[place]?.belowMs ?? null;
    const before = histogram[place - 1]?.belowMs ?? 0;
    return bound === null
      ? say("above", { bound: tellSpan(before, language) })
      : say("below", { bound: tellSpan(bound, language) });
  };
  const half = medianMs === null ? undefined : placeOf(medianMs, histogram);
  const firstSlow = histogram.findIndex(({ belowMs }) => belowMs === slowMs) + 1;
  const mostSlow = Math.max(0, ...histogram.slice(firstSlow).map((bar) => bar.count));
  return (
    <section aria-labelledby="pace">
      <div className="sec-head">
        <h2 id="pace" className="text-lead">
          {say("pace")}
        </h2>
        {count > 0 && (
          <button type="button" className="btn quiet s push" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {say(isTable ? "seeChart" : "seeTable")}
          </button>
        )}
      </div>
      {count === 0 || medianMs === null ? (
        <p className="mute dense">{say("refundsNone")}</p>
      ) : isTable ? (
        <div className="card flush wide-scroll" tabIndex={0} role="group" aria-labelledby="pace">
          <table className="t edge tight">
            <caption className="vh">{say("pace")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("columnTook")}</th>
                <th scope="col" className="r">
                  {say("columnRefunds")}
                </th>
              </tr>
            </thead>
            <tbody>
              {histogram.map((bar, place) => (
                <tr key={bar.belowMs ?? "more"}>
                  <th scope="row">{nameOf(place)}</th>
                  <td className="r">{tellCount(bar.count, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <svg
          className="chart"
          viewBox="0 0 380 170"
          role="img"
          aria-label={say("paceChart", {
            ...{ count, slow },
            median: tellSpan(medianMs, language),
            bound: tellSpan(slowMs, language),
          })}
        >
          <path className="g-axis" d={`M4 ${base}H376`} />
          {histogram.map((bar, place) => {
            const tall = ((base - top) * bar.count) / most;
            return (
              <rect
                key={bar.belowMs ?? "more"}
                className={place >= firstSlow ? "f2" : "f1"}
                x={4 + place * step + 2}
                y={base - tall}
                width={step - 4}
                height={tall}
                rx={tall > 2 ? 1.5 : 0}
              />
            );
          })}
          {half !== undefined && (
            <>
              <path className="ann" d={`M${4 + half * step} 14V${base}`} />
              <text className="i" x={10 + half * step} y={20}>
                {say("paceHalf", { median: tellSpan(medianMs, language) })}
              </text>
            </>
          )}
          {slow > 0 && (
            <text className="w" x={376} y={base - 8 - Math.max(14, ((base - top) * mostSlow) / most)} textAnchor="end">
              {say("paceSlow", { count: tellCount(slow, language) })}
            </text>
          )}
          {histogram.map(({ belowMs }, place) =>
            // Every second bound, at the edge between two bars.
            belowMs !== null && place % 2 === 1 ? (
              <text key={belowMs} x={4 + (place + 1) * step} y={160} textAnchor="middle">
                {tellSpan(belowMs, language)}
              </text>
            ) : null,
          )}
        </svg>
      )}
    </section>
  );
}

/** Where a length of time stands among the bars, each as wide as the next. */
function placeOf(ms: number, histogram: FiguresOf["money"]["refunds"]["histogram"]): number {
  const place = histogram.findIndex(({ belowMs }) => belowMs === null || ms < belowMs);
  const low = histogram[place - 1]?.belowMs ?? 0;
  const high = histogram[place]?.belowMs ?? low * 2;
  return place + (ms - low) / (high - low);
}
