import type { ShopPort } from "@ruyi/commerce";
import { between, pick, type Random } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { Procedures } from "@ruyi/sop";

/*
 * A server's life, which ends in the middle of its work. From then on nothing it still does reaches the database or a
 * shop, as when its machine has lost its power; what it had sent is on its way all the same.
 */

/** What a transaction wrote of acts and waits. */
type Written = "an intent" | "a result" | "a wait set" | "a wait ended" | "something else";
export type Moment = `${"before" | "after"} ${`the commit of ${Written}` | "a call"}`;

class Killed extends Error {
  constructor() {
    super("This server's life is over.");
  }
}

export type Life = ReturnType<typeof beginLife>;

/** Ends at a drawn moment: mostly the next or next but one around an act or a wait. Without a source it does not end. */
export function beginLife(random?: Random) {
  const countsAll = random !== undefined && random() < 0.1;
  // Some die at once, others after much was done: what is half done must meet both.
  let left = random ? between(random, 1, pick(random, [3, 8, 20])) : Infinity;
  let endedAt: Moment | undefined;
  let tell: (moment: Moment) => void = () => undefined;
  const over = new Promise<Moment>((done) => {
    tell = done;
  });
  const alive = (): void => {
    if (endedAt) throw new Killed();
  };
  const pass = (moment: Moment): void => {
    alive();
    if (!countsAll && moment.endsWith("something else")) return;
    if ((left -= 1) > 0) return;
    endedAt = moment;
    tell(moment);
    throw new Killed();
  };

  const marks = new WeakMap<Transaction, Set<Written>>();
  const mark = (tx: Transaction, what: Written): void => {
    const marked = marks.get(tx) ?? new Set();
    marks.set(tx, marked.add(what));
  };

  const during = async <T>(
    run: (work: (tx: Transaction) => Promise<T>) => Promise<T>,
    work: (tx: Transaction) => Promise<T>,
  ) => {
    alive();
    let wrote: readonly Written[] = [];
    const result = await run(async (tx) => {
      const made = await work(tx);
      wrote = [...(marks.get(tx) ?? ["something else" as const])];
      for (const what of wrote) pass(`before the commit of ${what}`);
      return made;
    });
    for (const what of wrote) pass(`after the commit of ${what}`);
    return result;
  };

  const acts: ReadonlySet<string | symbol> = new Set<Exclude<keyof ShopPort, "byKey">>([
    ...(["cancel", "changeAddress", "createReturn", "cancelReturn", "refund", "requestTrace", "reship"] as const),
  ]);

  return {
    over,
    endedAt: () => endedAt,
    /** The database as this life reaches it. */
    database: (database: Database): Database => ({
      ...database,
      transact: (merchants, work) => during((each) => database.transact(merchants, each), work),
      asPlatform: (work) => during((each) => database.asPlatform(each), work),
    }),
    /** Procedures that say what of acts and waits a transaction writes. */
    procedures: (procedures: Procedures): Procedures => ({
      ...procedures,
      async save(tx, saved, at) {
        for (const { run, events } of saved) {
          if (run.state.kind === "waiting") mark(tx, "a wait set");
          for (const { event } of events) {
            if (event.kind === "acted") mark(tx, "a result");
            if (event.kind === "woken" || event.kind === "signalled") mark(tx, "a wait ended");
          }
        }
        await procedures.save(tx, saved, at);
      },
      async addIntents(tx, intents, leaseUntil) {
        if (intents.length > 0) mark(tx, "an intent");
        await procedures.addIntents(tx, intents, leaseUntil);
      },
    }),
    /** A shop as this life reaches it. */
    shop: (shop: ShopPort): ShopPort =>
      new Proxy(shop, {
        get(target, name) {
          const method = Reflect.get(target, name) as (...given: readonly unknown[]) => Promise<unknown>;
          return async (...given: readonly unknown[]) => {
            if (acts.has(name)) pass("before a call");
            else alive();
            const answer = await method.apply(target, [...given]);
            if (acts.has(name)) pass("after a call");
            else alive();
            return answer;
          };
        },
      }),
  };
}
