import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";

const text = z.string().max(200).optional().catch(undefined);
/** What is open on the page, and what the audit is asked for. */
const Search = z.object({
  person: text,
  year: z.int().min(2000).max(2100).optional().catch(undefined),
  by: text,
  action: text,
  subject: text,
  day: text,
});

export const settingsRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "settings/{-$part}",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./settings.tsx"), "SettingsPage"),
});

export const settingsPage: PageEntry = {
  id: "settings",
  name: { zh: "设置", en: "Settings" },
  icon: SlidersHorizontal,
  letter: "s",
  link: (merchant) => ({ to: settingsRoute.to, params: { merchant } }),
};
