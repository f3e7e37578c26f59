import { englishNumbers, numeralPattern, readNumeral } from "./numerals.ts";

/** A span of whole days in the reader's zone, both included, as ISO dates ("2026-11-24"). */
export type DateSpan = { readonly from: string; readonly to: string };

type Reader = (
  groups: readonly (string | undefined)[],
  today: Temporal.PlainDate,
) => readonly [Temporal.PlainDate, Temporal.PlainDate] | undefined;

const day = (date: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [date, date];
const weekFrom = (monday: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [
  monday,
  monday.add({ days: 6 }),
];
const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 });
const monthOf = (date: Temporal.PlainDate): [Temporal.PlainDate, Temporal.PlainDate] => [
  date.with({ day: 1 }),
  date.with({ day: date.daysInMonth }),
];

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthPattern =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const monthNumber = (name: string): number => months.indexOf(name.slice(0, 3)) + 1;
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const weekdayPattern =
  "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";
const weekdayNumber = (name: string): number => weekdays.indexOf(name.slice(0, 3)) + 1;
const chineseWeekday = (name: string): number => "一二三四五六日".indexOf(name) + 1 || "123456".indexOf(name) + 1 || 7;

/** The date nearest to today among this, the last and the next year; undefined when there is no such day. */
function nearest(
  month: number,
  dayOfMonth: number,
  today: Temporal.PlainDate,
  year?: number,
): [Temporal.PlainDate, Temporal.PlainDate] | undefined {
  const years = year === undefined ? [today.year, today.year - 1, today.year + 1] : [year];
  const found = years.flatMap((candidate) => dateOf(candidate, month, dayOfMonth) ?? []);
  const gap = (date: Temporal.PlainDate): number => Math.abs(today.until(date).days);
  const [best] = found.sort((a, b) => gap(a) - gap(b));
  return best && day(best);
}

function dateOf(year: number, month: number, dayOfMonth: number): Temporal.PlainDate | undefined {
  if (month < 1 || month > 12 || dayOfMonth < 1 || year < 1900 || year > 2200) return undefined;
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return dayOfMonth > first.daysInMonth ? undefined : first.with({ day: dayOfMonth });
}

const fullYear = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : text.length === 2 ? 2000 + Number(text) : Number(text);

const backwards = (today: Temporal.PlainDate, unit: string, count: number | undefined): ReturnType<Reader> => {
  if (count === undefined || count > 500) return undefined;
  if (/天|日|day/.test(unit)) return day(today.subtract({ days: count }));
  if (/周|星期|礼拜|week/.test(unit)) return day(today.subtract({ weeks: count }));
  return day(today.subtract({ months: count }));
};

