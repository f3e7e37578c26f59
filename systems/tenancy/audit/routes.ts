import { z } from "zod";
import { type MerchantId, parseId } from "@ruyi/kernel";
import { type Database, type HttpServer, pageFrom, pageOf } from "@ruyi/platform";
import { type Actor, actorKinds, type AuditId, type AuditRecord, dayIn } from "../audit.ts";
import * as contract from "../contract.ts";
import { isDate } from "../hours/hours.ts";
import { type Callers, forBoth, notAllowed, pageFields, Slug } from "../http/routes.ts";
import { keyNames } from "../keys/store.ts";
import type { Tenancy } from "../operations.ts";
import { allows } from "../principal.ts";
import { staffNames } from "../staff/store.ts";
import { type AuditQuery, auditTrail, auditTrailAbove, auditValues } from "../store.ts";
import { auditOut } from "../wire.ts";

type Needs = { readonly tenancy: Tenancy; readonly database: Database; readonly callers: Callers };

/** `staff:0190…`, as it stands in a record. */
const By = z
  .string()
  .max(100)
  .regex(new RegExp(`^(?:${actorKinds.join("|")}):.+$`), "Write kind:id, as in staff:0190…")
  .meta({ examples: ["system:demo"] });
const Query = z.strictObject({
  subject: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  by: By.optional(),
  /** In the merchant's calendar. */
  day: z
    .string()
    .max(10)
    .refine(isDate, "A date is written 2026-10-01.")
    .meta({ examples: ["2026-10-01"] })
    .optional(),
  ...pageFields,
});

function queryFrom({ subject, action, by, day, cursor, limit }: z.infer<typeof Query>, zone: string): AuditQuery {
  const before = cursor && parseId("audit", cursor[0]);
  const [kind = "", id = ""] = by === undefined ? [] : [by.slice(0, by.indexOf(":")), by.slice(by.indexOf(":") + 1)];
  return {
    limit: limit + 1,
    ...(subject ? { subject } : {}),
    ...(action ? { action } : {}),
    ...(by === undefined ? {} : { by: { kind: kind as Actor["kind"], id } }),
    ...(day === undefined ? {} : { within: dayIn(day, zone) }),
    ...(before ? { before: before as AuditId } : {}),
  };
}

/** What was changed, by whom, and what it was before. */
export function addAuditRoutes(app: HttpServer, { database, callers }: Needs): void {
  /** Records name people and keys by id; here they are given the names they have today. */
  const withNames = async (merchantId: MerchantId | undefined, records: readonly AuditRecord[]) => {
    const mentioned = records.flatMap(({ by, subject }) => [`${by.kind}:${by.id}`, subject]);
    const names = await namesOf(merchantId, mentioned);
    return records.map((record) => {
      const { by, subject, ...rest } = auditOut(record);
      const [name, subjectName] = [names.get(`${by.kind}:${by.id}`), names.get(subject)];
      return { ...rest, by: { ...by, ...(name ? { name } : {}) }, subject, ...(subjectName ? { subjectName } : {}) };
    });
  };

  async function namesOf(
    merchantId: MerchantId | undefined,
    mentioned: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const idsOf = (kind: "staff" | "api-key"): string[] => [
      ...new Set(mentioned.flatMap((text) => (text.startsWith(`${kind}:`) ? [text.slice(kind.length + 1)] : []))),
    ];
    const [people, keys] = [idsOf("staff"), idsOf("api-key")].map((ids) => ids.filter((id) => parseId("staff", id)));
    const found = await Promise.all([
      people?.length ? database.asPlatform((tx) => staffNames(tx, people)) : [],
      keys?.length && merchantId ? database.transact(merchantId, (tx) => keyNames(tx, merchantId, keys)) : [],
    ]);
    const [staff, apiKeys] = found;
    return new Map([
      ...staff.map(({ id, name }) => [`staff:${id}`, name] as const),
      ...apiKeys.map(({ id, name }) => [`api-key:${id}`, name] as const),
    ]);
  }

  app.get(
    "/v1/merchants/:merchant/audit",
    {
      schema: {
        ...forBoth,
        summary: "What was changed, newest first",
        params: Slug,
        querystring: Query,
        response: { 200: pageOf(contract.AuditRecord) },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "audit.read", request.params.merchant);
      const query = queryFrom(request.query, merchant.zone);
      const found = await database.transact(merchant.id, (tx) => auditTrail(tx, merchant.id, query));
      return pageFrom(await withNames(merchant.id, found), request.query.limit, ({ id }) => [id]);
    },
  );

  const Values = z.object({ actors: z.array(contract.AuditActor), actions: z.array(z.string()) });
  app.get(
    "/v1/merchants/:merchant/audit/values",
    {
      schema: {
        ...forBoth,
        summary: "Who and what an audit can be asked for",
        params: Slug,
        response: { 200: Values },
      },
    },
    async (request) => {
      const { merchant } = await callers.callerAtMerchant(request, "audit.read", request.params.merchant);
      const { actors, actions } = await database.transact(merchant.id, (tx) => auditValues(tx, merchant.id));
      const names = await namesOf(
        merchant.id,
        actors.map(({ kind, id }) => `${kind}:${id}`),
      );
      const named = actors.map((actor) => {
        const name = names.get(`${actor.kind}:${actor.id}`);
        return { ...actor, ...(name ? { name } : {}) };
      });
      return { actors: named, actions };
    },
  );

  app.get(
    "/v1/audit",
    {
      schema: {
        ...forBoth,
        summary: "What was changed above the merchants, at and below one's own place",
        querystring: Query,
        response: { 200: pageOf(contract.AuditRecord) },
      },
    },
    async (request) => {
      const principal = await callers.principalOf(request);
      const place = await callers.standsAt(principal);
      if (place.kind === "merchant" || !allows(principal, "audit.read", place)) throw notAllowed();
      const query = queryFrom(request.query, "UTC");
      const found = await database.asPlatform((tx) => auditTrailAbove(tx, place, query));
      return pageFrom(await withNames(undefined, found), request.query.limit, ({ id }) => [id]);
    },
  );
}
