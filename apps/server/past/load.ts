import { setImmediate as breath } from "node:timers/promises";
import { bytes16, createNewId, type MerchantId, minuteMs, type Random } from "@ruyi/kernel";
import { addToMarket, pastParts, planPast, type PlannedPast, plannedPast, takePastPart } from "@ruyi/commerce";
import type { Agent } from "@ruyi/desk";
import { demoMerchants, type Episode, episodesOf, type Merchant, pastDays, type PastPlan } from "@ruyi/simulation";
import { placeOf, type Staff } from "@ruyi/tenancy";
import { agentOf } from "../agent.ts";
import { factFrom } from "../demo.ts";
import type { House } from "../house.ts";
import { type Played, playEpisode, type Stage } from "./play.ts";

const seed = 423;
/** The part in which what came in is read: its words into the search, its runs into the counts of procedures. */
const readingPart = pastDays + 1;
/** More than the words of 10,000 conversations take. */
const readForMs = 10 * minuteMs;

/** Plans a history of about so many conversations up to now. Said twice it changes nothing. */
export async function planDemoPast({ database, clock }: House, conversations: number): Promise<void> {
  const plan: PlannedPast = { seed, moment: clock.now(), conversations };
  for (const { id } of demoMerchants) await database.transact(id, (tx) => planPast(tx, id, plan));
}

/**
 * Brings in what is still missing of the planned history, the latest days first; each shop's day in one transaction
 * that also notes that it is in, so that a start that was cut short goes on where it stopped and nothing is there
 * twice. Between two customers the server has its breath. Answers how many conversations came in now.
 */
export async function loadDemoPast(house: House, stopped: AbortSignal): Promise<number> {
  const { database, log } = house;
  const merchants = await Promise.all(
    demoMerchants.map(async (merchant, place) => ({
      merchant,
      place,
      agents: await agentsOf(house, merchant.id),
      ...(await database.transact(merchant.id, async (tx) => ({
        plan: await plannedPast(tx, merchant.id),
        parts: await pastParts(tx, merchant.id),
      }))),
    })),
  );
  const missing = Array.from({ length: pastDays + 1 }, (_, daysAgo) =>
    merchants.flatMap(({ plan, parts, ...of }) => (plan && !parts.has(daysAgo) ? [{ ...of, plan, daysAgo }] : [])),
  ).flat();
  const unread = merchants.filter(({ plan, parts }) => plan && !parts.has(readingPart));
  if (missing.length + unread.length === 0) return 0;

  let come = 0;
  for (const [index, { merchant, place, agents, plan, daysAgo }] of missing.entries()) {
    if (stopped.aborted) return come;
    const past = { seed: plan.seed, now: plan.moment, conversations: plan.conversations };
    come += await loadDay(house, { past, merchant, place, daysAgo, agents });
    if (index % 12 === 11)
      log.info({ conversations: come, days: index + 1, of: missing.length }, "The demo's history is coming in");
  }
  for (const { merchant } of unread) {
    if (stopped.aborted) return come;
    await house.heat.recount(merchant.id);
    await house.quality.scoreAll(merchant.id);
    // In the order of time, for what was said last is found first; once for all shops.
    await house.desk.search.lookAgain(24 * (pastDays + 2), readForMs);
    await database.transact(merchant.id, (tx) => takePastPart(tx, merchant.id, readingPart));
  }
  await database.ownerPool.query(`analyze ${tables}`);
  log.info({ conversations: come }, "The demo's history is in");
  return come;
}

const tables =
  "desk.conversation, desk.event, desk.promise, sop.run, sop.run_event, trust.refund, trust.advance, trust.fact, ledger.entry, market.customer, market.shop_order, market.refund";

type Day = {
  readonly past: PastPlan;
  readonly merchant: Merchant;
  readonly place: number;
  readonly daysAgo: number;
  readonly agents: readonly Agent[];
};

async function loadDay(house: House, { past, merchant, place, daysAgo, agents }: Day): Promise<number> {
  const { procedures, assistant } = house;
  const stage: Stage = {
    ...{ procedures, assistant, agents, seed: past.seed, now: past.now, waits: [] },
    newIdAt: (at: () => Date, random: Random) => createNewId(() => at().getTime(), bytes16(random)),
  };
  const episodes: { readonly episode: Episode; readonly played: Played }[] = [];
  for (const episode of episodesOf(past, merchant, place, daysAgo)) {
    const history = episode.history.flatMap((event) => factFrom(event) ?? []);
    episodes.push({ episode, played: playEpisode(episode, history, stage) });
    await breath();
  }
  return write(house, merchant, daysAgo, past.now, episodes);
}

async function write(
  { database, desk, trust }: House,
  { id: merchantId }: Merchant,
  part: number,
  now: Date,
  episodes: readonly { readonly episode: Episode; readonly played: Played }[],
): Promise<number> {
  const talks = episodes.flatMap(({ played }) => played.talks);
  const orders = episodes.flatMap(({ played }) => played.shop.ordersBy(now));
  const abusive = episodes.filter(({ played }) => played.shop.neverSendsBack);
  const tempers = abusive.map(({ episode: { customer } }) => ({
    ...{ merchantId, customerId: customer.id, temper: "abusive" as const },
  }));
  const customers = episodes.map(({ episode }) => episode.customer);
  const refunds = episodes.flatMap(({ played }) => played.shop.refunds);
  const facts = episodes.flatMap(({ episode }) => episode.history.flatMap((event) => factFrom(event) ?? []));
  return database.transact(merchantId, async (tx) => {
    if (!(await takePastPart(tx, merchantId, part))) return 0;
    await addToMarket(tx, { now, merchants: [{ id: merchantId }], customers, orders, hidden: { tempers } });
    await trust.seedFacts(tx, merchantId, facts);
    await trust.bringAlong(tx, merchantId, refunds, now);
    await desk.bringAlong(tx, talks, now);
    await desk.figures.take(
      tx,
      merchantId,
      talks.flatMap(({ announcements }) => announcements),
    );
    return talks.length;
  });
}

/** Those who answer for a shop, as they appear in its conversations. */
async function agentsOf({ tenancy }: House, merchantId: MerchantId): Promise<Agent[]> {
  const merchant = await tenancy.merchantById(merchantId);
  if (!merchant) return [];
  const staff = await tenancy.listStaff(placeOf(merchant), { limit: 50 });
  const answers = ({ post }: Staff): boolean => post.role === "agent" || post.role === "admin";
  // By name, for ids are new in each system and the past is to be the same one.
  const byName = staff.filter(answers).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map((person) => agentOf(person, merchant));
}
