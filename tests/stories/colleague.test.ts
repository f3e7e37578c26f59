import { describe, expect, test } from "vitest";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

const problem = (name: string) => expect.stringContaining(name);

describe("a colleague goes on where the assistant stood", () => {
  test("with the same open moves, and the log tells who did what", async () => {
    const slug = "yunshang";
    const agent = await shop.hires("agent", slug, "He Xiaodan");
    const order = await shop.received(slug, "mei");
    const chat = await shop.chat(slug, "mei");
    await chat.says("我要退货，衣服小了");
    const seenBefore = await agent.sees(chat.id);
    await chat.says("转人工");

    expect((await agent.queue()).map(({ id }) => id)).toContain(chat.id);
    const taken = await agent.takes(chat.id);
    expect(taken.body).toMatchObject({ speaker: { kind: "agent", id: agent.id }, run: { step: "register-now" } });
    expect(taken.body.openMoves).toEqual(seenBefore.openMoves);
    expect(taken.body.openMoves).toMatchObject([
      { move: "confirm", action: "registerReturn", label: "退款¥699.00" },
      { move: "decline", action: "registerReturn", label: "先不退" },
      { move: "stop" },
    ]);

    await agent.says(chat.id, "您好，我来办。退羊毛大衣一件，退¥699.00到微信支付，可以吗？");
    const { body: said } = await chat.send("行，那就照你说的退吧，麻烦快点");
    expect((await agent.sees(chat.id)).run).toMatchObject({ state: "confirming" });
    const moved = await agent.moves(chat.id, { move: "confirm", said: said.offset });
    expect(moved.status).toBe(200);
    await chat.settle();

    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(await shop.books(slug).paidBack(order.id)).toMatchObject([{ amount: "69900" }]);
    expect(await shop.books(slug).outOfBalance()).toEqual([0]);

    const log = await agent.log(chat.id);
    expect(log[0]).toMatchObject({ actor: "assistant", kind: "started" });
    expect(log.filter(({ kind }) => kind === "confirmed")).toMatchObject([{ actor: "agent", actorId: agent.id }]);
    expect(log.filter(({ kind }) => kind === "acted").every(({ actor }) => actor === "system")).toBe(true);
    // The customer sees that a person came, and not which one by number.
    expect(JSON.stringify(chat.events)).not.toContain(agent.id);
  });

  test("and may answer for the customer what the customer told them, and it is on record", async () => {
    const slug = "brightbyte";
    const agent = await shop.hires("agent", slug, "Ines Marlow");
    const chat = await shop.chat(slug, "bo");
    await chat.says("my headphones are broken, I want a refund");
    await chat.says("talk to a human");
    await agent.takes(chat.id);
    const told = await agent.answers(chat.id, "damage", "the left cup is silent; said on the phone");
    expect(told.body.run).toMatchObject({ state: "confirming" });
    const log = await agent.log(chat.id);
    expect(log.at(-1)).toMatchObject({ actor: "agent", actorId: agent.id });
    expect(log.map(({ kind }) => kind)).toContain("answered");
  });
});

describe("a move that is not open is refused, with those that are", () => {
  test("whatever the move", async () => {
    const slug = "yunshang";
    const agent = await shop.hires("agent", slug, "Lu Wen");
    const chat = await shop.chat(slug, "bo");
    await chat.says("我要改地址");
    await chat.says("转人工");
    await agent.takes(chat.id);
    const open = (await agent.sees(chat.id)).openMoves;
    expect(open).toMatchObject([{ move: "answer", fact: "address" }, { move: "stop" }]);
    // A refusal lists the moves; what would follow from each is told where the conversation is read.
    const listed = open.map((each) => Object.fromEntries(Object.entries(each).filter(([name]) => name !== "then")));

    for (const move of [
      { move: "confirm" },
      { move: "decline" },
      { move: "answer", fact: "decision", value: "approve" },
      { move: "answer", fact: "order", value: "yu-1" },
    ]) {
      const { status, body } = await agent.moves(chat.id, move);
      expect({ move, status, type: body.type, open: body.open }).toEqual({
        move,
        status: 409,
        type: problem("move-not-open"),
        open: listed,
      });
    }
    expect((await agent.sees(chat.id)).openMoves).toEqual(open);
  });

  test("a choice that is none, with the choices", async () => {
    const slug = "yunshang";
    const agent = await shop.hires("agent", slug, "Qin Yi");
    const chat = await shop.chat(slug, "kai");
    await chat.says("我要退货");
    await agent.takes(chat.id);
    const { status, body } = await agent.answers(chat.id, "decision", "give-everything");
    expect({ status, type: body.type }).toEqual({ status: 409, type: problem("move-not-a-choice") });
    expect(body.open?.[0]?.choices?.map(({ id }) => id)).toEqual(["approve", "after-inspection", "refuse"]);
  });

  test("where no procedure is under way there is none", async () => {
    const agent = await shop.hires("agent", "brightbyte", "Omar Reyes");
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("you people are useless, this is ridiculous");
    await agent.takes(chat.id);
    const { status, body } = await agent.moves(chat.id, { move: "stop" });
    expect({ status, type: body.type, open: body.open }).toEqual({
      status: 409,
      type: problem("no-open-run"),
      open: [],
    });
  });

  test("the customer's yes is not the colleague's to give", async () => {
    const slug = "brightbyte";
    const agent = await shop.hires("agent", slug, "Tess Ahn");
    const chat = await shop.chat(slug, "mei");
    await chat.says("I want to return my headphones");
    const early = chat.messages().find(({ from }) => from === "customer")?.offset;
    const readBack = chat.messages().at(-1)?.offset;
    await chat.says("talk to a human");
    await agent.takes(chat.id);
    for (const said of [undefined, early, readBack, 9_999]) {
      const { status, body } = await agent.moves(chat.id, { move: "confirm", ...(said ? { said } : {}) });
      expect({ said, status, type: body.type }).toEqual({
        said,
        status: 409,
        type: problem("move-needs-the-customers-yes"),
      });
      expect(body.open?.map(({ move }) => move)).toEqual(["confirm", "decline", "stop"]);
    }
    expect(await shop.books(slug).traces("mei")).toBe(0);
  });
});

