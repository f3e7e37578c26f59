import type { Answer } from "../answers.ts";
import { sure } from "../learning/rehearse.ts";
import {
  asksAgent,
  cameTo,
  confidenceOf,
  type Heard,
  isTalking,
  nothing,
  person,
  type Read,
  type ReaderNeeds,
  withPending,
} from "./heard.ts";

/** Why, what next, whether, what if: answered by the procedure itself where it can tell, and otherwise read like anything else. */
export function readQuestion(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { question, found } = heard;
  const isRule = found.kind === "answer" && found.answer.confidence === 1;
  return question && isRule ? tell(heard, found.answer, needs) : undefined;
}

/** Asked in so many words: no procedure reads the question better. */
const certain = 0.985;

/** An answer stays this far ahead of a procedure that is sure as well. */
const ahead = 0.2;

export const asks =
  /[?？]|[吗呢么]|谁|多少|多久|几|怎么|哪|什么|能不能|可不可以|\b(?:how|what|which|who|when|where|do|does|is|are|can|could|will)\b/i;

const wantsDone =
  /^(?:那|就|请|麻烦|现在)*(?:我|咱)?们?(?:还|也|又|现在|就|先|只)*(?:(?:想|要|需要|打算)(?!.{0,4}(?:知道|问|了解|咨询|请教))|帮我(?!.{0,2}(?:看看|问))|给我)|^(?:please |just )*(?:i(?:'d| would)? (?:like|want|need) (?!to (?:know|ask))|(?:can|could) you (?!tell|explain)|cancel|return|refund|exchange|track|change|stop|send)\b/i;

const isTheirOwn =
  /我的|我那|我买|我订|我下的|我这|这一?单|那一?单|订单号|\bmy\b|\bI(?:'ve)? (?:bought|ordered|placed)\b/i;

/**
 * An answer from what the merchant has written or its procedures follow. It moves nothing and leaves an open run where it
 * is: that one's question is put again. A wish for an act, and what concerns an order of their own, is the procedures'.
 */
export function answered(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { found, reading, text, identified } = heard;
  if (found.kind !== "answer") return undefined;
  const { confidence } = found.answer;
  const isPersonByGuess = reading.top[0]?.label === person && !heard.entities.wantsPerson;
  const procedure = isPersonByGuess ? 0 : confidenceOf(reading);
  const isTheirs = wantsDone.test(text.trim()) || isTheirOwn.test(text);
  // Whom nobody knows has no order that a procedure could look into.
  const isAskedSo = confidence >= certain && asks.test(text);
  const isSurer = confidence >= procedure + ahead || isAskedSo || !identified;
  const isForProcedure = procedure >= sure && (isTheirs || !isSurer);
  return confidence < 1 && isForProcedure ? undefined : tell(heard, found.answer, needs);
}

export function tell(
  { memory, language, run, reading, text: said }: Heard,
  { text, source, offers = [] }: Answer,
  needs: ReaderNeeds,
): Read {
  const asks = run !== undefined && isTalking(run) && !asksAgent(run);
  const offered = asks ? [] : offers.filter((id) => needs.titles.has(id));
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const answer: Read = {
    // What was asked names the goods, should the matter be begun next.
    memory: {
      ...nothing,
      greeted: memory.greeted,
      offered,
      pending: offered.length > 0 ? withPending(nothing, said) : [],
    },
    proposals: [
      { kind: "say", text, sources: [source], ...(choices.length > 0 ? { choices } : {}) },
      ...(asks ? [{ kind: "ask-again" as const }] : []),
    ],
  };
  return cameTo(answer, "answered", reading);
}
