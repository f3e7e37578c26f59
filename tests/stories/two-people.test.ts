import { cny, type CustomerId, type OrderId } from "@ruyi/kernel";
import { describe, expect, test } from "vitest";
import type { Colleague } from "../fixtures/colleague.ts";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";
import { buyAgain, repriced } from "../fixtures/twins.ts";

/* Above ¥5,000 two people must agree: whoever is first is on record, and only somebody else can complete it. */

const shop = await aShop();
const slug = "yunshang";
const merchantId = shop.merchant(slug).id;
const books = shop.books(slug);
const base = `${shop.url}/v1/merchants/${slug}`;
const problem = (name: string) => expect.stringContaining(name);

test("in a conversation: one owner chooses, another completes it, and the customer's yes pays", async () => {
  const order = await shop.received(slug, "kai");
  await repriced(shop.house.database, merchantId, order.id, 600_000);
  const admin = await shop.hires("admin", slug, "Gu Wei");
  const [first, second] = [await shop.owner(slug), await shop.hires("owner", slug, "Tang Yin")];
  const chat = await shop.chat(slug, "kai");
  await chat.says("羽绒服我要退货");
  expect(chat.handoff()).toMatchObject({ reason: "policy" });

  await admin.takes(chat.id);
  expect((await admin.answers(chat.id, "decision", "approve")).body.type).toEqual(problem("move-above-authority"));

  await first.takes(chat.id, { takeOver: true });
  const approve = { move: "answer", fact: "decision", value: "approve", reason: "照片和称重都对得上" };
  const chosen = await first.moves(chat.id, approve);
  expect(chosen.status).toBe(200);
  expect(chosen.body.run).toMatchObject({ step: "ask-person", state: "asking" });
  expect(chosen.body.openMoves[0]).toMatchObject({
    move: "answer",
    first: { value: "approve", by: first.id, reason: "照片和称重都对得上" },
  });
  const again = await first.moves(chat.id, approve);
  expect([again.status, again.body.type]).toEqual([409, problem("move-needs-another-person")]);
  expect(await books.traces("kai")).toBe(0);

  await second.takes(chat.id, { takeOver: true });
  const agreed = await second.answers(chat.id, "decision", "approve");
  expect(agreed.body.run).toMatchObject({ step: "register-now", state: "confirming" });
  await chat.settle();
  await chat.picks("yes");
  expect(chat.effects()).toEqual({ registerReturn: "done", refund: "done" });
  expect(await books.paidBack(order.id)).toMatchObject([{ amount: "600000" }]);
  expect(await books.outOfBalance()).toEqual([0]);

  const [refund] = (await call<{ items: { id: string }[] }>(`${base}/refunds?customer=kai`, first)).body.items;
  const record = await call<{ rulings: unknown }>(`${base}/refunds/${refund?.id}`, first);
  expect(record.body.rulings).toMatchObject([
    { outcome: "first-approved", by: { id: first.id }, reason: "照片和称重都对得上" },
    { outcome: "approved", by: { id: first.id }, second: { id: second.id, name: "Tang Yin" }, authority: "R3" },
  ]);
});

