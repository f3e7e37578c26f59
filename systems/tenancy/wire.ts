import { z } from "zod";
import type { BusinessId, MerchantId } from "@ruyi/kernel";
import { pageQuery, ProblemError, security } from "@ruyi/platform";
import type { AuditRecord } from "./audit.ts";
import type * as contract from "./contract.ts";
import type { Merchant } from "./directory/merchant.ts";
import type { ApiKey } from "./keys/api-key.ts";
import type { IdentitySecret } from "./keys/identity-secret.ts";
import type { Staff } from "./staff/staff.ts";
import type { Place } from "./tree.ts";

export const tags = ["tenancy"];
export const forStaff = { tags, security: security.staff };
export const forBoth = { tags, security: [...security.staff, ...security.program] };
/** What is told once is not kept to be told again. */
export const toldOnce = { config: { idempotency: false } } as const;

export const Slug = z.strictObject({ merchant: z.string().max(60) });
export const ById = z.strictObject({ id: z.uuid() });
export const SlugAndId = z.strictObject({ merchant: z.string().max(60), id: z.uuid() });
export const pageFields = { ...pageQuery({ key: z.tuple([z.uuid()]) }) };
export const Page = z.strictObject(pageFields);
export const Gone = z.null();

export const after = <Id extends string>(cursor: readonly [string] | undefined): { after?: Id } =>
  cursor ? { after: cursor[0] as Id } : {};

const taken = new Set(["email-taken", "slug-taken", "last-owner", "still-signing", "too-many-accepted"]);

/** A refusal as a problem: 403 and 404 as they are called, 409 for what stands in the way, 422 for what was asked. */
function refusal(reason: string): ProblemError {
  if (reason === "not-allowed" || reason === "not-yours-to-give") return new ProblemError(403, reason);
  if (reason.startsWith("no-such-")) return new ProblemError(404, reason);
  return new ProblemError(taken.has(reason) ? 409 : 422, reason);
}

export function done<T extends { readonly kind: string }>(result: T): Extract<T, { readonly kind: "done" }> {
  if (result.kind === "done") return result as Extract<T, { readonly kind: "done" }>;
  throw refusal("reason" in result ? String(result.reason) : "refused");
}

const instant = <Name extends string>(name: Name, at: Date | undefined) =>
  (at ? { [name]: at.toISOString() } : {}) as { [key in Name]?: string };

export const staffOut = ({ id, name, email, post, hasPassword, at, disabledAt }: Staff): contract.StaffBody => ({
  id,
  name,
  ...(email === undefined ? {} : { email }),
  post,
  hasPassword,
  at: at.toISOString(),
  ...instant("disabledAt", disabledAt),
});

export const merchantOut = (merchant: Merchant) => ({
  ...merchant,
  languages: [...merchant.languages],
  settings: { ...merchant.settings },
});

export const keyOut = ({ id, name, prefix, permissions, at, expiresAt, lastUsedAt, revokedAt }: ApiKey) => ({
  id,
  name,
  prefix,
  permissions: [...permissions],
  at: at.toISOString(),
  ...instant("expiresAt", expiresAt),
  ...instant("lastUsedAt", lastUsedAt),
  ...instant("revokedAt", revokedAt),
});

export const secretOut = ({ id, at, acceptedUntil }: IdentitySecret) => ({
  id,
  at: at.toISOString(),
  ...instant("acceptedUntil", acceptedUntil),
});

export const placeIn = (place: z.infer<typeof contract.Place>): Place => {
  if (place.kind === "platform") return place;
  const businessId = place.businessId as BusinessId;
  if (place.kind === "business") return { kind: "business", businessId };
  return { kind: "merchant", businessId, merchantId: place.merchantId as MerchantId };
};

export const auditOut = ({ before, after, ...record }: AuditRecord) => ({
  ...record,
  at: record.at.toISOString(),
  ...(before ? { before: { ...before } } : {}),
  ...(after ? { after: { ...after } } : {}),
});
