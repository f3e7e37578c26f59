import { type CustomerId, type MerchantId, type Money, type OrderId, type ParcelId, money } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { type Generated, sql, type Transaction as KyselyTransaction } from "kysely";
import { z } from "zod";
import {
  type ActionKind,
  actionResults,
  Customer,
  type Order,
  OrderIdText,
  OrderRecord,
  RefundShare,
} from "../contract.ts";
import { parseOutcome } from "../outcome.ts";
import type { SettledOutcome } from "../port.ts";
import { nextEvent, WorldOrder } from "./living.ts";
import { refundAt, refundedAt, type RefundRow } from "./refund.ts";

type Tables = {
  "market.customer": { merchant_id: MerchantId; id: string; document: unknown };
  "market.shop_order": {
    merchant_id: MerchantId;
    id: string;
    customer_id: string;
    placed_at: Date;
    moves_at: Date | null;
    document: unknown;
  };
  "market.parcel": { merchant_id: MerchantId; id: string; order_id: string };
  "market.request": {
    merchant_id: MerchantId;
    key: string;
    action: string;
    fingerprint: string;
    outcome: unknown;
    at: Date;
  };
  "market.refund": {
    merchant_id: MerchantId;
    key: string;
    order_id: string;
    amount_minor: string;
    currency: string;
    line_ids: string[];
    reason: string;
    shares: unknown;
    requested_at: Date;
    settles_at: Date;
    fails: Generated<boolean>;
    reverses_at: Date | null;
  };
  "market.webhook": { merchant_id: MerchantId; id: string; due_at: Date; body: string };
};

const Shares = z.array(RefundShare);

const asRefundRow = (row: {
  key: string;
  order_id: string;
  amount_minor: string;
  currency: string;
  line_ids: string[];
  reason: string;
  shares: unknown;
  requested_at: Date;
  settles_at: Date;
  fails: boolean;
  reverses_at: Date | null;
}): RefundRow => ({
  key: row.key,
  orderId: OrderIdText.parse(row.order_id),
  amount: money(Number(row.amount_minor), row.currency),
  lineIds: row.line_ids,
  reason: row.reason,
  shares: Shares.parse(row.shares),
  requestedAt: row.requested_at,
  settlesAt: row.settles_at,
  fails: row.fails,
  ...(row.reverses_at ? { reversesAt: row.reverses_at } : {}),
});

export type StoredRequest = {
  readonly action: ActionKind;
  readonly fingerprint: string;
  readonly outcome: SettledOutcome;
};
export type DueWebhook = { readonly merchantId: MerchantId; readonly id: string; readonly body: string };

