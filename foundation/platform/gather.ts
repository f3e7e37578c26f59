export type Gatherer<Item, Result> = {
  /** Answers when the batch that took the item in is through. */
  readonly submit: (item: Item) => Promise<Result>;
  /** Waits for everything submitted so far. */
  readonly drain: () => Promise<void>;
};

export type GatherOptions<Item, Result> = {
  /** Does the items together and answers one result an item, in their order. */
  readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly maxItems: number;
  /** Batches under way at once: 2 lets one be gathered while another is being written. */
  readonly inFlight: number;
  readonly onBatch?: (size: number) => void;
};

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly done: (result: Result) => void;
  readonly failed: (error: unknown) => void;
};

/**
 * Group commit: what arrives while a batch is being written forms the next one, so a lone item never waits and a
 * crowd shares one commit. A batch that fails is split in halves, until the item that breaks it stands alone.
 */
export function createGatherer<Item, Result>(options: GatherOptions<Item, Result>): Gatherer<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  let running = 0;
  let idle: (() => void)[] = [];

  const write = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.flush(batch.map(({ item }) => item));
      batch.forEach(({ done }, index) => done(results[index] as Result));
    } catch (error) {
      if (batch.length === 1) return batch[0]?.failed(error);
      const middle = Math.ceil(batch.length / 2);
      await write(batch.slice(0, middle));
      await write(batch.slice(middle));
    }
  };

  const pump = (): void => {
    while (running < options.inFlight && queue.length > 0) {
      const batch = queue.slice(0, options.maxItems);
      queue = queue.slice(options.maxItems);
      running += 1;
      options.onBatch?.(batch.length);
      void write(batch).finally(() => {
        running -= 1;
        pump();
        if (running === 0 && queue.length === 0) {
          for (const wake of idle) wake();
          idle = [];
        }
      });
    }
  };

  return {
    submit: (item) =>
      new Promise<Result>((done, failed) => {
        queue.push({ item, done, failed });
        // Items of the same tick travel together.
        if (queue.length === 1) setImmediate(pump);
      }),
    drain: () =>
      running === 0 && queue.length === 0 ? Promise.resolve() : new Promise<void>((wake) => idle.push(wake)),
  };
}
