import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Sun } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";

/** Which days are shown, and which figure is open to its cases. */
const Search = z.object({
  days: z.enum(["yesterday", "week", "month"]).optional().catch(undefined),
  cases: z
    .enum(["conversations", "not-resolved", "handovers", "promises", "promises-broken", "refunds", "refunds-slow"])
    .optional()
    .catch(undefined),
  reason: z.enum(["asked", "technical", "emotional", "policy", "unsure"]).optional().catch(undefined),
});
export type TodaySearch = z.infer<typeof Search>;

export const todayRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "today",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./today.tsx"), "TodayPage"),
});

export const todayPage: PageEntry = {
  id: "today",
  name: { zh: "今日", en: "Today" },
  icon: Sun,
  letter: "t",
  link: (merchant) => ({ to: todayRoute.to, params: { merchant } }),
};
