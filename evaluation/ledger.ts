import { setTimeout as sleep } from "node:timers/promises";
import {
  after,
  between,
  bytes16,
  createNewId,
  createTurnableClock,
  type CustomerId,
  customerId,
  hourMs,
  type MerchantId,
  minuteMs,
  money,
  type Money,
  type NewId,
  orderId,
  pick,
  type Random,
  seededRandom,
} from "@ruyi/kernel";
import {
  type Account,
  type Posting,
  postMany,
  releaseMany,
  type ReservationRequest,
  reserveMany,
  transfer,
} from "@ruyi/ledger";
import type { Database, Transaction } from "@ruyi/platform";
import { createTrust, type PaymentPort, type PaymentState, type RefundRequest } from "@ruyi/trust";
import { historyOf } from "@ruyi/trust/testing";
import {
  countImbalances,
  countOverLimit,
  countOverpaidIntents,
  countOverpaidOrders,
  countOverpaidRefunds,
  countUnsettled,
} from "./audit.ts";

export type LedgerReport = {
  readonly operations: number;
  /** Postings or whole currencies that do not sum to zero, postings without entries, entries without a posting. */
  readonly imbalance: number;
  /** Intents that were paid more than once, or more than was approved; orders that got back more than was paid. */
  readonly doubleRefunds: number;
  /** Customers found with more open than their limit, in any look during the storm or after it. */
  readonly overLimit: number;
  readonly perSecond: number;
  /** How the operations were made up, and what was done to them on the way. */
  readonly through: { readonly ledger: number; readonly refunds: number };
  readonly crashed: number;
  readonly duplicated: number;
  readonly retried: number;
  readonly refusedAboveLimit: number;
  readonly refusedKeyReuse: number;
  readonly payoutCalls: number;
  readonly unsettled: number;
  readonly looks: number;
  readonly seconds: number;
};

/** A crash made for the storm; everything else that is thrown is a finding and ends the evaluation. */
class Crash extends Error {}

type Counts = {
  crashed: number;
  duplicated: number;
  retried: number;
  aboveLimit: number;
  keyReuse: number;
  looks: number;
};

/**
 * Sends a storm of refunds through the real code on a real, migrated database, then audits the rows. Most operations
 * go to the ledger in batches; a part goes one by one through trust's whole flow with a payment side that loses
 * requests and answers. Transactions are broken off before, inside and just after their commit, and sent again;
 * batches are sent twice at once. The mix depends on `seed`; what meets what at once depends on the machine.
 */
export async function evaluateLedger(
  database: Database,
  options: { readonly operations: number; readonly seed: number },
): Promise<LedgerReport> {
  const { operations, seed } = options;
  const random = seededRandom(seed);
  const start = new Date("2026-11-24T00:00:00Z");
  // Ids of one run never meet those of another, so that it may run again on the same database.
  const newId = createNewId(() => Date.now(), bytes16(seededRandom(seed ^ Date.now())));
  const merchants = Array.from({ length: 4 }, () => newId("merchant"));
  const counts: Counts = { crashed: 0, duplicated: 0, retried: 0, aboveLimit: 0, keyReuse: 0, looks: 0 };
  const refundOperations = Math.min(5_000, Math.ceil(operations / 50));
  const ledgerOperations = Math.max(0, operations - refundOperations);

  const began = performance.now();
  let overLimit = 0;
  const look = async (): Promise<void> => {
    counts.looks += 1;
    overLimit += await countOverLimit(database, merchants);
  };

  const workers = 4;
  await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      stormOnLedger({
        database,
        merchants,
        random: seededRandom(seed + 1 + index),
        newId,
        at: start,
        operations: share(ledgerOperations, workers, index),
        counts,
        look: index === 0 ? look : undefined,
      }),
    ),
  );
  const refunds = await stormOnRefunds({ database, random, newId, start, operations: refundOperations, counts });
  await look();
  const seconds = (performance.now() - began) / 1_000;

  const everyone = [...merchants, ...refunds.merchants];
  overLimit += await countOverLimit(database, refunds.merchants);
  return {
    operations,
    imbalance: await countImbalances(database, everyone),
    doubleRefunds: (await countOverpaidIntents(database, merchants)) + (await refunds.countDoubles()),
    overLimit,
    perSecond: Math.round(operations / seconds),
    through: { ledger: ledgerOperations, refunds: refundOperations },
    crashed: counts.crashed,
    duplicated: counts.duplicated,
    retried: counts.retried,
    refusedAboveLimit: counts.aboveLimit,
    refusedKeyReuse: counts.keyReuse,
    payoutCalls: refunds.payoutCalls(),
    unsettled: refunds.unsettled,
    looks: counts.looks,
    seconds: Math.round(seconds * 10) / 10,
  };
}

