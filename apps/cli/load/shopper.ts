import { type Language, pick, type Random } from "@ruyi/kernel";

/** What a simulated customer last heard. */
export type Heard = {
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** The step the conversation stands at, and what it waits for. */
  readonly step: string;
  readonly state: string;
};

export const nothingHeard: Heard = { choices: [], step: "", state: "" };

/** What customers open with, by how often; nobody is angry, for that is a person's to answer. */
const openings: readonly { readonly share: number; readonly said: Readonly<Record<Language, readonly string[]>> }[] = [
  {
    share: 0.5,
    said: {
      zh: ["我的快递到哪了", "包裹现在什么状态", "今天能到吗", "什么时候发货", "查一下物流", "我的order到哪了"],
      en: ["Where is my parcel?", "When will my order arrive?", "any update on my delivery", "has it shipped yet"],
    },
  },
  {
    share: 0.15,
    said: {
      zh: ["你好", "在吗", "你会做什么", "您好，想问一下"],
      en: ["hello", "hi there", "what can you do", "are you there"],
    },
  },
  {
    share: 0.2,
    said: {
      zh: ["我想退货", "这个不想要了，怎么退", "申请退货退款"],
      en: ["I want to return this", "how do I send it back", "I'd like a refund, please"],
    },
  },
  { share: 0.1, said: { zh: ["取消订单", "帮我把订单取消吧"], en: ["cancel my order", "please cancel it"] } },
  { share: 0.05, said: { zh: ["改一下收货地址", "地址填错了"], en: ["change my delivery address", "wrong address"] } },
];

const addresses: Readonly<Record<Language, readonly string[]>> = {
  zh: ["杭州市西湖区文三路100号2单元301 周梅 13800000000", "上海市徐汇区漕溪路8号1203 陈博 13900000000"],
  en: ["12 Mill Lane, Portland, OR 97205, Mei Zhou, 555 0142", "4 Quay Street, Boston, MA 02110, Bo Chen, 555 0178"],
};

/** Buttons that lead away from what the customer came for. */
const waysOut = new Set(["none", "person", "talk-to-a-person", "damaged-or-missing"]);

/** How a customer talks; `confirmShare` of what is read back to them (0 to 1) is confirmed, and really happens. */
export type Manner = { readonly language: Language; readonly random: Random; readonly confirmShare: number };

/** What a customer says next: an answer to what was asked, else a new matter. */
export function nextLine({ choices, step, state }: Heard, { language, random, confirmShare }: Manner): string {
  const labelled = (id: string): string | undefined => choices.find((choice) => choice.id === id)?.label;
  const yes = labelled("yes");
  const no = labelled("no");
  if (yes !== undefined && no !== undefined) {
    const agrees = state === "confirming" ? random() < confirmShare : step === "ask-received";
    return agrees ? yes : no;
  }
  const offered = choices.filter(({ id }) => !waysOut.has(id));
  if (offered.length > 0) return pick(random, offered).label;
  if (state === "asking" && step === "ask-address") return pick(random, addresses[language]);
  if (state === "asking" && step === "ask-number") return String(1_000 + Math.floor(random() * 9_000));
  return pick(random, openingFor(random).said[language]);
}

function openingFor(random: Random): (typeof openings)[number] {
  let left = random();
  for (const opening of openings) {
    left -= opening.share;
    if (left < 0) return opening;
  }
  return pick(random, openings);
}
