import type { Bilingual, Language } from "@ruyi/kernel";
import { told, type Words } from "./say.ts";

/** What happened, what is untouched, what to do, for each refusal of the API. */
const problemWords: Words = {
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
  "changed-meanwhile": {
    zh: "有人先改了。请刷新看看新的设置，再改。",
    en: "Somebody changed this first. Refresh to see it, then choose.",
  },
  "no-such-draft": {
    zh: "助手拟的这件事已经不在了。请刷新会话。",
    en: "What the assistant drafted is gone. Refresh the conversation.",
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
  "above-authority": {
    zh: "这笔钱超出您能决定的范围。什么都没有决定；请找有权限的同事。",
    en: "This sum is above what you may decide. Nothing was decided; ask somebody with the authority.",
  },
  "second-person-needed": {
    zh: "您已经同意过了。要由另一位店主来完成。",
    en: "You have approved this already. Another owner must complete it.",
  },
  "refund-not-waiting": {
    zh: "这笔退款已经不用决定了。列表会刷新。",
    en: "This refund waits for nobody any more. The list refreshes.",
  },
  "customer-not-found": {
    zh: "店铺和账上都没有这位客户。请回到客户页再找。",
    en: "Neither the shop nor the books know this customer. Go back and look again.",
  },
  "shop-silent": {
    zh: "店铺没有答复，现在看不到完整的联系方式。请过一会儿再试。",
    en: "The shop does not answer, so the contact cannot be seen now. Try again in a moment.",
  },
  "no-open-run": {
    zh: "流程已经结束了。什么都没有做；右边会刷新。",
    en: "The procedure has ended. Nothing was done; the panel refreshes.",
  },
  "last-owner": {
    zh: "这是最后一位能登录的店主。什么都没有改；先请另一位店主，再来。",
    en: "This is the last owner who can sign in. Nothing was changed; make another owner first.",
  },
  "no-such-staff": {
    zh: "没有这位同事，或者您看不到。请刷新名单。",
    en: "There is no such colleague, or they are not yours to see. Refresh the list.",
  },
  "no-such-session": {
    zh: "那台设备已经退出了。",
    en: "That device is signed out already.",
  },
  "wrong-current-password": {
    zh: "现在的密码不对。请再输一次，或请店主发一个一次性链接。",
    en: "The current password is wrong. Try again, or ask the owner for a one-time link.",
  },
  "slug-taken": {
    zh: "网址里的这个名字有店在用了。换一个。",
    en: "Another shop has this name in addresses. Choose another.",
  },
  "slug-shape": {
    zh: "网址里的名字只用小写字母、数字和单个短横，2到40个。",
    en: "The name in addresses takes small letters, digits and single hyphens, 2 to 40.",
  },
  zone: {
    zh: "没有这个时区。写成 Asia/Shanghai 这样，或从列表里选。",
    en: "There is no such time zone. Write it like Asia/Shanghai, or choose from the list.",
  },
  currency: { zh: "币种写三个大写字母，比如 CNY。", en: "Write the currency in three capitals, such as USD." },
  languages: {
    zh: "开场的语言要在接待的语言里。",
    en: "The opening language must be one of the languages answered.",
  },
  "not-yours-to-give": {
    zh: "您不能给出自己没有的权限。去掉几样再试。",
    en: "You cannot grant what you may not do yourself. Untick some and try again.",
  },
  "already-over": { zh: "这一天已经过去了。选以后的一天。", en: "That day has passed. Choose a later one." },
  "still-signing": {
    zh: "签名用的密钥不能停认。先换一把新的。",
    en: "The secret in use cannot be ended. Rotate in a new one first.",
  },
  "too-many-accepted": {
    zh: "认着的旧密钥太多了。先停认一把，再换。",
    en: "Too many old secrets are still accepted. End one first, then rotate.",
  },
  "no-such-question": {
    zh: "这个问题不在了，可能给问得更多的让了位置。请刷新再看。",
    en: "This question is gone; it may have made room for others. Look again.",
  },
  "nothing-to-teach": {
    zh: "没有留下要教的话，什么都没有做。请至少留一句。",
    en: "No message is left to teach, and nothing was done. Leave at least one in.",
  },
  "nothing-to-take-back": {
    zh: "这个版本教的已经不在用了，不用再撤回。",
    en: "What this version taught is no longer in use; there is nothing to take back.",
  },
  "too-many-examples": {
    zh: "自己的说法满了，没有教进去。请先撤回不用的。",
    en: "There is no room for more of your own wordings; nothing was taught. Take back what is no longer needed.",
  },
  "too-few-reviewed": {
    zh: "知道意思的消息还不到50条，没有校准。在“听懂多少”里说一声对不对，就会多起来。",
    en: "Fewer than 50 messages have a known meaning, so nothing was calibrated. Say under “How well” whether readings were right to get there.",
  },
  overtaken: {
    zh: "刚才有人也在教，这次没有做。请刷新后再来一次。",
    en: "Somebody taught at the same moment, and this was not done. Refresh and repeat it.",
  },
  "no-such-version": {
    zh: "这个版本的模型没有留，什么都没有变。请选近一点的版本。",
    en: "The model of this version is no longer kept, and nothing changed. Choose a later one.",
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

/** The sentence for a refusal: its own, or the one of its family. */
export function problemText(
  { code, status, retryAfterSeconds }: { code: string; status: number; retryAfterSeconds: number | undefined },
  language: Language,
): string {
  const family = code.startsWith("move-") ? "move" : status >= 500 ? "busy" : "other";
  return told(problemWords[code] ?? otherProblem[family], language, { n: retryAfterSeconds ?? 60 });
}
