import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";

export const proceduresRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "procedures",
  component: lazyRouteComponent(() => import("./list.tsx"), "ProceduresPage"),
});

export const sections = ["steps", "tables", "phrases", "acts", "versions"] as const;
export const periods = [7, 30, 90] as const;

/** What is open of a procedure: a section, a step, an older version, and for the versions which one to compare. */
const Search = z.object({
  section: z.enum(sections).optional().catch(undefined),
  as: z.enum(["table"]).optional().catch(undefined),
  days: z
    .union([z.literal(7), z.literal(30), z.literal(90)])
    .optional()
    .catch(undefined),
  step: z.string().optional().catch(undefined),
  hash: z.string().optional().catch(undefined),
  since: z.string().optional().catch(undefined),
});

export const procedureRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "procedures/$procedure",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./procedure.tsx"), "ProcedurePage"),
});

export const studioParts = ["text", "tables", "rehearsal", "changes", "release"] as const;

/** What is open in the studio: a part of it, a file, a table. */
const StudioSearch = z.object({
  part: z.enum(studioParts).optional().catch(undefined),
  file: z.string().optional().catch(undefined),
  table: z.string().optional().catch(undefined),
});

export const studioRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "procedures/$procedure/studio",
  validateSearch: StudioSearch,
  component: lazyRouteComponent(() => import("./studio/studio.tsx"), "StudioPage"),
});

export const proceduresPage: PageEntry = {
  id: "procedures",
  name: { zh: "流程", en: "Procedures" },
  icon: Workflow,
  letter: "p",
  link: (merchant) => ({ to: proceduresRoute.to, params: { merchant } }),
  keys: [[["T"], { zh: "图和表格互换", en: "Drawing or table" }]],
};
