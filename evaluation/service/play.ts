import { type ConversationId, type MerchantId, pick, type Random } from "@ruyi/kernel";
import type { House } from "@ruyi/server";
import type { OpenMove } from "@ruyi/sop";
import { type Goal, type Half, isOrderGoal, type OrderGoal, type ServiceCase, type Twist } from "./goal.ts";
import { mayCarry } from "./policy.ts";
import { createSpeech, type GoodsName, type Speech } from "./speech.ts";

/** An order as its customer knows it. */
export type OwnOrder = { readonly id: string; readonly number: string; readonly goods: GoodsName };

/** What one customer wishes for, of which order, one after the other. */
type Wish = { readonly goal: Goal; readonly order: OwnOrder | undefined; readonly goods: GoodsName };

export type Customer = {
  readonly case: ServiceCase;
  readonly half: Half;
  readonly random: Random;
  readonly merchantId: MerchantId;
  readonly meant: OwnOrder | undefined;
  /** What the wish calls goods; of somebody who has none of the kind, goods that are none of theirs. */
  readonly goods: GoodsName;
  /** Another order, on its way, which those ask about who switch or have two matters. */
  readonly other: OwnOrder | undefined;
};

export type Talk = {
  readonly messages: number;
  /** How often the customer said yes to a read-back. */
  readonly yeses: number;
};

type Line = { readonly id: string; readonly says: (text: string) => Promise<number> };

/** Nobody goes on for longer than this. */
export const messagesAtMost = 14;
const settleWithinMs = 60_000;

/** What is chosen by its id where the choice is not an order: what the customer wants and what is so. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  convenient: ["words"],
  oldContact: ["works"],
  remedy: ["return", "repair"],
  benefit: ["coupon"],
  customsWish: ["question"],
  problem: ["damaged"],
  wish: ["refund"],
  both: ["one"],
  invoiceFor: ["person", "none"],
  madeWish: ["cancel"],
  childAge: ["under-8"],
  isThisIt: ["no"],
  privacyWish: ["copy"],
  goOn: ["yes"],
  fault: ["partly"],
  complaint: ["other"],
  tryStop: ["yes"],
  instead: ["refund"],
};

/** Those who complain that something is not there say so when asked; everybody else has what was delivered. */
const lacks = new Set<Goal>(["delivered-not-received", "lost-parcel"]);

/** Talks as one customer does, from the first word until there is nothing more to say. */
export async function talk(house: House, line: Line, customer: Customer): Promise<Talk> {
  const { case: it, half, random, merchantId } = customer;
  const id = line.id as ConversationId;
  const speech = createSpeech(random, it.language, half, it.manner);
  const wishes = wishesOf(customer);
  const [first] = wishes;
  if (!first) return { messages: 0, yeses: 0 };

  let [messages, yeses, offset, rephrased, objected] = [0, 0, 0, 0, 0];
  let mustReturn = false;
  let wish = first;
  let hasSwitched = it.manner !== "switching";
  const told = new Set<string>();
  const say = async (text: string): Promise<void> => {
    messages += 1;
    await line.says(text);
  };

  const opening = speech.opening(first.goal, first.goods);
  const [, second] = wishes;
  if (it.twist === "two matters" && second)
    opening.push(speech.both(opening.pop() ?? "", speech.again(second.goal, second.goods)));
  for (const text of opening) await say(text);

  while (messages < messagesAtMost) {
    const said = await house.desk.saidAfter(merchantId, id, offset, settleWithinMs);
    offset = said.events.at(-1)?.offset ?? offset;
    const view = await house.desk.view(merchantId, id);
    if (!view || view.conversation.floor.kind !== "assistant") break;
    const run = view.conversation.runs.at(-1);
    const procedure = view.run?.procedure;
    const asked = view.open.find((move) => move.move === "answer" && move.of === "customer");
    const isRead = view.open.some(({ move }) => move === "confirm");

    if ((isRead || asked) && !hasSwitched && customer.other) {
      hasSwitched = true;
      mustReturn = true;
      await say(speech.again("where-is-my-parcel", customer.other.goods));
      continue;
    }
    if (mustReturn && procedure !== "where-is-my-parcel") {
      mustReturn = false;
      if (!run || run.state.kind === "ended" || run.state.kind === "waiting") {
        await say(speech.again(wish.goal, wish.goods));
        continue;
      }
    }
    // Whoever is asked about something else than their matter, or about other goods, says so before they answer.
    const about = orderIn(run?.facts["order"]?.value);
    const isOtherOrder = about !== undefined && (wish.order ? about !== wish.order.number : isOrderGoal(wish.goal));
    if ((isRead || asked) && procedure !== undefined && !hasSwitchedTo(procedure, hasSwitched) && objected < 2) {
      const isOtherMatter = !mayCarry(it, wish.goal).includes(procedure);
      if (isOtherMatter || isOtherOrder) {
        objected += 1;
        await say(
          isOtherMatter
            ? speech.again(wish.goal, wish.goods)
            : notThat[it.language].replace("{g}", wish.goods[it.language]),
        );
        continue;
      }
    }
    if (isRead) {
      if (isOtherOrder || (procedure !== undefined && !mayCarry(it, wish.goal).includes(procedure))) {
        await say(speech.reply("no"));
      } else if (it.twist === "change of mind") {
        await say(speech.reply("changed"));
      } else if (it.persona === "careless" && !told.has("unsure")) {
        told.add("unsure");
        await say(speech.reply("unsure"));
      } else {
        yeses += 1;
        await say(speech.reply("yes"));
      }
      continue;
    }
    if (asked?.move === "answer") {
      await say(answerTo(asked, wish, speech, random, told));
      continue;
    }

    const offered = said.events.findLast((event) => event.kind === "message" && event.from === "assistant");
    const choices = offered?.kind === "message" ? (offered.choices ?? []) : [];
    const events = said.events.filter((event) => event.kind === "step");
    const wasBegun = events.some((event) => event.kind === "step" && event.procedure === wish.goal);
    if (wasBegun || (await hasRun(house, merchantId, id, wish.goal))) {
      const next = wishes[wishes.indexOf(wish) + 1];
      if (!next || it.twist === "change of mind") break;
      wish = next;
      if (await hasRun(house, merchantId, id, next.goal)) continue;
      await say(speech.again(next.goal, next.goods));
      continue;
    }
    const place = choices.findIndex((choice) => choice.id === wish.goal);
    if (place >= 0) {
      await say(speech.chooses(choices[place]?.label ?? "", place));
      continue;
    }
    if (isIdentityAsked(offered)) break;
    if (rephrased >= 2) break;
    rephrased += 1;
    await say(speech.again(wish.goal, wish.goods));
  }
  const last = await house.desk.saidAfter(merchantId, id, offset, settleWithinMs);
  offset = last.events.at(-1)?.offset ?? offset;
  return { messages, yeses };
}

