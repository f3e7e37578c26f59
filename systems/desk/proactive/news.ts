import {
  type Bilingual,
  daysAhead,
  formatDate,
  formatMoment,
  formatTime,
  type Language,
  type TimeReader,
  unreachable,
} from "@ruyi/kernel";
import type { ConversationEvent } from "../event.ts";
import type { OfferedChoice } from "../needs.ts";

/** What customers are told of unasked. */
export const newsKinds = [
  "shipped",
  "out-for-delivery",
  "delivered",
  "held",
  "lost",
  "returning",
  "promise-late",
] as const;
export type NewsKind = (typeof newsKinds)[number];

/** Something about a parcel or a promise, known by these three: heard of twice, it is one. */
export type NewsKey = { readonly subject: string; readonly kind: NewsKind; readonly happenedAt: string };

/** What is told of a parcel's order, or the promise that was missed. */
export type NewsBody = {
  readonly number?: string;
  readonly title?: Bilingual;
  readonly carrier?: Bilingual;
  readonly place?: Bilingual;
  readonly expectedAt?: string;
  /** What a parcel that is held needs. */
  readonly needs?: Bilingual;
  /** Of a promise: by when it was due. */
  readonly dueAt?: string;
};

export type News = NewsKey & { readonly body: NewsBody };

/** As an order card calls the state a parcel's news is about. */
const cardStates: Readonly<Partial<Record<NewsKind, string>>> = {
  shipped: "moving",
  "out-for-delivery": "out-for-delivery",
  delivered: "delivered",
  held: "held",
  lost: "lost",
  returning: "returning",
};

/** Of each parcel the newest is news; what it overtook nobody needs to hear any more. */
export function newestOf<Each extends NewsKey>(
  all: readonly Each[],
): { readonly newest: Each[]; readonly overtaken: Each[] } {
  const newest = new Map<string, Each>();
  for (const each of all) {
    const known = newest.get(each.subject);
    if (!known || Date.parse(known.happenedAt) <= Date.parse(each.happenedAt)) newest.set(each.subject, each);
  }
  const chosen = new Set(newest.values());
  return {
    newest: [...chosen].toSorted((a, b) => Date.parse(a.happenedAt) - Date.parse(b.happenedAt)),
    overtaken: all.filter((each) => !chosen.has(each)),
  };
}

/** Whether the conversation has shown it since it happened: an order's card in that state, or later. */
export function isKnownFrom(events: readonly ConversationEvent[], { kind, happenedAt, body }: News): boolean {
  const wanted = cardStates[kind];
  return events.some(
    (event) =>
      event.kind === "order" &&
      wanted !== undefined &&
      event.order.number === body.number &&
      Date.parse(event.order.readAt) >= Date.parse(happenedAt) &&
      (event.order.parcel?.state === wanted || (kind === "delivered" && event.order.state === "delivered")),
  );
}

/** All there is to tell, in one message: a line each. */
export const newsText = (news: readonly News[], reader: TimeReader): string =>
  news.map((each) => (reader.language === "zh" ? zhLine(each, reader) : enLine(each, reader))).join("\n");

/** The way to have no more of it stands under each: pressed, it is said. */
export const stopChoice = (language: Language): OfferedChoice => ({ id: "stop-news", label: stopWords[language] });
const stopWords: Bilingual = { zh: "别再通知我", en: "Stop notifying me" };

export const wishHeard: Readonly<Record<"stop" | "go-on", Bilingual>> = {
  stop: {
    zh: "好，不再主动通知您。您来问，照样答；想恢复，说“继续通知我”。",
    en: "All right, I won't message you unasked. Ask any time; to have it back, say “notify me again”.",
  },
  "go-on": {
    zh: "好，包裹有变化、承诺有结果时会在这里告诉您。不想要了，说“别再通知我”。",
    en: "All right, you'll hear here when a parcel moves or a promise is due. To stop, say “stop notifying me”.",
  },
};

/** What a colleague is reminded of before it is late. */
export function promiseDueNote(promise: { readonly text: string; readonly dueAt: string }, reader: TimeReader): string {
  const due = formatMoment(new Date(promise.dueAt), reader);
  return reader.language === "zh"
    ? `这条承诺${due}到期，还没有兑现：${promise.text}`
    : `This promise is due at ${due} and not kept yet: ${promise.text}`;
}

/** The goods, and the order's last digits, by which customers tell their orders apart. */
function goodsOf({ title, number }: NewsBody, language: Language): string {
  const tail = number?.slice(-4);
  if (language === "zh") return `${title?.zh ?? "您的包裹"}${tail ? `（订单尾号${tail}）` : ""}`;
  return `${title?.en ?? "Your parcel"}${tail ? ` (order ending ${tail})` : ""}`;
}

/** Today's times need no date. */
const when = (iso: string, reader: TimeReader): string => {
  const at = new Date(iso);
  return daysAhead(at, reader) === 0 ? formatTime(at, reader) : formatMoment(at, reader);
};

function zhLine({ kind, happenedAt, body }: News, reader: TimeReader): string {
  const goods = goodsOf(body, "zh");
  const time = when(happenedAt, reader);
  switch (kind) {
    case "shipped": {
      const due = body.expectedAt ? `，预计${formatDate(new Date(body.expectedAt), reader)}送到` : "";
      return `${goods}${time}已发出${body.carrier ? `，由${body.carrier.zh}送` : ""}${due}。`;
    }
    case "out-for-delivery":
      return `${goods}${time}开始派送。`;
    case "delivered":
      return `${goods}${time}已签收。没收到的话，直接在这里说。`;
    case "held":
      return `${goods}${time}起停在${body.place?.zh ?? "途中"}${body.needs ? `，需要${body.needs.zh}` : ""}。要查或要改，直接在这里说。`;
    case "lost":
      return `${goods}查到是丢件，记录是${time}的。可以补发，也可以退款，在这里说一声就办。`;
    case "returning":
      return `${goods}正在退回店铺，记录是${time}的。要重发或退款，直接在这里说。`;
    case "promise-late":
      return `说好${body.dueAt ? formatMoment(new Date(body.dueAt), reader) : ""}前告诉您结果，没有做到，抱歉。这件事已交给同事，不用再说一遍。`;
    default:
      return unreachable(kind);
  }
}

function enLine({ kind, happenedAt, body }: News, reader: TimeReader): string {
  const goods = goodsOf(body, "en");
  const at = `at ${when(happenedAt, reader)}`;
  switch (kind) {
    case "shipped": {
      const due = body.expectedAt ? `, expected ${formatDate(new Date(body.expectedAt), reader)}` : "";
      return `${goods} left ${at}${body.carrier ? ` with ${body.carrier.en}` : ""}${due}.`;
    }
    case "out-for-delivery":
      return `${goods} went out for delivery ${at}.`;
    case "delivered":
      return `${goods} was delivered ${at}. If you don't have it, just say so here.`;
    case "held":
      return `${goods} is held${body.place ? ` in ${body.place.en}` : ""}, recorded ${at}.${body.needs ? ` Needed: ${body.needs.en}.` : ""} To have it looked into, just say so here.`;
    case "lost":
      return `${goods} was recorded as lost ${at}. We can send another or refund it; say which here.`;
    case "returning":
      return `${goods} is on its way back to the shop, recorded ${at}. For another or a refund, just say so here.`;
    case "promise-late":
      return `We promised you an answer by ${body.dueAt ? formatMoment(new Date(body.dueAt), reader) : "now"} and missed it. We're sorry. A colleague has it now; you needn't tell it again.`;
    default:
      return unreachable(kind);
  }
}
