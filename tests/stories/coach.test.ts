import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { MerchantId } from "@ruyi/kernel";
import { startServer } from "@ruyi/server";
import { aCoach } from "../fixtures/coach.ts";
import { openChat } from "../fixtures/chat.ts";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

// A lesson's thread learns to read the library first, which takes a busy machine its time.
vi.setConfig({ testTimeout: 120_000 });
const shop = await aShop();

/** What was noticed is written down a moment later; the sweeps need not be waited for. */
const kept = () => shop.house.understanding.keep();

/** Somebody new asks once; answers with which procedure began, if any. */
async function asks(slug: "yunshang" | "brightbyte", text: string): Promise<string | undefined> {
  const chat = await shop.visitor(slug);
  await chat.says(text);
  const step = chat.step();
  return step ? String(step["procedure"]) : begunWithoutIdentity(chat.answer());
}

/** A visitor is asked to sign in where a procedure was to begin that needs to know who they are. */
const begunWithoutIdentity = (answer: string): string | undefined =>
  /核对身份|identity must be checked/.test(answer) ? "needs-identity" : undefined;

const gift = ["养宠卡怎么转赠", "养宠卡要怎么转赠给朋友", "我想把养宠卡转赠给别人"];
const stampCard = [
  "how do I claim my stamp card",
  "is there a stamp card for regulars",
  "where do I get the stamp card",
];

