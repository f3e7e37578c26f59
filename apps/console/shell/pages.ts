import { customersPage } from "../pages/customers/route.ts";
import { inboxPage } from "../pages/inbox/route.ts";
import { knowledgePage } from "../pages/knowledge/route.ts";
import { moneyPage } from "../pages/money/route.ts";
import { proceduresPage } from "../pages/procedures/route.ts";
import { qualityPage } from "../pages/quality/route.ts";
import { settingsPage } from "../pages/settings/route.ts";
import { todayPage } from "../pages/today/route.ts";
import { understandingPage } from "../pages/assistant/route.ts";
import type { PageEntry } from "./page-entry.ts";

/** In the order of the rail. */
export const pages: readonly PageEntry[] = [
  inboxPage,
  todayPage,
  customersPage,
  moneyPage,
  proceduresPage,
  knowledgePage,
  qualityPage,
  understandingPage,
  settingsPage,
];
