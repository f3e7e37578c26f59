import type { Bilingual } from "@ruyi/kernel";

/** Everything the form says by itself. What is about a matter is said by its procedure. */
export const words = {
  loading: { zh: "正在打开", en: "Opening" },
  which: { zh: "办哪件事？", en: "What would you like to do?" },
  all: { zh: "全部{n}件事", en: "All {n} matters" },
  visitor: {
    zh: "您没有登录，只能办不用查订单的事。要查订单，请先登录店铺。",
    en: "You aren't signed in, so only matters without an order can be done here. To look at an order, sign in to the shop first.",
  },
  signIn: {
    zh: "这件事要查您的订单，请先登录店铺，再回到这里。",
    en: "This needs your order. Sign in to the shop first, then come back here.",
  },
  goBack: { zh: "回到“{title}”", en: "Back to “{title}”" },
  go: { zh: "继续", en: "Continue" },
  going: { zh: "正在送出", en: "Sending" },
  stop: { zh: "先不办了", en: "Leave it for now" },
  person: { zh: "转人工", en: "Talk to a person" },
  openChat: { zh: "去聊天里接着说", en: "Go on in the chat" },
  personNote: {
    zh: "随时可以找同事，说过的不用再说。",
    en: "A colleague can take over at any time and sees all this.",
  },
  another: { zh: "办别的事", en: "Do something else" },
  working: { zh: "正在办，请稍等。", en: "Working on it, one moment." },
  own: { zh: "都不是，我自己写", en: "None of these, in my own words" },
  ownLabel: { zh: "用您自己的话写", en: "In your own words" },
  several: { zh: "可以选几项", en: "Choose one or more" },
  choose: { zh: "还没有选。请选一项，再按“继续”。", en: "Nothing is chosen yet. Choose one, then press Continue." },
  write: {
    zh: "还没有写。请写几个字，再按“继续”。",
    en: "Nothing is written yet. Write a few words, then press Continue.",
  },
  tooLong: { zh: "太长了，请写在2000字以内。", en: "That is too long; please keep it under 2,000 characters." },
  movedOn: {
    zh: "这一步刚刚变了，您按的没有算数。请看现在的问题。",
    en: "This step changed just now, so your answer did not count. Please look at what is asked now.",
  },
  expired: {
    zh: "上次打开得太久，已经接不上了。订单和付款没有变化，请重新选一件事。",
    en: "This was open too long to go on. Your order and payment are unchanged; please choose again.",
  },
  withPerson: { zh: "同事在为您办，请在聊天里接着说。", en: "A colleague has this now. Please go on in the chat." },
  notTaken: {
    zh: "没有送出去，订单和付款没有变化。请再按一次，或者转人工。",
    en: "That wasn't sent; your order and payment are unchanged. Press again, or talk to a person.",
  },
  offline: {
    zh: "网络断了，正在重连。您按的会在连上后送出，只算一次。",
    en: "Offline; reconnecting. What you pressed is sent once you're back, and counts once.",
  },
  unavailable: {
    zh: "这一页没有接通：店铺的设置有误。请用店铺页面上的其他方式联系。",
    en: "This page isn't connected: the shop's settings need a fix. Please use another way shown on the shop's page.",
  },
  queue: { zh: "正在等同事。", en: "Waiting for a colleague." },
  agent: { zh: "同事在为您办。", en: "A colleague is with you." },
  over: { zh: "现在的情况", en: "How it stands now" },
  waits: {
    zh: "“{title}”这一步办完了，后面有消息会在这里告诉您。",
    en: "“{title}” is done as far as it can be for now. What comes next is told here.",
  },
  about: { zh: "关于这一单", en: "About this order" },
  tail: { zh: "订单尾号{tail}", en: "order ending {tail}" },
  progress: { zh: "进度", en: "Progress" },
  refund: { zh: "退款", en: "Refund" },
  promises: { zh: "说好的事", en: "What was promised" },
  due: {
    zh: "{time}前。这句话已记下，您不用再来问。",
    en: "By {time}. This promise is on record; you needn't ask again.",
  },
  kept: { zh: "已做到", en: "Kept" },
  late: { zh: "没有按时做到，同事会来跟进", en: "Missed; a colleague follows it up" },
  withdrawn: { zh: "这件事您不办了，不再跟进", en: "You left this matter, so it isn't followed up" },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Word = keyof typeof words;
