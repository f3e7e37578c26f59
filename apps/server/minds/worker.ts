import { parentPort, workerData } from "node:worker_threads";
import { type Common, createLearner } from "@ruyi/assistant";
import type { Answered, Asked } from "./trainer.ts";

/** The thread that learns. It holds a copy of what everybody is read by, and nothing of any merchant between lessons. */
const learn = createLearner(workerData as Common);

parentPort?.on("message", ({ id, lesson }: Asked) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: there is no origin
  parentPort?.postMessage(answerTo(id, lesson));
});

function answerTo(id: number, lesson: Asked["lesson"]): Answered {
  try {
    return { id, learned: learn(lesson) };
  } catch (error) {
    return { id, failure: { message: error instanceof Error ? error.message : String(error) } };
  }
}
