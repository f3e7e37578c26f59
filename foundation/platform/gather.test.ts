import { describe, expect, test } from "vitest";
import { createGatherer } from "./gather.ts";

describe("group commit", () => {
  test("writes what arrives during a batch together, and answers each in its place", async () => {
    const sizes: number[] = [];
    const gatherer = createGatherer<number, number>({
      flush: async (items) => {
        sizes.push(items.length);
        await new Promise((done) => setTimeout(done, 5));
        return items.map((item) => item * 2);
      },
      maxItems: 64,
      inFlight: 1,
    });
    const first = gatherer.submit(1);
    await new Promise((done) => setTimeout(done, 2));
    const rest = Array.from({ length: 40 }, (_, index) => gatherer.submit(index));
    expect(await first).toBe(2);
    expect(await Promise.all(rest)).toEqual(Array.from({ length: 40 }, (_, index) => index * 2));
    expect(sizes).toEqual([1, 40]);
  });

  test("lets one bad item fail alone", async () => {
    const gatherer = createGatherer<number, number>({
      flush: async (items) => {
        if (items.includes(7)) throw new Error("seven");
        return items;
      },
      maxItems: 64,
      inFlight: 2,
    });
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => gatherer.submit(index)));
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(results[7]).toMatchObject({ status: "rejected" });
  });

  test("drains to the last item", async () => {
    let written = 0;
    const gatherer = createGatherer<number, void>({
      flush: async (items) => {
        await new Promise((done) => setTimeout(done, 3));
        written += items.length;
        return items.map(() => undefined);
      },
      maxItems: 3,
      inFlight: 2,
    });
    for (let item = 0; item < 20; item += 1) void gatherer.submit(item);
    await gatherer.drain();
    expect(written).toBe(20);
  });
});
