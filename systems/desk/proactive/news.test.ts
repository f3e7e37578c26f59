import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minuteMs } from "@ruyi/kernel";
import type { OrderCard } from "../contract.ts";
import type { ConversationEvent } from "../event.ts";
import { noon } from "../testing.ts";
import { isKnownFrom, type News, type NewsKind, newestOf, newsKinds, newsText } from "./news.ts";

const atMinute = (minute: number): string => new Date(noon.getTime() + minute * minuteMs).toISOString();
const someNews = (kind: NewsKind, but: Partial<News> = {}): News => ({
  ...{ subject: "p-1", kind, happenedAt: atMinute(-5) },
  body: {
    number: "202611223021",
    title: { zh: "羊毛大衣", en: "Wool coat" },
    carrier: { zh: "中通", en: "ZTO" },
    place: { zh: "杭州", en: "Hangzhou" },
    expectedAt: "2026-11-26T04:00:00Z",
    needs: { zh: "身份证照片", en: "a photo of an identity card" },
    dueAt: atMinute(-10),
  },
  ...but,
});
const inZh = { language: "zh", zone: "Asia/Shanghai", now: noon } as const;
const inEn = { language: "en", zone: "Europe/London", now: noon } as const;

describe("news", () => {
  test("is told in the customer's language, with the time it rests on, and never as more than is known", () => {
    const told = Object.fromEntries(
      newsKinds.map((kind) => [kind, [newsText([someNews(kind)], inZh), newsText([someNews(kind)], inEn)]]),
    );
    expect(told).toEqual({
      shipped: [
        "羊毛大衣（订单尾号3021）11:55已发出，由中通送，预计11月26日（周四）送到。",
        "Wool coat (order ending 3021) left at 3:55 am with ZTO, expected Thursday 26 November.",
      ],
      "out-for-delivery": [
        "羊毛大衣（订单尾号3021）11:55开始派送。",
        "Wool coat (order ending 3021) went out for delivery at 3:55 am.",
      ],
      delivered: [
        "羊毛大衣（订单尾号3021）11:55已签收。没收到的话，直接在这里说。",
        "Wool coat (order ending 3021) was delivered at 3:55 am. If you don't have it, just say so here.",
      ],
      held: [
        "羊毛大衣（订单尾号3021）11:55起停在杭州，需要身份证照片。要查或要改，直接在这里说。",
        "Wool coat (order ending 3021) is held in Hangzhou, recorded at 3:55 am. Needed: a photo of an identity card. To have it looked into, just say so here.",
      ],
      lost: [
        "羊毛大衣（订单尾号3021）查到是丢件，记录是11:55的。可以补发，也可以退款，在这里说一声就办。",
        "Wool coat (order ending 3021) was recorded as lost at 3:55 am. We can send another or refund it; say which here.",
      ],
      returning: [
        "羊毛大衣（订单尾号3021）正在退回店铺，记录是11:55的。要重发或退款，直接在这里说。",
        "Wool coat (order ending 3021) is on its way back to the shop, recorded at 3:55 am. For another or a refund, just say so here.",
      ],
      "promise-late": [
        "说好11月24日（周二）11:50前告诉您结果，没有做到，抱歉。这件事已交给同事，不用再说一遍。",
        "We promised you an answer by 3:50 am on Tuesday 24 November and missed it. We're sorry. A colleague has it now; you needn't tell it again.",
      ],
    });
  });

  test("that comes together is one message", () => {
    const two = [someNews("shipped"), someNews("delivered", { subject: "p-2" })];
    expect(newsText(two, inZh).split("\n")).toHaveLength(2);
  });

  test("of a parcel is the newest, in whatever order it was heard", () => {
    const some = fc.array(
      fc.record({
        subject: fc.constantFrom("p-1", "p-2", "p-3"),
        kind: fc.constantFrom(...newsKinds),
        minute: fc.integer({ min: -100, max: 0 }),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(some, (heard) => {
        const all = heard.map(({ subject, kind, minute }) => someNews(kind, { subject, happenedAt: atMinute(minute) }));
        const { newest, overtaken } = newestOf(all);
        expect(newest.length + overtaken.length).toBe(all.length);
        expect(new Set(newest.map(({ subject }) => subject)).size).toBe(newest.length);
        for (const { subject, happenedAt } of all)
          expect(newest.some((each) => each.subject === subject && each.happenedAt >= happenedAt)).toBe(true);
        const backwards = newestOf(all.toReversed()).newest;
        expect(backwards.map(({ subject, happenedAt }) => [subject, happenedAt]).toSorted()).toEqual(
          newest.map(({ subject, happenedAt }) => [subject, happenedAt]).toSorted(),
        );
      }),
    );
  });

  test("is known from an order that was shown in that state since, and from nothing older or other", () => {
    const card = (state: "moving" | "delivered", readAt: string, number = "202611223021"): ConversationEvent => ({
      ...{ kind: "order", offset: 1, at: noon.toISOString(), run: "r-1" },
      order: { number, state: "shipped", readAt, parcel: { state } } as unknown as OrderCard,
    });
    const delivered = someNews("delivered");
    expect(isKnownFrom([card("delivered", atMinute(-1))], delivered)).toBe(true);
    expect(isKnownFrom([card("moving", atMinute(-1))], delivered)).toBe(false);
    expect(isKnownFrom([card("delivered", atMinute(-9))], delivered)).toBe(false);
    expect(isKnownFrom([card("delivered", atMinute(-1), "202611220000")], delivered)).toBe(false);
    expect(isKnownFrom([], delivered)).toBe(false);
  });
});
