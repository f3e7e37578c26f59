import { describe, expect, test } from "vitest";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import type { Chat, Heard } from "../fixtures/chat.ts";

const shop = await aShop();

type Source = { readonly id: string; readonly title: string; readonly updatedAt: string };
const sourcesOf = (line: Heard | undefined): readonly Source[] => (line?.["sources"] ?? []) as readonly Source[];
const textOf = (line: Heard | undefined): string => String(line?.["text"] ?? "");
const lineOf = (chat: Chat): Heard | undefined => chat.messages().findLast(({ from }) => from !== "customer");
const asked = async (chat: Chat, text: string): Promise<Heard | undefined> => {
  await chat.says(text);
  return lineOf(chat);
};

describe("a question that an article answers", () => {
  test.each([
    ["yunshang", "运费多少", "满¥99.00包邮", "运费"],
    ["brightbyte", "how much is shipping?", "free on orders of $49.00", "What shipping costs"],
    ["dailyfresh", "没人在家怎么办", "放门口", "送货时家里没人"],
    ["dailyfresh", "do you deliver to Suzhou?", "Suzhou", "Where you deliver"],
  ] as const)("%s: “%s” is answered, with its source and how old that is", async (slug, text, answer, title) => {
    const line = await asked(await shop.chat(slug, "mei"), text);
    expect(textOf(line)).toContain(answer);
    expect(sourcesOf(line)).toEqual([{ id: expect.stringMatching(/^article:/), title, updatedAt: expect.any(String) }]);
    expect(Date.parse(sourcesOf(line)[0]?.updatedAt ?? "")).toBeLessThanOrEqual(shop.clock.now().getTime());
  });

  test("is answered to a visitor too, for whom no procedure can look anything up", async () => {
    const line = await asked(await shop.visitor("yunshang"), "几天能到");
    expect(sourcesOf(line)[0]?.title).toBe("发货后几天到");
  });

  test("is answered from what stands above the shop where the shop says nothing of its own", async () => {
    const line = await asked(await shop.chat("yunshang", "lin"), "有人打电话让我给验证码");
    expect(textOf(line)).toContain("不要给");
  });

  test("says what the procedure's own setting says", async () => {
    const line = await asked(await shop.chat("yunshang", "mei"), "退货运费谁出");
    expect(textOf(line)).toContain("7天内可以退");
  });

  test("moves nothing, and in the middle of a matter its question is put again", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("我要退大衣");
    const open = lineOf(chat);
    const steps = chat.of("step").length;
    await chat.says("客服几点下班");
    const [told, again] = chat.messages().slice(-2);
    expect(sourcesOf(told)[0]?.title).toBe("客服什么时候在");
    expect(textOf(again)).toBe(textOf(open));
    expect(again?.["choices"]).toEqual(open?.["choices"]);
    expect(chat.of("step")).toHaveLength(steps);
    expect(chat.effects()).toEqual({});
  });
});

describe("a question whose words no article has", () => {
  test.each([
    ["yunshang", "那双靴子卖光了，还会再进吗", "缺货了什么时候补"],
    ["brightbyte", "the blue one is gone, will you be getting more of those", "When something is back in stock"],
  ] as const)("%s: “%s” is answered by the article of its kind", async (slug, text, title) => {
    const line = await asked(await shop.chat(slug, "lin"), text);
    expect(sourcesOf(line)[0]?.title).toBe(title);
  });

  test("is declined by a shop that has none of its kind, and not answered with another", async () => {
    const { headers } = await shop.owner("dailyfresh");
    const base = `${shop.url}/v1/merchants/dailyfresh/articles`;
    type Page = { readonly items: readonly { readonly id: string; readonly key: string }[] };
    const { body } = await call<Page>(`${base}?text=gift`, { headers });
    const gift = body.items.find(({ key }) => key === "gift");
    if (!gift) throw new Error("The demo's fruit shop has an article about gifts.");
    const wish = "给我妈当生日惊喜，你们能帮忙系个蝴蝶结吗";
    expect(sourcesOf(await asked(await shop.visitor("dailyfresh"), wish))[0]?.title).toBe("送礼和贺卡");
    await call(`${base}/${gift.id}/retire`, { headers, body: { reason: "不做了" } });
    expect(sourcesOf(await asked(await shop.visitor("dailyfresh"), wish))).toEqual([]);
  });
});

