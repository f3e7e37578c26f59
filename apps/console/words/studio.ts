import type { Words } from "./say.ts";

/** The studio: where a procedure is written, checked, rehearsed and released. */
export const studioWords = {
  studio: { zh: "编写", en: "Studio" },
  write: { zh: "编写", en: "Edit in the studio" },

  // Before there is a draft
  noDraft: { zh: "还没有草稿", en: "There is no draft" },
  noDraftWhy: {
    zh: "草稿从在用的那一版开始。写的时候随时保存，不影响顾客，发布了才生效。",
    en: "A draft begins as what is in force. It is kept as you write, and customers meet it only once it is released.",
  },
  start: { zh: "从在用的起稿", en: "Start from what is in force" },
  noneInForce: { zh: "这家店没有叫「{id}」的流程", en: "This shop has no procedure “{id}”" },
  noneInForceWhy: {
    zh: "可以从头写一个。写完、检查过、发布了，顾客才会遇到。",
    en: "You can write one from the beginning. Customers meet it once it is checked and released.",
  },
  startNew: { zh: "从头写", en: "Start writing" },
  mayNot: { zh: "这里由流程作者编写", en: "Authors write here" },
  mayNotWhy: {
    zh: "您可以看流程，不能改。要改请找店主给您作者的职责。",
    en: "You may read procedures and not change them. Ask the owner for an author’s role.",
  },

  // The head
  ledeAbove: {
    zh: "这个流程由上级提供：话、可设的值和放开的判断表可以改，步骤不能改。",
    en: "It comes from above: its words, settings and the tables left open can be changed; its steps cannot.",
  },
  ledeOwn: {
    zh: "这是这家店自己的流程，每一处都能改。",
    en: "It is this shop’s own; everything in it can be changed.",
  },
  saved: { zh: "已保存{at}", en: "Saved{at}" },
  saving: { zh: "正在保存", en: "Saving" },
  unsaved: { zh: "还没保存", en: "Not saved yet" },
  notSaved: { zh: "没有存上，还会再试", en: "Could not be saved; trying again" },
  undo: { zh: "撤销", en: "Undo" },
  redo: { zh: "重做", en: "Redo" },
  discard: { zh: "丢掉草稿", en: "Throw the draft away" },
  discarded: { zh: "草稿已丢掉，在用的没有变。", en: "The draft is gone; what is in force has not changed." },
  isSound: { zh: "检查过，可以发布", en: "Checked, ready to release" },
  isSame: { zh: "和在用的一样", en: "Same as what is in force" },
  left: { zh: "还差{n}处，才能发布", en: "{n, plural, one {# thing} other {# things}} left before release" },
  checking: { zh: "正在检查", en: "Checking" },
  changed: { zh: "改了{n}处", en: "{n, plural, one {# change} other {# changes}}" },
  rehearsed: {
    zh: "预演{cases}件：{n}件结果会变",
    en: "Rehearsed on {cases}: {n, plural, one {# case} other {# cases}} decided otherwise",
  },
  sections: { zh: "编写的各部分", en: "Parts of the studio" },
  text: { zh: "文字与图", en: "Text and drawing" },
  tables: { zh: "判断表", en: "Tables" },
  rehearsal: { zh: "预演", en: "Rehearsal" },
  changes: { zh: "改了什么", en: "Changes" },
  release: { zh: "发布", en: "Release" },

  // Text
  file: { zh: "写的是", en: "You are writing" },
  ofItself: { zh: "{title}（流程本身）", en: "{title} (the procedure itself)" },
  ofPart: { zh: "{title}（它用到的）", en: "{title} (a part it uses)" },
  editor: { zh: "「{title}」的文字", en: "Text of “{title}”" },
  editorHint: {
    zh: "Tab 缩进，Esc 之后再按 Tab 离开；⌘Z 或 Ctrl Z 撤销。",
    en: "Tab indents; press Esc, then Tab to leave. Ctrl Z or ⌘Z undoes.",
  },
  drawing: { zh: "全图", en: "The whole" },
  drawnLive: { zh: "跟着文字重画", en: "redrawn as you write" },
  drawnLast: { zh: "这是最后一次读得懂的样子", en: "as it last could be read" },
  notDrawn: { zh: "文字读得懂了，图就画出来。", en: "It is drawn as soon as the text can be read." },

  // Findings
  findings: { zh: "检查", en: "Check" },
  findingsNone: {
    zh: "每条路走得到头，每种情况有一行管，两种语言都齐。",
    en: "Every path ends, every case has a row, both languages are complete.",
  },
  line: { zh: "第{line}行", en: "line {line}" },
  lineIn: { zh: "{file}，第{line}行", en: "{file}, line {line}" },
  toLine: { zh: "到那一行", en: "Go to the line" },
  toTable: { zh: "到那张表", en: "Go to the table" },
  theCase: { zh: "比如", en: "For example" },
  thePath: { zh: "走到那里：", en: "The way there: " },
  play: { zh: "演一遍", en: "Play it" },
  closePlay: { zh: "收起", en: "Close" },
  playing: { zh: "正在演", en: "Playing" },
  played: { zh: "这种情况，现在会这样走", en: "In this case, this is what happens" },
  notPlayed: {
    zh: "这种情况没有能演的路，请看它说的地方。",
    en: "No way was found to play this case; look at the place it names.",
  },
  inDetail: { zh: "检查的原话", en: "In the check’s own words" },
  customer: { zh: "顾客", en: "Customer" },
  assistant: { zh: "我们说", en: "We say" },
  agent: { zh: "同事", en: "Colleague" },
  system: { zh: "系统", en: "System" },
  world: { zh: "得知", en: "Learnt" },

  // Tables
  table: { zh: "哪张表", en: "Which table" },
  noTables: { zh: "这份文字里没有判断表", en: "This text has no decision tables" },
  noTablesWhy: {
    zh: "它只问、只说、只转。要按情况判断，就在文字里写一张。",
    en: "It asks, says and hands over. To decide by cases, write a table into the text.",
  },
  unreadable: {
    zh: "文字现在读不懂，改好了再回来改表。",
    en: "The text cannot be read as it is; mend it, and the table is back.",
  },
  tableLocked: {
    zh: "这张表由上级定，没有放开，这里只能看。",
    en: "This table is set above and not left open; here it can only be read.",
  },
  tableHint: {
    zh: '方向键在格子间走，回车到下一行；Alt 加上下移动一行。格子里写 FEEL："paid"、<= 7、[8..14]、-（不论）。',
    en: 'Arrows move between cells, Enter to the next row, Alt with up or down moves a row. Cells hold FEEL: "paid", <= 7, [8..14], - (any).',
  },
  gridLabel: { zh: "「{title}」，可以改的表", en: "“{title}”, to be edited" },
  cellLabel: { zh: "第{row}行，{column}", en: "Row {row}, {column}" },
  rowTools: { zh: "行", en: "Row" },
  addRow: { zh: "加一行", en: "Add a row" },
  removeRow: { zh: "删掉第{row}行", en: "Remove row {row}" },
  moveUp: { zh: "第{row}行上移", en: "Move row {row} up" },
  moveDown: { zh: "第{row}行下移", en: "Move row {row} down" },
  nobodyCovers: { zh: "没有一行管它", en: "no row covers this" },
  cover: { zh: "加一行管它", en: "Add a row for it" },
  sound: { zh: "没有漏的，也没有重的", en: "No gaps, no overlaps" },
  toMend: { zh: "{n}处要改", en: "{n, plural, one {# to mend} other {# to mend}}" },
  handWritten: {
    zh: "这张表的行写法特别，请在文字里改。",
    en: "The rows of this table are written in a way of their own; edit them in the text.",
  },

  // Rehearsal
  rehearse: { zh: "开始预演", en: "Rehearse" },
  rehearseAgain: { zh: "再预演一次", en: "Rehearse again" },
  rehearsalWhy: {
    zh: "拿办结的老事情（最多500件，从新到旧）按草稿再走一遍，看谁的结果会变、多花还是少花。不会联系任何人，也不动钱。",
    en: "Past cases (the newest 500 at most) go through the draft again, to see who would be decided otherwise and what it costs. Nobody is contacted and no money moves.",
  },
  rehearsing: { zh: "正在预演，已经{seconds}秒", en: "Rehearsing, {seconds} s so far" },
  notBeforeSound: { zh: "先把检查发现的改好，才能预演。", en: "Mend what the check found first." },
  notBeforeSaved: { zh: "先等草稿存好。", en: "Wait until the draft is saved." },
  noCases: {
    zh: "还没有办结的老事情可以预演。发布后会从新的事情里看出来。",
    en: "There are no past cases to rehearse with yet.",
  },
  report: {
    zh: "{cases}件老事情里，{n}件会办得不一样{reworded, plural, =0 {} other {，#件只是话变了}}。",
    en: "Of {cases, plural, one {# past case} other {# past cases}}, {n} would be decided otherwise{reworded, plural, =0 {} other { and # only hear other words}}.",
  },
  reportSame: {
    zh: "{cases}件老事情，结果一件都不变。",
    en: "Of {cases, plural, one {# past case} other {# past cases}}, none would be decided otherwise.",
  },
  costs: { zh: "多退{amount}", en: "{amount} more paid back" },
  saves: { zh: "少退{amount}", en: "{amount} less paid back" },
  costsNothing: { zh: "退的钱不变", en: "No money moves differently" },
  moves: { zh: "结果怎么变", en: "How outcomes move" },
  from: { zh: "原来", en: "Was" },
  to: { zh: "改后", en: "Would be" },
  cases: { zh: "件数", en: "Cases" },
  casesTitle: { zh: "会变的一件件看", en: "The cases, one by one" },
  theConversation: { zh: "看会话", en: "See the conversation" },
  phrasesChanged: { zh: "会变的话", en: "Words that change" },
  standsAt: { zh: "走到「{step}」为止，往后没有老记录", en: "comes to “{step}”; the past says nothing beyond" },
  handedOver: { zh: "转人：{reason}", en: "handed over: {reason}" },
  stale: { zh: "草稿后来又改了，请再预演一次。", en: "The draft has changed since; rehearse again." },

  // Changes
  changesNone: { zh: "和在用的没有不同。", en: "It does not differ from what is in force." },
  changesNew: { zh: "这是新流程，没有在用的可比。", en: "It is new; nothing is in force to compare with." },
  changesUnread: {
    zh: "文字读得懂了，这里就写出改了什么。",
    en: "What changed is told here once the text can be read.",
  },
  changesTitle: { zh: "发布后会变的{n}处", en: "{n, plural, one {# thing} other {# things}} a release would change" },

  // Release
  releaseTitle: { zh: "发布这份草稿", en: "Release this draft" },
  reason: { zh: "为什么改", en: "Why it changes" },
  reasonHint: { zh: "记在审计里，同事以后看得到。", en: "Kept in the audit, for colleagues later." },
  reasonNeeded: { zh: "请写一句为什么。", en: "Say why, in a few words." },
  when: { zh: "什么时候起", en: "In force from" },
  whenHint: { zh: "空着就是马上。按您电脑的时间。", en: "Empty is at once. In your computer’s time." },
  releaseNow: { zh: "马上发布", en: "Release now" },
  releaseThen: { zh: "定好时间发布", en: "Release for that time" },
  refusedWhile: {
    zh: "检查还有{n}处没过，先改好：",
    en: "The check still finds {n, plural, one {# thing} other {# things}}. Mend first:",
  },
  nothingToRelease: {
    zh: "和在用的一样，没有要发布的。",
    en: "It is the same as what is in force; there is nothing to release.",
  },
  notAuthors: { zh: "您可以写，发布要有发布的职责。", en: "You may write; releasing takes a role that may release." },
  inFlight: {
    zh: "已经开始的事情照原来那一版办完，新开始的按新的。",
    en: "What has begun goes on as it began; what begins later follows the new version.",
  },
  released: { zh: "第{number}次发布，已经生效。", en: "Release {number} is in force." },
  releasedLater: { zh: "第{number}次发布，{at}起生效。", en: "Release {number} comes into force at {at}." },
  releases: { zh: "发布过的", en: "Releases" },
  noReleases: {
    zh: "这家店还没有发布过自己的改动，用的是上级的。",
    en: "This shop has released nothing of its own; it follows what stands above.",
  },
  number: { zh: "第几次", en: "No." },
  since: { zh: "从何时起", en: "In force from" },
  why: { zh: "为什么", en: "Why" },
  state: { zh: "现在", en: "Now" },
  inForce: { zh: "在用", en: "in force" },
  toCome: { zh: "还没到时间", en: "to come" },
  past: { zh: "用过", en: "earlier" },
  behind: { zh: "上级后来改了", en: "made before the version above changed" },
  backTo: { zh: "回到第{number}次", en: "back to release {number}" },
  backToAbove: { zh: "回到上级的", en: "back to what stands above" },
  startFrom: { zh: "从它起稿", en: "Start a draft from it" },
  startedFrom: { zh: "草稿已换成第{number}次发布的内容。", en: "The draft now holds what release {number} had." },
  rollBack: { zh: "回退到上一次", en: "Roll back" },
  rollBackTitle: { zh: "回退到在用这次之前的样子", en: "Go back to what held before the one in force" },
  rollBackWhy: {
    zh: "马上生效。以后还要用，就从那次发布起稿，再发布一次。",
    en: "At once. To undo it, start a draft from that release and release it again.",
  },
  rollBackNow: { zh: "马上回退", en: "Roll back now" },
  rolledBack: {
    zh: "已回退。要再用，从那次发布起稿再发布。",
    en: "Rolled back. To undo, start from that release and release it again.",
  },
  cancel: { zh: "算了", en: "Cancel" },
  waiting: { zh: "还在按旧版办的", en: "Still under way in older versions" },
  waitingNone: { zh: "没有按旧版在办的事情。", en: "Nothing is under way in an older version." },
  waitingLede: { zh: "不换的，就按各自的版本办完。", en: "Unless brought along, each goes on by its own version." },
  bring: { zh: "把能换的换到在用的版本", en: "Bring those that can to the version in force" },
  bringWhy: {
    zh: "每件事从现在的步骤接着办，后面按新版。顾客不会收到通知，同事在会话里看得到。",
    en: "Each goes on from its step, by the new version from there. Customers are told nothing; colleagues see it in the conversation.",
  },
  movingNow: {
    zh: "正在换：换好{moved}件，留在旧版{stayed}件，还剩{left}件",
    en: "Bringing along: {moved} moved, {stayed} stay, {left} to go",
  },
  movingDone: {
    zh: "上一次换完了：换好{moved}件，留在旧版{stayed}件{left, plural, =0 {} other {，还剩#件}}",
    en: "The last round is through: {moved} moved, {stayed} stay{left, plural, =0 {} other {, # left}}",
  },
  movingOvertaken: {
    zh: "上一次没换完，中途又有新版：换好{moved}件，留在旧版{stayed}件{left, plural, =0 {} other {，还剩#件}}",
    en: "The last round ended early, for another version came: {moved} moved, {stayed} stay{left, plural, =0 {} other {, # left}}",
  },
  canMove: { zh: "可以换到在用的", en: "could go on in the one in force" },
  cannotMove: { zh: "要照旧版办完", en: "has to end as it began" },
  step: { zh: "停在", en: "Stands at" },
  newTitle: { zh: "写一个新流程", en: "Write a new procedure" },
  newGo: { zh: "开始写", en: "Begin" },
  newId: { zh: "流程的名字（小写字母、数字、连字符）", en: "Name of the procedure (small letters, digits, hyphens)" },
  newIdTaken: { zh: "这个名字有了，请换一个。", en: "There is one of this name; choose another." },
  newIdWrong: {
    zh: "名字用小写字母开头，只用小写字母、数字和连字符。",
    en: "Begin with a small letter; use small letters, digits and hyphens.",
  },
} as const satisfies Words;

/** Why a running case cannot go on in another version. */
export const migrationReasons = {
  ended: { zh: "已经办完", en: "it has ended" },
  "being-done": { zh: "正在办一件事，等答复", en: "an act is being done" },
  "no-such-step": { zh: "新版没有这一步", en: "the new version has no such step" },
  "another-step": { zh: "这一步变了", en: "this step is another one" },
  "other-words": { zh: "读给顾客的话变了", en: "the words read to the customer changed" },
  "another-fact": { zh: "用到的事实变了", en: "a fact it uses is another one" },
  "another-table": { zh: "判断过的表变了", en: "a table that decided changed" },
  "unknown-fact": {
    zh: "新版后面要用的事实，这件事没问过",
    en: "the new version reads on what this case never learned",
  },
} as const satisfies Words;
