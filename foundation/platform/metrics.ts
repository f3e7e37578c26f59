import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type Labels = Readonly<Record<string, string | number>>;
export type CounterOf = { readonly add: (labels?: Labels, by?: number) => void };
export type HistogramOf = { readonly observe: (value: number, labels?: Labels) => void };
export type GaugeOf = { readonly set: (value: number, labels?: Labels) => void };

type Named = { readonly name: string; readonly help: string; readonly labels?: readonly string[] };

export type Metrics = {
  readonly contentType: string;
  /** Everything counted so far, in the Prometheus text format. */
  readonly text: () => Promise<string>;
  /** One answered request. `route` is the pattern (`/v1/orders/:id`), never the address a customer asked for. */
  readonly request: (method: string, route: string, status: number, seconds: number) => void;
  readonly turns: {
    /** From the customer's message arriving until its answer is durable. */
    readonly seconds: (seconds: number) => void;
    /** How many messages one commit carried. */
    readonly batchSize: (size: number) => void;
  };
  readonly outbox: {
    /** Age of the oldest fact that has not gone out yet. */
    readonly age: (seconds: number) => void;
  };
  readonly jobs: {
    readonly finished: (name: string, outcome: "done" | "failed" | "given-up") => void;
  };
  /** Why a language model's wording was used or not. */
  readonly wording: (outcome: string) => void;
  readonly counter: (named: Named) => CounterOf;
  readonly gauge: (named: Named) => GaugeOf;
  /** Buckets are upper bounds in the unit of the name, ascending. */
  readonly histogram: (named: Named & { readonly buckets: readonly number[] }) => HistogramOf;
};

export type MetricsOptions = {
  /** Also report the process: memory, CPU, event loop. Off for tests, on for a server. */
  readonly process?: boolean;
};

const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const turnBuckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 15];
const batchBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts of one server, in a registry of its own, so that two servers in one process do not mix. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.process ?? false) collectDefaultMetrics({ register: registry });

  const counter: Metrics["counter"] = ({ name, help, labels = [] }) => {
    const made = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
    return { add: (values = {}, by = 1) => made.inc(values, by) };
  };
  const gauge: Metrics["gauge"] = ({ name, help, labels = [] }) => {
    const made = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    return { set: (value, values = {}) => made.set(values, value) };
  };
  const histogram: Metrics["histogram"] = ({ name, help, labels = [], buckets }) => {
    const made = new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] });
    return { observe: (value, values = {}) => made.observe(values, value) };
  };

  const requests = histogram({
    name: "ruyi_http_request_seconds",
    help: "Time to answer a request, by route.",
    labels: ["method", "route", "status"],
    buckets: requestBuckets,
  });
  const turnSeconds = histogram({
    name: "ruyi_turn_seconds",
    help: "From a customer's message arriving until its answer is durable.",
    buckets: turnBuckets,
  });
  const batchSize = histogram({
    name: "ruyi_turn_batch_size",
    help: "Messages carried by one commit.",
    buckets: batchBuckets,
  });
  const outboxAge = gauge({ name: "ruyi_outbox_age_seconds", help: "Age of the oldest fact that has not gone out." });
  const jobs = counter({ name: "ruyi_jobs_total", help: "Background jobs finished.", labels: ["job", "outcome"] });
  const wording = counter({
    name: "ruyi_wording_total",
    help: "Answers of the language model: used, or why not.",
    labels: ["outcome"],
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    // A method is free text on the wire; an odd one must not open a new series.
    request: (method, route, status, seconds) =>
      requests.observe(seconds, { method: methods.has(method) ? method : "other", route, status }),
    turns: { seconds: (seconds) => turnSeconds.observe(seconds), batchSize: (size) => batchSize.observe(size) },
    outbox: { age: (seconds) => outboxAge.set(seconds) },
    jobs: { finished: (name, outcome) => jobs.add({ job: name, outcome }) },
    wording: (outcome) => wording.add({ outcome }),
    counter,
    gauge,
    histogram,
  };
}
