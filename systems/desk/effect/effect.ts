import { shareOf } from "@ruyi/kernel";

/** What is known of one person who was drawn: on which side they stand, and how it went from the message they came with. */
export type DrawnPerson = {
  readonly side: "served" | "held-out";
  readonly conversationId: string;
  readonly at: Date;
  /** Undefined while it cannot be known yet, or where no order was ever meant. */
  readonly resolved: boolean | undefined;
  readonly handedOver: boolean;
  readonly answeredAfterMs: number | undefined;
  readonly refundedAfterMs: number | undefined;
  /** In minor units of the merchant's currency. */
  readonly paidMinor: number;
};

/** A figure, and between which values it lies nineteen times in twenty. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number };

export const measureNames = ["resolved", "handed-over", "answered-after", "refunded-after", "paid"] as const;
export type MeasureName = (typeof measureNames)[number];

export type Side = { readonly people: number; readonly estimate: Estimate | undefined };
export type Verdict = "more" | "less" | "within-chance" | "too-few";
export type Measure = {
  readonly name: MeasureName;
  readonly served: Side;
  readonly heldOut: Side;
  /** Served less held out; undefined where there are too few to tell. */
  readonly difference: Estimate | undefined;
  readonly verdict: Verdict;
  /** Of shares: how many people a side it takes to see five points, four times in five. */
  readonly needed: number | undefined;
};

/** Fewer people on a side than this tell nothing: one of them more or less would turn the answer. */
export const fewest = 30;
const z95 = 1.959_963_985;
const z80 = 0.841_621_234;
const pointsToSee = 0.05;

/**
 * Both sides, measure by measure. People are counted, not conversations, for it was people whom chance drew; and each by the
 * side they were drawn to, whatever became of them.
 */
export function effectOf(people: readonly DrawnPerson[]): Measure[] {
  const served = people.filter(({ side }) => side === "served");
  const heldOut = people.filter(({ side }) => side === "held-out");
  return measureNames.map((name) => {
    const [one, other] = [sideOf(name, served), sideOf(name, heldOut)];
    const isTold = one.people >= fewest && other.people >= fewest;
    const difference = isTold ? differenceBetween(one.estimate, other.estimate) : undefined;
    const isShare = name === "resolved" || name === "handed-over";
    const base = one.estimate ?? other.estimate;
    return {
      ...{ name, served: one, heldOut: other, difference },
      verdict: difference ? verdictOf(difference) : "too-few",
      needed: isShare ? neededFor(base?.value) : undefined,
    };
  });
}

function sideOf(name: MeasureName, people: readonly DrawnPerson[]): Side {
  const values = people.map((person) => valueOf(name, person)).filter((value) => value !== undefined);
  return { people: values.length, estimate: estimateOf(name, values) };
}

/** What one person counts for in a measure; undefined where they say nothing about it. */
export function valueOf(name: MeasureName, person: DrawnPerson): number | undefined {
  switch (name) {
    case "resolved":
      return person.resolved === undefined ? undefined : Number(person.resolved);
    case "handed-over":
      return Number(person.handedOver);
    case "answered-after":
      return person.answeredAfterMs;
    case "refunded-after":
      return person.refundedAfterMs;
    case "paid":
      return person.paidMinor;
  }
}

function estimateOf(name: MeasureName, values: readonly number[]): Estimate | undefined {
  if (name === "paid") return meanOf(values);
  if (name === "answered-after" || name === "refunded-after") return medianOf(values);
  const share = shareOf(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
  return share && { value: share.share, low: share.low, high: share.high };
}

/** The middle one; its interval are the values at the ranks between which the true middle lies. */
export function medianOf(values: readonly number[]): Estimate | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  const at = (rank: number): number => sorted[Math.min(count - 1, Math.max(0, rank))] ?? 0;
  if (count === 0) return undefined;
  const reach = (z95 * Math.sqrt(count)) / 2;
  return {
    value: (at(Math.floor((count - 1) / 2)) + at(Math.ceil((count - 1) / 2))) / 2,
    low: at(Math.floor(count / 2 - reach)),
    high: at(Math.ceil(count / 2 + reach)),
  };
}

/** From two values on: one tells nothing of how they spread. */
export function meanOf(values: readonly number[]): Estimate | undefined {
  const count = values.length;
  if (count < 2) return undefined;
  const value = values.reduce((sum, each) => sum + each, 0) / count;
  const spread = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (count - 1);
  const reach = z95 * Math.sqrt(spread / count);
  return { value, low: value - reach, high: value + reach };
}

/** One less the other, with its interval made of theirs (R. Newcombe 1998; G. Zou and A. Donner 2008). */
export function differenceBetween(one: Estimate | undefined, other: Estimate | undefined): Estimate | undefined {
  if (!one || !other) return undefined;
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

const verdictOf = ({ low, high }: Estimate): Verdict => (low > 0 ? "more" : high < 0 ? "less" : "within-chance");

function neededFor(share: number | undefined): number | undefined {
  if (share === undefined) return undefined;
  const other = share < 0.5 ? share + pointsToSee : share - pointsToSee;
  const spread = share * (1 - share) + other * (1 - other);
  return Math.max(fewest, Math.ceil((spread * (z95 + z80) ** 2) / pointsToSee ** 2));
}
