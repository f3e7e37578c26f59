/** Where a merchant's orders come from: its own shop, the simulated market, or nowhere yet. */
export type ShopSeen = { readonly kind: "none" } | { readonly kind: "connected" | "demo"; readonly orders: number };

/** What a new merchant's guide is made of; none of it is kept for the guide. */
export type FirstFacts = {
  readonly hasPassword: boolean;
  readonly shop: ShopSeen;
  /** Somebody has written, so the chat stands on a page. */
  readonly hasConversation: boolean;
  /** Others who may answer customers here. */
  readonly colleagues: number;
  readonly hasHours: boolean;
};

export const firstStepIds = ["password", "shop", "widget", "colleague", "hours"] as const;
export type FirstStep = { readonly id: (typeof firstStepIds)[number]; readonly isDone: boolean };

/** What a new system still lacks before its first customer, in the order it is best done. */
export function firstSteps(facts: FirstFacts): readonly FirstStep[] {
  const isDone: Readonly<Record<FirstStep["id"], boolean>> = {
    password: facts.hasPassword,
    shop: facts.shop.kind !== "none",
    widget: facts.hasConversation,
    colleague: facts.colleagues > 0,
    hours: facts.hasHours,
  };
  return firstStepIds.map((id) => ({ id, isDone: isDone[id] }));
}
