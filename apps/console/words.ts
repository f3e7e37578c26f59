import type { Bilingual, Language } from "@ruyi/kernel";

/** Everything the console says by itself, in both languages. What is about a matter is said by its procedure. */
export const words = {
  product: { zh: "如一", en: "Ruyi" },
  skip: { zh: "跳到对话", en: "Skip to the conversation" },
  mainNav: { zh: "主导航", en: "Main" },
  inbox: { zh: "会话", en: "Inbox" },
  otherLanguage: { zh: "English", en: "中文" },
  dark: { zh: "深色", en: "Dark" },
  light: { zh: "浅色", en: "Light" },
  shortcuts: { zh: "快捷键", en: "Shortcuts" },
  signOut: { zh: "退出登录", en: "Sign out" },

  signIn: { zh: "登录工作台", en: "Sign in to the console" },
  email: { zh: "邮箱", en: "E-mail" },
  password: { zh: "密码", en: "Password" },
  doSignIn: { zh: "登录", en: "Sign in" },
  noPassword: {
    zh: "没有密码，或忘了密码：请店主发一个一次性链接。系统初次启动时，链接会印在终端里。",
    en: "No password, or forgotten: ask the owner for a one-time link. A new system prints one in its terminal.",
  },
  linkTitle: { zh: "您有一个一次性登录链接", en: "You have a one-time sign-in link" },
  linkNote: {
    zh: "按下按钮才会用掉它。这样，只是看一眼链接的程序不会替您用掉。",
    en: "It is used only when you press the button, so a program that merely looks at the link does not use it up.",
  },
  useLink: { zh: "用链接登录", en: "Sign in with the link" },
  setTitle: { zh: "设一个密码，下次直接登录", en: "Set a password for next time" },
  newPassword: { zh: "新密码", en: "New password" },
  passwordHint: {
    zh: "至少12个字。一句自己记得住的话就很好，不要用邮箱里的词。",
    en: "At least 12 characters. A sentence you will remember is good; leave out words from your e-mail.",
  },
  emailHint: { zh: "以后用它登录", en: "You will sign in with it" },
  setPassword: { zh: "保存密码", en: "Save password" },
  later: { zh: "先不设", en: "Not now" },

  shop: { zh: "店铺", en: "Shop" },
  views: { zh: "队列", en: "Views" },
  queue: { zh: "等人接", en: "Waiting" },
  all: { zh: "全部", en: "All" },
  conversations: { zh: "会话列表", en: "Conversations" },
  more: { zh: "再看一些", en: "Show more" },
  visitor: { zh: "访客", en: "Visitor" },
  waited: { zh: "等了{wait}", en: "waited {wait}" },
  withAssistant: { zh: "助手接待", en: "Assistant" },
  inQueue: { zh: "等人接", en: "Waiting" },
  withMe: { zh: "您接待", en: "You" },
  withColleague: { zh: "同事接待", en: "Colleague" },
  closedState: { zh: "已办结", en: "Closed" },
  speaksZh: { zh: "用中文", en: "Chinese" },
  speaksEn: { zh: "用英文", en: "English" },
  loading: { zh: "正在读取", en: "Loading" },

  queueEmpty: { zh: "没有人在等", en: "Nobody is waiting" },
  queueEmptyWhy: {
    zh: "助手把事情交给人的时候，会话会出现在这里，等得最久的排最前。",
    en: "When the assistant hands a matter to a person, it appears here, the longest wait first.",
  },
  queueEmptyNext: { zh: "看看全部会话", en: "See all conversations" },
  allEmpty: { zh: "这家店还没有会话", en: "This shop has no conversations yet" },
  allEmptyWhy: {
    zh: "顾客在聊天里写第一句话，会话就会出现在这里。",
    en: "A conversation appears here when a customer writes the first line in the chat.",
  },
  allEmptyNext: { zh: "去演示店扮一位顾客", en: "Play a customer in the demo shop" },
  noneOpen: { zh: "选一个会话，从前面的记录看起", en: "Choose a conversation and read what came before" },
  noneOpenWhy: {
    zh: "按 J 和 K 在列表里上下走，T 接手，R 回复。按 ? 看全部快捷键。",
    en: "J and K move through the list, T takes a conversation, R replies. Press ? for all shortcuts.",
  },
  noShops: { zh: "您还没有可看的店铺", en: "You have no shop to look after yet" },
  noShopsWhy: {
    zh: "请店主把您加到一家店铺里，再刷新这一页。",
    en: "Ask the owner to add you to a shop, then reload.",
  },

  conversation: { zh: "对话", en: "Conversation" },
  messages: { zh: "消息", en: "Messages" },
  back: { zh: "回到列表", en: "Back to list" },
  toRun: { zh: "看办理", en: "See the run" },
  toTalk: { zh: "看对话", en: "See the talk" },
  customer: { zh: "顾客", en: "Customer" },
  assistant: { zh: "助手", en: "Assistant" },
  shopSays: { zh: "店铺", en: "The shop" },
  colleague: { zh: "同事", en: "Colleague" },
  you: { zh: "{name}（您）", en: "{name} (you)" },
  offered: { zh: "给顾客的选项：{choices}", en: "Choices offered: {choices}" },
  steps: { zh: "{time} 办理：", en: "{time} Steps: " },
  handedOver: { zh: "{time} 助手请人：{reason}", en: "{time} Handed over: {reason}" },
  because: { zh: "依据：", en: "Because: " },
  taken: { zh: "{time} {name}接手", en: "{time} {name} took it" },
  "given-back": { zh: "{time} {name}交回助手", en: "{time} {name} gave it back to the assistant" },
  closed: { zh: "{time} {name}办结", en: "{time} {name} closed it" },
  promised: { zh: "答应：{text}（{due}前）", en: "Promised: {text} (by {due})" },
  promiseOpen: { zh: "还没到期", en: "not due yet" },
  promiseKept: { zh: "做到了", en: "kept" },
  promiseLate: { zh: "没做到", en: "not kept" },
  note: { zh: "内部便签", en: "Private note" },
  noteOnly: { zh: "只有同事看得到", en: "Only colleagues see it" },

  take: { zh: "接手", en: "Take" },
  takeOver: { zh: "改由我接待", en: "Take over" },
  takeOverAsk: {
    zh: "{name}正在接待。改由您接待会记录下来，{name}就不能再说话。",
    en: "{name} has this conversation. Taking over is logged, and {name} can no longer speak in it.",
  },
  giveBack: { zh: "交回助手", en: "Give back" },
  close: { zh: "办结", en: "Close" },
  closeAsk: {
    zh: "办结之后顾客再写，会话会重新打开。",
    en: "If the customer writes after closing, the conversation opens again.",
  },
  doClose: { zh: "办结会话", en: "Close conversation" },
  cancel: { zh: "先不", en: "Not now" },

  reply: { zh: "回复", en: "Reply" },
  replyTo: { zh: "写给顾客", en: "Write to the customer" },
  writeNote: { zh: "写给同事", en: "Write for colleagues" },
  send: { zh: "发送", en: "Send" },
  saveNote: { zh: "存便签", en: "Save note" },
  sent: { zh: "已发送", en: "Sent" },
  saved: { zh: "已存便签", en: "Note saved" },
  mustTake: { zh: "先接手，才能回复和办理", en: "Take the conversation first to reply and act" },
  hasFloor: { zh: "{name}正在接待，只有一个人说话", en: "{name} has the floor; only one person speaks" },
  isClosed: { zh: "已办结。顾客再写就会重新打开", en: "Closed; it opens again when the customer writes" },
  mayNotHandle: { zh: "您的角色只能看，不能办", en: "Your role may read, not act" },

  run: { zh: "办理", en: "Run" },
  runParts: { zh: "步骤和能走的步", en: "Steps and open moves" },
  version: { zh: "第{n}版", en: "v{n}" },
  noRun: { zh: "没有在办的流程", en: "No procedure is under way" },
  noRunWhy: {
    zh: "顾客说出要办的事，流程就会从这里开始；也可以直接回复。",
    en: "One starts here when the customer says what they need. Until then, simply reply.",
  },
  passed: { zh: "走过的步", en: "Steps so far" },
  here: { zh: "现在在这一步", en: "We are here" },
  moves: { zh: "现在能走的步", en: "Open moves" },
  noMoves: { zh: "现在不用您做，等系统或顾客", en: "Nothing to do now; it waits for a system or the customer" },
  atWork: { zh: "正在办理", en: "Working" },
  yourAnswer: { zh: "由您决定：{fact}", en: "Yours to decide: {fact}" },
  customerAnswer: { zh: "替顾客回答：{fact}", en: "Answer for the customer: {fact}" },
  answer: { zh: "填上回答", en: "Enter the answer" },
  doAnswer: { zh: "提交回答", en: "Submit answer" },
  confirmWith: { zh: "哪一句是顾客的同意", en: "Which message is the customer's yes?" },
  evidence: { zh: "这一句会记为凭据", en: "It is kept as evidence" },
  noEvidence: {
    zh: "问了以后，顾客还没有回答。等他们说了同意再办。",
    en: "The customer has not answered since they were asked. Wait for their yes.",
  },
  confirmNote: { zh: "顾客说过同意，由您来办", en: "The customer said yes; you do it" },
  declineNote: { zh: "顾客不要这样办", en: "The customer does not want it" },
  stop: { zh: "离开流程…", en: "Leave the procedure…" },
  stopNote: { zh: "要写理由，同事看得到", en: "needs a reason, colleagues see it" },
  stopWhy: { zh: "理由", en: "Reason" },
  doStop: { zh: "停下流程", en: "Stop the procedure" },
  stopReason: { zh: "离开流程：{why}", en: "Left the procedure: {why}" },
  done: { zh: "已办", en: "Done so far" },
  promises: { zh: "已承诺", en: "Promised" },

  sheetTitle: { zh: "快捷键", en: "Keyboard shortcuts" },
  keyDown: { zh: "下一个会话", en: "Next conversation" },
  keyUp: { zh: "上一个会话", en: "Previous conversation" },
  keyReply: { zh: "写回复", en: "Write a reply" },
  keyNote: { zh: "写内部便签", en: "Write a private note" },
  keyTake: { zh: "接手会话", en: "Take the conversation" },
  keyMove: { zh: "走第几步", en: "Make an open move" },
  keyClose: { zh: "办结会话", en: "Close the conversation" },
  keyPart: { zh: "在列表、对话、办理之间走", en: "Move between list, conversation and run" },
  keySend: { zh: "发送", en: "Send" },
  keyEsc: { zh: "退出输入框，或回到列表", en: "Leave the field, or go back to the list" },
  keyHelp: { zh: "打开这张表", en: "Open this sheet" },
  dismiss: { zh: "关闭", en: "Dismiss" },
  again: { zh: "再试一次", en: "Try again" },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Word = keyof typeof words;

export const handoffReasons: Readonly<Record<string, Bilingual>> = {
  asked: { zh: "顾客要找人", en: "asked for a person" },
  technical: { zh: "系统办不了", en: "cannot be done here" },
  emotional: { zh: "动了气", en: "upset" },
  policy: { zh: "要有权限的人决定", en: "needs authority" },
  unsure: { zh: "助手没有把握", en: "assistant unsure" },
};

/** What the reasons of a decision are called. The customer reads them in whole sentences elsewhere. */
export const reasonWords: Readonly<Record<string, Bilingual>> = {
  "one-star": { zh: "顾客现在是1星", en: "customer rated 1 star" },
};

export const actionWords: Readonly<Record<string, Bilingual>> = {
  refund: { zh: "退款", en: "Refund" },
  registerReturn: { zh: "登记退货", en: "Register return" },
  cancelReturn: { zh: "撤销退货", en: "Withdraw return" },
  cancelOrder: { zh: "取消订单", en: "Cancel order" },
  changeAddress: { zh: "改地址", en: "Change address" },
  requestTrace: { zh: "查件", en: "Trace parcel" },
  reship: { zh: "补发", en: "Send again" },
};

export const effectStates = {
  requested: { zh: "已提交", en: "requested" },
  done: { zh: "办好了", en: "done" },
  refused: { zh: "没办成", en: "refused" },
  unknown: { zh: "结果不明，正在核对", en: "outcome not known, being checked" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** What a run asks for. */
export const factWords: Readonly<Record<string, Bilingual>> = {
  decision: { zh: "怎么处理", en: "what to do" },
  result: { zh: "结果如何", en: "how it ended" },
  pick: { zh: "哪一单", en: "which order" },
  number: { zh: "订单号", en: "order number" },
  address: { zh: "新地址", en: "new address" },
  damage: { zh: "哪里坏了或少了", en: "what is damaged or missing" },
  inspected: { zh: "验货结果", en: "inspection result" },
  received: { zh: "收到没有", en: "whether it arrived" },
  problem: { zh: "什么问题", en: "what is wrong" },
  wish: { zh: "想怎么办", en: "what they would like" },
  tryStop: { zh: "要不要拦截", en: "whether to stop it" },
};

/** What happened, what is untouched, what to do, for each refusal of the API. */
const problemWords: Readonly<Record<string, Bilingual>> = {
  network: {
    zh: "连不上服务。写的字还在，连上后会自动刷新。请查看网络。",
    en: "The service cannot be reached. Your text is kept, and this page refreshes by itself once it can. Check your network.",
  },
  "wrong-email-or-password": {
    zh: "邮箱或密码不对。请再输一次，或请店主发一个一次性链接。",
    en: "Wrong e-mail or password. Try again, or ask the owner for a one-time link.",
  },
  "wait-to-sign-in": {
    zh: "试得太多了。请等{n}秒再试，或请店主发一个一次性链接。",
    en: "Too many tries. Try again in {n} seconds, or ask the owner for a one-time link.",
  },
  "link-used-up": {
    zh: "这个链接用过了或过期了。请用密码登录，或请店主再发一个。",
    en: "This link was used or has expired. Sign in with your password, or ask the owner for another.",
  },
  "too-short": {
    zh: "密码太短。请用至少12个字，一句话也行。",
    en: "The password is too short. Use at least 12 characters; a sentence will do.",
  },
  "too-long": { zh: "密码太长。请短一些。", en: "The password is too long. Make it shorter." },
  "too-simple": {
    zh: "密码太好猜。请换一句只有您知道的话。",
    en: "The password is easy to guess. Choose a sentence only you know.",
  },
  "like-your-email": {
    zh: "密码和邮箱太像。请换一句别的。",
    en: "The password is too close to your e-mail. Choose something else.",
  },
  "email-taken": {
    zh: "这个邮箱有人用了。请换一个。",
    en: "Somebody already uses this e-mail. Choose another.",
  },
  "email-shape": {
    zh: "邮箱要写成 name@example.com 的样子。",
    en: "Write the e-mail like name@example.com.",
  },
  "taken-by-another": {
    zh: "一位同事刚接手了。什么都没有发出；要自己来，请按「改由我接待」。",
    en: "A colleague has just taken this. Nothing was sent; to do it yourself, press Take over.",
  },
  "not-your-conversation": {
    zh: "您还没有接手。什么都没有发出；请先按「接手」。",
    en: "You have not taken this conversation. Nothing was sent; press Take first.",
  },
  "conversation-closed": {
    zh: "会话已办结。什么都没有发出；顾客再写就会重新打开。",
    en: "The conversation is closed. Nothing was sent; it opens again when the customer writes.",
  },
  "conversation-not-found": {
    zh: "这家店没有这个会话。请从列表里再选一个。",
    en: "This shop has no such conversation. Choose another from the list.",
  },
  "no-such-merchant": {
    zh: "没有这家店，或者您看不到它。请在店铺一栏里换一家。",
    en: "There is no such shop, or it is not yours to see. Choose another in the shop list.",
  },
  "no-open-run": {
    zh: "流程已经结束了。什么都没有做；右边会刷新。",
    en: "The procedure has ended. Nothing was done; the panel refreshes.",
  },
  "not-allowed": {
    zh: "您的角色办不了这件事。什么都没有做；请找店主或组长。",
    en: "Your role does not include this. Nothing was done; ask the owner or a lead.",
  },
};

/** Where no word is found for a refusal. */
const otherProblem: Readonly<Record<"move" | "busy" | "other", Bilingual>> = {
  move: {
    zh: "这一步现在走不了。什么都没有做；能走的步已刷新，请再选。",
    en: "This move is not open now. Nothing was done; the open moves are refreshed, choose again.",
  },
  busy: {
    zh: "服务出了问题。写的字还在，稍等再试；一直这样请找管理员。",
    en: "The service has a problem. Your text is kept; try again shortly, and tell an administrator if it stays.",
  },
  other: {
    zh: "这件事没有办成。写的字还在，请检查后再试。",
    en: "That was not done. Your text is kept; check it and try again.",
  },
};

/** Puts values into the places a text has for them. */
export const filled = (text: string, values: Readonly<Record<string, string | number>> = {}): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The sentence for a refusal: its own, or the one of its family. */
export function problemText(
  { code, status, retryAfterSeconds }: { code: string; status: number; retryAfterSeconds: number | undefined },
  language: Language,
): string {
  const family = code.startsWith("move-") ? "move" : status >= 500 ? "busy" : "other";
  return filled((problemWords[code] ?? otherProblem[family])[language], { n: retryAfterSeconds ?? 60 });
}
