import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  after,
  between,
  bytes16,
  cny,
  createNewId,
  customerId,
  dayMs,
  type MerchantId,
  money,
  pick,
  seededRandom,
  usd,
  zero,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import {
  type Account,
  balance,
  balanceOf,
  foldTotals,
  isPosting,
  lockExposure,
  openAdvances,
  post,
  type Posting,
  postingOf,
  type PostingQuery,
  postings,
  postMany,
  release,
  reserve,
  reserveMany,
  statement,
  transfer,
  trialBalance,
  trials,
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

describe("the totals that stand ready", () => {
  const anywhere = [
    { name: "refund-in-transit" },
    { name: "channel-clearing" },
    { name: "returned-sales" },
    { name: "advance-receivable", customerId: mei },
    { name: "advance-receivable", customerId: customerId("bo") },
  ] as const;
  /** Postings of some days around a date line, between any two accounts, in two currencies. */
  const someBooks = (seed: number, count: number): Posting[] => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, (_, index) => {
      const from = pick(random, anywhere);
      const to = pick(
        random,
        anywhere.filter((other) => other !== from),
      );
      const minor = between(random, 1, 1_000_000);
      const at = after(noon, between(random, -4 * dayMs, 4 * dayMs));
      return transfer({ key: `${seed}:${index}`, at, from, to, amount: money(minor, random() < 0.7 ? "CNY" : "USD") });
    });
  };
  /** The same from the entries, one by one. */
  const sumsOfEntries = async (merchantId: MerchantId, asOf?: Date) =>
    database.transact(merchantId, async (tx) => {
      const { rows } = await sql<{ account: string; currency: string; debits: string; credits: string }>`
        select account, currency, coalesce(sum(amount) filter (where amount > 0), 0) as debits,
          coalesce(-sum(amount) filter (where amount < 0), 0) as credits
        from ledger.entry where merchant_id = ${merchantId} and (${asOf ?? null}::timestamptz is null or at < ${asOf ?? null})
        group by account, currency order by currency, account`.execute(tx);
      return rows.map((row) => ({
        account: row.account,
        debits: money(Number(row.debits), row.currency),
        credits: money(Number(row.credits), row.currency),
      }));
    });
  const linesOf = async (merchantId: MerchantId, asOf?: Date) =>
    (await database.transact(merchantId, (tx) => trials(tx, merchantId, asOf))).flatMap(({ lines }) =>
      lines.map(({ balance: _balance, ...line }) => line),
    );
  const write = (merchantId: MerchantId, books: readonly Posting[]) =>
    database.transact(merchantId, (tx) => postMany(tx, merchantId, books));

  test("are the sum of the entries at any moment of any day, folded wholly, in part or not at all", async () => {
    for (const [seed, fold] of [
      [1, 0],
      [2, 7],
      [3, 5_000],
    ] as const) {
      const merchantId = aMerchant();
      for (let batch = 0; batch < 5; batch += 1) {
        await write(merchantId, someBooks(seed * 100 + batch, 30));
        if (fold > 0) await foldTotals(database, { atOnce: fold, rounds: 1 });
      }
      expect(await linesOf(merchantId)).toEqual(await sumsOfEntries(merchantId));
      for (const hours of [-100, -60, -24, -1, 0, 1, 4, 20, 44, 100]) {
        const asOf = after(noon, hours * 3_600_000);
        expect(await linesOf(merchantId, asOf)).toEqual(await sumsOfEntries(merchantId, asOf));
      }
      for (const trial of await database.transact(merchantId, (tx) => trials(tx, merchantId)))
        expect(trial.difference.minor).toBe(0);
    }
  });

  test("and stay so while many write, many fold and some break off", async () => {
    const merchantId = aMerchant();
    const other = aMerchant();
    let isWriting = true;
    const folding = Array.from({ length: 2 }, async () => {
      while (isWriting) await foldTotals(database, { atOnce: 20, rounds: 1 });
    });
    const looks: number[] = [];
    const looking = (async () => {
      while (isWriting)
        for (const { difference } of await database.transact(merchantId, (tx) => trials(tx, merchantId)))
          looks.push(difference.minor);
    })();
    await Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let batch = 0; batch < 12; batch += 1) {
          const books = someBooks(10_000 + writer * 100 + batch, 10);
          await write(batch % 3 === 0 ? other : merchantId, books);
          await database
            .transact(merchantId, async (tx) => {
              await postMany(tx, merchantId, someBooks(90_000 + writer * 100 + batch, 10));
              throw new Error("broken off");
            })
            .catch(() => undefined);
        }
      }),
    );
    isWriting = false;
    await Promise.all([...folding, looking]);
    expect(looks.filter((difference) => difference !== 0)).toEqual([]);
    expect(looks.length).toBeGreaterThan(0);
    expect(await linesOf(merchantId)).toEqual(await sumsOfEntries(merchantId));
    while ((await foldTotals(database)) > 0);
    expect(await linesOf(merchantId)).toEqual(await sumsOfEntries(merchantId));
    expect(await linesOf(other)).toEqual(await sumsOfEntries(other));
    const { rows } = await database.transact(merchantId, (tx) => sql`select 1 from ledger.addition`.execute(tx));
    expect(rows).toEqual([]);
  });
});

