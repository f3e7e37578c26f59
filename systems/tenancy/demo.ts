import type { BusinessId } from "@ruyi/kernel";
import { holidaySets } from "./hours/holidays.ts";
import { type BusinessHours, type Span, type SpecialDay, usualHours, weekdays } from "./hours/hours.ts";
import type { Seed } from "./operations.ts";

/** The business above the demo market's three shops. */
export const demoBusiness: Seed["business"] = {
  id: "01900000-0000-7000-8000-0000000000b0" as BusinessId,
  name: { zh: "四时集市", en: "Four Seasons Market" },
};

const holidays = (...ids: readonly string[]): readonly SpecialDay[] =>
  holidaySets.flatMap(({ id, days }) => (ids.includes(id) ? days : []));
const week = (weekday: readonly Span[], saturday: readonly Span[], sunday: readonly Span[]): BusinessHours["week"] =>
  weekdays.map((day) => (day <= 5 ? weekday : day === 6 ? saturday : sunday));
const from = (start: string, end: string): readonly Span[] => [{ from: start, to: end }];

const shortDays: readonly SpecialDay[] = [
  {
    date: "2026-11-27",
    name: { zh: "感恩节次日", en: "Day after Thanksgiving" },
    kind: "hours",
    spans: from("10:00", "16:00"),
  },
  { date: "2026-12-24", name: { zh: "平安夜", en: "Christmas Eve" }, kind: "hours", spans: from("09:00", "13:00") },
];

/** When the demo shops' people are there: with holidays made up for in China, with daylight saving in New York. */
export const demoHours: Readonly<Record<string, BusinessHours>> = {
  yunshang: {
    ...usualHours,
    week: week(from("09:00", "21:00"), from("10:00", "18:00"), from("10:00", "18:00")),
    days: [...holidays("cn-2026"), { date: "2027-01-01", name: { zh: "元旦", en: "New Year's Day" }, kind: "closed" }],
  },
  brightbyte: {
    ...usualHours,
    week: week(from("09:00", "20:00"), from("10:00", "18:00"), []),
    days: [...holidays("us-2026", "us-2027"), ...shortDays].toSorted((a, b) => a.date.localeCompare(b.date)),
  },
  dailyfresh: {
    week: week(from("07:00", "23:00"), from("07:00", "23:00"), from("07:00", "23:00")),
    workdays: weekdays,
    days: [{ date: "2027-02-06", name: { zh: "春节", en: "Spring Festival" }, kind: "closed" }],
  },
};

/** Those who work there. Nobody has a password; an owner hands out sign-in links. */
export const demoStaff: Seed["staff"] = [
  { name: "周明岚 Zhou Minglan", email: "minglan@market.example", role: "owner" },
  { name: "Priya Raman", email: "priya@market.example", role: "auditor" },
  { name: "沈若溪 Shen Ruoxi", email: "ruoxi@yunshang.example", role: "admin", merchant: "yunshang" },
  { name: "何小满 He Xiaoman", email: "xiaoman@yunshang.example", role: "agent", merchant: "yunshang" },
  { name: "Tom Okafor", email: "tom@brightbyte.example", role: "admin", merchant: "brightbyte" },
  { name: "Nadia Lindqvist", email: "nadia@brightbyte.example", role: "agent", merchant: "brightbyte" },
  { name: "罗一舟 Luo Yizhou", email: "yizhou@dailyfresh.example", role: "author", merchant: "dailyfresh" },
  { name: "Grace 陈慧", email: "grace@dailyfresh.example", role: "agent", merchant: "dailyfresh" },
];
