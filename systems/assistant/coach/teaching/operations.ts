import { dayMs, type Id, maskText, type MerchantId } from "@ruyi/kernel";
import type { Transaction } from "@ruyi/platform";
import { countReviewed, fewestReviewed, type Learned, type ReviewedExample } from "../../learning/lesson.ts";
import { none, type OwnExample } from "../../learning/own-model.ts";
import type { PastMessage, Rehearsal } from "../../learning/rehearse.ts";
import { questionById, setQuestion, settleQuestions } from "../groups/store.ts";
import { messagesOf, type ReviewedRow, reviewedSince, teachHeard, trafficSince, unteachHeard } from "../heard/store.ts";
import { sampledOneIn } from "../heard/listening.ts";
import type { UnderstandingDeps } from "../needs.ts";
import type { Versions } from "../versions/operations.ts";
import * as versions from "../versions/store.ts";
import * as store from "./store.ts";

export type Wish = {
  /** The question whose messages are taught, without some of them. */
  readonly questionId?: string | undefined;
  readonly without?: readonly string[] | undefined;
  /** Texts a coach writes. */
  readonly texts?: readonly string[] | undefined;
  /** A procedure, or `none`. */
  readonly means: string;
  /** Goes live although the rehearsal speaks against it, for this reason. */
  readonly reason?: string | undefined;
  /** Only rehearsed: nothing is written. */
  readonly isDry?: boolean | undefined;
};

export type Taught =
  | { readonly kind: "live"; readonly version: number; readonly rehearsal: Rehearsal }
  | { readonly kind: "rehearsed" | "refused"; readonly rehearsal: Rehearsal }
  | { readonly kind: "no-question" | "no-such-procedure" | "nothing-to-teach" | "too-many" | "overtaken" }
  | { readonly kind: "no-version" | "nothing-to-take-back" }
  | { readonly kind: "too-few"; readonly count: number; readonly needed: number };

/** A lesson is rehearsed on so many of the latest messages, of so many days. */
const trafficAtMost = 2_000;
const trafficMs = 60 * dayMs;
const reviewedAtMost = 1_000;
/** Own examples of one merchant; a question teaches so many of its messages at the most. */
export const examplesAtMost = 2_000;
const taughtAtOnce = 60;

