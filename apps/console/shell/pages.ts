import { inboxPage } from "../pages/inbox/route.ts";
import { todayPage } from "../pages/today/route.ts";
import type { PageEntry } from "./page-entry.ts";

/** In the order of the rail. */
export const pages: readonly PageEntry[] = [inboxPage, todayPage];
