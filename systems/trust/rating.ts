import { after, dayMs } from "@ruyi/kernel";
import { type FactName, nameOf, subjectOf, type TrustFact } from "./fact.ts";

/** Pinned with every decision; a change of any number below is a new version. */
export const ratingVersion = "2026-11";

/** From one star to five; `new` stands between two and three until there is enough to go by. */
export type Standing = 1 | 2 | 3 | 4 | 5 | "new";

export type RatingReasonCode =
  | "time-with-shop"
  | "orders-completed"
  | "returns-arrived"
  | "return-late"
  | "return-missing"
  | "claim-proven-false"
  | "newcomer";

export type RatingReason = {
  readonly code: RatingReasonCode;
  /** Points it adds or takes; zero where it only explains. */
  readonly points: number;
  /** Orders, returns or days, as the code says. */
  readonly count?: number;
  /** When the fact happened and when it stops counting: for what takes points. */
  readonly at?: Date;
  readonly until?: Date;
  /** The fact to name when asking for a correction. */
  readonly fact?: FactName;
};

export type Rating = {
  readonly version: string;
  readonly standing: Standing;
  /** 0 to 100: 50 to begin with, up to 50 earned, what was lost taken off. */
  readonly points: number;
  /** What weighs most first. */
  readonly reasons: readonly RatingReason[];
  /** The star above, and the points still missing for it; undefined at five stars and for newcomers. */
  readonly next: { readonly standing: Standing; readonly missing: number } | undefined;
};

const beginning = 50;
/** What good dealings earn, each kind up to its own most, and all together. */
export const mostEarned = 50;
export const earns = {
  "time-with-shop": { each: 1, most: 20, everyDays: 60 },
  "orders-completed": { each: 1, most: 30 },
  "returns-arrived": { each: 1, most: 10 },
} as const;
const loses = {
  "return-late": { points: 5, days: 90, atMost: 3 },
  "return-missing": { points: 25, days: 120, atMost: 9 },
  "claim-proven-false": { points: 40, days: 365, atMost: 9 },
} as const;
const stars = [
  { standing: 5, from: 76 },
  { standing: 4, from: 62 },
  { standing: 3, from: 50 },
  { standing: 2, from: 20 },
  { standing: 1, from: 0 },
] as const;

/** A newcomer has fewer completed orders or fewer days than this. */
const known = { orders: 3, days: 30 };

/** Enough of each list to fold the same rating as from all of it. */
export const ordersThatCount = earns["orders-completed"].most / earns["orders-completed"].each;

type Loss = keyof typeof loses;

/**
 * Folds a customer's facts into a rating; the order of the facts does not matter, and facts after `now` are not known
 * yet. One more honest fact never lowers it; one more false claim or missing return never raises it.
 */
export function rate(facts: readonly TrustFact[], now: Date): Rating {
  const seen = earliest(facts.filter((fact) => fact.at <= now));
  const corrected = new Set([...seen.values()].flatMap((fact) => (fact.kind === "correction" ? [fact.corrects] : [])));
  const has = (name: FactName): boolean => seen.has(name) && !corrected.has(name);
  const ofKind = (kind: TrustFact["kind"]): TrustFact[] => [...seen.values()].filter((fact) => fact.kind === kind);

  const since = seen.get("customer-since:")?.at ?? now;
  const days = Math.floor((now.getTime() - since.getTime()) / dayMs);
  const spans = Math.floor(days / earns["time-with-shop"].everyDays);
  const orders = ofKind("order-completed").length;
  const earned = [
    gain("time-with-shop", spans),
    gain("orders-completed", orders),
    gain("returns-arrived", ofKind("return-arrived").length),
  ].filter(({ points }) => points > 0);

  const lost = [...seen.values()]
    .filter((fact) => {
      if (corrected.has(nameOf(fact))) return false;
      const id = subjectOf(fact);
      // A parcel that came is not missing, and one that was also told as in time is not late: the kinder record counts.
      if (fact.kind === "return-missing") return !has(`return-late:${id}`) && !has(`return-arrived:${id}`);
      if (fact.kind === "return-late") return !has(`return-arrived:${id}`);
      return fact.kind === "claim-proven-false";
    })
    .map((fact) => loss(fact.kind as Loss, fact))
    .filter(({ until }) => until > now);
  const counted = (Object.keys(loses) as Loss[]).flatMap((kind) =>
    lost
      .filter(({ code }) => code === kind)
      .toSorted((a, b) => b.until.getTime() - a.until.getTime() || (a.fact < b.fact ? -1 : 1))
      .slice(0, loses[kind].atMost),
  );

  const plus = Math.min(mostEarned, total(earned));
  const points = Math.max(0, Math.min(100, beginning + plus + total(counted)));
  const isNewcomer = orders < known.orders || days < known.days;
  const star = stars.find(({ from }) => points >= from)?.standing ?? 1;
  const standing: Standing = isNewcomer && star >= 3 ? "new" : star;
  const above = standing === "new" ? undefined : stars.findLast((step) => step.standing > star);
  const newcomer: RatingReason[] = isNewcomer
    ? [{ code: "newcomer", points: 0, count: Math.max(0, known.orders - orders) }]
    : [];
  return {
    version: ratingVersion,
    standing,
    points,
    reasons: [
      ...newcomer,
      ...[...counted, ...earned].toSorted(
        (a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.code < b.code ? -1 : 1),
      ),
    ],
    next: above && { standing: above.standing, missing: above.from - points },
  };
}

/** One fact a name, the earliest told. */
function earliest(facts: readonly TrustFact[]): Map<FactName, TrustFact> {
  const byName = new Map<FactName, TrustFact>();
  for (const fact of facts) {
    const other = byName.get(nameOf(fact));
    if (!other || fact.at < other.at) byName.set(nameOf(fact), fact);
  }
  return byName;
}

function gain(code: keyof typeof earns, count: number): RatingReason {
  const { each, most } = earns[code];
  return {
    code,
    points: Math.min(most, each * count),
    count: code === "time-with-shop" ? count * earns[code].everyDays : count,
  };
}

function loss(code: Loss, fact: TrustFact) {
  const { points, days } = loses[code];
  return { code, points: -points, at: fact.at, until: after(fact.at, days * dayMs), fact: nameOf(fact) };
}

const total = (reasons: readonly { readonly points: number }[]): number =>
  reasons.reduce((sum, { points }) => sum + points, 0);

const ladder: readonly Standing[] = [1, 2, "new", 3, 4, 5];

/** Where a standing is on the way from one star (0) to five (5); a newcomer is above two stars and below three. */
export const rankOf = (standing: Standing): number => ladder.indexOf(standing);
