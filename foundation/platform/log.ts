import { type DestinationStream, type Level, type Logger, pino } from "pino";

export type Log = Logger;

export type LogOptions = {
  readonly level?: Level | "silent";
  /** Where the lines go; standard output unless told otherwise. */
  readonly destination?: DestinationStream;
};

/**
 * A log that people's data cannot slip into: fields named for personal data are blanked at any depth, requests shrink
 * to their method and route, bodies are never written, and phones, e-mail addresses and tokens inside free text are
 * masked. What is left is for finding faults, not for reading over shoulders.
 */
export function createLog({ level = "info", destination }: LogOptions = {}): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutPersonalData(fields),
    },
    hooks: {
      logMethod(this: Logger, args: unknown[], method: (...args: never[]) => void) {
        const masked = args.map((arg, index) => maskArgument(arg, index));
        method.apply(this, masked as never[]);
      },
    },
  };
  const log: Log = destination ? pino(options, destination) : pino(options);
  // What a child carries along skips the formatter above, so it is cleaned at the door; children inherit the door.
  const { child } = log;
  log.child = function (this: Log, bindings: Record<string, unknown>, childOptions: object) {
    return child.call(this, withoutPersonalData(bindings), childOptions);
  } as Log["child"];
  return log;
}

const blank = "[personal]";
const maxDepth = 6;
const maxEntries = 50;
const maxTextLength = 2_000;

/** A field is blanked when any word of its name is one of these: `customerPhone`, `set-cookie`, `email_of_payer`. */
const anywhere = new Set(
  "authorization cookie cookies password passphrase secret phone mobile telephone email mail passport headers".split(
    " ",
  ),
);

/** A field is blanked when the last word of its name is one of these: `shippingAddress`, but not `textLength`. */
const last = new Set(
  "token tokens jwt text texts body payload query address addresses recipient receiver consignee identity surname ip key".split(
    " ",
  ),
);

const verdicts = new Map<string, boolean>();

/** True for names of fields that hold personal data or secrets. */
export function namesPersonalData(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;

  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const verdict = words.some((word) => anywhere.has(word)) || last.has(words.at(-1) ?? "");
  // Names come from our code, so they are few; the bound is for records keyed by strangers.
  if (verdicts.size < 2_000) verdicts.set(name, verdict);
  return verdict;
}

const masks: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, "$1 [secret]"],
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, "[token]"],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "[email]"],
  [/([?&][\w.-]+=)[^&\s"']+/g, "$1[value]"],
  [/(?<![\w])(?:\+\d{1,3}[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w])/g, "[phone]"],
  [/(?<!\w)\+\d{8,15}(?!\w)/g, "[phone]"],
  [/(?<!\w)\d{17}[\dXx](?!\w)/g, "[id number]"],
  // A database quotes the offending row; the column is enough to find the fault.
  [/=\([^)]*\)/g, "=([value])"],
];

/** Free text with phones, e-mail addresses, identity numbers, query values and tokens masked; at most 2,000 characters. */
export function maskText(text: string): string {
  let masked = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  for (const [pattern, replacement] of masks) masked = masked.replace(pattern, replacement);
  return masked;
}

const isMobileNumber = (value: number): boolean => value >= 13_000_000_000 && value <= 19_999_999_999;

function maskArgument(arg: unknown, index: number): unknown {
  if (typeof arg === "string") return maskText(arg);
  if (typeof arg === "number") return isMobileNumber(arg) ? blank : arg;
  // The first object is the fields, which the formatter takes; later ones are for "%o" and would go past it.
  return index > 0 && typeof arg === "object" && arg !== null ? clean(arg, 1) : arg;
}

function withoutPersonalData(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    // The library's own serializers listen to these three names and would copy more than we want.
    if (name === "err") kept["error"] = clean(value, 1);
    else if (name === "req") kept["request"] = clean(value, 1);
    else if (name === "res") kept["response"] = clean(value, 1);
    else kept[name] = namesPersonalData(name) ? blank : clean(value, 1);
  }
  return kept;
}

function clean(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return maskText(value);
    case "number":
      return isMobileNumber(value) ? blank : value;
    case "bigint":
      return maskText(value.toString());
    case "function":
    case "symbol":
      return undefined;
    case "object":
      return value === null ? null : cleanObject(value, depth);
    default:
      return value;
  }
}

function cleanObject(value: object, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value;
  if (depth >= maxDepth) return "[deeper]";
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((entry) => clean(entry, depth + 1));
  if (isRequest(value)) return { id: value.id, method: value.method, route: value.routeOptions?.url };
  if (isReply(value)) return { status: value.statusCode };

  const prototype: unknown = Object.getPrototypeOf(value);
  // Buffers, maps, sockets and other machinery may hold anything.
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor?.name ?? "object"}]`;

  const kept: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value).slice(0, maxEntries)) {
    kept[name] = namesPersonalData(name) ? blank : clean(entry, depth + 1);
  }
  return kept;
}

type RequestLike = {
  readonly id?: unknown;
  readonly method: string;
  readonly routeOptions?: { readonly url?: string };
};

const isRequest = (value: object): value is RequestLike => "method" in value && "headers" in value;
const isReply = (value: object): value is { readonly statusCode: number } =>
  "statusCode" in value && !Object.hasOwn(value, "message") && "getHeader" in value;

/** The kind, the masked words and the place of an error; never the values some libraries hang on it. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const code: unknown = "code" in error ? error.code : undefined;
  return {
    type: error.name,
    reason: maskText(error.message),
    ...(typeof code === "string" ? { code } : {}),
    at: error.stack === undefined ? [] : placesOf(error.stack),
    ...(error.cause === undefined || depth >= maxDepth ? {} : { cause: clean(error.cause, depth + 1) }),
  };
}

const placesOf = (stack: string): string[] =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim().slice(3));
