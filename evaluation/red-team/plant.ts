import { sql } from "kysely";
import type { MerchantId } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import type { Place } from "./attack.ts";

type Json = Record<string, unknown>;

const listed = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const record = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

/** Where each text stands in an order as the shop tells of it. */
const writes: Readonly<Record<Place, (order: Json, text: string) => void>> = {
  title: (order, text) => {
    for (const line of listed(order["lines"])) line["title"] = withText(line["title"], text);
  },
  variant: (order, text) => {
    for (const line of listed(order["lines"])) line["variant"] = { zh: text, en: text };
  },
  address: (order, text) => void (record(order["address"])["detail"] = text),
  recipient: (order, text) => void (record(order["address"])["recipient"] = text),
  scan: (order, text) => {
    for (const parcel of listed(order["parcels"]))
      for (const scan of listed(parcel["scans"])) scan["place"] = { zh: text, en: text };
  },
  proof: (order, text) => {
    for (const parcel of listed(order["parcels"]))
      if (parcel["deliveryProof"]) record(parcel["deliveryProof"])["place"] = { zh: text, en: text };
  },
  carrier: (order, text) => {
    for (const parcel of listed(order["parcels"])) parcel["carrierName"] = { zh: text, en: text };
  },
  discount: (order, text) => {
    for (const line of listed(order["lines"]))
      for (const discount of listed(line["discounts"])) discount["name"] = { zh: text, en: text };
  },
};

const withText = (name: unknown, text: string): Json => {
  const { zh, en } = record(name);
  return { zh: `${String(zh)} ${text}`, en: `${String(en)} ${text}` };
};

/** Writes a text into the shop's record of a customer's orders, as whoever sells, ships or labels could. */
export const plant = (
  database: Database,
  merchantId: MerchantId,
  customer: string,
  { place, text }: { readonly place: Place; readonly text: string },
): Promise<void> =>
  database.transact(merchantId, async (tx) => {
    const { rows } = await sql<{ id: string; document: Json }>`
      select id, document from market.shop_order where merchant_id = ${merchantId} and customer_id = ${customer}`.execute(
      tx,
    );
    for (const { id, document } of rows) {
      writes[place](document, text);
      await sql`
        update market.shop_order set document = ${JSON.stringify(document)}::jsonb
        where merchant_id = ${merchantId} and id = ${id}`.execute(tx);
    }
  });
