import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { inboxWords } from "../../words/inbox.ts";

/** Which of the two a narrow screen shows; a wide one shows both. */
const Search = z.object({ side: z.enum(["talk", "run"]).optional().catch(undefined) });

export const inboxRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "inbox/$view/{-$conversation}",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./inbox.tsx"), "InboxPage"),
});

export const inboxPage: PageEntry = {
  id: "inbox",
  name: { zh: "会话", en: "Inbox" },
  icon: Inbox,
  letter: "i",
  link: (merchant) => ({ to: inboxRoute.to, params: { merchant, view: "queue" } }),
  keys: [
    [["J"], inboxWords.keyDown],
    [["K"], inboxWords.keyUp],
    [["T"], inboxWords.keyTake],
    [["R"], inboxWords.keyReply],
    [["N"], inboxWords.keyNote],
    [["1–9"], inboxWords.keyMove],
    [["E"], inboxWords.keyClose],
    [["Ctrl", "Enter"], inboxWords.keySend],
  ],
};
