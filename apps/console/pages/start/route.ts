import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { merchantRoute } from "../../shell/merchant-route.tsx";

/** The guide of the first day; it stands in no rail, for one day it is over. */
export const startRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "start",
  component: lazyRouteComponent(() => import("./start.tsx"), "StartPage"),
});
