import { type Clock, type MerchantId, type OrderId, type Random, after, between } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { ActionKind, OrderRecord, ShopAction } from "../contract.ts";
import { fingerprint } from "../fingerprint.ts";
import type { KeyReading, Outcome, Reading, SettledOutcome, ShopPort } from "../port.ts";
import type { Wait } from "../wait.ts";
import { signWebhook } from "../webhook.ts";
import {
  type Counter,
  cancelLines,
  changeAddress,
  openReturn,
  shipAgain,
  traceParcel,
  withdrawReturn,
} from "./counter.ts";
import { happen, nextEvent, type WorldEvent } from "./living.ts";
import { type Mishap, type MishapRates, mishapFrom } from "./mishap.ts";
import { decideRefund, refundAt, type RefundRow } from "./refund.ts";
import { type SeedMarket, seedRows } from "./seed.ts";
import {
  type Books,
  claimWebhooks,
  countOrders,
  customersInBooks,
  dropWebhook,
  hasBooks,
  insertMarket,
  openBooks,
  ordersDue,
} from "./store.ts";

export type SendWebhook = (
  merchantId: MerchantId,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
) => Promise<void>;

export type DemoMarketDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly wait: Wait;
  /** Draws the mishaps: the same source brings the same bad days. */
  readonly random: Random;
  readonly rates: MishapRates;
  readonly secretOf: (merchantId: MerchantId) => Promise<string> | string;
  readonly sendWebhook?: SendWebhook;
};

type Found = { readonly outcome: SettledOutcome; readonly order?: OrderRecord; readonly refund?: RefundRow };

const refusedBecause = (reason: Extract<SettledOutcome, { kind: "refused" }>["reason"]): Found => ({
  outcome: { kind: "refused", reason },
});

/**
 * Plays three shops, their carriers and their payment side. Each call has its own commits, as if it were made over a
 * network to somebody else's machine; what was answered "done" is on disk before the answer leaves.
 */
