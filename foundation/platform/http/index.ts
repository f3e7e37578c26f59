export { decodeCursor, encodeCursor, type Page, pageFrom, pageOf, pageQuery } from "./cursor.ts";
export {
  type Claim,
  type ClaimedKey,
  createMemoryIdempotencyStore,
  type IdempotencyNeeds,
  type IdempotencyStore,
  type StoredAnswer,
  withIdempotency,
} from "./idempotency.ts";
export { createIdempotencyStore, dropExpiredKeys } from "./idempotency-store.ts";
export { merchantHeader, security, sessionCookie } from "./openapi.ts";
export { isProblem, Problem, problem, problemContentType, ProblemDetail, ProblemError } from "./problem.ts";
export { createLimiter, defaultRateLimits, type Limiter, type Rate, type RateLimits } from "./rate-limit.ts";
export { createHttpServer, type HttpServer, type HttpServerOptions } from "./server.ts";
export { isStorable, line, text } from "./text.ts";
