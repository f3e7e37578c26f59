import { after, secondMs } from "@ruyi/kernel";
import { foldTotals } from "@ruyi/ledger";
import { dropExpiredKeys, type Jobs, type Relay, startJobs, startRelay } from "@ruyi/platform";
import { startTenancyJobs } from "@ruyi/tenancy";
import type { House } from "./house.ts";
import { readersOf } from "./readers.ts";

export type Sweeps = { readonly stop: () => Promise<void> };

/** How often each server looks for what is due. The rows are the truth; a missed look is made up by the next. */
const lookEveryMs = 2 * secondMs;
const leaseMs = 30 * secondMs;
const atOnce = 200;

/**
 * Looks after what nobody waits for in memory: waits that are over, intents a dead server left, refunds without an
 * answer, webhooks, facts to be delivered. Safe on many servers at once: each row is claimed before it is worked on.
 */
export async function startSweeps(house: House): Promise<Sweeps> {
  const {
    clock,
    database,
    desk,
    modes,
    procedures,
    migrating,
    heat,
    knowledge,
    tenancy,
    trust,
    understanding,
    commerce,
    market,
    onError,
  } = house;
  const relay: Relay = startRelay(database, readersOf(house), {
    onError: (error, fact) => onError(error, fact ? `reading ${fact.type}` : "relay"),
  });
  const jobs: Jobs = await startJobs(database, (error) => onError(error, "jobs"));

  const look: Readonly<Record<string, () => Promise<unknown>>> = {
    async waits() {
      const due = await procedures.dueRuns(clock.now(), atOnce);
      // Together, so that the desk writes them together: after a night there are many. One that fails holds up no other.
      await Promise.all(
        due.map(({ merchantId, conversationId, runId }) =>
          desk
            .submit(merchantId, conversationId, { kind: "woken", runId })
            .catch((error: unknown) => onError(error, `waking run ${runId}`)),
        ),
      );
    },
    async intents() {
      const now = clock.now();
      for (const intent of await procedures.claimIntents(now, after(now, leaseMs), atOnce)) desk.resume(intent);
    },
    refunds: () => trust.settle(),
    shops: () => commerce.settleOpen(),
    market: () => market.sendDue(),
    hints: () => commerce.followHints(),
    snoozes: () => desk.wakeDue(),
    others: () =>
      Promise.all([desk.hearOthers(), desk.hearOthersLists(), desk.presence.hearOthers(), modes.hearOthers()]),
    news: () => desk.proactive.tellDue(),
    promises: () => desk.proactive.watchPromises(),
    articles: () => knowledge.hearOthers(),
    migrating: () => migrating.work(),
    words: () => desk.search.catchUp(),
    totals: () => foldTotals(database),
    learning: () => Promise.all([understanding.keep(), understanding.hearOthers()]),
  };

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    for (const [name, work] of Object.entries(look)) {
      if (stopped) return;
      await work().catch((error: unknown) => onError(error, name));
    }
  };
  const tick = (): void => {
    underWay = round().finally(() => {
      if (!stopped) timer = setTimeout(tick, lookEveryMs);
    });
  };
  tick();

  await startTenancyJobs(jobs, tenancy);
  await jobs.every("trust.remind", "*/5 * * * *", async () => void (await trust.remind()));
  await jobs.every("sop.heat", "* * * * *", () => heat.look(clock.now()));
  await jobs.every("market.live", "* * * * *", async () => void (await market.live()));
  await jobs.every("platform.tidy", "17 * * * *", async () => void (await dropExpiredKeys(database, clock.now())));
  await jobs.every("assistant.names", "* * * * *", () => understanding.nameQuestions());
  await jobs.every("assistant.tidy", "37 * * * *", () => understanding.tidy());
  await jobs.every("desk.tidy", "27 * * * *", async () => {
    await desk.presence.tidy();
    await desk.search.lookAgain();
  });

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
      await relay.stop();
      await jobs.stop();
    },
  };
}
