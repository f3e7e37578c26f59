import { type Random, between, pick } from "@ruyi/kernel";

/** Letters that lie beside each other on a keyboard. */
const neighbours: Readonly<Record<string, string>> = {
  a: "qsz",
  b: "vgn",
  c: "xdv",
  d: "sfe",
  e: "wrd",
  f: "dgr",
  g: "fht",
  h: "gjy",
  i: "uok",
  j: "hku",
  k: "jli",
  l: "kop",
  m: "nj",
  n: "bmh",
  o: "ipl",
  p: "ol",
  q: "wa",
  r: "etf",
  s: "adw",
  t: "ryg",
  u: "yij",
  v: "cbf",
  w: "qes",
  x: "zcs",
  y: "tuh",
  z: "xa",
};

/** Groups of characters that sound alike, or nearly so, and are mistaken for one another when typing pinyin. */
const soundalikes = [
  "的地得",
  "在再",
  "做作坐",
  "退推腿",
  "货获或",
  "款宽",
  "到道倒",
  "收受",
  "件见间",
  "单但",
  "快块",
  "递地",
  "发法",
  "没每",
  "是事",
  "换还",
  "坏怀",
  "钱前",
  "取去",
  "消销",
  "改该",
  "址只",
  "人仁",
  "工公",
  "哪那",
  "里理",
  "少烧",
  "漏楼",
  "破迫",
  "碎岁",
  "错措",
  "送松",
  "买卖",
  "样洋",
  "衣一",
  "号好",
  "付负",
  "运韵",
  "查察",
  "流留",
  "物误",
];
const alike = new Map<string, string>();
for (const group of soundalikes)
  for (const one of group) alike.set(one, [...group].filter((other) => other !== one).join(""));

/** The text with one slip of the hand: swapped, dropped, doubled or neighbouring letter, or a Chinese soundalike. */
export function withTypo(text: string, random: Random): string {
  const latin = [...text.matchAll(/[a-zA-Z]{4,}/g)];
  const han = [...text.matchAll(/\p{Script=Han}/gu)].filter(([character]) => alike.has(character));
  if (han.length > 0 && (latin.length === 0 || random() < 0.5)) {
    const { index, 0: character } = pick(random, han);
    const others = alike.get(character) ?? character;
    return (
      text.slice(0, index) + others.charAt(between(random, 0, others.length - 1)) + text.slice(index + character.length)
    );
  }
  if (latin.length === 0) return text;
  const { index, 0: word } = pick(random, latin);
  const at = between(random, 1, word.length - 2);
  return text.slice(0, index) + slip(word, at, random) + text.slice(index + word.length);
}

function slip(word: string, at: number, random: Random): string {
  const letter = word.charAt(at);
  switch (between(random, 0, 3)) {
    case 0:
      return word.slice(0, at) + word.charAt(at + 1) + letter + word.slice(at + 2);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + letter + word.slice(at);
    default: {
      const near = neighbours[letter.toLowerCase()] ?? letter;
      return word.slice(0, at) + near.charAt(between(random, 0, near.length - 1)) + word.slice(at + 1);
    }
  }
}
