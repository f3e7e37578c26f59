import type { Agent } from "@ruyi/desk";
import { may, type Merchant, placeOf, type Staff } from "@ruyi/tenancy";

/** How a member of staff appears in a conversation, with the authority over money their post gives. */
export function agentOf({ id, name, post }: Pick<Staff, "id" | "name" | "post">, merchant: Merchant): Agent {
  const authority = (["R3", "R2", "R1"] as const).find((level) =>
    may(post, `refund.decide.${level}`, placeOf(merchant)),
  );
  return { id, name, ...(authority ? { authority } : {}) };
}
