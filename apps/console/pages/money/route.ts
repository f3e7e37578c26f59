import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { moneyWords } from "../../words/money.ts";

const word = z.string().max(120).optional().catch(undefined);

/** What is opened on the page: which list, which bucket, which day, which accounts. */
const Search = z.object({
  state: z.enum(["waiting-person", "unknown", "failed"]).optional().catch(undefined),
  refund: word,
  bucket: z.enum(["0-7", "8-14", "15-30", "over-30"]).optional().catch(undefined),
  currency: word,
  day: z.iso.date().optional().catch(undefined),
  account: z
    .enum(["advance-receivable", "recovery", "refund-in-transit", "channel-clearing", "returned-sales", "loss", "fund"])
    .optional()
    .catch(undefined),
  customer: word,
});
export type MoneySearch = z.infer<typeof Search>;

export const moneyRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "money",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./money.tsx"), "MoneyPage"),
});

export const moneyPage: PageEntry = {
  id: "money",
  name: moneyWords.page,
  icon: Scale,
  letter: "m",
  link: (merchant) => ({ to: moneyRoute.to, params: { merchant } }),
  keys: [
    [["1"], moneyWords.keyWaiting],
    [["2"], moneyWords.keyUnknown],
    [["3"], moneyWords.keyFailed],
  ],
};
