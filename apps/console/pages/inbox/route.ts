import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { inboxWords } from "../../words/inbox.ts";

const Search = z.object({
  /** Which of the two a narrow screen shows; a wide one shows both. */
  side: z.enum(["talk", "run"]).optional().catch(undefined),
  /** What is looked for in messages. */
  q: z.coerce.string().max(200).optional().catch(undefined),
  /** The message that was found: its place in the log. */
  at: z.coerce.number().int().optional().catch(undefined),
  language: z.enum(["zh", "en"]).optional().catch(undefined),
  reason: z.enum(["asked", "technical", "emotional", "policy", "unsure"]).optional().catch(undefined),
});

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
    [["/"], inboxWords.keySearch],
    [["X"], inboxWords.keySelect],
    [["T"], inboxWords.keyTake],
    [["R"], inboxWords.keyReply],
    [["N"], inboxWords.keyNote],
    [[";"], inboxWords.keyCanned],
    [["Tab"], inboxWords.keySuggestion],
    [["1–9"], inboxWords.keyMove],
    [["0"], inboxWords.keyLeave],
    [["H"], inboxWords.keyLater],
    [["E"], inboxWords.keyClose],
    [["Ctrl", "Enter"], inboxWords.keySend],
  ],
};
