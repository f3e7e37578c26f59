import { useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, TriangleAlert } from "lucide-react";
import { daysOfYear, holidaySets, type HoursBody, type SpecialDay } from "@ruyi/tenancy/contract";
import { type KeptHours, settings } from "../../api/settings.ts";
import { useApi } from "../../api/use-api.ts";
import { Failure } from "../../parts/failure.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { useSetting } from "../../shell/setting.tsx";
import { hoursWords, weekdayNames } from "../../words/hours.ts";
import { tellDay, tellTime } from "../../words/tell.ts";
import { type Say, useSay } from "../../words/use-say.ts";
import { type Stretch, stretchesOf, tidied, withDays, type Wrong, wrongWith } from "./hours-draft.ts";
import { settingsRoute } from "./route.ts";
import { SaveBar } from "./save-bar.tsx";
import { OnlyRead, PartHead, type PartNeeds } from "./part.tsx";
import { SpecialDayForm } from "./special-day.tsx";
import { useSaved } from "./use-saved.ts";
import { Week } from "./week.tsx";
import { Year } from "./year.tsx";

/** When people are there: an ordinary week, and a year with the days that are not. */
export function HoursPart({ merchant, mayChange }: PartNeeds) {
  const api = useApi(settings);
  const hours = useQuery({
    queryKey: ["hours", merchant.slug],
    queryFn: () => api.hours(merchant.slug),
    refetchInterval: 60_000,
  });
  if (hours.error) return <Failure error={hours.error} onAgain={() => void hours.refetch()} />;
  return hours.data ? (
    <HoursForm kept={hours.data} slug={merchant.slug} mayChange={mayChange} />
  ) : (
    <Skeleton lines={9} />
  );
}

type FormNeeds = { readonly kept: KeptHours; readonly slug: string; readonly mayChange: boolean };

function HoursForm({ kept, slug, mayChange }: FormNeeds) {
  const say = useSay(hoursWords);
  const api = useApi(settings);
  const form = useSaved<HoursBody>({
    kept: kept.hours,
    what: say("what"),
    save: (hours) => api.setHours(slug, tidied(hours)),
    reads: [
      ["hours", slug],
      ["first-steps", slug],
    ],
  });
  const { value: hours, change } = form;
  const wrong = wrongWith(tidied(hours));
  return (
    <>
      <PartHead title={useTitle(kept)} lede={kept.isSet ? say("lede", { zone: kept.zone }) : say("ledeUnset")} />
      <section aria-labelledby="week" className="stack">
        <div className="sec-head">
          <h2 id="week">{say("week")}</h2>
          {mayChange && (
            <button
              type="button"
              className="btn quiet s push"
              onClick={() => change({ ...hours, week: likeMonday(hours.week) })}
            >
              {say("likeMonday")}
            </button>
          )}
        </div>
        <Week hours={hours} wrong={wrong} isOff={!mayChange} onChange={change} />
        <WeekHint wrong={wrong} />
      </section>
      <SpecialDays hours={hours} zone={kept.zone} mayChange={mayChange} onChange={change} />
      {mayChange ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!wrong) form.save();
          }}
        >
          <SaveBar {...form} isInvalid={wrong !== undefined} onDiscard={form.discard} mayKeep={!kept.isSet} />
        </form>
      ) : (
        <OnlyRead />
      )}
    </>
  );
}

/** What is wrong takes the hint's place: nothing moves under the hand that is about to press something. */
function WeekHint({ wrong }: { readonly wrong: Wrong | undefined }) {
  const say = useSay(hoursWords);
  const sayDay = useSay(weekdayNames);
  if (!wrong) return <p className="hint">{say("workdayHint")}</p>;
  const day = wrong.weekday === undefined ? (wrong.date ?? "") : sayDay(String(wrong.weekday));
  return (
    <p className="hint bad" role="alert">
      <TriangleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
      {say(wrong.word, { day })}
    </p>
  );
}

const likeMonday = (week: HoursBody["week"]): HoursBody["week"] =>
  week.map((spans, day) => (day >= 1 && day <= 4 ? (week[0] ?? []).map((span) => ({ ...span })) : spans));

function useTitle({ isSet, opening, zone }: KeptHours): string {
  const say = useSay(hoursWords);
  const { language } = useSetting();
  const time = (at: string): string => tellTime(at, language, Date.now(), zone);
  if (!isSet || !opening) return say("titleUnset");
  if (opening.kind === "open")
    return opening.until ? say("titleOpen", { until: time(opening.until) }) : say("titleAlways");
  return opening.opensAt ? say("titleClosed", { opensAt: time(opening.opensAt) }) : say("titleNever");
}

type Open = { readonly first: string; readonly last: string; readonly was: SpecialDay | undefined };

type SpecialNeeds = {
  readonly hours: HoursBody;
  readonly zone: string;
  readonly mayChange: boolean;
  readonly onChange: (hours: HoursBody) => void;
};

