import type { Bilingual } from "@ruyi/kernel";

/** Everything the widget says by itself. What is about a matter is said by its procedure. */
export const words = {
  open: { zh: "在线客服", en: "Help" },
  panel: { zh: "与{name}聊天", en: "Chat with {name}" },
  shop: { zh: "店铺", en: "the shop" },
  statusAssistant: { zh: "自动助手在线，随时可以转人工", en: "Automated · a person any time" },
  statusQueue: { zh: "正在等同事，下一位就是您", en: "Waiting for a colleague, you're next" },
  statusAgent: { zh: "同事在为您办", en: "A colleague is with you" },
  otherLanguage: { zh: "EN", en: "中文" },
  otherLanguageName: { zh: "Switch to English", en: "切换到中文" },
  minimise: { zh: "收起", en: "Minimise" },
  greeting: { zh: "您好，我是{name}的自动助手。", en: "Hello. I'm {name}'s automated assistant." },
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
  otherOrder: { zh: "是别的订单", en: "It's another order" },
  whichOrder: { zh: "是哪一单？", en: "Which order is it?" },
  noneOfThese: { zh: "都不是", en: "None of these" },
  otherMatter: { zh: "是别的事", en: "It's something else" },
  sayParcel: { zh: "{title}到哪了？订单尾号{tail}", en: "Where is my {title}? Order ending {tail}" },
  sayReturn: { zh: "我想退{title}，订单尾号{tail}", en: "I want to return my {title}, order ending {tail}" },
  sayDamaged: {
    zh: "{title}收到时坏了或者少了，订单尾号{tail}",
    en: "My {title} arrived damaged or with parts missing, order ending {tail}",
  },
  sayCancel: { zh: "我想取消{title}的订单，订单尾号{tail}", en: "I want to cancel my {title}, order ending {tail}" },
  sayAddress: { zh: "我想改收货地址，订单尾号{tail}", en: "I want to change the address of order ending {tail}" },
  offerParcel: { zh: "我的包裹到哪了？", en: "Where is my parcel?" },
  offerReturn: { zh: "我想退货", en: "I want to return something" },
  offerDamaged: { zh: "收到的东西坏了或者少了", en: "Something arrived damaged or is missing" },
  offerCancel: { zh: "我想取消订单", en: "I want to cancel an order" },
  offerAddress: { zh: "我想改收货地址", en: "I want to change the delivery address" },
  orderCard: { zh: "订单：{title}", en: "Order: {title}" },
  way: { zh: "包裹到哪了", en: "Where the parcel is" },
  unpaid: { zh: "待付款", en: "Not paid" },
  paid: { zh: "{date}下单，待发货", en: "Ordered {date}, not shipped yet" },
  shipped: { zh: "在路上", en: "On its way" },
  shippedDue: { zh: "在路上，预计{date}到", en: "On its way, expected {date}" },
  delivered: { zh: "{date}签收", en: "Delivered {date}" },
  cancelled: { zh: "已取消", en: "Cancelled" },
  returned: { zh: "已退货", en: "Returned" },
  placed: { zh: "下单", en: "Ordered" },
  moving: { zh: "运输中", en: "On its way" },
  near: { zh: "派送中", en: "Out for delivery" },
  arrived: { zh: "签收", en: "Delivered" },
  held: { zh: "停留", en: "Held" },
  lost: { zh: "丢失", en: "Lost" },
  returning: { zh: "退回中", en: "Going back" },
  // Broken before the date where it has to be.
  due: { zh: "预计\u200b{date}", en: "by {date}" },
  pieces: { zh: "{n}件", en: "× {n}" },
  backTo: { zh: "退到{tender}", en: "To {tender}" },
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
  stored: { zh: "已送达", en: "Delivered" },
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
  promiseOver: { zh: "这件事您不办了，不再跟进", en: "You left this matter, so it isn't followed up" },
  asked: { zh: "您要找同事，已经在请。", en: "You asked for a person; one is being called." },
  technical: { zh: "这件事我这边办不了，由同事来办。", en: "I can't do this here, so a colleague will." },
  emotional: { zh: "同事来接手。", en: "A colleague will take over." },
  policy: { zh: "这件事要由有权限的同事决定。", en: "Someone with authority must decide this." },
  unsure: { zh: "我没有把握，请同事来看。", en: "I'm not sure enough, so a colleague will look." },
  nextIsYou: { zh: "下一位就是您", en: "You're next" },
  oneAhead: { zh: "位在您前面", en: "person ahead of you" },
  ahead: { zh: "位在您前面", en: "people ahead of you" },
  placeInLine: { zh: "正在等同事，前面还有{n}位", en: "Waiting for a colleague, {n} ahead" },
  waitLong: { zh: "要等1小时以上，可以先留言", en: "over an hour; you can leave a message" },
  waitUnknown: { zh: "要等多久现在估不出", en: "the wait can't be estimated" },
  source: { zh: "来自“{title}”，{date}核对", en: "From “{title}”, checked {date}" },
  asOf: {
    zh: "{time}更新。收起窗口也不会丢位置。",
    en: "As of {time}. Close this window if you like; you keep your place.",
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
