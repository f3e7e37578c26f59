import { fold } from "./normalise.ts";
import { stem } from "./stem.ts";

/** A line of an order with the words it may be called by: titles, own words, words of its kind; any language. */
export type NamedLine = { readonly id: string; readonly words: readonly string[] };

/** Words that mean one kind of thing whatever the shop writes; the first of each is only a name for the group. */
const sameThing = [
  "coat 大衣 外套 overcoat",
  "jacket 夹克 外套",
  "down 羽绒服 羽绒 puffer",
  "sweater 毛衣 jumper pullover 针织衫",
  "shirt 衬衫 衬衣",
  "tshirt t恤 短袖 tee",
  "hoodie 卫衣 sweatshirt",
  "jeans 牛仔裤 denim",
  "trousers 裤子 pants 长裤",
  "skirt 半身裙 裙子",
  "dress 连衣裙 裙子",
  "shoes 鞋 鞋子",
  "sneakers 运动鞋 trainers 帆布鞋 球鞋",
  "boots 靴子 靴",
  "scarf 围巾",
  "hat 帽子 cap",
  "gloves 手套",
  "socks 袜子",
  "bag 包 包包 handbag backpack 背包",
  "belt 皮带 腰带",
  "headphones 耳机 headset earphones 头戴耳机",
  "earbuds 耳塞 耳机 buds",
  "keyboard 键盘",
  "mouse 鼠标",
  "charger 充电器 充电头 adapter",
  "cable 数据线 充电线 线",
  "powerbank 充电宝 移动电源",
  "speaker 音箱 音响",
  "phone 手机",
  "laptop 电脑 笔记本 computer",
  "tablet 平板",
  "watch 手表 表",
  "lamp 台灯 灯 light",
  "cup 杯子 杯 mug",
  "kettle 水壶 电水壶",
  "fan 风扇",
  "camera 相机 摄像头",
  "nuts 坚果",
  "coffee 咖啡",
  "tea 茶 茶叶",
  "milk 牛奶 奶",
  "fruit 水果",
  "apple 苹果",
  "orange 橙子 橘子",
  "snack 零食",
  "rice 米 大米",
  "oil 油",
  "egg 鸡蛋 蛋",
  "honey 蜂蜜",
  "durian 榴莲",
  "fish 鱼 三文鱼 salmon 海鲜 seafood 生鱼片 sashimi",
  "crab 螃蟹 大闸蟹",
  "meat 牛肉 猪肉 牛排 steak beef pork",
  "vegetables 蔬菜 青菜",
  "bread 面包 蛋糕 cake 糕点",
  "chocolate 巧克力 糖果 candy sweets",
  "wine 酒 白酒 红酒 啤酒 beer",
  "water 矿泉水 饮料 drinks",
  "nappies 纸尿裤 尿不湿 diapers",
  "tissues 纸巾 卫生纸 抽纸",
  "shampoo 洗发水 沐浴露",
  "cream 面霜 护肤品 skincare 精华",
  "lipstick 口红 makeup 化妆品",
  "perfume 香水",
  "toy 玩具 积木",
  "book 图书 书籍",
  "umbrella 雨伞",
  "vacuum 扫地机 扫地机器人 吸尘器 hoover",
  "webcam 网络摄像头 摄像头",
  "monitor 显示器 屏幕 display",
  "printer 打印机",
  "fridge 冰箱 refrigerator",
  "tv 电视 电视机 television",
  "sofa 沙发 couch",
  "mattress 床垫",
  "chair 椅子",
  "pillow 枕头",
  "quilt 被子 duvet",
  "bicycle 自行车 bike",
].map((group) => group.split(" "));

/** Names of goods that are as often something else: "phone me", "watch out", "book a slot", "down". */
const ambiguous = new Set([
  "down",
  "phone",
  "watch",
  "book",
  "fan",
  "cap",
  "bag",
  "oil",
  "light",
  "display",
  "water",
  "line",
  "part",
  "cream",
]);

/** A kind and the things under it: saying the kind points at them, more weakly. */
const kinds = [
  [
    "衣服 衣裳 服装 clothes clothing garment outfit",
    "coat jacket down sweater shirt tshirt hoodie jeans trousers skirt dress",
  ],
  ["鞋 鞋子 shoes footwear", "sneakers boots shoes"],
  ["裤子 trousers pants", "jeans trousers"],
  ["吃的 食品 食物 food grocery groceries", "nuts coffee tea milk fruit apple orange snack rice oil egg"],
  [
    "数码 电子产品 electronics gadget gadgets device",
    "headphones earbuds keyboard mouse charger cable powerbank speaker phone laptop tablet watch camera",
  ],
].map(([names = "", members = ""]) => ({ names: names.split(" "), members: members.split(" ") }));