export function createDemoMarket({ database, clock, wait, random, rates, secretOf, sendWebhook }: DemoMarketDeps) {
  const inBooks = <T>(merchantId: MerchantId, work: (books: Books) => Promise<T>): Promise<T> =>
    database.transact(merchantId, (tx) => work(openBooks(tx, merchantId)));

  /** Does what is asked, once for each key. Must run in a transaction that holds the key. */
  const serve = async (books: Books, key: string, action: ShopAction, mishap: Mishap): Promise<Found> => {
    const now = clock.now();
    const orderId = action.kind === "request-trace" ? await books.orderOfParcel(action.parcelId) : action.orderId;
    if (orderId === undefined) return refusedBecause("no-such-parcel");
    const order = await books.lockOrder(orderId);
    if (!order) return refusedBecause("no-such-order");

    const answer = (counter: Counter<Exclude<ActionKind, "refund">>): Found =>
      "refused" in counter
        ? refusedBecause(counter.refused)
        : { outcome: { kind: "done", value: counter.value }, order: counter.order };
    switch (action.kind) {
      case "cancel":
        return answer(cancelLines(order, action.lineIds));
      case "change-address":
        return answer(changeAddress(order, action.address));
      case "create-return":
        return answer(openReturn(order, action.lineIds, `R${between(random, 100_000, 999_999)}`, now));
      case "cancel-return":
        return answer(withdrawReturn(order, action.returnId, now));
      case "request-trace":
        return answer(traceParcel(order, action.parcelId, now));
      case "reship":
        return answer(shipAgain(order, action.lineIds, `RS${between(random, 10_000_000, 99_999_999)}`, now));
      case "refund": {
        const { amount, reason, lineIds = [] } = action;
        if (!lineIds.every((lineId) => order.lines.some((line) => line.id === lineId)))
          return refusedBecause("no-such-line");
        const { tenders, amount: paid } = order;
        const facts = { tenders, currency: paid.currency, earlier: await books.refundsOf([order.id]) };
        const decision = decideRefund(facts, action, now);
        if ("refused" in decision) return refusedBecause(decision.refused);

        const settlesAt = after(now, mishap.refund.pendingMs);
        const { fails, reversesAfterMs } = mishap.refund;
        const reverses = reversesAfterMs === undefined ? {} : { reversesAt: after(settlesAt, reversesAfterMs) };
        const { shares } = decision;
        const refund = {
          key,
          orderId: order.id,
          amount,
          lineIds,
          reason,
          shares,
          requestedAt: now,
          settlesAt,
          fails,
          ...reverses,
        };
        return { outcome: { kind: "done", value: refundAt(refund, now) }, refund };
      }
    }
  };

  /** A refund moves on after its answer was given; the answer moves with it. */
  const brought = async (books: Books, key: string, outcome: SettledOutcome): Promise<SettledOutcome> => {
    const refund = outcome.kind === "done" ? await books.refund(key) : undefined;
    return refund ? { kind: "done", value: refundAt(refund, clock.now()) } : outcome;
  };

  const execute = (merchantId: MerchantId, key: string, action: ShopAction, mishap: Mishap): Promise<SettledOutcome> =>
    inBooks(merchantId, async (books) => {
      const now = clock.now();
      const print = fingerprint(action);
      const isNew = await books.openRequest(key, action.kind, print, now);
      if (!isNew) {
        const earlier = await books.request(key);
        if (earlier?.fingerprint !== print) return { kind: "refused", reason: "key-reused" };
        return brought(books, key, earlier.outcome);
      }
      const { outcome, order, refund } = await serve(books, key, action, mishap);
      if (order) await books.saveOrder(order);
      if (refund) await books.addRefund(refund);
      await books.closeRequest(key, outcome);
      await books.addWebhooks(hintsOf(key, action, now, order, refund));
      return outcome;
    });

  const change = async <Kind extends ActionKind>(
    merchantId: MerchantId,
    key: string,
    action: Extract<ShopAction, { readonly kind: Kind }>,
  ): Promise<Outcome<Kind>> => {
    const mishap = mishapFrom(random, rates);
    await wait(mishap.delayMs);
    if (!mishap.arrives) {
      await wait(rates.lateMs[1]);
      return { kind: "unknown" };
    }
    const once = () => execute(merchantId, key, action, mishap);
    const [outcome] = await Promise.all(mishap.twice ? [once(), once()] : [once()]);
    if (mishap.answers === "lost") {
      await wait(rates.lateMs[1]);
      return { kind: "unknown" };
    }
    if (mishap.answers !== "heard") await wait(mishap.answers.lateMs);
    // The key's fingerprint holds the action's kind, so the answer is of that kind too.
    return outcome as Outcome<Kind>;
  };

  const look = async <T>(
    merchantId: MerchantId,
    find: (books: Books) => Promise<T | undefined>,
  ): Promise<Reading<T>> => {
    const mishap = mishapFrom(random, rates);
    await wait(mishap.delayMs);
    if (!mishap.arrives || mishap.answers === "lost") {
      await wait(rates.lateMs[1]);
      return { kind: "unknown" };
    }
    const readAt = clock.now();
    const value = await inBooks(merchantId, find);
    if (mishap.answers !== "heard") await wait(mishap.answers.lateMs);
    return value === undefined ? { kind: "absent" } : { kind: "found", value, readAt };
  };

  /** The one event given, or all that are due; each leaves a hint for whoever listens. */
  const letHappen = (merchantId: MerchantId, orderId: OrderId, given?: WorldEvent): Promise<void> =>
    inBooks(merchantId, async (books) => {
      const now = clock.now();
      let order = await books.lockOrder(orderId);
      if (!order) return;
      const happened: { readonly event: WorldEvent; readonly at: Date }[] = [];
      let next = given ? { event: given, at: now } : nextEvent(order);
      while (next && next.at <= now) {
        order = happen(order, next.event, next.at);
        happened.push(next);
        next = given ? undefined : nextEvent(order);
      }
      await books.saveOrder(order);
      await books.addWebhooks(
        happened.map(({ event, at }) => ({
          id: `world/${orderId}/${event.kind}/${at.getTime()}`,
          dueAt: now,
          body: JSON.stringify({
            type: "order.changed",
            timestamp: at.toISOString(),
            data: { orderId, by: event.kind },
          }),
        })),
      );
    });

  return {
    /** The port of one merchant's shop. */
    shopOf(merchantId: MerchantId): ShopPort {
      return {
        customer: (customerId) => look(merchantId, (books) => books.customer(customerId)),
        find: (text, { limit }) => look(merchantId, (books) => books.find(text, limit)),
        ordersOf: (customerId, { limit }) =>
          look(merchantId, async (books) => {
            const orders = await books.ordersOf(customerId, limit, clock.now());
            return orders.length > 0 || (await books.customer(customerId)) ? orders : undefined;
          }),
        order: (orderId) => look(merchantId, (books) => books.order(orderId, clock.now())),
        cancel: ({ key, ...asked }) => change<"cancel">(merchantId, key, { ...asked, kind: "cancel" }),
        changeAddress: ({ key, ...asked }) =>
          change<"change-address">(merchantId, key, { ...asked, kind: "change-address" }),
        createReturn: ({ key, ...asked }) =>
          change<"create-return">(merchantId, key, { ...asked, kind: "create-return" }),
        cancelReturn: ({ key, ...asked }) =>
          change<"cancel-return">(merchantId, key, { ...asked, kind: "cancel-return" }),
        refund: ({ key, ...asked }) => change<"refund">(merchantId, key, { ...asked, kind: "refund" }),
        requestTrace: ({ key, ...asked }) =>
          change<"request-trace">(merchantId, key, { ...asked, kind: "request-trace" }),
        reship: ({ key, ...asked }) => change<"reship">(merchantId, key, { ...asked, kind: "reship" }),
        refundByKey: (key) =>
          look(merchantId, async (books) => {
            const row = await books.refund(key);
            return row && refundAt(row, clock.now());
          }),
        byKey: async (key): Promise<KeyReading> => {
          const reading = await look(merchantId, async (books) => {
            const request = await books.request(key);
            return request && { action: request.action, outcome: await brought(books, key, request.outcome) };
          });
          if (reading.kind === "found") return { kind: "settled", ...reading.value };
          return reading.kind === "absent" ? { kind: "never-seen" } : reading;
        },
      };
    },

    /** How many orders a merchant has here; none for who is not of the market. */
    countOrders: (merchantId: MerchantId): Promise<number> =>
      database.transact(merchantId, (tx) => countOrders(tx, merchantId)),

    /**
     * Lets the world go on: what should have happened to parcels, returns and waiting orders by now has happened.
     * Answers how many orders moved. Run it every minute or so; without it the market stands still.
     */
    async live(limit = 200): Promise<number> {
      const due = await database.asPlatform((tx) => ordersDue(tx, clock.now(), limit));
      for (const { merchantId, orderId } of due) await letHappen(merchantId, orderId);
      return due.length;
    },

    /** Makes one thing happen now, for a demo or a story: a courier scans the return, a parcel arrives. */
    happen: (merchantId: MerchantId, orderId: OrderId, event: WorldEvent): Promise<void> =>
      letHappen(merchantId, orderId, event),

    /** Sends the webhooks that are due, of all shops; answers how many were taken off the pile. Run it every few seconds. */
    async sendDue(limit = 200): Promise<number> {
      const send = sendWebhook;
      if (!send) return 0;
      return database.asPlatform(async (tx) => {
        const due = await claimWebhooks(tx, clock.now(), limit);
        for (const hook of due) {
          const { webhook } = mishapFrom(random, rates);
          const body = Buffer.from(hook.body, "utf8");
          const headers = signWebhook(await secretOf(hook.merchantId), hook.id, clock.now(), body);
          if (webhook !== "lost") await send(hook.merchantId, headers, body);
          if (webhook === "twice") await send(hook.merchantId, headers, body);
          await dropWebhook(tx, hook);
        }
        return due.length;
      });
    },
  };
}

