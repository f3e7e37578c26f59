import { describe, expect, test } from "vitest";
import { testIds } from "../testing.ts";
import { createPresenceBook, hereForMs, typingForMs } from "./book.ts";

const newId = testIds(41);
const [shop, talk] = [newId("merchant"), newId("conversation")];
const t = Date.parse("2026-11-24T04:00:00Z");
const [ning, tao] = [
  { id: "ning", name: "阿宁" },
  { id: "tao", name: "小陶" },
];

describe("presence", () => {
  test("is seen once, and again only when something can be seen of it", () => {
    const book = createPresenceBook();
    expect(book.seen(shop, talk, ning, { seenAt: t }, t)).toBe(true);
    expect(book.seen(shop, talk, ning, { seenAt: t + 10 }, t + 10)).toBe(false);
    expect(book.seen(shop, talk, ning, { seenAt: t + 20, typingAt: t + 20 }, t + 20)).toBe(true);
    expect(book.seen(shop, talk, ning, { seenAt: t + 30, typingAt: t + 30 }, t + 30)).toBe(false);
    expect(book.of(talk, t + 30)).toEqual([{ ...ning, isTyping: true }]);
  });

  test("ends by itself: first the typing, then the being there", () => {
    const book = createPresenceBook();
    book.seen(shop, talk, ning, { seenAt: t, typingAt: t }, t);
    expect(book.forgetBy(t + typingForMs, t)).toEqual([talk]);
    expect(book.of(talk, t + typingForMs)).toEqual([{ ...ning, isTyping: false }]);
    expect(book.forgetBy(t + typingForMs + 1, t + typingForMs)).toEqual([]);
    expect(book.forgetBy(t + hereForMs, t + typingForMs + 1)).toEqual([talk]);
    expect(book.of(talk, t + hereForMs)).toEqual([]);
  });

  test("is left by one, and the others stay", () => {
    const book = createPresenceBook();
    for (const who of [ning, tao]) book.seen(shop, talk, who, { seenAt: t }, t);
    expect(book.left(talk, "ning")).toBe(true);
    expect(book.left(talk, "ning")).toBe(false);
    expect(book.of(talk, t + 1).map(({ id }) => id)).toEqual(["tao"]);
  });

  test("keeps no more conversations than it may", () => {
    const book = createPresenceBook(3);
    const talks = Array.from({ length: 5 }, () => newId("conversation"));
    for (const each of talks) book.seen(shop, each, ning, { seenAt: t }, t);
    expect(talks.filter((each) => book.of(each, t + 1).length > 0)).toEqual(talks.slice(2));
  });
});
