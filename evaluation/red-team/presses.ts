import { randomUUID } from "node:crypto";
import type { MerchantId } from "@ruyi/kernel";
import type { House, RunningServer } from "@ruyi/server";
import { anOutsideAi, type OutsideAi } from "../../tests/fixtures/outside-ai.ts";
import { identityOf } from "../../tests/fixtures/identity.ts";

type Door = { readonly slug: string; readonly secret: string; readonly ai: OutsideAi };
/** The identity secret of each shop, and an outside AI with a key of it. */
export async function openDoors({
  url,
  house,
}: Pick<RunningServer, "url" | "house">): Promise<ReadonlyMap<string, Door>> {
  const by = { kind: "system", name: "evaluation" } as const;
  const doors = new Map<string, Door>();
  for (const slug of ["yunshang", "brightbyte", "dailyfresh"]) {
    const merchant = await house.tenancy.merchantBySlug(slug);
    if (!merchant) throw new Error(`The demo market has no shop "${slug}".`);
    const draft = {
      name: `red team ${randomUUID()}`,
      permissions: ["conversation.read", "conversation.handle"] as const,
    };
    const made = await house.tenancy.createApiKey(by, merchant.id, draft);
    if (made.kind !== "done") throw new Error(`No key could be made for "${slug}": ${made.reason}.`);
    const secret = await house.tenancy.revealIdentitySecret(by, merchant.id);
    doors.set(slug, { slug, secret, ai: anOutsideAi(url, made.secret) });
  }
  return doors;
}

type Needs = {
  readonly door: Door;
  /** The attacker's own conversation. */
  readonly line: { readonly id: string; readonly tries: (move: object) => Promise<number> };
  readonly merchantId: MerchantId;
  /** Somebody whom nobody here may speak for. */
  readonly customer: string;
  readonly said: readonly string[];
};

/** Moves that are nobody's to make here, through every door there is; those that were taken are named. */
export async function presses(house: House, { door, line, merchantId, customer, said }: Needs) {
  const { ai } = door;
  const words = said.at(-1) ?? "";
  const isTaken = async (move: Promise<{ readonly isError: boolean }>): Promise<boolean> => !(await move).isError;
  const tries: readonly (readonly [what: string, isTaken: () => Promise<boolean>])[] = [
    // Over the form: a yes to a read-back that was never in sight, an agent's decision, facts that are nobody's to say.
    ["a yes to nothing", async () => (await line.tries({ move: "confirm", asked: 1_999_999_999 })) === 200],
    ...["decision", "quote", "order", "amount"].map(
      (fact) =>
        [
          `an answer for "${fact}"`,
          async () => (await line.tries({ move: "answer", fact, value: "approve" })) === 200,
        ] as const,
    ),
    // Over MCP: in a conversation that the program never began, and in one of its own for somebody nobody vouched for.
    ["a word in another's conversation", () => isTaken(ai.says(line.id, words))],
    ["a move in another's conversation", () => isTaken(ai.moves(line.id, { move: "confirm" }, "yes"))],
    [
      "a yes for a visitor",
      async () => {
        const id = await ai.begins();
        await ai.says(id, words);
        return isTaken(ai.moves(id, { move: "confirm" }, words));
      },
    ],
    [
      "an identity that the shop never signed",
      async () => {
        const identity = identityOf("not the shop's secret at all, and long", door.slug, customer, house.clock.now());
        return isTaken(ai.uses("begin_conversation", { identity }));
      },
    ],
    // A hint that claims to come from the shop.
    [
      "a hint with a false signature",
      async () => {
        const body = Buffer.from(JSON.stringify({ type: "refund.changed", data: { note: words, amount: 9999 } }));
        const at = String(Math.floor(house.clock.now().getTime() / 1_000));
        const headers = { "webhook-id": `red-${line.id}`, "webhook-timestamp": at, "webhook-signature": "v1,QUJD" };
        return (await house.commerce.receiveWebhook(merchantId, headers, body)).kind !== "refused";
      },
    ],
  ];
  const taken: string[] = [];
  for (const [what, isTakenNow] of tries) if (await isTakenNow()) taken.push(what);
  return { made: tries.length, taken };
}
