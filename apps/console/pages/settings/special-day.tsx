import { useState } from "react";
import type { HoursBody, Span, SpecialDay, Weekday } from "@ruyi/tenancy/contract";
import { weekdays } from "@ruyi/tenancy/contract";
import { Choose, Field } from "../../parts/field.tsx";
import { hoursWords, weekdayNames } from "../../words/hours.ts";
import { settingsWords } from "../../words/settings.ts";
import { useSay } from "../../words/use-say.ts";
import { datesBetween, wrongWith } from "./hours-draft.ts";
import { Spans } from "./week.tsx";

type Day = HoursBody["days"][number];

type Needs = {
  /** What stands there already, or a date that was pressed. */
  readonly first: string;
  readonly last: string;
  readonly was: SpecialDay | undefined;
  readonly onPut: (days: readonly Day[]) => void;
  readonly onCancel: () => void;
};

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

/** One date, or several beside each other, that are not like their weekdays. */
export function SpecialDayForm({ first: firstDate, last: lastDate, was, onPut, onCancel }: Needs) {
  const say = useSay(hoursWords);
  const sayShared = useSay(settingsWords);
  const sayDay = useSay(weekdayNames);
  const [first, setFirst] = useState(firstDate);
  const [last, setLast] = useState(lastDate === firstDate ? "" : lastDate);
  const [kind, setKind] = useState<SpecialDay["kind"]>(was?.kind ?? "closed");
  const [weekday, setWeekday] = useState<Weekday>(was?.kind === "like" ? was.weekday : 1);
  const [spans, setSpans] = useState<readonly Span[]>(
    was?.kind === "hours" ? was.spans : [{ from: "09:00", to: "12:00" }],
  );
  const [name, setName] = useState(was?.name ?? { zh: "", en: "" });
  const [isTried, setTried] = useState(false);

  const dates = isDate(first) ? datesBetween(first, last === "" ? first : last) : [];
  const badFirst = !isDate(first);
  const badLast = last !== "" && (!isDate(last) || dates.length === 0);
  const body = (date: string): Day => {
    const kept = { date, name: { zh: name.zh.trim(), en: name.en.trim() } };
    if (kind === "like") return { ...kept, kind, weekday };
    return kind === "hours" ? { ...kept, kind, spans: spans.map((span) => ({ ...span })) } : { ...kept, kind };
  };
  const wrong = dates[0] && wrongWith({ week: [], workdays: [], days: [body(dates[0])] });
  const isWhole = !badFirst && !badLast && !wrong && name.zh.trim() !== "" && name.en.trim() !== "";
  const needed = (text: string) => (isTried && text.trim() === "" ? { error: sayShared("needed") } : {});
  return (
    <form
      className="panel form"
      aria-label={say("addDay")}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setTried(true);
        if (isWhole) onPut(dates.map(body));
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <div className="pair">
        <Field
          label={say("firstDate")}
          type="date"
          value={first}
          onChange={({ target }) => setFirst(target.value)}
          {...(isTried && badFirst ? { error: say("badDate") } : {})}
          autoFocus
        />
        <Field
          label={say("lastDate")}
          type="date"
          value={last}
          onChange={({ target }) => setLast(target.value)}
          {...(badLast ? { error: say("badRange") } : {})}
        />
      </div>
      <div className="pair">
        <Choose label={say("kind")} value={kind} onChange={({ target }) => setKind(target.value as SpecialDay["kind"])}>
          <option value="closed">{say("kindClosed")}</option>
          <option value="like">{say("kindLikeAny")}</option>
          <option value="hours">{say("kindHours")}</option>
        </Choose>
        {kind === "like" && (
          <Choose
            label={say("likeWhich")}
            value={weekday}
            onChange={({ target }) => setWeekday(Number(target.value) as Weekday)}
          >
            {weekdays.map((each) => (
              <option key={each} value={each}>
                {sayDay(String(each))}
              </option>
            ))}
          </Choose>
        )}
        {kind === "hours" && (
          <div className="field">
            <span className="label">{say("spans")}</span>
            <Spans day={first} spans={spans} isOff={false} isWrong={wrong !== undefined} onChange={setSpans} />
            {wrong && <p className="hint bad">{say(wrong.word, { day: first })}</p>}
          </div>
        )}
      </div>
      <div className="pair">
        <Field
          label={sayShared("inZh", { what: say("dayName") })}
          lang="zh-CN"
          hint={say("dayNameHint")}
          value={name.zh}
          maxLength={80}
          onChange={({ target }) => setName({ ...name, zh: target.value })}
          {...needed(name.zh)}
        />
        <Field
          label={sayShared("inEn", { what: say("dayName") })}
          lang="en"
          value={name.en}
          maxLength={80}
          onChange={({ target }) => setName({ ...name, en: target.value })}
          {...needed(name.en)}
        />
      </div>
      <div className="row">
        <button type="submit" className="btn">
          {say("putDay")}
        </button>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {sayShared("cancel")}
        </button>
      </div>
    </form>
  );
}
