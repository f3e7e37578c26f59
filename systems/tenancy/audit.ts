import type { Id } from "@ruyi/kernel";
import type { Principal } from "./principal.ts";

/** Something somebody changed. `before` and `after` hold what differs, and never a secret. */
export type AuditEntry = {
  readonly by: Actor;
  /** Past tense, `what.happened`. */
  readonly action: string;
  /** What it happened to: `api-key:0190…`. */
  readonly subject: string;
  readonly before?: object;
  readonly after?: object;
};

export const actorKinds = ["staff", "api-key", "system"] as const satisfies readonly Principal["kind"][];
export type Actor = { readonly kind: Principal["kind"]; readonly id: string };
export type AuditId = Id<"audit">;
export type AuditRecord = AuditEntry & { readonly id: AuditId; readonly at: Date };

/** A day of a zone's calendar, from its first moment to the next day's. */
export function dayIn(date: string, zone: string): readonly [Date, Date] {
  const day = Temporal.PlainDate.from(date);
  const start = (of: Temporal.PlainDate): Date => new Date(of.toZonedDateTime(zone).epochMilliseconds);
  return [start(day), start(day.add({ days: 1 }))];
}

export function actorOf(principal: Principal): Actor {
  if (principal.kind === "staff") return { kind: "staff", id: principal.staff.id };
  if (principal.kind === "api-key") return { kind: "api-key", id: principal.key.id };
  return { kind: "system", id: principal.name };
}
