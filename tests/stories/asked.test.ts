import { dayMs } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import type { Chat, Heard } from "../fixtures/chat.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

type Source = { readonly id: string; readonly title: string; readonly updatedAt: string };
const sourcesOf = (line: Heard | undefined): readonly Source[] => (line?.["sources"] ?? []) as readonly Source[];
const stepsOf = (chat: Chat): number => chat.of("step").length;

/** The line that answers, whatever is asked again after it. */
async function asked(chat: Chat, text: string): Promise<Heard | undefined> {
  const heard = await chat.says(text);
  return heard.find(({ kind, from }) => kind === "message" && from !== "customer");
}
const textOf = (line: Heard | undefined): string => String(line?.["text"] ?? "");

/** Something of hers that came two months ago or more, which no rule takes back. */
async function longAgo(slug: Slug): Promise<{ readonly number: string }> {
  const found = (await shop.orders(slug, "mei")).find(
    ({ state, parcels }) =>
      state === "delivered" &&
      parcels.every(
        ({ deliveredAt }) => deliveredAt && shop.clock.now().getTime() - deliveredAt.getTime() > 60 * dayMs,
      ),
  );
  if (!found) throw new Error(`Mei has nothing at ${slug} that came long ago.`);
  return found;
}

describe("whether something may be done", () => {
  test.each([
    [
      "yunshang",
      "大衣能退吗",
      /^羊毛大衣：可以退，因为订单已签收.*规则是签收后最多7天，到.+为止/,
      "return-and-refund/mayReturn/1",
    ],
    ["yunshang", "能取消吗", /^针织连衣裙：可以取消，因为订单已付款/, "cancel-order/mayCancel/1"],
    ["yunshang", "能不能改地址", /^针织连衣裙：可以改/, "change-address/mayChange/1"],
    [
      "brightbyte",
      "can I still return the headphones?",
      /it may be returned, because .* at most 7 days/,
      "return-and-refund/mayReturn/1",
    ],
    [
      "brightbyte",
      "Can I cancel my order?",
      /it may be cancelled, because the order is paid/,
      "cancel-order/mayCancel/1",
    ],
  ] as const)(
    "%s: “%s” is answered on the order meant, with its rule, and nothing is begun",
    async (slug, text, answer, clause) => {
      const chat = await shop.chat(slug, "mei");
      const line = await asked(chat, text);
      expect(textOf(line)).toMatch(answer);
      const [source] = sourcesOf(line);
      expect(source).toMatchObject({ id: `procedure:${clause}`, title: expect.stringMatching(/第1版|version 1/) });
      expect(Date.parse(source?.updatedAt ?? "")).toBeLessThanOrEqual(shop.clock.now().getTime());
      expect(stepsOf(chat)).toBe(0);

      const [procedure = ""] = clause.split("/");
      expect(chat.choices().map(({ id }) => id)).toEqual([procedure]);
      await chat.picks(procedure);
      expect(chat.step()).toMatchObject({ procedure });
      expect(chat.effects()).toEqual({});
    },
  );

  test.each([
    ["yunshang", (tail: string) => `订单${tail}能退货吗`, "不能无理由退了", "签收后最多7天"],
    [
      "brightbyte",
      (tail: string) => `can I return order ${tail}?`,
      "returns without a reason are over",
      "at most 7 days since delivery",
    ],
  ] as const)(
    "%s: where not, in the procedure's own words; and “why” names the rule",
    async (slug, words, answer, rule) => {
      const { number } = await longAgo(slug);
      const chat = await shop.chat(slug, "mei");
      const line = await asked(chat, words(number));
      expect(textOf(line)).toContain(answer);
      expect(sourcesOf(line)).toMatchObject([{ id: "procedure:return-and-refund/mayReturn/2" }]);
      expect(chat.choices().map(({ id }) => id)).toEqual(["appeal"]);

      await chat.says(slug === "yunshang" ? `我要退货，订单${number}` : `I want to return order ${number}`);
      expect(chat.step()).toMatchObject({ procedure: "return-and-refund", state: "ended", outcome: "refused" });
      const steps = stepsOf(chat);
      const why = await asked(chat, slug === "yunshang" ? "为什么不能退？" : "why was it refused?");
      expect(textOf(why)).toContain(rule);
      expect(sourcesOf(why)).toMatchObject([{ id: "procedure:return-and-refund/mayReturn/2" }]);
      expect(stepsOf(chat)).toBe(steps);
    },
  );

  test("“why”, asked of another matter or another order than the last, is not answered from the last", async () => {
    const { number } = await longAgo("yunshang");
    const chat = await shop.chat("yunshang", "mei");
    await chat.says(`我要退货，订单${number}`);
    const shipped = (await shop.orders("yunshang", "mei")).find(({ state }) => state === "shipped");
    const other = await asked(chat, `为什么不能取消订单${shipped?.number ?? ""}？`);
    expect(sourcesOf(other)).toMatchObject([{ id: expect.stringMatching(/^procedure:cancel-order\/mayCancel/) }]);
    expect(textOf(other)).toContain("订单已发货");
    expect(textOf(await asked(chat, "为什么不能退货？"))).toContain("规则是签收后最多7天");
  });

  test("“why”, asked of such an answer, gives its reason and begins nothing", async () => {
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("大衣能退吗");
    expect(textOf(await asked(chat, "为什么"))).toContain("羊毛大衣：可以退，因为订单已签收");
    expect(stepsOf(chat)).toBe(0);
  });
});

