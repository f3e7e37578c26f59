import type { Answer, Answers, Asked, Found } from "@ruyi/assistant";
import { type ArticleId, decideAnswer, type Knowledge, type Question, sourceOf, type Told } from "@ruyi/knowledge";

/** What the assistant answers questions from: the rules of the procedures first, then what the merchant has written. */
export function createAnswers(
  knowledge: Pick<Knowledge, "ready" | "find" | "told">,
  computed: (asked: Asked) => Answer | undefined = () => undefined,
): Answers {
  return {
    ready: knowledge.ready,

    find(asked): Found {
      const rule = computed(asked);
      if (rule && !rule.declines) return { kind: "answer", answer: rule };
      const verdict = decideAnswer(knowledge.find(asked.merchantId, questionOf(asked)));
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
      const told = knowledge.told(asked.merchantId, article, questionOf(asked));
      return told && answerOf(told, 1);
    },
  };
}

const questionOf = ({ text, language, now }: Asked): Question => ({ text, language, at: now, channel: "chat" });

function answerOf({ id, title, text, url, updatedAt }: Told, confidence: number): Answer {
  // What is looked up may be likely and is never certain: only a rule is.
  const source = { id: sourceOf(id), title, updatedAt, ...(url === undefined ? {} : { url }) };
  return { text, source, confidence: Math.min(confidence, 0.999) };
}
