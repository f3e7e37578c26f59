import type { Clock } from "@ruyi/kernel";
import type { Database, HttpServer } from "@ruyi/platform";
import { addAuditRoutes } from "./audit/routes.ts";
import { createCallers } from "./http/routes.ts";
import { addDirectoryRoutes, type WorldSeen } from "./directory/routes.ts";
import { addHoursRoutes } from "./hours/routes.ts";
import { addKeyRoutes } from "./keys/routes.ts";
import { addLookRoutes } from "./look/routes.ts";
import type { Tenancy } from "./operations.ts";
import { addSignInRoutes, addStaffRoutes } from "./staff/routes.ts";

/** The routes under `/v1/` for people, places, keys and secrets. Hang them on the server before it listens. */
export function addTenancyRoutes(
  app: HttpServer,
  {
    tenancy,
    database,
    clock,
    world,
  }: { readonly tenancy: Tenancy; readonly database: Database; readonly clock: Clock; readonly world: WorldSeen },
): void {
  const callers = createCallers(tenancy);
  addSignInRoutes(app, tenancy, callers, clock);
  addStaffRoutes(app, tenancy, callers);
  addDirectoryRoutes(app, tenancy, callers, world);
  addKeyRoutes(app, tenancy, callers);
  addLookRoutes(app, tenancy, callers, clock);
  addHoursRoutes(app, tenancy, callers, clock);
  addAuditRoutes(app, { tenancy, database, callers });
}
