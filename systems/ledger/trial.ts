import { type Bilingual, type Currency, formatMoney, money, type Money, subtract } from "@ruyi/kernel";
import type { AccountName } from "./posting.ts";

/** All that was ever written on an account, each side by itself. */
export type AccountTotal = {
  readonly account: AccountName;
  /** Both zero or more, in one currency. */
  readonly debits: Money;
  readonly credits: Money;
};

/** The accounts of one currency side by side. `difference` is zero, or the books are broken. */
export type Trial = {
  readonly currency: Currency;
  readonly lines: readonly (AccountTotal & { readonly balance: Money })[];
  readonly debits: Money;
  readonly credits: Money;
  readonly difference: Money;
};

/** A trial for each currency that has an account, in the order the totals name them. */
export function trialsOf(totals: readonly AccountTotal[]): Trial[] {
  return [...Map.groupBy(totals, ({ debits }) => debits.currency)].map(([currency, lines]) => {
    const sum = (side: "debits" | "credits"): Money =>
      money(
        lines.reduce((all, line) => all + line[side].minor, 0),
        currency,
      );
    const [debits, credits] = [sum("debits"), sum("credits")];
    return {
      currency,
      lines: lines.map((line) => ({ ...line, balance: subtract(line.debits, line.credits) })),
      debits,
      credits,
      difference: subtract(debits, credits),
    };
  });
}

/** What the trial shows, in one sentence for whoever reads it. */
export function trialSentence({ debits, credits, difference }: Trial): Bilingual {
  const of = (amount: Money): Bilingual => ({ zh: formatMoney(amount, "zh"), en: formatMoney(amount, "en") });
  const [left, right, off] = [of(debits), of(credits), of(difference)];
  if (difference.minor === 0) {
    return {
      zh: `借贷相等：两边都是${left.zh}，差额${off.zh}。`,
      en: `The books balance: ${left.en} on both sides, a difference of ${off.en}.`,
    };
  }
  return {
    zh: `借贷不等：借方${left.zh}，贷方${right.zh}，差${off.zh}。记账有错，请立即联系系统负责人。`,
    en: `The books do not balance: ${left.en} against ${right.en}, off by ${off.en}. Something is wrong in them; call whoever runs this system now.`,
  };
}
