import type { Money, StaffId } from "@ruyi/kernel";
import type { TrustPolicy } from "./policy.ts";

/** R1 a certified agent, R2 a lead, R3 the merchant's owner or the platform's duty officer. */
export type Authority = "R1" | "R2" | "R3";

export type Decider = { readonly staffId: StaffId; readonly authority: Authority };

/** What a sum needs: one person of at least this authority, or two people of R3. */
export type NeededAuthority = Authority | "two-people";

/** A sum in a currency without a column needs two people: nobody has said what one may decide in it. */
export function neededFor(amount: Money, policy: TrustPolicy): NeededAuthority {
  const column = policy.columns[amount.currency];
  if (!column) return "two-people";
  if (amount.minor <= column.agent) return "R1";
  if (amount.minor <= column.lead) return "R2";
  return amount.minor <= column.twoPeople ? "R3" : "two-people";
}

/**
 * What an approval by `by` comes to, after `first` approved where somebody did: `enough`; `first-of-two`, and a second
 * person must agree; `same-person`, who cannot be both; or `not-enough` authority.
 */
export type ApprovalWeight = "enough" | "first-of-two" | "same-person" | "not-enough";

export function weighApproval(amount: Money, policy: TrustPolicy, by: Decider, first?: Decider): ApprovalWeight {
  const needed = neededFor(amount, policy);
  if (needed !== "two-people") return by.authority >= needed ? "enough" : "not-enough";
  if (by.authority !== "R3") return "not-enough";
  if (first?.authority !== "R3") return "first-of-two";
  return first.staffId === by.staffId ? "same-person" : "enough";
}

/** A refusal after a check takes a lead, whatever the sum: it weighs on a person. */
export const mayRefuse = (by: Decider): boolean => by.authority >= "R2";
