import { randomUUID } from "node:crypto";
import type { Language } from "@ruyi/kernel";
import type { RunningServer } from "@ruyi/server";
import type { Move } from "@ruyi/sop";
import { bearer, call } from "../tests/fixtures/http.ts";
import { identityOf } from "../tests/fixtures/identity.ts";

type Who = {
  readonly slug: string;
  readonly language: Language;
  /** Undefined for a visitor. */
  readonly customer: string | undefined;
};

/** A customer at the shop's own page. */
export async function customerAt(
  { url, house }: Pick<RunningServer, "url" | "house">,
  secret: string,
  { slug, language, customer }: Who,
) {
  const identity = customer === undefined ? undefined : identityOf(secret, slug, customer, house.clock.now());
  const begun = await call<{ conversationId: string; token: string }>(`${url}/v1/customer/conversations`, {
    headers: identity === undefined ? { "ruyi-merchant": slug } : bearer(identity),
    body: { language },
  });
  const { conversationId: id, token } = begun.body;
  return {
    id,
    async says(text: string): Promise<number> {
      const address = `${url}/v1/customer/conversations/${id}/messages`;
      const said = await call<{ offset: number }>(address, {
        headers: bearer(token),
        body: { clientMessageId: randomUUID(), text },
      });
      if (said.status !== 201) throw new Error(`"${text}" was not taken: ${said.status}.`);
      return said.body.offset;
    },
    /** Presses whatever it is given; the status that comes back. */
    async tries(move: object): Promise<number> {
      const address = `${url}/v1/customer/conversations/${id}/moves`;
      return (await call(address, { headers: bearer(token), body: move })).status;
    },
    /** A yes goes with the read-back that is in sight. */
    async presses(move: Move): Promise<void> {
      const address = `${url}/v1/customer/conversations/${id}`;
      const { asked } = (await call<{ asked: number }>(`${address}/form`, { headers: bearer(token) })).body;
      const body = move.move === "confirm" ? { move: "confirm", asked } : move;
      const pressed = await call(`${address}/moves`, { headers: bearer(token), body });
      if (pressed.status !== 200)
        throw new Error(`A customer's press was refused: ${JSON.stringify([move, pressed.body])}.`);
    },
  };
}
