/*
 * Chinese that was typed by its sound: in Latin letters where no other keyboard was at hand ("wo yao tui kuan"), or with a
 * character that sounds like the one that was meant ("腿货"). Only words of the trade and of danger are heard; everything
 * else stays as it is written.
 */

/** Words that are heard in pinyin wherever they stand, since no English sentence holds them. */
const sure: Readonly<Record<string, string>> = {
  ...{ "tui kuan": "退款", "tui huo": "退货", "tui qian": "退钱", "tui hui": "退回", "huan huo": "换货" },
  ...{
    "kuai di": "快递",
    "wu liu": "物流",
    "bao guo": "包裹",
    "ding dan": "订单",
    "qu xiao": "取消",
    "fa huo": "发货",
  },
  ...{ "di zhi": "地址", "fa piao": "发票", "ren gong": "人工", "ke fu": "客服", "zhen ren": "真人", "tou su": "投诉" },
  ...{ "wei xiu": "维修", "qian shou": "签收", "shou dao": "收到", "zhi liang": "质量", "zhang hao": "账号" },
  ...{ "you hui": "优惠", "jiang jia": "降价", "bao jia": "保价", "kou kuan": "扣款", "dian hua": "电话" },
  ...{ "mai jia": "卖家", "shang pin": "商品", "yun fei": "运费", "bu fa": "补发", "dao huo": "到货" },
  ...{ "qi su": "起诉", "lv shi": "律师", "fa yuan": "法院", "bao jing": "报警", "wei quan": "维权" },
  ...{ "zi sha": "自杀", "xiang si": "想死", "xiang huo": "想活", "qu si": "去死", "pian zi": "骗子", "la ji": "垃圾" },
};

/** Words that are read beside those, and only beside them. */
const beside: Readonly<Record<string, string>> = {
  ...{ wo: "我", ni: "你", ta: "他", men: "们", de: "的", le: "了", ma: "吗", ne: "呢", ba: "吧", a: "啊", bu: "不" },
  ...{ yao: "要", xiang: "想", mei: "没", you: "有", shi: "是", hai: "还", zai: "在", dao: "到", na: "哪", li: "里" },
  ...{ gei: "给", bang: "帮", zhuan: "转", zhao: "找", cha: "查", gai: "改", kai: "开", huan: "换", tui: "退" },
  ...{ qing: "请", hao: "好", kuai: "快", dian: "点", yi: "一", xia: "下", ge: "个", zhe: "这", shou: "收" },
  ...{ huai: "坏", po: "破", sui: "碎", shao: "少", fa: "发", mai: "买", cuo: "错", qian: "钱", huo: "活", si: "死" },
  ...{ "zen me": "怎么", "shen me": "什么", "shi hou": "时候", "ke yi": "可以", "mei you": "没有", "na li": "哪里" },
  ...{ "dong xi": "东西", "yi fu": "衣服", "er ji": "耳机", "xie zi": "鞋子", "xie xie": "谢谢", "nin hao": "您好" },
};

const phrases = new Map(Object.entries({ ...beside, ...sure }));
const syllables = new Set([...phrases.keys()].flatMap((phrase) => phrase.split(" ")));
const longestSyllable = 6;

/** Quick to look for, and there wherever pinyin is: plain words, which the engine seeks all at once. */
const anySure = new RegExp(
  Object.keys(sure)
    .flatMap((phrase) => [phrase, phrase.replace(" ", "")])
    .join("|"),
);
const mayBePinyin = new RegExp(
  String.raw`(?<![a-z])[a-z]{0,24}?(?:${Object.keys(sure)
    .map((phrase) => phrase.replace(" ", " ?"))
    .join("|")})`,
);
const latinRun = /[a-z]+(?: [a-z]+)*/g;

/** A word cut into syllables, the longest first; undefined when it is not made of them. */
function syllablesOf(word: string): string[] | undefined {
  const found: string[] = [];
  for (let at = 0; at < word.length;) {
    let size = Math.min(longestSyllable, word.length - at);
    while (size > 0 && !syllables.has(word.slice(at, at + size))) size -= 1;
    if (size === 0) return undefined;
    found.push(word.slice(at, at + size));
    at += size;
  }
  return found;
}

