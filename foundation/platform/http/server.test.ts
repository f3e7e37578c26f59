import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { Problem, problem, ProblemError, security, text } from "./index.ts";
import type { HttpServerOptions } from "./server.ts";
import { aServer } from "./testing.ts";

const Order = z.object({ id: z.string(), state: z.enum(["paid", "sent"]) });
const NewOrder = z.strictObject({
  note: text({ max: 20 }),
  amount: z.strictObject({ minor: z.int().positive(), currency: z.string().length(3) }),
  choice: z.enum(["card", "wallet"]).optional(),
});

/** A server with one imagined shop's few routes. */
async function aShop(options: Partial<HttpServerOptions> = {}) {
  const server = await aServer(options);
  const { app } = server;
  app.post(
    "/v1/orders",
    { schema: { body: NewOrder, security: security.staff, response: { 201: Order, 404: Problem } } },
    async (request, reply) => {
      if (request.body.note === "missing") return reply.code(404).send(problem("customer-not-found"));
      if (request.body.note === "broken") throw new Error("could not reach 13812345678");
      if (request.body.note === "forbidden") throw new ProblemError(403, "not-yours", "It is another shop's.");
      return reply.code(201).send({ id: request.body.note, state: "paid" });
    },
  );
  app.get("/v1/orders/:id", { schema: { params: z.strictObject({ id: z.string() }) } }, (request) => ({
    id: request.params.id,
  }));
  app.get("/v1/wrong", { schema: { response: { 200: Order } } }, () => ({ id: 7 }) as never);
  onTestFinished(() => app.close());
  return server;
}

const anOrder = (change: object = {}) => ({ note: "red dress", amount: { minor: 19900, currency: "CNY" }, ...change });

describe("a route", () => {
  test("answers what it decided, with an id for the request and safe headers", async () => {
    const { app } = await aShop();
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload: anOrder() });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({ id: "red dress", state: "paid" });
    expect(response.headers).toMatchObject({
      "request-id": "request-1",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cache-control": "no-store",
    });
  });

  test("tells a problem as RFC 9457 has it", async () => {
    const { app } = await aShop();
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload: anOrder({ note: "missing" }) });
    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(response.json()).toEqual({
      type: "urn:ruyi:problem:customer-not-found",
      title: "Customer not found",
      status: 404,
      instance: "urn:ruyi:request:request-1",
    });
  });

  test("may throw a problem from deep inside", async () => {
    const { app } = await aShop();
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload: anOrder({ note: "forbidden" }) });
    expect(response.json()).toMatchObject({ type: "urn:ruyi:problem:not-yours", status: 403, title: "Not yours" });
  });

  test("that breaks says nothing but the request's id, and logs the rest without personal data", async () => {
    const { app, logged } = await aShop();
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload: anOrder({ note: "broken" }) });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({
      type: "urn:ruyi:problem:internal-error",
      instance: "urn:ruyi:request:request-1",
    });
    expect(response.body).not.toContain("reach");
    expect(logged()).toContain("could not reach [phone]");
    expect(logged()).toContain("request-1");
  });

  test("that breaks its own promise about the answer is our fault", async () => {
    const { app, logged } = await aShop();
    const response = await app.inject({ url: "/v1/wrong" });
    expect(response.json()).toMatchObject({ status: 500, type: "urn:ruyi:problem:internal-error" });
    expect(logged()).toContain("Response doesn't match the schema");
  });
});

