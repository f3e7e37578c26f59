import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forNewConversation, mark, merge, nextOf, type Outbox, put, without } from "./outbox.ts";

const written = (...ids: readonly string[]): Outbox =>
  ids.reduce<Outbox>((outbox, id, place) => put(outbox, { id, text: id, at: `2026-11-24T04:00:0${place}Z` }), []);

const anOutbox = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      text: fc.string(),
      at: fc.integer({ min: 0, max: 9 }).map((second) => `2026-11-24T04:00:0${second}Z`),
      state: fc.constantFrom("waiting" as const, "stored" as const, "refused" as const),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  )
  .map((outbox): Outbox => outbox);

describe("what was written and not yet seen in the log", () => {
  test("is sent in the order it was written", () => {
    let outbox = written("a", "b");
    expect(nextOf(outbox)?.id).toBe("a");
    outbox = mark(outbox, "a", "stored");
    expect(nextOf(outbox)?.id).toBe("b");
  });

  test("is not held up by a message the server refused", () => {
    expect(nextOf(mark(written("a", "b"), "a", "refused"))?.id).toBe("b");
  });

  test("leaves when the log has shown it, and only then", () => {
    const outbox = mark(written("a", "b"), "a", "stored");
    expect(without(outbox, new Set()).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(without(outbox, new Set(["a"])).map(({ id }) => id)).toEqual(["b"]);
  });

  test("is kept for a new conversation, unless the old one has it", () => {
    const outbox = mark(written("a", "b"), "a", "stored");
    expect(forNewConversation(outbox).map(({ id }) => id)).toEqual(["b"]);
  });

  test("of two pages is joined without losing or doubling any", () => {
    fc.assert(
      fc.property(anOutbox, anOutbox, (ours, theirs) => {
        const ids = merge(ours, theirs).map(({ id }) => id);
        expect(ids.toSorted()).toEqual([...new Set([...ours, ...theirs].map(({ id }) => id))].toSorted());
        for (const { id, state } of ours) expect(merge(ours, theirs).find((one) => one.id === id)?.state).toBe(state);
      }),
    );
  });
});