/** Tried in this order; what one has read, the later ones no longer see. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [
    /(?<![\d.-])(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?![\d.-])[日号]?/g,
    ([, y, m, d], today) => nearest(Number(m), Number(d), today, Number(y)),
  ],
  [
    /(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?/g,
    ([, m = "", d = ""], today) => nearest(readNumeral(m) ?? 0, readNumeral(d) ?? 0, today),
  ],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${monthPattern}\\b\\.?(?:,? (\\d{4})\\b)?`, "g"),
    ([, d, m = "", y], today) => nearest(monthNumber(m), Number(d), today, fullYear(y)),
  ],
  [
    new RegExp(`\\b${monthPattern}\\.? (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4})\\b)?`, "g"),
    ([, m = "", d, y], today) => nearest(monthNumber(m), Number(d), today, fullYear(y)),
  ],
  [
    /(?<![\d/.])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?![\d/])/g,
    ([, a, b, y], today) => {
      const [month, dayOfMonth] = Number(a) > 12 ? [Number(b), Number(a)] : [Number(a), Number(b)];
      return nearest(month, dayOfMonth, today, fullYear(y));
    },
  ],
  [/大前天/g, (_, today) => day(today.subtract({ days: 3 }))],
  [/前天|the day before yesterday|day before yesterday/g, (_, today) => day(today.subtract({ days: 2 }))],
  [/昨[天日晚早]|\byesterday\b|\blast night\b/g, (_, today) => day(today.subtract({ days: 1 }))],
  [/今[天日晚早]|\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b/g, (_, today) => day(today)],
  [/大后天/g, (_, today) => day(today.add({ days: 3 }))],
  [/后天|\bthe day after tomorrow\b/g, (_, today) => day(today.add({ days: 2 }))],
  [/明[天日晚早]|\btomorrow\b/g, (_, today) => day(today.add({ days: 1 }))],
  [
    /(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-6])(?![天])/g,
    ([, which, name = ""], today) => {
      const weekday = chineseWeekday(name === "天" ? "日" : name);
      if (which === undefined) return day(today.subtract({ days: (today.dayOfWeek - weekday + 7) % 7 }));
      const weeks = { 上上: -2, 上: -1, 下: 1, 下下: 2 }[which] ?? 0;
      return day(mondayOf(today).add({ days: weeks * 7 + weekday - 1 }));
    },
  ],
  [
    new RegExp(`\\b(last|this|next|this past|past|on|since)? ?\\b${weekdayPattern}\\b`, "g"),
    ([text = "", which, name = ""], today) => {
      const weekday = weekdayNumber(name);
      if (name.length < 4 && which === undefined && text.trim().length < 4) return undefined;
      if (which === "next") return day(mondayOf(today).add({ days: 6 + weekday }));
      if (which === "this") return day(mondayOf(today).add({ days: weekday - 1 }));
      const ago = (today.dayOfWeek - weekday + 7) % 7;
      return day(today.subtract({ days: which === "last" && ago === 0 ? 7 : ago }));
    },
  ],
  [
    new RegExp(`(${numeralPattern})个?(天|日|周|星期|礼拜|月)(?:之?前|以前)`, "g"),
    ([, count = "", unit = ""], today) => backwards(today, unit, readNumeral(count)),
  ],
  [
    new RegExp(
      `\\b(\\d{1,3}|an?|${Object.keys(englishNumbers).join("|")}|a couple of) (days?|weeks?|months?) ago\\b`,
      "g",
    ),
    ([, word = "", unit = ""], today) => {
      const count = word === "a" || word === "an" ? 1 : word === "a couple of" ? 2 : readNumeral(word);
      return backwards(today, unit, count);
    },
  ],
  [/上上个?(?:周|星期|礼拜)|\bthe week before last\b/g, (_, today) => weekFrom(mondayOf(today).subtract({ weeks: 2 }))],
  [
    /上个?(?:周|星期|礼拜)(?:末)?|\blast (?:week|weekend)\b/g,
    ([text = ""], today) => {
      const monday = mondayOf(today).subtract({ weeks: 1 });
      return /末|weekend/.test(text) ? [monday.add({ days: 5 }), monday.add({ days: 6 })] : weekFrom(monday);
    },
  ],
  [/(?:这|本)个?(?:周|星期|礼拜)|\bthis week\b/g, (_, today) => weekFrom(mondayOf(today))],
  [/下个?(?:周|星期|礼拜)|\bnext week\b/g, (_, today) => weekFrom(mondayOf(today).add({ weeks: 1 }))],
  [/上个?月|\blast month\b/g, (_, today) => monthOf(today.subtract({ months: 1 }))],
  [/(?:这|本)个?月|\bthis month\b/g, (_, today) => monthOf(today)],
  [/下个?月|\bnext month\b/g, (_, today) => monthOf(today.add({ months: 1 }))],
  [
    /(?<![\d月.路街巷弄道村])(\d{1,2})号(?![楼栋库线店门院柜]|订单)|\bon the (\d{1,2})(?:st|nd|rd|th)\b/g,
    ([, zh, en], today) => {
      const d = Number(zh ?? en);
      const candidates = [0, -1].flatMap((shift) => {
        const month = today.with({ day: 1 }).add({ months: shift });
        return dateOf(month.year, month.month, d) ?? [];
      });
      const past = candidates.find((date) => Temporal.PlainDate.compare(date, today) <= 0);
      return past && day(past);
    },
  ],
];

/** Days spoken of, in reading order; relative ones count from `now` in the zone. Folded text only. */
export function readDates(folded: string, now: Date, zone: string): DateSpan[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const found: { at: number; span: DateSpan }[] = [];
  let text = folded;
  for (const [pattern, read] of readers) {
    text = text.replace(pattern, (...args: unknown[]) => {
      const at = args.findIndex((arg) => typeof arg === "number");
      const groups = args.slice(0, at).map((group) => (typeof group === "string" ? group : undefined));
      const [whole = ""] = groups;
      const span = read(groups, today);
      if (!span) return whole;
      found.push({ at: Number(args[at]), span: { from: span[0].toString(), to: span[1].toString() } });
      return "\u0000".repeat(whole.length);
    });
  }
  found.sort((a, b) => a.at - b.at);
  return found.map(({ span }) => span);
}
