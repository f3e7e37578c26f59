import { describe, expect, test } from "vitest";
import { handoffLine, placeOf, waitSecondsOf } from "./handoff.ts";

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
    expect(handoffLine("zh", handoff)).toBe(
      "需要有权限的同事决定。您排第3，约6分钟。已办：退货登记。已承诺：11月24日（周二）18:00前答复。都交接了，不用重说；等的时候可以继续留言。",
    );
    expect(handoffLine("en", aHandoff({ done: ["registerReturn"] }))).toBe(
      "Someone with authority must decide. You're number 3 in line, about 6 minutes. Done: return registered. They have it all; you can add to it while you wait.",
    );
  });

  test("speaks no reason when the reason is how somebody feels", () => {
    expect(handoffLine("zh", aHandoff({ reason: "emotional" }))).toMatch(/^同事来接手。/);
    expect(handoffLine("en", aHandoff({ reason: "emotional" }))).toMatch(/^A colleague will take over\./);
  });

  test.each([
    [60, "1分钟内", "within a minute"],
    [61, "约2分钟", "about 2 minutes"],
    [600, "约10分钟", "about 10 minutes"],
    [601, "约15分钟", "about 15 minutes"],
    [3_600, "约60分钟", "about 60 minutes"],
    [3_601, "1小时以上", "over an hour"],
  ])("rounds a wait of %i seconds up", (waitSeconds, inChinese, inEnglish) => {
    expect(handoffLine("zh", aHandoff({ waitSeconds }))).toContain(inChinese);
    expect(handoffLine("en", aHandoff({ waitSeconds }))).toContain(inEnglish);
  });

  test("makes no figure up when nobody is known to be there", () => {
    expect(handoffLine("zh", aHandoff({ estimated: false }))).toContain("您排第3，要等多久现在估不出。");
    expect(handoffLine("en", aHandoff({ estimated: false }))).toContain(
      "number 3 in line, and I can't estimate the wait.",
    );
  });

  test("names the latest acts only, each once, and none it has no word for", () => {
    const done = ["requestTrace", "refund", "refund", "reship", "cancelOrder", "unheardOf"];
    expect(handoffLine("zh", aHandoff({ done }))).toContain("已办：补发、取消订单。");
    expect(handoffLine("zh", aHandoff({ done: done.slice(0, 4) }))).toContain("已办：查件、退款、补发。");
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
