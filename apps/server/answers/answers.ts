import type { CustomerId } from "@ruyi/kernel";
import type { Answer, Answers, Asked, Found } from "@ruyi/assistant";
import {
  type ArticleId,
  decideAnswer,
  type KindRead,
  type Knowledge,
  type Question,
  sourceOf,
  type Told,
} from "@ruyi/knowledge";
import type { Known } from "./circumstances.ts";

/** What is at hand of who asks; a visitor is nobody yet. */
export type KnownOf = (asked: Asked & { readonly customerId: CustomerId }) => Known;

/** What the assistant answers questions from: the rules of the procedures first, then what the merchant has written. */
export function createAnswers(
  knowledge: Pick<Knowledge, "ready" | "find" | "told">,
  computed: (asked: Asked) => Answer | undefined = () => undefined,
  /** The kind of questions a text reads like. */
  kindOf: (text: string) => KindRead | undefined = () => undefined,
  knownOf: KnownOf = () => ({}),
): Answers {
  const questionOf = (asked: Asked): Question => {
    const { text, language, now: at, customerId, appVersion } = asked;
    const known = customerId === undefined ? {} : knownOf({ ...asked, customerId });
    return { ...known, text, language, at, channel: "chat", appVersion };
  };

  return {
    ready: knowledge.ready,

    find(asked): Found {
      const rule = computed(asked);
      if (rule && !rule.declines) return { kind: "answer", answer: rule };
      const kind = (asked.procedure ?? 0) < noQuestion ? kindOf(asked.text) : undefined;
      const verdict = decideAnswer(knowledge.find(asked.merchantId, { ...questionOf(asked), kind }));
      // What somebody wrote is better than that the rule cannot say.
      if (rule && verdict.kind !== "answer") return { kind: "answer", answer: rule };
      switch (verdict.kind) {
        case "answer":
          return { kind: "answer", answer: answerOf(verdict.answer, verdict.answer.confidence) };
        case "near":
          return {
            kind: "near",
            near: verdict.near.map(({ id, title, confidence }) => ({ id: sourceOf(id), title, confidence })),
          };
        case "none":
          return verdict;
      }
    },

    told(asked, id) {
      const article = id.replace(/^article:/, "") as ArticleId;
      // Which of them was meant has been said; the words of that choice name nothing else.
      const { text: _said, ...question } = questionOf(asked);
      const told = knowledge.told(asked.merchantId, article, question);
      return told && answerOf(told, 1);
    },
  };
}

/** What a procedure reads this surely is no question of any kind, and is not read a second time. */
const noQuestion = 0.75;

function answerOf({ id, title, text, url, updatedAt }: Told, confidence: number): Answer {
  // What is looked up may be likely and is never certain: only a rule is.
  const source = { id: sourceOf(id), title, updatedAt, ...(url === undefined ? {} : { url }) };
  return { text, source, confidence: Math.min(confidence, 0.999) };
}
