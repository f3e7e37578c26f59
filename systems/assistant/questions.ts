import type { MessageToRead } from "@ruyi/desk";
import type { Bilingual } from "@ruyi/kernel";
import type { Reading } from "@ruyi/language";
import { sure } from "./learning/rehearse.ts";

/** What somebody wants to know of a procedure: nothing of it is a wish, and nothing moves by asking. */
export type Question =
  /** Of what was just answered, where it is that; `said` then names the goods. */
  | {
      readonly kind: "why";
      readonly procedure?: string;
      readonly said?: string;
      /** Why something is not allowed, rather than why it was decided so. */
      readonly isOfLeave?: true;
    }
  | { readonly kind: "next" }
  /** What the words are surely about. */
  | { readonly kind: "whether" | "what-if"; readonly procedure: string };

type Around = {
  readonly reading: Reading;
  readonly run: MessageToRead["run"];
  readonly titles: ReadonlyMap<string, Bilingual>;
  /** What the last answer offered to begin, and the words it answered; and the matter that was left for another. */
  readonly before: {
    readonly offered: readonly string[];
    readonly pending: readonly string[];
    readonly left?: { readonly procedure: string } | undefined;
  };
};

/** Longer ones tell a story, and the question is a part of it. */
const lengthAtMost = 120;

/** The question a text puts to a procedure; undefined where it is a wish, or about something else. `plain` as it was heard. */
export function questionIn(plain: string, { reading, run, titles, before }: Around): Question | undefined {
  if (plain.length > lengthAtMost || asksForAct.test(plain)) return undefined;
  const [first] = reading.top;
  const isRead = !reading.rejected && first !== undefined && first.confidence >= sure && titles.has(first.label);
  const procedure = isRead ? first.label : undefined;
  const offered = before.offered.find((id) => titles.has(id) && !isOfNoMatter.has(id));
  if (whyAlone.test(plain) && offered !== undefined)
    return { kind: "why", procedure: offered, said: before.pending.join("\n") };
  if (isWhy(plain)) {
    const about = procedure === undefined ? {} : { procedure };
    return { kind: "why", ...about, ...(ofLeave.test(plain) ? { isOfLeave: true as const } : {}) };
  }
  if (asksNext.test(plain)) return { kind: "next" };
  if (asksForMoney.test(plain) && run && mayPay(run)) return { kind: "next" };
  if (aboutElse.test(plain)) return undefined;
  const supposed = procedure ?? offered;
  if (supposed !== undefined && !isOfNoMatter.has(supposed) && isSupposing(plain))
    return { kind: "what-if", procedure: supposed };
  if (procedure === undefined || isOfNoMatter.has(procedure)) return undefined;
  // Who is being asked which order it is answers that, and who had begun it comes back to it.
  const isUnderWay = run?.procedure === procedure && run.state !== "waiting" && run.state !== "ended";
  const isBegun = isUnderWay || before.left?.procedure === procedure;
  return !isBegun && isWhether(plain) ? { kind: "whether", procedure } : undefined;
}

/** Matters that are told or talked over, and that no rule allows or refuses. */
const isOfNoMatter = new Set(["talk-to-a-person", "where-is-my-parcel", "refund-progress", "presale-fit", "appeal"]);

