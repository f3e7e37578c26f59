import { describe, expect, test } from "vitest";
import { todayIn } from "@ruyi/desk";
import { dayMs } from "@ruyi/kernel";
import { call } from "../fixtures/http.ts";
import { aShop } from "../fixtures/shop.ts";

const shop = await aShop();

type Figures = {
  readonly from: string;
  readonly until: string;
  readonly desk: {
    readonly conversations: { readonly count: number };
    readonly handovers: { readonly count: number; readonly byReason: readonly { reason: string; count: number }[] };
    readonly resolved: { readonly contacts: number; readonly cameBack: number; readonly knownFrom: string | null };
    readonly waiting: { readonly count: number };
    readonly promises: { readonly made: number };
  };
  readonly money: { readonly refunds: { readonly count: number; readonly paid: readonly { minor: number }[] } };
};
type Cases = {
  readonly items: readonly { conversationId: string; detail?: string; refundId?: string }[];
  readonly next: string | null;
};

/** Asks until the facts have arrived: figures are counted behind the answers. */
async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("The figures never told of it.");
}

describe("the figures of a day", () => {
  test("count what happened through the service, and every one opens to its cases", async () => {
    const owner = await shop.owner("yunshang");
    const at = `${shop.url}/v1/merchants/yunshang/figures`;
    const ask = async (path = ""): Promise<Figures> =>
      (await call<Figures>(`${at}${path}`, { headers: owner.headers })).body;
    const cases = async (path: string): Promise<Cases> =>
      (await call<Cases>(`${at}/${path}`, { headers: owner.headers })).body;
    expect((await ask()).desk.conversations.count).toBe(0);

    const returning = await shop.chat("yunshang", "mei");
    await returning.says("我要退货，衣服小了");
    await returning.picks("yes");
    expect(returning.effects()).toMatchObject({ refund: "done" });
    const asking = await shop.chat("yunshang", "lin");
    await asking.says("转人工");

    const told = await until(ask, ({ desk }) => desk.conversations.count === 2 && desk.handovers.count === 1);
    expect(told.desk.waiting.count).toBe(1);
    expect(told.desk.handovers.byReason.find(({ reason }) => reason === "asked")?.count).toBe(1);
    expect(told.money.refunds).toMatchObject({ count: 1, paid: [{ minor: 69_900 }] });
    expect((await cases("conversations?of=conversations")).items).toHaveLength(2);
    expect((await cases("conversations?of=handovers&reason=asked")).items).toMatchObject([{ detail: "asked" }]);
    expect((await cases("conversations?of=handovers&reason=policy")).items).toEqual([]);
    expect((await cases("refunds")).items).toHaveLength(1);
    const first = await cases("conversations?of=conversations&limit=1");
    const rest = await cases(`conversations?of=conversations&limit=1&cursor=${first.next}`);
    expect(rest.next).toBeNull();
    expect(new Set([...first.items, ...rest.items].map(({ conversationId }) => conversationId)).size).toBe(2);
  });

  test("are not for everybody, and a period that cannot be is refused with what can", async () => {
    const agent = await shop.hires("agent", "yunshang", "Pei Lan");
    const at = `${shop.url}/v1/merchants/yunshang/figures`;
    expect((await call(at, { headers: agent.headers })).status).toBe(403);
    expect((await call(at)).status).toBe(401);
    const owner = await shop.owner("yunshang");
    const wrong = await call<{ type: string }>(`${at}?from=2026-11-02&to=2026-11-01`, { headers: owner.headers });
    expect([wrong.status, wrong.body.type.split(":").at(-1)]).toEqual([400, "period-ends-before-it-begins"]);
    const long = await call<{ type: string }>(`${at}?from=2026-01-01&to=2026-11-01`, { headers: owner.headers });
    expect([long.status, long.body.type.split(":").at(-1)]).toEqual([400, "period-too-long"]);
  });

  test("know only after a week whether somebody came back about the same order", async () => {
    const { id, zone } = shop.merchant("yunshang");
    const { figures } = shop.house.desk;
    const day = todayIn(zone, shop.clock.now());
    const resolved = async () => (await figures.of(id, day, zone, shop.clock.now())).resolved;
    expect((await resolved()).knownFrom).not.toBeNull();
    shop.turn(2 * dayMs);
    const again = await shop.chat("yunshang", "mei");
    await again.says("我要退货，大衣");
    shop.turn(7 * dayMs);
    const known = await until(resolved, ({ cameBack }) => cameBack === 1);
    expect(known).toMatchObject({ contacts: 1, cameBack: 1, knownFrom: null });
  });
});
