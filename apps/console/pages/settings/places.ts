import type { z } from "zod";
import { type Place, permissionsOf, type Role, roles } from "@ruyi/tenancy/contract";
import type { Me } from "../../api/session.ts";

type PlaceBody = z.infer<typeof Place>;
export type PlaceKind = PlaceBody["kind"];
type Shop = Pick<Me["merchants"][number], "id" | "businessId">;

/** A sign-in link as it is told once, and whose it is. */
export type Handed = { readonly name: string; readonly token: string; readonly expiresAt: string };

const depth: Readonly<Record<PlaceKind, number>> = { platform: 0, business: 1, merchant: 2 };

/** The places at which somebody may be appointed from here: one's own and those below it, down to this shop. */
export const placesFrom = (me: Me["staff"]): readonly PlaceKind[] =>
  (["merchant", "business", "platform"] as const).filter((kind) => depth[kind] >= depth[me.post.at.kind]);

export function placeAt(kind: PlaceKind, { id, businessId }: Shop): PlaceBody {
  if (kind === "platform") return { kind };
  return kind === "business" ? { kind, businessId } : { kind, businessId, merchantId: id };
}

/** The roles one may give: none that can do more than one's own. */
export function rolesFrom(me: Me["staff"]): readonly Role[] {
  const mine = new Set(permissionsOf(me.post.role));
  return roles.filter((role) => permissionsOf(role).every((permission) => mine.has(permission)));
}