/** Who has switched the subject is answered about that. */
const hasSwitchedTo = (procedure: string, hasSwitched: boolean): boolean =>
  hasSwitched && procedure === "where-is-my-parcel";

const notThat = { zh: "不是这个，我说的是{g}", en: "not that one, I mean the {g}" } as const;

/** What was wished for, one after the other. */
function wishesOf({ case: { goal, twist }, meant, goods, other }: Customer): Wish[] {
  const first: Wish = { goal, order: meant, goods };
  const seconds: Readonly<Record<Twist, readonly Wish[]>> = {
    none: [],
    "change of mind": [],
    "two matters": other ? [{ goal: "where-is-my-parcel" satisfies OrderGoal, order: other, goods: other.goods }] : [],
    "follow-up": [{ goal: "refund-progress", order: undefined, goods }],
  };
  return [first, ...seconds[twist]];
}

const orderIn = (fact: unknown): string | undefined =>
  typeof fact === "object" && fact !== null && "number" in fact ? String(fact.number) : undefined;

const isIdentityAsked = (event: unknown): boolean =>
  typeof event === "object" && event !== null && "strict" in event && event.strict === true;

async function hasRun(house: House, merchantId: MerchantId, id: ConversationId, procedure: string): Promise<boolean> {
  const { events } = await house.desk.saidAfter(merchantId, id, 0, 0);
  return events.some((event) => event.kind === "step" && event.procedure === procedure);
}

function answerTo(
  { fact, choices }: Extract<OpenMove, { move: "answer" }>,
  { goal, order }: Wish,
  speech: Speech,
  random: Random,
  told: Set<string>,
): string {
  const say = (place: number): string => speech.chooses(choices[place]?.label ?? "", place);
  if (choices.length === 0) {
    const known = fact === "number" && order ? order.number : speech.tells(fact);
    if (known === undefined) throw new Error(`Nobody has written what a customer says when asked for "${fact}".`);
    // Whoever is asked the same again says that they have said it.
    if (told.has(fact)) return `${known}。`;
    told.add(fact);
    return known;
  }
  if (fact === "pick") {
    const place = order ? choices.findIndex(({ id }) => id === order.id || id.startsWith(`${order.id}/`)) : -1;
    return place >= 0 ? say(place) : speech.reply("none");
  }
  const ids = fact === "received" ? [lacks.has(goal) ? "no" : "yes"] : (wanted[fact] ?? []);
  const place = choices.findIndex(({ id }) => ids.includes(id));
  return place >= 0 ? say(place) : (pick(random, choices).label satisfies string);
}