describe("a request that cannot be taken", () => {
  const secret = "tel13900001111";
  const cases: readonly [string, object, number, string][] = [
    ["malformed JSON", { payload: `{"note": "${secret}"` }, 400, "malformed-json"],
    ["an empty body called JSON", { payload: "" }, 400, "malformed-json"],
    ["another content type", { payload: secret, headers: { "content-type": "text/plain" } }, 415, "wrong-content-type"],
    ["a body too large", { payload: JSON.stringify({ note: "x".repeat(300_000) }) }, 413, "body-too-large"],
    ["a poisoned prototype", { payload: `{"__proto__": {"note": "${secret}"}}` }, 400, "malformed-json"],
    ["a NUL in a text", { payload: JSON.stringify(anOrder({ note: `${secret}\0` })) }, 400, "malformed-text"],
    ["half a character pair", { payload: `{"note":"\\ud83d"}` }, 400, "malformed-text"],
    ["a wrong field", { payload: JSON.stringify(anOrder({ note: 7 })) }, 400, "invalid-request"],
  ];

  test.each(cases)("is refused for %s, without repeating it", async (_name, request, status, code) => {
    const { app } = await aShop();
    const response = await app.inject({
      method: "POST",
      url: "/v1/orders",
      headers: { "content-type": "application/json" },
      ...request,
    });
    expect(response.json()).toMatchObject({ status, type: `urn:ruyi:problem:${code}` });
    expect(response.headers["content-type"]).toContain("application/problem+json");
    expect(response.body).not.toContain(secret);
  });

  test("learns every place where it was wrong, and never hears its values again", async () => {
    const { app } = await aShop();
    const payload = {
      note: secret.repeat(4),
      amount: { minor: "13900001111", currency: "YUAN13900001111" },
      choice: "cash13900001111",
      "13900001111": true,
      extra: 1,
    };
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload });
    expect(response.body).not.toContain("13900001111");
    expect(response.json().errors).toEqual([
      { at: "body/note", message: expect.stringContaining("<=20") },
      { at: "body/amount/minor", message: "Expected number." },
      { at: "body/amount/currency", message: expect.stringContaining("3") },
      { at: "body/choice", message: 'Invalid option: expected one of "card"|"wallet"' },
      { at: "body", message: "Unknown field: …, extra." },
    ]);
  });

  test("keeps a text that only speaks of such an escape", async () => {
    const { app } = await aShop();
    const response = await app.inject({ method: "POST", url: "/v1/orders", payload: anOrder({ note: "see \\u0000" }) });
    expect(response.statusCode).toBe(201);
  });

  test("is told apart: no such address, and no such method there", async () => {
    const { app } = await aShop();
    const nowhere = await app.inject({ url: "/v1/elsewhere/13900001111" });
    expect(nowhere.json()).toMatchObject({ status: 404, type: "urn:ruyi:problem:no-such-route" });
    expect(nowhere.body).not.toContain("13900001111");

    const wrong = await app.inject({ method: "DELETE", url: "/v1/orders/7?a=b" });
    expect(wrong.json()).toMatchObject({ status: 405, type: "urn:ruyi:problem:wrong-method" });
    expect(wrong.headers["allow"]).toBe("GET, HEAD");
  });

  test("is refused when its address cannot be read", async () => {
    const { app } = await aShop();
    expect((await app.inject({ url: "/v1/orders/%E0%A4" })).json()).toMatchObject({ status: 400 });
    expect((await app.inject({ url: "/v1/orders/a%00b" })).json()).toMatchObject({ status: 400 });
    const long = await app.inject({ url: `/v1/orders/${"a".repeat(300)}` });
    expect(long.json()).toMatchObject({ status: 414, type: "urn:ruyi:problem:address-too-long" });
  });

  test("gets a word even when it is no HTTP", async () => {
    const { app } = await aShop();
    await app.listen({ port: 0, host: "127.0.0.1" });
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(portOf(app.server.address()), "127.0.0.1", () => socket.write("HELLO\r\n\r\n"));
      let all = "";
      socket.on("data", (chunk) => (all += String(chunk)));
      socket.on("end", () => resolve(all)).on("error", reject);
    });
    expect(heard).toContain("HTTP/1.1 400");
    expect(heard).toContain("urn:ruyi:problem:malformed-request");
  });
});

