import type { Language } from "@ruyi/kernel";

const locales: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

export const tellCount = (count: number, language: Language): string =>
  new Intl.NumberFormat(locales[language]).format(count);

/** A share from 0 to 1, in whole percent; one that is neither is never told as 0 % or 100 %. */
export function tellShare(share: number, language: Language): string {
  const percent = (value: number): string =>
    new Intl.NumberFormat(locales[language], { style: "percent", maximumFractionDigits: 0 }).format(value);
  if (share > 0 && share < 0.005) return `<${percent(0.01)}`;
  if (share < 1 && share >= 0.995) return `>${percent(0.99)}`;
  return percent(share);
}

/** A time that was spent, in the largest unit that says it, with one decimal below ten. */
export function tellSpent(seconds: number, language: Language): string {
  if (seconds < 1) return language === "zh" ? "不到1秒" : "under 1 s";
  const [unit, size] = seconds < 60 ? (["second", 1] as const) : longer(seconds);
  const value = seconds / size;
  return new Intl.NumberFormat(locales[language], {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && unit !== "second" ? 1 : 0,
  })
    .format(value)
    .replaceAll(" ", language === "zh" ? "" : " ");
}

const longer = (seconds: number) => {
  if (seconds < 3_600) return ["minute", 60] as const;
  return seconds < 2 * 86_400 ? (["hour", 3_600] as const) : (["day", 86_400] as const);
};

/** How hot, from 0 (nobody) to 5 (nearly all), for the colours of heat. */
export const heatOf = (runs: number, begun: number): 0 | 1 | 2 | 3 | 4 | 5 => {
  if (runs <= 0 || begun <= 0) return 0;
  const level = Math.ceil((5 * Math.min(runs, begun)) / begun);
  return level >= 5 ? 5 : level === 4 ? 4 : level === 3 ? 3 : level === 2 ? 2 : 1;
};

/** How wide a way is drawn: 1 where nobody went, up to 6. By the root, so that the few are still seen beside the many. */
export const widthOf = (runs: number, most: number): number =>
  runs <= 0 || most <= 0 ? 1 : 1.5 + 4.5 * Math.sqrt(Math.min(runs, most) / most);
