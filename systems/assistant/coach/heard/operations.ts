import type { Notice } from "@ruyi/desk";
import { after, dayMs, maskText, type MerchantId } from "@ruyi/kernel";
import { detectLanguage } from "@ruyi/language";
import { none } from "../../learning/own-model.ts";
import { outcomeOf } from "../../learning/rehearse.ts";
import { addCounts } from "../figures/store.ts";
import { emptyCommonness, takeIn } from "../groups/likeness.ts";
import { askedOf, merged, type Question, type QuestionId, twinOf } from "../groups/question.ts";
import * as groups from "../groups/store.ts";
import type { UnderstandingDeps } from "../needs.ts";
import { createListening, type Heard, person, type Told } from "./listening.ts";
import * as store from "./store.ts";

/** How long messages are kept for learning, and counts of what they came to. */
const heardKeptMs = 90 * dayMs;
const cameKeptMs = 400 * dayMs;
const partOfOrdinary = 200;

/** Hears what messages came to, keeps those that were doubtful and a sample of the others, and what they turned out to mean. */
export function createHeard({ database, clock, newId, ordinary, isOurs, onError }: UnderstandingDeps) {
  const listening = createListening();
  const commonness = emptyCommonness();
  let keeping: Promise<void> = Promise.resolve();

  /** What words are common is counted a part at a time: nobody waits for the whole. */
  async function knowTheCommon(): Promise<void> {
    for (let at = commonness.total; at < ordinary.length; at += partOfOrdinary) {
      takeIn(commonness, ordinary.slice(at, at + partOfOrdinary));
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
        let questions = await groups.lockQuestions(tx, merchantId);
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
        await groups.saveQuestions(tx, merchantId, [...changed.values()]);
        await groups.joinQuestions(
          tx,
          merchantId,
          [...into].map(([from]) => [from, endOf(into, from)] as const),
        );
        await groups.makeRoom(tx, merchantId);
      }
      const rows = heard.map((row) => ({ ...row, questionId: endOf(into, questionOf.get(row.id)) ?? null }));
      await store.addHeard(tx, merchantId, rows);
      await store.tellKnown(tx, merchantId, told);
      await addCounts(tx, merchantId, [...counts.values()]);
    });
  }

  async function keepAll(): Promise<void> {
    const { heard, dropped } = listening.take();
    if (dropped > 0)
      onError(new Error(`${dropped} messages were not kept for learning: too many at once.`), "listening");
    for (const [merchantId, each] of heard)
      await keepOf(merchantId, each).catch((error: unknown) => onError(error, "keeping what was not understood"));
  }

  /** Writes down what was noticed since the last time. */
  function keep(): Promise<void> {
    keeping = keeping.then(keepAll, keepAll);
    return keeping;
  }

  return {
    noticed: (notice: Notice): void => listening.notice(notice),

    keep,

    /** Takes away what has been kept long enough. */
    tidy: (): Promise<void> =>
      database.asPlatform((tx) =>
        store.dropOld(tx, after(clock.now(), -heardKeptMs), after(clock.now(), -cameKeptMs), 5_000),
      ),

    heard: (
      merchantId: MerchantId,
      which: store.WhichHeard,
      page: { readonly before?: readonly [string, string] | undefined; readonly limit: number },
    ) => database.transact(merchantId, (tx) => store.heardIn(tx, merchantId, which, page)),

    /** A colleague began these matters after a hand-over: what was doubtful before in the conversation was about that. */
    async begunByColleague(merchantId: MerchantId, told: readonly Omit<Told, "by">[]): Promise<void> {
      await keep();
      const ours = told.filter(({ known }) => isOurs(known) && known !== person);
      await database.transact(merchantId, (tx) =>
        store.tellKnown(
          tx,
          merchantId,
          ours.map((each) => ({ ...each, by: "colleague" })),
        ),
      );
    },

    /** Says what one kept message was about. */
    review: (merchantId: MerchantId, id: string, means: string): Promise<"done" | "no-message" | "no-such-procedure"> =>
      database.transact(merchantId, async (tx) => {
        if (means !== none && !isOurs(means)) return "no-such-procedure";
        return (await store.reviewHeard(tx, merchantId, id, means)) ? "done" : "no-message";
      }),

    /** Waits for what is being written. */
    stop: async (): Promise<void> => {
      await keeping;
      await keepAll();
    },
  };
}

/** Where a question went, through all it was joined to. */
function endOf<Id extends QuestionId | undefined>(into: ReadonlyMap<QuestionId, QuestionId>, from: Id): Id {
  let id: QuestionId | undefined = from;
  for (let next = id; next !== undefined; next = into.get(next)) id = next;
  return id as Id;
}