describe("limits", () => {
  const rateLimits = {
    address: { perSecond: 1, burst: 2 },
    loopback: { perSecond: 1, burst: 4 },
    merchant: { perSecond: 1, burst: 3 },
  };
  const statuses = async (count: number, ask: () => Promise<{ statusCode: number }>): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) seen.push((await ask()).statusCode);
    return seen;
  };

  test("hold one address back, say for how long, and let it on again", async () => {
    const { app, clock } = await aShop({ rateLimits });
    const ask = () => app.inject({ url: "/healthz", remoteAddress: "203.0.113.7" });
    expect(await statuses(3, ask)).toEqual([200, 200, 429]);
    const held = await ask();
    expect(held.headers["retry-after"]).toBe("1");
    expect(held.json()).toMatchObject({ type: "urn:ruyi:problem:too-many-requests", status: 429 });
    expect((await app.inject({ url: "/healthz", remoteAddress: "203.0.113.8" })).statusCode).toBe(200);
    clock.turn(1_000);
    expect(await statuses(2, ask)).toEqual([200, 429]);
  });

  test("count a household's IPv6 network as one, and the machine itself by its own measure", async () => {
    const { app } = await aShop({ rateLimits });
    let host = 0;
    const neighbours = () => app.inject({ url: "/healthz", remoteAddress: `2001:db8:0:7::${(host += 1)}` });
    expect(await statuses(3, neighbours)).toEqual([200, 200, 429]);
    const local = () => app.inject({ url: "/healthz", remoteAddress: "::ffff:127.0.0.1" });
    expect(await statuses(5, local)).toEqual([200, 200, 200, 200, 429]);
  });

  test("hold a merchant back when its routes count it", async () => {
    const { app } = await aServer({ rateLimits: { merchant: rateLimits.merchant } });
    onTestFinished(() => app.close());
    app.get("/v1/shops/:shop", { schema: { params: z.object({ shop: z.string() }) } }, (request) => {
      app.limitMerchant(request.params.shop);
      return { fine: true };
    });
    expect(await statuses(4, () => app.inject({ url: "/v1/shops/yunshang" }))).toEqual([200, 200, 200, 429]);
    expect((await app.inject({ url: "/v1/shops/brightbyte" })).statusCode).toBe(200);
  });

  test("believe a forwarded address only from a trusted proxy", async () => {
    const ask = (app: Awaited<ReturnType<typeof aShop>>["app"], from: string) =>
      app.inject({ url: "/healthz", remoteAddress: "203.0.113.7", headers: { "x-forwarded-for": from } });
    const plain = await aShop({ rateLimits });
    const seen = ["198.51.100.1", "198.51.100.2", "198.51.100.3"];
    expect((await Promise.all(seen.map((from) => ask(plain.app, from)))).at(-1)?.statusCode).toBe(429);
    const behindProxy = await aShop({ rateLimits, trustProxy: "203.0.113.7" });
    expect((await Promise.all(seen.map((from) => ask(behindProxy.app, from)))).at(-1)?.statusCode).toBe(200);
  });
});

describe("for those who run it", () => {
  test("it is alive, and ready once everything answers", async () => {
    let database = false;
    const { app } = await aShop({ ready: () => Promise.resolve({ database, migrations: true }) });
    expect((await app.inject({ url: "/healthz" })).json()).toEqual({ status: "alive" });
    const early = await app.inject({ url: "/readyz" });
    expect(early.json()).toMatchObject({ status: 503, detail: "Not ready: database." });
    database = true;
    expect((await app.inject({ url: "/readyz" })).json()).toMatchObject({ status: "ready" });
  });

  test("a check that breaks means not ready, and says no more outside", async () => {
    const { app } = await aShop({ ready: () => Promise.reject(new Error("password wrong for owner")) });
    const response = await app.inject({ url: "/readyz" });
    expect(response.statusCode).toBe(503);
    expect(response.body).not.toContain("password");
  });

  test("it counts by route, not by address", async () => {
    const { app } = await aShop();
    await app.inject({ url: "/v1/orders/o-1" });
    await app.inject({ url: "/v1/orders/o-2" });
    const { body, headers } = await app.inject({ url: "/metrics" });
    expect(headers["content-type"]).toContain("text/plain");
    expect(body).toContain('ruyi_http_request_seconds_count{method="GET",route="/v1/orders/:id",status="200"} 2');
    expect(body).not.toContain("o-1");
  });

  test("it describes every route in OpenAPI 3.1, with its doors and its problems", async () => {
    const { app } = await aShop();
    const response = await app.inject({ url: "/openapi.json" });
    const document = response.json();
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Ruyi" } });
    expect(Object.keys(document.paths).sort()).toEqual(
      ["/healthz", "/metrics", "/openapi.json", "/readyz", "/v1/orders", "/v1/orders/{id}", "/v1/wrong"].sort(),
    );
    expect(Object.keys(document.components.securitySchemes)).toEqual([
      "identity",
      "visitor",
      "conversation",
      "staffCookie",
      "staffToken",
      "apiKey",
    ]);
    const { post } = document.paths["/v1/orders"];
    expect(post.security).toEqual([{ staffCookie: [] }, { staffToken: [] }]);
    expect(post.requestBody.content["application/json"].schema.properties.note).toMatchObject({ maxLength: 20 });
    expect(post.parameters).toContainEqual(expect.objectContaining({ name: "Idempotency-Key" }));
    const asProblem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
    expect(post.responses["404"].content).toEqual(asProblem);
    expect(post.responses["default"].content).toEqual(asProblem);
    expect(document.components.schemas.Problem.properties.type).toMatchObject({ type: "string" });
  });
});

