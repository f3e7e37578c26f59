import { Worker } from "node:worker_threads";
import type { Common, Learned, Lesson } from "@ruyi/assistant";

/** What the thread is asked, and what it answers; one at a time. */
export type Asked = { readonly id: number; readonly lesson: Lesson };
export type Answered = { readonly id: number } & (
  | { readonly learned: Learned }
  | { readonly failure: { readonly message: string } }
);

export type Trainer = {
  readonly learn: (lesson: Lesson) => Promise<Learned>;
  readonly stop: () => Promise<void>;
};

/** After so long without a lesson the thread ends, and gives its memory back. */
const idleMs = 60_000;

/** Learns in a thread of its own, begun with the first lesson: replies go on as if nobody taught. */
export function createTrainer(common: Common): Trainer {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, { done: (learned: Learned) => void; failed: (error: Error) => void }>();

  function failAll(error: Error): void {
    worker = undefined;
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  }

  function begun(): Worker {
    if (worker) return worker;
    const made = new Worker(new URL("./worker.ts", import.meta.url), { workerData: common, name: "ruyi-learn" });
    made.unref();
    made.on("message", (answer: Answered) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("learned" in answer) asker?.done(answer.learned);
      else asker?.failed(new Error(`A lesson was not learned: ${answer.failure.message}`));
      if (waiting.size === 0) rest();
    });
    made.on("error", (error: unknown) => failAll(error instanceof Error ? error : new Error(String(error))));
    made.on("exit", () => {
      if (worker === made) failAll(new Error("The thread that learns ended before its lesson did."));
    });
    worker = made;
    return made;
  }

  function rest(): void {
    clearTimeout(idle);
    idle = setTimeout(() => void stop(), idleMs);
    idle.unref();
  }

  async function stop(): Promise<void> {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
    failAll(new Error("The server is stopping."));
  }

  return {
    learn: (lesson) =>
      new Promise((done, failed) => {
        clearTimeout(idle);
        last += 1;
        waiting.set(last, { done, failed });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: there is no origin
        begun().postMessage({ id: last, lesson } satisfies Asked);
      }),
    stop,
  };
}
