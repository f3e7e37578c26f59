import type { MerchantId } from "@ruyi/kernel";
import type { ApiKey } from "./keys/api-key.ts";
import { may, type Permission, type Post } from "./permissions.ts";
import type { Staff } from "./staff/staff.ts";
import type { Place } from "./tree.ts";

/** Who acts: a person, a merchant's program, or the system itself under a name such as `demo`. */
export type Principal =
  | { readonly kind: "staff"; readonly staff: Staff }
  | { readonly kind: "api-key"; readonly key: ApiKey; readonly merchantId: MerchantId }
  | { readonly kind: "system"; readonly name: string };

/** The one question every route asks before it does anything. */
export function allows(principal: Principal, permission: Permission, place: Place): boolean {
  if (principal.kind === "system") return true;
  if (principal.kind === "staff") return may(principal.staff.post, permission, place);
  return (
    place.kind === "merchant" &&
    place.merchantId === principal.merchantId &&
    principal.key.permissions.includes(permission)
  );
}

/** Where a principal stands and what it can do at most; none for a program, which appoints nobody. */
export function postOf(principal: Principal): Post | undefined {
  if (principal.kind === "staff") return principal.staff.post;
  return principal.kind === "system" ? { role: "owner", at: { kind: "platform" } } : undefined;
}
