import { type Bilingual, type Language, unreachable } from "@ruyi/kernel";
import type { HandoffReason } from "./needs.ts";

/** Seconds one conversation ahead of you takes, before a merchant has figures of its own. */
export const secondsAhead = 120;

export type QueueView = {
  /** Conversations that came before. */
  readonly ahead: number;
  /** People of this merchant who took a conversation lately; none is not known to be none. */
  readonly onDuty: number;
};

export const waitSecondsOf = ({ ahead, onDuty }: QueueView): number =>
  Math.ceil(((ahead + 1) * secondsAhead) / Math.max(1, onDuty));

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
  },
): string {
  const done = [...new Set(handoff.done)].map((action) => actionNames[action]?.[language] ?? action);
  const minutes = Math.max(1, Math.ceil(handoff.waitSeconds / 60));
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

const rounded = (minutes: number): number => (minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5);

const zhWait = (minutes: number): string =>
  minutes > 60 ? "要等1小时以上，可以留言，同事看到就回" : minutes <= 1 ? "1分钟内" : `约${rounded(minutes)}分钟`;

const enWait = (minutes: number): string =>
  minutes > 60
    ? "over an hour; leave a message and it will be answered here"
    : minutes <= 1
      ? "within a minute"
      : `about ${rounded(minutes)} minutes`;
