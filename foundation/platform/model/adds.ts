/*
 * What a rewording may bring in: courtesies and the small words that hold a sentence together. A word that says
 * something ("settled", "approved", "办妥") must stand in the approved text, or the rewording is not taken.
 */
const smallWords = new Set(
  (
    "a an the this that these those it its it's i i'm i'll i've me my we we're we'll our us you your you're yours they their them there here " +
    "is are am was were be been being has have had do does did will would can could may might shall should must let lets " +
    "to of in on at for from with by about into onto up out off over after before as if when while until so and or but because than then also too just " +
    "please kindly sorry thanks thank hi hello hey dear okay ok sure well good great news welcome happy glad pleased " +
    "way now right away still yet already soon look looking take see know tell say ask asks let's go get set off moment bit " +
    "not cannot can't possible able need needs want which what who where how any some one"
  ).split(" "),
);
const smallHan = new Set(
  "您你我咱们它他她这那哪里儿个件位的地得了着过吧呢吗啊呀哦哈啦嘛哟亲请麻烦谢好是在有会将要能可以就还也都再先给为对和与跟把被让从到于及或如果时候后前中内已正等下上一看想说知道帮忙辛苦抱歉意思哪些什么怎么样呵嗨",
);

const words = /[a-z][a-z'’]*/gi;
const han = /\p{Script=Han}/gu;
/** Letters of neither alphabet, and marks that would show as something else than text. */
const foreign = /[^\P{L}\p{Script=Latin}\p{Script=Han}]|[<>*`{}[\]|#_~^\\]/gu;

const root = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/(?:'s|ing|ed|es|s|d)$/, "")
    .replace(/e$/, "");

/** Whether a text holds nothing that says something and does not stand in what was approved. */
export function addsNothing(approved: string, text: string): boolean {
  const [known, said] = [approved.normalize("NFKC"), text.normalize("NFKC")];
  const roots = new Set((known.match(words) ?? []).map(root));
  const isKnownWord = (word: string): boolean =>
    smallWords.has(word.toLowerCase().replaceAll("’", "'")) || roots.has(root(word));
  if (!(said.match(words) ?? []).every(isKnownWord)) return false;
  const characters = new Set(known.match(han));
  if (!(said.match(han) ?? []).every((character) => smallHan.has(character) || characters.has(character))) return false;
  const marks = new Set(known.match(foreign));
  return (said.match(foreign) ?? []).every((mark) => mark === "~" || marks.has(mark));
}
