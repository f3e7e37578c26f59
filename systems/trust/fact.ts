import type { CustomerId, OrderId, StaffId } from "@ruyi/kernel";

/**
 * What is remembered about a customer's dealings with one shop. There is no kind for an address, a device, a region or
 * a language, none for a cancelled order, and none for asking: what no fact can say, no rating can use.
 */
export type TrustFact = { readonly customerId: CustomerId; readonly at: Date } & (
  | { readonly kind: "customer-since" }
  /** Delivered, and the days for a return are over. */
  | { readonly kind: "order-completed"; readonly orderId: OrderId }
  | { readonly kind: "return-arrived" | "return-late" | "return-missing"; readonly returnId: string }
  /** Only a person says so, after inspecting the goods. */
  | { readonly kind: "claim-proven-false"; readonly claimId: string; readonly decidedBy: StaffId }
  /** Takes a fact that lowered the rating out of the count, as if it had never been. */
  | { readonly kind: "correction"; readonly corrects: FactName; readonly decidedBy: StaffId }
);
export type FactKind = TrustFact["kind"];

/** Names a fact within its customer, as in `return-missing:R-1`. The same event told twice has the same name. */
export type FactName = `${FactKind}:${string}`;

export function subjectOf(fact: TrustFact): string {
  switch (fact.kind) {
    case "customer-since":
      return "";
    case "order-completed":
      return fact.orderId;
    case "return-arrived":
    case "return-late":
    case "return-missing":
      return fact.returnId;
    case "claim-proven-false":
      return fact.claimId;
    case "correction":
      return fact.corrects;
  }
}

export const nameOf = (fact: TrustFact): FactName => `${fact.kind}:${subjectOf(fact)}`;
