import { pick, type Random, seededRandom } from "@ruyi/kernel";
import {
  type Goal,
  goals,
  isApart,
  isOrderGoal,
  type Manner,
  manners,
  type Persona,
  personas,
  type ServiceCase,
  type Twist,
  type World,
  worlds,
} from "./goal.ts";

const shops = [
  ["yunshang", "zh"],
  ["brightbyte", "en"],
  ["dailyfresh", "zh"],
  ["dailyfresh", "en"],
] as const;

const twistsOf = (goal: Goal, persona: Persona, world: World): readonly Twist[] => {
  if (persona === "visitor") return ["none"];
  const isUndone =
    (goal === "cancel-order" && world === "unshipped") ||
    (goal === "return-and-refund" && world === "just delivered" && persona !== "abusive");
  if (isUndone) return ["none", "none", "change of mind", "two matters", "follow-up"];
  return goal === "invoice" && world !== "none" && world !== "on its way" ? ["none", "two matters"] : ["none"];
};

/** Those who lie claim to be owed something; those who switch have something else to ask about. */
const fits = (manner: Manner, goal: Goal, persona: Persona, world: World): boolean => {
  if (isApart(goal)) return manner !== "lying" && manner !== "switching" && manner !== "vague" && manner !== "angry";
  if (manner === "lying") return isOrderGoal(goal) && persona === "abusive";
  // What lies between is where another parcel is.
  if (manner === "switching")
    return (
      isOrderGoal(goal) &&
      persona !== "visitor" &&
      world !== "none" &&
      world !== "on its way" &&
      goal !== "where-is-my-parcel"
    );
  return true;
};

/** Cases that go through every goal and shop in turn; who, which order and how is drawn. */
export function drawCases(count: number, seed: number): ServiceCase[] {
  const random: Random = seededRandom(seed);
  return Array.from({ length: count }, (_, number) => {
    const goal = goals[number % goals.length] ?? "where-is-my-parcel";
    const [slug, language] = shops[Math.floor(number / goals.length) % shops.length] ?? shops[0];
    const persona = pick(random, personas);
    const world = isOrderGoal(goal) ? pick(random, worlds) : "just delivered";
    const manner = pick(
      random,
      manners.filter((each) => fits(each, goal, persona, world)),
    );
    const twist = manner === "angry" || manner === "switching" ? "none" : pick(random, twistsOf(goal, persona, world));
    return { number, slug, language, persona, world, goal, manner, twist };
  });
}
