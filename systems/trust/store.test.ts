import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import {
  bytes16,
  cny,
  createNewId,
  createTurnableClock,
  customerId,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  orderId,
  type RefundId,
  secondMs,
  seededRandom,
  zero,
} from "@ruyi/kernel";
import { openAdvances, trialBalance } from "@ruyi/ledger";
import { aDatabase } from "@ruyi/platform/testing";
import { createTrust, type RefundRequest } from "./index.ts";
import { historyOf, knownHistories, lead, meisRequest, otherOwner, owner, pretendPayments } from "./testing.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const clock = createTurnableClock(noon);
const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(11)));
const database = await aDatabase();
const payments = pretendPayments();
const trust = createTrust({ database, payments, clock, newId });

const mei = customerId("mei");
const nobody = zero("CNY");

/** A shop where the four known customers have their history. */
async function aShop(): Promise<MerchantId> {
  const merchantId = newId("merchant");
  const facts = (["mei", "bo", "kai", "lin"] as const).flatMap((name) =>
    historyOf(customerId(name), knownHistories[name], clock.now(), lead),
  );
  await database.transact(merchantId, (tx) => trust.seedFacts(tx, merchantId, facts));
  return merchantId;
}

const begin = (merchantId: MerchantId, request: RefundRequest) =>
  database.transact(merchantId, (tx) => trust.begin(tx, merchantId, request));

/** Begins, expects it to be new, and answers the refund. */
async function begun(merchantId: MerchantId, request: RefundRequest) {
  const result = await begin(merchantId, request);
  expect(result).toMatchObject({ kind: "begun", again: false });
  return result.refund;
}

const received = (merchantId: MerchantId, returnId: string) =>
  database.transact(merchantId, (tx) => trust.goodsReceived(tx, merchantId, returnId));

const openOf = (merchantId: MerchantId, customer = mei) =>
  database.transact(merchantId, (tx) =>
    openAdvances(tx, merchantId, { customerId: customer, currency: "CNY" }, clock.now()),
  );

/** Balances that are not zero, in yuan. */
async function books(merchantId: MerchantId): Promise<Record<string, number>> {
  const balances = await database.transact(merchantId, (tx) => trialBalance(tx, merchantId));
  expect(balances.reduce((sum, { balance }) => sum + balance.minor, 0)).toBe(0);
  return Object.fromEntries(
    balances.filter(({ balance }) => balance.minor !== 0).map(({ account, balance }) => [account, balance.minor / 100]),
  );
}

const announced = (merchantId: MerchantId) =>
  database.transact(merchantId, async (tx) => {
    const { rows } = await sql<{ type: string }>`select type from platform.outbox order by id`.execute(tx);
    return rows.map(({ type }) => type);
  });

const payoutsOf = (merchantId: MerchantId, intentKey: string) => payments.paid.get(`${merchantId} ${intentKey}`) ?? [];

beforeEach(() => {
  clock.set(noon);
  payments.next.length = 0;
});

