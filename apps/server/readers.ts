import type { ConversationId, CustomerId, MerchantId, Money, OrderId } from "@ruyi/kernel";
import { factsThatCount, type ToldFact } from "@ruyi/desk";
import { type Fact, type FactReader, readOnce } from "@ruyi/platform";
import type { House } from "./house.ts";
import { parcelNews } from "./parcel-news.ts";
import { settledFact } from "./sources.ts";

/** Who listens to which facts. Each reader may see a fact twice and then changes nothing. */
export const readersOf = (house: House): readonly FactReader[] => [
  settlements(house),
  paymentsHeard(house),
  ordersChanged(house),
  figures(house),
  articlesUsed(house),
  begunByColleagues(house),
];

/** How often an article answered. */
const articlesUsed = ({ database, knowledge }: House): FactReader => ({
  name: "knowledge.uses",
  types: ["question.answered"],
  readMany: async (facts) => {
    for (const [merchantId, told] of Map.groupBy(facts, (fact) => fact.merchantId)) {
      await database.transact(merchantId, (tx) => knowledge.count(tx, merchantId, told));
    }
  },
});

/** Which matter a colleague began says what the customer's doubtful words before were about. */
const begunByColleagues = ({ understanding }: House): FactReader => ({
  name: "assistant.deeds",
  types: ["matter.begun-by-colleague"],
  read: ({ merchantId, time, data }: Fact) => {
    const at = new Date(String(data["at"] ?? time));
    const conversationId = String(data["conversationId"]) as ConversationId;
    return understanding.begunByColleague(merchantId, [{ conversationId, at, known: String(data["procedure"]) }]);
  },
});

/** What happens in conversations is counted, many facts at once. */
const figures = ({ database, desk }: House): FactReader => ({
  name: "desk.figures",
  types: factsThatCount,
  readMany: async (facts) => {
    for (const [merchantId, told] of Map.groupBy(facts, (fact) => fact.merchantId)) {
      await database.transact(merchantId, (tx) => desk.figures.take(tx, merchantId, told.map(toldOf)));
    }
  },
});

/** A fact as figures read it: at the moment it happened, which is a little before it was announced. */
const toldOf = ({ type, time, data }: Fact): ToldFact => ({ type, data, at: new Date(String(data["at"] ?? time)) });

/** A refund whose end came late is told to the run that waits for it. */
const settlements = (house: House): FactReader => ({
  name: "desk.settlements",
  types: ["refund.done", "refund.failed", "refund.reversed"],
  read: async ({ merchantId, data }: Fact) => {
    const key = String(data["intentKey"]);
    const state = String(data["state"]);
    const refund = settledFact(key, state, data["amount"] as Money, house.clock.now());
    await signal(house, merchantId, `settled:${key}`, { refund });
  },
});

/** A hint about a refund makes us ask what became of it: one that was open may be done, one that was done taken back. */
const paymentsHeard = (house: House): FactReader => ({
  name: "trust.payments",
  types: ["order.changed"],
  read: async ({ merchantId, data }: Fact) => {
    if (data["hint"] !== "refund.changed") return;
    const refunds = await house.trust.refunds(merchantId, { orderId: String(data["orderId"]) as OrderId });
    for (const { id, state } of refunds) {
      if (wasAsked.has(state)) await house.trust.heard(merchantId, { refundId: id });
    }
  },
});
const wasAsked: ReadonlySet<string> = new Set(["sent", "unknown", "done", "failed", "reversed"]);

/**
 * A hint that an order changed: what is remembered is dropped, its customer hears what became of its parcels, and returns on
 * their way are looked at.
 */
const ordersChanged = (house: House): FactReader => ({
  name: "trust.returns",
  types: ["order.changed"],
  read: async (fact: Fact) => {
    const { merchantId, data } = fact;
    const { database, desk, sources, trust, clock } = house;
    const order = await sources.orderOf(merchantId, String(data["orderId"]) as OrderId);
    if (!order) return;
    sources.forget(merchantId, order.customerId as CustomerId);
    await desk.proactive.heard(merchantId, order.customerId, parcelNews(order));
    const scanned = order.returns.filter(({ scannedAt, arrivedAt }) => scannedAt ?? arrivedAt);
    if (scanned.length === 0) return;
    const toPay = await database.transact(merchantId, async (tx) => {
      if (!(await readOnce(tx, "trust.returns", fact))) return [];
      const approved = [];
      for (const { id, arrivedAt } of scanned) {
        approved.push(...(await trust.carrierScanned(tx, merchantId, id)));
        if (arrivedAt) approved.push(...(await trust.goodsReceived(tx, merchantId, id)));
      }
      return approved;
    });
    for (const { id } of toPay) await trust.pay(merchantId, { refundId: id });
    for (const { id, arrivedAt } of scanned) {
      const at = clock.now().toISOString();
      const parcelBack = { value: { returnId: id, at }, source: "carrier" as const, at };
      await signal(house, merchantId, `goods-scanned:${id}`, { parcelBack });
      if (arrivedAt) await signal(house, merchantId, `goods-back:${id}`, { parcelBack });
    }
  },
});

type Facts = Readonly<Record<string, ReturnType<typeof settledFact>>>;

async function signal({ procedures, desk }: House, merchantId: MerchantId, key: string, facts: Facts): Promise<void> {
  for (const { conversationId, runId } of await procedures.runsAwaiting(merchantId, key)) {
    await desk.submit(merchantId, conversationId, { kind: "signalled", runId, key, facts });
  }
}
