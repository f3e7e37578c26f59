import {
  type Bilingual,
  daysAhead,
  formatDate,
  formatMoment,
  formatTime,
  type Language,
  secondMs,
  type TimeReader,
  unreachable,
  zoneName,
} from "@ruyi/kernel";
import type { HandoffReason } from "./needs.ts";
import { answerPhrase } from "./phrases.ts";

/** Seconds one conversation ahead of you takes, before a merchant has figures of its own. */
const secondsAhead = 120;

export type QueueView = {
  /** Conversations that came before; of these, those that cannot wait. */
  readonly ahead: number;
  readonly urgent: number;
  /** People of this merchant who took a conversation lately; none is not known to be none. */
  readonly onDuty: number;
};

/** When people are there, as far as their merchant has said. */
export type Staffing = {
  readonly isThere: boolean;
  /** When those who are there go; absent when they stay day and night. */
  readonly until?: Date;
  /** When somebody comes next, and by when whoever waits is answered then; absent when nobody knows. */
  readonly back?: Back;
};
export type Back = { readonly from: Date; readonly answerBy: Date };

/** True when nobody is there, or all will be gone before it is one's turn: where the wait is not known it is not long. */
const isAway = ({ isThere, until }: Staffing, waitSeconds: number, isKnown: boolean, now: Date): boolean =>
  !isThere || (isKnown && until !== undefined && now.getTime() + waitSeconds * secondMs > until.getTime());

/** From 1. What cannot wait stands behind the others of its kind only. */
export const placeOf = ({ ahead, urgent }: QueueView, isUrgent: boolean): number => (isUrgent ? urgent : ahead) + 1;

export const waitSecondsOf = (queue: QueueView, isUrgent: boolean): number =>
  Math.ceil((placeOf(queue, isUrgent) * secondsAhead) / Math.max(1, queue.onDuty));

/** A place in the queue as people are told of it; `estimated` is false where the wait is not known. */
export type QueuePlace = {
  readonly queuePlace: number;
  readonly waitSeconds: number;
  readonly estimated: boolean;
  /** While nobody is there: since when they are back, where that is known; the wait goes on until then. */
  readonly away?: { readonly back?: Back };
};

export function placeIn(queue: QueueView, isUrgent: boolean, staffing: Staffing | undefined, now: Date): QueuePlace {
  const [queuePlace, inLine] = [placeOf(queue, isUrgent), waitSecondsOf(queue, isUrgent)];
  const isKnown = queue.onDuty > 0;
  if (!staffing || !isAway(staffing, inLine, isKnown, now))
    return { queuePlace, waitSeconds: inLine, estimated: isKnown };
  const { back } = staffing;
  if (!back) return { queuePlace, waitSeconds: inLine, estimated: false, away: {} };
  const untilBack = Math.ceil((back.from.getTime() - now.getTime()) / secondMs);
  return { queuePlace, waitSeconds: untilBack + inLine, estimated: true, away: { back } };
}