describe("a refund", () => {
  test("of five-star Mei is advanced at once, and ends when her coat is back", async () => {
    const shop = await aShop();
    const refund = await begun(shop, meisRequest("a"));
    expect(refund).toMatchObject({ state: "approved", advance: "open", decision: { standing: 5, kind: "instant" } });
    expect(await books(shop)).toEqual({ "advance-receivable": 699, "refund-in-transit": -699 });
    expect(await openOf(shop)).toEqual(cny(699));

    expect(await trust.pay(shop, { refundId: refund.id })).toMatchObject({ state: "done" });
    expect(await books(shop)).toEqual({ "advance-receivable": 699, "channel-clearing": -699 });

    await received(shop, "return-a");
    await received(shop, "return-a");
    expect(await books(shop)).toEqual({ "returned-sales": 699, "channel-clearing": -699 });
    expect(await openOf(shop)).toEqual(nobody);
    expect(await announced(shop)).toEqual(["refund.approved", "refund.done", "advance.released"]);
  });

  test("is one refund, however often and at once its intent is begun and paid", async () => {
    const shop = await aShop();
    const results = await Promise.all(Array.from({ length: 8 }, () => begin(shop, meisRequest("a"))));
    expect(results.filter((result) => result.kind === "begun" && !result.again)).toHaveLength(1);
    expect(new Set(results.map(({ refund }) => refund.id)).size).toBe(1);
    await Promise.all(Array.from({ length: 8 }, () => trust.pay(shop, { intentKey: "a" })));
    expect(payoutsOf(shop, "a")).toEqual([cny(699)]);
    expect(await books(shop)).toEqual({ "advance-receivable": 699, "channel-clearing": -699 });
  });

  test("of the same sum under another intent is another refund", async () => {
    const shop = await aShop();
    const half = { amount: cny(300), paid: cny(600) };
    for (const key of ["a", "b"]) {
      await begun(shop, meisRequest(key, half));
      await trust.pay(shop, { intentKey: key });
    }
    expect([payoutsOf(shop, "a"), payoutsOf(shop, "b")]).toEqual([[cny(300)], [cny(300)]]);
    // The third half is one too many, though the shop has not heard of the first two yet.
    const third = await begun(shop, meisRequest("c", half));
    expect(third).toMatchObject({ state: "refused", decision: { reasons: [{ code: "nothing-left" }] } });
  });

  test("never pays more than was paid, though two intents ask for all of it at once", async () => {
    const shop = await aShop();
    const owed = { basis: "owed" } as const;
    const results = await Promise.all(["a", "b", "c"].map((key) => begin(shop, meisRequest(key, owed))));
    const states = results.map(({ refund }) => refund.state).toSorted();
    expect(states).toEqual(["approved", "refused", "refused"]);
  });

  test("keeps its intent key for itself", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    const other = await begin(shop, meisRequest("a", { amount: cny(1) }));
    expect(other).toMatchObject({ kind: "intent-reused", refund: { amount: cny(699) } });
  });

  test("leaves no trace when the caller's transaction is undone", async () => {
    const shop = await aShop();
    const undone = database.transact(shop, async (tx) => {
      await trust.begin(tx, shop, meisRequest("a"));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await trust.refund(shop, { intentKey: "a" })).toBeUndefined();
    expect([await books(shop), await openOf(shop), await announced(shop)]).toEqual([{}, nobody, []]);
  });

  test("of ten that come at once stays within the limit", async () => {
    const shop = await aShop();
    const requests = Array.from({ length: 10 }, (_, index) =>
      meisRequest(`k${index}`, { orderId: orderId(`o${index}`), customerId: customerId("lin"), amount: cny(60) }),
    );
    const results = await Promise.all(requests.map((request) => begin(shop, request)));
    const states = results.map(({ refund }) => refund.state);
    expect(states.filter((state) => state === "approved")).toHaveLength(3);
    expect(states.filter((state) => state === "waiting-scan")).toHaveLength(7);
    expect(await openOf(shop, customerId("lin"))).toEqual(cny(180));
  });
});

