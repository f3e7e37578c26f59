import type { Bilingual } from "@ruyi/kernel";

/** Everything the widget says by itself. What is about a matter is said by its procedure. */
export const words = {
  open: { zh: "在线客服", en: "Help" },
  panel: { zh: "与{name}聊天", en: "Chat with {name}" },
  shop: { zh: "店铺", en: "the shop" },
  statusAssistant: { zh: "自动助手在线，随时可以转人工", en: "Automated · a person any time" },
  statusQueue: { zh: "正在等同事接手", en: "Waiting for a colleague" },
  statusAgent: { zh: "同事在为您办", en: "A colleague is with you" },
  otherLanguage: { zh: "EN", en: "中文" },
  otherLanguageName: { zh: "Switch to English", en: "切换到中文" },
  minimise: { zh: "收起", en: "Minimise" },
  greeting: { zh: "您好，我是{name}的自动助手", en: "Hello. I'm {name}'s automated assistant" },
  abilities: {
    zh: "查包裹、取消订单、改地址、退货退款、破损少件，都可以在这里办。办不了的，我请同事来，并告诉您要等多久。",
    en: "I can find a parcel, cancel an order, change an address, handle a return, or sort out damaged and missing items. What I can't do, I hand to a colleague, and tell you how long it takes.",
  },
  visitor: {
    zh: "没有登录也能聊。要查订单，请先登录店铺。",
    en: "You can chat without signing in. To look at an order, sign in to the shop first.",
  },
  aboutOrder: { zh: "是为这一单来的吗？", en: "Is it about this order?" },
  orderTail: { zh: "订单尾号{tail}", en: "order ending {tail}" },
  askParcel: { zh: "包裹到哪了", en: "Where is it?" },
  askReturn: { zh: "想退货", en: "I'd like to return it" },
  askDamaged: { zh: "东西坏了或少了", en: "Something is damaged or missing" },
  askCancel: { zh: "想取消", en: "I'd like to cancel it" },
  askAddress: { zh: "想改地址", en: "I'd like to change the address" },
  otherOrder: { zh: "是别的事", en: "It's something else" },
  sayParcel: { zh: "{title}到哪了？订单尾号{tail}", en: "Where is my {title}? Order ending {tail}" },
  sayReturn: { zh: "我想退{title}，订单尾号{tail}", en: "I want to return my {title}, order ending {tail}" },
  sayDamaged: {
    zh: "{title}收到时坏了或者少了，订单尾号{tail}",
    en: "My {title} arrived damaged or with parts missing, order ending {tail}",
  },
  sayCancel: { zh: "我想取消{title}的订单，订单尾号{tail}", en: "I want to cancel my {title}, order ending {tail}" },
  sayAddress: { zh: "我想改收货地址，订单尾号{tail}", en: "I want to change the address of order ending {tail}" },
  log: { zh: "对话", en: "Conversation" },
  write: { zh: "写消息", en: "Write a message" },
  writeHint: { zh: "说说是什么事", en: "Tell us what happened" },
  writeColleague: { zh: "回复同事", en: "Reply to your colleague" },
  send: { zh: "发送", en: "Send" },
  person: { zh: "转人工", en: "Talk to a person" },
  inLine: { zh: "已在排队", en: "You're in line" },
  you: { zh: "您", en: "You" },
  assistant: { zh: "助手", en: "Assistant" },
  colleague: { zh: "同事", en: "Colleague" },
  shopSays: { zh: "店铺", en: "The shop" },
  typing: { zh: "助手正在办", en: "The assistant is working on it" },
  sending: { zh: "正在发送", en: "Sending" },
  kept: { zh: "等网络恢复后发出", en: "Will be sent when you're back online" },
  delivered: { zh: "已送达", en: "Delivered" },
  refused: {
    zh: "这条没发出去，文字还在。订单和付款没有变化。",
    en: "That message wasn't sent; your text is still here. Your order and payment are unchanged.",
  },
  again: { zh: "重发", en: "Send again" },
  offline: {
    zh: "网络断了，正在重连。写的话会留着，连上就发。",
    en: "Offline; reconnecting. What you write is kept and sent once you're back.",
  },
  unavailable: {
    zh: "聊天没有接通：这家店铺的设置有误。请用店铺页面上的其他方式联系。",
    en: "The chat isn't connected: this shop's settings need a fix. Please use another way shown on the shop's page.",
  },
  newMessages: { zh: "有新消息", en: "New messages" },
  unread: { zh: "{n}条未读", en: "{n} unread" },
  chosen: { zh: "{time}已选", en: "chosen {time}" },
  refund: { zh: "退款", en: "Refund" },
  progress: { zh: "进度", en: "Progress" },
  promiseNote: {
    zh: "{time}前。这句话已记下，您不用再来问。",
    en: "By {time}. This promise is on record; you needn't ask again.",
  },
  promiseKept: { zh: "已做到", en: "Kept" },
  promiseLate: { zh: "没有按时做到，同事会来跟进", en: "Missed; a colleague follows it up" },
  nextIsYou: { zh: "下一位就是您，{wait}", en: "You're next, {wait}" },
  oneAhead: { zh: "位在您前面，{wait}", en: "person ahead of you, {wait}" },
  ahead: { zh: "位在您前面，{wait}", en: "people ahead of you, {wait}" },
  waitUnknown: { zh: "要等1小时以上，可以先留言", en: "over an hour; you can leave a message" },
  asOf: {
    zh: "{time}时的估计。可以先收起窗口，位置不变。",
    en: "Estimate of {time}. You may close this window and keep your place.",
  },
  seenByColleague: { zh: "同事会看到这些，您不用再说", en: "Your colleague sees all this already" },
  taken: { zh: "{time} 同事接手", en: "{time} A colleague took over" },
  "given-back": { zh: "{time} 助手继续", en: "{time} Back with the assistant" },
  closed: { zh: "{time} 会话结束。有事直接写，会接着办", en: "{time} Closed. Write any time to go on" },
  renewed: { zh: "新的会话从这里开始", en: "A new conversation starts here" },
} as const satisfies Readonly<Record<string, Bilingual>>;

