import type { Bilingual } from "@ruyi/kernel";

/** What the assistant says of itself; everything about a matter is said by its procedure. */
export const lines = {
  opening: {
    zh: "我是{name}的自动助手，可以查包裹、取消订单、改地址、办退货退款、处理破损少件。您要办哪一件？想找同事，随时说“转人工”。",
    en: "I'm {name}'s automated assistant. I can find a parcel, cancel an order, change an address, handle a return, or sort out damaged and missing items. Which is it? You can ask for a person at any time.",
  },
  withoutAccount: {
    zh: "没有账号也能办：由同事先核对订单。密码和验证码，谁都不会问您要。",
    en: "It can be done without an account: a colleague checks the order with you first. Nobody will ask for a password or a code.",
  },
  cannotUndo: {
    zh: "办完的这里撤不回来。还想要，可以重新下单；有难处，选“转人工”。",
    en: "What's done can't be taken back here. If you still want it, it can be ordered again; or talk to a person.",
  },
  stillHere: {
    zh: "在的。我是自动助手：要办什么直接说；想找同事，选“转人工”。",
    en: "I'm here, and I'm automated. Say what it's about, or choose “Talk to a person” for a colleague.",
  },
  goOn: {
    zh: "在听，您接着说。",
    en: "I'm listening. Go on.",
  },
  whichMatter: {
    zh: "您要办的是哪一件？说一下也行，点一下也行。",
    en: "Which of these is it? Tap one, or say it in your own words.",
  },
  cannot: {
    zh: "这个我没有把握，不乱答。我能查包裹、取消订单、改地址、办退货退款、处理破损少件；别的事可以转人工。",
    en: "I'm not sure about that, and I won't guess. I can find a parcel, cancel an order, change an address, handle a return, or sort out damaged and missing items; for anything else, talk to a person.",
  },
  mayBeThis: {
    zh: "这几条可能对得上，不一定是您要问的。选一条看看，都不是就转人工。",
    en: "These may fit, though I'm not certain. Choose one, or none of them for a colleague.",
  },
  whichAnswer: {
    zh: "没对上，请选一个；也可以直接转人工。",
    en: "That didn't match. Please pick one, or talk to a person.",
  },
  readBackAgain: {
    zh: "还没有办。要办请选“{yes}”，不办请选“{no}”。",
    en: "Nothing has been done yet. Choose “{yes}” to go ahead, or “{no}”.",
  },
  oneStepLeft: {
    zh: "就差您一句话：选“{yes}”就办，选“{no}”就不办。",
    en: "One word from you is left: choose “{yes}” to go ahead, or “{no}”.",
  },
  refundProgress: {
    zh: "以前办的退款，我这里看不到到哪一步，由同事查了告诉您。",
    en: "I can't see how far an earlier refund has come; a colleague will look and tell you.",
  },
  atWork: {
    zh: "还在查，查到就在这里告诉您。",
    en: "I'm still looking; you'll see the answer here.",
  },
  stopped: {
    zh: "好，这件先不办。没有费用，也不影响评级。",
    en: "All right, I've left that. There's no fee and no effect on your rating.",
  },
  closing: {
    zh: "好的。还有别的事，随时在这里说。",
    en: "All right. If anything else comes up, just write here.",
  },
  automated: {
    zh: "我是自动助手，不是真人。想找同事，说“转人工”就行。",
    en: "I'm automated, not a person. To reach a colleague, say “talk to a person”.",
  },
  safety: {
    zh: "您的安全比订单要紧。我是自动助手，已请同事优先接入。现在有危险请打120或110；想找人说话，可打12356。",
    en: "Your safety matters more than this order. I'm automated, and I've put you first for a person. In danger now, call your local emergency number; a helpline near you can listen at any hour.",
  },
  minor: {
    zh: "没关系。请让监护人用这个聊天接着办，后面的事由同事核对后处理。",
    en: "That's all right. Please ask a parent or guardian to continue here; a colleague will check everything with them.",
  },
  legal: {
    zh: "投诉和起诉都是您的权利。记录可以整理好给您，由有权限的同事书面答复。",
    en: "You're free to complain or take legal action. The records can be prepared for you, and someone with authority will answer in writing.",
  },
  grieving: {
    zh: "请节哀。这些订单由一位同事一起办，您不用再解释，也不用今天办完。",
    en: "I'm sorry for your loss. One colleague will handle these orders. You won't need to explain again, and nothing has to be settled today.",
  },
  threat: {
    zh: "这句话要交给负责安全的同事看。您的事照常办，不受影响。",
    en: "I have to pass that sentence to our safety colleagues. Your request goes on as before.",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The person button is always this, in these words (VOICE §2). */
export const personChoice: Bilingual = { zh: "转人工", en: "Talk to a person" };
export const noneChoice: Bilingual = { zh: "都不是", en: "None of these" };
