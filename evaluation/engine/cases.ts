import { type Language, pick, type Random, seededRandom } from "@ruyi/kernel";
import type { Move, OpenMove } from "@ruyi/sop";

/** A customer of the demo market that a case's customer has lived as. */
export type Likeness = "mei" | "bo" | "kai" | "lin";
/** Which of their orders a case is about, by what became of it. */
export type OrderState = "unshipped" | "on its way" | "just delivered" | "long ago";
/** What the customer answers to a read-back. */
type Answer = "yes" | "no" | "no, then yes";

export type Case = {
  readonly number: number;
  readonly slug: "yunshang" | "brightbyte" | "dailyfresh";
  readonly language: Language;
  readonly like: Likeness;
  readonly order: OrderState;
  readonly procedure: string;
  readonly opening: string;
  readonly answer: Answer;
  /** Which of several choices is taken where they are not orders. */
  readonly choice: number;
};

const shops = [
  ["yunshang", "zh"],
  ["brightbyte", "en"],
  ["dailyfresh", "zh"],
  ["dailyfresh", "en"],
] as const;
const likenesses: readonly Likeness[] = ["mei", "bo", "kai", "lin"];
export const orderStates: readonly OrderState[] = ["unshipped", "on its way", "just delivered", "long ago"];
const answers: readonly Answer[] = ["yes", "yes", "no", "no, then yes"];

type Startable = { readonly id: string; readonly examples: Readonly<Record<Language, readonly string[]>> };

/** Cases that go through every procedure, shop, customer and order in turn; what is said and answered is drawn. */
export function casesFrom(procedures: readonly Startable[], count: number, seed: number): Case[] {
  const random: Random = seededRandom(seed);
  return Array.from({ length: count }, (_, number) => {
    const procedure = procedures[number % procedures.length];
    if (!procedure) throw new Error("There is no procedure to try.");
    const round = Math.floor(number / procedures.length);
    const [slug, language] = shops[round % shops.length] ?? shops[0];
    const turn = Math.floor(round / shops.length);
    return {
      ...{ number, slug, language, procedure: procedure.id, opening: pick(random, procedure.examples[language]) },
      like: likenesses[turn % likenesses.length] ?? "mei",
      order: orderStates[Math.floor(turn / likenesses.length) % orderStates.length] ?? "unshipped",
      answer: pick(random, answers),
      choice: Math.floor(random() * 1_000),
    };
  });
}

/** What a customer tells where a question is open, by the fact it asks for. */
const said: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  zh: {
    accessNeed: "我看不见，用读屏软件，请把要按的地方用文字写给我",
    address: "杭州市西湖区文三路90号5幢301室，电话13800138000",
    appealDetails: "那两件是商家让我退的，不该算在我头上",
    chargeDetails: "昨天晚上扣了两次，金额一样，尾号6611的卡",
    complaintDetails: "客服说话很冲，说不懂就别买",
    damage: "外壳裂了一道缝，按键也失灵",
    doubt: "走线歪，吊牌上的字印得模糊",
    faultDetails: "充一晚上只能亮半小时，去年夏天买的",
    fitQuestion: "身高165体重52公斤穿多大",
    invoiceDetails: "王小明，wang@example.com",
    madeDetails: "胸前绣两个字：如一，红线",
    newContact: "新的邮箱是 hao@example.com",
    number: "0000",
    paymentDetails: "付款时转圈，半天没有反应",
    privacyDetails: "把我存的旧地址去掉",
    seenPrice: "页面上今天标的是三百九十九",
    takeover: "有人改了我的密码，我进不去了",
    trouble: "页面一点开就白屏",
    variant: "要大一号，深蓝的",
    window: "周六上午九点到十二点",
    wrong: "我买的是蓝的，来的是灰的",
  },
  en: {
    accessNeed: "I can't see the screen, I use a reader, please put what to press in words",
    address: "12 Alder Lane, Flat 3, Bristol BS1 4ST",
    appealDetails: "the shop itself asked me to send those two back, they should not count",
    chargeDetails: "last night the same sum left my account on two occasions, the one ending 6611",
    complaintDetails: "the man I spoke to was rude and laughed at me",
    damage: "the shell is cracked and one key is dead",
    doubt: "the seams are crooked and the print on the tag is blurred",
    faultDetails: "it holds half an hour after a night on the plug, bought last summer",
    fitQuestion: "what would suit somebody of 165 cm",
    invoiceDetails: "Jo Miller, jo@example.com",
    madeDetails: "two words on the front in red thread: as one",
    newContact: "the new one is jo@example.com",
    number: "0000",
    paymentDetails: "the page keeps turning and nothing comes of it",
    privacyDetails: "take out the old place I used to live at",
    seenPrice: "the page says three hundred and ninety-nine today",
    takeover: "somebody set another password and I can't get in",
    trouble: "the page stays white as soon as I open it",
    variant: "one size up, in dark blue",
    window: "Saturday morning, nine to twelve",
    wrong: "mine was to be blue and this one is grey",
  },
};

/** Whoever is asked for words nobody wrote has a hole in this script. */
function wordsOf(language: Language, fact: string): string {
  const words = said[language][fact];
  if (words === undefined) throw new Error(`Nobody has written what a customer says when asked for "${fact}".`);
  return words;
}

/** What somebody says who agrees in words that no reader takes for a bare yes; a colleague or program passes it on. */
export const agreed: Readonly<Record<Language, string>> = {
  zh: "行，那就照你说的来办，麻烦快点",
  en: "right, then do it the way you put it, and soon",
};

/** The case's next move, from what is open: the same one whoever makes it. Undefined when nothing is the customer's. */
export function nextMove(
  { answer, choice, language }: Case,
  open: readonly OpenMove[],
  made: readonly Move[],
  orderId: string,
): Move | undefined {
  if (open.some(({ move }) => move === "confirm")) {
    const declined = made.some(({ move }) => move === "decline");
    return { move: answer === "yes" || (answer === "no, then yes" && declined) ? "confirm" : "decline" };
  }
  const asked = open.find((move) => move.move === "answer");
  if (asked?.move !== "answer" || asked.of !== "customer") return undefined;
  const { fact, choices } = asked;
  const choose = choices.find(({ id }) => id === orderId) ?? choices[(choice + made.length) % choices.length];
  return { move: "answer", fact, value: choose?.id ?? wordsOf(language, fact) };
}
