import { type Currency, type Money, currencyDecimals } from "@ruyi/kernel";
import { readNumeral } from "./numerals.ts";

const signs: readonly (readonly [RegExp, Currency])[] = [
  [/^(?:cn¥|cny|rmb|人民币)$/, "CNY"],
  [/^(?:jp¥|jpy)$/, "JPY"],
  [/^(?:hk\$|hkd)$/, "HKD"],
  [/^(?:us\$|usd|\$)$/, "USD"],
  [/^(?:€|eur)$/, "EUR"],
  [/^(?:£|gbp)$/, "GBP"],
  [/^¥$/, "CNY"],
];
const units: readonly (readonly [RegExp, Currency])[] = [
  [/^(?:元|块|块钱|圆|yuan|rmb|cny|人民币)$/, "CNY"],
  [/^(?:日元|円|yen|jpy)$/, "JPY"],
  [/^(?:美元|美金|刀|dollars?|usd|bucks?)$/, "USD"],
  [/^(?:欧元|euros?|eur)$/, "EUR"],
  [/^(?:英镑|pounds?|quid|gbp)$/, "GBP"],
  [/^(?:港币|港元|hkd)$/, "HKD"],
];

const currencyOf = (text: string, table: readonly (readonly [RegExp, Currency])[]): Currency | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1];

const before =
  /(cn¥|jp¥|us\$|hk\$|人民币|\b(?:rmb|usd|cny|eur|gbp|jpy|hkd)|[¥$€£])\s?(\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,3})?|\d{1,9}(?:\.\d{1,3})?)(万)?/g;
const behind =
  /(\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,3})?|\d{1,9}(?:\.\d{1,3})?|[一二两三四五六七八九十百千万零]{1,9})\s?(万)?(块钱|块|元|圆|人民币|日元|円|美元|美金|刀(?!片|具)|欧元|英镑|港币|港元|(?:yuan|rmb|cny|yen|jpy|dollars?|usd|bucks?|euros?|eur|pounds?|quid|gbp|hkd)\b)(\d|[一二三四五六七八九])?(?![\d])/g;

/** Amounts spoken of, in reading order, in minor units. A bare "¥" is taken for yuan. Folded text only. */
export function readAmounts(folded: string): Money[] {
  const found: { at: number; amount: Money }[] = [];
  const keep = (at: number, value: number, currency: Currency | undefined): void => {
    if (!currency) return;
    const minor = Math.round(value * 10 ** currencyDecimals(currency));
    if (Number.isSafeInteger(minor)) found.push({ at, amount: { minor, currency } });
  };
  const rest = folded.replace(
    before,
    (whole: string, sign: string, digits: string, tenThousand: string | undefined, at: number) => {
      keep(at, valueOf(digits) * (tenThousand ? 10_000 : 1), currencyOf(sign, signs));
      return " ".repeat(whole.length);
    },
  );
  for (const { index, 1: digits = "", 2: tenThousand, 3: unit = "", 4: tenths } of rest.matchAll(behind)) {
    const spoken = tenths && unit.startsWith("块") && !digits.includes(".") ? (readNumeral(tenths) ?? 0) / 10 : 0;
    keep(index, valueOf(digits) * (tenThousand ? 10_000 : 1) + spoken, currencyOf(unit, units));
  }
  return found.sort((a, b) => a.at - b.at).map(({ amount }) => amount);
}

const valueOf = (digits: string): number =>
  /\d/.test(digits) ? Number(digits.replaceAll(",", "")) : (readNumeral(digits) ?? Number.NaN);
