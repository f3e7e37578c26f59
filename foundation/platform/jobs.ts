import { type Job, PgBoss } from "pg-boss";
import type { Database } from "./database.ts";

/** Timers and background work, kept in the database by pg-boss. A job may run twice: key what it does. */
export type Jobs = {
  /** Runs `work` for each job of this name, one at a time in this process. */
  readonly work: <Data extends object>(name: string, work: (data: Data) => Promise<void>) => Promise<void>;
  /** Puts a job in line; with `at`, not before that moment. */
  readonly send: (name: string, data: object, at?: Date) => Promise<void>;
  /** Runs `work` on a cron schedule (minute the smallest), once for all servers together. */
  readonly every: (name: string, cron: string, work: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startJobs(database: Database, onError: (error: unknown) => void): Promise<Jobs> {
  const boss = new PgBoss({
    schema: "jobs",
    db: { executeSql: (text, values) => database.ownerPool.query(text, values as unknown[]) },
  });
  boss.on("error", onError);
  await boss.start();
  const known = new Set<string>();
  const queue = async (name: string): Promise<void> => {
    if (known.has(name)) return;
    await boss.createQueue(name, { retryLimit: 5, retryBackoff: true });
    known.add(name);
  };

  const jobs: Jobs = {
    work: async (name, work) => {
      await queue(name);
      await boss.work(name, { pollingIntervalSeconds: 1 }, async (batch: Job<unknown>[]) => {
        for (const job of batch) await work(job.data as never);
      });
    },
    send: async (name, data, at) => {
      await queue(name);
      await boss.send(name, data, at ? { startAfter: at } : {});
    },
    every: async (name, cron, work) => {
      await jobs.work(name, work);
      await boss.schedule(name, cron);
    },
    stop: async () => {
      await boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
  return jobs;
}
