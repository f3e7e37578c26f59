import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";

/** A customer who has lived as another did. */
export type Twin = {
  readonly merchantId: MerchantId;
  readonly like: string;
  readonly name: string;
  /** Orders of the first that the twin has too, with the number each has for the twin. */
  readonly orders: readonly { readonly id: string; readonly number: string }[];
};

/** Gives each twin the other's history with us, and orders of the same goods on the same days; all in a few statements. */
export async function bearTwins(database: Database, twins: readonly Twin[]): Promise<void> {
  for (const [merchantId, theirs] of Map.groupBy(twins, (twin) => twin.merchantId)) {
    const people = JSON.stringify(theirs.map(({ like, name }) => ({ like, name })));
    const orders = JSON.stringify(
      theirs.flatMap(({ name, orders: each }) => each.map(({ id, number }) => ({ name, id, number }))),
    );
    await database.transact(merchantId, async (tx) => {
      await sql`
        insert into market.customer (merchant_id, id, document)
        select c.merchant_id, twin.name, jsonb_set(c.document, '{id}', to_jsonb(twin.name))
        from jsonb_to_recordset(${people}::jsonb) as twin ("like" text, name text)
        join market.customer c on c.merchant_id = ${merchantId} and c.id = twin."like"`.execute(tx);
      await sql`
        insert into trust.fact (merchant_id, customer_id, kind, subject, at, decided_by)
        select f.merchant_id, twin.name, f.kind, f.subject, f.at, f.decided_by
        from jsonb_to_recordset(${people}::jsonb) as twin ("like" text, name text)
        join trust.fact f on f.merchant_id = ${merchantId} and f.customer_id = twin."like"`.execute(tx);
      // An order's number stands in all its ids, so a new number makes all of them new.
      await sql`
        with copied as (
          insert into market.shop_order (merchant_id, id, customer_id, placed_at, moves_at, document)
          select o.merchant_id, replace(o.id, o.document ->> 'number', twin.number), twin.name, o.placed_at, null,
            jsonb_set(replace(o.document::text, o.document ->> 'number', twin.number)::jsonb, '{customerId}', to_jsonb(twin.name))
          from jsonb_to_recordset(${orders}::jsonb) as twin (name text, id text, number text)
          join market.shop_order o on o.merchant_id = ${merchantId} and o.id = twin.id
          returning merchant_id, id, document
        )
        insert into market.parcel (merchant_id, id, order_id)
        select merchant_id, parcel ->> 'id', id from copied, jsonb_array_elements(document -> 'parcels') as parcel`.execute(
        tx,
      );
    });
  }
}