describe("the payment side", () => {
  test("may lose its answer: the refund is unknown, asked about, and not paid twice", async () => {
    const shop = await aShop();
    const refund = await begun(shop, meisRequest("a"));
    payments.next.push("lost-after");
    expect(await trust.pay(shop, { refundId: refund.id })).toMatchObject({ state: "unknown" });
    expect(await trust.pay(shop, { refundId: refund.id })).toMatchObject({ state: "unknown" });
    await trust.settle();
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "unknown" });

    clock.turn(5 * minuteMs);
    await trust.settle();
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "done" });
    expect(payoutsOf(shop, "a")).toEqual([cny(699)]);
    expect(await books(shop)).toEqual({ "advance-receivable": 699, "channel-clearing": -699 });
  });

  test("may never have seen the request: it is sent again, but only once that is sure", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    payments.next.push("lost-before");
    await trust.pay(shop, { intentKey: "a" });
    clock.turn(5 * minuteMs);
    await trust.settle();
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "unknown" });
    expect(payoutsOf(shop, "a")).toEqual([]);

    for (let round = 0; round < 4; round += 1) {
      clock.turn(hourMs);
      await trust.settle();
    }
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "done" });
    expect(payoutsOf(shop, "a")).toEqual([cny(699)]);
  });

  test("may say no: everything is taken back and the limit is free", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    payments.next.push("failed");
    expect(await trust.pay(shop, { intentKey: "a" })).toMatchObject({ state: "failed", advance: "open" });
    expect(await books(shop)).toEqual({});
    expect(await openOf(shop)).toEqual(nobody);
    clock.turn(60 * dayMs);
    await trust.settle();
    await trust.remind();
    expect(await announced(shop)).toEqual(["refund.approved", "refund.failed"]);
  });

  test("may take its time", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    payments.next.push("pending");
    expect(await trust.pay(shop, { intentKey: "a" })).toMatchObject({ state: "sent" });
    payments.say(shop, "a", "done");
    clock.turn(hourMs);
    await trust.settle();
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "done" });
  });

  test("may take a success back, and give it again: the books follow each turn once", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    await trust.pay(shop, { intentKey: "a" });
    for (let turn = 0; turn < 2; turn += 1) {
      clock.turn(dayMs);
      payments.say(shop, "a", "failed");
      await Promise.all([1, 2, 3].map(() => trust.heard(shop, { intentKey: "a" })));
      expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "reversed" });
      expect(await books(shop)).toEqual({});
      expect(await openOf(shop)).toEqual(nobody);

      clock.turn(dayMs);
      payments.say(shop, "a", "done");
      await trust.heard(shop, { intentKey: "a" });
      expect(await books(shop)).toEqual({ "returned-sales": 699, "channel-clearing": -699 });
    }
  });

  test("is asked when a webhook comes, not believed", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    expect(await trust.heard(shop, { intentKey: "a" })).toMatchObject({ state: "approved" });
    expect(await trust.heard(shop, { intentKey: "never" })).toBeUndefined();
  });

  test("gets what a caller that died left approved", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    await trust.settle();
    expect(payoutsOf(shop, "a")).toEqual([]);
    clock.turn(31 * secondMs);
    await Promise.all([trust.settle(), trust.settle(), trust.settle()]);
    expect(await trust.refund(shop, { intentKey: "a" })).toMatchObject({ state: "done" });
    expect(payoutsOf(shop, "a")).toEqual([cny(699)]);
  });
});

