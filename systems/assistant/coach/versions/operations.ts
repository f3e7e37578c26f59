import type { MerchantId } from "@ruyi/kernel";
import type { Reading } from "@ruyi/language";
import type { Learned } from "../../learning/lesson.ts";
import { readWith } from "../../learning/mind.ts";
import type { UnderstandingDeps } from "../needs.ts";
import { settleQuestions } from "../groups/store.ts";
import { examplesById } from "../teaching/store.ts";
import { createMinds, mindFrom } from "./minds.ts";
import * as store from "./store.ts";

const missedChangesMs = 10_000;
const tryAgainMs = 5_000;

export type Versions = ReturnType<typeof createVersions>;

/** The versions of how merchants are read: which is live, its mind at hand, and the way back to another. */
export function createVersions({ database, clock, classifier, common, learn, audited, onError }: UnderstandingDeps) {
  const minds = createMinds();
  /** Versions that are live where something was taught; a merchant who is not here is read as everybody. */
  const live = new Map<MerchantId, number>();
  const loading = new Map<MerchantId, Promise<void>>();
  const failedAt = new Map<MerchantId, number>();
  const changes = new Map<MerchantId, Promise<unknown>>();
  let heardUntil: Date | undefined;
  let firstHearing: Promise<void> | undefined;

  async function load(merchantId: MerchantId, version: number): Promise<void> {
    const lesson = await database.transact(merchantId, (tx) => store.lessonAt(tx, merchantId, version));
    if (live.get(merchantId) !== version) return;
    const mind = lesson && mindFrom(lesson.mind, lesson.common === common);
    minds.put(merchantId, { version, mind });
    if (lesson?.mind.own && !mind?.own)
      void learnAnew(merchantId, lesson).catch((error: unknown) =>
        onError(error, "learning anew what a merchant taught"),
      );
  }

  /** A model that cannot be read, such as an earlier Ruyi kept, is made from its examples once more, beside the replies. */
  async function learnAnew(merchantId: MerchantId, { version, examples: ids, mind }: store.KeptLesson): Promise<void> {
    const examples = await database.transact(merchantId, (tx) => examplesById(tx, merchantId, ids));
    const learned = await learn({ examples, before: undefined, reviewed: [], traffic: [], seed: version });
    const { own } = learned.mind;
    if (!own) return;
    await database.transact(merchantId, (tx) => store.keepModel(tx, merchantId, version, own));
    if (live.get(merchantId) !== version) return;
    const confidence = minds.peek(merchantId)?.mind?.confidence;
    minds.put(merchantId, { version, mind: mindFrom({ ...mind, own, confidence }, true) });
  }

  /** Those who ask at once wait for one load; one that fails leaves the merchant read as everybody, and is tried again. */
  function loadOnce(merchantId: MerchantId, version: number): Promise<void> {
    const running = loading.get(merchantId);
    if (running) return running;
    const work = load(merchantId, version)
      .then(() => void failedAt.delete(merchantId))
      .catch((error: unknown) => {
        failedAt.set(merchantId, clock.now().getTime());
        onError(error, "reading what a merchant taught");
      })
      .finally(() => loading.delete(merchantId));
    loading.set(merchantId, work);
    return work;
  }

  function readyNow(merchantId: MerchantId): Promise<void> | undefined {
    const version = live.get(merchantId) ?? 0;
    if (version === 0) return undefined;
    const held = minds.peek(merchantId);
    if (held?.version === version) return undefined;
    if (clock.now().getTime() - (failedAt.get(merchantId) ?? Number.NEGATIVE_INFINITY) < tryAgainMs) return undefined;
    const loaded = loadOnce(merchantId, version);
    // An older version reads on until the new one is here.
    return held ? undefined : loaded;
  }

  /** Hears which versions other servers made live. */
  async function hearOthers(): Promise<void> {
    const since = heardUntil ? new Date(heardUntil.getTime() - missedChangesMs) : new Date(0);
    const now = clock.now();
    for (const { merchantId, version } of await database.asPlatform((tx) => store.liveSince(tx, since))) {
      if (live.get(merchantId) === version) continue;
      live.set(merchantId, version);
      if (version === 0) minds.drop(merchantId);
      else if (minds.peek(merchantId)) void loadOnce(merchantId, version);
    }
    heardUntil = now;
  }

  const firstHeard = (): Promise<void> => {
    firstHearing ??= hearOthers().catch((error: unknown) => {
      firstHearing = undefined;
      onError(error, "hearing what merchants taught");
    });
    return firstHearing;
  };

  /** One change of a merchant at a time; those of several servers meet at the version they both want to follow. */
  function inLine<T>(merchantId: MerchantId, work: () => Promise<T>): Promise<T> {
    const before = changes.get(merchantId) ?? Promise.resolve();
    const next = before.then(work, work);
    const line = next.then(
      () => undefined,
      () => undefined,
    );
    changes.set(merchantId, line);
    void line.then(() => {
      if (changes.get(merchantId) === line) changes.delete(merchantId);
    });
    return next;
  }

  const nowLive = (merchantId: MerchantId, version: number, learned: Learned | undefined): void => {
    live.set(merchantId, version);
    if (learned) minds.put(merchantId, { version, mind: mindFrom(learned.mind, true) });
    else minds.drop(merchantId);
  };

  return {
    /** Which procedure a text is about, as this merchant's customers put things. */
    read: (merchantId: MerchantId, text: string): Reading => readWith(classifier, minds.of(merchantId), text),

    /** Nothing to wait for where a merchant's mind is at hand, or there is none. */
    ready: (merchantId: MerchantId): Promise<void> | undefined =>
      heardUntil ? readyNow(merchantId) : firstHeard().then(() => readyNow(merchantId)),

    hearOthers,
    inLine,
    nowLive,

    /** Back to a version in one move, nothing trained; 0 is the library alone. */
    goBack: (merchantId: MerchantId, version: number, by: string): Promise<"live" | "no-version" | "overtaken"> =>
      inLine(merchantId, async () => {
        const now = clock.now();
        const outcome = await database.transact(merchantId, async (tx) => {
          const expected = await store.liveVersion(tx, merchantId);
          if (expected === version) return "live" as const;
          const lesson = version === 0 ? undefined : await store.lessonAt(tx, merchantId, version);
          if (version !== 0 && !lesson?.isKept) return "no-version" as const;
          if (!(await store.goLive(tx, merchantId, version, expected, now))) return "overtaken" as const;
          const examples = lesson ? await examplesById(tx, merchantId, lesson.examples) : [];
          await settleQuestions(tx, merchantId, [...new Set(examples.map((each) => each.lesson))]);
          const entry = { action: "understanding.gone-back", subject: `understanding:${version}`, after: { version } };
          await audited(tx, merchantId, { ...entry, after: { version, from: expected } }, by, now);
          return "live" as const;
        });
        if (outcome === "live") nowLive(merchantId, version, undefined);
        return outcome;
      }),

    lessons: (merchantId: MerchantId, page: { readonly before?: number | undefined; readonly limit: number }) =>
      database.transact(merchantId, async (tx) => ({
        live: await store.liveVersion(tx, merchantId),
        rows: await store.lessonsOf(tx, merchantId, page),
      })),
  };
}
