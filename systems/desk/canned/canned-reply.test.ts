import { describe, expect, test } from "vitest";
import { aDatabase } from "@ruyi/platform/testing";
import { noon, testIds, testWording } from "../testing.ts";
import { type CannedReply, faultsOf, fill, type Known } from "./canned-reply.ts";
import { createCannedReplies } from "./operations.ts";

const reply: CannedReply = {
  id: "r",
  name: "track",
  zh: "{customer.name, name}，订单尾号{order.number, tail}，我在查。",
  en: "{customer.name, name}, I'm looking into order {order.number, tail}.",
};
const known: Known = {
  customerName: "周宁",
  agentName: "阿宁",
  shopName: { zh: "云裳", en: "Yunshang" },
  facts: { order: { value: { number: "YS-3021" }, source: "shop", at: noon.toISOString() } },
  promiseDueAt: undefined,
};
const reader = { language: "zh", zone: "Asia/Shanghai", now: noon.toISOString() } as const;

describe("a canned reply", () => {
  test("is filled from the conversation, in the language that is spoken", () => {
    expect(fill(reply, known, reader, testWording)).toEqual({
      kind: "filled",
      text: "周宁，订单尾号YS-3021，我在查。",
    });
  });

  test("is refused while something in it is not known, with what that is", () => {
    const unknown = { ...known, customerName: undefined, facts: {} };
    expect(fill(reply, unknown, { ...reader, language: "en" }, testWording)).toEqual({
      kind: "lacks",
      missing: ["customer.name", "order.number"],
    });
  });

  test("may hold only variables there are, in a format that fits, and whole braces", () => {
    const faults = (text: string): string[] =>
      faultsOf({ zh: text, en: "" }, testWording).map(({ message }) => message);
    expect(faults("{order.number, tail}好")).toEqual([]);
    expect(faults("{customer.phone, text}")).toEqual(['There is no variable "customer.phone".']);
    expect(faults("{order.amount, tail}")).toEqual(['"{order.amount}" is written as money, not as tail.']);
    expect(faults("好}")).toEqual(["A brace has no other half."]);
  });
});

describe("a shop's canned replies", () => {
  test("are kept by name, changed, taken away, and nobody else's", async () => {
    const database = await aDatabase();
    const newId = testIds(53);
    const canned = createCannedReplies({ database, clock: { now: () => noon }, newId, wording: testWording });
    const [one, two] = [newId("merchant"), newId("merchant")];
    const draft = { name: "track", zh: "在查。", en: "Looking." };
    const added = await canned.add(one, draft);
    if (added.kind !== "done") throw new Error(added.reason);
    expect(await canned.add(one, draft)).toMatchObject({ reason: "name-taken" });
    expect((await canned.add(two, draft)).kind).toBe("done");
    expect(await canned.change(two, added.reply.id, { ...draft, zh: "别人的。" })).toMatchObject({
      reason: "no-such-reply",
    });
    expect((await canned.change(one, added.reply.id, { ...draft, zh: "查着呢。" })).kind).toBe("done");
    expect(await canned.list(one, 10)).toEqual([{ ...draft, id: added.reply.id, zh: "查着呢。" }]);
    expect(await canned.remove(two, added.reply.id)).toBe(false);
    expect(await canned.remove(one, added.reply.id)).toBe(true);
    expect(await canned.list(one, 10)).toEqual([]);
    await canned.seed(one, [draft]);
    await canned.seed(one, [{ ...draft, name: "again" }]);
    expect((await canned.list(one, 10)).map(({ name }) => name)).toEqual(["track"]);
  });
});