describe("a refund that waits", () => {
  test("for the carrier is paid on the scan, outside the limit", async () => {
    const shop = await aShop();
    const bos = meisRequest("a", { customerId: customerId("bo") });
    expect(await begun(shop, bos)).toMatchObject({
      state: "waiting-scan",
      decision: { reasons: [{ code: "above-limit", limit: cny(300) }] },
    });
    const scan = () => database.transact(shop, (tx) => trust.carrierScanned(tx, shop, "return-a"));
    expect(await scan()).toMatchObject([{ state: "approved", advance: "on-its-way" }]);
    expect(await scan()).toEqual([]);
    await trust.pay(shop, { intentKey: "a" });
    expect(await books(shop)).toEqual({ "advance-receivable": 699, "channel-clearing": -699 });
    expect(await openOf(shop, customerId("bo"))).toEqual(nobody);
    await received(shop, "return-a");
    expect(await books(shop)).toEqual({ "returned-sales": 699, "channel-clearing": -699 });
  });

  test("for a person, because of one star, is paid without one once the goods are back", async () => {
    const shop = await aShop();
    const kais = meisRequest("a", { customerId: customerId("kai") });
    expect(await begun(shop, kais)).toMatchObject({ state: "waiting-person" });
    expect(await database.transact(shop, (tx) => trust.carrierScanned(tx, shop, "return-a"))).toEqual([]);
    expect(await received(shop, "return-a")).toMatchObject([{ state: "approved" }]);
    expect(await books(shop)).toEqual({ "returned-sales": 699, "refund-in-transit": -699 });
  });

  test("is decided by people within their authority", async () => {
    const shop = await aShop();
    const { id: refundId } = await begun(
      shop,
      meisRequest("a", { customerId: customerId("kai"), amount: cny(6_000), paid: cny(6_000) }),
    );
    const rule = (by: { staffId: typeof lead; authority: "R1" | "R2" | "R3" }, reason = "inspected, as sent") =>
      database.transact(shop, (tx) => trust.decideByPerson(tx, shop, { refundId, outcome: "approved", by, reason }));
    const boss = { staffId: owner, authority: "R3" } as const;
    expect(await rule({ staffId: lead, authority: "R2" })).toEqual({ kind: "above-authority", needed: "two-people" });

    // The first of two: on record with the reason, nothing booked, and the refund waits on.
    expect(await rule(boss, "weighed: 1.4 kg")).toMatchObject({
      kind: "first-of-two",
      refund: { state: "waiting-person" },
    });
    expect(await rule(boss)).toEqual({ kind: "same-person" });
    expect(await rule({ staffId: lead, authority: "R2" })).toEqual({ kind: "above-authority", needed: "two-people" });
    expect(await books(shop)).toEqual({});
    expect((await announced(shop)).slice(-1)).toEqual(["refund.first-approved"]);
    const [waiting] = await trust.needingAttention(shop, { state: "waiting-person", limit: 10 });
    expect(waiting).toMatchObject({
      refund: { id: refundId },
      rulings: [{ outcome: "first-approved", by: boss, second: undefined, reason: "weighed: 1.4 kg" }],
    });

    expect(await rule({ staffId: otherOwner, authority: "R3" })).toMatchObject({
      kind: "decided",
      refund: { state: "approved", advance: "open" },
    });
    expect(await rule(boss)).toEqual({ kind: "not-waiting", state: "approved" });
    expect((await trust.refundRecord(shop, refundId))?.rulings).toMatchObject([
      { outcome: "first-approved", by: boss },
      { outcome: "approved", by: boss, second: otherOwner, reason: "inspected, as sent" },
    ]);
    // What a person gave beyond the limit counts as open all the same.
    expect(await openOf(shop, customerId("kai"))).toEqual(cny(6_000));
  });

  test("of a great sum is completed by one of two who come at once, and only once", async () => {
    const shop = await aShop();
    const six = { customerId: customerId("kai"), amount: cny(6_000), paid: cny(6_000) };
    const { id: refundId } = await begun(shop, meisRequest("a", six));
    const results = await Promise.all(
      [owner, otherOwner, owner, otherOwner].map((staffId) =>
        database.transact(shop, (tx) =>
          trust.decideByPerson(tx, shop, {
            ...{ refundId, outcome: "approved", reason: "inspected" },
            by: { staffId, authority: "R3" },
          }),
        ),
      ),
    );
    expect(
      results
        .map(({ kind }) => kind)
        .toSorted()
        .slice(0, 2),
    ).toEqual(["decided", "first-of-two"]);
    expect(await books(shop)).toEqual({ "advance-receivable": 6_000, "refund-in-transit": -6_000 });
  });

  test("may still be refused after a first approval, which then counts for nothing", async () => {
    const shop = await aShop();
    const six = { customerId: customerId("kai"), amount: cny(6_000), paid: cny(6_000) };
    const { id: refundId } = await begun(shop, meisRequest("a", six));
    const rule = (outcome: "approved" | "refused", staffId: typeof lead, authority: "R2" | "R3") =>
      database.transact(shop, (tx) =>
        trust.decideByPerson(tx, shop, { refundId, outcome, by: { staffId, authority }, reason: "the scale says" }),
      );
    await rule("approved", owner, "R3");
    expect(await rule("refused", lead, "R2")).toMatchObject({ kind: "decided", refund: { state: "refused" } });
    expect(await rule("approved", otherOwner, "R3")).toEqual({ kind: "not-waiting", state: "refused" });
    expect(await books(shop)).toEqual({});
  });

  test("is refused by a lead at least, with the reason on record", async () => {
    const shop = await aShop();
    const { id: refundId } = await begun(shop, meisRequest("a", { customerId: customerId("kai") }));
    const refuse = (authority: "R1" | "R2") =>
      database.transact(shop, (tx) =>
        trust.decideByPerson(tx, shop, {
          refundId,
          outcome: "refused",
          by: { staffId: lead, authority },
          reason: "the parcel held a brick",
        }),
      );
    expect(await refuse("R1")).toEqual({ kind: "above-authority", needed: "R2" });
    expect(await refuse("R2")).toMatchObject({ kind: "decided", refund: { state: "refused" } });
    expect(await books(shop)).toEqual({});
  });

  test("may be withdrawn, and costs nothing", async () => {
    const shop = await aShop();
    const { id } = await begun(shop, meisRequest("a", { customerId: customerId("bo") }));
    const withdraw = () => database.transact(shop, (tx) => trust.withdraw(tx, shop, id));
    expect([await withdraw(), await withdraw()]).toEqual([true, false]);
    expect(await begun(shop, meisRequest("b", { customerId: customerId("bo") }))).toMatchObject({
      state: "waiting-scan",
    });
  });
});

