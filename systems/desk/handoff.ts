import { type Bilingual, type Language, unreachable } from "@ruyi/kernel";
import type { HandoffReason } from "./needs.ts";

/** Seconds one conversation ahead of you takes, before a merchant has figures of its own. */
const secondsAhead = 120;

export type QueueView = {
  /** Conversations that came before; of these, those that cannot wait. */
  readonly ahead: number;
  readonly urgent: number;
  /** People of this merchant who took a conversation lately; none is not known to be none. */
  readonly onDuty: number;
};

/** From 1. What cannot wait stands behind the others of its kind only. */
export const placeOf = ({ ahead, urgent }: QueueView, isUrgent: boolean): number => (isUrgent ? urgent : ahead) + 1;

export const waitSecondsOf = (queue: QueueView, isUrgent: boolean): number =>
  Math.ceil((placeOf(queue, isUrgent) * secondsAhead) / Math.max(1, queue.onDuty));

/** A place in the queue as people are told of it; `estimated` is false where the wait is not known. */
export type QueuePlace = { readonly queuePlace: number; readonly waitSeconds: number; readonly estimated: boolean };

export const placeIn = (queue: QueueView, isUrgent: boolean): QueuePlace => ({
  queuePlace: placeOf(queue, isUrgent),
  waitSeconds: waitSecondsOf(queue, isUrgent),
  estimated: queue.onDuty > 0,
});

/** What each action is called when it was done. */
const actionNames: Readonly<Record<string, Bilingual>> = {
  registerReturn: { zh: "退货登记", en: "return registered" },
  refund: { zh: "退款", en: "refund sent" },
  cancelOrder: { zh: "取消订单", en: "order cancelled" },
  changeAddress: { zh: "改地址", en: "address changed" },
  requestTrace: { zh: "查件", en: "trace requested" },
  reship: { zh: "补发", en: "replacement arranged" },
};

const reasonWords: Readonly<Record<HandoffReason, Bilingual>> = {
  asked: { zh: "您要找同事", en: "You asked for a person" },
  technical: { zh: "这边办不了，由同事来办", en: "I can't do this here, so a colleague will" },
  emotional: { zh: "同事来接手", en: "A colleague will take over" },
  policy: { zh: "需要有权限的同事决定", en: "Someone with authority must decide" },
  unsure: { zh: "我没有把握，请同事来看", en: "I'm not sure enough, so a colleague will look" },
};

/** The hand-over in five parts: why, what is done, what was promised, place and wait, what else one may do (VOICE §5). */
export function handoffLine(
  language: Language,
  handoff: {
    readonly reason: HandoffReason;
    readonly done: readonly string[];
    readonly promised: readonly string[];
    readonly queuePlace: number;
    readonly waitSeconds: number;
    /** False where nobody is known to be there: the wait is not known either, and no figure is made up. */
    readonly estimated: boolean;
  },
): string {
  const done = [...new Set(handoff.done.toReversed())]
    .slice(0, namedAtMost)
    .toReversed()
    .flatMap((action) => actionNames[action]?.[language] ?? []);
  const minutes = handoff.estimated ? Math.max(1, Math.ceil(handoff.waitSeconds / 60)) : undefined;
  switch (language) {
    case "zh":
      return [
        `${reasonWords[handoff.reason].zh}。您排第${handoff.queuePlace}，${zhWait(minutes)}。`,
        done.length > 0 ? `已办：${done.join("、")}。` : "",
        handoff.promised.length > 0 ? `已承诺：${handoff.promised.at(-1)}` : "",
        "都交接了，不用重说；等的时候可以继续留言。",
      ].join("");
    case "en":
      return [
        `${reasonWords[handoff.reason].en}. You're number ${handoff.queuePlace} in line, ${enWait(minutes)}.`,
        done.length > 0 ? ` Done: ${done.join(", ")}.` : "",
        handoff.promised.length > 0 ? ` Promised: ${handoff.promised.at(-1)}` : "",
        " They have it all; you can add to it while you wait.",
      ].join("");
    default:
      return unreachable(language);
  }
}

/** The latest acts are named; a longer list nobody reads. */
const namedAtMost = 3;

const rounded = (minutes: number): number => (minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5);

const zhWait = (minutes: number | undefined): string => {
  if (minutes === undefined) return "要等多久现在估不出";
  if (minutes > 60) return "要等1小时以上，可以留言，同事看到就回";
  return minutes <= 1 ? "1分钟内" : `约${rounded(minutes)}分钟`;
};

const enWait = (minutes: number | undefined): string => {
  if (minutes === undefined) return "and I can't estimate the wait";
  if (minutes > 60) return "over an hour; leave a message and it will be answered here";
  return minutes <= 1 ? "within a minute" : `about ${rounded(minutes)} minutes`;
};
