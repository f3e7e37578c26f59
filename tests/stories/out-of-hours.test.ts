import { describe, expect, test } from "vitest";
import { hourMs, minuteMs } from "@ruyi/kernel";
import { staffingAt } from "@ruyi/server";
import { placeOf } from "@ruyi/tenancy";
import { aColleague, type Colleague } from "../fixtures/colleague.ts";
import { call } from "../fixtures/http.ts";
import { aShop, type Slug } from "../fixtures/shop.ts";

const shop = await aShop();

/** Somebody who comes in the morning: sessions of the evening before are over by then. */
async function anAgentOf(slug: Slug): Promise<Colleague> {
  const { tenancy } = shop.house;
  const by = { kind: "system", name: "test" } as const;
  const post = { role: "agent", at: placeOf(shop.merchant(slug)) } as const;
  const made = await tenancy.createStaff(by, { name: "Early Bird", email: `early@${slug}.example`, post });
  if (made.kind !== "done") throw new Error(made.reason);
  const issued = await tenancy.issueSignInLink(by, made.staff.id);
  if (issued.kind !== "done") throw new Error(issued.reason);
  const came = await call<{ token: string }>(`${shop.url}/v1/sign-in/link`, {
    body: { token: issued.link.token, carry: "token" },
  });
  return aColleague(shop.url, slug, came.body.token, made.staff.id);
}

describe("a person asked for while nobody is there", () => {
  test.each([
    [
      "yunshang",
      "转人工",
      /同事.+上班，.+前在这里回您。您排第\d+。/,
      /^同事\d+月\d+日（周.）.+前在这里回复。$/,
      "我是何苗，您请说",
    ],
    [
      "brightbyte",
      "talk to a human",
      /The team is back at .+ ET .+ and will answer here by .+ You're number \d+ in line\./,
      /^A colleague will answer here by .+ \(ET\)\.$/,
      "Hello, this is Nadia",
    ],
  ] as const)("comes when the shop opens, and says so (%s)", async (slug, words, line, promised, reply) => {
    shop.turnTo(slug, false);
    const chat = await shop.visitor(slug);
    await chat.says(words);
    expect(chat.answer()).toMatch(line);
    const handoff = chat.handoff();
    const [backAt, answerBy] = [handoff?.["backAt"], handoff?.["answerBy"]].map((at) => Date.parse(String(at)));
    const now = shop.clock.now().getTime();
    expect(backAt).toBeGreaterThan(now);
    expect((answerBy ?? 0) - (backAt ?? 0)).toBeLessThanOrEqual(2 * hourMs);
    expect(chat.of("promise")).toMatchObject([{ state: "open", text: expect.stringMatching(promised) }]);

    const { hours, zone } = shop.merchant(slug);
    expect(hours && staffingAt({ hours, zone }, new Date(backAt ?? 0)).isThere).toBe(true);
    shop.turn((backAt ?? 0) - now + 30 * minuteMs);
    const colleague = await anAgentOf(slug);
    await colleague.takes(chat.id);
    expect(await shop.books(slug).promisesIn(chat.id)).toMatchObject([{ state: "open" }]);
    await colleague.says(chat.id, reply);
    expect(await shop.books(slug).promisesIn(chat.id)).toMatchObject([{ state: "kept" }]);
  });

  test("while they are, the wait is told, and nothing is promised", async () => {
    shop.turnTo("yunshang", true);
    const chat = await shop.visitor("yunshang");
    await chat.says("转人工");
    expect(chat.handoff()).not.toHaveProperty("backAt");
    expect(chat.of("promise")).toEqual([]);
  });

  test("what the widget reads says the same", async () => {
    shop.turnTo("dailyfresh", false);
    const look = await fetch(`${shop.url}/v1/customer/look?merchant=dailyfresh`);
    expect(await look.json()).toMatchObject({ people: { kind: "closed", opensAt: expect.any(String) } });
    shop.turnTo("dailyfresh", true);
    const later = await fetch(`${shop.url}/v1/customer/look?merchant=dailyfresh`);
    expect(await later.json()).toMatchObject({ people: { kind: "open", until: expect.any(String) } });
  });
});
