import { workerData } from "node:worker_threads";
import { type Common, createLearner } from "@ruyi/assistant";
import { answerOn } from "../answer-on.ts";

/** The thread that learns. It holds a copy of what everybody is read by, and nothing of any merchant between lessons. */
answerOn(createLearner(workerData as Common));
