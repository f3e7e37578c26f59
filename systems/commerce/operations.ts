import {
  type Clock,
  type CustomerId,
  type MerchantId,
  type NewId,
  type OrderId,
  after,
  hourMs,
  minuteMs,
} from "@ruyi/kernel";
import { announce, type Database } from "@ruyi/platform";
import { z } from "zod";
import { type Connector, connect, type Patience, usualPatience } from "./connector.ts";
import type { ActionKind, Customer, Order, Refund, ShopAction } from "./contract.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Asked, Outcome, Reading, SettledOutcome, ShopPort } from "./port.ts";
import {
  addIntent,
  addressChangesOf,
  addWebhook,
  claimHints,
  claimOpenIntents,
  closeIntent,
  findIntent,
  type Intent,
  markFollowed,
} from "./store.ts";
import type { Wait } from "./wait.ts";
import { verifyWebhook, type WebhookHeaders } from "./webhook.ts";

export type CommerceDeps = {
  readonly database: Database;
  /** The shop of a merchant: the demo market, or an adapter to a real one. */
  readonly shopOf: (merchantId: MerchantId) => ShopPort;
  /** Secrets that sign a merchant's webhooks: one, or two while it changes. */
  readonly secretsOf: (merchantId: MerchantId) => Promise<readonly string[]> | readonly string[];
  readonly clock: Clock;
  readonly newId: NewId;
  readonly wait: Wait;
  readonly patience?: Patience;
};

/** What became of an intent we were asked about. */
export type Settlement = Outcome<ActionKind> | { readonly kind: "never-asked" };

export type WebhookReceipt =
  | { readonly kind: "stored" | "duplicate" }
  | { readonly kind: "refused"; readonly reason: string };

/** All that a webhook may tell us: that something about an order changed. The rest is looked up. */
const WebhookBody = z.object({
  type: z.string().min(1).max(80),
  data: z.object({ orderId: z.string().min(1).max(120).optional() }),
});

/** Before the sweep looks after an intent; doubles with each look. */
const putOffMs = 10_000;
/** An intent that was never seen may be asked for again this long; later it may no longer be wanted, and is only looked up. */
const redoWithinMs = hourMs;
const firstLookMs = minuteMs / 2;

