import { type Clock, money, orderId, type OrderId, parcelId, secondMs, type StaffId } from "@ruyi/kernel";
import type { ActionResult, Address, Commerce, Outcome, RefusalReason } from "@ruyi/commerce";
import type { Actions, ActResult, Intent } from "@ruyi/desk";
import { readEntities } from "@ruyi/language";
import type { Transaction } from "@ruyi/platform";
import type { ActionContracts } from "@ruyi/sop";
import type { Refund, RefundBasis, RefundRequest, Ruling, Trust } from "@ruyi/trust";
import { z } from "zod";
import { moneyOf } from "./facts.ts";
import type { FactSources } from "./sources.ts";

export type ActionDeps = {
  readonly commerce: Commerce;
  readonly trust: Trust;
  readonly sources: Pick<FactSources, "forget" | "orderOf">;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
};

/** How long a customer is kept waiting for the payment side before "not answered yet" is said. */
const patienceMs = 6 * secondMs;
const lookEveryMs = 250;

/** What each action has to be given, and may be given besides; what a procedure wishes for is held against it. */
export const actionContracts = {
  cancelOrder: { needs: ["orderId"], may: [] },
  registerReturn: { needs: ["orderId", "lineIds"], may: [] },
  cancelReturn: { needs: ["orderId", "returnId"], may: [] },
  changeAddress: { needs: ["orderId", "address"], may: [] },
  // The order is for those who read the wish.
  requestTrace: { needs: ["parcelId"], may: ["orderId"] },
  reship: { needs: ["orderId", "lineIds"], may: [] },
  refund: {
    needs: ["orderId", "amount", "paid", "basis"],
    may: ["lineIds", "refunded", "returnId", "inspected", "scanned", "evidence", "reason", "decision", "decidedBy"],
  },
} as const satisfies ActionContracts;

/** What procedures can do: each action by its name, done once a key, in the shop or in `trust`. */
export function createActions({ commerce, trust, sources, clock, wait }: ActionDeps): Actions {
  const byName: Readonly<Record<keyof typeof actionContracts, (intent: Intent) => Promise<ActResult>>> = {
    async cancelOrder({ merchantId, key, input }) {
      return told(await commerce.cancel(merchantId, { orderId: orderIn(input), key }), tells.cancelOrder);
    },
    async registerReturn({ merchantId, key, input }) {
      const asked = { orderId: orderIn(input), lineIds: textsIn(input["lineIds"]), key };
      return told(await commerce.createReturn(merchantId, asked), tells.registerReturn);
    },
    async cancelReturn({ merchantId, key, input }) {
      const asked = { orderId: orderIn(input), returnId: String(input["returnId"] ?? ""), key };
      return told(await commerce.cancelReturn(merchantId, asked), tells.cancelReturn);
    },
    async changeAddress({ merchantId, key, input }) {
      const order = await sources.orderOf(merchantId, orderIn(input));
      if (!order) return { state: "unknown" };
      const address = addressFrom(String(input["address"] ?? ""), order.address, clock.now());
      return told(await commerce.changeAddress(merchantId, { orderId: order.id, address, key }), tells.changeAddress);
    },
    async requestTrace({ merchantId, key, input }) {
      const asked = { parcelId: parcelId(String(input["parcelId"] ?? "")), key };
      return told(await commerce.requestTrace(merchantId, asked), tells.requestTrace);
    },
    async reship({ merchantId, key, input }) {
      const asked = { orderId: orderIn(input), lineIds: textsIn(input["lineIds"]), key };
      return told(await commerce.reship(merchantId, asked), tells.reship);
    },
    async refund({ merchantId, key }) {
      const until = clock.now().getTime() + patienceMs;
      let refund = await trust.pay(merchantId, { intentKey: key });
      while (refund && (refund.state === "sent" || refund.state === "unknown") && clock.now().getTime() < until) {
        await wait(lookEveryMs);
        refund = await trust.heard(merchantId, { intentKey: key });
      }
      if (!refund) throw new Error(`Refund ${key} was wished for and never begun; its intent is damaged.`);
      return resultOf(refund);
    },
  };

  return {
    async begin(tx, intents) {
      for (const intent of intents) if (intent.action === "refund") await beginRefund(tx, intent);
    },
    async perform(intent) {
      const act = isAction(intent.action) ? byName[intent.action] : undefined;
      if (!act) throw new Error(`No action "${intent.action}"; a procedure names what nobody does.`);
      const result = await act(intent);
      if (intent.customerId !== undefined) sources.forget(intent.merchantId, intent.customerId);
      return result;
    },
  };

  async function beginRefund(tx: Transaction, intent: Intent): Promise<void> {
    const request = requestOf(intent);
    if (!request)
      throw new Error(`Refund ${intent.key} lacks its order, amount or customer; check the procedure's "with".`);
    const { merchantId, conversationId } = intent;
    const people = intent.input["decision"] === "approve" ? decidersIn(intent.input["decidedBy"]) : [];
    if (people.length > 0) await trust.withdrawWaiting(tx, merchantId, { orderId: request.orderId, conversationId });
    const { refund } = await trust.begin(tx, merchantId, request);
    if (refund.state !== "waiting-person" && refund.state !== "waiting-scan") return;
    for (const person of people) {
      await trust.decideByPerson(tx, merchantId, { refundId: refund.id, outcome: "approved", ...person });
    }
  }
}

