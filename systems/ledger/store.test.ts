import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  after,
  bytes16,
  cny,
  createNewId,
  customerId,
  dayMs,
  type MerchantId,
  seededRandom,
  usd,
  zero,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import {
  balance,
  balanceOf,
  isPosting,
  lockExposure,
  openAdvances,
  post,
  postMany,
  release,
  reserve,
  reserveMany,
  statement,
  trialBalance,
} from "./index.ts";
import { anAdvance, aReservation } from "./testing.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const newId = createNewId(() => noon.getTime(), bytes16(seededRandom(7)));
const aMerchant = (): MerchantId => newId("merchant");
const mei = customerId("mei");
const meisCny = { customerId: mei, currency: "CNY" };

const database = await aDatabase();

describe("post", () => {
  test("posts once, though told ten times at once", async () => {
    const merchantId = aMerchant();
    const posting = anAdvance("refund:1:approved");
    const results = await Promise.all(
      Array.from({ length: 10 }, () => database.transact(merchantId, (tx) => post(tx, merchantId, posting))),
    );
    expect(results.filter((result) => result.kind === "posted" && !result.again)).toHaveLength(1);
    expect(results.every(({ kind }) => kind === "posted")).toBe(true);
    const balances = await database.transact(merchantId, (tx) => trialBalance(tx, merchantId));
    expect(balances).toEqual([
      { account: "advance-receivable", balance: cny(100) },
      { account: "refund-in-transit", balance: cny(-100) },
    ]);
  });

  test("keeps the first content of a key and says what it is", async () => {
    const merchantId = aMerchant();
    const [first, other] = await database.transact(merchantId, (tx) =>
      postMany(tx, merchantId, [anAdvance("k", cny(100)), anAdvance("k", cny(90))]),
    );
    expect(first).toEqual({ kind: "posted", again: false });
    expect(other).toMatchObject({ kind: "key-reused" });
    const later = await database.transact(merchantId, (tx) => post(tx, merchantId, anAdvance("k", cny(90))));
    expect(later).toEqual({ kind: "key-reused", first: anAdvance("k", cny(100)).entries });
    const owed = await database.transact(merchantId, (tx) =>
      balanceOf(tx, merchantId, "advance-receivable", "CNY", mei),
    );
    expect(owed).toEqual(cny(100));
  });

  test("leaves nothing behind when the caller's transaction is undone", async () => {
    const merchantId = aMerchant();
    await database
      .transact(merchantId, async (tx) => {
        await post(tx, merchantId, anAdvance("k"));
        throw new Error("undone");
      })
      .catch(() => undefined);
    expect(await database.transact(merchantId, (tx) => trialBalance(tx, merchantId))).toEqual([]);
  });

  test("keeps currencies apart, and each sums to zero", async () => {
    const merchantId = aMerchant();
    await database.transact(merchantId, (tx) =>
      postMany(tx, merchantId, [anAdvance("a", cny(5)), anAdvance("b", usd(7)), anAdvance("c", usd(1))]),
    );
    const balances = await database.transact(merchantId, (tx) => trialBalance(tx, merchantId));
    for (const currency of ["CNY", "USD"]) {
      const ofIt = balances.filter(({ balance }) => balance.currency === currency);
      expect(ofIt).toHaveLength(2);
      expect(ofIt.reduce((sum, { balance }) => sum + balance.minor, 0)).toBe(0);
    }
  });
});

describe("the books", () => {
  test("are refused unbalanced by the database itself", async () => {
    const merchantId = aMerchant();
    const crooked = database.transact(merchantId, (tx) =>
      sql`insert into ledger.entry (merchant_id, posting_key, line, account, customer_id, currency, amount, at)
        values (${merchantId}, 'k', 0, 'fund', '', 'CNY', 500, now()), (${merchantId}, 'k', 1, 'loss', '', 'CNY', -499, now())`.execute(
        tx,
      ),
    );
    await expect(crooked).rejects.toThrow(/do not sum to zero/);
  });

  test("cannot be rewritten or torn out", async () => {
    const merchantId = aMerchant();
    await database.transact(merchantId, (tx) => post(tx, merchantId, anAdvance("k")));
    for (const statement of ["update ledger.entry set amount = amount * 2", "delete from ledger.posting"]) {
      await expect(database.transact(merchantId, (tx) => sql.raw(statement).execute(tx))).rejects.toThrow(
        /permission denied/,
      );
    }
  });

  test("of one merchant are closed to another, under the same keys", async () => {
    const [ours, theirs] = [aMerchant(), aMerchant()];
    for (const [merchantId, amount] of [
      [ours, cny(100)],
      [theirs, cny(70)],
    ] as const) {
      await database.transact(merchantId, async (tx) => {
        await post(tx, merchantId, anAdvance("k", amount));
        await reserveMany(tx, merchantId, [aReservation("k", { amount })], noon);
      });
    }
    const peek = await database.transact(ours, async (tx) => ({
      theirs: await trialBalance(tx, theirs),
      exposure: await openAdvances(tx, theirs, meisCny, noon),
      rows: (await sql`select * from ledger.entry`.execute(tx)).rows.length,
    }));
    expect(peek).toEqual({ theirs: [], exposure: zero("CNY"), rows: 2 });
    await expect(database.transact(ours, (tx) => post(tx, theirs, anAdvance("k2")))).rejects.toThrow(
      /row-level security/,
    );
  });

  test("read an account page by page", async () => {
    const merchantId = aMerchant();
    const query = { account: "advance-receivable", customerId: mei, currency: "CNY" } as const;
    await database.transact(merchantId, (tx) =>
      postMany(
        tx,
        merchantId,
        [1, 2, 3].map((n) => anAdvance(`k${n}`, cny(n))),
      ),
    );
    const first = await database.transact(merchantId, (tx) => statement(tx, merchantId, { ...query, limit: 2 }));
    const after = first.at(-1)?.number ?? 0;
    const second = await database.transact(merchantId, (tx) => statement(tx, merchantId, { ...query, after }));
    expect(first.map(({ amount }) => amount)).toEqual([cny(1), cny(2)]);
    expect(second.map(({ key, amount }) => [key, amount])).toEqual([["k3", cny(3)]]);
  });

  test("take a posting with several customers and a fund's share", async () => {
    const merchantId = aMerchant();
    const posting = balance({
      key: "k",
      at: noon,
      entries: [
        { account: { name: "recovery", customerId: mei }, amount: cny(-30) },
        { account: { name: "loss" }, amount: cny(20) },
        { account: { name: "fund" }, amount: cny(10) },
      ],
    });
    if (!isPosting(posting)) throw new Error("The posting should balance.");
    const result = await database.transact(merchantId, (tx) => post(tx, merchantId, posting));
    expect(result).toEqual({ kind: "posted", again: false });
  });
});

