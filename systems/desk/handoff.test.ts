import { describe, expect, test } from "vitest";
import { answerPromise, type Back, handoffLine, placeIn, placeOf, waitSecondsOf } from "./handoff.ts";

const zh = { language: "zh", zone: "Asia/Shanghai", now: "2026-11-27T15:00:00Z" } as const;
const en = { ...zh, language: "en" } as const;
const inNewYork = { language: "en", zone: "America/New_York", now: "2026-11-27T22:00:00Z" } as const;

const aHandoff = (but: Partial<Parameters<typeof handoffLine>[1]> = {}): Parameters<typeof handoffLine>[1] => ({
  reason: "policy",
  done: [],
  promised: [],
  queuePlace: 3,
  waitSeconds: 360,
  estimated: true,
  ...but,
});

describe("handoffLine", () => {
  test("says why, what is done, what was promised, place and wait, and what one may do", () => {
    const handoff = aHandoff({ done: ["registerReturn"], promised: ["11月24日（周二）18:00前答复。"] });
    expect(handoffLine(zh, handoff)).toBe(
      "需要有权限的同事决定。您排第3，约6分钟。已办：退货登记。已承诺：11月24日（周二）18:00前答复。都交接了，不用重说；等的时候可以继续留言。",
    );
    expect(handoffLine(en, aHandoff({ done: ["registerReturn"] }))).toBe(
      "Someone with authority must decide. You're number 3 in line, about 6 minutes. Done: return registered. They have it all; you can add to it while you wait.",
    );
  });

  test("speaks no reason when the reason is how somebody feels", () => {
    expect(handoffLine(zh, aHandoff({ reason: "emotional" }))).toMatch(/^同事来接手。/);
    expect(handoffLine(en, aHandoff({ reason: "emotional" }))).toMatch(/^A colleague will take over\./);
  });

  test.each([
    [60, "1分钟内", "within a minute"],
    [61, "约2分钟", "about 2 minutes"],
    [600, "约10分钟", "about 10 minutes"],
    [601, "约15分钟", "about 15 minutes"],
    [3_600, "约60分钟", "about 60 minutes"],
    [3_601, "1小时以上", "over an hour"],
  ])("rounds a wait of %i seconds up", (waitSeconds, inChinese, inEnglish) => {
    expect(handoffLine(zh, aHandoff({ waitSeconds }))).toContain(inChinese);
    expect(handoffLine(en, aHandoff({ waitSeconds }))).toContain(inEnglish);
  });

  test("makes no figure up when nobody is known to be there", () => {
    expect(handoffLine(zh, aHandoff({ estimated: false }))).toContain("您排第3，要等多久现在估不出。");
    expect(handoffLine(en, aHandoff({ estimated: false }))).toContain(
      "number 3 in line, and I can't estimate the wait.",
    );
  });

  test("names the latest acts only, each once, and none it has no word for", () => {
    const done = ["requestTrace", "refund", "refund", "reship", "cancelOrder", "unheardOf"];
    expect(handoffLine(zh, aHandoff({ done }))).toContain("已办：补发、取消订单。");
    expect(handoffLine(zh, aHandoff({ done: done.slice(0, 4) }))).toContain("已办：查件、退款、补发。");
  });
});

