import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConversationEvent } from "./event.ts";
import { follow } from "./feed.ts";
import { createHub } from "./hub.ts";
import { testIds } from "./testing.ts";

const newId = testIds(61);
const [shop, talk] = [newId("merchant"), newId("conversation")];
const event = (offset: number): ConversationEvent => ({ kind: "note", by: "阿宁", text: `${offset}`, offset, at: "" });

/** A log that can be read, but only as it was when the reading began; and whose news are told after they are written. */
function aLog() {
  const hub = createHub();
  const log: ConversationEvent[] = [];
  const reads: (() => void)[] = [];
  return {
    watch: hub.watch,
    eventsAfter: (_shop: unknown, _id: unknown, after: number): Promise<ConversationEvent[]> => {
      const seen = log.filter(({ offset }) => offset > after);
      return new Promise((done) => reads.push(() => done(seen)));
    },
    write: (): void => {
      log.push(event(log.length + 1));
      hub.publish(talk, log.slice(-1));
    },
    /** Lets one reading come to its end. */
    async answer(): Promise<void> {
      reads.shift()?.();
      await new Promise((done) => setImmediate(done));
    },
    isReading: () => reads.length > 0,
    size: () => log.length,
  };
}

test("what is said while the log is being read is not lost", async () => {
  const log = aLog();
  log.write();
  const heard: number[] = [];
  const { ready } = follow(log, [shop, talk], 0, (events) => heard.push(...events.map(({ offset }) => offset)));
  await log.answer();
  // The second reading has begun and found nothing more; now something is written and told.
  log.write();
  while (log.isReading()) await log.answer();
  await ready;
  expect(heard).toEqual([1, 2]);
});

test("every event comes once and in order, whatever is written while it is read", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("write", "answer"), { maxLength: 40 }), async (steps) => {
      const log = aLog();
      const heard: number[] = [];
      const feed = follow(log, [shop, talk], 0, (events) => heard.push(...events.map(({ offset }) => offset)));
      for (const step of steps) {
        if (step === "write") log.write();
        else await log.answer();
      }
      while (log.isReading()) await log.answer();
      feed.stop();
      expect(heard).toEqual(Array.from({ length: log.size() }, (_, index) => index + 1));
    }),
  );
});
