import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import {
  after,
  bytes16,
  cny,
  createNewId,
  createTurnableClock,
  customerId,
  dayMs,
  hourMs,
  type MerchantId,
  minuteMs,
  seededRandom,
} from "@ruyi/kernel";
import { openAdvances, trialBalance } from "@ruyi/ledger";
import { aDatabase } from "@ruyi/platform/testing";
import { createTrust, type PastRefund, rate, type RefundRequest, weighRequest } from "./index.ts";
import { defaultPolicy } from "./policy.ts";
import { historyOf, knownHistories, lead, meisRequest, owner, pretendPayments } from "./testing.ts";

const begin = new Date("2026-11-01T04:00:00Z");
const clock = createTurnableClock(begin);
const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(23)));
const database = await aDatabase();
const trust = createTrust({ database, payments: pretendPayments(), clock, newId });

const mei = customerId("mei");
const kai = customerId("kai");

async function aShop(): Promise<MerchantId> {
  const merchantId = newId("merchant");
  const facts = (["mei", "kai"] as const).flatMap((name) =>
    historyOf(customerId(name), knownHistories[name], begin, lead),
  );
  await database.transact(merchantId, (tx) => trust.seedFacts(tx, merchantId, facts));
  return merchantId;
}

/** Everything that must come out the same, whichever way it came about; ids differ. */
async function booksOf(merchantId: MerchantId, customer = mei) {
  const [balances, open, rating, rows] = await database.transact(merchantId, async (tx) => [
    await trialBalance(tx, merchantId),
    await openAdvances(tx, merchantId, { customerId: customer, currency: "CNY" }, clock.now()),
    await trust.rating(merchantId, customer),
    (
      await sql`
        select r.intent_key, r.state, r.decision, r.amount, r.at, r.sent_at, r.settled_at, r.tries, a.state as advance,
          a.given_at, a.next_step, a.next_at, a.closed_at,
          (select string_agg(outcome || authority, ' ') from trust.ruling u
            where u.merchant_id = r.merchant_id and u.refund_id = r.id) as rulings
        from trust.refund r left join trust.advance a on a.merchant_id = r.merchant_id and a.refund_id = r.id
        order by r.intent_key`.execute(tx)
    ).rows,
  ]);
  return { balances, open, rating, rows };
}

type Course = {
  readonly request: RefundRequest;
  readonly scannedAfterMs?: number;
  readonly arrivedAfterMs?: number;
  readonly approved?: boolean;
};

/** How a refund goes when it is lived day by day. */
async function lived(
  merchantId: MerchantId,
  { request, scannedAfterMs, arrivedAfterMs, approved }: Course,
): Promise<void> {
  clock.set(begin);
  const { refund } = await database.transact(merchantId, (tx) => trust.begin(tx, merchantId, request));
  if (approved) {
    const by = { staffId: owner, authority: "R3" } as const;
    await database.transact(merchantId, (tx) =>
      trust.decideByPerson(tx, merchantId, { refundId: refund.id, outcome: "approved", by, reason: "seen" }),
    );
  }
  await trust.pay(merchantId, { intentKey: request.intentKey });
  for (let hours = 0; hours <= 28 * 24; hours += 1) {
    clock.set(after(begin, hours * hourMs));
    const is = (ms: number | undefined): boolean => ms !== undefined && ms / hourMs === hours;
    if (is(scannedAfterMs))
      await database.transact(merchantId, (tx) => trust.carrierScanned(tx, merchantId, request.returnId ?? ""));
    if (is(arrivedAfterMs))
      await database.transact(merchantId, (tx) => trust.goodsReceived(tx, merchantId, request.returnId ?? ""));
    await trust.remind();
  }
}

/** The same, brought along as a whole. */
async function brought(
  merchantId: MerchantId,
  { request, scannedAfterMs, arrivedAfterMs, approved }: Course,
): Promise<void> {
  const facts = historyOf(request.customerId, knownHistories[request.customerId as "mei" | "kai"], begin, lead);
  const known = { done: cny(0), underWay: cny(0), open: cny(0), wordClaims: 0, hasOverdueAdvance: false };
  const past: PastRefund = {
    id: newId("refund"),
    request,
    quote: weighRequest(request, { ...known, rating: rate(facts, begin) }, defaultPolicy),
    at: begin,
    settledAt: begin,
    ...(approved ? { approval: { by: { staffId: owner, authority: "R3" }, reason: "seen", at: begin } } : {}),
    ...(scannedAfterMs === undefined ? {} : { scannedAt: after(begin, scannedAfterMs) }),
    ...(arrivedAfterMs === undefined ? {} : { arrivedAt: after(begin, arrivedAfterMs) }),
  };
  const end = after(begin, 28 * dayMs);
  clock.set(end);
  await database.transact(merchantId, (tx) => trust.bringAlong(tx, merchantId, [past], end));
}

