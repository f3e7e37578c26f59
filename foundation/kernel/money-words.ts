import type { Language } from "./language.ts";
import { currencyDecimals, type Money } from "./money.ts";

/** Symbols by VOICE §2: the reader's language decides, so that CN¥ and ¥ cannot be taken for each other. */
const symbols: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: { CNY: "¥", USD: "US$", EUR: "€", GBP: "£", JPY: "JP¥" },
  en: { CNY: "CN¥", USD: "$", EUR: "€", GBP: "£", JPY: "¥" },
};

/** All decimals of the currency, thousands in groups of three: ¥1,280.00, $12.00, JP¥1,200. */
export function formatMoney({ minor, currency }: Money, language: Language): string {
  const decimals = currencyDecimals(currency);
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const rest = decimals > 0 ? `.${digits.slice(-decimals)}` : "";
  const symbol = symbols[language][currency] ?? `${currency} `;
  return `${minor < 0 ? "−" : ""}${symbol}${whole}${rest}`;
}
