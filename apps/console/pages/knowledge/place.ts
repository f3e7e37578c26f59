import { useMe, useMerchant } from "../../shell/session.ts";
import type { At } from "../../api/knowledge.ts";

/** Whose articles are on the page: the shop's, or those of what stands above it. */
export type Level = "shop" | "business" | "platform";

export type ArticlesOf = {
  readonly merchant: string;
  readonly level: Level;
  /** Where the API keeps them; part of every key of what is remembered of them. */
  readonly at: At;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
  /** The levels that this person looks after, the shop first. */
  readonly levels: readonly Level[];
  /** Keeps the level in the address. */
  readonly search: { readonly of?: "business" | "platform" };
};

/** The articles that an address names, as far as they are this person's: whoever has no post above sees the shop's. */
export function useArticlesOf(merchant: string, of: "business" | "platform" | undefined): ArticlesOf {
  const { permissions, staff } = useMe();
  const businessId = useMerchant()?.businessId;
  const { at: post } = staff.post;
  const isBusinesss = post.kind === "platform" || (post.kind === "business" && post.businessId === businessId);
  const levels: readonly Level[] = [
    "shop",
    ...(isBusinesss && businessId !== undefined ? (["business"] as const) : []),
    ...(post.kind === "platform" ? (["platform"] as const) : []),
  ];
  const level = of !== undefined && levels.includes(of) ? of : "shop";
  const at: At =
    level === "platform"
      ? ["platform"]
      : level === "business"
        ? ["businesses", businessId ?? ""]
        : ["merchants", merchant];
  return {
    ...{ merchant, level, at, levels },
    mayRead: permissions.includes("knowledge.read"),
    mayWrite: permissions.includes("knowledge.write"),
    search: level === "shop" ? {} : { of: level },
  };
}