const share = (total: number, parts: number, index: number): number =>
  Math.floor(total / parts) + (index < total % parts ? 1 : 0);

/** Breaks a transaction off at one of three places, or lets it be. */
async function perhapsCrashing<T>(
  database: Database,
  merchantId: MerchantId,
  random: Random,
  chance: number,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const place = random() < chance ? pick(random, ["before", "inside", "after"] as const) : "nowhere";
  if (place === "before") throw new Crash("The process ended before it began.");
  const result = await database.transact(merchantId, async (tx) => {
    const done = await work(tx);
    if (place === "inside") throw new Crash("The process ended before the commit.");
    return done;
  });
  if (place === "after") throw new Crash("The process ended before it heard of the commit.");
  return result;
}

/** Tries again after each crash until an answer comes. */
async function untilAnswered<T>(counts: Counts, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      counts.crashed += 1;
    }
  }
}

// ---- the ledger, in batches

type Intent = { readonly key: string; readonly customerId: CustomerId; readonly amount: Money };
type Event = "approved" | "done" | "failed" | "returned" | "reversed";
type Operation =
  | { readonly kind: "open"; readonly intent: Intent; readonly limit: Money }
  | { readonly kind: "event"; readonly event: Exclude<Event, "approved">; readonly intent: Intent };

/** Most customers ask rarely; a few ask all the time and keep their limits full. */
const busyCustomers = 10;
const customersOfAShop = 20_000;
const limitOf = (customer: number): Money => money([20_000, 30_000, 80_000, 200_000][customer % 4] ?? 20_000, "CNY");

function postingOf({ key, customerId, amount }: Intent, event: Event, at: Date): Posting {
  const receivable: Account = { name: "advance-receivable", customerId };
  const transit: Account = { name: "refund-in-transit" };
  const channel: Account = { name: "channel-clearing" };
  const [from, to] = {
    approved: [transit, receivable],
    done: [channel, transit],
    failed: [receivable, transit],
    returned: [receivable, { name: "returned-sales" } as const],
    reversed: [receivable, channel],
  }[event] as [Account, Account];
  return transfer({ key: `refund:${key}:${event}`, at, from, to, amount });
}

/** Applies a batch in one transaction; answers which openings were held. */
async function applyBatch(
  tx: Transaction,
  merchantId: MerchantId,
  batch: readonly Operation[],
  at: Date,
): Promise<{ readonly held: ReadonlySet<string>; readonly aboveLimit: number; readonly keyReuse: number }> {
  const openings = batch.filter((operation) => operation.kind === "open");
  const requests = openings.map(({ intent, limit }): ReservationRequest => ({
    key: intent.key,
    customerId: intent.customerId,
    amount: intent.amount,
    limit,
    at,
  }));
  const reserved = await reserveMany(tx, merchantId, requests, at);
  const held = openings.filter((_, index) => reserved[index]?.kind === "reserved").map(({ intent }) => intent);
  const events = batch.filter((operation) => operation.kind === "event");
  const posted = await postMany(tx, merchantId, [
    ...held.map((intent) => postingOf(intent, "approved", at)),
    ...events.map(({ intent, event }) => postingOf(intent, event, at)),
  ]);
  const over = events.filter(({ event }, index) => event !== "done" && posted[held.length + index]?.kind === "posted");
  await releaseMany(
    tx,
    merchantId,
    over.map(({ intent }) => intent.key),
    at,
  );
  return {
    held: new Set(held.map(({ key }) => key)),
    aboveLimit: reserved.filter(({ kind }) => kind === "over-limit").length,
    keyReuse:
      reserved.filter(({ kind }) => kind === "key-reused").length +
      posted.filter(({ kind }) => kind === "key-reused").length,
  };
}

async function stormOnLedger(storm: {
  readonly database: Database;
  readonly merchants: readonly MerchantId[];
  readonly random: Random;
  readonly newId: NewId;
  readonly at: Date;
  readonly operations: number;
  readonly counts: Counts;
  readonly look: (() => Promise<void>) | undefined;
}): Promise<void> {
  const { database, merchants, random, newId, at, counts } = storm;
  const books = merchants.map((merchantId) => ({
    merchantId,
    approved: [] as Intent[],
    done: [] as Intent[],
    sent: [] as Operation[],
  }));
  let left = storm.operations;
  let batches = 0;
  while (left > 0) {
    const book = pick(random, books);
    const batch = makeBatch(book, Math.min(left, between(random, 200, 1_500)), random, newId, counts);
    left -= batch.length;
    const send = () =>
      untilAnswered(counts, () =>
        perhapsCrashing(database, book.merchantId, random, 0.1, (tx) => applyBatch(tx, book.merchantId, batch, at)),
      );
    const isTwice = random() < 0.05;
    if (isTwice) counts.duplicated += batch.length;
    const [answer] = await Promise.all(isTwice ? [send(), send()] : [send()]);
    counts.aboveLimit += answer?.aboveLimit ?? 0;
    counts.keyReuse += answer?.keyReuse ?? 0;
    for (const operation of batch) {
      if (operation.kind === "event" && operation.event === "done") book.done.push(operation.intent);
      if (operation.kind === "open" && answer?.held.has(operation.intent.key)) book.approved.push(operation.intent);
    }
    book.sent = batch.slice(0, 400);
    batches += 1;
    // An old shop has statistics; a young one would plan blindly until the first autovacuum, a minute from now.
    if (storm.look && (batches === 3 || batches === 20)) await database.ownerPool.query("analyze");
    if (storm.look && batches % 20 === 0) await storm.look();
  }
}

