import {
  type BusinessId,
  bytes16,
  createNewId,
  createTurnableClock,
  type MerchantId,
  seededRandom,
  type TurnableClock,
} from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import type { Merchant } from "./directory/merchant.ts";
import { createTenancy, type Tenancy, type TenancyDeps } from "./operations.ts";
import type { Principal } from "./principal.ts";
import type { RandomBytes } from "./secret-text.ts";
import type { Place } from "./tree.ts";

const uuid = (number: number): string => `01900000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

export const businessPlace = (business: number): Place => ({
  kind: "business",
  businessId: uuid(business) as BusinessId,
});

export const merchantPlace = (business: number, merchant: number): Place => ({
  kind: "merchant",
  businessId: uuid(business) as BusinessId,
  merchantId: uuid(merchant) as MerchantId,
});

/** A small Chinese apparel shop, unless said otherwise. */
export const aMerchantDraft = (
  but: Partial<Omit<Merchant, "id" | "businessId">> = {},
): Omit<Merchant, "id" | "businessId"> => ({
  slug: "yunshang",
  name: { zh: "云裳", en: "Yunshang" },
  defaultLanguage: "zh",
  languages: ["zh", "en"],
  zone: "Asia/Shanghai",
  currency: "CNY",
  settings: {},
  ...but,
});

/** Bytes that repeat with their seed: for tests, never for secrets anybody relies on. */
export function repeatableBytes(seed: number): RandomBytes {
  const random = seededRandom(seed);
  return (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}

export const repeatableIds = (seed: number, nowMs: () => number) => createNewId(nowMs, bytes16(seededRandom(seed)));

/** A whole tenancy on a test database, with a clock that stands still and secrets that repeat with their seed. */
export function aTenancy(
  database: Database,
  but: Partial<TenancyDeps> = {},
): { tenancy: Tenancy; clock: TurnableClock } {
  const clock = createTurnableClock(new Date("2026-11-24T04:00:00Z"));
  const newId = repeatableIds(1, () => clock.now().getTime());
  const randomBytes = repeatableBytes(2);
  const masterKey = new Uint8Array(32).fill(5);
  return { tenancy: createTenancy({ database, clock, newId, randomBytes, masterKey, ...but }), clock };
}

export const theSystem: Principal = { kind: "system", name: "test" };
