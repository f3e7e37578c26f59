import type { Language } from "@ruyi/kernel";

/** Half of the wordings are for finding what is wrong, half for the figure that is told. */
export type Half = "dev" | "test";

/** Wishes about an order, each the procedure's id. */
export const orderGoals = [
  ...(["where-is-my-parcel", "cancel-order", "change-address", "return-and-refund", "damaged-or-missing"] as const),
  ...([
    "counterfeit",
    "customs",
    "delivered-not-received",
    "delivery-appointment",
    "double-charge",
    "exchange",
  ] as const),
  ...(["invoice", "late-delivery", "lost-parcel", "made-to-order", "minor-purchase", "price-protection"] as const),
  ...(["quality-dispute", "refund-only", "warranty-repair", "wrong-item"] as const),
] as const;
/** Wishes that a signed-in customer may have without naming an order. */
const accountGoals = ["appeal", "coupon-points-gift-card", "payment-without-order", "refund-progress"] as const;
/** Wishes that anybody may have. */
const openGoals = [
  ...(["talk-to-a-person", "accessibility-help", "account-takeover", "change-contact"] as const),
  ...(["presale-fit", "privacy-request", "seller-misconduct"] as const),
] as const;
/** What no procedure is for: danger, law, and what is none of a shop's business. */
const apartGoals = ["distress", "legal", "stranger"] as const;

export const goals = [...orderGoals, ...accountGoals, ...openGoals, ...apartGoals] as const;
export type OrderGoal = (typeof orderGoals)[number];
export type Goal = (typeof goals)[number];

export const isOrderGoal = (goal: Goal): goal is OrderGoal => (orderGoals as readonly Goal[]).includes(goal);
export const needsIdentity = (goal: Goal): boolean =>
  isOrderGoal(goal) || (accountGoals as readonly Goal[]).includes(goal);
export const isApart = (goal: Goal): boolean => (apartGoals as readonly Goal[]).includes(goal);

/** The ways a wish is put, apart by half; the last of each is curt. */
export type Wishes = Readonly<Record<Goal, Readonly<Record<Half, readonly [string, string, string, string]>>>>;

export const personas = ["honest", "careless", "abusive", "new", "visitor"] as const;
export type Persona = (typeof personas)[number];

/** What became of the order that is meant; `none` when the customer has none of the kind. */
export const worlds = ["unshipped", "on its way", "just delivered", "long ago", "none"] as const;
export type World = (typeof worlds)[number];

export const manners = [
  ...(["plain", "vague", "typo", "several lines", "angry", "switching"] as const),
  ...(["lying", "mixed", "terse", "polite"] as const),
] as const;
export type Manner = (typeof manners)[number];

/** What goes otherwise than one wish from beginning to end. */
export type Twist = "none" | "change of mind" | "two matters" | "follow-up";

export type Slug = "yunshang" | "brightbyte" | "dailyfresh";

export type ServiceCase = {
  readonly number: number;
  readonly slug: Slug;
  readonly language: Language;
  readonly persona: Persona;
  readonly world: World;
  readonly goal: Goal;
  readonly manner: Manner;
  readonly twist: Twist;
};
