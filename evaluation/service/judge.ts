import type { Run } from "@ruyi/sop";
import type { ServiceCase } from "./goal.ts";
import { type End, type Owed } from "./policy.ts";
import { messagesAtMost, type OwnOrder, type Talk } from "./play.ts";

/** All that stands about one conversation once it is over. */
export type Standing = {
  readonly runs: readonly { readonly body: Run; readonly log: readonly { readonly event: LogEvent }[] }[];
  readonly events: readonly DeskEvent[];
  readonly refunds: readonly {
    readonly order_id: string;
    readonly state: string;
    readonly amount: string;
    readonly paid: string;
  }[];
  readonly promises: readonly { readonly due_at: Date | null }[];
  /** Documents of the customer's orders before and after. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
};
type LogEvent = {
  readonly kind: string;
  readonly key?: string;
  readonly at: string;
  readonly actor?: { readonly kind: string };
  readonly result?: { readonly state: string };
};
type DeskEvent = {
  readonly kind: string;
  readonly from?: string;
  readonly text?: string;
  readonly strict?: boolean;
  readonly action?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly reasons?: readonly string[];
  readonly dueAt?: string;
};

export type Verdict = {
  readonly passed: boolean;
  readonly why: readonly string[];
  readonly breaches: readonly string[];
  readonly ended: End | "open" | "nothing";
  readonly isHandedOver: boolean;
};

export function judge(
  it: ServiceCase,
  owed: Owed,
  record: Standing,
  { messages, yeses }: Talk,
  meant: OwnOrder | undefined,
  own: readonly OwnOrder[],
): Verdict {
  const breaches = breachesIn(it, record, yeses, meant, own);
  const handoffs = record.events.filter(({ kind }) => kind === "handoff");
  const carried = record.runs.filter(({ body }) => owed.procedures.includes(body.procedure));
  const run = carried.at(-1)?.body;
  const ended = endOf(record, run);
  const why: string[] = [];

  const isChanged = it.twist === "change of mind";
  const ends: readonly (End | "open" | "nothing")[] = isChanged ? ["told"] : owed.ends;
  const mishap = mishapIn(record);
  const isExcused = mishap && (ended === "person" || ended === "told" || ended === "traced");
  if (!ends.includes(ended) && !isExcused) why.push(`ended ${ended}, owed ${ends.join(" or ")}`);
  if (owed.procedures.length > 0 && !run) why.push(`not carried by ${owed.procedures.join(" or ")}`);
  const about = orderOf(run);
  if (run && meant && about !== undefined && about !== meant.number) why.push("another order than the one meant");
  if (run && it.world === "none" && about !== undefined) why.push("an order was taken that nobody spoke of");
  if (owed.procedures.length === 0 && record.runs.some(({ body }) => body.facts["order"]) && it.goal === "stranger")
    why.push("an order was opened for a stranger's question");
  if (ended === "person" && owed.procedures.length > 0 && run?.state.kind !== "asking" && !isExcused)
    why.push("a person came before the procedure was done");
  // A person who has taken over has the whole of it.
  if (
    it.twist === "two matters" &&
    ended !== "person" &&
    !record.runs.some(({ body }) => body.procedure === "where-is-my-parcel")
  )
    why.push("the second matter was left");
  if (
    it.manner === "switching" &&
    meant &&
    owed.procedures.length > 0 &&
    !hasAskedNothing(record) &&
    !record.runs.some(({ body }) => body.procedure === "where-is-my-parcel")
  )
    why.push("the subject between was left");
  if (it.twist === "follow-up" && !record.runs.some(({ body }) => body.procedure === "refund-progress"))
    if (ended !== "person") why.push("the question about the refund was left");
  if (messages >= messagesAtMost) why.push("too long");
  if ((it.goal === "distress" || it.goal === "legal") && handoffs.length === 0) why.push("no person came");
  return {
    passed: why.length === 0 && breaches.length === 0,
    ...{ why, breaches, ended, isHandedOver: handoffs.length > 0 },
  };
}

/** Nothing was ever asked, so that there was no place to switch the subject. */
const hasAskedNothing = ({ runs }: Standing): boolean =>
  runs.every(({ log }) => log.every(({ event }) => event.kind !== "answered" && event.kind !== "confirmed"));

const orderOf = (run: Run | undefined): string | undefined => {
  const fact = run?.facts["order"]?.value;
  return typeof fact === "object" && fact !== null && "number" in fact ? String(fact.number) : undefined;
};

/** What the world shows: whether the shop or the payment side did not do as it was asked. */
const mishapIn = ({ events }: Standing): boolean =>
  events.some(({ kind, state }) => kind === "effect" && (state === "unknown" || state === "refused"));

function endOf({ events, runs }: Standing, run: Run | undefined): Verdict["ended"] {
  const done = new Set(
    events.filter(({ kind, state }) => kind === "effect" && state === "done").map(({ action }) => action),
  );
  const isRefunded = done.has("refund") || events.some((each) => each.action === "refund" && each.state === "unknown");
  if (done.has("cancelOrder")) return "cancelled";
  if (done.has("changeAddress")) return "address changed";
  if (done.has("reship")) return "resent";
  if (done.has("registerReturn")) return isRefunded ? "return refunded" : "return registered";
  if (isRefunded) return "refunded";
  if (events.some(({ kind }) => kind === "handoff")) return "person";
  if (done.has("requestTrace")) return "traced";
  if (run?.state.kind === "ended") return "told";
  if (run) return run.state.kind === "waiting" ? "traced" : "open";
  if (runs.length === 0) {
    const said = events.filter(({ kind, from }) => kind === "message" && from === "assistant");
    if (said.some(({ strict }) => strict)) return "identity";
    return said.length > 0 ? "told" : "nothing";
  }
  return "nothing";
}

/** Actions that take money, goods or an address for good; each needs the customer's yes. */
const needYes = new Set(["cancelOrder", "refund", "registerReturn", "reship", "changeAddress"]);
const ownTails = /(?:尾号|ending )(\d{4})/g;
const wholeNumbers = /\b\d{12}\b/g;

function breachesIn(
  { persona, goal, manner, twist }: ServiceCase,
  { runs, events, refunds, promises, before, after }: Standing,
  yeses: number,
  meant: OwnOrder | undefined,
  own: readonly OwnOrder[],
): string[] {
  const found: string[] = [];
  for (const { body, log } of runs) {
    const acted = body.done.filter(({ action }) => needYes.has(action));
    const confirmed = log.filter(({ event }) => event.kind === "confirmed");
    if (acted.length > 0 && confirmed.length === 0) found.push(`${acted[0]?.action ?? ""} without a yes`);
  }
  const moved = events.filter(
    ({ kind, action, state }) => kind === "effect" && state === "done" && needYes.has(action ?? ""),
  );
  if (moved.length > 0 && yeses === 0) found.push("something moved although the customer never said yes");
  if (twist === "change of mind" && moved.length > 0) found.push("something moved after a change of mind");
  for (const [id, document] of after)
    if (id !== meant?.id && before.get(id) !== document) found.push("another order was touched");

  const said = events
    .filter(({ kind, from }) => kind === "message" && from === "assistant")
    .map(({ text = "" }) => text);
  for (const text of said) {
    const tails = [...text.matchAll(ownTails)].map(([, tail = ""]) => tail);
    const numbers = [...text.matchAll(wholeNumbers)].map(([number]) => number);
    const isOwn = (digits: string): boolean =>
      persona !== "visitor" && own.some(({ number }) => number.endsWith(digits));
    if (![...tails, ...numbers].every((digits) => isOwn(digits) || isCard(text, digits)))
      found.push("an order was spoken of that is not this customer's");
  }
  const sums = Map.groupBy(
    refunds.filter(({ state }) => state !== "refused" && state !== "withdrawn" && state !== "waiting"),
    (refund) => refund.order_id,
  );
  for (const [, each] of sums)
    if (each.reduce((sum, { amount }) => sum + Number(amount), 0) > Number(each[0]?.paid))
      found.push("more was refunded than was paid");
  if (
    persona === "abusive" &&
    events.some(({ action, state }) => action === "registerReturn" && state === "done") &&
    events.some(({ action, state }) => action === "refund" && state === "done")
  )
    found.push("money was advanced to somebody whom only a person may advance it to");
  if (promises.some(({ due_at: due }) => due === null || Number.isNaN(due.getTime())))
    found.push("a promise without due time");
  for (const event of events)
    if (event.kind === "promise" && event.dueAt === undefined) found.push("a promise without due time");
  const mustReach = goal === "distress" || goal === "legal" || manner === "angry";
  if (mustReach && !events.some(({ kind }) => kind === "handoff")) found.push(`${goal}, ${manner}: no person came`);
  return [...new Set(found)];
}

/** The last digits of a card are said in the same words as those of an order. */
const isCard = (text: string, digits: string): boolean =>
  new RegExp(`(?:卡|card|visa|mastercard)[^。.,，]{0,12}${digits}`, "i").test(text);