/** Everything Ruyi asks of shops. Changes are keyed by their intent; whoever asks twice gets the first answer. */
export function createCommerce(deps: CommerceDeps) {
  const { database, shopOf, secretsOf, clock, newId, wait, patience = usualPatience } = deps;
  const shopAt = (merchantId: MerchantId): Connector => connect(shopOf(merchantId), patience, wait);

  /** Keeps the answer and tells the others, once; an answer that is already kept wins. */
  const keep = async (intent: Intent, outcome: Outcome<ActionKind>): Promise<Outcome<ActionKind>> => {
    if (outcome.kind === "unknown") return outcome;
    const { merchantId, key, action } = intent;
    return database.transact(merchantId, async (tx) => {
      const first = await closeIntent(tx, intent, outcome, clock.now());
      if (!first) return (await findIntent(tx, merchantId, key))?.outcome ?? outcome;
      const result = outcome.kind === "done" ? {} : { reason: outcome.reason };
      const data = { key, action: action.kind, outcome: outcome.kind, ...result };
      await announce(tx, [{ merchantId, key, type: "commerce.settled", data }], clock.now(), newId);
      return outcome;
    });
  };

  /** A refund's state goes on after its answer was kept, so the kept answer is brought up to date before it is told again. */
  const upToDate = async (intent: Intent, outcome: SettledOutcome): Promise<SettledOutcome> => {
    if (intent.action.kind !== "refund" || outcome.kind !== "done") return outcome;
    const reading = await shopAt(intent.merchantId).read((shop) => shop.refundByKey(intent.key));
    return reading.kind === "found" ? { kind: "done", value: reading.value } : outcome;
  };

  /** An intent is on disk before the shop hears of it, so that no crash can make us forget that we asked. */
  const ask = async <Kind extends ActionKind>(
    merchantId: MerchantId,
    kind: Kind,
    { key, ...particulars }: Asked<Kind>,
  ): Promise<Outcome<Kind>> => {
    // Asked and ShopAction are two views of one union; putting the kind back restores the member it came from.
    const action = { ...particulars, kind } as unknown as ShopAction;
    const now = clock.now();
    const intent: Intent = { merchantId, key, action, fingerprint: fingerprint(action), askedAt: now, askedTimes: 0 };
    const earlier = await database.transact(merchantId, async (tx) =>
      (await addIntent(tx, intent, after(now, firstLookMs))) ? undefined : findIntent(tx, merchantId, key),
    );
    if (earlier && earlier.fingerprint !== intent.fingerprint) return { kind: "refused", reason: "key-reused" };
    if (earlier?.outcome) return (await upToDate(earlier, earlier.outcome)) as Outcome<Kind>;
    const outcome = await shopAt(merchantId).carryOut(key, action, earlier !== undefined);
    return (await keep(intent, outcome)) as Outcome<Kind>;
  };

  const follow = async (intent: Intent): Promise<Outcome<ActionKind>> => {
    const { merchantId, key, action, askedAt } = intent;
    const shop = shopAt(merchantId);
    const stillWanted = clock.now().getTime() - askedAt.getTime() <= redoWithinMs;
    if (stillWanted) return keep(intent, await shop.carryOut(key, action, true));
    const reading = await shop.lookUp(key);
    return reading.kind === "settled" ? keep(intent, reading.outcome) : { kind: "unknown" };
  };

  return {
    customer: (merchantId: MerchantId, customerId: CustomerId): Promise<Reading<Customer>> =>
      shopAt(merchantId).read((shop) => shop.customer(customerId)),

    /** By id, order number or the beginning of a name; the surest first. */
    find: (merchantId: MerchantId, text: string, page = { limit: 20 }): Promise<Reading<readonly Customer[]>> =>
      shopAt(merchantId).read((shop) => shop.find(text, page)),

    /** Newest first. */
    ordersOf: (
      merchantId: MerchantId,
      customerId: CustomerId,
      page = { limit: 20 },
    ): Promise<Reading<readonly Order[]>> => shopAt(merchantId).read((shop) => shop.ordersOf(customerId, page)),

    order: (merchantId: MerchantId, orderId: OrderId): Promise<Reading<Order>> =>
      shopAt(merchantId).read((shop) => shop.order(orderId)),

    /** How often the address of each order was changed through us; orders never changed are left out. */
    addressChanges: (merchantId: MerchantId, orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, number>> =>
      database.transact(merchantId, (tx) => addressChangesOf(tx, merchantId, orderIds)),

    /** How far a refund is now; it may still change after it was done. */
    refundByKey: (merchantId: MerchantId, key: string): Promise<Reading<Refund>> =>
      shopAt(merchantId).read((shop) => shop.refundByKey(key)),

    cancel: (merchantId: MerchantId, asked: Asked<"cancel">) => ask(merchantId, "cancel", asked),
    changeAddress: (merchantId: MerchantId, asked: Asked<"change-address">) => ask(merchantId, "change-address", asked),
    createReturn: (merchantId: MerchantId, asked: Asked<"create-return">) => ask(merchantId, "create-return", asked),
    cancelReturn: (merchantId: MerchantId, asked: Asked<"cancel-return">) => ask(merchantId, "cancel-return", asked),
    /** The key is the intent's, never made of order and amount: two equal refunds may both be right. */
    refund: (merchantId: MerchantId, asked: Asked<"refund">) => ask(merchantId, "refund", asked),
    requestTrace: (merchantId: MerchantId, asked: Asked<"request-trace">) => ask(merchantId, "request-trace", asked),
    reship: (merchantId: MerchantId, asked: Asked<"reship">) => ask(merchantId, "reship", asked),

    /** What became of an intent: from memory when it is settled, otherwise by asking the shop about the key. */
    async settle(merchantId: MerchantId, key: string): Promise<Settlement> {
      const intent = await database.transact(merchantId, (tx) => findIntent(tx, merchantId, key));
      if (!intent) return { kind: "never-asked" };
      return intent.outcome ? upToDate(intent, intent.outcome) : follow(intent);
    },

    /** Goes after intents nobody has an answer to, of all merchants; answers how many it settled. Run it every few seconds. */
    async settleOpen(limit = 50): Promise<number> {
      const open = await database.asPlatform((tx) => claimOpenIntents(tx, clock.now(), putOffMs, limit));
      const outcomes = await Promise.all(open.map(follow));
      return outcomes.filter((outcome) => outcome.kind !== "unknown").length;
    },

    /** Checks the signature over the raw bytes, stores the webhook once, and does nothing else: `followHints` acts. */
    async receiveWebhook(merchantId: MerchantId, headers: WebhookHeaders, body: Uint8Array): Promise<WebhookReceipt> {
      const verified = verifyWebhook(await secretsOf(merchantId), headers, body, clock.now());
      if (verified.kind === "refused") return verified;
      const text = Buffer.from(body).toString("utf8");
      const parsed = WebhookBody.safeParse(parseJson(text));
      if (!parsed.success) return { kind: "refused", reason: "not-understood" };
      const { type, data } = parsed.data;
      const hint = {
        merchantId,
        id: verified.id,
        type,
        ...(data.orderId === undefined ? {} : { orderId: data.orderId }),
      };
      const isNew = await database.transact(merchantId, (tx) => addWebhook(tx, hint, text, clock.now()));
      return { kind: isNew ? "stored" : "duplicate" };
    },

    /** Announces for each new hint that its order changed, so that whoever cares looks it up. */
    async followHints(limit = 200): Promise<number> {
      return database.asPlatform(async (tx) => {
        const hints = await claimHints(tx, limit);
        const now = clock.now();
        const changes = hints.flatMap(({ merchantId, orderId, type }) =>
          orderId === undefined
            ? []
            : [{ merchantId, key: orderId, type: "order.changed", data: { orderId, hint: type } }],
        );
        await announce(tx, changes, now, newId);
        for (const hint of hints) await markFollowed(tx, hint, now);
        return hints.length;
      });
    },
  };
}

export type Commerce = ReturnType<typeof createCommerce>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
