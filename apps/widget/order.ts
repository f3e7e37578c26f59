import type { Bilingual } from "@ruyi/kernel";
import { type Amount, amountOf, fieldsOf, inBoth, present, textOf } from "./reading.ts";
import type { Word } from "./words.ts";

/** An order as its customer sees it: of the page, which thinks it is meant, or of the server, which knows it. */
export type Order = {
  readonly number: string;
  readonly title: Bilingual;
  readonly state: string;
  readonly quantity?: number;
  readonly price?: Amount;
  /** What the page says of it: where it is, or when it came. */
  readonly note?: Bilingual;
  /** Where money for it goes back to. */
  readonly tender?: Bilingual;
  readonly placedAt?: string;
  readonly deliveredAt?: string;
  readonly parcel?: Parcel;
};

export type Parcel = {
  readonly state: string;
  readonly carrier?: Bilingual;
  readonly lastScanAt?: string;
  readonly expectedAt?: string;
};

/** Reads an order as a page wrote it into an attribute; undefined for anything else. */
export function readOrder(text: string | null | undefined): Order | undefined {
  try {
    const { id, amount, ...fields } = fieldsOf(JSON.parse(text ?? ""));
    return orderFrom({ ...fields, number: id, price: amount });
  } catch {
    return undefined;
  }
}

/** Reads an order as the server told it; undefined for what is none. */
export function orderFrom(value: unknown): Order | undefined {
  const { number, title, state, quantity, price, note, tender, placedAt, deliveredAt, parcel } = fieldsOf(value);
  const named = inBoth(title);
  if (typeof number !== "string" || number === "" || !named) return undefined;
  return present({
    number,
    title: named,
    state: textOf(state) ?? "",
    quantity: typeof quantity === "number" ? quantity : undefined,
    price: amountOf(price),
    note: inBoth(note),
    tender: inBoth(tender),
    placedAt: textOf(placedAt),
    deliveredAt: textOf(deliveredAt),
    parcel: parcelFrom(parcel),
  });
}

function parcelFrom(value: unknown): Parcel | undefined {
  const { state, carrier, lastScanAt, expectedAt } = fieldsOf(value);
  if (typeof state !== "string") return undefined;
  return present({
    state,
    carrier: inBoth(carrier),
    lastScanAt: textOf(lastScanAt),
    expectedAt: textOf(expectedAt),
  });
}

/** A place on a parcel's way. `missed` is where it did not go on as it should. */
export type Waypoint = {
  readonly name: Word;
  readonly is: "done" | "now" | "missed" | "to-come";
  /** When it was passed, or is expected to be. */
  readonly at?: string | undefined;
};

/** The way of an order's parcel, as far as it has come; empty for one that has none yet. */
export function wayOf({ parcel, placedAt, deliveredAt }: Order): readonly Waypoint[] {
  if (!parcel) return [];
  const { state, lastScanAt, expectedAt } = parcel;
  const isNear = state === "out-for-delivery";
  const hasCome = state === "delivered";
  const odd = (["held", "lost", "returning"] as const).find((each) => each === state);
  return [
    { name: "placed", is: "done", at: placedAt },
    odd
      ? { name: odd, is: "missed", at: lastScanAt }
      : { name: "moving", is: isNear || hasCome ? "done" : "now", at: isNear || hasCome ? undefined : lastScanAt },
    { name: "near", is: isNear ? "now" : hasCome ? "done" : "to-come", at: isNear ? lastScanAt : undefined },
    hasCome
      ? { name: "arrived", is: "done", at: deliveredAt ?? lastScanAt }
      : { name: "arrived", is: "to-come", at: odd ? undefined : expectedAt },
  ];
}

export type Matter = { readonly label: Word; readonly sentence: Word };

const parcel: Matter = { label: "askParcel", sentence: "sayParcel" };
const give: Matter = { label: "askReturn", sentence: "sayReturn" };
const damaged: Matter = { label: "askDamaged", sentence: "sayDamaged" };
const cancel: Matter = { label: "askCancel", sentence: "sayCancel" };
const address: Matter = { label: "askAddress", sentence: "sayAddress" };

/** What people most likely want of an order in this state, likeliest first. */
export function mattersFor(state: string): readonly Matter[] {
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

/** What a shop may offer before an order is in sight, by its procedure; a person is offered always, elsewhere. */
export const offerFor: Readonly<Record<string, Word>> = {
  "where-is-my-parcel": "offerParcel",
  "return-and-refund": "offerReturn",
  "damaged-or-missing": "offerDamaged",
  "cancel-order": "offerCancel",
  "change-address": "offerAddress",
};
export const plainOffers = ["where-is-my-parcel", "return-and-refund", "damaged-or-missing"] as const;
