import { setTimeout as sleep } from "node:timers/promises";
import { type Account, accountOf, addAccounts, noAccount, percentile } from "./account.ts";
import type { SimulatedCustomer } from "./customer.ts";

export type LoadReport = {
  /** Turns whose answer was delivered within the time, by the second. */
  readonly turnsPerSecond: number;
  /** From the wish to speak to the answer; with a rate, from when the turn was due. */
  readonly p50Ms: number;
  readonly p99Ms: number;
} & Account & {
    /** Said again and again, and never acknowledged; the customer would know, so it is not lost. */
    readonly unacknowledged: number;
    readonly seconds: number;
    readonly conversations: number;
    /** Conversations that went to a person, or silent, and were followed by a new one. */
    readonly ended: number;
    /** Turns that were due and not begun when time was up; 0 without a rate. */
    readonly behind: number;
    /** CPU seconds this process used by the second of the run. */
    readonly ownCpu: number;
  };

export type LoadOptions = {
  /** Begins a conversation. */
  readonly open: (index: number) => Promise<SimulatedCustomer>;
  readonly conversations: number;
  readonly seconds: number;
  /** Turns due a second, whether earlier ones are answered or not. */
  readonly rate?: number;
};

const openAtOnce = 24;

/** Lets customers talk for so many seconds, then reads every log back and counts. */
export async function runLoad({ open, conversations, seconds, rate }: LoadOptions): Promise<LoadReport> {
  const all: SimulatedCustomer[] = [];
  const opened = async (index: number): Promise<SimulatedCustomer> => {
    const customer = await open(index);
    all.push(customer);
    return customer;
  };
  const first = await inParallel(
    Array.from({ length: conversations }, (_, index) => index),
    openAtOnce,
    opened,
  );

  const latencies: number[] = [];
  const pace = createPace(rate);
  const cpuBefore = process.cpuUsage();
  const cpuUsed = sleep(seconds * 1_000).then(() => process.cpuUsage(cpuBefore));
  const began = performance.now();
  const until = began + seconds * 1_000;
  let ended = 0;
  pace.start(until);
  await Promise.all(
    first.map(async (begun, index) => {
      let customer = begun;
      for (;;) {
        const due = await pace.next();
        if (due === undefined || performance.now() >= until) return;
        const goesOn = await customer.turn();
        const now = performance.now();
        // A turn that got no answer is found by the account.
        if (now <= until && (goesOn || customer.sent().at(-1)?.offset !== undefined)) latencies.push(now - due);
        if (!goesOn && performance.now() < until) {
          ended += 1;
          customer = await opened(index + ended * conversations);
        }
      }
    }),
  );
  const { user, system } = await cpuUsed;

  const accounts = await inParallel(all, openAtOnce, async (customer) => {
    const log = await customer.readBack();
    customer.hang();
    return accountOf(customer.sent(), log);
  });
  const account = accounts.reduce(addAccounts, noAccount);
  const sorted = Float64Array.from(latencies).sort();
  return {
    turnsPerSecond: round(latencies.length / seconds),
    p50Ms: round(percentile(sorted, 0.5)),
    p99Ms: round(percentile(sorted, 0.99)),
    ...account,
    unacknowledged: all.reduce((sum, customer) => sum + customer.sent().length, 0) - account.acknowledged,
    seconds,
    conversations: all.length,
    ended,
    behind: pace.behind(),
    ownCpu: round((user + system) / 1e6 / seconds, 100),
  };
}

const round = (value: number, parts = 10): number => Math.round(value * parts) / parts;

/** When the next turn is due. Without a rate always now; with one, turns queue when nobody is free to begin them. */
function createPace(rate: number | undefined) {
  const due: number[] = [];
  const idle: ((at: number | undefined) => void)[] = [];
  let isOver = false;
  return {
    start(until: number): void {
      if (rate === undefined) return;
      const began = performance.now();
      let made = 0;
      const timer = setInterval(() => {
        const now = performance.now();
        for (; now < until && made < ((now - began) / 1_000) * rate; made += 1) {
          const at = began + (made / rate) * 1_000;
          const free = idle.shift();
          if (free) free(at);
          else due.push(at);
        }
        if (now < until) return;
        isOver = true;
        clearInterval(timer);
        for (const free of idle.splice(0)) free(undefined);
      }, 2);
    },
    /** The moment the turn was due at; undefined when there will be none. */
    next: (): Promise<number | undefined> | number | undefined => {
      if (rate === undefined) return performance.now();
      const at = isOver ? undefined : due.shift();
      if (at !== undefined || isOver) return at;
      return new Promise((free) => idle.push(free));
    },
    behind: (): number => due.length,
  };
}

async function inParallel<In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