type Book = {
  readonly approved: Intent[];
  readonly done: Intent[];
  /** Of the batch before, to be sent again now and then. */
  readonly sent: readonly Operation[];
};

function makeBatch(book: Book, size: number, random: Random, newId: NewId, counts: Counts): Operation[] {
  const batch: Operation[] = [];
  while (batch.length < size) {
    const dice = random();
    if (dice < 0.05 && book.sent.length > 0) {
      const old = pick(random, book.sent);
      // Sent again as it was; or the same key for another sum, which must be refused.
      const isTwisted = random() < 0.2;
      const { intent } = old;
      const twisted = { ...intent, amount: money(intent.amount.minor + 1, intent.amount.currency) };
      // A twisted opening that was refused above its limit would be a new intent under an old key, so only events twist.
      batch.push(isTwisted && old.kind === "event" ? { ...old, intent: twisted } : old);
      counts.retried += 1;
    } else if (dice < 0.5 || (book.approved.length === 0 && book.done.length === 0)) {
      const customer = between(random, 0, (random() < 0.1 ? busyCustomers : customersOfAShop) - 1);
      const amount = money(between(random, 1, 30_000), "CNY");
      const intent = { key: newId("refund"), customerId: customerId(`c${customer}`), amount };
      batch.push({ kind: "open", intent, limit: limitOf(customer) });
    } else if (book.approved.length > 0 && (dice < 0.8 || book.done.length === 0)) {
      const intent = take(book.approved, random);
      batch.push({ kind: "event", event: random() < 0.9 ? "done" : "failed", intent });
    } else {
      const intent = take(book.done, random);
      batch.push({ kind: "event", event: random() < 0.9 ? "returned" : "reversed", intent });
    }
  }
  return batch;
}

/** Takes one out, in no order. Throws on an empty list. */
function take<T>(items: T[], random: Random): T {
  const index = Math.floor(random() * items.length);
  const [item, last] = [items[index], items.pop()];
  if (item === undefined || last === undefined) throw new Error("Take needs at least one item.");
  if (index < items.length) items[index] = last;
  return item;
}

// ---- trust's whole flow, one by one