const courses: readonly (readonly [string, Course])[] = [
  [
    "an advance whose goods came back",
    { request: meisRequest("i-1"), scannedAfterMs: 20 * hourMs, arrivedAfterMs: 70 * hourMs },
  ],
  ["an advance whose goods are on their way", { request: meisRequest("i-2"), scannedAfterMs: 100 * hourMs }],
  ["an advance whose goods never came", { request: meisRequest("i-3") }],
  ["an advance whose goods came long after the grace", { request: meisRequest("i-4"), arrivedAfterMs: 20 * dayMs }],
  ["a refund that is owed", { request: meisRequest("i-5", { basis: "owed" }) }],
  [
    "a refund on the carrier's scan",
    { request: meisRequest("i-6", { goods: "scanned" }), arrivedAfterMs: 50 * hourMs },
  ],
  ["a refund after inspection", { request: meisRequest("i-7", { goods: "inspected" }) }],
  ["a small claim on word alone", { request: meisRequest("i-8", { basis: "claim", amount: cny(30) }) }],
  ["a claim that was shown", { request: meisRequest("i-9", { basis: "claim", evidence: "shown" }) }],
  [
    "what a person approved",
    { request: meisRequest("i-10", { customerId: kai }), approved: true, arrivedAfterMs: 90 * hourMs },
  ],
  [
    "an advance whose goods came after the last day, unscanned",
    { request: meisRequest("i-13"), arrivedAfterMs: 9 * dayMs },
  ],
  ["what nobody approved", { request: meisRequest("i-11", { customerId: kai }) }],
  ["what is more than was paid", { request: meisRequest("i-12", { amount: cny(900) }) }],
];

beforeEach(() => clock.set(begin));

describe("a past refund, brought along, leaves what it would have left day by day", () => {
  test.each(courses)("%s", async (_name, course) => {
    const [dayByDay, atOnce] = [await aShop(), await aShop()];
    await lived(dayByDay, course);
    await brought(atOnce, course);
    const { customerId: customer } = course.request;
    expect(await booksOf(atOnce, customer)).toEqual(await booksOf(dayByDay, customer));
  });
});

describe("the pace of money", () => {
  test("is told of what arrived in a window, slow ones apart, and opens to the refunds", async () => {
    const merchantId = await aShop();
    const quote = weighRequest(
      meisRequest("p"),
      {
        rating: rate([], begin),
        done: cny(0),
        underWay: cny(0),
        open: cny(0),
        wordClaims: 0,
        hasOverdueAdvance: false,
      },
      defaultPolicy,
    );
    const tookMs = [800, 2_000, 4_000, 45_000, 7 * minuteMs];
    const past = tookMs.map((ms, place): PastRefund => ({
      id: newId("refund"),
      request: meisRequest(`p-${place}`, { basis: "owed", amount: cny(10) }),
      quote: { ...quote, record: { ...quote.record, kind: "instant", holds: "nothing" } },
      at: begin,
      settledAt: after(begin, ms),
    }));
    const end = after(begin, dayMs);
    await database.transact(merchantId, (tx) => trust.bringAlong(tx, merchantId, past, end));
    const window = { from: begin, until: end };
    const { refunds } = await trust.figures.of(merchantId, window, { from: after(begin, -dayMs), until: begin });
    expect(refunds).toMatchObject({ count: 5, medianMs: 4_000, slow: 1, paid: [{ minor: 5_000, currency: "CNY" }] });
    expect(refunds.ninetiethMs).toBeGreaterThan(45_000);
    expect(refunds.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(refunds.histogram.filter(({ count }) => count > 0).map(({ belowMs }) => belowMs)).toEqual([
      ...[1_000, 3_000, 5_000, 60_000, 600_000],
    ]);
    expect(refunds.before).toEqual({ count: 0, medianMs: null, ninetiethMs: null });
    const slow = await trust.figures.cases(merchantId, { window, slowOnly: true }, { limit: 9, after: undefined });
    expect(slow.map(({ tookMs: ms }) => ms)).toEqual([7 * minuteMs]);
    const first = await trust.figures.cases(merchantId, { window, slowOnly: false }, { limit: 2, after: undefined });
    const cursor = { settledAt: new Date(first[1]?.settledAt ?? ""), id: first[1]?.refundId ?? "" };
    const rest = await trust.figures.cases(merchantId, { window, slowOnly: false }, { limit: 9, after: cursor });
    expect([...first, ...rest].map(({ tookMs: ms }) => ms)).toEqual(tookMs.toReversed());
    expect(await trust.figures.of(newId("merchant"), window, window)).toMatchObject({ refunds: { count: 0 } });
  });
});