describe("an advance whose goods do not come", () => {
  const paidAdvance = async (shop: MerchantId) => {
    const refund = await begun(shop, meisRequest("a"));
    await trust.pay(shop, { refundId: refund.id });
    return refund;
  };
  const daysPass = async (days: number): Promise<void> => {
    for (let day = 0; day < days; day += 1) {
      clock.turn(dayMs);
      await trust.remind();
    }
  };
  const starsOf = async (shop: MerchantId) => (await trust.rating(shop, mei)).standing;

  test("brings two reminders, a dated notice, and after the grace a person; never a charge", async () => {
    const shop = await aShop();
    await paidAdvance(shop);
    await daysPass(13);
    expect((await announced(shop)).slice(2)).toEqual(["advance.reminder", "advance.reminder", "advance.notice"]);
    expect(await starsOf(shop)).toBe(5);
    await daysPass(2);
    expect((await announced(shop)).at(-1)).toBe("advance.overdue");
    expect(await books(shop)).toEqual({ recovery: 699, "channel-clearing": -699 });
    expect(await starsOf(shop)).toBe(4);
    expect(await begun(shop, meisRequest("b", { orderId: orderId("other") }))).toMatchObject({
      state: "waiting-scan",
      decision: { reasons: [{ code: "advance-overdue" }] },
    });
  });

  test("is undone when they come late after all", async () => {
    const shop = await aShop();
    await paidAdvance(shop);
    await daysPass(20);
    await received(shop, "return-a");
    expect(await books(shop)).toEqual({ "returned-sales": 699, "channel-clearing": -699 });
    expect([await starsOf(shop), await openOf(shop)]).toEqual([5, nobody]);
  });

  test("stops at the carrier's first scan", async () => {
    const shop = await aShop();
    await paidAdvance(shop);
    await daysPass(6);
    await database.transact(shop, (tx) => trust.carrierScanned(tx, shop, "return-a"));
    await daysPass(30);
    expect((await announced(shop)).slice(2)).toEqual(["advance.reminder", "advance.reminder"]);
    expect(await starsOf(shop)).toBe(5);
  });

  test("stops while it is disputed, and keeps its grace afterwards", async () => {
    const shop = await aShop();
    const { id } = await paidAdvance(shop);
    const dispute = (isOpen: boolean) => database.transact(shop, (tx) => trust.dispute(tx, shop, id, isOpen));
    await daysPass(4);
    expect(await dispute(true)).toBe(true);
    await daysPass(40);
    expect((await announced(shop)).slice(2)).toEqual(["advance.reminder"]);
    await dispute(false);
    await daysPass(7);
    expect((await announced(shop)).slice(2)).toEqual(["advance.reminder", "advance.reminder", "advance.notice"]);
    await daysPass(3);
    expect((await announced(shop)).at(-1)).toBe("advance.overdue");
  });

  test("may be written off by a person, and even then the goods may come", async () => {
    const shop = await aShop();
    const { id: refundId } = await paidAdvance(shop);
    await daysPass(20);
    const ruling = { refundId, by: { staffId: owner, authority: "R3" }, reason: "moved abroad" } as const;
    const result = await database.transact(shop, (tx) => trust.writeOff(tx, shop, ruling));
    expect(result).toMatchObject({ kind: "decided" });
    expect(await books(shop)).toEqual({ loss: 699, "channel-clearing": -699 });
    await received(shop, "return-a");
    expect(await books(shop)).toEqual({ "returned-sales": 699, "channel-clearing": -699 });
  });
});

describe("a claim with no goods to come back", () => {
  test("stays on the limit for thirty days", async () => {
    const shop = await aShop();
    const claim = meisRequest("a", { basis: "claim", evidence: "shown" });
    expect(await begun(shop, claim)).toMatchObject({ state: "approved", advance: undefined });
    expect(await openOf(shop)).toEqual(cny(699));
    expect(await books(shop)).toEqual({ "returned-sales": 699, "refund-in-transit": -699 });
    clock.turn(30 * dayMs);
    expect(await openOf(shop)).toEqual(nobody);
  });

  test("by word alone passes three times a year, then a person looks", async () => {
    const shop = await aShop();
    const states: string[] = [];
    for (const key of ["a", "b", "c", "d"]) {
      const claim = meisRequest(key, { basis: "claim", orderId: orderId(key), amount: cny(40) });
      states.push((await begun(shop, { ...claim, customerId: customerId("lin") })).state);
    }
    expect(states).toEqual(["approved", "approved", "approved", "waiting-person"]);
  });
});

