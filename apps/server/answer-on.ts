import { parentPort, type Transferable } from "node:worker_threads";
import type { Answered, Asked } from "./thread.ts";

/** Answers, in a thread, all that it is asked. An answer that nothing here needs any more gives its arrays away, uncopied. */
export function answerOn<Question, Answer>(
  answer: (question: Question) => Answer,
  { givesAway = false }: { readonly givesAway?: boolean } = {},
): void {
  const answered = ({ id, question }: Asked<Question>): Answered<Answer> => {
    try {
      return { id, answer: answer(question) };
    } catch (error) {
      return { id, failure: { message: error instanceof Error ? error.message : String(error) } };
    }
  };
  parentPort?.on("message", (asked: Asked<Question>) => {
    const message = answered(asked);
    parentPort?.postMessage(message, givesAway ? [...buffersIn(message)] : []);
  });
}

/** The memory of all typed arrays in a value that is made of plain objects and lists. */
function buffersIn(value: unknown, found: Set<Transferable> = new Set()): Set<Transferable> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === "object" && value !== null) {
    for (const each of Object.values(value)) buffersIn(each, found);
  }
  return found;
}