describe("when nobody is there", () => {
  const back = (from: string, answerBy: string): Back => ({ from: new Date(from), answerBy: new Date(answerBy) });
  const tomorrow = back("2026-11-28T02:00:00Z", "2026-11-28T04:00:00Z");

  test("the line says when somebody is back and by when one is answered, instead of a wait", () => {
    const handoff = aHandoff({ reason: "asked", queuePlace: 1, away: { back: tomorrow } });
    expect(handoffLine(zh, handoff)).toBe(
      "您要找同事。同事明天10:00上班，12:00前在这里回您。您排第1。都交接了，不用重说；等的时候可以继续留言。",
    );
    expect(
      handoffLine(inNewYork, { ...handoff, away: { back: back("2026-11-28T15:00:00Z", "2026-11-28T17:00:00Z") } }),
    ).toBe(
      "You asked for a person. The team is back at 10 am ET tomorrow and will answer here by 12 pm. You're number 1 in line. They have it all; you can add to it while you wait.",
    );
  });

  test("today is today, and after a weekend or a holiday the day is named", () => {
    const today = aHandoff({ away: { back: back("2026-11-28T02:00:00Z", "2026-11-28T04:00:00Z") } });
    expect(handoffLine({ ...zh, now: "2026-11-27T23:00:00Z" }, today)).toContain("同事今天10:00上班，12:00前");
    const monday = aHandoff({ away: { back: back("2026-11-30T01:00:00Z", "2026-11-30T03:00:00Z") } });
    expect(handoffLine(zh, monday)).toContain("同事11月30日（周一）09:00上班，11:00前在这里回您。");
    expect(handoffLine(en, monday)).toContain(
      "back at 9 am China Time on Monday 30 November and will answer here by 11 am.",
    );
  });

  test("the zone is named to who may live in another, and a night's end by its date", () => {
    const late = aHandoff({ away: { back: back("2026-11-28T15:00:00Z", "2026-11-28T17:00:00Z") } });
    expect(handoffLine(zh, late)).toContain("同事明天23:00上班，11月29日（周日）01:00前在这里回您。");
    expect(handoffLine({ ...inNewYork, language: "zh" }, late)).toContain("同事明天10:00（纽约时间）上班，12:00前");
  });

  test("a feeling is met without saying that somebody comes now, and no time is made up", () => {
    const angry = aHandoff({ reason: "emotional", away: { back: tomorrow } });
    expect(handoffLine(zh, angry)).toMatch(/^现在没有同事在。同事明天10:00上班/);
    expect(handoffLine(en, angry)).toMatch(/^Nobody is in right now\. The team is back at 10 am China Time tomorrow/);
    expect(handoffLine(zh, aHandoff({ away: {} }))).toBe(
      "需要有权限的同事决定。现在没有同事在，什么时候有人还不知道，您可以留言。您排第3。都交接了，不用重说；等的时候可以继续留言。",
    );
    expect(handoffLine(en, aHandoff({ reason: "emotional", away: {} }))).toMatch(
      /^Nobody is in right now\. I can't say yet when someone will be; you can leave a message\. You're number 3 in line\./,
    );
  });

  test("the promise can be read alone, on any day", () => {
    expect(answerPromise(zh, tomorrow)).toBe("同事11月28日（周六）12:00前在这里回复。");
    expect(answerPromise(inNewYork, back("2026-11-28T15:00:00Z", "2026-11-28T17:00:00Z"))).toBe(
      "A colleague will answer here by 12 pm on Saturday 28 November (ET).",
    );
  });

  test("who would still wait when everybody goes home waits for the next morning", () => {
    const now = new Date("2026-11-27T09:55:00Z");
    const staffing = { isThere: true, until: new Date("2026-11-27T10:00:00Z"), back: tomorrow };
    const queue = (ahead: number, onDuty: number) => ({ ahead, urgent: 0, onDuty });
    expect(placeIn(queue(1, 1), false, staffing, now)).toEqual({ queuePlace: 2, waitSeconds: 240, estimated: true });
    const untilBack = (tomorrow.from.getTime() - now.getTime()) / 1_000;
    expect(placeIn(queue(2, 1), false, staffing, now)).toEqual({
      ...{ queuePlace: 3, waitSeconds: untilBack + 360, estimated: true },
      away: { back: tomorrow },
    });
    // What nobody can estimate is not taken for long.
    expect(placeIn(queue(2, 0), false, staffing, now)).toMatchObject({ waitSeconds: 360, estimated: false });
    expect(placeIn(queue(0, 1), false, { isThere: false }, now)).toMatchObject({ estimated: false, away: {} });
    expect(placeIn(queue(2, 1), false, undefined, now)).toEqual({ queuePlace: 3, waitSeconds: 360, estimated: true });
  });
});

describe("the wait", () => {
  test("is shared by those who are there, and is never nothing", () => {
    const queue = { ahead: 5, urgent: 1, onDuty: 3 };
    expect([placeOf(queue, false), placeOf(queue, true)]).toEqual([6, 2]);
    expect([waitSecondsOf(queue, false), waitSecondsOf(queue, true)]).toEqual([240, 80]);
    expect(waitSecondsOf({ ahead: 0, urgent: 0, onDuty: 0 }, false)).toBe(120);
  });
});