/** Pinyin that holds a sure word, in characters; syllables that are none of our words stay. */
function inCharacters(read: readonly string[]): string | undefined {
  let isSure = false;
  let written = "";
  for (let at = 0; at < read.length;) {
    const pair = read.slice(at, at + 2).join(" ");
    const two = at + 1 < read.length ? phrases.get(pair) : undefined;
    isSure ||= two !== undefined && pair in sure;
    written += two ?? phrases.get(read[at] ?? "") ?? read[at] ?? "";
    at += two === undefined ? 1 : 2;
  }
  return isSure ? written : undefined;
}

function fromPinyin(folded: string): string {
  if (!anySure.test(folded) || !mayBePinyin.test(folded)) return folded;
  return folded.replace(latinRun, (run) => {
    const pieces: string[] = [];
    let read: string[] = [];
    let words: string[] = [];
    const end = (): void => {
      if (words.length > 0) pieces.push(inCharacters(read) ?? words.join(" "));
      [read, words] = [[], []];
    };
    for (const word of run.split(" ")) {
      const cut = syllablesOf(word);
      if (cut) {
        read.push(...cut);
        words.push(word);
      } else {
        end();
        pieces.push(word);
      }
    }
    end();
    return pieces.join(" ");
  });
}

/** Words of the trade, and for each of their two characters those that sound alike and are typed for it. */
const mistaken: readonly (readonly [word: string, first: string, second: string])[] = [
  ...([
    ["退款", "推腿", "宽欵"],
    ["退货", "推腿", "或祸获"],
    ["换货", "唤焕幻患", "或祸"],
    ["换一", "唤焕幻患", ""],
    ["换个", "唤焕幻患", ""],
    ["换成", "唤焕幻患", ""],
    ["发货", "法", "或祸获"],
    ["快递", "块筷", "弟第帝"],
    ["订单", "定丁顶", "丹担"],
    ["取消", "曲娶趣", "肖销"],
    ["地址", "弟第帝", "止只纸指"],
    ["发票", "法", "漂飘嫖"],
    ["包裹", "", "果"],
    ["物流", "勿误务", "留刘"],
  ] as const),
  ...([
    ["客服", "克课", "副负扶福"],
    ["人工", "仁任", "公功供"],
    ["签收", "千", "受售"],
    ["质量", "制至志", "亮凉"],
    ["账号", "帐涨", "耗"],
    ["优惠", "友由", "会汇"],
    ["维修", "围卫", "休秀"],
    ["投诉", "头", "述速苏"],
    ["降价", "", "介加假"],
    ["运费", "云韵", "废肺"],
    ["补发", "捕", ""],
  ] as const),
  ...([
    ["破损", "迫", "孙"],
    ["收到", "", "道"],
    ["没有", "梅", "由友"],
    ["怎么", "咋", ""],
    ["什么", "神", ""],
    ["律师", "绿", "诗"],
    ["起诉", "", "述速苏"],
    ["自杀", "", "沙砂"],
  ] as const),
];
/** What sounds like one of them and is a word of its own. */
const ownWords = new Set(["克服", "收获", "由会", "卫修"]);
const meantBy = new Map<string, string>();
for (const [word, firsts, seconds] of mistaken) {
  const [first = "", second = ""] = word;
  for (const one of [first, ...firsts])
    for (const other of [second, ...seconds]) {
      if (one + other !== word && !ownWords.has(one + other)) meantBy.set(one + other, word);
    }
}
/** Whether a character, by its code, begins any of them. */
const begins = new Uint8Array(0x10000);
for (const pair of meantBy.keys()) begins[pair.charCodeAt(0)] = 1;

/** Each pair of characters that sounds like a word of the trade, as that word. */
function fromSound(text: string): string {
  let heard = text;
  for (let at = 0; at + 1 < heard.length; at += 1) {
    if (begins[heard.charCodeAt(at)] === 0) continue;
    const word = meantBy.get(heard.slice(at, at + 2));
    if (word === undefined) continue;
    heard = heard.slice(0, at) + word + heard.slice(at + 2);
    at += 1;
  }
  return heard;
}

/** Folded text as it would be written by somebody who typed each word of the trade with its own characters. */
export const asHeard = (folded: string): string => fromSound(fromPinyin(folded));
