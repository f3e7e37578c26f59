import type { Notice } from "@ruyi/desk";
import { after, type Clock, dayMs, type Id, type MerchantId, type NewId, maskText } from "@ruyi/kernel";
import { type Classifier, detectLanguage, type Reading } from "@ruyi/language";
import type { Database, Transaction } from "@ruyi/platform";
import { fewestReviewed, type Learned, type Lesson } from "../learning/lesson.ts";
import { readWith } from "../learning/mind.ts";
import { none, type OwnExample } from "../learning/own-model.ts";
import { outcomeOf, type PastMessage, type Rehearsal } from "../learning/rehearse.ts";
import { changeOf, confusionOf, understoodIn } from "./figures.ts";
import { emptyCommonness, takeIn } from "./likeness.ts";
import { createListening, type Heard } from "./listening.ts";
import { createMinds, mindFrom } from "./minds.ts";
import { askedOf, merged, type Question, type QuestionId, suggestionFor, twinOf } from "./question.ts";
import * as store from "./store.ts";

export type UnderstandingDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  /** How everybody is read, and a name that changes with what it was taught. */
  readonly classifier: Classifier;
  readonly common: string;
  /** Ordinary messages: what words are common is known from them. */
  readonly ordinary: readonly string[];
  /** Learns a lesson beside the replies, in a thread of its own. */
  readonly learn: (lesson: Lesson) => Promise<Learned>;
  /** Whether the assistant can begin a procedure of this name. */
  readonly isOurs: (procedure: string) => boolean;
  /** Writes who taught what into the merchant's audit, in the same transaction. */
  readonly audited: (
    tx: Transaction,
    merchantId: MerchantId,
    entry: { readonly action: string; readonly subject: string; readonly after: object },
    by: string,
    at: Date,
  ) => Promise<void>;
  readonly onError: (error: unknown, doing: string) => void;
};

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

export type Understanding = ReturnType<typeof createUnderstanding>;

/** How long messages are kept for learning, and counts of what they came to. */
const heardKeptMs = 90 * dayMs;
const cameKeptMs = 400 * dayMs;
/** A lesson is rehearsed on so many of the latest messages, of so many days. */
const trafficAtMost = 2_000;
const trafficMs = 60 * dayMs;
const reviewedAtMost = 1_000;
/** Own examples of one merchant; a question teaches so many of its messages at the most. */
export const examplesAtMost = 2_000;
const taughtAtOnce = 60;
/** Messages that a suggestion is made of. */
const suggestedFrom = 30;
const partOfOrdinary = 200;
const missedChangesMs = 10_000;
const tryAgainMs = 5_000;

