import type { Bilingual } from "@ruyi/kernel";

export const identityLine: Bilingual = {
  zh: "办理前要先核对身份：请在店铺的订单页登录，再从那里打开聊天。不要把密码或验证码告诉任何人，这里也不会问。想找同事，随时说“转人工”。",
  en: "To act on an order, identity must be checked first: sign in on the shop's order page and open this chat there. Never tell anyone a password or code; it will not be asked for here. A person is available at any time: say “talk to a person”.",
};

/** What is promised when nobody is there. */
export const answerPhrase: Bilingual = {
  zh: "同事{at}前在这里回复。",
  en: "A colleague will answer here by {at}.",
};

/** The desk's own sentences that hold to the letter; `{at}` is a moment. */
export const deskPhrases: readonly Bilingual[] = [identityLine, answerPhrase];