describe("a quote", () => {
  test("says what would be decided, with the limit and what is left of it", async () => {
    const shop = await aShop();
    await begun(shop, meisRequest("a"));
    const { intentKey: _, ...request } = meisRequest("b", {
      orderId: orderId("other"),
      amount: cny(1_400),
      paid: cny(1_400),
    });
    expect(await trust.quote(shop, request)).toMatchObject({
      decision: { kind: "after-scan", reasons: [{ code: "limit-in-use" }] },
      rating: { standing: 5 },
      limit: cny(2_000),
      open: cny(699),
      available: cny(1_301),
    });
    expect(await trust.refunds(shop, { customerId: mei })).toHaveLength(1);
    expect((await trust.account(shop, mei, ["CNY", "THB"])).limits).toEqual([
      { limit: cny(2_000), open: cny(699), available: cny(1_301) },
    ]);
  });
});

describe("quotes asked for at once", () => {
  test("are each for their own merchant, customer and order, in their order", async () => {
    const [here, there] = [await aShop(), await aShop()];
    await begun(here, meisRequest("a"));
    const quotesOf = (shop: MerchantId, names: readonly string[]) =>
      names.map((name) =>
        trust.quote(shop, meisRequest("b", { customerId: customerId(name), orderId: orderId(name) })),
      );
    const quotes = await Promise.all([
      ...quotesOf(here, ["kai", "mei"]),
      ...quotesOf(there, ["mei", "kai"]),
      ...quotesOf(here, ["mei", "nobody"]),
    ]);
    expect(quotes.map(({ rating, open }) => [rating.standing, open.minor])).toEqual([
      [1, 0],
      [5, 69_900],
      [5, 0],
      [1, 0],
      [5, 69_900],
      ["new", 0],
    ]);
  });
});

