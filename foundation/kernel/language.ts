/** The languages every customer-facing text exists in. */
export type Language = "zh" | "en";
export const languages: readonly Language[] = ["zh", "en"];

/** One sentence in each language, each written by itself. */
export type Bilingual = { readonly [L in Language]: string };