/** Reads merchants' messages as their customers put things, hears what was not understood, and is taught. */
export function createUnderstanding(deps: UnderstandingDeps) {
  const { database, clock, newId, classifier, common, isOurs, onError } = deps;
  const minds = createMinds();
  const listening = createListening();
  const commonness = emptyCommonness();
  /** Versions that are live where something was taught; a merchant who is not here is read as everybody. */
  const live = new Map<MerchantId, number>();
  const loading = new Map<MerchantId, Promise<void>>();
  const failedAt = new Map<MerchantId, number>();
  const lessons = new Map<MerchantId, Promise<unknown>>();
  let heardUntil: Date | undefined;
  let firstHearing: Promise<void> | undefined;
  let keeping: Promise<void> = Promise.resolve();

  async function load(merchantId: MerchantId, version: number): Promise<void> {
    const lesson = await database.transact(merchantId, (tx) => store.lessonAt(tx, merchantId, version));
    if (live.get(merchantId) !== version) return;
    minds.put(merchantId, { version, mind: lesson && mindFrom(lesson.mind, lesson.common === common) });
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

  /** What words are common is counted a part at a time: nobody waits for the whole. */
  async function knowTheCommon(): Promise<void> {
    for (let at = commonness.total; at < deps.ordinary.length; at += partOfOrdinary) {
      takeIn(commonness, deps.ordinary.slice(at, at + partOfOrdinary));
      await new Promise((done) => setImmediate(done));
    }
  }

  async function keepOf(merchantId: MerchantId, { kept, told, counts }: Heard): Promise<void> {
    const heard = kept.map(({ conversationId, at, noticed }) => {
      const { text, coming, thought, inScope, rejected } = noticed;
      const masked = maskText(text);
      const outcome = outcomeOf({ top: thought, inScope, rejected });
      const language = detectLanguage(masked, "zh");
      const { id, known } = { id: newId("heard"), known: { known: null, knownBy: null } };
      return { id, conversationId, at, text: masked, language, coming, thought, inScope, outcome, ...known };
    });
    const asked = heard.filter(({ coming }) => coming !== "begun");
    if (asked.length > 0) await knowTheCommon();
    await database.transact(merchantId, async (tx) => {
      const questionOf = new Map<string, QuestionId>();
      /** Questions that were joined to others. */
      const into = new Map<QuestionId, QuestionId>();
      if (asked.length > 0) {
        let questions = await store.lockQuestions(tx, merchantId);
        const changed = new Map<string, Question>();
        for (const message of asked) {
          const asked = askedOf(questions, message, commonness, () => newId("question"));
          const twin = twinOf(questions, asked);
          const question = twin ? merged(asked, twin) : asked;
          for (const gone of [asked.id, ...(twin ? [twin.id] : [])]) {
            if (gone !== question.id) into.set(gone, question.id);
            changed.delete(gone);
          }
          changed.set(question.id, question);
          questions = [question, ...questions.filter(({ id }) => id !== asked.id && id !== twin?.id)];
          questionOf.set(message.id, question.id);
        }
        await store.saveQuestions(tx, merchantId, [...changed.values()]);
        await store.joinQuestions(
          tx,
          merchantId,
          [...into].map(([from]) => [from, endOf(into, from)] as const),
        );
        await store.makeRoom(tx, merchantId);
      }
      const rows = heard.map((row) => ({ ...row, questionId: endOf(into, questionOf.get(row.id)) ?? null }));
      await store.addHeard(tx, merchantId, rows);
      await store.tellKnown(tx, merchantId, told);
      await store.addCounts(tx, merchantId, [...counts.values()]);
    });
  }

  async function keepAll(): Promise<void> {
    const { heard, dropped } = listening.take();
    if (dropped > 0)
      onError(new Error(`${dropped} messages were not kept for learning: too many at once.`), "listening");
    for (const [merchantId, each] of heard)
      await keepOf(merchantId, each).catch((error: unknown) => onError(error, "keeping what was not understood"));
  }

  /** One lesson of a merchant at a time; those of several servers meet at the version they both want to follow. */
  function inLine<T>(merchantId: MerchantId, work: () => Promise<T>): Promise<T> {
    const before = lessons.get(merchantId) ?? Promise.resolve();
    const next = before.then(work, work);
    const line = next.then(
      () => undefined,
      () => undefined,
    );
    lessons.set(merchantId, line);
    void line.then(() => {
      if (lessons.get(merchantId) === line) lessons.delete(merchantId);
    });
    return next;
  }

  /** What a lesson begins with: the version in force, its examples, and the past it is rehearsed on. */
  async function footing(tx: Transaction, merchantId: MerchantId) {
    const now = clock.now();
    const version = await store.liveVersion(tx, merchantId);
    const lesson = version > 0 ? await store.lessonAt(tx, merchantId, version) : undefined;
    const since = new Date(now.getTime() - trafficMs);
    return {
      now,
      version,
      last: await store.lastVersion(tx, merchantId),
      before: lesson && lesson.common === common ? lesson.mind : lesson && { ...lesson.mind, confidence: undefined },
      examples: lesson ? await store.examplesById(tx, merchantId, lesson.examples) : [],
      traffic: await store.trafficSince(tx, merchantId, since, trafficAtMost),
      reviewed: await store.reviewedSince(tx, merchantId, since, reviewedAtMost),
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
    const told = reviewed.map(({ text, known }) => ({ text, label: known }));
    return deps.learn({ examples, before, reviewed: told, traffic: past, seed: last + 1 });
  }

  type NewLesson = Pick<
    store.LessonRow,
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
    const added = await store.addLesson(tx, merchantId, {
      ...{ ...lesson, version, at: now, facts, rehearsal, common, mind },
      examples: ids,
    });
    if (!added || !(await store.goLive(tx, merchantId, version, expected, now))) return false;
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

  const nowLive = (merchantId: MerchantId, version: number, learned: Learned | undefined): void => {
    live.set(merchantId, version);
    if (learned) minds.put(merchantId, { version, mind: mindFrom(learned.mind, true) });
    else minds.drop(merchantId);
  };

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
    /** Which procedure a text is about, as this merchant's customers put things. */
    read: (merchantId: MerchantId, text: string): Reading => readWith(classifier, minds.of(merchantId), text),

    /** Nothing to wait for where a merchant's mind is at hand, or there is none. */
    ready: (merchantId: MerchantId): Promise<void> | undefined =>
      heardUntil ? readyNow(merchantId) : firstHeard().then(() => readyNow(merchantId)),

    noticed: (notice: Notice): void => listening.notice(notice),
    hearOthers,

    /** Writes down what was noticed since the last time. */
    keep(): Promise<void> {
      keeping = keeping.then(keepAll, keepAll);
      return keeping;
    },

    /** Takes away what has been kept long enough. */
    tidy: (): Promise<void> =>
      database.asPlatform((tx) =>
        store.dropOld(tx, after(clock.now(), -heardKeptMs), after(clock.now(), -cameKeptMs), 5_000),
      ),

    questions: (
      merchantId: MerchantId,
      state: store.QuestionState,
      page: { readonly before?: readonly [number, string] | undefined; readonly limit: number },
    ) =>
      database.transact(merchantId, async (tx) => {
        const rows = await store.questionsIn(tx, merchantId, state, clock.now(), page);
        const ids = rows.map(({ id }) => id);
        const messages = Map.groupBy(
          await store.messagesOf(tx, merchantId, ids, suggestedFrom),
          ({ questionId }) => questionId,
        );
        return rows.map((row) => ({ ...row, suggestion: suggested(messages.get(row.id) ?? []) }));
      }),

    question: (merchantId: MerchantId, id: string) =>
      database.transact(merchantId, async (tx) => {
        const row = await store.questionById(tx, merchantId, id, clock.now());
        if (!row) return undefined;
        return { ...row, suggestion: suggested(await store.messagesOf(tx, merchantId, [id], suggestedFrom)) };
      }),

    heard: (
      merchantId: MerchantId,
      which: store.WhichHeard,
      page: { readonly before?: readonly [string, string] | undefined; readonly limit: number },
    ) => database.transact(merchantId, (tx) => store.heardIn(tx, merchantId, which, page)),

    /** Lays a question aside, or takes it up again. False where there is none. */
    setAside: (merchantId: MerchantId, id: string, isAside: boolean, by: string): Promise<boolean> =>
      database.transact(merchantId, async (tx) => {
        const now = clock.now();
        const found = await store.questionById(tx, merchantId, id, now);
        if (!found) return false;
        if (found.state === "taught") return true;
        await store.setQuestion(tx, merchantId, id, isAside ? "aside" : "open", null);
        const action = isAside ? "understanding.laid-aside" : "understanding.taken-up";
        await deps.audited(tx, merchantId, { action, subject: `question:${id}`, after: {} }, by, now);
        return true;
      }),

    /** Says what one kept message was about. */
    review: (merchantId: MerchantId, id: string, means: string): Promise<"done" | "no-message" | "no-such-procedure"> =>
      database.transact(merchantId, async (tx) => {
        if (means !== none && !isOurs(means)) return "no-such-procedure";
        return (await store.reviewHeard(tx, merchantId, id, means)) ? "done" : "no-message";
      }),

    /** One edit: these mean that. Trains, rehearses on the past, and is live unless the rehearsal speaks against it. */
    teach: (merchantId: MerchantId, wish: Wish, by: string): Promise<Taught> =>
      inLine(merchantId, async () => {
        const { means, questionId, reason } = wish;
        if (means !== none && !isOurs(means)) return { kind: "no-such-procedure" };
        const without = new Set(wish.without);
        const found = await database.transact(merchantId, async (tx) => {
          const question =
            questionId === undefined ? undefined : await store.questionById(tx, merchantId, questionId, clock.now());
          const messages =
            questionId === undefined ? [] : await store.messagesOf(tx, merchantId, [questionId], taughtAtOnce);
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
          await store.teachHeard(
            tx,
            merchantId,
            messages.map(({ id }) => id),
            means,
            version,
          );
          if (found.question) await store.setQuestion(tx, merchantId, found.question.id, "taught", version);
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
          await store.unteachHeard(tx, merchantId, ofVersion);
          await store.settleQuestions(tx, merchantId, [...new Set(examples.map(({ lesson }) => lesson))]);
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
        const { length: count } = found.reviewed;
        if (count < fewestReviewed) return { kind: "too-few", count, needed: fewestReviewed };
        const learned = await learnFrom(found, found.examples, new Map());
        if (learned.rehearsal.refusals.length > 0) return { kind: "refused", rehearsal: learned.rehearsal };
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
          const examples = lesson ? await store.examplesById(tx, merchantId, lesson.examples) : [];
          await store.settleQuestions(tx, merchantId, [...new Set(examples.map((each) => each.lesson))]);
          const entry = { action: "understanding.gone-back", subject: `understanding:${version}`, after: { version } };
          await deps.audited(tx, merchantId, { ...entry, after: { version, from: expected } }, by, now);
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

    /** What was understood in the last days, beside as many days before, and what was meant where somebody told. */
    figures: (merchantId: MerchantId, days: number) =>
      database.transact(merchantId, async (tx) => {
        const now = clock.now();
        const [from, earlier] = [after(now, -days * dayMs), after(now, -2 * days * dayMs)];
        const came = await store.cameBetween(tx, merchantId, from, now);
        const before = understoodIn(await store.cameBetween(tx, merchantId, earlier, from));
        const reviewed = await store.reviewedSince(tx, merchantId, from, reviewedAtMost);
        const understood = understoodIn(came);
        const version = await store.liveVersion(tx, merchantId);
        const lesson = version > 0 ? await store.lessonAt(tx, merchantId, version) : undefined;
        return {
          ...{ from, until: now, understood, before: before.begun, change: changeOf(understood, before) },
          begun: came
            .filter(({ coming }) => coming === "begun" || coming === "chosen")
            .map(({ coming, procedure, count }) => ({ coming, procedure, count }))
            .toSorted((one, other) => other.count - one.count),
          reviewed: reviewed.length,
          confusion: confusionOf(reviewed),
          model: {
            version,
            libraryExamples: deps.ordinary.length,
            threshold: lesson?.mind.confidence?.threshold ?? classifier.confidence.threshold,
            lesson,
          },
        };
      }),

    /** Waits for what is being written. */
    stop: async (): Promise<void> => {
      await keeping;
      await keepAll();
    },
  };

  function suggested(messages: readonly store.HeardRow[]) {
    return suggestionFor(
      messages.map(({ known, thought }) => ({ known: known ?? undefined, thought })),
      isOurs,
    );
  }
}

/** Where a question went, through all it was joined to. */
function endOf<Id extends QuestionId | undefined>(into: ReadonlyMap<QuestionId, QuestionId>, from: Id): Id {
  let id: QuestionId | undefined = from;
  for (let next = id; next !== undefined; next = into.get(next)) id = next;
  return id as Id;
}

class Overtaken extends Error {}

const pastOf = { means: "taught", "take-back": "taken-back", recalibrate: "recalibrated" } as const satisfies Readonly<
  Record<store.LessonKind, string>
>;
