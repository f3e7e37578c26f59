import type { ConversationId, CustomerId, MerchantId } from "@ruyi/kernel";

/** How far the assistant goes: it acts and answers; it proposes and a person sends; a person comes at once. */
export const modeNames = ["full", "draft", "off"] as const;
export type ModeName = (typeof modeNames)[number];

/** What holds for one matter: the mode for `share` people in a hundred, and what the others have instead. */
export type Rule = { readonly mode: ModeName; readonly share: number; readonly holdOut: Exclude<ModeName, "full"> };

/** A merchant's choice. Procedures that are not named go by `all`; `draw` salts the chance by which people are drawn. */
export type Modes = {
  readonly all: Rule;
  readonly procedures: Readonly<Record<string, Rule>>;
  readonly draw: number;
};

export const plainRule: Rule = { mode: "full", share: 100, holdOut: "draft" };
export const plainModes: Modes = { all: plainRule, procedures: {}, draw: 1 };

/** Whoever is drawn stays so: a customer wherever they write, a visitor as long as their conversation. */
export type Drawn = {
  readonly merchantId: MerchantId;
  readonly id: ConversationId;
  readonly customerId: CustomerId | undefined;
};

/** How a matter is served, and on which side of a comparison it stands; `everybody` where nobody was drawn. */
export type Serving = {
  readonly mode: ModeName;
  readonly side: "served" | "held-out" | "everybody";
  readonly draw: number;
};

/** Whoever asks for a person gets one, by the procedure for it: there is nothing to hold back. */
export const alwaysFull = "talk-to-a-person";

export function servingOf({ all, procedures, draw }: Modes, drawn: Drawn, procedure: string | undefined): Serving {
  if (procedure === alwaysFull) return { mode: "full", side: "everybody", draw };
  const own = procedure !== undefined && Object.hasOwn(procedures, procedure) ? procedures[procedure] : undefined;
  const { mode, share, holdOut } = own ?? all;
  const isServed = placeOf(drawn, draw) * 100 < share;
  const side = share <= 0 || share >= 100 ? "everybody" : isServed ? "served" : "held-out";
  return { mode: isServed ? mode : holdOut, side, draw };
}

/** Where a person stands between 0 and 1: the same each time, and as if by chance. Who is served stays so as a share grows. */
export function placeOf({ merchantId, id, customerId }: Drawn, draw: number): number {
  const person = customerId === undefined ? `conversation ${id}` : `customer ${customerId}`;
  return scattered(`${draw} ${merchantId} ${person}`) / 2 ** 32;
}

/** FNV-1a over 32 bits, stirred as MurmurHash3 ends: keys that differ in one place land far from each other. */
function scattered(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
