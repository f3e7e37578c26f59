import type { Bilingual } from "@ruyi/kernel";
import type { Words } from "./say.ts";

/** How well procedures are followed, and what each figure opens to. */
export const qualityWords = {
  quality: { zh: "质量", en: "Quality" },
  sentence: {
    zh: "{days}办完{n, plural, other {#件}}，{missed, plural, =0 {件件按流程} other {#件没按流程}}",
    en: "{n, plural, one {# case} other {# cases}} ended, {days}; {missed, plural, =0 {all by the procedure} one {# left it} other {# left it}}",
  },
  lede: {
    zh: "分数是从记录里算的，不管是谁办的。事情少，误差就大，所以每个分数都写着误差。",
    en: "Scores come from the logs, whoever did the work. Few cases leave much to chance, so each score says how much.",
  },
  period: { zh: "哪些天", en: "Days" },
  week: { zh: "最近7天", en: "Last 7 days" },
  month: { zh: "最近28天", en: "Last 28 days" },
  quarter: { zh: "最近84天", en: "Last 84 days" },
  notForYou: { zh: "这一页给看报表的人", en: "This page is for those who read reports" },
  notForYouWhy: { zh: "要看的话，请店主给您的岗位加上。", en: "Ask an owner for a post that includes it." },
  emptyLine: { zh: "这些天没有办完的事", en: "Nothing ended on these days" },
  emptyWhy: {
    zh: "一件事办完后一分钟内会出现在这里。",
    en: "A case appears here within a minute of its end.",
  },
  order: { zh: "按步骤办", en: "In order" },
  decisions: { zh: "同样的事同样定", en: "Decided alike" },
  timing: { zh: "说到做到", en: "Promises kept" },
  phrases: { zh: "该说的原话都说了", en: "Strict lines said" },
  range: { zh: "{of}里有{count}，误差在{low}–{high}之间", en: "{count} of {of}; between {low} and {high}" },
  fits: { zh: "走过的路和流程吻合{share}", en: "the ways gone fit the procedure to {share}" },
  none: { zh: "没有可评的", en: "None to score" },
  noneWhy: { zh: "这些天没有这类事。", en: "There was nothing of the kind on these days." },
  missedCases: { zh: "看没做到的{count}件", en: "See the {count} that missed" },
  missedOpen: { zh: "看没做到的", en: "See those that missed" },
  noMissed: { zh: "没有没做到的", en: "None missed" },
  asOne: { zh: "万人如一", en: "Ten thousand as one" },
  asOneIndex: {
    zh: "事实一样的{pairs}对里，{share}结果也一样{range}。",
    en: "Of {pairs} pairs of cases with equal facts, {share} ended equally{range}.",
  },
  asOnePeople: {
    zh: "只算由人决定的{pairs}对：{share}{range}。",
    en: "Of the {pairs} pairs in which a person decided: {share}{range}.",
  },
  asOneRange: { zh: "（误差在{low}–{high}之间）", en: " (between {low} and {high})" },
  asOneNoRange: { zh: "（组数太少，说不出误差）", en: " (too few groups to tell chance)" },
  asOneNone: {
    zh: "还没有事实一样的两件事，比不了。",
    en: "No two cases had equal facts yet, so there is nothing to compare.",
  },
  by: { zh: "分开看", en: "Told apart by" },
  executor: { zh: "谁办的", en: "Executor" },
  person: { zh: "同事", en: "Person" },
  shift: { zh: "时段", en: "Part of the day" },
  channel: { zh: "渠道", en: "Channel" },
  procedure: { zh: "流程", en: "Procedure" },
  cases: { zh: "件数", en: "Cases" },
  casesOf: { zh: "{name}办完的{count}件", en: "{count} of {name}" },
  disagreements: { zh: "一样的事，定得不一样", en: "Equal cases, decided otherwise" },
  disagreementsWhy: {
    zh: "事实一样而结果不同的，可以写进流程的表里。",
    en: "What differs although the facts are equal may want a row in a table.",
  },
  disagreementsNone: { zh: "没有。", en: "None." },
  facts: { zh: "知道的事实", en: "What was known" },
  decided: { zh: "怎么定的", en: "What was decided" },
  deviations: { zh: "常见的偏离", en: "What is often done otherwise" },
  deviationsWhy: {
    zh: "常走的例外，也许该写进流程；常被放下的步骤，也许该改。",
    en: "An exception that is often taken may belong in the procedure; a step that is often left may want changing.",
  },
  deviationsNone: { zh: "没有偏离。", en: "Nothing was done otherwise." },
  where: { zh: "在哪一步", en: "Where" },
  what: { zh: "怎么偏离", en: "What" },
  howOften: { zh: "这个流程里占", en: "Of its cases" },
  see: { zh: "看这{count}件", en: "See all {count}" },
  casesTitle: { zh: "哪些事", en: "The cases" },
  close: { zh: "收起", en: "Close" },
  more: { zh: "再看一些", en: "More" },
  when: { zh: "办完时间", en: "Ended" },
  open: { zh: "打开", en: "Open" },
  openOf: { zh: "打开{when}的会话", en: "Open the conversation of {when}" },
  casesNone: { zh: "没有。", en: "None." },
} as const satisfies Words;

/** What groups are called, where they are no names of people or procedures. */
export const groupWords: Readonly<Record<string, Bilingual>> = {
  assistant: { zh: "助手", en: "Assistant" },
  person: { zh: "同事", en: "People" },
  outside: { zh: "外部 AI", en: "Outside AI" },
  form: { zh: "自己办", en: "Form" },
  chat: { zh: "店铺聊天", en: "Shop chat" },
  night: { zh: "夜里（0–8点）", en: "Night (0–8)" },
  day: { zh: "白天（8–16点）", en: "Day (8–16)" },
  evening: { zh: "晚上（16–24点）", en: "Evening (16–24)" },
};

export const deviationWords: Readonly<Record<string, Bilingual>> = {
  override: { zh: "走了例外", en: "An exception was taken" },
  left: { zh: "没办完就放下了", en: "It was left before its end" },
  "out-of-turn": { zh: "没轮到就办了", en: "It was done out of turn" },
  late: { zh: "答应的时间过了才回", en: "The promised word came late" },
  unsaid: { zh: "该说的原话没说", en: "A strict line was not said" },
};