export type DemoMarket = ReturnType<typeof createDemoMarket>;

/** The webhooks a change brings about, now and later. Their ids follow from the key, so a change has each once. */
function hintsOf(key: string, action: ShopAction, now: Date, order?: OrderRecord, refund?: RefundRow) {
  const hint = (type: string, orderId: OrderId, dueAt: Date, more: Record<string, string> = {}) => ({
    id: `${type}/${key}/${dueAt.getTime()}`,
    dueAt,
    body: JSON.stringify({ type, timestamp: dueAt.toISOString(), data: { orderId, ...more } }),
  });
  if (refund) {
    const moments = [refund.settlesAt, ...(refund.reversesAt ? [refund.reversesAt] : [])];
    return moments.map((at) => hint("refund.changed", refund.orderId, at, { refundKey: key }));
  }
  return order ? [hint("order.changed", order.id, now, { by: action.kind })] : [];
}

/** Writes more customers and orders into the market's books, beside what is there. */
export const addToMarket = (tx: Transaction, market: SeedMarket): Promise<void> => insertMarket(tx, seedRows(market));

/**
 * Fills the market's books, all merchants in one transaction; answers false, and changes nothing, when they hold
 * anything already.
 */
export async function seedDemoMarket(database: Database, market: SeedMarket): Promise<boolean> {
  const rows = seedRows(market);
  const merchants = market.merchants.map((merchant) => merchant.id);
  const seeded = await database.transact(merchants, async (tx) => {
    if (await hasBooks(tx)) return false;
    await insertMarket(tx, rows);
    return true;
  });
  if (seeded)
    await database.ownerPool.query("analyze market.customer, market.shop_order, market.parcel, market.refund");
  return seeded;
}

/** Whom a shop of the demo market knows, for those who play its customers. */
export const demoCustomers = (database: Database, merchantId: MerchantId) =>
  database.transact(merchantId, customersInBooks);
