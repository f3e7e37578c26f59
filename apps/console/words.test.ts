import { describe, expect, test } from "vitest";
import { tellTime, tellWait } from "./tell.ts";
import { filled, problemText, words } from "./words.ts";

describe("the console's texts", () => {
  test("are there in both languages, with the same places for values", () => {
    const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();
    for (const { zh, en } of Object.values(words)) {
      expect(zh).not.toBe("");
      expect(en).not.toBe("");
      expect(places(zh)).toEqual(places(en));
    }
  });

  test("shout at nobody", () => {
    for (const { zh, en } of Object.values(words)) expect(zh + en).not.toMatch(/[!！~]/);
  });

  test("put a value in as it is, also one that looks like a place", () => {
    expect(filled("{name}接手", { name: "{text}$&" })).toBe("{text}$&接手");
  });

  test("have a sentence for every refusal, known or not", () => {
    const refused = (code: string, status: number) => ({ code, status, retryAfterSeconds: 7 });
    expect(problemText(refused("wait-to-sign-in", 429), "en")).toContain("7 seconds");
    expect(problemText(refused("move-not-open", 409), "zh")).toContain("能走的步");
    expect(problemText(refused("http-503", 503), "en")).toContain("try again");
    expect(problemText(refused("never-heard-of", 418), "en")).toContain("not done");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");

  test("are the clock's today, and carry their date on other days", () => {
    expect(tellTime("2026-11-24T04:05:00Z", "zh", now, "Asia/Shanghai")).toBe("12:05");
    expect(tellTime("2026-11-23T04:05:00Z", "zh", now, "Asia/Shanghai")).toBe("11月23日 12:05");
    expect(tellTime("2025-11-23T04:05:00Z", "en", now, "UTC")).toBe("23 November 2025 04:05");
    expect(tellTime("never", "en", now)).toBe("");
  });

  test("that somebody waited are told in one unit", () => {
    const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
    expect([0, 5, 125, 3 * 1_440].map((minutes) => tellWait(ago(minutes), "zh", now))).toEqual([
      ...["1分钟", "5分钟", "2小时", "3天"],
    ]);
    expect(tellWait(ago(5), "en", now)).toBe("5 mins");
  });
});
