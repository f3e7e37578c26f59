import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { customerRoute, customersRoute } from "../pages/customers/route.ts";
import { inboxRoute } from "../pages/inbox/route.ts";
import { articleRoute, knowledgeRoute } from "../pages/knowledge/route.ts";
import { moneyRoute } from "../pages/money/route.ts";
import { procedureRoute, proceduresRoute, studioRoute } from "../pages/procedures/route.ts";
import { qualityRoute } from "../pages/quality/route.ts";
import { settingsRoute } from "../pages/settings/route.ts";
import { signInRoute } from "../pages/sign-in/route.ts";
import { startRoute } from "../pages/start/route.ts";
import { todayRoute } from "../pages/today/route.ts";
import { understandingRoute } from "../pages/assistant/route.ts";
import { Broken } from "./broken.tsx";
import { Frame } from "./frame.tsx";
import { enteredRoute, firstPageRoute, firstShopRoute, merchantRoute } from "./merchant-route.tsx";
import { NotHere } from "./not-here.tsx";
import { rootRoute } from "./root-route.tsx";

// Given here and not where the route is made: the frame lists the pages, and the pages stand under the route.
merchantRoute.update({ component: Frame });

const tree = rootRoute.addChildren([
  signInRoute,
  enteredRoute.addChildren([
    firstShopRoute,
    merchantRoute.addChildren([
      ...[firstPageRoute, startRoute, inboxRoute, todayRoute, customersRoute, customerRoute],
      ...[moneyRoute, proceduresRoute, procedureRoute, studioRoute, qualityRoute, settingsRoute],
      ...[knowledgeRoute, articleRoute, understandingRoute],
    ]),
  ]),
]);

/** Where one is in the console: what the address bar says, and all that it says. */
export const createConsoleRouter = (history?: RouterHistory) =>
  createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotHere,
    scrollRestoration: false,
    ...(history ? { history } : {}),
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
