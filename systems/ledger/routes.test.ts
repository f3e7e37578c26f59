import { describe, expect, test } from "vitest";
import { bytes16, cny, createNewId, customerId, type MerchantId, seededRandom } from "@ruyi/kernel";
import { createHttpServer, createLog, createMetrics, ProblemError } from "@ruyi/platform";
import { aDatabase } from "@ruyi/platform/testing";
import { addLedgerRoutes, postMany, transfer } from "./index.ts";

const noon = new Date("2026-11-24T04:00:00Z");
const newId = createNewId(() => noon.getTime(), bytes16(seededRandom(5)));
const database = await aDatabase();
const shops = new Map([
  ["yunshang", newId("merchant")],
  ["empty", newId("merchant")],
]);
const idOf = (slug: string): MerchantId => {
  const id = shops.get(slug);
  if (!id) throw new ProblemError(404, "no-such-merchant");
  return id;
};

let requests = 0;
const app = await createHttpServer({
  log: createLog({ level: "error" }),
  metrics: createMetrics(),
  clock: { now: () => noon },
  newRequestId: () => `request-${(requests += 1)}`,
});
addLedgerRoutes(app, {
  database,
  clock: { now: () => noon },
  readerOf: async (_request, slug) => ({ merchantId: idOf(slug), zone: "Asia/Shanghai" }),
});
await app.ready();
const get = async (path: string, slug = "yunshang") => {
  const response = await app.inject({ method: "GET", url: `/v1/merchants/${slug}/ledger/${path}` });
  return { status: response.statusCode, body: response.json() };
};

const refund = newId("refund");
const keys = {
  approved: `refund:${refund}:approved`,
  done: `refund:${refund}:done`,
  back: `refund:${refund}:advance-closed`,
};
const meis = { name: "advance-receivable", customerId: customerId("mei") } as const;
const transit = { name: "refund-in-transit" } as const;
// In Shanghai the first two are of 23 November, one second before midnight, and the last of the 24th.
const books = [
  transfer({ key: keys.approved, at: new Date("2026-11-23T15:59:58Z"), from: transit, to: meis, amount: cny(699) }),
  transfer({
    key: keys.done,
    at: new Date("2026-11-23T15:59:59Z"),
    from: { name: "channel-clearing" },
    to: transit,
    amount: cny(699),
  }),
  transfer({
    key: keys.back,
    at: new Date("2026-11-23T16:00:00Z"),
    from: meis,
    to: { name: "returned-sales" },
    amount: cny(699),
  }),
];
await database.transact(idOf("yunshang"), (tx) => postMany(tx, idOf("yunshang"), books));

describe("the books over HTTP", () => {
  test("list postings newest first, page by page, each with what happened and its lines", async () => {
    const first = await get("postings?limit=2");
    expect(first.body.items.map(({ event }: { event: string }) => event)).toEqual(["advance-closed", "done"]);
    const second = await get(`postings?limit=2&cursor=${first.body.next}`);
    expect(second.body).toEqual({
      items: [
        {
          key: keys.approved,
          at: "2026-11-23T15:59:58.000Z",
          event: "approved",
          refundId: refund,
          lines: [
            { account: "advance-receivable", customerId: "mei", amount: cny(699) },
            { account: "refund-in-transit", customerId: null, amount: cny(-699) },
          ],
        },
      ],
      next: null,
    });
  });

  test("find them by account, customer and refund", async () => {
    const eventsOf = async (query: string) =>
      (await get(`postings?${query}`)).body.items.map(({ event }: { event: string }) => event);
    expect(await eventsOf("account=channel-clearing")).toEqual(["done"]);
    expect(await eventsOf("customer=mei")).toEqual(["advance-closed", "approved"]);
    expect(await eventsOf(`refund=${refund}`)).toEqual(["advance-closed", "done", "approved"]);
    expect(await eventsOf(`refund=${newId("refund")}`)).toEqual([]);
    expect((await get("postings?account=treasure")).status).toBe(400);
  });

  test("open one posting by its key, of this merchant", async () => {
    expect((await get(`postings/${encodeURIComponent(keys.done)}`)).body).toMatchObject({ event: "done" });
    const elsewhere = await get(`postings/${encodeURIComponent(keys.done)}`, "empty");
    expect([elsewhere.status, elsewhere.body.type]).toEqual([404, "urn:ruyi:problem:posting-not-found"]);
  });

  test("hold a trial balance of now, and of the end of a day as the merchant's calendar has it", async () => {
    const now = (await get("trial-balance")).body;
    expect(now).toMatchObject({ asOf: noon.toISOString(), day: null });
    expect(now.trials).toMatchObject([
      { currency: "CNY", debits: cny(2_097), credits: cny(2_097), difference: cny(0) },
    ]);
    expect(now.trials[0].sentence.en).toBe("The books balance: CN¥2,097.00 on both sides, a difference of CN¥0.00.");
    const balances = (body: typeof now) =>
      body.trials[0].accounts.map(({ account, balance }: { account: string; balance: { minor: number } }) => [
        account,
        balance.minor,
      ]);
    expect(balances(now)).toEqual([
      ["advance-receivable", 0],
      ["channel-clearing", -69_900],
      ["refund-in-transit", 0],
      ["returned-sales", 69_900],
    ]);
    const then = (await get("trial-balance?day=2026-11-23")).body;
    expect(then).toMatchObject({ asOf: "2026-11-23T16:00:00.000Z", day: "2026-11-23" });
    expect(balances(then)).toEqual([
      ["advance-receivable", 69_900],
      ["channel-clearing", -69_900],
      ["refund-in-transit", 0],
    ]);
    expect((await get("trial-balance?day=2026-11-22")).body.trials).toEqual([]);
    expect((await get("trial-balance", "empty")).body.trials).toEqual([]);
    expect((await get("trial-balance?day=2026-02-30")).status).toBe(400);
  });
});
