import { type Bilingual, type Currency, money } from "@ruyi/kernel";
import type { GoodsClass, Product } from "./market.ts";

/** One shelf's worth of a price list: zh title, en title, price in minor units, grams, words (zh and en mixed). */
export type Row = readonly [zh: string, en: string, minor: number, grams: number, words: string, class_?: GoodsClass];

export type Shelf = { readonly category: Bilingual; readonly words: readonly string[]; readonly rows: readonly Row[] };

/**
 * Lays out a catalogue. A product answers to its titles, its own words (commas between) and its shelf's words.
 * Custom, fresh, hygiene and digital goods are excepted from return without a reason, and the shop says so beforehand.
 */
export function catalogue(prefix: string, currency: Currency, shelves: readonly Shelf[]): Product[] {
  const products: Product[] = [];
  for (const shelf of shelves) {
    for (const [zh, en, minor, weightGrams, own, goodsClass = "ordinary"] of shelf.rows) {
      const words = [zh, en.toLowerCase(), ...own.split(",").map((word) => word.trim()), ...shelf.words];
      products.push({
        id: `${prefix}-${String(products.length + 1).padStart(3, "0")}`,
        title: { zh, en },
        category: shelf.category,
        words: [...new Set(words.filter((word) => word !== ""))],
        price: money(minor, currency),
        weightGrams,
        class: goodsClass,
        returnable: goodsClass === "ordinary",
      });
    }
  }
  return products;
}