describe("what would be otherwise", () => {
  test.each([
    [
      "yunshang",
      "大衣签收10天后还能退吗",
      /^如果签收后10天：不行，过了期限。规则是签收后最多7天。现在（羊毛大衣）.*可以退。/,
    ],
    ["yunshang", "发货以后还能取消订单吗", /^如果订单已发货：不能直接办，已经发货/],
    [
      "brightbyte",
      "what if I return the headphones after 10 days?",
      /^If it was delivered 10 days ago: no, too late\. The rule is at most 7 days/,
    ],
  ] as const)("%s: “%s” is told with both outcomes", async (slug, text, answer) => {
    const chat = await shop.chat(slug, "mei");
    expect(textOf(await asked(chat, text))).toMatch(answer);
    expect(stepsOf(chat)).toBe(0);
  });

  test("a case of which the rule says nothing is left open, with what it does look at", async () => {
    const chat = await shop.chat("yunshang", "mei");
    const line = await asked(chat, "大衣如果拆封了还能退吗？");
    expect(textOf(line)).toContain("规则里没有写");
    expect(chat.choices().map(({ id }) => id)).toEqual(["return-and-refund", "talk-to-a-person"]);
    expect(stepsOf(chat)).toBe(0);
  });
});

describe("in the middle of a matter", () => {
  test.each([
    ["yunshang", "我要退大衣", "然后呢", /现在等您确认，确认以前什么也不办。之后：退款，再等快递揽收/, "钱什么时候到"],
    [
      "brightbyte",
      "I want to return the headphones",
      "what happens next?",
      /nothing is done before you confirm\. After that: refund/,
      "when do I get my money?",
    ],
  ] as const)("%s: what comes next is told, and its question is put again", async (slug, wish, text, answer, money) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(wish);
    const [open, steps] = [chat.answer(), stepsOf(chat)];
    for (const question of [text, money]) {
      const line = await asked(chat, question);
      expect(textOf(line)).toMatch(answer);
      expect(sourcesOf(line)).toMatchObject([{ id: "procedure:give-back/register-now" }]);
      expect(chat.answer()).toBe(open);
    }
    expect(stepsOf(chat)).toBe(steps);
    expect(chat.effects()).toEqual({});
  });

  test("why the money waits is told in the words that the rating has for its customer, and no more", async () => {
    const chat = await shop.chat("brightbyte", "bo");
    await chat.says("I want to return my headphones");
    const open = chat.answer();
    const line = await asked(chat, "why do I have to wait?");
    expect(textOf(line)).toContain("above the instant limit");
    expect(textOf(line)).not.toMatch(/star|rating/i);
    expect(chat.answer()).toBe(open);
  });

  test("what was done is waited for, until a time that is named", async () => {
    const chat = await shop.chat("brightbyte", "mei");
    await chat.says("I want to return the headphones");
    await chat.picks("yes");
    expect(textOf(await asked(chat, "what happens next?"))).toMatch(
      /^It waits for the carrier to scan the goods, until .+ at the latest/,
    );
    expect(chat.step()).toMatchObject({ state: "waiting" });
  });
});

describe("what is no question to a procedure", () => {
  test.each([
    ["yunshang", "为什么我的快递还没到", "where-is-my-parcel"],
    ["brightbyte", "can you cancel my order", "cancel-order"],
    ["yunshang", "帮我取消订单", "cancel-order"],
  ] as const)("%s: “%s” is a wish as before", async (slug, text, procedure) => {
    const chat = await shop.chat(slug, "mei");
    await chat.says(text);
    expect(chat.step()).toMatchObject({ procedure });
  });

  test("a visitor is told the rule, and nothing of anybody's orders", async () => {
    const chat = await shop.visitor("brightbyte");
    expect(textOf(await asked(chat, "can I still return something after 10 days?"))).toContain(
      "10 days ago: no, too late",
    );
    expect(stepsOf(chat)).toBe(0);
  });
});
