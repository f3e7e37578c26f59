import { fold } from "./normalise.ts";

/*
 * The gate before money moves: a yes is a yes only when nothing else was said. The message is taken apart into known
 * pieces, longest first; one unknown piece, a question or a no among them, and it is no yes.
 */
const yesPhrases = [
  "确认",
  "我确认",
  "确定",
  "我确定",
  "确认无误",
  "确认办理",
  "确认提交",
  "是",
  "是的",
  "是啊",
  "是呀",
  "是滴",
  "对",
  "对的",
  "对啊",
  "对呀",
  "没错",
  "好",
  "好的",
  "好的呀",
  "好的啊",
  "好的哈",
  "那就这样",
  "那就这么办",
  "没事可以",
  "好啊",
  "好呀",
  "好吧",
  "好哒",
  "好滴",
  "好嘞",
  "可以",
  "可以的",
  "可以啊",
  "行",
  "行的",
  "行啊",
  "行吧",
  "没问题",
  "同意",
  "我同意",
  "就这样",
  "就这么办",
  "办吧",
  "继续",
  "ok的",
  "yes",
  "yess",
  "yesss",
  "okk",
  "yes of course",
  "yes i do",
  "yes please",
  "yeah",
  "yea",
  "yep",
  "yup",
  "ya",
  "y",
  "ok",
  "okay",
  "okey",
  "sure",
  "sure thing",
  "go ahead",
  "go for it",
  "please do",
  "please go ahead",
  "do it",
  "please do it",
  "please proceed",
  "proceed",
  "confirm",
  "confirmed",
  "i confirm",
  "i do",
  "it is",
  "correct",
  "thats correct",
  "that is correct",
  "thats right",
  "that is right",
  "im sure",
  "i am sure",
  "i agree",
  "agreed",
  "absolutely",
  "definitely",
  "certainly",
  "of course",
  "sounds good",
  "no problem",
  "alright",
  "thats fine",
  "that is fine",
  "thats ok",
  "that is ok",
];

const noPhrases = [
  "不",
  "不是",
  "不是的",
  "不要",
  "不要了",
  "不用",
  "不用了",
  "不必",
  "不必了",
  "不了",
  "不行",
  "不可以",
  "不对",
  "不同意",
  "不确认",
  "不确定",
  "不好",
  "不想",
  "不需要",
  "不退",
  "不退了",
  "不用退",
  "不用退了",
  "先不取消了",
  "先不退了",
  "先不改了",
  "先不办了",
  "不办",
  "不办了",
  "不改",
  "不改了",
  "不取消",
  "不取消了",
  "不换",
  "不换了",
  "别",
  "先不",
  "先不了",
  "先不要",
  "先不用",
  "先不退",
  "先不办",
  "先不改",
  "先不取消",
  "先不换",
  "暂时不",
  "暂时不用",
  "暂时不要",
  "暂不",
  "先别",
  "算了",
  "否",
  "没有",
  "no",
  "nope",
  "nah",
  "n",
  "no thanks",
  "no thank you",
  "not now",
  "not yet",
  "not really",
  "dont",
  "do not",
  "dont do it",
  "please dont",
  "never mind",
  "nevermind",
  "stop",
  "i dont",
  "i do not",
  "it isnt",
  "it is not",
  "thats wrong",
  "that is wrong",
  "not correct",
  "incorrect",
  "i disagree",
  "id rather not",
  "no wait",
  "wait no",
  "rather not",
];

const fillers = [
  "嗯",
  "恩",
  "哦",
  "噢",
  "啊",
  "那",
  "那就",
  "请",
  "谢谢",
  "谢谢啦",
  "感谢",
  "谢谢你",
  "谢谢您",
  "谢了",
  "多谢",
  "麻烦了",
  "麻烦你了",
  "麻烦您了",
  "辛苦了",
  "吧",
  "的",
  "了",
  "您好",
  "你好",
  "please",
  "pls",
  "plz",
  "thanks",
  "thank you",
  "thx",
  "ty",
  "many thanks",
  "very much",
  "so much",
  "then",
  "great",
  "perfect",
  "good",
  "cool",
  "oh",
  "ah",
  "well",
  "fine",
  "hi",
  "hello",
  "thats",
  "that is",
  "now",
  "actually",
  "hm",
  "hmm",
  "um",
  "uh",
  "sorry",
  "其实",
];

type Meaning = "yes" | "no" | "filler";
const meanings = new Map<string, Meaning>([
  ...fillers.map((phrase): [string, Meaning] => [phrase, "filler"]),
  ...noPhrases.map((phrase): [string, Meaning] => [phrase, "no"]),
  ...yesPhrases.map((phrase): [string, Meaning] => [phrase, "yes"]),
]);
const longestHan = 6;
const longestWords = 4;

/** A yes or no that is more than a courtesy is short; anything longer says something else as well. */
const longestAnswer = 60;

/**
 * "yes" only for an explicit and unconditional one; "no" for an explicit one, which may go on ("no, the other one").
 * A question, a condition, a shrug, an emoji alone or silence is `undefined`.
 */
export function readAnswer(text: string): "yes" | "no" | undefined {
  if (text.length > readLimit) return undefined;
  const folded = fold(text).trim();
  if (/[?]/.test(folded) || /(?:吗|么|嘛|呢)[\s。.!~]*$/.test(folded)) return undefined;

  const whole = meaningOf(folded);
  if (whole !== "other") return folded.length <= longestAnswer ? whole : undefined;
  const [head = "", ...tail] = folded.split(/[,，。.!;:\n]/).filter((part) => part.trim() !== "");
  const rest = tail.map((part) => meaningOf(part));
  return meaningOf(head) === "no" && !rest.includes("yes") ? "no" : undefined;
}

const readLimit = 400;

/** What all pieces of a text come to: `undefined` when they contradict or say nothing, "other" when one is unknown. */
function meaningOf(text: string): "yes" | "no" | "other" | undefined {
  const found = new Set<Meaning>();
  for (const part of text.replaceAll("'", "").match(/[a-z]+(?:\s+[a-z]+)*的?|\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []) {
    const pieces = /^[a-z]/.test(part) ? latinPieces(part) : hanPieces(part);
    if (!pieces) return "other";
    for (const piece of pieces) found.add(piece);
  }
  if (found.has("yes") && found.has("no")) return undefined;
  return found.has("yes") ? "yes" : found.has("no") ? "no" : undefined;
}

function latinPieces(part: string): Meaning[] | undefined {
  const words = part.replace(/的$/, " 的").split(/\s+/);
  return takeApart(words, longestWords, " ");
}

const hanPieces = (part: string): Meaning[] | undefined => takeApart([...part], longestHan, "");

/** Longest known phrase first, from the left; undefined when some piece is unknown. */
function takeApart(units: readonly string[], longest: number, joint: string): Meaning[] | undefined {
  const pieces: Meaning[] = [];
  for (let at = 0; at < units.length;) {
    let size = Math.min(longest, units.length - at);
    let meaning: Meaning | undefined;
    for (; size > 0; size -= 1) {
      meaning = meanings.get(units.slice(at, at + size).join(joint));
      if (meaning) break;
    }
    if (!meaning) return undefined;
    pieces.push(meaning);
    at += size;
  }
  return pieces;
}
