import { type KeyboardEvent, useRef } from "react";
import type { DayOfYear } from "@ruyi/tenancy/contract";
import { useSetting } from "../../shell/setting.tsx";
import { hoursWords } from "../../words/hours.ts";
import { useSay } from "../../words/use-say.ts";

type Needs = {
  readonly year: number;
  readonly days: readonly DayOfYear[];
  readonly today: string;
  readonly picked: string | undefined;
  readonly onPick: (date: string) => void;
};

type Shape = "open" | "shut" | "holiday" | "worked" | "own";

function shapeOf({ spans, special }: DayOfYear): Shape {
  if (special?.kind === "closed") return "holiday";
  if (special?.kind === "like") return "worked";
  if (special?.kind === "hours") return "own";
  return spans.length > 0 ? "open" : "shut";
}

const legend = [
  ["open", "legendOpen"],
  ["shut", "legendClosed"],
  ["holiday", "legendHoliday"],
  ["worked", "legendWorked"],
  ["own", "legendHours"],
] as const;

/** A year of days as they will be kept. One day is in the order of tabs; arrows reach the others. */
export function Year({ year, days, today, picked, onPick }: Needs) {
  const say = useSay(hoursWords);
  const { language } = useSetting();
  const grid = useRef<HTMLDivElement>(null);
  const entry = days.some(({ date }) => date === picked)
    ? picked
    : days.some(({ date }) => date === today)
      ? today
      : days[0]?.date;
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const monthName = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
  const dayName = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });
  const narrow = new Intl.DateTimeFormat(locale, { weekday: "narrow", timeZone: "UTC" });
  const heads = Array.from({ length: 7 }, (_day, index) => narrow.format(Date.UTC(2024, 0, 1 + index)));
  const words = Object.fromEntries(legend.map(([shape, word]) => [shape, say(word)])) as Record<Shape, string>;

  const move = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const step = steps[event.key];
    const from = event.target instanceof HTMLElement ? event.target.dataset["date"] : undefined;
    if (step === undefined || from === undefined) return;
    const at = days.findIndex(({ date }) => date === from) + step;
    const to = days[Math.min(Math.max(at, 0), days.length - 1)]?.date;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-date="${to}"]`)?.focus();
  };

  const telling = ({ date, spans, special }: DayOfYear, shape: Shape): string =>
    [
      dayName.format(Date.parse(date)),
      special?.name[language],
      words[shape],
      spans.map(({ from, to }) => `${from}–${to}`).join(", "),
    ]
      .filter(Boolean)
      .join(", ");

  return (
    <div className="year-view">
      <ul className="legend" aria-hidden="true">
        {legend.map(([shape, word]) => (
          <li key={shape}>
            <span className={`day ${shape}`}>8</span>
            {say(word)}
          </li>
        ))}
      </ul>
      <div className="year" ref={grid} role="group" aria-label={say("calendar", { year })} onKeyDown={move}>
        {Array.from({ length: 12 }, (_month, month) => {
          const inMonth = days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1);
          return (
            <div className="month" key={month}>
              <p className="label">{monthName.format(Date.UTC(year, month, 1))}</p>
              <div className="days">
                {heads.map((head, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- two weekdays begin with the same letter
                  <span className="head" key={index} aria-hidden="true">
                    {head}
                  </span>
                ))}
                {inMonth.map((day, index) => {
                  const shape = shapeOf(day);
                  return (
                    <button
                      key={day.date}
                      type="button"
                      className={`day ${shape} ${index === 0 ? `starts-${day.weekday}` : ""}`}
                      data-date={day.date}
                      tabIndex={day.date === entry ? 0 : -1}
                      aria-label={telling(day, shape)}
                      aria-pressed={day.date === picked}
                      aria-current={day.date === today ? "date" : undefined}
                      onClick={() => onPick(day.date)}
                    >
                      {Number(day.date.slice(8))}
                    </button>
                  );
                })}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
