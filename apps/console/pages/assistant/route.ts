import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Ear } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { understandingWords } from "../../words/understanding.ts";

/** Which questions are shown, which one is open to its messages; how many days are counted. */
const Search = z.object({
  show: z.enum(["taught", "aside"]).optional().catch(undefined),
  question: z.uuid().optional().catch(undefined),
  days: z.enum(["week"]).optional().catch(undefined),
});

export const understandingRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "understanding/{-$part}",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./understanding.tsx"), "UnderstandingPage"),
});

export const understandingPage: PageEntry = {
  id: "understanding",
  name: understandingWords.understanding,
  icon: Ear,
  letter: "u",
  link: (merchant) => ({ to: understandingRoute.to, params: { merchant } }),
};