describe("over the API, a refund that waits", () => {
  /** A refund of ¥5,200 that a program of the shop's asked for, and that no rule may pay to a customer of one star. */
  async function aWaitingRefund(key: string): Promise<string> {
    const { refund } = await shop.house.database.transact(merchantId, (tx) =>
      shop.house.trust.begin(tx, merchantId, {
        ...{
          intentKey: key,
          customerId: "kai" as CustomerId,
          orderId: `order-${key}` as OrderId,
          returnId: `return-${key}`,
        },
        ...{ amount: cny(5_200), paid: cny(5_200), refunded: cny(0), basis: "goods-return", reason: "changed-mind" },
      }),
    );
    expect(refund.state).toBe("waiting-person");
    return refund.id;
  }
  const rule = (who: Pick<Colleague, "headers">, id: string, outcome: string, reason = "验过货，和寄出时一样") =>
    call<Record<string, unknown>>(`${base}/refunds/${id}/rulings`, { headers: who.headers, body: { outcome, reason } });
  const waiting = async (who: Colleague) =>
    (
      await call<{ items: { id: string; needs: string; firstApproval: { by: { id: string } } | null }[] }>(
        `${base}/refunds?state=waiting-person`,
        who,
      )
    ).body.items;

  test("shows who approved first and when, and is completed by somebody else only", async () => {
    const [one, two] = [await shop.owner(slug), await shop.hires("owner", slug, "Shao Qi")];
    const agent = await shop.hires("agent", slug, "Shen Tong");
    const id = await aWaitingRefund("w1");
    expect(await waiting(agent)).toMatchObject([{ id, needs: "two-people", firstApproval: null }]);
    expect((await rule(agent, id, "approved")).body).toMatchObject({ status: 403, needed: "two-people" });

    const first = await rule(one, id, "approved", "快递拍到了商品");
    expect(first).toMatchObject({ status: 200, body: { state: "waiting-person", postings: [] } });
    expect(await waiting(agent)).toMatchObject([
      { id, firstApproval: { by: { id: one.id }, reason: "快递拍到了商品", at: expect.stringMatching(/^20/) } },
    ]);
    const twice = await rule(one, id, "approved");
    expect([twice.status, twice.body["type"]]).toEqual([409, problem("second-person-needed")]);
    expect(await books.balance("refund-in-transit", "CNY")).toBe(0);

    const second = await rule(two, id, "approved");
    expect(second).toMatchObject({
      status: 200,
      body: { state: "approved", firstApproval: null, advance: { state: "open" }, postings: [{ event: "approved" }] },
    });
    expect((await rule(two, id, "approved")).body).toMatchObject({ type: problem("refund-not-waiting") });
    expect(await waiting(agent)).toEqual([]);
    expect(await books.outOfBalance()).toEqual([0]);
  });

  test("is refused by a lead, before or after a first approval, with the reason", async () => {
    const [owner, admin] = [await shop.owner(slug), await shop.hires("admin", slug, "Yan Qing")];
    const agent = await shop.hires("agent", slug, "Lu Wen");
    const id = await aWaitingRefund("w2");
    await rule(owner, id, "approved");
    expect((await rule(agent, id, "refused")).body).toMatchObject({ status: 403, needed: "R2" });
    expect(await rule(admin, id, "refused", "箱子里是砖头")).toMatchObject({
      status: 200,
      body: {
        state: "refused",
        rulings: [{ outcome: "first-approved" }, { outcome: "refused", reason: "箱子里是砖头" }],
      },
    });
  });

  test("asks for a reason, and is not decided by a program", async () => {
    const owner = await shop.owner(slug);
    const id = await aWaitingRefund("w3");
    expect((await rule(owner, id, "approved", " ")).status).toBe(400);
    const key = await call<{ secret: string }>(`${base}/api-keys`, {
      headers: owner.headers,
      body: { name: "ERP", permissions: ["refund.decide.R1", "refund.decide.R3", "customer.read"] },
    });
    const program = { headers: { authorization: `Bearer ${key.body.secret}` } };
    expect((await rule(program, id, "approved")).status).toBe(403);
    expect((await call(`${base}/refunds/${id}`, program)).status).toBe(200);
  });
});

test("a refund that waits gives way when a person decides the same money anew in the conversation", async () => {
  const order = await shop.received(slug, "lin");
  await buyAgain(shop.house.database, merchantId, order);
  const chats = [await shop.chat(slug, "lin"), await shop.chat(slug, "lin")] as const;
  for (const [at, chat] of chats.entries()) {
    await chat.says("我要退货");
    await chat.picks(at + 1);
  }
  await Promise.all(chats.map((chat) => chat.picks("yes")));
  const held = chats.find((chat) => chat.effects()["refund"] === "refused");
  if (!held) throw new Error("One of the two should have found the limit in use.");

  const admin = await shop.hires("admin", slug, "He Xiaodan");
  await admin.takes(held.id);
  expect((await admin.answers(held.id, "decision", "approve")).status).toBe(200);
  await held.settle();
  await held.picks("yes");
  expect(held.effects()["refund"]).toBe("done");
  expect((await books.refundsOf("lin")).map(({ state }) => state).toSorted()).toEqual(["done", "done", "withdrawn"]);
  expect(await books.outOfBalance()).toEqual([0]);
});