type ActionWords = { readonly asked: Bilingual; readonly done: Bilingual };

/** What the customer reads of each act: that it was asked for, and that it is done. */
export const actionWords: Readonly<Record<string, ActionWords>> = {
  refund: { asked: { zh: "退款已发起", en: "Refund sent" }, done: { zh: "已退款", en: "Refunded" } },
  registerReturn: { asked: { zh: "登记退货", en: "Registering" }, done: { zh: "退货已登记", en: "Return set up" } },
  cancelReturn: { asked: { zh: "撤销退货", en: "Withdrawing" }, done: { zh: "退货已撤销", en: "Withdrawn" } },
  cancelOrder: { asked: { zh: "申请取消", en: "Cancelling" }, done: { zh: "订单已取消", en: "Cancelled" } },
  changeAddress: { asked: { zh: "提交新地址", en: "Address sent" }, done: { zh: "地址已改", en: "Address changed" } },
  requestTrace: { asked: { zh: "申请查件", en: "Asking carrier" }, done: { zh: "查件已开始", en: "Trace started" } },
  reship: { asked: { zh: "安排补发", en: "Arranging" }, done: { zh: "补发已安排", en: "Sending again" } },
};

export const otherAction: ActionWords = {
  asked: { zh: "已提交", en: "Submitted" },
  done: { zh: "已办好", en: "Done" },
};

/** How a stage is named that has not come, or did not come out as hoped. */
export const stageWords = {
  "to-come": { zh: "处理中", en: "Under way" },
  unknown: { zh: "正在核对", en: "Being checked" },
  refused: { zh: "没有办成", en: "Not done" },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Word = keyof typeof words;

/** Puts values into the places a text has for them. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
