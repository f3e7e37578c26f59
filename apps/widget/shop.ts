import type { Language } from "@ruyi/kernel";
import type { Amount } from "./view.ts";
import type { Word } from "./words.ts";

/** An order that the page thinks the customer means. */
export type OrderInSight = {
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly state: string;
  readonly amount?: Amount;
  /** What the page says of it: where it is, or when it came. */
  readonly note?: Readonly<Record<Language, string>>;
};

export type Matter = { readonly label: Word; readonly sentence: Word };

/** What people most likely want of an order in this state, likeliest first. */
export function mattersFor(state: string): readonly Matter[] {
  const parcel: Matter = { label: "askParcel", sentence: "sayParcel" };
  const give: Matter = { label: "askReturn", sentence: "sayReturn" };
  const damaged: Matter = { label: "askDamaged", sentence: "sayDamaged" };
  const cancel: Matter = { label: "askCancel", sentence: "sayCancel" };
  const address: Matter = { label: "askAddress", sentence: "sayAddress" };
  switch (state) {
    case "unpaid":
    case "paid":
    case "picking":
      return [cancel, address, parcel];
    case "shipped":
      return [parcel, cancel];
    case "delivered":
    case "completed":
      return [give, damaged];
    default:
      return [parcel, give, damaged];
  }
}

/** Reads an order as a page wrote it into an attribute; undefined for anything else. */
export function readOrder(text: string | null | undefined): OrderInSight | undefined {
  if (!text) return undefined;
  try {
    const { id, title, state, amount, note }: Partial<Record<string, unknown>> = { ...JSON.parse(text) };
    const named = inBoth(title);
    if (typeof id !== "string" || id === "" || !named) return undefined;
    const told = inBoth(note);
    return {
      id,
      title: named,
      state: typeof state === "string" ? state : "",
      ...(isAmount(amount) ? { amount } : {}),
      ...(told ? { note: told } : {}),
    };
  } catch {
    return undefined;
  }
}

function inBoth(value: unknown): Readonly<Record<Language, string>> | undefined {
  if (typeof value === "string" && value !== "") return { zh: value, en: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { zh, en }: Partial<Record<string, unknown>> = { ...value };
  return typeof zh === "string" && typeof en === "string" ? { zh, en } : undefined;
}

const isAmount = (value: unknown): value is Amount =>
  typeof value === "object" &&
  value !== null &&
  "minor" in value &&
  Number.isSafeInteger(value.minor) &&
  "currency" in value &&
  typeof value.currency === "string" &&
  /^[A-Z]{3}$/.test(value.currency);
