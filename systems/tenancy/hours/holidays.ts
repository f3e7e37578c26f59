import type { Bilingual } from "@ruyi/kernel";
import type { SpecialDay, Weekday } from "./hours.ts";

/** A country's public holidays of one year, to be taken over into a merchant's hours and changed there. */
export type HolidaySet = {
  readonly id: string;
  readonly year: number;
  readonly name: Bilingual;
  /** Zones whose merchants are offered it. */
  readonly zones: readonly string[];
  readonly days: readonly SpecialDay[];
};

const closed =
  (year: number) =>
  (zh: string, en: string, ...dates: readonly string[]): SpecialDay[] =>
    dates.map((date) => ({ date: `${year}-${date}`, name: { zh, en }, kind: "closed" }));

/** Dates from one to another of a month, as `02-15`. */
const through = (month: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_day, index) => `${month}-${String(from + index).padStart(2, "0")}`);

/** A weekend day that is worked like the weekday it makes up for. */
const worked = (date: string, weekday: Weekday, zh: string, en: string): SpecialDay => ({
  date,
  name: { zh: `${zh}调休上班`, en: `Worked for ${en}` },
  kind: "like",
  weekday,
});

const inOrder = (days: readonly SpecialDay[]): readonly SpecialDay[] =>
  days.toSorted((a, b) => a.date.localeCompare(b.date));

const inChina = closed(2026);
/** As the General Office of the State Council announced them on 4 November 2025; a year's are known that late. */
const china2026 = inOrder([
  ...inChina("元旦", "New Year's Day", ...through("01", 1, 3)),
  worked("2026-01-04", 5, "元旦", "New Year's Day"),
  ...inChina("春节", "Spring Festival", ...through("02", 15, 23)),
  worked("2026-02-14", 1, "春节", "Spring Festival"),
  worked("2026-02-28", 2, "春节", "Spring Festival"),
  ...inChina("清明节", "Qingming", ...through("04", 4, 6)),
  ...inChina("劳动节", "Labour Day", ...through("05", 1, 5)),
  worked("2026-05-09", 2, "劳动节", "Labour Day"),
  ...inChina("端午节", "Dragon Boat Festival", ...through("06", 19, 21)),
  ...inChina("中秋节", "Mid-Autumn Festival", ...through("09", 25, 27)),
  ...inChina("国庆节", "National Day", ...through("10", 1, 7)),
  worked("2026-09-20", 2, "国庆节", "National Day"),
  worked("2026-10-10", 3, "国庆节", "National Day"),
]);

/** A country's holidays by their names, on the dates one year has for them. */
const named = (names: readonly Bilingual[], year: number, dates: string): readonly SpecialDay[] =>
  dates.split(" ").flatMap((date, index) => {
    const name = names[index];
    if (!name) throw new Error(`The holidays of ${year} have more dates than names; mend hours/holidays.ts.`);
    return closed(year)(name.zh, name.en, date);
  });

/** 5 U.S.C. 6103; one on a Saturday or Sunday is kept on the weekday beside it. */
const unitedStates: readonly Bilingual[] = [
  { zh: "元旦", en: "New Year's Day" },
  { zh: "马丁·路德·金日", en: "Martin Luther King Jr. Day" },
  { zh: "总统日", en: "Washington's Birthday" },
  { zh: "阵亡将士纪念日", en: "Memorial Day" },
  { zh: "六月节", en: "Juneteenth" },
  { zh: "独立日", en: "Independence Day" },
  { zh: "劳动节", en: "Labor Day" },
  { zh: "哥伦布日", en: "Columbus Day" },
  { zh: "退伍军人节", en: "Veterans Day" },
  { zh: "感恩节", en: "Thanksgiving Day" },
  { zh: "圣诞节", en: "Christmas Day" },
];

/** As gov.uk lists them, substitute days included. */
const england: readonly Bilingual[] = [
  { zh: "元旦", en: "New Year's Day" },
  { zh: "耶稣受难日", en: "Good Friday" },
  { zh: "复活节星期一", en: "Easter Monday" },
  { zh: "五月初银行假日", en: "Early May bank holiday" },
  { zh: "春季银行假日", en: "Spring bank holiday" },
  { zh: "夏季银行假日", en: "Summer bank holiday" },
  { zh: "圣诞节", en: "Christmas Day" },
  { zh: "节礼日", en: "Boxing Day" },
];

const usZones = "New_York Detroit Chicago Denver Phoenix Los_Angeles Anchorage"
  .split(" ")
  .map((city) => `America/${city}`);

const set = (
  country: string,
  zones: readonly string[],
  name: Bilingual,
  year: number,
  days: readonly SpecialDay[],
): HolidaySet => ({
  id: `${country}-${year}`,
  year,
  name: { zh: `${name.zh}${year}年`, en: `${name.en} ${year}` },
  zones,
  days,
});

const america = { zh: "美国联邦假日", en: "US federal holidays" };
const britain = { zh: "英格兰和威尔士银行假日", en: "Bank holidays in England and Wales" };

export const holidaySets: readonly HolidaySet[] = [
  set(
    "cn",
    ["Asia/Shanghai", "Asia/Urumqi"],
    { zh: "中国法定节假日和调休", en: "Chinese holidays and worked weekends" },
    2026,
    china2026,
  ),
  set(
    "us",
    usZones,
    america,
    2026,
    named(unitedStates, 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
  ),
  set(
    "us",
    usZones,
    america,
    2027,
    named(unitedStates, 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24"),
  ),
  set("gb", ["Europe/London"], britain, 2026, named(england, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28")),
  set("gb", ["Europe/London"], britain, 2027, named(england, 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28")),
];
