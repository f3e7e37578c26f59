import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, test } from "vitest";
import { problemText } from "./problems.ts";
import { pseudo, told, type Words } from "./say.ts";
import { tellDate, tellDay, tellTime, tellWait } from "./tell.ts";

/** Every table of words of the console: the exports whose name ends in `Words`, and lists of names by code. */
const files = import.meta.glob<Record<string, unknown>>(
  ["./*.ts", "!./*.test.ts", "!./use-*.ts", "!./say.ts", "!./tell.ts"],
  { eager: true },
);
const tables = Object.entries(files).flatMap(([file, exported]) =>
  Object.entries(exported).flatMap(([name, value]): [string, Words][] =>
    typeof value === "object" && value !== null ? [[`${file} ${name}`, value as Words]] : [],
  ),
);

/** The names of the values a message has places for. */
function placesIn(message: unknown): string[] {
  if (!Array.isArray(message)) return [];
  return message.flatMap((part: unknown) => {
    if (!Array.isArray(part)) return [];
    const [name, , cases] = part as [string, string?, Record<string, unknown>?];
    return [name, ...Object.values(cases ?? {}).flatMap(placesIn)];
  });
}

describe("the console's texts", () => {
  test("are found", () => {
    expect(tables.length).toBeGreaterThanOrEqual(4);
  });

  test.each(tables)("of %s are there in both languages, with the same places for values", (_name, table) => {
    for (const { zh, en } of Object.values(table)) {
      expect(zh).not.toBe("");
      expect(en).not.toBe("");
      const [inZh, inEn] = [zh, en].map((text) => [...new Set(placesIn(compileMessage(text)))].toSorted());
      expect(inZh, zh).toEqual(inEn);
    }
  });

  test.each(tables)("of %s shout at nobody", (_name, table) => {
    for (const { zh, en } of Object.values(table)) expect(zh + en).not.toMatch(/[!！~]/);
  });

  test.each(tables)("of %s leave the gap beside a figure to the page, and type none", (_name, table) => {
    // A figure that belongs to a name of Latin letters, as in "BPMN 2.0 文件", has that name's gap.
    for (const { zh } of Object.values(table))
      expect(zh).not.toMatch(/\p{Script=Han} \d|(?<![A-Za-z] ?[\d.]*)\d \p{Script=Han}/u);
  });

  test("put a value in as it is, also one that looks like a place", () => {
    expect(told({ zh: "{name}接手", en: "" }, "zh", { name: "{text}$&" })).toBe("{text}$&接手");
  });

  test("count as each language counts", () => {
    const waiting = { zh: "{n}人在等", en: "{n, plural, one {# person waits} other {# people wait}}" };
    expect([0, 1, 1_200].map((n) => told(waiting, "en", { n }))).toEqual([
      ...["0 people wait", "1 person waits", "1,200 people wait"],
    ]);
    expect(told(waiting, "zh", { n: 1 })).toBe("1人在等");
  });

  test("have a sentence for every refusal, known or not", () => {
    const refused = (code: string, status: number) => ({ code, status, retryAfterSeconds: 7 });
    expect(problemText(refused("wait-to-sign-in", 429), "en")).toContain("7 seconds");
    expect(problemText(refused("move-not-open", 409), "zh")).toContain("能走的步");
    expect(problemText(refused("http-503", 503), "en")).toContain("try again");
    expect(problemText(refused("never-heard-of", 418), "en")).toContain("not done");
  });

  test("grow by a third or more when the layout is tried", () => {
    expect(pseudo("Close the conversation").length).toBeGreaterThan("Close the conversation".length * 1.3);
    expect(pseudo("办结会话").length).toBeGreaterThanOrEqual(6);
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");

  test("are the clock's today, and carry their date on other days", () => {
    expect(tellTime("2026-11-24T04:05:00Z", "zh", now, "Asia/Shanghai")).toBe("12:05");
    expect(tellTime("2026-11-23T04:05:00Z", "zh", now, "Asia/Shanghai")).toBe("11月23日12:05");
    expect(tellTime("2025-11-23T04:05:00Z", "en", now, "UTC")).toBe("23 November 2025 04:05");
    expect(tellTime("never", "en", now)).toBe("");
  });

  test("of a whole day carry its weekday, and their year when it is another", () => {
    expect([tellDay("2026-10-01", "zh"), tellDay("2026-10-01", "en")]).toEqual(["10月1日（周四）", "Thu 1 October"]);
    expect(tellDate("2026-11-23T12:05:00Z", "zh", now)).toBe("11月23日");
    expect(tellDate("2025-11-23T12:05:00Z", "en", now)).toBe("23 November 2025");
    expect(tellDate("never", "en", now)).toBe("");
  });

  test("that somebody waited are told in one unit", () => {
    const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
    expect([0, 5, 125, 3 * 1_440].map((minutes) => tellWait(ago(minutes), "zh", now))).toEqual([
      ...["1分钟", "5分钟", "2小时", "3天"],
    ]);
    expect(tellWait(ago(5), "en", now)).toBe("5 mins");
  });
});
