import type { Bilingual, Clock, MerchantId, NewId } from "@ruyi/kernel";
import type { Database } from "@ruyi/platform";
import type { Wording } from "../needs.ts";
import { type CannedReply, type Fault, faultsOf } from "./canned-reply.ts";
import * as store from "./store.ts";

/** A shop has as many as somebody can still find their way among. */
const repliesAtMost = 300;

export type CannedDraft = Bilingual & { readonly name: string };
export type CannedResult =
  | { readonly kind: "done"; readonly reply: CannedReply }
  | { readonly kind: "refused"; readonly reason: "name-taken" | "too-many" | "no-such-reply" }
  | { readonly kind: "refused"; readonly reason: "not-fillable"; readonly faults: readonly Fault[] };

export function createCannedReplies({
  database,
  clock,
  newId,
  wording,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly wording: Wording;
}) {
  const save = (merchantId: MerchantId, draft: CannedDraft, id: string | undefined): Promise<CannedResult> => {
    const faults = faultsOf(draft, wording);
    if (faults.length > 0) return Promise.resolve({ kind: "refused", reason: "not-fillable", faults });
    return database.transact(merchantId, async (tx) => {
      const isNew = id === undefined;
      if (!isNew && !(await store.cannedReply(tx, merchantId, id))) return { kind: "refused", reason: "no-such-reply" };
      if (isNew && (await store.howMany(tx, merchantId)) >= repliesAtMost)
        return { kind: "refused", reason: "too-many" };
      const reply = { id: id ?? newId("canned-reply"), ...draft };
      const isSaved = await store.saveCannedReply(tx, merchantId, reply, clock.now());
      return isSaved ? { kind: "done", reply } : { kind: "refused", reason: "name-taken" };
    });
  };

  return {
    list: (merchantId: MerchantId, limit: number, after?: string): Promise<CannedReply[]> =>
      database.transact(merchantId, (tx) => store.cannedReplies(tx, merchantId, limit, after)),
    byId: (merchantId: MerchantId, id: string): Promise<CannedReply | undefined> =>
      database.transact(merchantId, (tx) => store.cannedReply(tx, merchantId, id)),
    add: (merchantId: MerchantId, draft: CannedDraft) => save(merchantId, draft, undefined),
    change: (merchantId: MerchantId, id: string, draft: CannedDraft) => save(merchantId, draft, id),
    remove: (merchantId: MerchantId, id: string): Promise<boolean> =>
      database.transact(merchantId, (tx) => store.removeCannedReply(tx, merchantId, id)),

    /** Gives a shop that has none these to begin with. */
    seed: (merchantId: MerchantId, drafts: readonly CannedDraft[]): Promise<void> =>
      database.transact(merchantId, async (tx) => {
        if ((await store.howMany(tx, merchantId)) > 0) return;
        for (const draft of drafts) {
          await store.saveCannedReply(tx, merchantId, { id: newId("canned-reply"), ...draft }, clock.now());
        }
      }),
  };
}