describe("one merchant", () => {
  test("sees nothing of another's customers and refunds", async () => {
    const [ours, theirs] = [await aShop(), newId("merchant")];
    const { id } = await begun(ours, meisRequest("a"));
    expect(await trust.refund(theirs, { refundId: id })).toBeUndefined();
    expect(await trust.refunds(theirs, { customerId: mei })).toEqual([]);
    expect((await trust.rating(theirs, mei)).standing).toBe("new");
    const seen = await database.transact(theirs, async (tx) => {
      const counts: number[] = [];
      for (const table of ["trust.fact", "trust.refund", "trust.advance", "trust.ruling"]) {
        counts.push((await sql.raw(`select 1 from ${table}`).execute(tx)).rows.length);
      }
      return counts;
    });
    expect(seen).toEqual([0, 0, 0, 0]);
    await expect(database.transact(theirs, (tx) => trust.begin(tx, ours, meisRequest("b")))).rejects.toThrow(
      /row-level security/,
    );
  });

  test("cannot rewrite what is remembered of a customer", async () => {
    const shop = await aShop();
    await expect(database.transact(shop, (tx) => sql`delete from trust.fact`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe("lists of refunds and advances", () => {
  const owed = (key: string, but: Partial<RefundRequest> = {}) =>
    meisRequest(key, { orderId: orderId(`order-${key}`), amount: cny(10), paid: cny(10), ...but });

  test("a customer's refunds come newest first, page by page, and nobody else's", async () => {
    const [shop, other] = [await aShop(), await aShop()];
    for (const key of ["a", "b", "c", "d", "e"]) {
      await begun(shop, owed(key));
      await begun(other, owed(key));
      // Some at one moment, so that a page may end between them.
      if (key === "b" || key === "d") clock.turn(1_000);
    }
    await begun(shop, owed("bo", { customerId: customerId("bo") }));
    const seen: string[] = [];
    for (let past: { at: Date; id: RefundId } | undefined; ;) {
      const page = await trust.newestRefunds(shop, { customerId: mei, limit: 2, ...(past ? { past } : {}) });
      if (page.length === 0) break;
      seen.push(...page.map(({ refund }) => refund.intentKey));
      past = page.at(-1)?.refund;
    }
    expect(seen.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
    expect(seen.map((key) => "abcde".indexOf(key) >> 1)).toEqual([2, 1, 1, 0, 0]);
  });

  test("what somebody must look at is counted by state, and of failures only the recent ones", async () => {
    const shop = await aShop();
    await begun(shop, owed("old-failure"));
    payments.next.push("failed");
    await trust.pay(shop, { intentKey: "old-failure" });
    clock.turn(31 * dayMs);
    await begun(shop, owed("failure"));
    payments.next.push("failed");
    await trust.pay(shop, { intentKey: "failure" });
    await begun(shop, owed("silence"));
    payments.next.push("lost-before");
    await trust.pay(shop, { intentKey: "silence" });
    await begun(shop, owed("one-star", { customerId: customerId("kai") }));

    const states = (await trust.attention(shop)).map(({ state, count, amount }) => [state, count, amount.minor]);
    expect(states).toEqual([
      ["failed", 1, 1_000],
      ["unknown", 1, 1_000],
      ["waiting-person", 1, 1_000],
    ]);
    for (const [state, key] of [
      ["failed", "failure"],
      ["unknown", "silence"],
      ["waiting-person", "one-star"],
    ] as const) {
      const found = await trust.needingAttention(shop, { state, limit: 10 });
      expect(found.map(({ refund }) => refund.intentKey)).toEqual([key]);
    }
    expect(await trust.attention(await aShop())).toEqual([]);
  });

  test("outstanding advances fall into buckets that together are all of them, and equal the books", async () => {
    const shop = await aShop();
    const daysAgo = [40, 31, 30, 15, 14, 8, 7, 1, 0];
    let day = 40;
    for (const days of daysAgo) {
      clock.turn((day - days) * dayMs);
      day = days;
      await begun(shop, owed(`d${days}`, { amount: cny(days + 1), paid: cny(days + 1) }));
    }
    const { sums, books } = await trust.outstanding(shop);
    expect(sums.map(({ bucket, count, amount }) => [bucket, count, amount.minor])).toEqual([
      ["0-7", 3, 1_100],
      ["8-14", 2, 2_400],
      ["15-30", 2, 4_700],
      ["over-30", 2, 7_300],
    ]);
    expect([...books]).toEqual([["CNY", 15_500]]);
    const inBuckets: string[] = [];
    for (const bucket of ["over-30", "15-30", "8-14", "0-7"] as const) {
      const found = await trust.advances(shop, { bucket, limit: 10 });
      inBuckets.push(...found.map(({ refund }) => refund.intentKey));
    }
    const all = await trust.advances(shop, { limit: 100 });
    expect(inBuckets).toEqual(all.map(({ refund }) => refund.intentKey));
    expect(inBuckets).toEqual(daysAgo.map((days) => `d${days}`));

    await received(shop, "return-d40");
    expect((await trust.outstanding(shop)).sums.at(-1)).toMatchObject({ bucket: "over-30", count: 1 });
    expect(await trust.advances(shop, { currency: "USD", limit: 10 })).toEqual([]);
    expect(await trust.advances(shop, { customerId: customerId("bo"), limit: 10 })).toEqual([]);
    expect(await trust.advances(await aShop(), { limit: 10 })).toEqual([]);
    const [first] = await trust.advances(shop, { limit: 1 });
    if (!first) throw new Error("The oldest advance should be there.");
    const next = await trust.advances(shop, { limit: 1, past: { at: first.givenAt, id: first.refundId } });
    expect([first, ...next].map(({ refund }) => refund.intentKey)).toEqual(["d31", "d30"]);
  });

  test("a refund's record has its postings in the order they were made", async () => {
    const shop = await aShop();
    const { id } = await begun(shop, owed("a"));
    await trust.pay(shop, { intentKey: "a" });
    clock.turn(dayMs);
    await received(shop, "return-a");
    const record = await trust.refundRecord(shop, id);
    expect(record?.postings.map(({ key }) => key.split(":").at(-1))).toEqual(["approved", "done", "advance-closed"]);
    expect(await trust.refundRecord(await aShop(), id)).toBeUndefined();
  });
});
