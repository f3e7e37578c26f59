import type { MerchantId, OrderId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type Generated, sql } from "kysely";
import { ShopAction } from "./contract.ts";
import { parseOutcome } from "./outcome.ts";
import type { SettledOutcome } from "./port.ts";

type CommerceTables = {
  "commerce.intent": {
    merchant_id: MerchantId;
    key: string;
    action: unknown;
    fingerprint: string;
    asked_at: Date;
    outcome: unknown;
    settled_at: Date | null;
    ask_again_at: Date | null;
    asked_times: Generated<number>;
  };
  "commerce.webhook": {
    merchant_id: MerchantId;
    id: string;
    received_at: Date;
    body: string;
    type: string;
    order_id: string | null;
    followed_at: Date | null;
  };
};

/** A change we have asked of a shop, or are about to. */
export type Intent = {
  readonly merchantId: MerchantId;
  readonly key: string;
  readonly action: ShopAction;
  readonly fingerprint: string;
  readonly askedAt: Date;
  readonly askedTimes: number;
  readonly outcome?: SettledOutcome;
};

type IntentRow = {
  merchant_id: MerchantId;
  key: string;
  action: unknown;
  fingerprint: string;
  asked_at: Date;
  asked_times: number;
  outcome: unknown;
};

function asIntent(row: IntentRow): Intent {
  const action = ShopAction.parse(row.action);
  return {
    merchantId: row.merchant_id,
    key: row.key,
    action,
    fingerprint: row.fingerprint,
    askedAt: row.asked_at,
    askedTimes: row.asked_times,
    ...(row.outcome === null ? {} : { outcome: parseOutcome(action.kind, row.outcome) }),
  };
}

const intentColumns = ["merchant_id", "key", "action", "fingerprint", "asked_at", "asked_times", "outcome"] as const;

const tables = (tx: Transaction) => tx.withTables<CommerceTables>();

/** True when the key is new to us. */
export async function addIntent(tx: Transaction, intent: Intent, askAgainAt: Date): Promise<boolean> {
  const row = await tables(tx)
    .insertInto("commerce.intent")
    .values({
      merchant_id: intent.merchantId,
      key: intent.key,
      action: JSON.stringify(intent.action),
      fingerprint: intent.fingerprint,
      asked_at: intent.askedAt,
      outcome: null,
      settled_at: null,
      ask_again_at: askAgainAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

export async function findIntent(tx: Transaction, merchantId: MerchantId, key: string): Promise<Intent | undefined> {
  const row = await tables(tx)
    .selectFrom("commerce.intent")
    .select(intentColumns)
    .where("merchant_id", "=", merchantId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row && asIntent(row);
}

/** Writes the answer, the first one only; true when this was it. */
export async function closeIntent(
  tx: Transaction,
  { merchantId, key }: Pick<Intent, "merchantId" | "key">,
  outcome: SettledOutcome,
  at: Date,
): Promise<boolean> {
  const row = await tables(tx)
    .updateTable("commerce.intent")
    .set({ outcome: JSON.stringify(outcome), settled_at: at, ask_again_at: null })
    .where("merchant_id", "=", merchantId)
    .where("key", "=", key)
    .where("outcome", "is", null)
    .returning("key")
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes open intents whose time has come, of all merchants, and puts each off, so that another server leaves it alone. */
export async function claimOpenIntents(tx: Transaction, now: Date, putOffMs: number, limit: number): Promise<Intent[]> {
  const { rows } = await sql<IntentRow>`
    update commerce.intent i
    set asked_times = i.asked_times + 1,
        ask_again_at = ${now}::timestamptz + least(power(2, i.asked_times), 256) * ${putOffMs} * interval '1 millisecond'
    from (
      select merchant_id, key from commerce.intent
      where outcome is null and ask_again_at <= ${now}
      order by ask_again_at limit ${limit} for update skip locked
    ) due
    where i.merchant_id = due.merchant_id and i.key = due.key
    returning i.merchant_id, i.key, i.action, i.fingerprint, i.asked_at, i.asked_times, i.outcome`.execute(tx);
  return rows.map(asIntent);
}

/** Hint of a webhook, as far as we believe it: which order to look at again. */
export type Hint = {
  readonly merchantId: MerchantId;
  readonly id: string;
  readonly type: string;
  readonly orderId?: string;
};

/** True when this webhook is new. */
export async function addWebhook(tx: Transaction, hint: Hint, body: string, at: Date): Promise<boolean> {
  const row = await tables(tx)
    .insertInto("commerce.webhook")
    .values({
      merchant_id: hint.merchantId,
      id: hint.id,
      received_at: at,
      body,
      type: hint.type,
      order_id: hint.orderId ?? null,
      followed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Locks hints nobody has followed yet, oldest first, of all merchants. */
export async function claimHints(tx: Transaction, limit: number): Promise<Hint[]> {
  const rows = await tables(tx)
    .selectFrom("commerce.webhook")
    .select(["merchant_id", "id", "type", "order_id"])
    .where("followed_at", "is", null)
    .orderBy("received_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ merchant_id: merchantId, id, type, order_id: orderId }) => ({
    merchantId,
    id,
    type,
    ...(orderId === null ? {} : { orderId }),
  }));
}

export async function markFollowed(tx: Transaction, { merchantId, id }: Hint, at: Date): Promise<void> {
  await tables(tx)
    .updateTable("commerce.webhook")
    .set({ followed_at: at })
    .where("merchant_id", "=", merchantId)
    .where("id", "=", id)
    .execute();
}

/** How often we have changed the address of each of these orders; orders never changed are left out. */
export async function addressChangesOf(
  tx: Transaction,
  merchantId: MerchantId,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, number>> {
  const { rows } = await sql<{ order_id: OrderId; changes: number }>`
    select action ->> 'orderId' as order_id, count(*)::int as changes from commerce.intent
    where merchant_id = ${merchantId} and action ->> 'kind' = 'change-address'
      and action ->> 'orderId' = any (${orderIds}::text[]) and outcome ->> 'kind' = 'done'
    group by 1`.execute(tx);
  return new Map(rows.map(({ order_id, changes }) => [order_id, changes]));
}
