import { type RawBuilder, sql } from "kysely";
import type { Bilingual, BusinessId, Language, MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import type { BusinessHours } from "../hours/hours.ts";
import type { WidgetLook } from "../look/look.ts";
import type { Place } from "../tree.ts";
import type { Business, Merchant, MerchantSettings } from "./merchant.ts";

type MerchantRow = {
  readonly merchant_id: MerchantId;
  readonly business_id: BusinessId;
  readonly slug: string;
  readonly name: Bilingual;
  readonly default_language: Language;
  readonly languages: Language[];
  readonly zone: string;
  readonly currency: string;
  readonly settings: MerchantSettings;
  readonly look: WidgetLook | null;
  readonly hours: BusinessHours | null;
};

const asMerchant = (row: MerchantRow): Merchant => ({
  id: row.merchant_id,
  businessId: row.business_id,
  slug: row.slug,
  name: row.name,
  defaultLanguage: row.default_language,
  languages: row.languages,
  zone: row.zone,
  currency: row.currency,
  settings: row.settings,
  ...(row.look === null ? {} : { look: row.look }),
  ...(row.hours === null ? {} : { hours: row.hours }),
});

const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

const columns = sql`merchant_id, business_id, slug, name, default_language, languages, zone, currency, settings, look,
  hours`;

export async function findMerchant(
  tx: Transaction,
  by: { readonly slug: string } | { readonly id: MerchantId; readonly lock?: boolean },
): Promise<Merchant | undefined> {
  const where = "slug" in by ? sql`slug = ${by.slug}` : sql`merchant_id = ${by.id}`;
  const lock = "id" in by && by.lock ? sql`for update` : sql``;
  const { rows } = await sql<MerchantRow>`select ${columns} from tenancy.merchant where ${where} ${lock}`.execute(tx);
  return rows[0] && asMerchant(rows[0]);
}

const below = (place: Place): RawBuilder<unknown> => {
  if (place.kind === "platform") return sql`true`;
  return place.kind === "business" ? sql`business_id = ${place.businessId}` : sql`merchant_id = ${place.merchantId}`;
};

/** The merchants at and below a place, in the order of their ids. */
export async function merchantsBelow(
  tx: Transaction,
  place: Place,
  page: { readonly after?: MerchantId; readonly limit: number },
): Promise<Merchant[]> {
  const { rows } = await sql<MerchantRow>`
    select ${columns} from tenancy.merchant
    where ${below(place)} and (${page.after ?? null}::uuid is null or merchant_id > ${page.after ?? null}::uuid)
    order by merchant_id limit ${page.limit}`.execute(tx);
  return rows.map(asMerchant);
}

/** False when the slug is taken. */
export async function addMerchant(tx: Transaction, merchant: Merchant, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into tenancy.merchant (${columns}, at) values (${merchant.id}, ${merchant.businessId}, ${merchant.slug},
      ${JSON.stringify(merchant.name)}::jsonb, ${merchant.defaultLanguage}, ${[...merchant.languages]}::text[],
      ${merchant.zone}, ${merchant.currency}, ${JSON.stringify(merchant.settings)}::jsonb,
      ${json(merchant.look)}::jsonb, ${json(merchant.hours)}::jsonb, ${at})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Id, business and slug stay what they were. */
export async function saveMerchant(tx: Transaction, merchant: Merchant): Promise<void> {
  await sql`
    update tenancy.merchant set name = ${JSON.stringify(merchant.name)}::jsonb,
      default_language = ${merchant.defaultLanguage}, languages = ${[...merchant.languages]}::text[],
      zone = ${merchant.zone}, currency = ${merchant.currency}, settings = ${JSON.stringify(merchant.settings)}::jsonb,
      look = ${json(merchant.look)}::jsonb, hours = ${json(merchant.hours)}::jsonb
    where merchant_id = ${merchant.id}`.execute(tx);
}

export async function addBusiness(tx: Transaction, business: Business, at: Date): Promise<void> {
  await sql`
    insert into tenancy.business (id, name, at) values (${business.id}, ${JSON.stringify(business.name)}::jsonb, ${at})
    on conflict do nothing`.execute(tx);
}

export async function businessesBelow(
  tx: Transaction,
  place: Place,
  page: { readonly after?: BusinessId; readonly limit: number },
): Promise<Business[]> {
  const where = place.kind === "platform" ? sql`true` : sql`id = ${place.businessId}`;
  const { rows } = await sql<Business>`
    select id, name from tenancy.business
    where ${where} and (${page.after ?? null}::uuid is null or id > ${page.after ?? null}::uuid)
    order by id limit ${page.limit}`.execute(tx);
  return rows.map(({ id, name }) => ({ id, name }));
}