/** What each action is called when it was done. */
export const actionNames: Readonly<Record<string, Bilingual>> = {
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

/** Why, when nobody is there: that somebody takes over would be said too soon. */
const nobodyIn: Bilingual = { zh: "现在没有同事在", en: "Nobody is in right now" };

/** The hand-over in five parts: why, what is done, what was promised, place and wait, what else one may do (VOICE §5). */
export function handoffLine(
  reader: TimeReader,
  handoff: {
    readonly reason: HandoffReason;
    readonly done: readonly string[];
    readonly promised: readonly string[];
    readonly queuePlace: number;
    readonly waitSeconds: number;
    /** False where nobody is known to be there: the wait is not known either, and no figure is made up. */
    readonly estimated: boolean;
    /** Nobody is there: since when they are back, where that is known. */
    readonly away?: { readonly back?: Back };
  },
): string {
  const { language } = reader;
  const { reason, away } = handoff;
  const done = [...new Set(handoff.done.toReversed())]
    .slice(0, namedAtMost)
    .toReversed()
    .flatMap((action) => actionNames[action]?.[language] ?? []);
  const minutes = handoff.estimated ? Math.max(1, Math.ceil(handoff.waitSeconds / 60)) : undefined;
  switch (language) {
    case "zh":
      return [
        away ? zhAway(reader, reason, away.back) : `${reasonWords[reason].zh}。`,
        `您排第${handoff.queuePlace}${away ? "" : `，${zhWait(minutes)}`}。`,
        done.length > 0 ? `已办：${done.join("、")}。` : "",
        handoff.promised.length > 0 ? `已承诺：${handoff.promised.at(-1)}` : "",
        "都交接了，不用重说；等的时候可以继续留言。",
      ].join("");
    case "en":
      return [
        away ? enAway(reader, reason, away.back) : `${reasonWords[reason].en}. `,
        `You're number ${handoff.queuePlace} in line${away ? "" : `, ${enWait(minutes)}`}.`,
        done.length > 0 ? ` Done: ${done.join(", ")}.` : "",
        handoff.promised.length > 0 ? ` Promised: ${handoff.promised.at(-1)}` : "",
        " They have it all; you can add to it while you wait.",
      ].join("");
    default:
      return unreachable(language);
  }
}

/** Said to somebody who asks whether anybody is there. */
export const stillInLine = (language: Language, promised: string | undefined): string =>
  ({
    zh: `您还在队里，说过的都在，不用重说。${promised ?? "轮到您时，同事就在这里回。"}`,
    en: `You're still in line, and nothing you wrote is lost. ${promised ?? "A colleague answers here when it's your turn."}`,
  })[language];

const whyAway = (reason: HandoffReason): Bilingual => (reason === "emotional" ? nobodyIn : reasonWords[reason]);

/** In China one time counts everywhere; elsewhere, and for readers of another language, it is named. */
const zoneFor = ({ language, zone }: TimeReader, at: Date): string =>
  language === "zh" && zone === "Asia/Shanghai" ? "" : zoneName(zone, language, at);

function zhAway(reader: TimeReader, reason: HandoffReason, back: Back | undefined): string {
  const why = whyAway(reason).zh;
  if (!back) return `${why}。${reason === "emotional" ? "" : `${nobodyIn.zh}，`}什么时候有人还不知道，您可以留言。`;
  const { from, answerBy } = back;
  const day = ["今天", "明天"][daysAhead(from, reader)] ?? formatDate(from, reader);
  const zone = zoneFor(reader, from);
  return `${why}。同事${day}${formatTime(from, reader)}${zone && `（${zone}）`}上班，${timeAfter(from, answerBy, reader)}前在这里回您。`;
}

function enAway(reader: TimeReader, reason: HandoffReason, back: Back | undefined): string {
  const why = whyAway(reason).en;
  if (!back)
    return `${why}. ${reason === "emotional" ? "I" : `${nobodyIn.en}, and I`} can't say yet when someone will be; you can leave a message. `;
  const { from, answerBy } = back;
  const day = ["today", "tomorrow"][daysAhead(from, reader)] ?? `on ${formatDate(from, reader)}`;
  const time = [formatTime(from, reader), zoneFor(reader, from), day].filter(Boolean).join(" ");
  return `${why}. The team is back at ${time} and will answer here by ${timeAfter(from, answerBy, reader)}. `;
}

/** The same day needs no second date. */
const timeAfter = (first: Date, then: Date, reader: TimeReader): string =>
  daysAhead(first, reader) === daysAhead(then, reader) ? formatTime(then, reader) : formatMoment(then, reader);

/** The promise that stands behind "back at": readable alone, on any day. */
export function answerPromise(reader: TimeReader, { answerBy }: Back): string {
  const zone = zoneFor(reader, answerBy);
  const named = zone && (reader.language === "zh" ? `（${zone}）` : ` (${zone})`);
  return answerPhrase[reader.language].replace("{at}", `${formatMoment(answerBy, reader)}${named}`);
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
