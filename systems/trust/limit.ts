import { compareMoney, type Currency, money, type Money, subtract, zero } from "@ruyi/kernel";
import type { TrustPolicy } from "./policy.ts";
import type { Standing } from "./rating.ts";

/**
 * What may be advanced to a customer of this standing, all open advances together. Zero at one and two stars, whose
 * refunds wait for a person or the carrier's scan. Undefined where the policy has no column for the currency.
 */
export function limitOf(standing: Standing, currency: Currency, policy: TrustPolicy): Money | undefined {
  const limits = policy.columns[currency]?.limits;
  if (!limits) return undefined;
  switch (standing) {
    case 5:
      return money(limits.five, currency);
    case 4:
      return money(limits.four, currency);
    case 3:
      return money(limits.three, currency);
    case "new":
      return money(limits.newcomer, currency);
    case 2:
    case 1:
      return zero(currency);
  }
}

/** What is left of a limit beside what is open; never below zero, for a rating may fall while advances are open. */
export const availableOf = (limit: Money, open: Money): Money =>
  compareMoney(limit, open) > 0 ? subtract(limit, open) : zero(limit.currency);
