import { createTurnableClock, type TurnableClock } from "@ruyi/kernel";
import { createLog } from "../log.ts";
import { createMetrics, type Metrics } from "../metrics.ts";
import { createHttpServer, type HttpServer, type HttpServerOptions } from "./server.ts";

export type TestServer = {
  readonly app: HttpServer;
  readonly clock: TurnableClock;
  readonly metrics: Metrics;
  /** Everything logged so far, as text. */
  readonly logged: () => string;
};

/** A server with a clock that stands still, ids that count up, and a log that can be read. */
export async function aServer(options: Partial<HttpServerOptions> = {}): Promise<TestServer> {
  const lines: string[] = [];
  const clock = createTurnableClock(new Date("2026-11-11T04:00:00Z"));
  const metrics = createMetrics();
  let requests = 0;
  const app = await createHttpServer({
    log: createLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } }),
    metrics,
    clock,
    newRequestId: () => `request-${(requests += 1)}`,
    drainMs: 500,
    ...options,
  });
  return { app, clock, metrics, logged: () => lines.join("") };
}
