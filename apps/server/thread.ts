import { Worker } from "node:worker_threads";

/** What a thread is asked, and what it answers; one at a time. */
export type Asked<Question> = { readonly id: number; readonly question: Question };
export type Answered<Answer> = { readonly id: number } & (
  | { readonly answer: Answer }
  | { readonly failure: { readonly message: string } }
);

export type ThreadOptions = {
  /** The file that it runs, which hands its answering to `answerOn`. */
  readonly script: URL;
  readonly name: string;
  /** What it is given once, when it begins. */
  readonly given?: unknown;
};

export type Thread<Question, Answer> = {
  readonly ask: (question: Question) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

/** After so long without a question the thread ends, and gives its memory back. */
const idleMs = 60_000;

/** Work in a thread of its own, begun with the first question: replies go on as if nobody asked. */
export function createThread<Question, Answer>({ script, name, given }: ThreadOptions): Thread<Question, Answer> {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  const waiting = new Map<number, { done: (answer: Answer) => void; failed: (error: Error) => void }>();

  function failAll(error: Error): void {
    worker = undefined;
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  }

  function begun(): Worker {
    if (worker) return worker;
    const made = new Worker(script, { workerData: given, name });
    made.unref();
    made.on("message", (answered: Answered<Answer>) => {
      const asker = waiting.get(answered.id);
      waiting.delete(answered.id);
      if ("answer" in answered) asker?.done(answered.answer);
      else asker?.failed(new Error(`The thread "${name}" failed: ${answered.failure.message}`));
      if (waiting.size === 0) rest();
    });
    made.on("error", (error: unknown) => failAll(error instanceof Error ? error : new Error(String(error))));
    made.on("exit", () => {
      if (worker === made) failAll(new Error(`The thread "${name}" ended before it had answered.`));
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
    ask: (question) =>
      new Promise((done, failed) => {
        clearTimeout(idle);
        last += 1;
        waiting.set(last, { done, failed });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: there is no origin
        begun().postMessage({ id: last, question } satisfies Asked<Question>);
      }),
    stop,
  };
}
