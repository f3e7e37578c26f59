import type { z } from "zod";
import type { BusinessId, MerchantId } from "@ruyi/kernel";
import type { AuditRecord } from "./audit.ts";
import type * as contract from "./contract.ts";
import type { Merchant } from "./directory/merchant.ts";
import type { ApiKey } from "./keys/api-key.ts";
import type { IdentitySecret } from "./keys/identity-secret.ts";
import type { BusinessHours } from "./hours/hours.ts";
import { openingAt } from "./hours/opening.ts";
import { themeOf } from "./look/accent.ts";
import { plainLook, type WidgetLook } from "./look/look.ts";
import { mayAppoint, type Post } from "./permissions.ts";
import type { Session, SessionId } from "./staff/session.ts";
import type { ListedStaff, Staff } from "./staff/staff.ts";
import type { Place } from "./tree.ts";

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

export const listedStaffOut = (staff: ListedStaff, caller: Post | undefined): contract.ListedStaffBody => ({
  ...staffOut(staff),
  ...instant("seenAt", staff.seenAt),
  ...instant("linkUntil", staff.linkUntil),
  isManageable: caller !== undefined && mayAppoint(caller, staff.post),
});

export const sessionOut = ({ id, by, device, at, seenAt }: Session, mine?: SessionId) => ({
  id,
  by,
  device,
  at: at.toISOString(),
  seenAt: seenAt.toISOString(),
  isThisOne: id === mine,
});

export const merchantOut = ({ look: _look, hours: _hours, ...merchant }: Merchant) => ({
  ...merchant,
  languages: [...merchant.languages],
  settings: { ...merchant.settings },
});

export const lookOut = ({ offers, ...look }: WidgetLook): contract.WidgetLookBody => ({ ...look, offers: [...offers] });

/** The look with everything filled in that its merchant left to us. */
export function shownLook(merchant: Merchant, now: Date): contract.ShownLookBody {
  const { slug, name, look = plainLook } = merchant;
  const { accent, side, greeting, offers } = look;
  const people = openingOut(merchant, now);
  return {
    merchant: slug,
    name: look.name ?? name,
    ...(greeting ? { greeting } : {}),
    side,
    accent: themeOf(accent),
    offers: [...offers],
    ...(people ? { people } : {}),
  };
}

export function openingOut({ hours, zone }: Merchant, now: Date): z.infer<typeof contract.Opening> | undefined {
  if (!hours) return undefined;
  const opening = openingAt({ hours, zone }, Temporal.Instant.fromEpochMilliseconds(now.getTime()));
  const instant = <Name extends string>(name: Name, at: Temporal.Instant | undefined) =>
    (at ? { [name]: at.toString() } : {}) as { [key in Name]?: string };
  return opening.kind === "open"
    ? { kind: "open", ...instant("until", opening.until) }
    : { kind: "closed", ...instant("opensAt", opening.next?.from) };
}

export const hoursOut = ({ week, workdays, days }: BusinessHours): contract.HoursBody => ({
  week: week.map((spans) => [...spans]),
  workdays: [...workdays],
  days: days.map((day) => (day.kind === "hours" ? { ...day, spans: [...day.spans] } : day)),
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