describe("a limit", () => {
  const tryFor = (merchantId: MerchantId, key: string) =>
    database.transact(merchantId, async (tx) => {
      const exposure = await lockExposure(tx, merchantId, meisCny, noon);
      return reserve(tx, merchantId, exposure, aReservation(key));
    });

  test("of ¥300 holds three of ten requests for ¥100 that come at once", async () => {
    const merchantId = aMerchant();
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => tryFor(merchantId, `k${index}`)));
    expect(results.filter(({ kind }) => kind === "reserved")).toHaveLength(3);
    expect(results.filter(({ kind }) => kind === "over-limit")).toHaveLength(7);
    const open = await database.transact(merchantId, (tx) => openAdvances(tx, merchantId, meisCny, noon));
    expect(open).toEqual(cny(300));
  });

  test("holds an intent once, though it comes five times at once", async () => {
    const merchantId = aMerchant();
    const results = await Promise.all(Array.from({ length: 5 }, () => tryFor(merchantId, "k")));
    expect(results.filter((result) => result.kind === "reserved" && !result.again)).toHaveLength(1);
    const open = await database.transact(merchantId, (tx) => openAdvances(tx, merchantId, meisCny, noon));
    expect(open).toEqual(cny(100));
  });

  test("is free again once a hold is released, and only once", async () => {
    const merchantId = aMerchant();
    await tryFor(merchantId, "k");
    const releases = await Promise.all(
      [1, 2, 3].map(() => database.transact(merchantId, (tx) => release(tx, merchantId, "k", noon))),
    );
    expect(releases.filter(Boolean)).toHaveLength(1);
    const open = await database.transact(merchantId, (tx) => openAdvances(tx, merchantId, meisCny, noon));
    expect(open).toEqual(zero("CNY"));
  });

  test("is free again when a hold's time is over", async () => {
    const merchantId = aMerchant();
    const dated = aReservation("k", { expiresAt: after(noon, 30 * dayMs) });
    await database.transact(merchantId, (tx) => reserveMany(tx, merchantId, [dated], noon));
    const openAt = (at: Date) => database.transact(merchantId, (tx) => openAdvances(tx, merchantId, meisCny, at));
    expect(await openAt(after(noon, 29 * dayMs))).toEqual(cny(100));
    expect(await openAt(after(noon, 30 * dayMs))).toEqual(zero("CNY"));
  });

  test("admits a batch as if its requests had come one after the other", async () => {
    const merchantId = aMerchant();
    const batch = [
      aReservation("a", { amount: cny(200) }),
      aReservation("b", { amount: cny(200) }),
      aReservation("c", { amount: cny(100) }),
      aReservation("a", { amount: cny(200) }),
      aReservation("a", { amount: cny(1) }),
      aReservation("d", { amount: cny(500), limit: undefined }),
    ];
    const results = await database.transact(merchantId, (tx) => reserveMany(tx, merchantId, batch, noon));
    expect(results.map(({ kind }) => kind)).toEqual([
      "reserved",
      "over-limit",
      "reserved",
      "reserved",
      "key-reused",
      "reserved",
    ]);
    const open = await database.transact(merchantId, (tx) => openAdvances(tx, merchantId, meisCny, noon));
    expect(open).toEqual(cny(800));
  });

  test("never joins two currencies", async () => {
    const merchantId = aMerchant();
    const crossed = database.transact(merchantId, (tx) =>
      reserveMany(tx, merchantId, [aReservation("k", { amount: usd(1) })], noon),
    );
    await expect(crossed).rejects.toThrow(/USD/);
  });
});