describe("the coach's loop", () => {
  test("an odd question asked three times is one group; one edit, and the same words begin its procedure; undone, not any more", async () => {
    const coach = aCoach(shop.url, "yunshang", await shop.owner("yunshang"));
    for (const text of gift) expect(await asks("yunshang", text)).toBeUndefined();
    await kept();

    const [question, ...others] = await coach.questions();
    expect(others).toEqual([]);
    expect(question).toMatchObject({ messages: 3, week: 3, state: "open" });
    expect(gift).toContain(question?.title);

    const taught = await coach.teaches({ question: question?.id, means: "coupon-points-gift-card" });
    expect(taught).toMatchObject({ status: 201, body: { kind: "live", version: 1 } });
    expect(taught.body.rehearsal.taught).toEqual({ of: 3, right: 3 });
    expect(await coach.questions()).toEqual([]);
    expect(await asks("yunshang", "养宠卡怎么转赠")).toBe("needs-identity");
    expect(await asks("yunshang", "养宠卡能不能转赠给我妈")).toBe("needs-identity");

    const undone = await coach.takesBack(1);
    expect(undone).toMatchObject({ status: 201, body: { kind: "live", version: 2 } });
    expect(await asks("yunshang", "养宠卡怎么转赠")).toBeUndefined();
    expect(await coach.questions()).toMatchObject([{ id: question?.id, state: "open" }]);
    expect((await coach.takesBack(1)).status).toBe(409);
  });

  test("works in English just so, and any version can be gone back to in one move", async () => {
    const coach = aCoach(shop.url, "brightbyte", await shop.owner("brightbyte"));
    for (const text of stampCard) expect(await asks("brightbyte", text)).toBeUndefined();
    await kept();
    const [question] = await coach.questions();
    expect(question?.messages).toBe(3);
    const taught = await coach.teaches({ question: question?.id, means: "coupon-points-gift-card" });
    expect(taught.body).toMatchObject({ kind: "live", version: 1 });
    expect(await asks("brightbyte", "can my mum use the stamp card")).toBe("needs-identity");

    expect((await coach.goesBackTo(0)).body).toEqual({ version: 0 });
    expect(await asks("brightbyte", "can my mum use the stamp card")).toBeUndefined();
    expect((await coach.goesBackTo(1)).body).toEqual({ version: 1 });
    expect(await asks("brightbyte", "can my mum use the stamp card")).toBe("needs-identity");
    expect((await coach.goesBackTo(7)).status).toBe(404);
    const { body } = await coach.versions();
    expect(body).toMatchObject({ live: 1, items: [{ version: 1, kind: "means", isLive: true }] });
  });

  test("what one shop teaches is its own: another reads as before, and does not see it", async () => {
    const other = aCoach(shop.url, "dailyfresh", await shop.owner("dailyfresh"));
    expect(await other.questions()).toEqual([]);
    const [mine] = await aCoach(shop.url, "brightbyte", await shop.owner("brightbyte")).questions("taught");
    expect(mine).toBeDefined();
    expect((await other.teaches({ question: mine?.id, means: "made-to-order" })).status).toBe(404);
    const chat = await shop.visitor("dailyfresh");
    await chat.says("can my mum use the stamp card");
    expect(begunWithoutIdentity(chat.answer())).toBeUndefined();
  });

  test("a lesson that makes known messages worse is refused with its reasons, and goes live only with a reason given", async () => {
    const coach = aCoach(shop.url, "dailyfresh", await shop.owner("dailyfresh"));
    const texts = ["我的快递到哪了", "where is my parcel", "快递到哪里了", "track my parcel", "包裹到哪了"];
    const refused = await coach.teaches({ texts, means: "none" });
    expect(refused).toMatchObject({ status: 200, body: { kind: "refused", version: null } });
    expect(refused.body.rehearsal.refusals.map(({ kind }) => kind)).toContain("library-worse");
    expect(refused.body.rehearsal.changes[0]).toMatchObject({ effect: "worse" });
    expect((await coach.versions()).body.live).toBe(0);

    const insisted = await coach.teaches({ texts, means: "none", reason: "We sell in the shop only" });
    expect(insisted.body).toMatchObject({ kind: "live", version: 1 });
    const { headers } = await shop.owner("dailyfresh");
    const audit = await call<{ items: { action: string; after: object }[] }>(
      `${shop.url}/v1/merchants/dailyfresh/audit`,
      { headers },
    );
    expect(audit.body.items[0]).toMatchObject({
      action: "understanding.taught",
      after: { insisted: true, reason: "We sell in the shop only" },
    });
    await coach.goesBackTo(0);
  });

  test("a choice among what was offered says what was meant, and nothing personal is kept", async () => {
    const coach = aCoach(shop.url, "yunshang", await shop.owner("yunshang"));
    const chat = await shop.chat("yunshang", "mei");
    await chat.says("宠物卡可以转给朋友吗，她的手机13800138000");
    await chat.says("查一下我的快递到哪了");
    await kept();
    const all = await Promise.all((await coach.questions()).map(({ id }) => coach.messages(id)));
    const message = all.flat().find(({ text }) => text.includes("她的手机"));
    expect(message).toMatchObject({ text: "宠物卡可以转给朋友吗，她的手机***", knownBy: "afterwards" });
    expect(message?.known).toBe("where-is-my-parcel");
  });

  test("what a colleague begins after a hand-over says what the customer's doubtful words were about", async () => {
    const coach = aCoach(shop.url, "dailyfresh", await shop.owner("dailyfresh"));
    const agent = await shop.hires("agent", "dailyfresh", "Nadia Ferro");
    const chat = await shop.chat("dailyfresh", "mei");
    await chat.says("宠物卡怎么转给邻居");
    await chat.says("转人工");
    await agent.takes(chat.id);
    await chat.says("查一下我的快递到哪了");
    const { draft } = (await agent.sees(chat.id)) as unknown as { draft: { of: number; start: { procedure: string } } };
    expect(draft.start.procedure).toBe("where-is-my-parcel");
    const begun = await call(`${shop.url}/v1/merchants/dailyfresh/conversations/${chat.id}/begin-draft`, {
      headers: agent.headers,
      body: { of: draft.of },
    });
    expect(begun.status).toBe(200);
    for (const until = Date.now() + 20_000; ;) {
      const message = (await coach.doubtful()).find(({ text }) => text.includes("转给邻居"));
      if (message?.knownBy) {
        expect(message).toMatchObject({ known: "where-is-my-parcel", knownBy: "colleague" });
        break;
      }
      expect(Date.now(), "nobody was told what the colleague began").toBeLessThan(until);
      await new Promise((done) => setTimeout(done, 200));
    }
  });

  test("figures say how many messages were understood, with the interval that chance leaves", async () => {
    const coach = aCoach(shop.url, "yunshang", await shop.owner("yunshang"));
    const figures = await coach.figures();
    expect(figures).toMatchObject({ reviewed: 1, model: { version: 2, ownExamples: 0 } });
    expect(figures["messages"]).toBeGreaterThanOrEqual(6);
    const begun = figures["begun"] as { share: number; low: number; high: number };
    expect(begun.low).toBeLessThan(begun.share);
    expect(begun.high).toBeGreaterThan(begun.share);
    expect((await coach.calibrates()).status).toBe(409);
  });

  test("who only answers customers neither sees the page nor teaches", async () => {
    const agent = aCoach(shop.url, "yunshang", await shop.hires("agent", "yunshang", "Ning Bo"));
    expect((await agent.teaches({ texts: ["x"], means: "none" })).status).toBe(403);
    expect((await agent.versions()).status).toBe(403);
  });
});

