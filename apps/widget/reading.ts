import type { Bilingual } from "@ruyi/kernel";

/* Values that came from elsewhere, read for what they are; anything else is undefined. */

export type Amount = { readonly minor: number; readonly currency: string };

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A text in both languages, or the same one for both. */
export function inBoth(value: unknown): Bilingual | undefined {
  if (typeof value === "string" && value !== "") return { zh: value, en: value };
  const { zh, en } = fieldsOf(value);
  return typeof zh === "string" && typeof en === "string" ? { zh, en } : undefined;
}

export function amountOf(value: unknown): Amount | undefined {
  const { minor, currency } = fieldsOf(value);
  const isMoney = Number.isSafeInteger(minor) && typeof currency === "string" && /^[A-Z]{3}$/.test(currency);
  return isMoney ? { minor: Number(minor), currency } : undefined;
}

type Present<Fields> = { [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};

/** Without the fields that have no value. */
export const present = <Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
