import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PoolConfig } from "pg";
import { z } from "zod";

export type Settings = {
  readonly port: number;
  readonly host: string;
  /** Data folder: the embedded database and the keys. */
  readonly home: string;
  /** The simulated market: load it, leave it out, or as the data folder is new or not. */
  readonly demo: boolean;
  /** How many conversations the simulated market has had before its first day; none for 0. */
  readonly demoPast: number;
  /** An external PostgreSQL; undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly model:
    | {
        readonly baseUrl: string;
        readonly name: string;
        readonly apiKey: string | undefined;
        /** Calls a merchant and day. */
        readonly dailyCalls?: number;
        /** How long a customer whose words are unclear may be kept waiting for it. */
        readonly thinkMs?: number;
      }
    | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
};

/** In the data folder once a first start has come through, so that one cut short begins again. */
export const startedMark = "started";

/** Enough that no page of the demo is empty, little enough to be in within a minute. */
const usualPast = 10_000;

/** Longer than this nobody waits for a guess. */
export const longestThinkMs = 1_500;

type Environment = Readonly<Record<string, string | undefined>>;

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));

/** Each variable: how it is read, and what to say it accepts. */
const variables = {
  PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.number().max(65_535)),
    accepts: "a port from 0 to 65535",
  },
  HOST: { schema: z.string().regex(/^[\w.:-]+$/), accepts: "an address to listen on, as 127.0.0.1 or ::1" },
  RUYI_HOME: { schema: z.string().min(1), accepts: "a folder" },
  RUYI_DEMO: { schema: z.enum(["0", "1"]), accepts: "1 for the simulated market or 0 for an empty system" },
  RUYI_DEMO_PAST: {
    schema: z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number)
      .pipe(z.number().max(200_000)),
    accepts: "how many conversations the simulated market has had, from 0 to 200000",
  },
  DATABASE_URL: { schema: url(["postgres:", "postgresql:"]), accepts: "postgresql://user:password@host:port/database" },
  NATS_URL: { schema: z.never(), accepts: "nothing yet: this version keeps facts in process, so leave it unset" },
  LLM_BASE_URL: { schema: url(["http:", "https:"]), accepts: "the http(s) address of an OpenAI-compatible endpoint" },
  LLM_MODEL: { schema: z.string().min(1), accepts: "a model's name" },
  LLM_DAILY_CALLS: {
    schema: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number),
    accepts: "how often a merchant may have the model asked in a day, from 0 to 9999999",
  },
  LLM_THINK_MS: {
    schema: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.number().min(50).max(longestThinkMs)),
    accepts: "how many milliseconds an unclear message may wait for the model, from 50 to 1500",
  },
  LLM_API_KEY: { schema: z.string().min(1), accepts: "a key" },
  LOG_LEVEL: {
    schema: z.enum(["debug", "info", "warn", "error", "silent"]),
    accepts: "debug, info, warn, error or silent",
  },
} as const;
type Variable = keyof typeof variables;

/** Secrets are named when they are wrong, never shown. */
const secret = new Set<Variable>(["DATABASE_URL", "LLM_API_KEY"]);

/** Reads the environment. Throws one sentence that names the variable, what was found, and what is accepted. */
export function readSettings(env: Environment): Settings {
  const read = <Name extends Variable>(name: Name): z.output<(typeof variables)[Name]["schema"]> | undefined => {
    const value = env[name];
    if (value === undefined || value === "") return undefined;
    const { schema, accepts } = variables[name];
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const found = secret.has(name) ? "a value of another form" : `"${value.slice(0, 80)}"`;
      throw new Error(`${name} is ${found}; it accepts ${accepts}.`);
    }
    return parsed.data as z.output<(typeof variables)[Name]["schema"]>;
  };

  read("NATS_URL");
  const home = resolve(read("RUYI_HOME") ?? ".ruyi");
  const databaseUrl = read("DATABASE_URL");
  const demo = read("RUYI_DEMO");
  const isNew = databaseUrl === undefined && !existsSync(join(home, startedMark));
  const baseUrl = read("LLM_BASE_URL");
  const name = read("LLM_MODEL");
  if (baseUrl !== undefined && name === undefined) {
    throw new Error("LLM_MODEL is not set, and LLM_BASE_URL is; it accepts a model's name.");
  }
  return {
    port: read("PORT") ?? 4000,
    host: read("HOST") ?? "127.0.0.1",
    home,
    demo: demo === undefined ? isNew : demo === "1",
    demoPast: read("RUYI_DEMO_PAST") ?? usualPast,
    databaseUrl,
    model:
      baseUrl !== undefined && name !== undefined
        ? {
            baseUrl,
            name,
            apiKey: read("LLM_API_KEY"),
            dailyCalls: read("LLM_DAILY_CALLS") ?? usualDailyCalls,
            thinkMs: read("LLM_THINK_MS") ?? longestThinkMs,
          }
        : undefined,
    logLevel: read("LOG_LEVEL") ?? "info",
  };
}

/** Enough for a busy shop's open lines, and an end to a bill that runs away. */
export const usualDailyCalls = 20_000;

/** How to reach an external database. */
export const poolFor = (databaseUrl: string): PoolConfig => ({ connectionString: databaseUrl });
