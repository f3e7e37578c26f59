import { v7 } from "uuid";

/** A UUIDv7 in text form that names one kind of thing; ids of different kinds do not mix. */
export type Id<Kind extends string> = string & { readonly __kind: Kind };

export type MerchantId = Id<"merchant">;
export type BusinessId = Id<"business">;
export type StaffId = Id<"staff">;
export type ConversationId = Id<"conversation">;
export type RunId = Id<"run">;
export type RefundId = Id<"refund">;

/** Ids a shop gives: any short text, unique within its merchant only. */
export type CustomerId = string & { readonly __kind: "customer" };
export type OrderId = string & { readonly __kind: "order" };
export type ParcelId = string & { readonly __kind: "parcel" };

/** Makes ids that sort by the time of their making. */
export type NewId = <Kind extends string>(kind: Kind) => Id<Kind>;

/** Ids from a clock in milliseconds and a source of 16 random bytes, so that a replay makes the same ones. */
export const createNewId =
  (nowMs: () => number, random16: () => Uint8Array): NewId =>
  <Kind extends string>(_kind: Kind) =>
    v7({ msecs: nowMs(), random: random16() }) as Id<Kind>;

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Mints an id from text of the outside; undefined when it is no UUID. */
export const parseId = <Kind extends string>(_kind: Kind, text: string): Id<Kind> | undefined =>
  uuidShape.test(text) ? (text as Id<Kind>) : undefined;

export const customerId = (text: string): CustomerId => text as CustomerId;
export const orderId = (text: string): OrderId => text as OrderId;
export const parcelId = (text: string): ParcelId => text as ParcelId;