describe("pages of other origins", () => {
  test("may call the shared routes, and only those", async () => {
    const { app } = await aShop({ sharedPaths: ["/v1/orders"] });
    const headers = { origin: "https://shop.example", "access-control-request-method": "POST" };
    const asked = await app.inject({ method: "OPTIONS", url: "/v1/orders", headers });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({ "access-control-allow-origin": "*" });
    expect(asked.headers["access-control-allow-credentials"]).toBeUndefined();
    const other = await app.inject({ method: "OPTIONS", url: "/readyz", headers });
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("sockets and the end", () => {
  test("a socket carries messages both ways on a real line", async () => {
    const { app } = await aShop();
    app.get("/v1/echo", { websocket: true }, (socket) => {
      socket.on("message", (data) => socket.send(`heard ${String(data)}`));
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const socket = new WebSocket(`ws://127.0.0.1:${portOf(app.server.address())}/v1/echo`);
    const heard = await new Promise<string>((resolve, reject) => {
      socket.on("open", () => socket.send("你好")).on("error", reject);
      socket.on("message", (data) => resolve(String(data)));
    });
    expect(heard).toBe("heard 你好");
    socket.terminate();
  });

  test("a socket's address is in the document, and says what it is for when asked plainly", async () => {
    const { app } = await aShop();
    app.get("/v1/socket", { websocket: true, schema: { summary: "Events, pushed" } }, () => undefined);
    const { paths } = (await app.inject({ url: "/openapi.json" })).json();
    expect(paths["/v1/socket"].get).toMatchObject({ summary: "Events, pushed", responses: { 101: {} } });
    const plainly = await app.inject({ url: "/v1/socket" });
    expect(plainly.json()).toMatchObject({ status: 426, type: "urn:ruyi:problem:upgrade-needed" });
  });

  test("a socket to nowhere, or from one who sends too much, is refused before it opens", async () => {
    const { app } = await aShop({ rateLimits: { loopback: { perSecond: 1, burst: 2 } } });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const refusalOf = (path: string) =>
      new Promise<number | undefined>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${portOf(app.server.address())}${path}`);
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
        socket.on("error", () => undefined);
      });
    expect(await refusalOf("/v1/nowhere")).toBe(404);
    expect(await refusalOf("/v1/nowhere")).toBe(404);
    expect(await refusalOf("/v1/nowhere")).toBe(429);
  });

  test("a message too large ends the socket, not the server", async () => {
    const { app } = await aShop();
    app.get("/v1/echo", { websocket: true }, (socket) => void socket.on("message", () => socket.send("heard")));
    await app.listen({ port: 0, host: "127.0.0.1" });
    const socket = new WebSocket(`ws://127.0.0.1:${portOf(app.server.address())}/v1/echo`);
    const code = await new Promise<number>((resolve) => {
      socket.on("open", () => socket.send("x".repeat(100_000))).on("error", () => undefined);
      socket.on("close", (closed) => resolve(closed));
    });
    expect(code).not.toBe(1000);
    expect((await app.inject({ url: "/healthz" })).statusCode).toBe(200);
  });

  test("closing lets the request under way finish, wakes those who wait, and says goodbye to sockets", async () => {
    const { app } = await aServer();
    let began: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (began = resolve));
    app.get("/v1/poll", async () => {
      began();
      await new Promise<void>((resolve) => app.closing.addEventListener("abort", () => resolve()));
      return { events: [] };
    });
    app.get("/v1/socket", { websocket: true }, () => undefined);
    await app.listen({ port: 0, host: "127.0.0.1" });
    const base = `127.0.0.1:${portOf(app.server.address())}`;
    const socket = new WebSocket(`ws://${base}/v1/socket`);
    const goodbye = new Promise<number>((resolve) => socket.on("close", (code) => resolve(code)));
    await new Promise((resolve) => socket.on("open", resolve));
    const poll = fetch(`http://${base}/v1/poll`);
    await underWay;

    await app.close();
    const response = await poll;
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ events: [] });
    expect(await goodbye).toBe(1001);
    await expect(fetch(`http://${base}/healthz`)).rejects.toThrow();
  });

  test("closing does not wait for ever for one who never finishes", async () => {
    const { app } = await aServer({ drainMs: 50 });
    let began: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => (began = resolve));
    app.get("/v1/never", () => {
      began();
      return new Promise(() => undefined);
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const stuck = fetch(`http://127.0.0.1:${portOf(app.server.address())}/v1/never`).catch(() => "cut");
    await underWay;
    await app.close();
    expect(await stuck).toBe("cut");
  });
});

function portOf(address: ReturnType<import("node:http").Server["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port; listen first.");
  return address.port;
}
