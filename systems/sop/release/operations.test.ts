import { describe, expect, test } from "vitest";
import {
  type BusinessId,
  bytes16,
  createNewId,
  createTurnableClock,
  dayMs,
  type MerchantId,
  seededRandom,
} from "@ruyi/kernel";
import { aDatabase } from "@ruyi/platform/testing";
import { loadLibrary } from "../operations.ts";
import { noon, smallProcedure } from "../testing.ts";
import { createReleases } from "./operations.ts";
import type { Content } from "./release.ts";
import type { ReleasePlace } from "./store.ts";

const clock = createTurnableClock(new Date(noon));
const newId = createNewId(() => clock.now().getTime(), bytes16(seededRandom(9)));
const database = await aDatabase();
const library = loadLibrary();
const business: BusinessId = newId("business");
const [ours, theirs, elsewhere]: [MerchantId, MerchantId, MerchantId] = [
  newId("merchant"),
  newId("merchant"),
  newId("merchant"),
];
const audit: { readonly place: ReleasePlace; readonly action: string; readonly by: string }[] = [];
const made = () =>
  createReleases({
    ...{ library, database, clock },
    placeOf: (merchantId) =>
      Promise.resolve({ businessId: merchantId === elsewhere ? newId("business") : business, currency: "CNY" }),
    audited: (_tx, place, { action }, by) => {
      audit.push({ place, action, by });
      return Promise.resolve();
    },
    onError: (error) => {
      throw error;
    },
  });
const releases = made();
const atOurs: ReleasePlace = { kind: "merchant", merchantId: ours };
const atBusiness: ReleasePlace = { kind: "business", businessId: business };
const ownText = smallProcedure.replace("pay: refund,", "pay: read,");
const who = { by: "staff:ada", reason: "kinder words" };
const id = "cancel-order";

const saying = (en: string, locks: readonly string[] = []): Content => ({
  kind: "adaptation",
  changes: { [id]: { settings: {}, phrases: { left: { zh: "好。", en } }, tables: {}, locks } },
});
const says = async (merchantId: MerchantId): Promise<string | undefined> =>
  (await releases.libraryOf(merchantId)).byId(id)?.phrases["left"]?.en;
const standard = library.byId(id)?.phrases["left"]?.en;

describe("releases down the tree", () => {
  test("hold for the merchant that made them, from their day on, and for nobody else", async () => {
    await releases.saveDraft(ours, id, saying("Ours."), who.by);
    const effectiveAt = new Date(clock.now().getTime() + dayMs);
    expect(await releases.release(atOurs, id, saying("Ours."), { ...who, effectiveAt })).toMatchObject({
      kind: "released",
    });
    expect(await releases.draft(ours, id)).toBeUndefined();
    expect([await says(ours), await says(theirs)]).toEqual([standard, standard]);
    clock.turn(dayMs);
    expect([await says(ours), await says(theirs)]).toEqual(["Ours.", standard]);
    expect(await releases.releasesOf({ kind: "merchant", merchantId: theirs }, id, { limit: 10 })).toEqual([]);
    expect(audit).toEqual([{ place: atOurs, action: "procedure.released", by: "staff:ada" }]);
  });

  test("of a business hold for its merchants that have none of their own, and lock what they say is locked", async () => {
    expect(await releases.release(atBusiness, id, saying("The house's.", ["phrases.left"]), who)).toMatchObject({
      kind: "released",
    });
    expect([await says(ours), await says(theirs), await says(elsewhere)]).toEqual(["Ours.", "The house's.", standard]);
    const refused = await releases.release(atOurs, id, saying("Ours again."), who);
    expect(refused).toMatchObject({ kind: "refused", findings: [{ rule: "locked" }] });
    const [own] = await releases.releasesOf(atOurs, id, { limit: 1 });
    expect(own?.aboveHash).not.toBe(await releases.aboveHash(atOurs, id));
  });

  test("are gone back from in one move, and then what stands above holds", async () => {
    expect(await releases.rollBack(atOurs, id, { ...who, reason: "misread" })).toMatchObject({
      number: 2,
      restores: 0,
    });
    expect(await says(ours)).toBe("The house's.");
    expect(await releases.rollBack(atOurs, id, who)).toBeUndefined();
    await releases.rollBack(atBusiness, id, who);
    expect([await says(ours), await says(theirs)]).toEqual([standard, standard]);
  });

  test("may be of a procedure of one's own, and of the platform's for everybody", async () => {
    expect(await releases.release(atOurs, "small", { kind: "text", text: ownText }, who)).toMatchObject({
      kind: "released",
    });
    expect((await releases.libraryOf(ours)).byId("small")?.version).toBe(1);
    expect((await releases.libraryOf(theirs)).byId("small")).toBeUndefined();
    const text = ownText.replace("version: 1", "version: 7");
    await releases.release({ kind: "platform" }, "small", { kind: "text", text }, who);
    expect((await releases.libraryOf(theirs)).byId("small")?.version).toBe(7);
    expect((await releases.libraryOf(ours)).byId("small")?.version).toBe(1);
  });

  test("are known without a question to the database once they are at hand", async () => {
    const other = made();
    const first = other.ready(ours);
    expect(first).toBeInstanceOf(Promise);
    await first;
    expect(other.ready(ours)).toBeUndefined();
    expect(other.at(ours, clock.now()).byId("small")?.version).toBe(1);
    // What another server released is seen soon after, without making anybody wait.
    await releases.release(atOurs, id, saying("Fresh."), who);
    clock.turn(31_000);
    expect(other.ready(ours)).toBeUndefined();
    await expect.poll(() => other.at(ours, clock.now()).byId(id)?.phrases["left"]?.en).toBe("Fresh.");
  });
});
