import { type Random, between } from "@ruyi/kernel";

/** From and to, in milliseconds, both included. */
type SpanMs = readonly [low: number, high: number];

/** How often the world goes wrong: chances from 0 to 1. */
export type MishapRates = {
  /** The request never arrives. */
  readonly lostRequest: number;
  /** It is done, but nobody hears. */
  readonly lostReply: number;
  /** The network delivers the same request twice, at the same moment. */
  readonly twice: number;
  /** The answer comes after `lateMs`, when the caller may have stopped listening. */
  readonly late: number;
  /** The payment side takes a refund and then fails it. */
  readonly refundFails: number;
  /** A refund is done and later comes back. */
  readonly refundReverses: number;
  readonly webhookTwice: number;
  readonly webhookLost: number;
  /** An ordinary call takes this long; one in fifty takes `tailMs`. */
  readonly delayMs: SpanMs;
  readonly tailMs: SpanMs;
  readonly lateMs: SpanMs;
  /** How long a refund is under way, and how long a doomed one counts as done. */
  readonly pendingMs: SpanMs;
  readonly reversesAfterMs: SpanMs;
};

const never: SpanMs = [0, 0];

/** A world that behaves: everything at once, once, and for good. */
export const none: MishapRates = {
  lostRequest: 0,
  lostReply: 0,
  twice: 0,
  late: 0,
  refundFails: 0,
  refundReverses: 0,
  webhookTwice: 0,
  webhookLost: 0,
  delayMs: never,
  tailMs: never,
  lateMs: never,
  pendingMs: never,
  reversesAfterMs: never,
};

/** A world as it is on an ordinary day. */
export const worldly: MishapRates = {
  lostRequest: 0.002,
  lostReply: 0.002,
  twice: 0.005,
  late: 0.003,
  refundFails: 0.001,
  refundReverses: 0.001,
  webhookTwice: 0.02,
  webhookLost: 0.01,
  delayMs: [5, 80],
  tailMs: [300, 1_500],
  lateMs: [2_000, 4_000],
  pendingMs: [500, 8_000],
  reversesAfterMs: [3_600_000, 172_800_000],
};

/** A world on its worst day, hurried enough for a test. */
export const hostile: MishapRates = {
  lostRequest: 0.15,
  lostReply: 0.2,
  twice: 0.2,
  late: 0.1,
  refundFails: 0.05,
  refundReverses: 0.05,
  webhookTwice: 0.3,
  webhookLost: 0.2,
  delayMs: [0, 5],
  tailMs: [20, 60],
  lateMs: [80, 200],
  pendingMs: [0, 50],
  reversesAfterMs: [0, 50],
};

/** What befalls one call. */
export type Mishap = {
  readonly delayMs: number;
  readonly arrives: boolean;
  readonly twice: boolean;
  readonly answers: "heard" | "lost" | { readonly lateMs: number };
  readonly refund: { readonly pendingMs: number; readonly fails: boolean; readonly reversesAfterMs?: number };
  readonly webhook: "once" | "twice" | "lost";
};

/** Draws one call's fortune; equal sources and rates give equal fortunes. */
export function mishapFrom(random: Random, rates: MishapRates): Mishap {
  const happens = (chance: number): boolean => random() < chance;
  const within = ([low, high]: SpanMs): number => between(random, low, high);
  const delayMs = within(happens(0.02) ? rates.tailMs : rates.delayMs);
  const fails = happens(rates.refundFails);
  const reverses = happens(rates.refundReverses);
  return {
    delayMs,
    arrives: !happens(rates.lostRequest),
    twice: happens(rates.twice),
    answers: happens(rates.lostReply) ? "lost" : happens(rates.late) ? { lateMs: within(rates.lateMs) } : "heard",
    refund: {
      pendingMs: within(rates.pendingMs),
      fails,
      ...(reverses && !fails ? { reversesAfterMs: within(rates.reversesAfterMs) } : {}),
    },
    webhook: happens(rates.webhookLost) ? "lost" : happens(rates.webhookTwice) ? "twice" : "once",
  };
}