/** "Can you cancel it", "帮我取消": a wish put politely. */
const asksForAct =
  /帮我|给我|替我|麻烦|劳驾|请(?!问)|不要了|不想要|不想等|拦|希望|(?:^|[，,。])(?:我|咱)们?(?:想|要)(?!知道|问|了解)|\b(?:can|could|will|would) (?:you|u|someone|somebody)\b(?! (?:tell|explain))|\bgive me\b|\bplease\b(?! (?:tell|explain))|\bi(?:'d| would)? (?:want|like|need) (?:to )?(?!know\b|ask\b)/;

/** Of the parcel's way, and of what is no rule: others answer that. */
const aboutElse =
  /运费|邮费|差价|差额|押金|到哪|物流|查|postage|shipping (?:cost|fee)|\b(?:track|where)\b|price difference|the difference\b/;

// --- Why

const why =
  /^(?:那|但是?|可是?|请问|我想(?:问|知道)(?:一下|下)?|你们?|您|这|这个|到底|[，, ])*(?:为什么|为啥|为何|凭什么|怎么(?=不(?:能|给|可以|让|行)|还?要))/;
const whyAlone =
  /^(?:那|但是?|可是?|这(?:是)?|请问|[，, ])*(?:为什么|为啥|为何|凭什么|怎么不行)(?:呢|啊|呀|不行|不可以|不能|这样)?[？?！!。\s]*$|^(?:but |and |so |ok(?:ay)?,? )*(?:why(?: not| is that| so| though)?|how come)[?!.\s]*$/;
const whyIn = {
  zh: /不(?:能|给|可以|让|行|允许|批|同意)|被?拒|没(?:有)?(?:通过|同意|批)|(?:还)?要(?:我)?(?:拍|发(?!票|货)|提供|上传|说明|举证|照片|图|等|寄|退回|同事|人工|核)|(?:是|转|要|找)(?:个)?(?:人工|同事|真人)|这样(?:定|判|处理)/,
  en: /\b(?:can'?t|cannot|couldn'?t|won'?t|not allowed|isn'?t (?:it )?(?:possible|allowed)|refus|den(?:y|ied)|reject|declin|turned down|not eligible|(?:do|did|does) (?:you|it|they) (?:ask|need|want|require)|do i (?:have|need) to|(?:must|should) i|(?:a |the )?(?:photo|picture|proof|person|colleague|human)\b|decided)/,
};
const ofLeave =
  /不(?:能|给|可以|让|行|允许)|\b(?:can'?t|cannot|couldn'?t|won'?t|not allowed|isn'?t (?:it )?(?:possible|allowed)|not eligible)/;
/** A parcel that does not come is no decision. */
const whyElse =
  /包裹|快递|物流|派送|配送|没(?:有)?(?:到|发|收到|动|更新)|不(?:到|发货|动|更新|送)|晚|迟|慢|parcel|package|deliver(?!ed and)|courier|tracking|\blate\b|delay|arriv|\bship|slow|so long|(?:sent|going|coming) back|returned to/;

function isWhy(plain: string): boolean {
  if (whyAlone.test(plain)) return true;
  if (whyElse.test(plain)) return false;
  const opens = why.exec(plain);
  if (opens) return whyIn.zh.test(plain.slice(opens[0].length));
  return (
    /^(?:but |and |so |ok(?:ay)?,? |(?:can|could) you (?:tell|explain)(?: me)? )*(?:why|how come)\b/.test(plain) &&
    whyIn.en.test(plain)
  );
}

// --- What next

const asksNext = new RegExp(
  `^(?:${[
    "(?:那|好的?|嗯+|行|哦|ok|请问|我|[，,。 ])*(?:然后(?:呢|怎么办)|接下来(?:呢|怎么(?:办|样|走)|会怎样|(?:我)?(?:要|该|需要)?(?:做|干|办)(?:什么|啥)|是什么)?|下一步(?:呢|是什么|怎么(?:办|走)|(?:我)?(?:要|该)?(?:做|干)(?:什么|啥))?|之后(?:呢|怎么办)|(?:现在|目前)?(?:到|进行到|办到|处理到)哪一?步了?|(?:大概|大约|还|一共|到底|得|要|需要)*等?(?:多久|多长时间|几天)(?:才)?(?:能)?(?:有结果|办好|处理好|答复|回复)?|什么时候(?:能|会|才)*(?:有结果|办好|处理好|答复|回复(?:我)?))",
    "(?:so|ok(?:ay)?|and|then|right|great|alright|now|[, ])*(?:what(?:'s| is| comes)? next|what happens (?:now|next|then|after (?:that|this))|and then(?: what)?|then what|now what|what now|how long (?:will|does|do) (?:it|this|that|i|we)(?: have to| need to)? (?:take|wait)|what (?:do|should|must) i (?:have to |need to )?do (?:now|next)|when (?:will|do|can) i (?:hear(?: back)?|know|get (?:an answer|a reply)|expect (?:an answer|a reply)))",
  ].join("|")})[\\s？?。.!！呢啊呀]*$`,
);

/** Asked of a matter that is under way, the money is that matter's: when it comes is what comes next. */
const asksForMoney =
  /^(?:那|请问|我的?|[，, ])*(?:(?:钱|退款|款)(?:大概|要|会|得)?(?:什么时候|几天|多久)(?:能|会|才)*(?:到|退|到账|收到)?|(?:大概|要|会|得)*(?:什么时候|几天|多久)(?:能|会|才)*到(?:账|帐|款))[\s？?。]*$|^(?:so |and |then )*how long[\s?.!]*$|^(?:so |and |then )*(?:when|how soon|how long until) (?:will|do|can|would) i (?:get|receive|see) (?:my |the )?(?:money|refund)(?: back)?[\s?.!]*$/;
const mayPay = ({ state, open }: NonNullable<MessageToRead["run"]>): boolean =>
  state === "confirming" && open.some((move) => move.move === "confirm" && /refund|return|cancel/i.test(move.action));

// --- Whether, and what if

const whether =
  /(?:能不能|可不可以|能否|可否|是否(?:能|可以)|还来得及)|(?:能|可以|来得及|支持)[^，,。？?]{1,14}(?:吗|么|嘛|不[？?\s]*$)|(?:能|可以)[^，,。吗么]{1,10}[？?]|可以吗|行吗|^(?:hi,? |hello,? |so |but |and |ok(?:ay)?,? )*(?:(?:can|could|may) i (?!(?:please )?(?:see|speak|talk|ask|have|get|know|check|find|pay|buy|order|use|borrow)\b)|(?:can|could|may) (?:it|this|that|these|those|the [\w -]{2,40}|my [\w -]{2,40}) (?:still )?be \w+|am i (?:still )?(?:able|allowed) to|is it (?:still )?(?:possible|allowed|too late) to|(?:is|are) (?:it|this|these|the [\w -]{2,40}) (?:returnable|exchangeable))/;

/** Who tells more than they ask wants it seen to. */
const tellsAtMost = { zh: 24, en: 70 } as const;

function isWhether(plain: string): boolean {
  const [clauses, atMost] = [
    plain.split(/[，,。.！!；;\n]+(?=\S)/),
    /\p{Script=Han}/u.test(plain) ? tellsAtMost.zh : tellsAtMost.en,
  ];
  return clauses.length <= 2 && plain.length <= atMost && whether.test(plain);
}

const supposes = new RegExp(
  [
    "(?:如果|要是|假如|万一|的话).*(?:能|可以|来得及|还给?[退换改]|怎么[办算]|会怎样|行[吗不么])",
    "(?:\\d+|[一二两三四五六七八九十]+)(?:天|个?星期|周|个?月)(?:以?后|之后|了|再).*(?:能|可以|来得及|行[吗不么])",
    "(?:发货|出库|签收|收到货?|拆封|拆开|付款)(?:了(?=还)|以?后|之后)[^，,。]{0,4}(?:能|可以|来得及|想.*怎么办)",
    "\\bwhat if\\b|\\bif (?:i|it|the|my|they)\\b.*\\b(?:can|could|may|will|would|is|am)\\b|\\b(?:can|could|may|will) (?:i|it)\\b.*\\b(?:if|once)\\b",
    "^(?:so |and |ok(?:ay)?,? )*(?:can|could|may|am|is|will) (?:i|it|this)\\b.*\\b(?:after|in) (?:\\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|it|they) ?(?:days?|weeks?|months?|(?:has |have |is |was )?(?:ship|arriv|deliver|come|came|left))",
    "^(?:once|after|when) (?:it|they)\\b.*\\b(?:can|could|may) i\\b",
  ].join("|"),
);
const supposesAtMost = { zh: 40, en: 100 } as const;

const isSupposing = (plain: string): boolean =>
  plain.length <= (/\p{Script=Han}/u.test(plain) ? supposesAtMost.zh : supposesAtMost.en) && supposes.test(plain);
