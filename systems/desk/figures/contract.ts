import { z } from "zod";

/** Wire shapes of a desk's figures, for servers and browsers alike. */

/** A day of the merchant's calendar: 2026-11-27. */
export const Day = z.iso.date();

const count = z.int().nonnegative();
const Handover = z.enum(["asked", "technical", "emotional", "policy", "unsure"]);
const Difference = z.enum(["more", "fewer", "within-chance"]).nullable();

/** A share with the interval in which it lies nineteen times in twenty; null where there was nothing to count. */
const Share = z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable();

const Resolved = z.object({
  /** The days that are told about: those asked for, or the newest week whose quiet is known. */
  from: Day,
  to: Day,
  /** When the days asked for will be known; null where they are. */
  knownFrom: z.string().nullable(),
  contacts: count,
  /** After how many the same person came back about the same order within seven days. */
  cameBack: count,
  resolved: Share,
  before: z.object({ from: Day, to: Day, contacts: count, cameBack: count, resolved: Share }),
  difference: Difference,
});

export const DeskFigures = z
  .object({
    conversations: z.object({
      count,
      /** Up to the same time of day a week earlier. */
      before: count,
    }),
    resolved: Resolved,
    handovers: z.object({
      count,
      share: Share,
      byReason: z.array(z.object({ reason: Handover, count })),
      before: z.object({ count, share: Share }),
      difference: Difference,
    }),
    promises: z.object({
      made: count,
      kept: count,
      late: count,
      withdrawn: count,
      open: count,
      /** Not kept yet, and due already. */
      overdue: count,
    }),
    waiting: z.object({
      count,
      targetSeconds: z.int(),
      queues: z.array(
        z.object({
          language: z.enum(["zh", "en"]),
          reason: Handover.nullable(),
          count,
          longestSince: z.string(),
        }),
      ),
    }),
    /** By half hours of one day, or by days of a longer period. */
    arrivals: z.object({
      each: z.enum(["half-hour", "day"]),
      parts: z.array(
        z.object({
          from: z.string(),
          /** Null for what has not come yet. */
          count: count.nullable(),
          /** What was usual on the same weekday of the last four weeks; null where that is not known. */
          usual: z.object({ usual: z.number(), low: z.number(), high: z.number() }).nullable(),
        }),
      ),
    }),
  })
  .meta({ id: "DeskFigures" });

/** A case behind a figure. */
export const FigureCase = z
  .object({
    conversationId: z.string(),
    customerId: z.string().nullable(),
    language: z.enum(["zh", "en"]),
    at: z.string(),
    /** What the figure is about: a reason, an order, what was promised. */
    detail: z.string(),
  })
  .meta({ id: "FigureCase" });
