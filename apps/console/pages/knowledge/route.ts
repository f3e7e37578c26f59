import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { BookOpenText } from "lucide-react";
import { z } from "zod";
import { merchantRoute } from "../../shell/merchant-route.tsx";
import type { PageEntry } from "../../shell/page-entry.ts";
import { knowledgeWords } from "../../words/knowledge.ts";

const word = z.string().max(300).optional().catch(undefined);

/** Which articles are listed; and with what a new one begins: a question that was asked, and the key it answers in the stead of. */
const Search = z.object({
  show: z.enum(["draft", "published", "retired", "review"]).optional().catch(undefined),
  find: word,
  asked: word,
  key: word,
  /** Whose articles; the shop's where nothing is said. */
  of: z.enum(["business", "platform"]).optional().catch(undefined),
});

export const knowledgeRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "knowledge",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./list.tsx"), "KnowledgePage"),
});

/** One article by its id, or `new`. */
export const articleRoute = createRoute({
  getParentRoute: () => merchantRoute,
  path: "knowledge/$article",
  validateSearch: Search,
  component: lazyRouteComponent(() => import("./article.tsx"), "ArticlePage"),
});

export const knowledgePage: PageEntry = {
  id: "knowledge",
  name: knowledgeWords.knowledge,
  icon: BookOpenText,
  letter: "k",
  link: (merchant) => ({ to: knowledgeRoute.to, params: { merchant } }),
};
