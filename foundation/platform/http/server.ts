import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import swagger from "@fastify/swagger";
import websocket from "@fastify/websocket";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
  type RouteOptions,
} from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Clock } from "@ruyi/kernel";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { failureOf } from "./failure.ts";
import { createKnownPaths } from "./known-paths.ts";
import { openApi } from "./openapi.ts";
import { isProblem, Problem, problem, problemContentType, ProblemError } from "./problem.ts";
import { addressKey, createLimiter, defaultRateLimits, isLoopback, type RateLimits } from "./rate-limit.ts";
import { isStorableJson } from "./text.ts";

/** A Fastify whose routes are described in Zod: bodies and answers are typed by their schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module "fastify" {
  interface FastifyInstance {
    /** Aborted when the server begins to close: whoever waits (long polls, streams) ends its wait. */
    readonly closing: AbortSignal;
    /** Counts one request of this merchant, for routes that know whose it is; throws the 429 when it is one too many. */
    readonly limitMerchant: (merchant: string) => void;
  }
  interface FastifyContextConfig {
    /** True for routes that wait on purpose (long polls): they are not reported as slow. */
    waits?: boolean;
  }
}

export type HttpServerOptions = {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly newRequestId: () => string;
  /** What must work before customers come, by name; all true means ready. */
  readonly ready?: () => Promise<Readonly<Record<string, boolean>>>;
  readonly rateLimits?: Partial<RateLimits>;
  /** Whose `X-Forwarded-*` to believe: `true`, or the proxies' addresses. Nobody's unless told otherwise. */
  readonly trustProxy?: boolean | string | string[];
  /** Bytes of a body; routes may ask for another bound. 256 KiB unless told otherwise. */
  readonly bodyLimit?: number;
  /** Beginnings of paths that pages of any origin may call. Only for routes that need no cookie. */
  readonly sharedPaths?: readonly string[];
  /** How long requests and sockets under way may take to finish when the server closes. */
  readonly drainMs?: number;
  readonly version?: string;
};

const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

const slowSeconds = 2;
const readyWithinMs = 2_000;

/**
 * The HTTP server every room hangs its routes on: Zod in and out, OpenAPI, problem documents, limits, health, metrics,
 * web sockets, and an end that lets people finish. Authentication belongs in `onRequest` or `preValidation`.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { log, metrics, clock, drainMs = 10_000, sharedPaths = [] } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const limits: RateLimits = { ...defaultRateLimits, ...options.rateLimits };
  const addresses = createLimiter(limits.address, limits.maxKeys);
  const merchants = createLimiter(limits.merchant, limits.maxKeys);
  const knownPaths = createKnownPaths();
  const closing = new AbortController();

  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, document, headers, ours } = failureOf(error);
    if (ours) request.log.error({ err: error, route: request.routeOptions.url, status }, "A request failed");
    // The route's schema describes its own answers; a problem need not fit there to be told.
    return reply.code(status).headers(headers).serializer(JSON.stringify).send(document);
  };

  const app: HttpServer = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => options.newRequestId(),
    requestIdHeader: false,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: options.bodyLimit ?? 256 * 1024,
    requestTimeout: 30_000,
    http: { headersTimeout: 15_000 },
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error, request, reply) => answerBeforeHooks(error, request.id, reply.raw),
    clientErrorHandler: answerUnreadable,
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorate("closing", { getter: () => closing.signal });
  app.decorate("limitMerchant", (merchant: string) => {
    const waitMs = merchants.take(merchant, clock.now().getTime());
    if (waitMs > 0) throw tooMany(waitMs, "This shop receives more requests than it may.");
  });

  // Upgraded lines are no longer the HTTP server's, which would wait for them for ever.
  const upgraded = new Set<Duplex>();
  app.server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  // Before our own hooks: what these refuse, the plugin's first hook must have marked as a socket, to close it.
  await app.register(websocket, {
    options: { maxPayload: 64 * 1024, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      request.log.warn({ err: error, route: request.routeOptions.url }, "A socket failed");
      socket.terminate();
    },
    preClose: (done) => {
      closing.abort();
      const sockets = app.websocketServer;
      for (const client of sockets.clients) client.close(1001, "The server is going away; connect again.");
      sockets.close();
      setTimeout(() => {
        for (const socket of upgraded) socket.destroy();
        app.server.closeAllConnections();
      }, drainMs).unref();
      done();
    },
  });

  readStrictJson(app);

  app.addHook("onRoute", (route) => {
    for (const method of [route.method].flat()) knownPaths.add(method, route.url);
    if (route.websocket && route.method === "GET") describeSocket(route);
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(securityHeaders).header("request-id", request.id);
    if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");

    const key = addressKey(request.ip);
    const waitMs = addresses.take(key, clock.now().getTime(), isLoopback(key) ? limits.loopback : limits.address);
    if (waitMs > 0) return done(tooMany(waitMs, "There are more requests from this address than it may send."));

    const isShared = sharedPaths.some((path) => request.url.startsWith(path));
    if (isShared && shareWithAnyOrigin(request, reply)) return reply;
    // The database refuses NUL, so an address that carries one can only be a mistake or a probe.
    if (request.url.includes("%00")) return done(new ProblemError(400, "malformed-address", "The address has a NUL."));
    return done();
  });
  app.addHook("preSerialization", (request, reply, payload, done) => {
    if (!isProblem(payload)) return done(null, payload);
    reply.type(problemContentType);
    return done(null, { ...payload, status: reply.statusCode, instance: instanceOf(request.id) });
  });
  app.addHook("onResponse", (request, reply, done) => {
    // A socket answers when it ends, hours later.
    if (request.ws) return done();
    const route = request.routeOptions.url ?? "unmatched";
    const seconds = reply.elapsedTime / 1_000;
    metrics.request(request.method, route, reply.statusCode, seconds);
    if (seconds > slowSeconds && request.routeOptions.config.waits !== true) {
      request.log.info({ method: request.method, route, status: reply.statusCode, seconds }, "A slow request");
    }
    return done();
  });

  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => {
    const methods = knownPaths.methodsOf(request.url.split("?", 1)[0] ?? "");
    if (methods.length === 0) return answer(new ProblemError(404, "no-such-route"), request, reply);
    const headers = { allow: methods.join(", ") };
    const wrong = new ProblemError(405, "wrong-method", `This address takes ${headers.allow}.`, { headers });
    return answer(wrong, request, reply);
  });

  await app.register(swagger, openApi(options.version ?? "0.1.0"));
  addOperations(app, metrics, options.ready ?? (() => Promise.resolve({})));
  return app;
}

const instanceOf = (requestId: string): string => `urn:ruyi:request:${requestId}`;

const tooMany = (waitMs: number, detail: string): ProblemError =>
  new ProblemError(429, "too-many-requests", detail, {
    headers: { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  });

/** JSON only, without poisoned prototypes and without characters the database refuses. */
function readStrictJson(app: HttpServer): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, source: string, done) => {
    void parse(request, source, (error, parsed: unknown) => {
      if (error) return done(error);
      if (isStorableJson(source, parsed)) return done(null, parsed);
      return done(new ProblemError(400, "malformed-text", "A text contains a character that cannot be stored."));
    });
  });
}