/** The coach's edits: each trains, is rehearsed on the past, and becomes a version that is live or is refused. */
export function createTeaching(deps: UnderstandingDeps, { inLine, nowLive }: Pick<Versions, "inLine" | "nowLive">) {
  const { database, clock, newId, common, isOurs } = deps;

  /** What a lesson begins with: the version in force, its examples, and the past it is rehearsed on. */
  async function footing(tx: Transaction, merchantId: MerchantId) {
    const now = clock.now();
    const version = await versions.liveVersion(tx, merchantId);
    const lesson = version > 0 ? await versions.lessonAt(tx, merchantId, version) : undefined;
    const since = new Date(now.getTime() - trafficMs);
    return {
      now,
      version,
      last: await versions.lastVersion(tx, merchantId),
      before: lesson && lesson.common === common ? lesson.mind : lesson && { ...lesson.mind, confidence: undefined },
      examples: lesson ? await store.examplesById(tx, merchantId, lesson.examples) : [],
      traffic: await trafficSince(tx, merchantId, since, trafficAtMost),
      reviewed: (await reviewedSince(tx, merchantId, since, reviewedAtMost)).map(asReviewed),
    };
  }
  type Footing = Awaited<ReturnType<typeof footing>>;

  /** Trains on these examples and rehearses; `taught` are the messages it is about, and what they mean. */
  function learnFrom(
    { before, traffic, reviewed, last }: Footing,
    examples: readonly OwnExample[],
    taught: ReadonlyMap<string, string>,
  ): Promise<Learned> {
    const past = traffic.map(({ id, text, known }): PastMessage => {
      const means = taught.get(id);
      return { text, known: means ?? known ?? undefined, from: "traffic", ...(means ? { isTaught: true } : {}) };
    });
    return deps.learn({ examples, before, reviewed, traffic: past, seed: last + 1 });
  }

  type NewLesson = Pick<
    versions.LessonRow,
    "kind" | "means" | "questionId" | "ofVersion" | "reason" | "insisted" | "by"
  > & {
    readonly examples: readonly store.ExampleRow[];
    readonly fresh: readonly (OwnExample & { readonly id: string })[];
  };

  /** Writes a version and makes it live; false where another lesson was quicker. */
  async function goLive(
    tx: Transaction,
    merchantId: MerchantId,
    { now, version: expected, last }: Footing,
    { mind, facts, rehearsal }: Learned,
    { examples, fresh, ...lesson }: NewLesson,
  ): Promise<boolean> {
    const version = last + 1;
    const ids = [...examples, ...fresh].map(({ id }) => id);
    const added = await versions.addLesson(tx, merchantId, {
      ...{ ...lesson, version, at: now, facts, rehearsal, common, mind },
      examples: ids,
    });
    if (!added || !(await versions.goLive(tx, merchantId, version, expected, now))) return false;
    await store.addExamples(tx, merchantId, version, fresh);
    const { kind: action, by, means, reason, insisted, ofVersion } = lesson;
    const after = { version, means, reason, insisted, ofVersion, examples: ids.length };
    await deps.audited(
      tx,
      merchantId,
      { action: `understanding.${pastOf[action]}`, subject: `understanding:${version}`, after },
      by,
      now,
    );
    return true;
  }

  /** An overtaken lesson leaves nothing behind. */
  async function committed(merchantId: MerchantId, work: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
    try {
      return await database.transact(merchantId, async (tx) => {
        if (!(await work(tx))) throw new Overtaken();
        return true;
      });
    } catch (error) {
      if (error instanceof Overtaken) return false;
      throw error;
    }
  }

  return {
    /** What a merchant taught and has in force, in the order of their ids. */
    examples: (merchantId: MerchantId, page: { readonly after?: string | undefined; readonly limit: number }) =>
      database.transact(merchantId, async (tx) => {
        const version = await versions.liveVersion(tx, merchantId);
        const lesson = version > 0 ? await versions.lessonAt(tx, merchantId, version) : undefined;
        return lesson ? store.examplesAfter(tx, merchantId, lesson.examples, page) : [];
      }),

    /**
     * What is in force with these examples beside it, learned from the ground by this release's library and held against what is
     * live. Nothing is written.
     */
    rehearse: (merchantId: MerchantId, more: readonly OwnExample[]): Promise<Taught> =>
      inLine(merchantId, async () => {
        if (more.some(({ label }) => label !== none && !isOurs(label))) return { kind: "no-such-procedure" };
        const found = await database.transact(merchantId, (tx) => footing(tx, merchantId));
        const fresh = more.map(({ text, label }) => ({ text: maskText(text), label }));
        const anew = new Set(fresh.map(({ text }) => text));
        const examples = [...found.examples.filter(({ text }) => !anew.has(text)), ...fresh];
        if (examples.length > examplesAtMost) return { kind: "too-many" };
        const { rehearsal } = await learnFrom(found, examples, new Map());
        return { kind: rehearsal.refusals.length > 0 ? "refused" : "rehearsed", rehearsal };
      }),

    /** One edit: these mean that. Trains, rehearses on the past, and is live unless the rehearsal speaks against it. */
    teach: (merchantId: MerchantId, wish: Wish, by: string): Promise<Taught> =>
      inLine(merchantId, async () => {
        const { means, questionId, reason } = wish;
        if (means !== none && !isOurs(means)) return { kind: "no-such-procedure" };
        const without = new Set(wish.without);
        const found = await database.transact(merchantId, async (tx) => {
          const question =
            questionId === undefined ? undefined : await questionById(tx, merchantId, questionId, clock.now());
          const messages = questionId === undefined ? [] : await messagesOf(tx, merchantId, [questionId], taughtAtOnce);
          return { question, messages, ...(await footing(tx, merchantId)) };
        });
        if (questionId !== undefined && !found.question) return { kind: "no-question" };
        const messages = found.messages.filter(({ id }) => !without.has(id));
        const texts = [...new Set([...messages.map(({ text }) => text), ...(wish.texts ?? []).map(maskText)])];
        if (texts.length === 0) return { kind: "nothing-to-teach" };
        // What was taught of the same words before is taught anew.
        const kept = found.examples.filter(({ text }) => !texts.includes(text));
        const fresh = texts.map((text) => ({ id: newId("example") as Id<"example">, text, label: means }));
        if (kept.length + fresh.length > examplesAtMost) return { kind: "too-many" };
        const learned = await learnFrom(found, [...kept, ...fresh], new Map(messages.map(({ id }) => [id, means])));
        const { rehearsal } = learned;
        if (wish.isDry) return { kind: "rehearsed", rehearsal };
        const isRefused = rehearsal.refusals.length > 0;
        if (isRefused && reason === undefined) return { kind: "refused", rehearsal };
        const version = found.last + 1;
        const isThrough = await committed(merchantId, async (tx) => {
          const isLive = await goLive(tx, merchantId, found, learned, {
            ...{ kind: "means", means, questionId: found.question?.id ?? null, ofVersion: null, by },
            ...{ reason: reason ?? null, insisted: isRefused, examples: kept, fresh },
          });
          if (!isLive) return false;
          await teachHeard(
            tx,
            merchantId,
            messages.map(({ id }) => id),
            means,
            version,
          );
          if (found.question) await setQuestion(tx, merchantId, found.question.id, "taught", version);
          return true;
        });
        if (!isThrough) return { kind: "overtaken" };
        nowLive(merchantId, version, learned);
        return { kind: "live", version, rehearsal };
      }),

    /** Takes back what one version taught; whatever was taught since stays. */
    takeBack: (merchantId: MerchantId, ofVersion: number, by: string): Promise<Taught> =>
      inLine(merchantId, async () => {
        const found = await database.transact(merchantId, (tx) => footing(tx, merchantId));
        const examples = found.examples.filter(({ lesson }) => lesson !== ofVersion);
        if (examples.length === found.examples.length) return { kind: "nothing-to-take-back" };
        const learned = await learnFrom(found, examples, new Map());
        const version = found.last + 1;
        const isThrough = await committed(merchantId, async (tx) => {
          const isLive = await goLive(tx, merchantId, found, learned, {
            ...{ kind: "take-back", means: null, questionId: null, ofVersion, by },
            ...{ reason: null, insisted: false, examples, fresh: [] },
          });
          if (!isLive) return false;
          await unteachHeard(tx, merchantId, ofVersion);
          await settleQuestions(tx, merchantId, [...new Set(examples.map(({ lesson }) => lesson))]);
          return true;
        });
        if (!isThrough) return { kind: "overtaken" };
        nowLive(merchantId, version, learned);
        return { kind: "live", version, rehearsal: learned.rehearsal };
      }),

    /** Refits how sure readings are on messages whose meaning was told. */
    recalibrate: (merchantId: MerchantId, by: string): Promise<Taught> =>
      inLine(merchantId, async () => {
        const found = await database.transact(merchantId, (tx) => footing(tx, merchantId));
        const count = countReviewed(found.reviewed);
        if (count < fewestReviewed) return { kind: "too-few", count, needed: fewestReviewed };
        const learned = await learnFrom(found, found.examples, new Map());
        const { harm, rehearsal } = learned;
        if (harm ?? rehearsal.refusals.length > 0) return { kind: "refused", rehearsal: harm ?? rehearsal };
        const version = found.last + 1;
        const isThrough = await committed(merchantId, (tx) =>
          goLive(tx, merchantId, found, learned, {
            ...{ kind: "recalibrate", means: null, questionId: null, ofVersion: null, by },
            ...{ reason: null, insisted: false, examples: found.examples, fresh: [] },
          }),
        );
        if (!isThrough) return { kind: "overtaken" };
        nowLive(merchantId, version, learned);
        return { kind: "live", version, rehearsal: learned.rehearsal };
      }),
  };
}

/** One of a sample stands for the root of those it was drawn from: for all of them, a few would outweigh everything else. */
const asReviewed = ({ text, coming, known }: ReviewedRow): ReviewedExample => ({
  ...{ text, label: known },
  standsFor: coming === "begun" ? Math.sqrt(sampledOneIn) : 1,
});

class Overtaken extends Error {}

const pastOf = { means: "taught", "take-back": "taken-back", recalibrate: "recalibrated" } as const satisfies Readonly<
  Record<versions.LessonKind, string>
>;
