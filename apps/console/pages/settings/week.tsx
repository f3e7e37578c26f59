import { Fragment } from "react";
import { X } from "lucide-react";
import type { HoursBody, Span } from "@ruyi/tenancy/contract";
import { weekdays } from "@ruyi/tenancy/contract";
import { hoursWords, weekdayNames } from "../../words/hours.ts";
import { useSay } from "../../words/use-say.ts";
import { endsNextDay, timeFrom, type Wrong } from "./hours-draft.ts";

type Needs = {
  readonly hours: HoursBody;
  readonly wrong: Wrong | undefined;
  readonly isOff: boolean;
  readonly onChange: (hours: HoursBody) => void;
};

/** An ordinary week: when people are there on each day, and which days are working days. */
export function Week({ hours, wrong, isOff, onChange }: Needs) {
  const say = useSay(hoursWords);
  const sayDay = useSay(weekdayNames);
  const setDay = (weekday: number, spans: readonly Span[]): void =>
    onChange({ ...hours, week: hours.week.with(weekday - 1, [...spans]) });
  const isWorkday = (weekday: number): boolean => hours.workdays.some((each) => each === weekday);
  return (
    <table className="t bare tight week">
      <caption className="vh">{say("week")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("day")}</th>
          <th scope="col">{say("spans")}</th>
          <th scope="col" className="r">
            {say("workday")}
          </th>
        </tr>
      </thead>
      <tbody>
        {weekdays.map((weekday) => {
          const spans = hours.week[weekday - 1] ?? [];
          const day = sayDay(String(weekday));
          return (
            <tr key={weekday}>
              <th scope="row">{day}</th>
              <td>
                <Spans
                  day={day}
                  spans={spans}
                  isOff={isOff}
                  isWrong={wrong?.weekday === weekday}
                  onChange={(next) => setDay(weekday, next)}
                />
              </td>
              <td className="r">
                <input
                  type="checkbox"
                  className="tick"
                  aria-label={say("countsAsWorkday", { day })}
                  checked={isWorkday(weekday)}
                  disabled={isOff}
                  onChange={({ target }) =>
                    onChange({
                      ...hours,
                      workdays: weekdays.filter((each) => (each === weekday ? target.checked : isWorkday(each))),
                    })
                  }
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type SpansNeeds = {
  readonly day: string;
  readonly spans: readonly Span[];
  readonly isOff: boolean;
  readonly isWrong: boolean;
  readonly onChange: (spans: readonly Span[]) => void;
};

/** The spans of one day, each two times of the clock. */
export function Spans({ day, spans, isOff, isWrong, onChange }: SpansNeeds) {
  const say = useSay(hoursWords);
  const put = (at: number, part: Partial<Span>): void =>
    onChange(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  return (
    <div className="spans">
      {spans.map((span, index) => {
        const values = { day, n: index + 1 };
        return (
          // oxlint-disable-next-line react/no-array-index-key -- spans have no name but their place
          <span className="span" key={index}>
            {(["from", "to"] as const).map((end) => (
              <Fragment key={end}>
                {end === "to" && (
                  <span className="faint" aria-hidden="true">
                    –
                  </span>
                )}
                <input
                  className="input time"
                  inputMode="numeric"
                  aria-label={say(end, values)}
                  aria-invalid={isWrong || undefined}
                  value={span[end]}
                  disabled={isOff}
                  maxLength={5}
                  onChange={({ target }) => put(index, { [end]: target.value })}
                  onBlur={({ target }) => put(index, { [end]: timeFrom(target.value) })}
                />
              </Fragment>
            ))}
            {endsNextDay(span) && <span className="note faint">{say("nextDay")}</span>}
            {!isOff && (
              <button
                type="button"
                className="btn quiet icon s"
                aria-label={say("removeSpan", values)}
                onClick={() => onChange(spans.filter((_span, at) => at !== index))}
              >
                <X size={14} strokeWidth={1.75} aria-hidden="true" />
              </button>
            )}
          </span>
        );
      })}
      {spans.length === 0 && <span className="faint">{say("closed")}</span>}
      {!isOff && spans.length < 4 && (
        <button
          type="button"
          className="btn quiet s"
          aria-label={say("addSpanTo", { day })}
          onClick={() => onChange([...spans, spans.length === 0 ? nineToSix : afternoon])}
        >
          {say("addSpan")}
        </button>
      )}
    </div>
  );
}

const nineToSix: Span = { from: "09:00", to: "18:00" };
const afternoon: Span = { from: "19:00", to: "21:00" };