describe("postings", () => {
  const keysOf = async (merchantId: MerchantId, query: Omit<PostingQuery, "limit"> & { readonly limit?: number }) =>
    (await database.transact(merchantId, (tx) => postings(tx, merchantId, { limit: 100, ...query }))).map(
      ({ key }) => key,
    );

  test("are listed newest first by page, and by account, customer and refund", async () => {
    const [merchantId, another] = [aMerchant(), aMerchant()];
    const [one, two] = [newId("refund"), newId("refund")];
    const move = (key: string, minutes: number, from: Account, to: Account) =>
      transfer({ key, at: after(noon, minutes * 60_000), from, to, amount: cny(10) });
    const [transit, channel, meis] = [
      { name: "refund-in-transit" },
      { name: "channel-clearing" },
      { name: "advance-receivable", customerId: mei },
    ] as const;
    const books = [
      move(`refund:${one}:approved`, 0, transit, meis),
      move(`refund:${one}:done`, 1, channel, transit),
      move(`refund:${two}:approved`, 1, transit, { name: "returned-sales" }),
      move(`refund:${two}:failed`, 2, { name: "returned-sales" }, transit),
    ];
    for (const shop of [merchantId, another]) await database.transact(shop, (tx) => postMany(tx, shop, books));

    const all = await keysOf(merchantId, {});
    expect(all[0]).toBe(`refund:${two}:failed`);
    expect(all.at(-1)).toBe(`refund:${one}:approved`);
    const pages: string[] = [];
    for (let before: PostingQuery["before"]; ;) {
      const page = await database.transact(merchantId, (tx) =>
        postings(tx, merchantId, { limit: 1, ...(before ? { before } : {}) }),
      );
      const [last] = page;
      if (!last) break;
      pages.push(last.key);
      before = last;
    }
    expect(pages).toEqual(all);

    expect(await keysOf(merchantId, { account: "channel-clearing" })).toEqual([`refund:${one}:done`]);
    expect(await keysOf(merchantId, { customerId: mei })).toEqual([`refund:${one}:approved`]);
    expect(await keysOf(merchantId, { customerId: mei, account: "loss" })).toEqual([]);
    expect(await keysOf(merchantId, { beginning: `refund:${two}:` })).toEqual([
      `refund:${two}:failed`,
      `refund:${two}:approved`,
    ]);
    expect(await keysOf(merchantId, { beginning: `refund:${two}:`, account: "channel-clearing" })).toEqual([]);
  });

  test("show all their lines, and are found by key within their merchant only", async () => {
    const [merchantId, another] = [aMerchant(), aMerchant()];
    await database.transact(merchantId, (tx) => post(tx, merchantId, anAdvance("refund:x:approved")));
    const [found] = await database.transact(merchantId, (tx) => postings(tx, merchantId, { limit: 5 }));
    expect(found?.entries).toEqual(anAdvance("refund:x:approved").entries);
    const byKey = (shop: MerchantId) => database.transact(shop, (tx) => postingOf(tx, shop, "refund:x:approved"));
    expect(await byKey(merchantId)).toEqual(found);
    expect(await byKey(another)).toBeUndefined();
  });
});
