import type { BusinessId, Clock, Currency, MerchantId, RunId } from "@ruyi/kernel";
import type { Database, Transaction } from "@ruyi/platform";
import type { ActionContracts } from "../action-contract.ts";
import { beginningOf, begunIn, hashesOf } from "../again.ts";
import type { ProcedureFinding } from "../finding.ts";
import { createLibrary, type Library } from "../library.ts";
import type { ProcedureSource } from "../procedure-file.ts";
import type { Procedure } from "../procedure.ts";
import { type PastCase, rehearse, type Rehearsal } from "../rehearse.ts";
import type { Run } from "../run.ts";
import { logOf, pinnedVersion } from "../store.ts";
import {
  bodyOf,
  compose,
  type Composed,
  type Content,
  inForceAt,
  type Layer,
  layerOf,
  type Release,
  restoredBy,
} from "./release.ts";
import { type Migration, migrationOf } from "./migrate.ts";
import * as store from "./store.ts";

/** Who releases, for the log, and what somebody wrote about it. */
export type ReleasedBy = { readonly by: string; readonly reason: string };
export type Refused = { readonly kind: "refused"; readonly findings: readonly ProcedureFinding[] };

export type ReleaseDeps = {
  readonly library: Library;
  /** What is carried out here: a draft that wishes for anything else is not released. */
  readonly actions?: ActionContracts;
  readonly database: Database;
  readonly clock: Clock;
  readonly placeOf: (
    merchantId: MerchantId,
  ) => Promise<{ readonly businessId: BusinessId; readonly currency: Currency } | undefined>;
  /** Writes who did what into the audit of a place, in the same transaction. */
  readonly audited: (
    tx: Transaction,
    place: store.ReleasePlace,
    entry: { readonly action: string; readonly subject: string; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
  readonly onError: (error: unknown, doing: string) => void;
};

/** A running case, and whether it could go on in the version in force. */
export type RunMigration = { readonly run: Run; readonly migration: Migration };

export type Releases = ReturnType<typeof createReleases>;

/** What one merchant has at hand: its own releases, its business's and the platform's; in force and to come. */
type Holdings = {
  readonly loadedAt: number;
  readonly currency: Currency;
  readonly levels: readonly (readonly store.Held[])[];
  made?: Made;
};
type Made = { readonly from: number; readonly until: number; readonly library: Library };

/** How long another server's release may stay unseen, and how many merchants are kept at hand. */
const freshMs = 30_000;
const merchantsAtMost = 2_000;
const casesAtMost = 500;
const releasesAtMost = 1_000;

/** Drafts become releases, and releases come into force, for each place of the tree. */
export function createReleases({ library, actions, database, clock, placeOf, audited, onError }: ReleaseDeps) {
  const kept = new Map<MerchantId, Holdings>();
  const loading = new Map<MerchantId, Promise<void>>();
  /** How many releases this process has made: what was read before one of them is not kept after it. */
  let generation = 0;

  async function load(merchantId: MerchantId): Promise<void> {
    const now = clock.now();
    const begun = generation;
    const place = await placeOf(merchantId);
    const own = await database.transact(merchantId, (tx) =>
      store.holdingsOf(tx, { kind: "merchant", merchantId }, now),
    );
    const above = await database.asPlatform(async (tx) => [
      place ? await store.holdingsOf(tx, { kind: "business", businessId: place.businessId }, now) : [],
      await store.holdingsOf(tx, { kind: "platform" }, now),
    ]);
    if (begun !== generation) return load(merchantId);
    kept.delete(merchantId);
    kept.set(merchantId, { loadedAt: now.getTime(), currency: place?.currency ?? "CNY", levels: [own, ...above] });
    const [oldest] = kept.keys();
    if (kept.size > merchantsAtMost && oldest !== undefined) kept.delete(oldest);
  }

  /** Those who ask at once wait for one load. */
  function loadOnce(merchantId: MerchantId): Promise<void> {
    const running = loading.get(merchantId);
    if (running) return running;
    const work = load(merchantId).finally(() => loading.delete(merchantId));
    loading.set(merchantId, work);
    return work;
  }

  /** Nothing to wait for once a merchant is at hand: what may be old is read again beside the reply, not before it. */
  function ready(merchantId: MerchantId): Promise<void> | undefined {
    const holdings = kept.get(merchantId);
    if (!holdings) return loadOnce(merchantId);
    if (clock.now().getTime() - holdings.loadedAt >= freshMs)
      loadOnce(merchantId).catch((error: unknown) => onError(error, "reading what is in force"));
    return undefined;
  }

  /** What a merchant has in force, from memory; the library where nothing was released. */
  function at(merchantId: MerchantId, moment: Date): Library {
    const holdings = kept.get(merchantId);
    if (!holdings) return library;
    const time = moment.getTime();
    const { made } = holdings;
    if (made && made.from <= time && time < made.until) return made.library;
    const dates = holdings.levels.flat().map(({ effectiveAt }) => effectiveAt.getTime());
    const fresh: Made = {
      from: Math.max(0, ...dates.filter((date) => date <= time)),
      until: Math.min(Number.POSITIVE_INFINITY, ...dates.filter((date) => date > time)),
      library: libraryFrom(holdings, moment, library),
    };
    holdings.made = fresh;
    return fresh.library;
  }

  const libraryOf = async (merchantId: MerchantId): Promise<Library> => {
    await ready(merchantId);
    return at(merchantId, clock.now());
  };

  /** What stands above a place: its layer, its version, and what a text may call. */
  async function aboveOf(place: store.ReleasePlace, id: string, now: Date) {
    const businessId = place.kind === "merchant" ? (await placeOf(place.merchantId))?.businessId : undefined;
    const higher = placesAbove(place, businessId);
    const levels = await database.asPlatform(async (tx) => {
      const found: (readonly store.Held[])[] = [];
      for (const each of higher) found.push(await store.holdingsOf(tx, each, now));
      return found;
    });
    const held = heldIn(levels, id, now);
    const layer: Layer = held?.layer ?? layerOf(id, library.sources);
    const parts = new Map<string, ProcedureSource>(library.sources);
    for (const level of levels.toReversed()) {
      for (const each of level) {
        const source = inForceAt([each], now)?.layer[each.procedure]?.source;
        if (source) parts.set(each.procedure, source);
      }
    }
    // The library comes with the house: the platform may change it like any place, and write its steps anew.
    return {
      layer,
      mayRewrite: place.kind === "platform",
      procedure: id,
      parts,
      hash: held?.hash ?? library.byId(id)?.hash,
    };
  }

  async function composeAt(place: store.ReleasePlace, id: string, content: Content) {
    const now = clock.now();
    const above = await aboveOf(place, id, now);
    const currency = place.kind === "merchant" ? (await placeOf(place.merchantId))?.currency : undefined;
    return { above, composed: compose({ ...above, ...(actions ? { actions } : {}) }, content, currency ?? "CNY") };
  }

  async function contentInForce(tx: Transaction, place: store.ReleasePlace, id: string): Promise<Content[]> {
    const held = inForceAt(await store.releasesOf(tx, place, id, { limit: releasesAtMost }), clock.now());
    const whole = held && (await store.releaseByNumber(tx, place, id, held.number));
    return whole?.content ? [whole.content] : [];
  }

  const within = <T>(place: store.ReleasePlace, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    place.kind === "merchant" ? database.transact(place.merchantId, work) : database.asPlatform(work);

  /** Forgets what a release changes; above the merchants that may be everybody's. */
  function forget(place: store.ReleasePlace): void {
    generation += 1;
    if (place.kind === "merchant") kept.delete(place.merchantId);
    else kept.clear();
  }

  async function write(
    tx: Transaction,
    place: store.ReleasePlace,
    release: Omit<store.Held, "number" | "at"> & { readonly content: Content | undefined },
    action: string,
  ): Promise<Release> {
    await store.lockReleases(tx, place, release.procedure);
    const [last] = await store.releasesOf(tx, place, release.procedure, { limit: 1 });
    const made = { ...release, number: (last?.number ?? 0) + 1, at: clock.now() };
    await store.addRelease(tx, place, made);
    const { number, effectiveAt, reason, hash, restores } = made;
    const after = {
      ...{ number, reason, hash: hash ?? null, restores: restores ?? null },
      effectiveAt: effectiveAt.toISOString(),
    };
    const entry = { action, subject: `procedure:${release.procedure}`, after };
    await audited(tx, place, entry, release.by, made.at);
    const { content: _content, body: _body, layer: _layer, ...told } = made;
    return told;
  }

  return {
    ready,
    at,
    libraryOf,

    /** Keeps what an author wrote, sound or not, and says what the check finds. */
    async saveDraft(merchantId: MerchantId, id: string, content: Content, by: string) {
      const { composed } = await composeAt({ kind: "merchant", merchantId }, id, content);
      const draft: store.Draft = { content, by, at: clock.now() };
      await database.transact(merchantId, (tx) => store.saveDraft(tx, merchantId, id, draft));
      return { ...composed, ...draft };
    },

    async draft(merchantId: MerchantId, id: string): Promise<(store.Draft & Composed) | undefined> {
      const draft = await database.transact(merchantId, (tx) => store.draftOf(tx, merchantId, id));
      if (!draft) return undefined;
      return { ...(await composeAt({ kind: "merchant", merchantId }, id, draft.content)).composed, ...draft };
    },

    /** The draft played on the merchant's past cases of the procedure, the newest `casesAtMost` at most. */
    async rehearse(merchantId: MerchantId, id: string): Promise<Rehearsal | Refused | undefined> {
      const place = { kind: "merchant", merchantId } as const;
      const draft = await database.transact(merchantId, (tx) => store.draftOf(tx, merchantId, id));
      if (!draft) return undefined;
      const { body, findings } = (await composeAt(place, id, draft.content)).composed;
      if (!body || findings.length > 0) return { kind: "refused", findings };
      return database.transact(merchantId, async (tx) => {
        const versions = new Map<string, Procedure | undefined>();
        const cases: PastCase[] = [];
        for (const run of await store.pastRuns(tx, merchantId, id, casesAtMost)) {
          const log = await logOf(tx, merchantId, run.id);
          for (const hash of hashesOf(run, log))
            if (!versions.has(hash)) versions.set(hash, await pinnedVersion(tx, merchantId, hash));
          const version = versions.get(begunIn(run, log).hash);
          if (log.length > 0 && version)
            cases.push({ begun: beginningOf(run, log, version), events: log.map(({ event }) => event) });
        }
        return rehearse((hash) => versions.get(hash), body, cases);
      });
    },

    /**
     * Releases a content at a place, in force from `effectiveAt`. Refused while the check finds anything; the merchant's draft is
     * done with.
     */
    async release(
      place: store.ReleasePlace,
      id: string,
      content: Content,
      { by, reason, effectiveAt }: ReleasedBy & { readonly effectiveAt?: Date },
    ): Promise<Refused | { readonly kind: "released"; readonly release: Release }> {
      const { above, composed } = await composeAt(place, id, content);
      const { body, layer, findings } = composed;
      if (!body || findings.length > 0) return { kind: "refused", findings };
      const now = clock.now();
      const from = effectiveAt && effectiveAt > now ? effectiveAt : now;
      const release = await within(place, async (tx) => {
        const made = await write(
          tx,
          place,
          {
            procedure: id,
            effectiveAt: from,
            by,
            reason,
            restores: undefined,
            aboveHash: above.hash,
            hash: body.hash,
            content: composed.content,
            body,
            layer,
          },
          "procedure.released",
        );
        if (place.kind === "merchant") await store.removeDraft(tx, place.merchantId, id);
        return made;
      });
      forget(place);
      return { kind: "released", release };
    },

    /** Puts what was in force before in force again, at once. Undefined where nothing of this place is in force. */
    async rollBack(place: store.ReleasePlace, id: string, { by, reason }: ReleasedBy): Promise<Release | undefined> {
      const release = await within(place, async (tx) => {
        await store.lockReleases(tx, place, id);
        const all = await store.releasesOf(tx, place, id, { limit: releasesAtMost });
        const number = restoredBy(all, clock.now());
        if (number === undefined) return undefined;
        const old = number === 0 ? undefined : await store.releaseByNumber(tx, place, id, number);
        return write(
          tx,
          place,
          {
            ...{ procedure: id, effectiveAt: clock.now(), by, reason, restores: number },
            ...{
              aboveHash: old?.aboveHash,
              hash: old?.hash,
              content: old?.content,
              body: old?.body,
              layer: old?.layer ?? {},
            },
          },
          "procedure.rolled-back",
        );
      });
      if (release) forget(place);
      return release;
    },

    /** What a content would make of what stands above a merchant, without keeping it. */
    composed: async (merchantId: MerchantId, id: string, content: Content): Promise<Composed> =>
      (await composeAt({ kind: "merchant", merchantId }, id, content)).composed,

    discardDraft: (merchantId: MerchantId, id: string): Promise<void> =>
      database.transact(merchantId, (tx) => store.removeDraft(tx, merchantId, id)),

    /** What was released above a merchant and is in force, the highest first; the library's own text stands before all. */
    async contentsAbove(merchantId: MerchantId, id: string): Promise<readonly Content[]> {
      const businessId = (await placeOf(merchantId))?.businessId;
      return database.asPlatform(async (tx) => {
        const found: Content[] = [];
        for (const place of placesAbove({ kind: "merchant", merchantId }, businessId).toReversed())
          found.push(...(await contentInForce(tx, place, id)));
        return found;
      });
    },

    /** What a merchant released itself: by number, or what is in force. None where it goes with what stands above. */
    async contentOf(merchantId: MerchantId, id: string, number?: number): Promise<Content | undefined> {
      const place = { kind: "merchant", merchantId } as const;
      return database.transact(merchantId, async (tx) =>
        number === undefined
          ? (await contentInForce(tx, place, id))[0]
          : (await store.releaseByNumber(tx, place, id, number))?.content,
      );
    },

    releasesOf: (
      place: store.ReleasePlace,
      id: string,
      page: { readonly before?: number | undefined; readonly limit: number },
    ) => within(place, (tx) => store.releasesOf(tx, place, id, page)),

    /**
     * Which running cases of other versions could go on in the one in force, and why the others cannot; the newest first. Undefined
     * when the merchant has no such procedure. Nothing is moved.
     */
    async migration(
      merchantId: MerchantId,
      id: string,
      page: { readonly before?: RunId | undefined; readonly limit: number },
    ): Promise<readonly RunMigration[] | undefined> {
      const to = (await libraryOf(merchantId)).byId(id);
      if (!to) return undefined;
      return database.transact(merchantId, async (tx) => {
        const runs = await store.runsInOtherVersions(tx, merchantId, { procedure: id, hash: to.hash, ...page });
        const versions = new Map<string, Procedure | undefined>();
        for (const { hash } of runs) {
          if (!versions.has(hash)) versions.set(hash, await pinnedVersion(tx, merchantId, hash));
        }
        return runs.flatMap((run): RunMigration[] => {
          const from = versions.get(run.hash);
          return from ? [{ run, migration: migrationOf(run, from, to) }] : [];
        });
      });
    },

    /** The version that stands above a place now, for those whose release was made on another. */
    aboveHash: async (place: store.ReleasePlace, id: string): Promise<string | undefined> =>
      (await aboveOf(place, id, clock.now())).hash,

    /** What a content would make of what stands above a place, and what the check finds. Nothing is kept. */
    checkAt: async (place: store.ReleasePlace, id: string, content: Content): Promise<Composed> =>
      (await composeAt(place, id, content)).composed,
  };
}

/** The places above one, the nearest first. */
const placesAbove = (place: store.ReleasePlace, businessId: BusinessId | undefined): store.ReleasePlace[] => [
  ...(businessId === undefined ? [] : [{ kind: "business", businessId } as const]),
  ...(place.kind === "platform" ? [] : [{ kind: "platform" } as const]),
];

/** The nearest level that has a version of its own in force. */
function heldIn(levels: readonly (readonly store.Held[])[], id: string, at: Date): store.Held | undefined {
  for (const level of levels) {
    const held = inForceAt(
      level.filter(({ procedure }) => procedure === id),
      at,
    );
    if (held?.body) return held;
  }
  return undefined;
}

function libraryFrom({ levels, currency }: Holdings, at: Date, library: Library): Library {
  const ids = new Set(levels.flat().map(({ procedure }) => procedure));
  const own = [...ids].flatMap((id) => {
    const held = heldIn(levels, id, at);
    if (!held?.body) return [];
    // What was released above is settled anew for the merchant's currency; what it released itself is what it is.
    const isOwn = levels[0]?.includes(held) === true || Object.keys(held.body.parameters).length === 0;
    return (isOwn ? held.body : bodyOf(id, held.layer, currency)) ?? [];
  });
  if (own.length === 0) return library;
  const others = library.all.filter(({ id }) => !own.some((each) => each.id === id));
  return createLibrary([...others, ...own], [...library.sources.values()]);
}
