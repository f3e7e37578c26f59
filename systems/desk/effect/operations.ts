import type { z } from "zod";
import type { ConversationId, MerchantId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { ToldFact } from "../figures/happening.ts";
import { type Period, windowOf } from "../figures/period.ts";
import { countBy } from "../figures/store.ts";
import type { AssistantEffect, EffectCase } from "./contract.ts";
import { type DrawnPerson, effectOf, fewest, type MeasureName, valueOf } from "./effect.ts";
import * as store from "./store.ts";

/** More people than a comparison needs; the first of them by name, which is as good as by chance. */
const peopleAtMost = 20_000;

export type EffectAsked = {
  readonly period: Period;
  readonly zone: string;
  readonly procedure: string | undefined;
  readonly now: Date;
};

/** Somebody was drawn, as it was announced; undefined for other facts. */
export function drawnOf({ type, at, data }: ToldFact): store.Drawn | undefined {
  if (type !== "conversation.drawn") return undefined;
  const { customerId, conversationId } = data;
  return {
    ...{ at, conversationId: String(conversationId) as ConversationId, procedure: String(data["procedure"]) },
    ...{ draw: Number(data["draw"]), mode: String(data["mode"]), offset: Number(data["offset"]) },
    side: data["side"] === "served" ? "served" : "held-out",
    person: typeof customerId === "string" ? customerId : `visitor ${String(conversationId)}`,
  };
}

/** What the assistant's modes come to: who was served by it beside who was held out. */
export function createEffect(database: Database) {
  async function peopleIn(tx: Transaction, merchantId: MerchantId, { period, zone, procedure, now }: EffectAsked) {
    const window = windowOf(period, zone);
    const draw = await store.lastDraw(tx, merchantId, window);
    const rows =
      draw === undefined ? [] : await store.peopleDrawn(tx, merchantId, { window, draw, procedure, now }, peopleAtMost);
    const drawn = rows.filter(({ onBoth }) => !onBoth);
    return { window, draw, drawn, onBoth: rows.length - drawn.length };
  }

  return {
    of: (merchantId: MerchantId, asked: EffectAsked): Promise<z.infer<typeof AssistantEffect>> =>
      database.transact(merchantId, async (tx) => {
        const { window, draw, drawn, onBoth } = await peopleIn(tx, merchantId, asked);
        const people = drawn.map(personFrom);
        const settled = await countBy(tx, merchantId, "draft-settled", window);
        const served = people.filter(({ side }) => side === "served").length;
        return {
          ...{ ...asked.period, procedure: asked.procedure ?? null, draw: draw ?? null, fewest },
          people: { served, heldOut: people.length - served, onBoth },
          currency: drawn.find(({ currency }) => currency !== null)?.currency ?? null,
          measures: effectOf(people).map(({ served: one, heldOut: other, difference, needed, ...measure }) => ({
            ...measure,
            served: { people: one.people, estimate: one.estimate ?? null },
            heldOut: { people: other.people, estimate: other.estimate ?? null },
            difference: difference ?? null,
            needed: needed ?? null,
          })),
          drafts: {
            used: settled.get("used") ?? 0,
            edited: settled.get("edited") ?? 0,
            unused: settled.get("unused") ?? 0,
          },
        };
      }),

    /** The people behind a measure, each by the conversation they came with first; the latest first. */
    cases: (
      merchantId: MerchantId,
      asked: EffectAsked & { readonly measure: MeasureName; readonly side: DrawnPerson["side"] | undefined },
      page: { readonly limit: number; readonly after: readonly [string, string] | undefined },
    ): Promise<z.infer<typeof EffectCase>[]> =>
      database.transact(merchantId, async (tx) => {
        const { drawn } = await peopleIn(tx, merchantId, asked);
        const cases = drawn.map(personFrom).flatMap((person) => {
          const { side, conversationId, at } = person;
          const value = valueOf(asked.measure, person);
          const isAsked = asked.side === undefined || side === asked.side;
          return isAsked && value !== undefined ? [{ side, conversationId, at: at.toISOString(), value }] : [];
        });
        const { after } = page;
        const rest = after ? cases.filter((each) => isAfter(each, after)) : cases;
        return rest.slice(0, page.limit);
      }),
  };
}

const isAfter = (
  { at, conversationId }: { readonly at: string; readonly conversationId: string },
  [lastAt, lastId]: readonly [string, string],
): boolean => at < lastAt || (at === lastAt && conversationId < lastId);

const personFrom = (row: store.PersonRow): DrawnPerson => ({
  ...{ side: row.side, conversationId: row.conversationId, at: row.at, handedOver: row.handed },
  resolved: row.isQuiet ?? undefined,
  answeredAfterMs: row.answeredAt ? row.answeredAt.getTime() - row.at.getTime() : undefined,
  refundedAfterMs: row.refundedAt ? row.refundedAt.getTime() - row.at.getTime() : undefined,
  paidMinor: Number(row.paid ?? 0),
});
