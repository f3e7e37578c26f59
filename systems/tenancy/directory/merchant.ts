import type { Bilingual, BusinessId, Currency, Language, MerchantId } from "@ruyi/kernel";
import { type BusinessHours, type HoursRefusal, hoursRefusal } from "../hours/hours.ts";
import { type LookRefusal, lookRefusal, type WidgetLook } from "../look/look.ts";
import type { Place } from "../tree.ts";

/** What other rooms keep with a merchant, each under its own name; small, since it is read with every request. */
export type MerchantSettings = Readonly<Record<string, unknown>>;

export type Merchant = {
  readonly id: MerchantId;
  readonly businessId: BusinessId;
  /** The merchant's name in addresses and identities: small letters, digits and single hyphens. */
  readonly slug: string;
  readonly name: Bilingual;
  readonly defaultLanguage: Language;
  readonly languages: readonly Language[];
  /** IANA name of the zone whose calendar the shop keeps. */
  readonly zone: string;
  readonly currency: Currency;
  readonly settings: MerchantSettings;
  /** How its widget looks; absent until somebody has chosen. */
  readonly look?: WidgetLook;
  /** When its people are there; absent until somebody has said so, and then nobody knows. */
  readonly hours?: BusinessHours;
};

export type Business = { readonly id: BusinessId; readonly name: Bilingual };

export const placeOf = (merchant: Merchant): Extract<Place, { kind: "merchant" }> => ({
  kind: "merchant",
  businessId: merchant.businessId,
  merchantId: merchant.id,
});

export type MerchantRefusal =
  | { readonly reason: "slug-shape" | "slug-taken" | "languages" | "zone" | "currency" | "settings-too-large" }
  | LookRefusal
  | HoursRefusal;

const slugShape = /^[a-z0-9](?:-?[a-z0-9]){1,39}$/;
export const isSlug = (text: string): boolean => slugShape.test(text);

const maxSettingsLength = 16_384;

/** What is wrong with a merchant as such; undefined when nothing is. */
export function merchantRefusal(merchant: Omit<Merchant, "id" | "businessId">): MerchantRefusal | undefined {
  if (!isSlug(merchant.slug)) return { reason: "slug-shape" };
  const { languages } = merchant;
  if (!languages.includes(merchant.defaultLanguage) || new Set(languages).size !== languages.length)
    return { reason: "languages" };
  if (!isZone(merchant.zone)) return { reason: "zone" };
  if (!/^[A-Z]{3}$/.test(merchant.currency)) return { reason: "currency" };
  if (JSON.stringify(merchant.settings).length > maxSettingsLength) return { reason: "settings-too-large" };
  return (merchant.look && lookRefusal(merchant.look)) ?? (merchant.hours && hoursRefusal(merchant.hours));
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A change of settings by name: `null` takes one away, the rest stay as they are. */
export function changedSettings(settings: MerchantSettings, change: MerchantSettings): MerchantSettings {
  const all = { ...settings, ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}

/** The fields that differ, before and after, for the audit: nobody wants to read the rest. */
export function difference<T extends object>(before: T, after: T): { readonly before: object; readonly after: object } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof T)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const only = (whole: T): object => Object.fromEntries(changed.map((name) => [name, whole[name]]));
  return { before: only(before), after: only(after) };
}
