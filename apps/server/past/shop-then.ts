import { after, between, hourMs, minuteMs, parcelId, type Random, type RefundId, secondMs } from "@ruyi/kernel";
import {
  type ActionKind,
  type ActionResult,
  cancelLines,
  changeAddress,
  type Counter,
  openReturn,
  type Order,
  type OrderRecord,
  shipAgain,
  traceParcel,
} from "@ruyi/commerce";
import type { ActResult, FactRecord, Intent, LookUp } from "@ruyi/desk";
import { type Episode, type Life, orderAt } from "@ruyi/simulation";
import type { RefundBasis, TrustFact } from "@ruyi/trust";
import { addressFrom, decidersIn, orderIn, requestOf, tells, textsIn, told } from "../actions.ts";
import { type Facts, factsFromOrders, type KnownOrders, moneyOf, nothingFor, quoteFact } from "../facts.ts";
import { sketchOf } from "../order-facts.ts";
import { createMoneyThen } from "./money-then.ts";

/** What came of an act: at once, or after the payment side's silence, with a later word. */
export type Done = {
  readonly result: ActResult;
  readonly afterMs: number;
  /** When the payment side answers after all. */
  readonly settlesAt?: Date;
};

/**
 * One customer's shop, carrier and payment side as they were. Orders are what they had become at a moment; what is done
 * to them changes what becomes of them. The counter's own rules say what the shop did and what it refused.
 */
