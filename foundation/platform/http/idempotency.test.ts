import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { dayMs, type MerchantId, minuteMs } from "@ruyi/kernel";
import { createMemoryIdempotencyStore, withIdempotency } from "./idempotency.ts";
import { aServer } from "./testing.ts";

const yunshang = "yunshang" as MerchantId;

/** A shop that counts its refunds; the header `caller` says who asks. */
async function aShop(options: { readonly brokenStore?: boolean } = {}) {
  const { app, clock, logged } = await aServer();
  const store = createMemoryIdempotencyStore();
  withIdempotency(app, {
    store: options.brokenStore ? { ...store, put: () => Promise.reject(new Error("disk full")) } : store,
    clock,
    callerOf: (request) => {
      const { caller } = request.headers;
      return typeof caller === "string" ? { merchantId: yunshang, caller } : undefined;
    },
  });
  let refunds = 0;
  let failures = 0;
  let hold = Promise.resolve();
  const body = z.strictObject({ order: z.string(), minor: z.number() });
  app.post("/refunds", { schema: { body } }, async (request, reply) => {
    refunds += 1;
    await hold;
    if (failures > 0) {
      failures -= 1;
      throw new Error("the payment side is away");
    }
    return reply.code(201).header("location", "/refunds/1").send({ refund: refunds, order: request.body.order });
  });
  app.delete("/refunds", (_request, reply) => {
    refunds -= 1;
    return reply.code(204).send();
  });
  app.post("/tokens", { config: { idempotency: false } }, () => ({ token: (refunds += 1) }));
  onTestFinished(() => app.close());

  const ask = async (key: string, change: { order?: string; caller?: string; url?: string } = {}) =>
    app.inject({
      method: "POST",
      url: change.url ?? "/refunds",
      headers: { "idempotency-key": key, ...(change.caller === "" ? {} : { caller: change.caller ?? "mei" }) },
      payload: { order: change.order ?? "o-1", minor: 100 },
    });
  return {
    app,
    clock,
    store,
    logged,
    ask,
    refunds: () => refunds,
    failNext: () => (failures += 1),
    holdUntil: (until: Promise<void>) => (hold = until),
  };
}

describe("a write with an idempotency key", () => {
  test("happens once, and answers the same again for a day", async () => {
    const { ask, refunds, clock } = await aShop();
    const first = await ask("k1");
    clock.turn(dayMs - 1);
    const second = await ask("k1");
    expect(refunds()).toBe(1);
    expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body]);
    expect(second.headers["content-type"]).toBe(first.headers["content-type"]);
    expect(second.headers["idempotency-replayed"]).toBe("true");
    expect(first.headers["idempotency-replayed"]).toBeUndefined();

    clock.turn(1);
    await ask("k1");
    expect(refunds()).toBe(2);
  });

  test("is refused when the key came with another request before", async () => {
    const { ask, refunds } = await aShop();
    await ask("k1");
    const other = await ask("k1", { order: "o-2" });
    expect(other.json()).toMatchObject({ status: 422, type: "urn:ruyi:problem:idempotency-key-reused" });
    expect(refunds()).toBe(1);
  });

  test("never gets another caller's answer", async () => {
    const { ask, refunds } = await aShop();
    await ask("k1", { caller: "mei" });
    expect((await ask("k1", { caller: "kai" })).json()).toMatchObject({ refund: 2 });
    expect(refunds()).toBe(2);
  });

  test("happens once even when it comes twice at the same moment", async () => {
    const { ask, refunds, holdUntil } = await aShop();
    let release: () => void = () => undefined;
    holdUntil(new Promise((resolve) => (release = resolve)));
    const first = ask("k1");
    await expect.poll(refunds).toBe(1);
    const second = await ask("k1");
    expect(second.json()).toMatchObject({ status: 409, type: "urn:ruyi:problem:idempotency-under-way" });
    release();
    expect((await first).statusCode).toBe(201);
    expect(refunds()).toBe(1);
  });

  test("may be tried again when our side broke", async () => {
    const { ask, refunds, failNext } = await aShop();
    failNext();
    expect((await ask("k1")).statusCode).toBe(500);
    expect((await ask("k1")).statusCode).toBe(201);
    expect(refunds()).toBe(2);
  });

  test("may be taken over a minute after its server died", async () => {
    const { ask, holdUntil, clock, refunds } = await aShop();
    holdUntil(new Promise(() => undefined));
    void ask("k1");
    await expect.poll(refunds).toBe(1);
    holdUntil(Promise.resolve());
    clock.turn(minuteMs);
    expect((await ask("k1")).statusCode).toBe(201);
  });

  test("gets its answer though the answer could not be kept", async () => {
    const { ask, logged } = await aShop({ brokenStore: true });
    expect((await ask("k1")).statusCode).toBe(201);
    expect(logged()).toContain("disk full");
  });

  test("has an answer without a body replayed too", async () => {
    const { app, refunds } = await aShop();
    const ask = () =>
      app.inject({ method: "DELETE", url: "/refunds", headers: { "idempotency-key": "k1", caller: "mei" } });
    const [first, second] = [await ask(), await ask()];
    expect([first.statusCode, second.statusCode, second.body]).toEqual([204, 204, ""]);
    expect(refunds()).toBe(-1);
  });

  test("keeps refusals of a wrong body out of the store", async () => {
    const { app, store } = await aShop();
    const headers = { "idempotency-key": "k1", caller: "mei" };
    const response = await app.inject({ method: "POST", url: "/refunds", headers, payload: { order: 7 } });
    expect(response.statusCode).toBe(400);
    expect(store.size()).toBe(0);
  });

  test.each([" ", "ключ", "k".repeat(256)])("is refused for a key such as %j", async (key) => {
    const { ask, refunds } = await aShop();
    expect((await ask(key)).statusCode).toBe(400);
    expect(refunds()).toBe(0);
  });

  test("is left alone where a route has a key of its own, or nobody is known", async () => {
    const { ask, store } = await aShop();
    await ask("k1", { url: "/tokens" });
    await ask("k2", { caller: "" });
    expect(store.size()).toBe(0);
  });
});
