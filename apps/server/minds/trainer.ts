import type { Common, Learned, Lesson } from "@ruyi/assistant";
import { createThread, type Thread } from "../thread.ts";

/** Learns in a thread of its own, begun with the first lesson. */
export const createTrainer = (common: Common): Thread<Lesson, Learned> =>
  createThread({ script: new URL("./worker.ts", import.meta.url), name: "ruyi-learn", given: common });
