import type { BusinessId, MerchantId } from "@ruyi/kernel";
import type { Shelf } from "./shelf.ts";

/** A shelf at hand, and the place above its merchant. */
export type Kept = { readonly shelf: Shelf; readonly businessId: BusinessId | undefined };

/** Own, business's and platform's edition: what a shelf was made of. */
export const editionOf = (own: string, business: string, platform: string): string => `${own}.${business}.${platform}`;

/** The merchants whose shelf is of another edition than what was last written. */
export function outOfDate(
  kept: ReadonlyMap<MerchantId, Kept>,
  changed: { readonly merchants: ReadonlyMap<MerchantId, string>; readonly above: ReadonlyMap<string, string> },
): MerchantId[] {
  return Array.from(kept).flatMap(([merchantId, { shelf, businessId }]) => {
    const [own = "0", business = "0", platform = "0"] = shelf.edition.split(".");
    const isCurrent =
      (changed.merchants.get(merchantId) ?? own) === own &&
      (changed.above.get(businessId ?? "") ?? business) === business &&
      (changed.above.get("platform") ?? platform) === platform;
    return isCurrent ? [] : [merchantId];
  });
}
