import type { Language } from "@ruyi/kernel";
import { type Conversation, createConversation, type Ending } from "./executor.ts";
import type { readPack } from "./pack.ts";
import type { RetailData } from "./retail-data.ts";
import { createRetailShop } from "./retail-shop.ts";

export type RetailBench = { readonly data: RetailData; readonly pack: ReturnType<typeof readPack> };

/** A shop and a conversation in it; the circumstances hang on the seed. */
export function openRetail({ data, pack }: RetailBench, seed: number) {
  const { shop, changed } = createRetailShop(data);
  const language: Language = seed % 2 === 0 ? "en" : "zh";
  const conversation = createConversation({ procedures: pack, shop, language, zone: "America/New_York", seed });
  return { conversation, changed };
}

/** The customer says who they are, one way or the other; the procedures find the account. */
export function identifyAs(conversation: Conversation, data: RetailData, userId: string, seed: number): Ending {
  const user = data.base.users.get(userId);
  const byEmail = { by: "email", email: user?.email };
  const byName = {
    by: "name",
    firstName: user?.name.first_name,
    lastName: user?.name.last_name,
    zip: user?.address["zip"],
  };
  const isEmail = user !== undefined && user.email !== "" && seed % 3 !== 0;
  return identifyWith(conversation, isEmail ? byEmail : byName);
}

export function identifyWith(conversation: Conversation, told: Readonly<Record<string, unknown>>): Ending {
  const ending = conversation.offer({ procedure: "identify", told });
  const match = ending.kind === "done" ? ending.run.facts["match"]?.value : undefined;
  if (typeof match === "object" && match !== null && "id" in match) conversation.identify(String(match.id));
  return ending;
}
