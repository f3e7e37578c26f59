import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { customerWords } from "../../words/customers.ts";

const word = z.string().min(1).max(120).optional().catch(undefined);

export const customersRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "customers",
  validateSearch: z.object({ find: word }),
  component: lazyRouteComponent(() => import("./customers.tsx"), "CustomersPage"),
});

export const customerRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "customers/$customer",
  /** Which refund and which order are open. */
  validateSearch: z.object({ refund: word, order: word }),
  component: lazyRouteComponent(() => import("./customer.tsx"), "CustomerPage"),
});

export const customersPage: PageEntry = {
  id: "customers",
  name: customerWords.page,
  icon: Users,
  letter: "c",
  link: (merchant) => ({ to: customersRoute.to, params: { merchant } }),
  keys: [[["/"], customerWords.keyFind]],
};
