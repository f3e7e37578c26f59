import type { HttpServer } from "@ruyi/platform";
import { addFigureRoutes } from "./figures/routes.ts";
import { addGroupRoutes } from "./groups/routes.ts";
import { addHeardRoutes } from "./heard/routes.ts";
import type { UnderstandingRouteDeps } from "./http/routes.ts";
import { addTeachingRoutes } from "./teaching/routes.ts";
import { addVersionRoutes } from "./versions/routes.ts";

/** What is understood and what is not, and the coach's edits: these mean that, none of ours, take it back, go back. */
export function addUnderstandingRoutes(app: HttpServer, deps: UnderstandingRouteDeps): void {
  addFigureRoutes(app, deps);
  addGroupRoutes(app, deps);
  addHeardRoutes(app, deps);
  addTeachingRoutes(app, deps);
  addVersionRoutes(app, deps);
}
