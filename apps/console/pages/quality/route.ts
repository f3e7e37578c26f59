import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { qualityWords } from "../../words/quality.ts";

const word = z.string().max(300).optional().catch(undefined);

/** Which days are shown, told apart by what; and which figure is open to its cases. */
const Search = z.object({
  days: z.enum(["week", "quarter"]).optional().catch(undefined),
  by: z.enum(["person", "shift", "channel", "procedure"]).optional().catch(undefined),
  missed: z.enum(["order", "decisions", "timing", "phrases"]).optional().catch(undefined),
  only: word,
  deviation: word,
  equal: word,
});
export type QualitySearch = z.infer<typeof Search>;

export const qualityRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "quality",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./quality.tsx"), "QualityPage"),
});

export const qualityPage: PageEntry = {
  id: "quality",
  name: qualityWords.quality,
  icon: ListChecks,
  letter: "q",
  link: (merchant) => ({ to: qualityRoute.to, params: { merchant } }),
};
