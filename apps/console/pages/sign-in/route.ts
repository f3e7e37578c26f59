import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { rootRoute } from "../../shell/root-route.tsx";

/** Only pages of the console are returned to; an address from elsewhere could lead anywhere. */
const ownPath = z.string().regex(/^\/console(?:[/?]|$)/);

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: z.object({ next: ownPath.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("./sign-in.tsx"), "SignIn"),
});