describe("a question that nothing answers surely", () => {
  test.each([
    ["yunshang", "股票还会涨吗", "不乱答"],
    ["brightbyte", "who is the president", "won't guess"],
  ] as const)("%s: “%s” is declined, with a person one press away", async (slug, text, line) => {
    const chat = await shop.chat(slug, "mei");
    const answer = await asked(chat, text);
    expect(textOf(answer)).toContain(line);
    expect(sourcesOf(answer)).toEqual([]);
    expect(chat.choices()).toMatchObject([{ id: "talk-to-a-person" }]);
  });

  test("is answered by a choice of the few it may be", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("衣服怎么洗");
    const titles = chat.choices().map(({ label }) => label);
    expect(titles).toEqual(expect.arrayContaining(["羽绒服怎么洗", "羊毛、羊绒怎么洗"]));
    expect(titles.at(-1)).toBe("都不是");
    const line = await asked(chat, "羽绒服怎么洗");
    expect(textOf(line)).toContain("放两个网球");
    expect(sourcesOf(line)).toHaveLength(1);
  });
});

describe("a wish for an act, or what concerns an order of their own,", () => {
  test.each([
    ["yunshang", "我要退货", "return-and-refund"],
    ["yunshang", "我的快递到哪了", "where-is-my-parcel"],
    ["brightbyte", "my headphones are broken", "damaged-or-missing"],
  ] as const)("is the procedures': %s, “%s”", async (slug, text, procedure) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(text);
    expect(chat.of("step").some((step) => step["procedure"] === procedure)).toBe(true);
    expect(sourcesOf(lineOf(chat))).toEqual([]);
  });
});

describe("a question about a rule", () => {
  const delivered = async (slug: "yunshang" | "brightbyte") => {
    const orders = await shop.orders(slug, "mei");
    const found = orders.find(
      ({ state, lines }) => state === "delivered" && lines.length === 1 && lines[0]?.returnable,
    );
    if (!found) throw new Error(`Mei has no delivered order of one returnable thing at ${slug}.`);
    return found;
  };

  test("is answered from the rule in force, with the rule as its source", async () => {
    const chat = await shop.visitor("yunshang");
    const line = await asked(chat, "收到货以后几天内可以退？");
    expect(textOf(line)).toContain("签收后7天内可以退");
    expect(sourcesOf(line)).toMatchObject([
      { id: "procedure:return-and-refund/returnDays", title: "退货退款的规则，第1版" },
    ]);
    const english = await asked(await shop.visitor("brightbyte"), "How long do I have to return something?");
    expect(textOf(english)).toContain("Within 7 days of delivery");
  });

  test("is answered on the order that is meant, by the table that decides, and the matter can be begun from there", async () => {
    const order = await delivered("yunshang");
    const chat = await shop.chat("yunshang", "mei");
    const line = await asked(chat, `${order.number}能退吗`);
    const [source] = sourcesOf(line);
    expect(source?.id).toMatch(/^procedure:return-and-refund\/mayReturn\/\d+$/);
    const isInTime = textOf(line).includes("可以退");
    expect(chat.choices().map(({ id }) => id)).toEqual([isInTime ? "return-and-refund" : "appeal"]);
    expect(chat.of("step")).toEqual([]);
    if (isInTime) {
      await chat.says("好的");
      expect(chat.of("step").some((step) => step["procedure"] === "return-and-refund")).toBe(true);
      expect(chat.effects()).toEqual({});
    }
  });

  test("follows a release of the procedure at once", async () => {
    const { headers } = await shop.owner("dailyfresh");
    const line = async () => textOf(await asked(await shop.visitor("dailyfresh"), "几天内可以退货"));
    expect(await line()).toContain("7天");
    const base = `${shop.url}/v1/merchants/dailyfresh/procedures/return-and-refund`;
    const changes = { "return-and-refund": { settings: { returnDays: 14 } } };
    await call(`${base}/draft`, { method: "PUT", headers, body: { kind: "adaptation", changes } });
    const released = await call(`${base}/releases`, { headers, body: { reason: "两周内都可以退" } });
    expect([released.status, released.body]).toEqual([201, expect.anything()]);
    expect(await line()).toContain("14天");
  });
});