describe("one speaker at a time", () => {
  test("who has not taken a conversation cannot speak or move in it", async () => {
    const agent = await shop.hires("agent", "yunshang", "Fang Bo");
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("我要退货");
    for (const { status, body } of [
      await agent.says(chat.id, "您好"),
      await agent.moves(chat.id, { move: "decline" }),
      await agent.givesBack(chat.id),
      await agent.closes(chat.id),
    ])
      expect({ status, type: body.type }).toEqual({ status: 409, type: problem("not-your-conversation") });
    expect(chat.messages().some(({ from }) => from === "agent")).toBe(false);
  });

  test("a second colleague is refused, unless they take over on purpose", async () => {
    const first = await shop.hires("agent", "yunshang", "An Ran");
    const second = await shop.hires("agent", "yunshang", "Bai Lu");
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("转人工");
    expect((await first.takes(chat.id)).status).toBe(200);
    expect((await first.takes(chat.id)).status).toBe(200);

    const refused = await second.takes(chat.id);
    expect({ status: refused.status, type: refused.body.type }).toEqual({
      status: 409,
      type: problem("taken-by-another"),
    });
    expect((await second.says(chat.id, "我来")).body.type).toEqual(problem("taken-by-another"));

    expect((await second.takes(chat.id, { takeOver: true })).body.speaker).toMatchObject({ id: second.id });
    expect((await first.says(chat.id, "我还在")).body.type).toEqual(problem("taken-by-another"));
    expect((await second.says(chat.id, "现在由我接着办")).status).toBe(200);
    await chat.settle();
    expect(chat.of("taken")).toHaveLength(2);
  });

  test("two who take at the same moment: one has it", async () => {
    const both = [
      await shop.hires("agent", "brightbyte", "Pia Holm"),
      await shop.hires("agent", "brightbyte", "Raj Iyer"),
    ];
    const chat = await shop.chat("brightbyte", "lin");
    await chat.says("talk to a human");
    const answers = await Promise.all(both.map((each) => each.takes(chat.id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  test("a note is for colleagues only", async () => {
    const agent = await shop.hires("agent", "yunshang", "Jing Tao");
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("转人工");
    expect((await agent.notes(chat.id, "客人上次也问过这个")).status).toBe(200);
    await chat.settle();
    expect(JSON.stringify(chat.events)).not.toContain("客人上次也问过这个");
    expect(JSON.stringify(await agent.events(chat.id))).toContain("客人上次也问过这个");
  });
});

describe("who may decide about how much", () => {
  test("¥268 takes a lead: an agent is refused, an admin may, and then the customer still says yes", async () => {
    const slug = "dailyfresh";
    const agent = await shop.hires("agent", slug, "Shen Tong");
    const admin = await shop.hires("admin", slug, "Yan Qing");
    const order = await shop.received(slug, "kai");
    const chat = await shop.chat(slug, "kai");
    await chat.says("坚果礼盒不想要了，我要退货");
    expect(chat.handoff()).toMatchObject({ reason: "policy" });
    expect(await shop.reasonsOf(slug, chat)).toEqual(["one-star"]);

    await agent.takes(chat.id);
    const tooMuch = await agent.answers(chat.id, "decision", "approve");
    expect({ status: tooMuch.status, type: tooMuch.body.type }).toEqual({
      status: 409,
      type: problem("move-above-authority"),
    });
    expect((await agent.answers(chat.id, "decision", "refuse")).body.type).toEqual(problem("move-above-authority"));

    await admin.takes(chat.id, { takeOver: true });
    const approved = await admin.answers(chat.id, "decision", "approve");
    expect(approved.body.run).toMatchObject({ step: "register-now", state: "confirming" });
    expect(await shop.books(slug).traces("kai")).toBe(0);

    await chat.settle();
    await chat.says("好的");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(await shop.books(slug).paidBack(order.id)).toMatchObject([{ amount: "26800" }]);
    expect(await shop.books(slug).outOfBalance()).toEqual([0]);
    expect(await shop.books(slug).rulingsOn("kai")).toMatchObject([
      { outcome: "approved", by: admin.id, authority: "R2" },
    ]);
    const log = await admin.log(chat.id);
    expect(log.filter(({ kind }) => kind === "answered").at(-1)).toMatchObject({ actor: "agent", actorId: admin.id });
    expect(log.find(({ kind }) => kind === "confirmed")).toMatchObject({ actor: "customer", actorId: "kai" });
  });

  test("¥899 takes an owner: an admin is refused, the owner may", async () => {
    const slug = "yunshang";
    const admin = await shop.hires("admin", slug, "Gu Wei");
    const owner = await shop.owner(slug);
    const order = await shop.received(slug, "kai");
    const chat = await shop.chat(slug, "kai");
    await chat.says("羽绒服我要退货");
    await admin.takes(chat.id);
    expect((await admin.answers(chat.id, "decision", "approve")).body.type).toEqual(problem("move-above-authority"));

    await owner.takes(chat.id, { takeOver: true });
    expect((await owner.answers(chat.id, "decision", "approve")).status).toBe(200);
    await chat.settle();
    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(await shop.books(slug).paidBack(order.id)).toMatchObject([{ amount: "89900" }]);
    expect(await shop.books(slug).rulingsOn("kai")).toMatchObject([{ by: owner.id, authority: "R3" }]);
  });

  test("after inspection needs nobody's authority: once the goods are back, a rule pays", async () => {
    const slug = "brightbyte";
    const books = shop.books(slug);
    const agent = await shop.hires("agent", slug, "Mona Keller");
    const order = await shop.received(slug, "kai");
    const chat = await shop.chat(slug, "kai");
    await chat.says("I want to return my headphones");
    await agent.takes(chat.id);
    expect((await agent.answers(chat.id, "decision", "after-inspection")).status).toBe(200);
    await chat.settle();
    await chat.picks("yes");
    expect(chat.effects()).toEqual({ registerReturn: "done" });
    expect(await books.paidBack(order.id)).toEqual([]);

    const [back] = (await books.order(order.id)).returns;
    const merchantId = shop.merchant(slug).id;
    await shop.house.market.happen(merchantId, order.id, { kind: "return-arrived", returnId: back?.id ?? "" });
    await chat.hears(({ step }) => step === "ask-inspected");
    expect((await agent.answers(chat.id, "inspected", "as-sent")).status).toBe(200);
    await chat.settle();

    expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
    expect(await books.paidBack(order.id)).toMatchObject([{ amount: "21900" }]);
    expect(await books.held("kai", "USD")).toBe(0);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test("an admin may refuse, and the customer is told of the appeal", async () => {
    const slug = "brightbyte";
    const admin = await shop.hires("admin", slug, "Lena Storm");
    const [who = ""] = await shop.strangers(slug, 1, 1);
    const chat = await shop.chat(slug, who);
    await chat.says("I want to return what I received");
    if (chat.choices().some(({ id }) => id === "none")) await chat.picks(1);
    expect(chat.handoff()).toMatchObject({ reason: "policy" });
    await admin.takes(chat.id);
    expect((await admin.answers(chat.id, "decision", "refuse")).status).toBe(200);
    await chat.settle();
    expect(chat.answer()).toMatch(/appeal/i);
    expect(chat.effects()).toEqual({});
  });

  test("an author and an auditor read along and move nothing", async () => {
    const chat = await shop.chat("yunshang", "lin");
    await chat.says("转人工");
    for (const role of ["author", "auditor"] as const) {
      const reader = await shop.hires(role, "yunshang", `Ke ${role}`);
      expect((await reader.sees(chat.id)).id).toBe(chat.id);
      expect((await reader.takes(chat.id)).status).toBe(403);
      expect((await reader.notes(chat.id, "x")).status).toBe(403);
    }
  });
});
