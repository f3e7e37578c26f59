import type { Goal, OrderGoal, Persona, ServiceCase, World } from "./goal.ts";
import { isOrderGoal, needsIdentity } from "./goal.ts";

/*
 * What the written policy owes a customer, said again here from the standard and not read from the procedures: a
 * procedure that decides otherwise is wrong by this page.
 */

/** How a matter may end, as the world and the log show it. */
export type End =
  /** An answer or a refusal with its reason, and nothing moved. */
  | "told"
  | "person"
  | "identity"
  | "cancelled"
  | "address changed"
  | "return registered"
  | "return refunded"
  | "refunded"
  | "resent"
  | "traced";

export type Owed = {
  readonly ends: readonly End[];
  /** Procedures of which one must have carried it; none where no procedure may. */
  readonly procedures: readonly string[];
};

export type OrderKnown = { readonly minor: number; readonly currency: string; readonly state: string };

/** What comes back for goods that are given back: when, by the rating and its limit. */
function giveBack(persona: Persona, { minor, currency }: OrderKnown): readonly End[] {
  if (persona === "honest") return ["return refunded"];
  if (persona === "abusive") return ["person"];
  const limit = { careless: { CNY: 300, USD: 50 }, new: { CNY: 200, USD: 30 } }[persona === "new" ? "new" : "careless"];
  const isWithin = minor <= 100 * (currency === "USD" ? limit.USD : limit.CNY);
  // Advances that are open already count, so that within the limit both may be right.
  return isWithin ? ["return refunded", "return registered"] : ["return registered"];
}

const byWorld = (
  unshipped: readonly End[],
  onItsWay: readonly End[],
  justDelivered: readonly End[],
  longAgo: readonly End[],
): Readonly<Record<Exclude<World, "none">, readonly End[]>> => ({
  ...{ unshipped, "on its way": onItsWay, "just delivered": justDelivered, "long ago": longAgo },
});

function orderPolicy(goal: OrderGoal, persona: Persona, order: OrderKnown) {
  const back = giveBack(persona, order);
  const told: readonly End[] = ["told"];
  const person: readonly End[] = ["person"];
  const notThere: readonly End[] = ["refunded", "traced", "person"];
  switch (goal) {
    case "where-is-my-parcel":
    case "customs":
    case "made-to-order":
      return byWorld(told, told, told, told);
    case "cancel-order":
      return byWorld(["cancelled"], person, told, told);
    case "change-address":
      return byWorld(order.state === "picking" ? person : ["address changed"], person, told, told);
    case "return-and-refund":
      return byWorld(["cancelled"], told, back, told);
    case "damaged-or-missing":
      return byWorld(told, told, persona === "abusive" ? person : [...back, "refunded"], person);
    case "counterfeit":
      return byWorld(told, told, back, back);
    case "delivered-not-received":
    case "lost-parcel":
      return byWorld(told, told, notThere, notThere);
    case "delivery-appointment":
      return byWorld(person, person, told, told);
    case "double-charge":
    case "invoice":
      return byWorld(person, person, person, person);
    case "exchange":
      return byWorld(told, told, person, person);
    case "late-delivery":
      return byWorld(told, told, ["told", "refunded", "person"], ["told", "refunded", "person"]);
    case "minor-purchase":
      return byWorld(["cancelled"], person, person, person);
    case "price-protection":
      return byWorld(person, person, person, told);
    case "quality-dispute":
      return byWorld(told, told, back, person);
    case "refund-only":
      return byWorld(["cancelled"], told, ["refunded", "person"], person);
    case "warranty-repair":
      return byWorld(told, told, person, person);
    case "wrong-item":
      return byWorld(told, told, back, person);
  }
}

/** Two procedures that lead the same customer to the same end are both right. */
const neighbours: Partial<Record<Goal, Partial<Record<World, readonly string[]>>>> = {
  "lost-parcel": { unshipped: ["where-is-my-parcel"], "on its way": ["where-is-my-parcel"] },
  "late-delivery": { unshipped: ["where-is-my-parcel"], "on its way": ["where-is-my-parcel"] },
  "delivered-not-received": {
    ...{ unshipped: ["where-is-my-parcel"], "on its way": ["where-is-my-parcel"] },
    ...{ "just delivered": ["where-is-my-parcel"], "long ago": ["where-is-my-parcel"] },
  },
  "quality-dispute": {
    "just delivered": ["damaged-or-missing"],
    "long ago": ["warranty-repair", "damaged-or-missing"],
  },
  "warranty-repair": { "just delivered": ["quality-dispute"], "long ago": ["quality-dispute", "damaged-or-missing"] },
  "damaged-or-missing": { "just delivered": ["quality-dispute"], "long ago": ["quality-dispute", "warranty-repair"] },
};

/** The procedures of which each may carry a wish in a case. */
export const mayCarry = ({ world }: ServiceCase, goal: Goal): readonly string[] => [
  goal,
  ...(neighbours[goal]?.[world] ?? []),
];

/** What is owed in a case; the order is the one that is meant, undefined when there is none. */
export function owedIn(it: ServiceCase, order: OrderKnown | undefined): Owed {
  const { goal, persona, world, manner } = it;
  if (goal === "distress" || goal === "legal") return { ends: ["person"], procedures: [] };
  if (goal === "stranger") return { ends: ["told", "person"], procedures: [] };
  if (manner === "angry") return { ends: ["person"], procedures: [] };
  if (persona === "visitor" && needsIdentity(goal)) return { ends: ["identity"], procedures: [] };
  if (goal === "refund-progress") return { ends: ["told"], procedures: [goal] };
  if (!isOrderGoal(goal)) return { ends: ["person"], procedures: [goal] };
  const procedures = mayCarry(it, goal);
  if (world === "none" || !order) return { ends: ["told", "person"], procedures };
  return { ends: orderPolicy(goal, persona, order)[world], procedures };
}
