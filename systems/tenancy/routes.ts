import { z } from "zod";
import { type Clock, parseId } from "@ruyi/kernel";
import { type Database, type HttpServer, pageFrom, pageOf } from "@ruyi/platform";
import type { AuditId } from "./audit.ts";
import * as contract from "./contract.ts";
import { createCallers, forBoth, pageFields, Slug } from "./http/routes.ts";
import { auditOut } from "./wire.ts";
import { addDirectoryRoutes } from "./directory/routes.ts";
import { addHoursRoutes } from "./hours/routes.ts";
import { addKeyRoutes } from "./keys/routes.ts";
import { addLookRoutes } from "./look/routes.ts";
import type { Tenancy } from "./operations.ts";
import { addSignInRoutes, addStaffRoutes } from "./staff/routes.ts";
import { auditTrail } from "./store.ts";

/** The routes under `/v1/` for people, places, keys and secrets. Hang them on the server before it listens. */
export function addTenancyRoutes(
  app: HttpServer,
  { tenancy, database, clock }: { readonly tenancy: Tenancy; readonly database: Database; readonly clock: Clock },
): void {
  const callers = createCallers(tenancy);
  addSignInRoutes(app, tenancy, callers, clock);
  addStaffRoutes(app, tenancy, callers);
  addDirectoryRoutes(app, tenancy, callers);
  addKeyRoutes(app, tenancy, callers);
  addLookRoutes(app, tenancy, callers, clock);
  addHoursRoutes(app, tenancy, callers, clock);

  const AuditQuery = z.strictObject({ subject: z.string().max(200).optional(), ...pageFields });
  app.get(
    "/v1/merchants/:merchant/audit",
    {
      schema: {
        ...forBoth,
        summary: "What was changed, newest first",
        params: Slug,
        querystring: AuditQuery,
        response: { 200: pageOf(contract.AuditRecord) },
      },
    },
    async (request) => {
      const { subject, cursor, limit } = request.query;
      const { merchant } = await callers.callerAtMerchant(request, "audit.read", request.params.merchant);
      const before = cursor && parseId("audit", cursor[0]);
      const query = {
        limit: limit + 1,
        ...(subject ? { subject } : {}),
        ...(before ? { before: before as AuditId } : {}),
      };
      const found = await database.transact(merchant.id, (tx) => auditTrail(tx, merchant.id, query));
      return pageFrom(found.map(auditOut), limit, ({ id }) => [id]);
    },
  );
}