/** The books of one shop, within one transaction. */
export function openBooks(transaction: Transaction, merchantId: MerchantId) {
  const tx: KyselyTransaction<Tables> = transaction.withTables<Tables>();
  const mine = { merchant_id: merchantId };

  const refundsOf = async (orderIds: readonly OrderId[]): Promise<RefundRow[]> => {
    if (orderIds.length === 0) return [];
    const rows = await tx
      .selectFrom("market.refund")
      .selectAll()
      .where("merchant_id", "=", merchantId)
      .where("order_id", "in", orderIds)
      .orderBy("requested_at")
      .orderBy("key")
      .execute();
    return rows.map(asRefundRow);
  };

  const withRefunds = async (records: readonly OrderRecord[], now: Date): Promise<Order[]> => {
    const rows = await refundsOf(records.map((record) => record.id));
    return records.map((record) => {
      const own = rows.filter((row) => row.orderId === record.id);
      const refunded: Money = refundedAt(own, record.amount.currency, now);
      return { ...record, refunded, refunds: own.map((row) => refundAt(row, now)) };
    });
  };

  return {
    async customer(customerId: CustomerId): Promise<Customer | undefined> {
      const row = await tx
        .selectFrom("market.customer")
        .select("document")
        .where("merchant_id", "=", merchantId)
        .where("id", "=", customerId)
        .executeTakeFirst();
      return row && Customer.parse(row.document);
    },

    /** By id, by an order's number or its last four digits, or by how a name begins; in that order, each once. */
    async find(said: string, limit: number): Promise<Customer[]> {
      const text = said.trim().toLowerCase();
      const until = `${text}\u{10ffff}`;
      const { rows } = await sql<{ document: unknown }>`
        with hit as (
          select id, 1 as rank from market.customer where merchant_id = ${merchantId} and id = ${said.trim()}
          union all
          (select customer_id, 2 from market.shop_order
            where merchant_id = ${merchantId} and number = ${text} limit ${limit})
          union all
          (select customer_id, 2 from market.shop_order
            where merchant_id = ${merchantId} and id = ${text} limit ${limit})
          union all
          (select customer_id, 3 from market.shop_order
            where merchant_id = ${merchantId} and tail = ${text} order by placed_at desc limit ${limit})
          union all
          (select id, 4 from market.customer
            where merchant_id = ${merchantId} and name >= ${text} and name < ${until} order by name limit ${limit})
          union all
          (select id, 5 from market.customer
            where merchant_id = ${merchantId} and called >= ${text} and called < ${until} order by called limit ${limit})
        ), best as (
          select id, min(rank) as rank from hit group by id order by 2, 1 limit ${limit}
        )
        select customer.document from best cross join lateral (
          select document, name from market.customer where merchant_id = ${merchantId} and id = best.id offset 0
        ) as customer
        order by best.rank, customer.name, best.id`.execute(tx);
      return rows.map(({ document }) => Customer.parse(document));
    },

    async order(orderId: OrderId, now: Date): Promise<Order | undefined> {
      const row = await tx
        .selectFrom("market.shop_order")
        .select("document")
        .where("merchant_id", "=", merchantId)
        .where("id", "=", orderId)
        .executeTakeFirst();
      const [order] = row ? await withRefunds([OrderRecord.parse(row.document)], now) : [];
      return order;
    },

    async ordersOf(customerId: CustomerId, limit: number, now: Date): Promise<Order[]> {
      const rows = await tx
        .selectFrom("market.shop_order")
        .select("document")
        .where("merchant_id", "=", merchantId)
        .where("customer_id", "=", customerId)
        .orderBy("placed_at", "desc")
        .orderBy("id")
        .limit(limit)
        .execute();
      return withRefunds(
        rows.map((row) => OrderRecord.parse(row.document)),
        now,
      );
    },

    /** Locked until the transaction ends, so that no other change comes between reading and writing. */
    async lockOrder(orderId: OrderId): Promise<WorldOrder | undefined> {
      const row = await tx
        .selectFrom("market.shop_order")
        .select("document")
        .where("merchant_id", "=", merchantId)
        .where("id", "=", orderId)
        .forUpdate()
        .executeTakeFirst();
      return row && WorldOrder.parse(row.document);
    },

    async orderOfParcel(parcelId: ParcelId): Promise<OrderId | undefined> {
      const row = await tx
        .selectFrom("market.parcel")
        .select("order_id")
        .where("merchant_id", "=", merchantId)
        .where("id", "=", parcelId)
        .executeTakeFirst();
      return row && OrderIdText.parse(row.order_id);
    },

    async saveOrder(order: WorldOrder): Promise<void> {
      await tx
        .updateTable("market.shop_order")
        .set({ document: JSON.stringify(order), moves_at: nextEvent(order)?.at ?? null })
        .where("merchant_id", "=", merchantId)
        .where("id", "=", order.id)
        .execute();
      const parcels = order.parcels.map((parcel) => ({ ...mine, id: parcel.id, order_id: order.id }));
      if (parcels.length === 0) return;
      await tx
        .insertInto("market.parcel")
        .values(parcels)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    refundsOf,

    async refund(key: string): Promise<RefundRow | undefined> {
      const row = await tx
        .selectFrom("market.refund")
        .selectAll()
        .where("merchant_id", "=", merchantId)
        .where("key", "=", key)
        .executeTakeFirst();
      return row && asRefundRow(row);
    },

    async addRefund(row: RefundRow): Promise<void> {
      await tx
        .insertInto("market.refund")
        .values({
          ...mine,
          key: row.key,
          order_id: row.orderId,
          amount_minor: String(row.amount.minor),
          currency: row.amount.currency,
          line_ids: [...row.lineIds],
          reason: row.reason,
          shares: JSON.stringify(row.shares),
          requested_at: row.requestedAt,
          settles_at: row.settlesAt,
          fails: row.fails,
          reverses_at: row.reversesAt ?? null,
        })
        .execute();
    },

    /** True when this key is new. Waits for another transaction that is just using it. */
    async openRequest(key: string, action: ActionKind, fingerprint: string, at: Date): Promise<boolean> {
      const row = await tx
        .insertInto("market.request")
        .values({ ...mine, key, action, fingerprint, outcome: null, at })
        .onConflict((conflict) => conflict.doNothing())
        .returning("key")
        .executeTakeFirst();
      return row !== undefined;
    },

    async closeRequest(key: string, outcome: SettledOutcome): Promise<void> {
      await tx
        .updateTable("market.request")
        .set({ outcome: JSON.stringify(outcome) })
        .where("merchant_id", "=", merchantId)
        .where("key", "=", key)
        .execute();
    },

    async request(key: string): Promise<StoredRequest | undefined> {
      const row = await tx
        .selectFrom("market.request")
        .select(["action", "fingerprint", "outcome"])
        .where("merchant_id", "=", merchantId)
        .where("key", "=", key)
        .executeTakeFirst();
      if (!row) return undefined;
      const action = z.enum(Object.keys(actionResults) as [ActionKind, ...ActionKind[]]).parse(row.action);
      return { action, fingerprint: row.fingerprint, outcome: parseOutcome(action, row.outcome) };
    },

    async addWebhooks(
      hooks: readonly { readonly id: string; readonly dueAt: Date; readonly body: string }[],
    ): Promise<void> {
      if (hooks.length === 0) return;
      await tx
        .insertInto("market.webhook")
        .values(hooks.map(({ id, dueAt, body }) => ({ ...mine, id, due_at: dueAt, body })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

export type Books = ReturnType<typeof openBooks>;

export async function countOrders(transaction: Transaction, merchantId: MerchantId): Promise<number> {
  const { count } = await transaction
    .withTables<Tables>()
    .selectFrom("market.shop_order")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("merchant_id", "=", merchantId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Orders to which something should have happened by now, of all shops, the longest overdue first. */
export async function ordersDue(
  transaction: Transaction,
  now: Date,
  limit: number,
): Promise<{ readonly merchantId: MerchantId; readonly orderId: OrderId }[]> {
  const rows = await transaction
    .withTables<Tables>()
    .selectFrom("market.shop_order")
    .select(["merchant_id", "id"])
    .where("moves_at", "<=", now)
    .orderBy("moves_at")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id, orderId: OrderIdText.parse(row.id) }));
}

/** Claims webhooks that are due, of all shops; whoever claims them deletes them in the same transaction once sent. */
export async function claimWebhooks(transaction: Transaction, now: Date, limit: number): Promise<DueWebhook[]> {
  const rows = await transaction
    .withTables<Tables>()
    .selectFrom("market.webhook")
    .select(["merchant_id", "id", "body"])
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ merchant_id: merchantId, id, body }) => ({ merchantId, id, body }));
}

export async function dropWebhook(transaction: Transaction, { merchantId, id }: DueWebhook): Promise<void> {
  await transaction
    .withTables<Tables>()
    .deleteFrom("market.webhook")
    .where("merchant_id", "=", merchantId)
    .where("id", "=", id)
    .execute();
}

/** One statement for each table, whatever the number of rows: the lists travel as JSON. */
export async function insertMarket(
  transaction: Transaction,
  rows: {
    readonly customers: readonly { readonly merchantId: MerchantId; readonly customer: Customer }[];
    readonly orders: readonly WorldOrder[];
    readonly refunds: readonly (RefundRow & { readonly merchantId: MerchantId })[];
  },
): Promise<void> {
  const customers = rows.customers.map(({ merchantId, customer }) => ({
    merchant_id: merchantId,
    id: customer.id,
    document: customer,
  }));
  const orders = rows.orders.map((order) => ({
    merchant_id: order.merchantId,
    id: order.id,
    customer_id: order.customerId,
    placed_at: order.placedAt,
    moves_at: nextEvent(order)?.at ?? null,
    document: order,
  }));
  const parcels = rows.orders.flatMap((order) =>
    order.parcels.map((parcel) => ({ merchant_id: order.merchantId, id: parcel.id, order_id: order.id })),
  );
  const refunds = rows.refunds.map((row) => ({
    merchant_id: row.merchantId,
    key: row.key,
    order_id: row.orderId,
    amount_minor: row.amount.minor,
    currency: row.amount.currency,
    line_ids: row.lineIds,
    reason: row.reason,
    shares: row.shares,
    requested_at: row.requestedAt,
    settles_at: row.settlesAt,
    fails: row.fails,
    reverses_at: row.reversesAt ?? null,
  }));
  const insertAll = async (table: string, list: readonly object[]): Promise<void> => {
    const target = sql.table(table);
    for (let start = 0; start < list.length; start += 1_000) {
      const part = list.slice(start, start + 1_000);
      const columns = sql.join(Object.keys(part[0] ?? {}).map((name) => sql.ref(name)));
      await sql`
        insert into ${target} (${columns})
        select ${columns} from jsonb_populate_recordset(null::${target}, ${JSON.stringify(part)}::jsonb)`.execute(
        transaction,
      );
    }
  };
  await insertAll("market.customer", customers);
  await insertAll("market.shop_order", orders);
  await insertAll("market.parcel", parcels);
  await insertAll("market.refund", refunds);
}

/** Everyone in this shop's books, and the language they write. */
export async function customersInBooks(
  transaction: Transaction,
): Promise<readonly Pick<Customer, "id" | "language">[]> {
  const rows = await transaction.withTables<Tables>().selectFrom("market.customer").select("document").execute();
  return rows.map(({ document }) => Customer.parse(document));
}

/** True when this shop has books already. */
export async function hasBooks(transaction: Transaction): Promise<boolean> {
  const row = await transaction
    .withTables<Tables>()
    .selectFrom("market.customer")
    .select("id")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a shop's history was planned to be. */
export type PlannedPast = { readonly seed: number; readonly moment: Date; readonly conversations: number };

/** Plans a shop's history, unless that was done before. */
export async function planPast(tx: Transaction, merchantId: MerchantId, plan: PlannedPast): Promise<void> {
  await sql`
    insert into market.past_plan (merchant_id, seed, moment, conversations)
    values (${merchantId}, ${plan.seed}, ${plan.moment}, ${plan.conversations})
    on conflict do nothing`.execute(tx);
}

/** Undefined where no history was planned. */
export async function plannedPast(tx: Transaction, merchantId: MerchantId): Promise<PlannedPast | undefined> {
  const { rows } = await sql<PlannedPast>`
    select seed, moment, conversations from market.past_plan where merchant_id = ${merchantId}`.execute(tx);
  return rows[0];
}

/** The parts of a shop's history that are in. */
export async function pastParts(tx: Transaction, merchantId: MerchantId): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ part: number }>`
    select part from market.past_part where merchant_id = ${merchantId}`.execute(tx);
  return new Set(rows.map(({ part }) => part));
}

/** Takes a part into this transaction, with which it is in or is not; false when it is in already. */
export async function takePastPart(tx: Transaction, merchantId: MerchantId, part: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into market.past_part (merchant_id, part) values (${merchantId}, ${part}) on conflict do nothing`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}
