import { isIPv6 } from "node:net";

/** A bucket that holds `burst` requests and refills by `perSecond`. */
export type Rate = { readonly perSecond: number; readonly burst: number };

export type RateLimits = {
  /** Each address; an IPv6 /64 counts as one. */
  readonly address: Rate;
  /** The machine itself: a proxy or a load test stands there, so it may do more than a stranger. */
  readonly loopback: Rate;
  /** Each merchant, over all its callers. */
  readonly merchant: Rate;
  /** How many addresses or merchants are remembered; the longest unseen is forgotten first. */
  readonly maxKeys: number;
};

export const defaultRateLimits: RateLimits = {
  address: { perSecond: 200, burst: 1_000 },
  loopback: { perSecond: 20_000, burst: 40_000 },
  merchant: { perSecond: 10_000, burst: 20_000 },
  maxKeys: 50_000,
};

/** Milliseconds to wait before this key may try again; 0 when it was let through now. */
export type Limiter = {
  readonly take: (key: string, nowMs: number, rate?: Rate) => number;
  readonly size: () => number;
};

type Bucket = { tokens: number; at: number };

/**
 * Token buckets by key in bounded memory. Two generations stand in for a list by last use: a key seen lately is in the
 * young one; when that is half full, the old one is dropped. A dropped key starts with a full bucket.
 */
export function createLimiter(rate: Rate, maxKeys: number): Limiter {
  const half = Math.max(1, Math.floor(maxKeys / 2));
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();

  const bucketOf = (key: string, nowMs: number, burst: number): Bucket => {
    const known = young.get(key);
    if (known) return known;
    const bucket = old.get(key) ?? { tokens: burst, at: nowMs };
    if (young.size >= half) {
      old = young;
      young = new Map();
    }
    young.set(key, bucket);
    return bucket;
  };

  return {
    take: (key, nowMs, { perSecond, burst } = rate) => {
      const bucket = bucketOf(key, nowMs, burst);
      // A clock set back must not drain or fill a bucket.
      const elapsedMs = Math.max(0, nowMs - bucket.at);
      bucket.tokens = Math.min(burst, bucket.tokens + (elapsedMs * perSecond) / 1_000);
      bucket.at = nowMs;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return Math.ceil(((1 - bucket.tokens) * 1_000) / perSecond);
    },
    size: () => young.size + old.size,
  };
}

/** Who an address is for counting: IPv4 as it is (also inside IPv6), IPv6 by its /64, which one household holds. */
export function addressKey(address: string): string {
  if (address.startsWith("::ffff:") && address.includes(".")) return address.slice(7);
  if (!isIPv6(address)) return address;
  if (address === "::1") return address;
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** True for the machine's own address, in either family. */
export const isLoopback = (key: string): boolean => key === "::1" || key.startsWith("127.");