/** The days of a year that are not like their weekday: seen in the calendar, listed below it. */
function SpecialDays({ hours, zone, mayChange, onChange }: SpecialNeeds) {
  const say = useSay(hoursWords);
  const { language } = useSetting();
  const navigate = useNavigate();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date());
  const { year = Number(today.slice(0, 4)) } = settingsRoute.useSearch();
  const [open, setOpen] = useState<Open>();
  const days = useMemo(() => daysOfYear(hours, year), [hours, year]);
  const special = hours.days.filter(({ date }) => date.startsWith(`${year}-`));
  const sets = holidaySets.filter(
    (set) => set.year === year && set.zones.includes(zone) && set.days.some(({ date }) => !isIn(hours, date)),
  );
  const toYear = (next: number): void =>
    void navigate({ from: settingsRoute.fullPath, search: (before) => ({ ...before, year: next }), replace: true });
  const openDate = (date: string): void => {
    if (!mayChange) return;
    const stretch = stretchesOf(special).find(({ first, last }) => first.date <= date && date <= last.date);
    setOpen(stretch ? openingOf(stretch) : { first: date, last: date, was: undefined });
  };
  return (
    <section aria-labelledby="special" className="special">
      <div className="sec-head wrap">
        <h2 id="special">{say("holidays")}</h2>
        <div className="row push">
          <button
            type="button"
            className="btn quiet icon s"
            aria-label={say("before")}
            onClick={() => toYear(year - 1)}
          >
            <ChevronLeft size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
          <span className="strong num">{say("year", { year: String(year) })}</span>
          <button type="button" className="btn quiet icon s" aria-label={say("after")} onClick={() => toYear(year + 1)}>
            <ChevronRight size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
        </div>
      </div>
      <p className="dense mute">{say("holidaysWhy")}</p>
      {mayChange && (
        <div className="row wrap">
          <button
            type="button"
            className="btn s"
            onClick={() => setOpen({ first: today, last: today, was: undefined })}
          >
            {say("addDay")}
          </button>
          {sets.map((set) => (
            <button
              key={set.id}
              type="button"
              className="btn s"
              onClick={() =>
                onChange(
                  withDays(
                    hours,
                    set.days.flatMap((day) => (isIn(hours, day.date) ? [] : [copyOf(day)])),
                  ),
                )
              }
            >
              {say("takeSet", { name: set.name[language] })}
            </button>
          ))}
        </div>
      )}
      {open && (
        <SpecialDayForm
          key={`${open.first} ${open.last}`}
          {...open}
          onCancel={() => setOpen(undefined)}
          onPut={(put) => {
            const gone = open.was ? datesOf(hours, open) : [];
            onChange(withDays(hours, [...put], gone));
            setOpen(undefined);
          }}
        />
      )}
      <Year year={year} days={days} today={today} picked={open?.first} onPick={openDate} />
      {special.length === 0 ? (
        <p className="dense mute">{say("noDays", { year: String(year) })}</p>
      ) : (
        <ul className="day-list">
          {stretchesOf(special).map((stretch) => (
            <StretchLine
              key={stretch.first.date}
              stretch={stretch}
              mayChange={mayChange}
              onEdit={() => setOpen(openingOf(stretch))}
              onRemove={() => onChange(withDays(hours, [], datesOf(hours, openingOf(stretch))))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const isIn = ({ days }: HoursBody, date: string): boolean => days.some((day) => day.date === date);
const datesOf = ({ days }: HoursBody, { first, last }: Open): string[] =>
  days.flatMap(({ date }) => (first <= date && date <= last ? [date] : []));
const openingOf = ({ first, last }: Stretch): Open => ({ first: first.date, last: last.date, was: first });
const copyOf = (day: SpecialDay): HoursBody["days"][number] =>
  day.kind === "hours" ? { ...day, spans: day.spans.map((span) => ({ ...span })) } : { ...day };

type LineNeeds = {
  readonly stretch: Stretch;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
};

function StretchLine({ stretch, mayChange, onEdit, onRemove }: LineNeeds) {
  const say = useSay(hoursWords);
  const sayDay = useSay(weekdayNames);
  const { language } = useSetting();
  const { first, last, count } = stretch;
  const date = (day: SpecialDay): string => tellDay(day.date, language);
  const dates = count === 1 ? date(first) : say("through", { first: date(first), last: date(last) });
  const name = first.name[language];
  return (
    <li>
      <span className="num mute">{dates}</span>
      <span>{name}</span>
      <span className="mute">
        {kindOf(first, say, sayDay)}
        {count > 1 && <span className="faint"> · {say("daysOff", { n: count })}</span>}
      </span>
      {mayChange && (
        <span className="row">
          <button
            type="button"
            className="btn quiet s"
            aria-label={say("editThat", { what: `${dates} ${name}` })}
            onClick={onEdit}
          >
            {say("edit")}
          </button>
          <button
            type="button"
            className="btn quiet s"
            aria-label={say("removeThat", { what: `${dates} ${name}` })}
            onClick={onRemove}
          >
            {say("remove")}
          </button>
        </span>
      )}
    </li>
  );
}

function kindOf(day: SpecialDay, say: Say<typeof hoursWords>, sayDay: Say<typeof weekdayNames>): string {
  if (day.kind === "closed") return say("kindClosed");
  if (day.kind === "like") return say("kindLike", { day: sayDay(String(day.weekday)) });
  return day.spans.map(({ from, to }) => `${from}–${to}`).join(", ") || say("closed");
}
