import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { after, type Clock, dayMs, type MerchantId, minuteMs } from "@ruyi/kernel";
import { ProblemError } from "./problem.ts";
import type { HttpServer } from "./server.ts";

export type StoredAnswer = { readonly status: number; readonly contentType: string; readonly body: string };

/** What became of a key when it was claimed. */
export type Claim =
  | { readonly kind: "ours" }
  | { readonly kind: "under-way"; readonly requestHash: string }
  | { readonly kind: "answered"; readonly requestHash: string; readonly answer: StoredAnswer };

export type ClaimedKey = {
  readonly merchantId: MerchantId;
  /** A digest of caller and key, 43 characters: neither can be read from it. */
  readonly key: string;
};

/**
 * Keeps keys. In SQL: `claim` inserts `(merchant_id, key, request_hash, claimed_until, answer = null)` on conflict do
 * update where the row's `answer` is null and its `claimed_until` is past, or its `expires_at` is past; no row returned
 * means somebody else's, which is then read.
 */
export type IdempotencyStore = {
  /** Takes the key until `claimedUntil`, or tells who has it. One of several simultaneous callers gets it. */
  readonly claim: (
    claimed: ClaimedKey & { readonly requestHash: string; readonly now: Date; readonly claimedUntil: Date },
  ) => Promise<Claim>;
  /** Keeps the answer until `expiresAt`. */
  readonly put: (claimed: ClaimedKey, answer: StoredAnswer, expiresAt: Date) => Promise<void>;
  /** Frees a key whose request came to nothing, so that it may be tried again. */
  readonly release: (claimed: ClaimedKey) => Promise<void>;
};

export type IdempotencyNeeds = {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  /**
   * Whose write it is, after authentication: the merchant, and the caller within it (a customer, a member of staff, a
   * key's name), so that nobody is given another's answer. Undefined leaves the key unused.
   */
  readonly callerOf: (
    request: FastifyRequest,
  ) => { readonly merchantId: MerchantId; readonly caller: string } | undefined;
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** False for writes that have a key of their own, or whose answers must not be kept (tokens). */
    idempotency?: boolean;
  }
  interface FastifyRequest {
    claimedKey: ClaimedKey | null;
  }
}

const keyShape = /^[\x21-\x7e]{1,255}$/;
const writes = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** After this a claim whose server died may be taken over. */
const claimMs = minuteMs;

/**
 * Lets every write of this server take an `Idempotency-Key`: the same key with the same request gets the first answer
 * again for a day, and happens once; with another request it is refused (422), and while the first is under way it
 * waits for its turn (409). Answers of 5xx, 401, 408, 409 and 429 are not kept. Call it before the routes are added.
 */
export function withIdempotency(app: HttpServer, { store, clock, callerOf }: IdempotencyNeeds): void {
  app.decorateRequest("claimedKey", null);

  app.addHook("preHandler", async (request, reply) => {
    const given = request.headers["idempotency-key"];
    if (given === undefined || !writes.has(request.method) || request.routeOptions.config.idempotency === false) return;
    if (typeof given !== "string" || !keyShape.test(given)) {
      throw new ProblemError(400, "idempotency-key-invalid", "The key has 1 to 255 visible ASCII characters.");
    }
    const owner = callerOf(request);
    if (!owner) return;

    const now = clock.now();
    const claimed = { merchantId: owner.merchantId, key: digest([owner.caller, given]) };
    const requestHash = digest([request.method, request.url, JSON.stringify(request.body) ?? ""]);
    const claim = await store.claim({ ...claimed, requestHash, now, claimedUntil: after(now, claimMs) });
    if (claim.kind === "ours") {
      request.claimedKey = claimed;
      return;
    }
    if (claim.requestHash !== requestHash) {
      throw new ProblemError(
        422,
        "idempotency-key-reused",
        "This key came with another request before; take a new one.",
      );
    }
    if (claim.kind === "under-way") {
      const detail = "The first request with this key is still under way.";
      throw new ProblemError(409, "idempotency-under-way", detail, { headers: { "retry-after": "1" } });
    }
    const { status, contentType, body } = claim.answer;
    reply.code(status).header("idempotency-replayed", "true").serializer(String);
    if (contentType !== "") reply.type(contentType);
    return reply.send(body);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const claimed = request.claimedKey;
    if (!claimed) return payload;
    request.claimedKey = null;
    const body = payload ?? "";
    try {
      if (typeof body === "string" && isKept(reply.statusCode)) {
        const contentType = String(reply.getHeader("content-type") ?? "");
        await store.put(claimed, { status: reply.statusCode, contentType, body }, after(clock.now(), dayMs));
      } else {
        await store.release(claimed);
      }
    } catch (error) {
      // What was done is done; the caller gets its answer, and the claim runs out by itself.
      request.log.error({ err: error }, "An answer could not be kept under its idempotency key");
    }
    return payload;
  });
}

const fleeting = new Set([401, 408, 409, 429]);
const isKept = (status: number): boolean => status < 500 && !fleeting.has(status);

const digest = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Keeps keys in this process: for tests and rehearsals. */
export function createMemoryIdempotencyStore(): IdempotencyStore & { readonly size: () => number } {
  type Row = { readonly requestHash: string; readonly until: Date; readonly answer?: StoredAnswer };
  const rows = new Map<string, Row>();
  const nameOf = ({ merchantId, key }: ClaimedKey): string => `${merchantId} ${key}`;

  return {
    claim: ({ requestHash, now, claimedUntil, ...claimed }) => {
      for (const [name, { until }] of rows) if (until <= now) rows.delete(name);
      const row = rows.get(nameOf(claimed));
      if (!row) {
        rows.set(nameOf(claimed), { requestHash, until: claimedUntil });
        return Promise.resolve({ kind: "ours" });
      }
      const { answer } = row;
      const held = { requestHash: row.requestHash };
      return Promise.resolve(answer ? { kind: "answered", ...held, answer } : { kind: "under-way", ...held });
    },
    put: (claimed, answer, expiresAt) => {
      const row = rows.get(nameOf(claimed));
      if (row) rows.set(nameOf(claimed), { requestHash: row.requestHash, until: expiresAt, answer });
      return Promise.resolve();
    },
    release: (claimed) => {
      rows.delete(nameOf(claimed));
      return Promise.resolve();
    },
    size: () => rows.size,
  };
}
