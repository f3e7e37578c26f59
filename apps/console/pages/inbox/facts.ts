import { type Bilingual, formatMoney, type Language, type Money } from "@ruyi/kernel";
import type { Detail } from "../../api/conversations.ts";
import { factValues } from "../../words/facts.ts";
import { tellTime } from "../../words/tell.ts";

/** One thing a run knows, as a row shows it. */
export type FactRow = {
  /** Which row: names its label among the words. */
  readonly id: FactRowId;
  readonly value: string;
  readonly source: string;
  readonly at: string;
  readonly isStale: boolean;
};

export type FactRowId = (typeof shown)[number]["id"];

/** Others' word older than this is read again before anything is done on it. */
const freshMs = 10 * 60_000;
const mayHaveChanged = new Set(["shop", "carrier", "pay", "ledger", "trust"]);

type As = "text" | "money" | "time" | "state" | "tail";

/** Which facts have a row, in their order; all others are the procedure's own affair. */
const shown = [
  { id: "order", path: "order.title", as: "text" },
  { id: "number", path: "order.number", as: "tail" },
  { id: "amount", path: "order.amount", as: "money" },
  { id: "orderState", path: "order.state", as: "state" },
  { id: "tender", path: "order.tender", as: "text" },
  { id: "deliveredAt", path: "order.deliveredAt", as: "time" },
  { id: "parcelState", path: "parcel.state", as: "state" },
  { id: "parcelPlace", path: "parcel.lastPlace", as: "text" },
  { id: "parcelExpected", path: "parcel.expectedAt", as: "time" },
  { id: "why", path: "quote.why", as: "text" },
  { id: "returnCode", path: "registerReturn.code", as: "text" },
  { id: "sendBy", path: "registerReturn.sendBy", as: "time" },
  { id: "refund", path: "refund.state", as: "state" },
  { id: "damage", path: "damage", as: "text" },
  { id: "address", path: "address", as: "text" },
] as const satisfies readonly { readonly id: string; readonly path: string; readonly as: As }[];

/** What is known, each with who says so and since when. What is not known has no row. */
export function factRows(facts: Detail["facts"], language: Language, now: number): FactRow[] {
  const byName = new Map(facts.map((fact) => [fact.name, fact]));
  return shown.flatMap(({ id, path, as }) => {
    const [name = "", ...inside] = path.split(".");
    const fact = byName.get(name);
    const value = fact && inside.reduce(within, fact.value);
    const text = value === undefined || value === null ? undefined : worded(value, as, language, now);
    if (!fact || text === undefined) return [];
    const isStale = mayHaveChanged.has(fact.source) && now - Date.parse(fact.at) > freshMs;
    return [{ id, value: text, source: fact.source, at: fact.at, isStale }];
  });
}

const within = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

function worded(value: unknown, as: As, language: Language, now: number): string | undefined {
  switch (as) {
    case "text": {
      const text = isBilingual(value) ? value[language] : typeof value === "string" ? value : "";
      return text.trim() === "" ? undefined : text;
    }
    case "money":
      return isMoney(value) ? formatMoney(value, language) : undefined;
    case "time":
      return typeof value === "string" ? tellTime(value, language, now) || undefined : undefined;
    case "tail":
      return `··${String(value).slice(-4)}`;
    case "state":
      return factValues[String(value)]?.[language] ?? String(value);
  }
}

const isBilingual = (value: unknown): value is Bilingual =>
  typeof value === "object" && value !== null && "zh" in value && "en" in value;
const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value;