/** The plugin hides sockets from the document and answers plain requests with nothing; people deserve both. */
function describeSocket(route: RouteOptions): void {
  const answers = { 101: z.undefined().meta({ description: "The line becomes a web socket." }) };
  route.schema = {
    ...route.schema,
    response: { ...answers, ...(route.schema?.response as object | undefined) },
    hide: false,
  };
  const open = route.handler;
  route.handler = function (request, reply) {
    if (request.ws) return open.call(this, request, reply);
    return reply.code(426).header("upgrade", "websocket").send(problem("upgrade-needed", "Open a web socket here."));
  };
}

/** Lets pages of any origin read the answer. True when the request was only the question whether they may. */
function shareWithAnyOrigin(request: FastifyRequest, reply: FastifyReply): boolean {
  reply.headers({
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "request-id, retry-after",
    "cross-origin-resource-policy": "cross-origin",
  });
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return false;
  void reply
    .code(204)
    .headers({
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "authorization, content-type, idempotency-key, ruyi-merchant",
      "access-control-max-age": "7200",
    })
    .send();
  return true;
}

/** For addresses the router cannot even read: nothing of the usual way has run yet. */
function answerBeforeHooks(error: unknown, requestId: string, response: ServerResponse): void {
  const { status, document } = failureOf(error);
  const headers = { ...securityHeaders, "request-id": requestId, "content-type": problemContentType };
  response.writeHead(status, headers).end(JSON.stringify({ ...document, status, instance: instanceOf(requestId) }));
}

/** Bytes that are no HTTP get a last word before the line is cut. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, reason, code] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? [431, "Request Header Fields Too Large", "headers-too-large"]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? [408, "Request Timeout", "request-too-slow"]
        : [400, "Bad Request", "malformed-request"];
  const body = JSON.stringify({ ...problem(code), status });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: ${problemContentType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** The four addresses for those who run the server. */
function addOperations(app: HttpServer, metrics: Metrics, ready: NonNullable<HttpServerOptions["ready"]>): void {
  const tags = ["operations"];
  const Alive = z.object({ status: z.literal("alive") });
  app.get("/healthz", { schema: { tags, summary: "The process is alive", response: { 200: Alive } } }, () => ({
    status: "alive" as const,
  }));

  const Ready = z.object({ status: z.literal("ready"), checks: z.record(z.string(), z.boolean()) });
  app.get(
    "/readyz",
    { schema: { tags, summary: "Ready for customers", response: { 200: Ready, 503: Problem } } },
    async (request, reply) => {
      const checks = await within(readyWithinMs, ready).catch((error: unknown) => {
        request.log.warn({ err: error }, "The readiness check failed");
        return { answered: false };
      });
      const missing = Object.entries(checks).flatMap(([name, isFine]) => (isFine ? [] : [name]));
      if (app.closing.aborted) missing.push("open");
      if (missing.length === 0) return reply.send({ status: "ready", checks });
      return reply.code(503).send(problem("not-ready", `Not ready: ${missing.join(", ")}.`, { checks }));
    },
  );

  app.get("/metrics", { schema: { tags, summary: "Counts, as Prometheus reads them" } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );

  let document: string | undefined;
  app.get("/openapi.json", { schema: { tags, summary: "This document" } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    return reply.header("access-control-allow-origin", "*").type("application/json").send(document);
  });
}

async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