export function createShopThen(
  episode: Episode,
  history: readonly TrustFact[],
  { random, newRefundId }: { readonly random: Random; readonly newRefundId: (at: Date) => RefundId },
) {
  const { merchant, customer } = episode;
  const lives = new Map<string, Life>(episode.lives.map((life) => [life.order.id, life]));
  const money = createMoneyThen(history);
  const addressChanges = new Map<Order["id"], number>();
  const neverSendsBack = random() < 0.04;

  const seen = (life: Life, at: Date): Order => {
    const order = orderAt(life, at);
    const refunded = money.refundedOf(order.id, order.amount.currency, at);
    return { ...order, refunds: [], refunded };
  };
  const known = (at: Date): KnownOrders => {
    const orders = [...lives.values()].filter(({ order }) => order.placedAt <= at).map((life) => seen(life, at));
    const newestFirst = orders.toSorted((a, b) => b.placedAt.getTime() - a.placedAt.getTime());
    return { orders: newestFirst, sketches: newestFirst.map(sketchOf), addressChanges, readAt: at.getTime() };
  };

  /** Asks the counter about an order as it stands; what it did is what becomes of the order. */
  const ask = <Kind extends Exclude<ActionKind, "refund">>(
    orderId: string,
    at: Date,
    act: {
      readonly counter: (order: OrderRecord) => Counter<Kind>;
      readonly becomes: (order: Life["order"], now: OrderRecord) => Life["order"];
      readonly tells: (value: ActionResult<Kind>) => Record<string, unknown>;
    },
  ): ActResult => {
    const life = lives.get(orderId);
    if (!life) return { state: "refused", reasons: ["no-such-order"] };
    const answer = act.counter(seen(life, at));
    if ("refused" in answer) return told({ kind: "refused", reason: answer.refused }, act.tells);
    lives.set(orderId, { ...life, order: act.becomes(life.order, answer.order) });
    return told({ kind: "done", value: answer.value }, act.tells);
  };

  const perform = (intent: Intent, at: Date): Done => {
    const { action, input } = intent;
    const orderId = orderIn(input);
    const quick = between(random, 280, 950);
    const soon = (result: ActResult): Done => ({ result, afterMs: quick });
    switch (action) {
      case "cancelOrder":
        return soon(
          ask<"cancel">(orderId, at, {
            counter: cancelLines,
            becomes: (order, { cancelledLineIds }) => ({ ...order, state: "cancelled", cancelledLineIds, parcels: [] }),
            tells: tells.cancelOrder,
          }),
        );
      case "registerReturn": {
        const code = `R${between(random, 100_000, 999_999)}`;
        const lineIds = textsIn(input["lineIds"]);
        return soon(
          ask<"create-return">(orderId, at, {
            counter: (order) => openReturn(order, lineIds, code, at),
            becomes: (order, now) => ({
              ...order,
              returns: [...order.returns, ...now.returns.slice(-1).map(sentBack)],
            }),
            tells: tells.registerReturn,
          }),
        );
      }
      case "changeAddress": {
        const text = String(input["address"] ?? "");
        const result = ask<"change-address">(orderId, at, {
          counter: (order) => changeAddress(order, addressFrom(text, order.address, at)),
          becomes: (order, { address }) => ({ ...order, address }),
          tells: tells.changeAddress,
        });
        if (result.state === "done") addressChanges.set(orderId, (addressChanges.get(orderId) ?? 0) + 1);
        return soon(result);
      }
      case "requestTrace": {
        const wanted = parcelId(String(input["parcelId"] ?? ""));
        return soon(
          ask<"request-trace">(orderId, at, {
            counter: (order) => traceParcel(order, wanted, at),
            becomes: (order, now) => {
              const trace = now.parcels.find(({ id }) => id === wanted)?.trace;
              const traced = order.parcels.map((one) => (one.id === wanted && trace ? { ...one, trace } : one));
              return { ...order, parcels: traced };
            },
            tells: tells.requestTrace,
          }),
        );
      }
      case "reship": {
        const tracking = `RS${between(random, 10_000_000, 99_999_999)}`;
        const lineIds = textsIn(input["lineIds"]);
        return soon(
          ask<"reship">(orderId, at, {
            counter: (order) => shipAgain(order, lineIds, tracking, at),
            becomes: (order, now) => ({ ...order, parcels: [...order.parcels, ...now.parcels.slice(-1)] }),
            tells: tells.reship,
          }),
        );
      }
      case "refund":
        return refund(intent, at);
      default:
        throw new Error(`No action "${action}"; a procedure names what nobody does.`);
    }
  };

  const sentBack = (opened: OrderRecord["returns"][number]): Life["order"]["returns"][number] => {
    if (neverSendsBack) return opened;
    // Before the market itself would let a courier come, so that it has nothing to add.
    const scannedAt = after(opened.at, between(random, 4 * 60, 19 * 60) * minuteMs);
    const arrivedAt = after(scannedAt, between(random, 20 * 60, 58 * 60) * minuteMs);
    return { ...opened, scannedAt, arrivedAt };
  };

  const refund = (intent: Intent, at: Date): Done => {
    const request = requestOf(intent);
    if (!request) throw new Error(`Refund ${intent.key} lacks its order, amount or customer; check the procedure.`);
    const answersMs = paymentMs(random);
    const ruling = intent.input["decision"] === "approve" ? decidersIn(intent.input["decidedBy"]).at(-1) : undefined;
    const approval = ruling && { at, ...ruling };
    const begun = money.begin(newRefundId(at), request, at, after(at, answersMs), approval);
    const { amount } = request;
    if (begun.settledAt === undefined) {
      const reasons = begun.quote.record.reasons.map(({ code }) => code);
      return { result: { state: "refused", amount, reasons }, afterMs: 60 };
    }
    const life = lives.get(request.orderId);
    const lineIds = textsIn(intent.input["lineIds"]);
    if (life) {
      const back = { key: request.intentKey, amount, lineIds, reason: request.reason, at };
      lives.set(request.orderId, { ...life, order: { ...life.order, refunds: [...life.order.refunds, back] } });
    }
    noteGoods(request.returnId);
    return answersMs <= patienceMs
      ? { result: { state: "done", amount, facts: { amount } }, afterMs: answersMs }
      : { result: { state: "unknown", amount }, afterMs: patienceMs, settlesAt: after(at, answersMs) };
  };

  const noteGoods = (returnId: string | undefined): void => {
    const back = returnOf(returnId ?? "");
    if (back?.scannedAt && back.arrivedAt && returnId !== undefined)
      money.goods(returnId, { scannedAt: back.scannedAt, arrivedAt: back.arrivedAt });
  };

  const returnOf = (id: string): Life["order"]["returns"][number] | undefined =>
    [...lives.values()].flatMap(({ order }) => order.returns).find((one) => one.id === id);

  return {
    /** What is known at once, as from a memory that is always fresh. */
    peek: (lookUp: LookUp, at: Date): Facts | undefined => factsFromOrders(lookUp, known(at), merchant.zone, at),

    lookUp(lookUp: LookUp, at: Date): Facts {
      const facts = factsFromOrders(lookUp, known(at), merchant.zone, at);
      if (facts) return facts;
      const life = lives.get(String(lookUp.with["orderId"]));
      const amount = moneyOf(lookUp.with["amount"]);
      if (!life || !amount || amount.minor <= 0) return nothingFor(lookUp);
      const order = seen(life, at);
      const basis = String(lookUp.with["basis"]) as RefundBasis;
      const quote = money.quote(
        {
          customerId: customer.id,
          orderId: order.id,
          amount,
          paid: order.amount,
          refunded: order.refunded,
          basis,
          evidence: lookUp.with["evidence"] === "shown" ? "shown" : "word",
        },
        at,
      );
      return { quote: quoteFact(quote, { basis, amount, zone: merchant.zone, now: at }) };
    },

    perform,

    /** When the world brings what a run waits for; undefined when it never does. */
    whenComes(key: string): { readonly at: Date; readonly facts: Readonly<Record<string, FactRecord>> } | undefined {
      const [what = "", id = ""] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
      const back = what.startsWith("goods-") ? returnOf(id) : undefined;
      const at = what === "goods-scanned" ? back?.scannedAt : what === "goods-back" ? back?.arrivedAt : undefined;
      if (!at) return undefined;
      const value = { returnId: id, at: at.toISOString() };
      return { at, facts: { parcelBack: { value, source: "carrier", at: at.toISOString() } } };
    },

    ordersBy: (at: Date) => [...lives.values()].map((life) => orderAt(life, at)),
    refunds: money.refunds,
    neverSendsBack,
  };
}

export type ShopThen = ReturnType<typeof createShopThen>;

/** As long as a customer is kept waiting before "not answered yet" is said. */
const patienceMs = 6 * secondMs;

/** How long payment sides take: mostly seconds, now and then minutes, rarely hours. */
function paymentMs(random: Random): number {
  const draw = random();
  if (draw < 0.74) return Math.round(700 + 5_000 * random() ** 1.6);
  if (draw < 0.95) return Math.round(6_500 + 110 * secondMs * random() ** 2.2);
  if (draw < 0.99) return Math.round(2 * minuteMs + 50 * minuteMs * random() ** 2);
  return Math.round(hourMs + 24 * hourMs * random());
}