const anything = /东西|商品|宝贝|货品|物品|产品|这个|那个|\b(?:items?|things?|stuff|products?|goods|purchase)\b/;

const groupsOf = new Map<string, Set<string>>();
for (const group of sameThing)
  for (const word of group) groupsOf.set(word, (groupsOf.get(word) ?? new Set()).add(group[0] ?? ""));

const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Strength of each way to be named; the whole name of a line is the strongest. */
const strength = { exact: 1, typo: 0.8, synonym: 0.75, part: 0.6, kind: 0.4, anything: 0.15 };

/**
 * Which lines a message names, best first, with a score from 0 to 1; lines it does not name are left out.
 * What fits every line alike ("衣服" among coats and shirts) tells them apart no more, and scores less.
 */
export function matchProducts(text: string, lines: readonly NamedLine[]): { id: string; score: number }[] {
  const folded = fold(text);
  const spoken = latinStems(folded);
  const said = lines.map((line) => namesIn(folded, spoken, line));
  const shared = (name: string): number => said.filter((names) => names.has(name)).length;

  return lines
    .map(({ id }, at) => {
      let missing = 1;
      for (const [name, weight] of said[at] ?? []) {
        const rarity = 1 / Math.sqrt(shared(name));
        missing *= 1 - Math.min(0.97, weight * (lines.length > 1 ? 0.4 + 0.6 * rarity : 1));
      }
      return { id, score: 1 - missing };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

/**
 * Whether a text names a kind of goods that no line is of: "the milk" of somebody who bought a coat. Only kinds that are
 * known everywhere are found; a name of which nothing is known says nothing.
 */
export function namesOtherGoods(text: string, lines: readonly Pick<NamedLine, "words">[]): boolean {
  const folded = fold(text);
  const spoken = latinStems(folded);
  const own = lines.flatMap(({ words }) => prepared(words));
  const isOwn = (name: string): boolean =>
    own.some(
      ({ han, latin }) => han.some((word) => word.includes(name)) || latin.some(({ parts }) => parts.includes(name)),
    );
  return everyKind.some(
    (kind) =>
      isSpoken(folded, spoken, kind) &&
      !own.some(({ synonyms }) => synonyms.some(({ key }) => key === kind.key)) &&
      ![...kind.han, ...kind.latin].some(isOwn),
  );
}

const latinStems = (folded: string): string[] =>
  (folded.replaceAll("'", "").match(/[a-z0-9]{1,30}/g) ?? []).slice(0, 200).map(stem);

/** A line's words made ready to be looked for; lines live long and are looked for in every message. */
type Prepared = {
  readonly han: readonly string[];
  readonly latin: readonly { readonly name: string; readonly parts: readonly string[]; readonly isGeneric: boolean }[];
  readonly synonyms: readonly Spoken[];
  readonly kinds: readonly Spoken[];
};
/** Names any of which stand for the same, under one key. */
type Spoken = { readonly key: string; readonly han: readonly string[]; readonly latin: readonly string[] };

const preparedWords = new WeakMap<readonly string[], Prepared>();

function prepared(words: readonly string[]): Prepared {
  const known = preparedWords.get(words);
  if (known) return known;
  const made = prepare(words);
  preparedWords.set(words, made);
  return made;
}

const spokenAs = (key: string, names: readonly string[]): Spoken => ({
  key,
  han: names.filter(isHan),
  latin: names.filter((name) => !isHan(name)).map(stem),
});

/** Kinds of goods by the names that are unmistakable: one character may stand for much else ("包" in "包裹"). */
const everyKind = sameThing.map((names) => {
  const { key, han, latin } = spokenAs(`=${names[0] ?? ""}`, names);
  return { key, han: han.filter((name) => name.length > 1), latin: latin.filter((name) => !ambiguous.has(name)) };
});

function prepare(words: readonly string[]): Prepared {
  const folded = words.map((word) => fold(word).trim()).filter((word) => word !== "");
  const groups = new Set(folded.flatMap(groupsOfName));
  return {
    han: folded.filter(isHan),
    latin: folded
      .filter((word) => !isHan(word))
      .flatMap((word) => {
        const parts = latinParts(word);
        const name = parts.length > 1 ? word : stem(word);
        return parts.length === 0 ? [] : [{ name, parts: parts.map(stem), isGeneric: generic.has(word) }];
      }),
    synonyms: [...groups].map((group) => spokenAs(`=${group}`, sameThing.filter(([name]) => name === group).flat())),
    kinds: kinds
      .filter(({ members }) => members.some((member) => groups.has(member)))
      .map(({ names }) => spokenAs(`^${names[0]}`, names)),
  };
}

/** The names of a line that a text uses, each with its strength. */
function namesIn(folded: string, spoken: readonly string[], { words }: NamedLine): Map<string, number> {
  const names = new Map<string, number>();
  const note = (name: string, weight: number): void => {
    if (weight > (names.get(name) ?? 0)) names.set(name, weight);
  };
  const { han, latin, synonyms, kinds: kindsOf } = prepared(words);
  for (const word of han) noteHan(folded, word, note);
  if (spoken.length > 0) for (const word of latin) noteLatin(spoken, word, note);
  for (const synonym of synonyms) if (isSpoken(folded, spoken, synonym)) note(synonym.key, strength.synonym);
  for (const kind of kindsOf) if (isSpoken(folded, spoken, kind)) note(kind.key, strength.kind);
  if (names.size === 0 && anything.test(folded)) note("*", strength.anything);
  return names;
}

const isSpoken = (folded: string, spoken: readonly string[], { han, latin }: Spoken): boolean =>
  han.some((name) => folded.includes(name)) || latin.some((name) => spoken.includes(name));

const generic = new Set(kinds.flatMap(({ names }) => names));

/** Groups whose names end a Chinese name (羊毛大衣 is a 大衣) or are a word of a Latin one. */
function groupsOfName(word: string): string[] {
  const found: string[] = [];
  if (isHan(word)) {
    for (let from = 0; from < word.length; from += 1) found.push(...(groupsOf.get(word.slice(from)) ?? []));
  } else {
    for (const part of word.split(/[\s,-]+/)) found.push(...(groupsOf.get(part) ?? groupsOf.get(stem(part)) ?? []));
  }
  return found;
}

function noteHan(folded: string, word: string, note: (name: string, weight: number) => void): void {
  if (folded.includes(word)) {
    note(word, generic.has(word) ? strength.kind : strength.exact);
    return;
  }
  let longest = "";
  for (let from = 0; from < word.length; from += 1) {
    if (!folded.includes(word.charAt(from))) continue;
    for (let to = word.length; to > from + Math.max(1, longest.length); to -= 1) {
      const piece = word.slice(from, to);
      if (folded.includes(piece)) {
        longest = piece;
        break;
      }
    }
  }
  if (longest.length >= 2) note(longest, strength.part * Math.min(1, 0.4 + longest.length / word.length));
}

const latinParts = (word: string): string[] =>
  word
    .replaceAll("'", "")
    .split(/[\s,/-]+/)
    .filter((part) => part.length > 1 && !/^(?:the|and|with|for|of|in|set|\d+)$/.test(part));

function noteLatin(
  spoken: readonly string[],
  { name, parts, isGeneric }: Prepared["latin"][number],
  note: (name: string, weight: number) => void,
): void {
  const hits = parts.map((part) => nearness(spoken, part));
  const whole = Math.min(...hits);
  if (whole > 0) note(name, isGeneric ? strength.kind : whole);
  else parts.forEach((part, at) => note(part, strength.part * (hits[at] ?? 0)));
}

/** 1 when the word was said, less when one slip away, 0 otherwise. */
function nearness(spoken: readonly string[], word: string): number {
  if (spoken.includes(word)) return strength.exact;
  if (word.length < 5) return 0;
  return spoken.some((other) => other.length >= 4 && oneSlipApart(other, word)) ? strength.typo : 0;
}

/** One letter changed, added, dropped or swapped with its neighbour; two for words of nine letters and more. */
function oneSlipApart(a: string, b: string): boolean {
  const allowed = Math.min(a.length, b.length) >= 9 ? 2 : 1;
  if (Math.abs(a.length - b.length) > allowed || a.charAt(0) !== b.charAt(0)) return false;
  let two: number[] = [];
  let one = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const here = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((one[j] ?? 0) + 1, (here[j - 1] ?? 0) + 1, (one[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (two[j - 2] ?? 0) + 1);
      here.push(cost);
    }
    two = one;
    one = here;
  }
  return (one[b.length] ?? 99) <= allowed;
}