describe("a model that cannot be read", () => {
  test.each([
    ["of another shape", Buffer.from(`${JSON.stringify({ format: 1, labels: [], lengths: [] })}\n`)],
    ["cut short", Buffer.from("{")],
  ])("(%s) is learned anew by the server that meets it", async (_how, bytes) => {
    const { settings, database } = shop.house;
    const coach = aCoach(shop.url, "brightbyte", await shop.owner("brightbyte"));
    const texts = ["do you lend telescopes", "can I borrow a telescope", "is telescope lending a thing"];
    if ((await asks("brightbyte", "do you lend telescopes")) !== "needs-identity")
      expect((await coach.teaches({ texts, means: "made-to-order" })).body.kind).toBe("live");
    const { id } = shop.merchant("brightbyte");
    await database.ownerPool.query(
      `update assistant.lesson l set mind = $2 from assistant.live v
       where l.merchant_id = $1 and v.merchant_id = $1 and v.version = l.version`,
      [id, bytes],
    );
    const later = await startServer({ ...settings, port: 0, demo: false }, { clock: shop.clock });
    try {
      for (const until = Date.now() + 60_000; ; await sleep(200)) {
        const chat = await openChat(later.url, { "ruyi-merchant": "brightbyte" });
        await chat.says("do you lend telescopes");
        if (begunWithoutIdentity(chat.answer())) break;
        expect(Date.now(), "it was never learned anew").toBeLessThan(until);
      }
    } finally {
      await later.stop();
    }
  });
});

describe("two servers on one database", () => {
  test("what is taught at one is read at the other within seconds, and what was taught before it began from its first message", async () => {
    const { settings } = shop.house;
    const other = await startServer({ ...settings, port: 0, demo: false }, { clock: shop.clock });
    try {
      const says = async (text: string): Promise<string> => {
        const chat = await openChat(other.url, { "ruyi-merchant": "brightbyte" });
        await chat.says(text);
        return chat.answer();
      };
      expect(begunWithoutIdentity(await says("can my mum use the stamp card"))).toBe("needs-identity");

      const coach = aCoach(shop.url, "brightbyte", await shop.owner("brightbyte"));
      const texts = ["do you rent out drones", "can I rent a drone", "is drone rental possible"];
      expect(begunWithoutIdentity(await says("do you rent out drones"))).toBeUndefined();
      expect((await coach.teaches({ texts, means: "made-to-order" })).body.kind).toBe("live");
      for (const until = Date.now() + 20_000; ;) {
        await other.house.understanding.hearOthers();
        if (begunWithoutIdentity(await says("do you rent out drones"))) break;
        expect(Date.now(), "the other server never heard of it").toBeLessThan(until);
      }
      const mind = other.house.understanding.read("" as MerchantId, "do you rent out drones");
      expect(mind.rejected || (mind.top[0]?.confidence ?? 0) < 0.55).toBe(true);
    } finally {
      await other.stop();
    }
  });
});