async function stormOnRefunds(storm: {
  readonly database: Database;
  readonly random: Random;
  readonly newId: NewId;
  readonly start: Date;
  readonly operations: number;
  readonly counts: Counts;
}) {
  const { database, random, newId, start, counts } = storm;
  const merchants = [newId("merchant"), newId("merchant")];
  const clock = createTurnableClock(start);
  const payments = stormyPayments(random);
  const stormy: Database = {
    ...database,
    transact: (of, work) =>
      typeof of === "string" ? perhapsCrashing(database, of, random, 0.02, work) : database.transact(of, work),
  };
  const trust = createTrust({ database: stormy, payments: payments.port, clock, newId });

  const customers = Array.from({ length: 200 }, (_, index) => customerId(`c${index}`));
  const staff = newId("staff");
  const quiet = { lateDaysAgo: [], missingDaysAgo: [], falseClaimDaysAgo: [], returnsArrived: 0 };
  const facts = customers.flatMap((customer, index) =>
    historyOf(customer, { ...quiet, customerDays: 10 + 4 * index, ordersCompleted: index % 20 }, start, staff),
  );
  for (const merchantId of merchants) {
    await database.transact(merchantId, (tx) => trust.seedFacts(tx, merchantId, facts));
  }

  const known: { readonly merchantId: MerchantId; readonly request: RefundRequest }[] = [];
  const beginOne = async (merchantId: MerchantId, request: RefundRequest): Promise<void> => {
    const { refund } = await untilAnswered(counts, () =>
      perhapsCrashing(database, merchantId, random, 0.02, (tx) => trust.begin(tx, merchantId, request)),
    );
    if (refund.state === "waiting-scan") counts.aboveLimit += 1;
  };
  /** A process that dies is not tried again: whoever comes next must cope. */
  const orDie = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
      counts.crashed += 1;
    });
  };

  let left = storm.operations;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const dice = random();
      const old = known.length > 0 ? pick(random, known.slice(random() < 0.5 ? -4 : -300)) : undefined;
      if (!old || dice < 0.4) {
        const merchantId = pick(random, merchants);
        const intentKey = newId("refund");
        const paid = money(between(random, 1_000, 60_000), "CNY");
        const request: RefundRequest = {
          intentKey,
          customerId: pick(random, customers),
          orderId: orderId(random() < 0.3 && old ? old.request.orderId : `o-${intentKey}`),
          returnId: intentKey,
          amount: random() < 0.5 ? paid : money(Math.ceil(paid.minor / 2), "CNY"),
          paid,
          refunded: money(0, "CNY"),
          basis: random() < 0.7 ? "goods-return" : "owed",
          reason: "storm",
        };
        // An order belongs to one customer and was paid once: what joins an old order takes those from it.
        const joins = old && old.request.orderId === request.orderId;
        const sound = joins
          ? { ...request, customerId: old.request.customerId, paid: old.request.paid, amount: half(old.request.paid) }
          : request;
        const where = joins ? old.merchantId : merchantId;
        known.push({ merchantId: where, request: sound });
        await beginOne(where, sound);
      } else if (dice < 0.5) {
        counts.retried += 1;
        await beginOne(old.merchantId, old.request);
      } else if (dice < 0.8) {
        await orDie(() => trust.pay(old.merchantId, { intentKey: old.request.intentKey }));
      } else if (dice < 0.85) {
        payments.turn(old.merchantId, old.request.intentKey);
        await orDie(() => trust.heard(old.merchantId, { intentKey: old.request.intentKey }));
      } else if (dice < 0.97) {
        const { merchantId } = old;
        const returnId = old.request.intentKey;
        await orDie(() => stormy.transact(merchantId, (tx) => trust.goodsReceived(tx, merchantId, returnId)));
      } else {
        clock.turn(minuteMs);
        await orDie(() => trust.settle(20));
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));

  // The storm is over: the sweeps alone must bring everything to an end.
  payments.calm();
  const calm = createTrust({ database, payments: payments.port, clock, newId });
  let unsettled = await countUnsettled(database, merchants);
  for (let round = 0; unsettled > 0 && round < 40; round += 1) {
    clock.set(after(clock.now(), 7 * hourMs));
    while ((await calm.settle(500)) > 0);
    unsettled = await countUnsettled(database, merchants);
  }

  const countDoubles = async (): Promise<number> => {
    const overOrders = await countOverpaidOrders(database, merchants);
    return payments.countDoubles() + overOrders + (await countOverpaidRefunds(database, merchants));
  };
  return { merchants, unsettled, countDoubles, payoutCalls: payments.calls };
}

const half = (of: Money): Money => money(Math.ceil(of.minor / 2), of.currency);

/**
 * A payment side that pays each call that reaches it and keeps no keys apart for us, so that a second call is seen.
 * Some calls do not arrive, some answers are lost, some refunds fail, some take their time.
 */
function stormyPayments(random: Random) {
  const payouts = new Map<string, number>();
  const states = new Map<string, Exclude<PaymentState, "absent" | "unknown">>();
  let isCalm = false;
  let calls = 0;
  const nameOf = (merchantId: MerchantId, key: string): string => `${merchantId} ${key}`;
  const port: PaymentPort = {
    payRefund: async (merchantId, { key }) => {
      const name = nameOf(merchantId, key);
      const dice = isCalm ? 1 : random();
      // On its way for a moment, when a question about the key would find nothing.
      if (!isCalm) await sleep(60 * random());
      if (dice < 0.05) throw new Error("The request never arrived.");
      calls += 1;
      const state = dice < 0.1 ? "failed" : dice < 0.15 ? "pending" : "done";
      states.set(name, state);
      if (state !== "failed") payouts.set(name, (payouts.get(name) ?? 0) + 1);
      if (dice > 0.15 && dice < 0.25) throw new Error("The answer was lost.");
      return { state };
    },
    refundByKey: async (merchantId, { key }) => {
      if (!isCalm && random() < 0.1) throw new Error("The payment side does not answer.");
      const name = nameOf(merchantId, key);
      if (isCalm && states.get(name) === "pending") states.set(name, "done");
      return { state: states.get(name) ?? "absent" };
    },
  };
  return {
    port,
    /** Takes a success back now and then, as banks do. */
    turn: (merchantId: MerchantId, key: string): void => {
      const name = nameOf(merchantId, key);
      if (states.get(name) === "done" && random() < 0.2) states.set(name, "failed");
    },
    calm: (): void => {
      isCalm = true;
    },
    calls: (): number => calls,
    countDoubles: (): number => [...payouts.values()].filter((times) => times > 1).length,
  };
}
