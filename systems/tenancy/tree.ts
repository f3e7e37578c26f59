import type { BusinessId, MerchantId } from "@ruyi/kernel";

/** A node of the tree, with the way down to it. */
export type Place =
  | { readonly kind: "platform" }
  | { readonly kind: "business"; readonly businessId: BusinessId }
  | { readonly kind: "merchant"; readonly businessId: BusinessId; readonly merchantId: MerchantId };

export const platformPlace: Place = { kind: "platform" };

/** True for the place itself and everything below it. */
export function covers(upper: Place, place: Place): boolean {
  if (upper.kind === "platform") return true;
  if (upper.kind === "business") return place.kind !== "platform" && place.businessId === upper.businessId;
  return place.kind === "merchant" && place.merchantId === upper.merchantId;
}