const isAction = (name: string): name is keyof typeof actionContracts => Object.hasOwn(actionContracts, name);

/** The refund an intent wishes for; undefined when its order, amount or customer is lacking. */
export function requestOf({ key, customerId, conversationId, input }: Intent): RefundRequest | undefined {
  const amount = moneyOf(input["amount"]);
  const paid = moneyOf(input["paid"]);
  if (!amount || !paid || customerId === undefined) return undefined;
  const returnId = input["returnId"];
  return {
    intentKey: key,
    customerId,
    orderId: orderIn(input),
    amount,
    paid,
    refunded: moneyOf(input["refunded"]) ?? money(0, paid.currency),
    basis: String(input["basis"]) as RefundBasis,
    goods: isTrue(input["inspected"]) ? "inspected" : isTrue(input["scanned"]) ? "scanned" : "with-customer",
    evidence: input["evidence"] === "shown" ? "shown" : "word",
    reason: String(input["reason"] ?? input["basis"]),
    conversationId,
    lineIds: textsIn(input["lineIds"]),
    ...(typeof returnId === "string" ? { returnId } : {}),
  };
}

const isTrue = (value: unknown): boolean => value === true || value === "true";

const Person = z.object({ id: z.string(), authority: z.enum(["R1", "R2", "R3"]) });
const Reason = z.string().default("approved in the conversation");
/** The fact that says who decided: the last to agree, and before them the first where two had to. */
const DecidedBy = Person.extend({
  reason: Reason,
  first: z.object({ by: Person, at: z.iso.datetime(), reason: Reason }).optional(),
});

/** Who approved in a conversation, in their order; nobody when the fact says nothing of the kind. */
export function decidersIn(value: unknown): readonly Pick<Ruling, "by" | "reason" | "at">[] {
  const { data } = DecidedBy.safeParse(value);
  if (!data) return [];
  const person = ({ id, authority }: z.infer<typeof Person>) => ({ staffId: id as StaffId, authority });
  const { first, reason } = data;
  return [
    ...(first ? [{ by: person(first.by), reason: first.reason, at: new Date(first.at) }] : []),
    { by: person(data), reason },
  ];
}

/** What a procedure hears of a refund. */
function resultOf(refund: Refund): ActResult {
  const { amount, state } = refund;
  const reasons = refund.decision.reasons.map(({ code }) => code);
  switch (state) {
    case "done":
      return { state: "done", amount, facts: { amount } };
    case "sent":
    case "unknown":
    case "approved":
      return { state: "unknown", amount };
    case "refused":
    case "waiting-scan":
    case "waiting-person":
    case "withdrawn":
      return { state: "refused", amount, reasons };
    case "failed":
    case "reversed":
      return { state: "refused", amount, reasons: [`payment-${state}`] };
  }
}

/** What a procedure learns from each act the shop has done. */
export const tells = {
  cancelOrder: () => ({}),
  registerReturn: ({ returnId, code, sendBy }: ActionResult<"create-return">) => ({
    returnId,
    code,
    sendBy: sendBy.toISOString(),
  }),
  cancelReturn: () => ({}),
  changeAddress: () => ({}),
  requestTrace: ({ traceId, answerBy }: ActionResult<"request-trace">) => ({
    traceId,
    answerBy: answerBy.toISOString(),
  }),
  reship: ({ parcelId: parcel, shipsBy }: ActionResult<"reship">) => ({
    parcelId: parcel,
    shipBy: shipsBy.toISOString(),
  }),
};

/** What the shop said, as a procedure hears it. */
export function told<Value>(
  outcome: { readonly kind: "done"; readonly value: Value } | Exclude<Outcome<"cancel">, { kind: "done" }>,
  facts: (value: Value) => Record<string, unknown>,
): ActResult {
  switch (outcome.kind) {
    case "done":
      return { state: "done", facts: facts(outcome.value) };
    case "refused":
      return { state: "refused", reasons: [outcome.reason satisfies RefusalReason] };
    case "unknown":
      return { state: "unknown" };
  }
}

export const orderIn = (input: Intent["input"]): OrderId => orderId(String(input["orderId"] ?? ""));
export const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The address as the customer wrote it; a phone in it replaces the old one, and the country stays. */
export function addressFrom(text: string, old: Address, now: Date): Address {
  const [phone] = readEntities(text, now, "UTC").phones;
  return { ...old, region: "", city: "", district: "", detail: text, ...(phone === undefined ? {} : { phone }) };
}
