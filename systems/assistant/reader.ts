import type { Bilingual, Language, MerchantId } from "@ruyi/kernel";
import type { Assistant, MessageToRead, OpenMove, Proposal, ReadMessage } from "@ruyi/desk";
import {
  detectLanguage,
  type Entities,
  hear,
  matchProducts,
  namesOtherGoods,
  type Mood,
  type Reading,
  readEntities,
  readMood,
  withoutHearsay,
  withoutOrderNumber,
} from "@ruyi/language";
import type { Answer, Answers, Found, Near } from "./answers.ts";
import { sure } from "./learning/rehearse.ts";
import { lines, noneChoice, personChoice } from "./lines.ts";
import type { Coming, Noticed } from "./noticed.ts";
import { type Question, questionIn } from "./questions.ts";

export type ReaderNeeds = {
  /** Which procedure a text is about, as this merchant's customers put things. */
  readonly classify: (merchantId: MerchantId, text: string) => Reading;
  /** What customers call each procedure, for choices. */
  readonly titles: ReadonlyMap<string, Bilingual>;
  /** What questions are answered from; none where a merchant has nothing written. */
  readonly answers?: Answers;
  /** What an unclear text may mean, of what is known, in bounded time; undefined where there is nobody to ask. */
  readonly propose?: (merchantId: MerchantId, text: string) => Promise<Proposed> | undefined;
};

/** What the assistant keeps of a conversation between messages. */
export type Memory = {
  /** Messages in a row that led nowhere; the second miss hands over. */
  readonly misses: number;
  /** What was said and not yet understood: several messages may be one. */
  readonly pending: readonly string[];
  /** Procedures and answers offered as choices with the last question. */
  readonly offered: readonly string[];
  /** Words before the matter that were let pass. */
  readonly ledIn: number;
  /** Said hello to, or been hurried, already: the same line is not said twice. */
  readonly greeted: boolean;
  readonly hurried: boolean;
  /** Passages of what was not understood in which somebody else found a fact; our own reading of them counts. */
  readonly quoted: Quoted;
  /** The matter that was begun last: "and the watch?" asks the same of another order. */
  readonly last: string | undefined;
  /** The matter under way, with what was told of it. */
  readonly now: Matter | undefined;
  /** A matter that was left for another before it was done: "back to the return" takes it up with what was told. */
  readonly left: Matter | undefined;
};
type Matter = { readonly procedure: string; readonly facts: Readonly<Record<string, unknown>> };

const nothing: Memory = {
  ...{ misses: 0, ledIn: 0, pending: [], offered: [], quoted: {}, greeted: false, hurried: false },
  ...{ last: undefined, now: undefined, left: undefined },
};

/** To leave a question that is open for another matter the words must be surer. */
const sureToLeave = 0.8;
/** Unless they are put as a wish or a question, and answer nothing that was asked. */
const sureOfWish = 0.45;
/** Two or three that together are this likely are offered as choices. */
const worthOffering = 0.5;
const pendingAtMost = 4;
/** Of a message that was not understood, this much is kept for the next one. */
const pendingLength = 500;
/** Of what was said, this much goes with a procedure. */
const saidLength = 1_000;

const person = "talk-to-a-person";

/** The reader of messages: proposes what to do, and nothing it says moves anything by itself. */
export function createReader(needs: ReaderNeeds): Assistant {
  return {
    ready: (merchantId) => needs.answers?.ready(merchantId),
    ...(needs.propose
      ? { thinkOver: ({ merchantId, text, memory }) => needs.propose?.(merchantId, wholeOf(memoryOf(memory), text)) }
      : {}),
    read(message) {
      const memory = memoryOf(message.memory);
      const language = detectLanguage(message.text, message.language);
      const entities = readEntities(message.text, message.now, message.zone);
      const about = withoutOrderNumber(withoutHearsay(message.text));
      const reading = needs.classify(message.merchantId, about);
      const plain = hear(message.text).trim();
      const question = questionIn(plain, { reading, run: message.run, titles: needs.titles, answered: memory });
      const heard: Heard = {
        ...message,
        plain,
        language,
        memory,
        mood: readMood(message.text),
        entities: {
          ...entities,
          wantsPerson: entities.wantsPerson && readEntities(about, message.now, message.zone).wantsPerson,
        },
        ...{ reading, question },
        found: needs.answers?.find({ ...message, language, question, procedure: confidenceOf(reading) }) ?? {
          kind: "none",
        },
      };
      const read = takenUp(readHeard(heard, needs), heard);
      const { came, isUnclear, ...said } = read;
      const noticed = came && noticedOf(heard, came);
      return {
        language,
        ...said,
        memory: { ...read.memory, ...remembered(heard, read) },
        ...(knocks.test(heard.plain) ? { knocks: true as const } : {}),
        ...(noticed ? { noticed } : {}),
        ...(isUnclear && needs.propose ? { isUnclear } : {}),
      };
    },
  };
}

/** "Anybody there?", "how much longer?" */
const knocks =
  /^(?:(?:喂|哈喽|您?你?好|请问)[,，。!！ ]*)?(?:人呢|有人(?:吗|么|在吗|没有?)|在(?:吗|么|不在?)|(?:还|到底)?(?:要|得)?等?(?:多久|多长时间)|怎么(?:还)?没人(?:理|回|管)?.{0,4}|没人(?:吗|么|理我?)|(?:还|到底)?(?:有没有人|来不来人|什么时候(?:有人|来人)))[\s?？!！。~啊呀呢了]*$|^(?:hello|hi|hey|anyone|anybody|is (?:any|some)(?:one|body) there|(?:any|some)(?:one|body) (?:there|here)|(?:are )?you (?:still )?there|how (?:much )?long(?:er)?(?: (?:will|is|do|must|does).{0,24})?|still waiting|where is (?:the|my) (?:agent|person|human)|why is nobody .{2,24})[\s?!.]*$/i;

/** Which matter is under way after a reading, and which was left for it. */
function remembered({ memory, run }: Heard, { proposals }: Read): Pick<Memory, "last" | "now" | "left"> {
  const { last, now, left } = memory;
  const started = proposals.find((each) => each.kind === "start");
  if (started?.kind === "start") {
    const { procedure, facts } = started;
    const isLeft = now !== undefined && now.procedure !== procedure && run !== undefined && isTalking(run);
    const kept = left?.procedure === procedure ? undefined : left;
    return { last: procedure, now: { procedure, facts }, left: isLeft ? now : kept };
  }
  const answered = proposals.find((each) => each.kind === "move" && each.move.move === "answer");
  if (now === undefined || answered?.kind !== "move" || answered.move.move !== "answer") return { last, now, left };
  return { last, now: { ...now, facts: withAnswer(now.facts, answered.move, run?.open ?? []) }, left };
}

/** What was answered, in words where it is which order: the list it was picked from may be another next time. */
function withAnswer(
  facts: Matter["facts"],
  { fact, value }: { readonly fact: string; readonly value: unknown },
  open: readonly OpenMove[],
): Matter["facts"] {
  if (fact !== "pick") return typeof value === "string" ? { ...facts, [fact]: value.slice(0, saidLength) } : facts;
  const asked = open.find((move) => move.move === "answer" && move.fact === fact);
  const label = asked?.move === "answer" ? asked.choices.find(({ id }) => id === value)?.label : undefined;
  const [name] = label?.split(/[，,]/) ?? [];
  return name === undefined ? facts : { ...facts, said: joinedSaid(facts["said"], name) };
}

const joinedSaid = (before: unknown, after: string): string =>
  `${typeof before === "string" ? before : ""}\n${after}`.slice(-saidLength);

/** A matter that was left and is begun again keeps what was told of it. */
function takenUp(read: Read, { memory, entities }: Heard): Read {
  const { left } = memory;
  if (!left || entities.orderNumbers.length + entities.orderTails.length > 0) return read;
  return {
    ...read,
    proposals: read.proposals.map((each) => {
      if (each.kind !== "start" || each.procedure !== left.procedure) return each;
      // What was spoken of in between is not what it is about.
      const { spokenOf: _between, ...facts } = each.facts;
      return { ...each, facts: { ...left.facts, ...facts, said: joinedSaid(left.facts["said"], saidIn(facts)) } };
    }),
  };
}
const saidIn = ({ said }: Readonly<Record<string, unknown>>): string => (typeof said === "string" ? said : "");

type Heard = Omit<MessageToRead, "memory"> & {
  /** The text as it is read: small, simplified, put together, with no space around it. */
  readonly plain: string;
  readonly memory: Memory;
  readonly mood: Mood;
  readonly entities: Entities;
  readonly reading: Reading;
  readonly question: Question | undefined;
  readonly found: Found;
};
type Read = Omit<ReadMessage, "language" | "noticed"> & { readonly memory: Memory; readonly came?: Came };

/** What somebody else proposes that a text means: matters of ours, and passages in which a fact stands. */
export type Proposed = { readonly matters: readonly string[]; readonly quoted: Quoted };
type Quoted = Readonly<Record<string, string>>;

/** What a procedure may be told beforehand, for whoever is asked to point at it. */
export const factsPointedAt: Readonly<Record<string, string>> = {
  address: "the whole address that something is to go to",
  problem: "what is wrong with the goods",
  wish: "whether the customer wants their money or the goods once more",
};

/** What a message came to, and the reading that decided it; left out where it was about no matter of its own. */
type Came = { readonly to: Coming; readonly procedure?: string; readonly reading: Reading };

/** Of a message, this much is kept for whoever teaches the assistant. */
const noticedLength = 500;

const noticedOf = ({ text, memory }: Heard, { to, procedure, reading }: Came): Noticed => ({
  text: text.slice(0, noticedLength),
  coming: to,
  ...(procedure === undefined ? {} : { procedure }),
  thought: reading.top.slice(0, 3),
  inScope: reading.inScope,
  rejected: reading.rejected,
  isAfterDoubt: memory.pending.length > 0,
});

const propose = (...proposals: readonly Proposal[]): Read => ({ memory: nothing, proposals });
const cameTo = (read: Read, to: Coming, reading: Reading, procedure?: string): Read => ({
  ...read,
  came: { to, reading, ...(procedure === undefined ? {} : { procedure }) },
});

function readHeard(heard: Heard, needs: ReaderNeeds): Read {
  return (
    readChoice(heard) ??
    readWelfare(heard) ??
    readWishForPerson(heard) ??
    readReturn(heard, needs) ??
    readQuestion(heard, needs) ??
    readRefundProgress(heard, needs) ??
    readForOpenRun(heard, needs) ??
    readNewMatter(heard, needs)
  );
}

/**
 * The very words of a choice that stands open are that choice, whatever else they could mean: "Call me" is an answer
 * where it is offered, and elsewhere a wish for a person.
 */
function readChoice({ run, text }: Heard): Read | undefined {
  if (!run || !isTalking(run)) return undefined;
  for (const move of run.open) {
    if (move.move === "answer" && move.of === "customer") {
      const chosen = move.choices.find(({ label }) => sameWords(text, label));
      if (chosen) return propose({ kind: "move", move: { move: "answer", fact: move.fact, value: chosen.id } });
    }
    if ((move.move === "confirm" || move.move === "decline") && sameWords(text, move.label))
      return propose({ kind: "move", move: { move: move.move } });
  }
  return undefined;
}

/** People before matters: what shows danger, a child, grief, law or anger goes to a person at once. */
function readWelfare({ mood, language }: Heard): Read | undefined {
  if (mood.distress)
    return propose({
      kind: "hand-off",
      reason: "emotional",
      reasons: ["safety"],
      text: lines.safety[language],
      urgent: true,
    });
  if (mood.threat)
    return propose({ kind: "hand-off", reason: "policy", reasons: ["threat"], text: lines.threat[language] });
  if (mood.minor)
    return propose({ kind: "hand-off", reason: "policy", reasons: ["minor"], text: lines.minor[language] });
  if (mood.grieving)
    return propose({ kind: "hand-off", reason: "emotional", reasons: ["grieving"], text: lines.grieving[language] });
  if (mood.legal)
    return propose({ kind: "hand-off", reason: "policy", reasons: ["legal"], text: lines.legal[language] });
  if (mood.angry) return propose({ kind: "hand-off", reason: "emotional", reasons: ["angry"] });
  return undefined;
}

const asksIfHuman =
  /你是(?:不是)?(?:真人|人工|机器人|人吗)|(?:are|r) (?:you|u) (?:an? )?(?:real |actual |live )?(?:human|person|bot|robot|ai|machine)\b/i;

function readWishForPerson(heard: Heard): Read | undefined {
  const { entities, reading, text, plain, language, run } = heard;
  if (asksIfHuman.test(plain))
    return propose({ kind: "say", text: lines.automated[language], choices: [personOf(language)] });
  const [first] = reading.top;
  // "I've a question" leads in to a matter; whom it is put to does not matter yet.
  const isRead =
    !reading.rejected && first?.label === person && first.confidence >= sureToLeave && !leadsIn.test(plain);
  const isTold = run !== undefined && tellsInOwnWords(run) && !wishes.test(plain);
  // "Somebody rang and wants my code": who is likely meant is likely not, where there is an answer to it.
  if (!entities.wantsPerson && heard.found.kind === "answer") return undefined;
  // "Anybody there?" knocks at the door and asks for nobody in particular.
  if (!entities.wantsPerson && (!isRead || isTold || isGreeting(heard))) return undefined;
  // In the middle of a matter the person goes on where it stands; otherwise there is a procedure for it.
  return run && isTalking(run)
    ? propose({ kind: "hand-off", reason: "asked" })
    : propose({ kind: "start", procedure: person, facts: { said: text } });
}

/** Why, what next, whether, what if: answered by the procedure itself where it can tell, and otherwise read like anything else. */
function readQuestion(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { question, found } = heard;
  const isRule = found.kind === "answer" && found.answer.confidence === 1;
  return question && isRule ? tell(heard, found.answer, needs) : undefined;
}

const asksForRefund =
  /^(?:我的?|那)?钱呢[?？!！]*$|(?:退款|退的?钱|钱|款)[^不]{0,6}(?:到账|到了[吗么没]|到没到|退了[吗么没]|没到|没收到|到哪|进度|什么时候到|几天到)|(?:怎么)?还(?:没|不)(?:给我?)?退(?:款|钱|给我|$)|上次(?:的)?退|\b(?:where(?:'?s| is)|did|has|when will)\b.{0,16}\brefund|\brefund\b.{0,24}\b(?:go through|gone through|status|progress|arrived?|come through|not here|yet)|\b(?:still )?waiting (?:for|on) (?:my |the )?refund/i;

const refundProgress = "refund-progress";

/**
 * "Is my money there yet?" asks about a refund of before and wishes for no new one. Where no procedure can look that up
 * a person does; what this conversation is paying back itself says where it is.
 */
function readRefundProgress({ text, plain, language, run }: Heard, needs: ReaderNeeds): Read | undefined {
  if (!asksForRefund.test(plain) || run?.state === "acting") return undefined;
  if (needs.titles.has(refundProgress))
    return propose({ kind: "start", procedure: refundProgress, facts: { said: text.slice(0, saidLength) } });
  if (run?.state === "waiting") return undefined;
  return propose({
    kind: "hand-off",
    reason: "technical",
    reasons: ["refund-progress"],
    text: lines.refundProgress[language],
  });
}

const isTalking = (run: NonNullable<MessageToRead["run"]>): boolean => run.state !== "waiting" && run.state !== "ended";

/** Whether a run waits for an agent's word: the customer's are then about something else. */
const asksAgent = ({ open }: NonNullable<MessageToRead["run"]>): boolean =>
  open.some((move) => move.move === "answer" && move.of === "agent");

function readForOpenRun(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { run, language, memory, text, plain } = heard;
  if (!run || !isTalking(run) || asksAgent(run)) return undefined;
  const corrected = readInstead(heard, needs) ?? readCorrection(heard, needs) ?? readOtherGoods(heard, needs);
  if (corrected) return corrected;
  const asksBack = tellsInOwnWords(run) && isQuestion(text) ? answered(heard, needs) : undefined;
  if (asksBack) return asksBack;
  const move = moveFor(heard, run.open);
  if (move) return propose(...move);
  const told = asks.test(plain) ? answered(heard, needs) : undefined;
  if (told) return told;
  const ahead = toldAhead(heard, run);
  if (ahead) return ahead;
  const again = hurried(heard, run.open);
  if (again) return again;

  const other = otherMatter(heard, needs);
  if (other) return other;

  if (run.state === "looking-up" || run.state === "acting") {
    const told = toldIn(heard, run.procedure);
    return {
      memory: { ...memory, pending: withPending(memory, text) },
      proposals: [
        ...(Object.keys(told).length > 0 ? [{ kind: "tell" as const, facts: told }] : []),
        { kind: "say", text: lines.atWork[language] },
      ],
    };
  }
  // "Thanks" answers nothing, and is no misunderstanding either.
  if (heard.mood.thanks && plain.length <= courtesyAtMost) return { memory, proposals: [{ kind: "silence" }] };
  return missed(heard, run.open);
}
const courtesyAtMost = 24;

/** What a message tells besides its words. */
function toldIn(heard: Heard, procedure: string): Record<string, unknown> {
  const { said: _said, spokenOf: _spokenOf, ...told } = factsFrom(heard, procedure, heard.text);
  return told;
}

const aheadAtMost = 40;

/** "Money back", where it is asked which item: kept for the question that comes, and the open one is put again. */
function toldAhead(heard: Heard, run: NonNullable<Heard["run"]>): Read | undefined {
  const facts = toldIn(heard, run.procedure);
  if (run.state !== "asking" || heard.plain.length > aheadAtMost || Object.keys(facts).length === 0) return undefined;
  if (isQuestion(heard.text)) return undefined;
  return propose({ kind: "tell", facts }, { kind: "ask-again" });
}

const corrects =
  /不是(?:这|那|它)(?:个|件|单|张|样|条|双)?|(?:搞|弄|看|认|找)错(?:了)?|我?(?:说|指|问|要)的(?:不)?是|\bnot (?:that|this|the)\b|\bwrong (?:one|order|item|thing)\b|\bi(?: am|'m)? (?:meant?|talking about)\b/i;

/** "Not that one, I mean the milk": the same matter of other goods, from the beginning. */
function readCorrection(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { run, text, plain } = heard;
  if (!run?.goods || run.state === "acting" || !needs.titles.has(run.procedure)) return undefined;
  if (!(run.state === "confirming" ? corrects : startsCorrecting).test(plain)) return undefined;
  const named = plain
    .replace(new RegExp(corrects, "gi"), " ")
    .replaceAll(/[\s,，。.!！?？]+|\b(?:one|no|the|my)\b/gi, "");
  if (named.length < 2 || heard.entities.answer === "yes" || heard.mood.changeOfMind) return undefined;
  const isChoice = run.open.some((move) => move.move === "answer" && move.fact === "pick");
  if (isChoice) return undefined;
  return propose({ kind: "start", procedure: run.procedure, facts: factsFrom(heard, run.procedure, text) });
}
const insteadOf =
  /^(?:不对?[,，。 ]*)?(?:不是|不要|不)(?:要|想)?(?:退|换|取消|改|查)[^,，。]{0,4}[,，。 ]+(.{2,})$|^(?:no,? )?(?:not|don'?t want) (?:a |an |the |to )?(?:return|refund|cancel|exchange)\w*(?: it)?[,.; ]+(?:i want |i'd like |but )?(.{3,})$/i;

/** "Not a return, a larger size": what is wished for instead. */
function readInstead({ merchantId, plain, run, ...heard }: Heard, needs: ReaderNeeds): Read | undefined {
  const [, zh, en] = insteadOf.exec(plain) ?? [];
  const wish = zh ?? en;
  if (wish === undefined || run?.state === "acting") return undefined;
  const reading = needs.classify(merchantId, wish);
  const [first] = reading.top;
  if (!first || reading.rejected || first.confidence < sureOfWish || first.label === run?.procedure) return undefined;
  if (!needs.titles.has(first.label)) return undefined;
  const whole = { ...heard, merchantId, plain, ...(run ? { run } : {}) };
  const begun = propose({ kind: "start", procedure: first.label, facts: factsFrom(whole, first.label, wish) });
  return cameTo(begun, "begun", reading, first.label);
}

/** "The headphones", when a mouse is read back: the same matter of those. */
function readOtherGoods(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { run, text } = heard;
  if (!run?.goods || run.state !== "confirming" || !needs.titles.has(run.procedure)) return undefined;
  if (namesItsGoods(text, run) || !isBareGoods(heard, [{ words: Object.values(run.goods) }])) return undefined;
  return propose({ kind: "start", procedure: run.procedure, facts: factsFrom(heard, run.procedure, text) });
}

/** A name of goods and no wish, none of which these lines are of. */
const isBareGoods = (
  { text, reading }: Pick<Heard, "text" | "reading">,
  lines: readonly { readonly words: readonly string[] }[],
): boolean => confidenceOf(reading) < sureToLeave && bareWords(text) && namesOtherGoods(text, lines);
const bareWords = (text: string): boolean =>
  /^(?:不是?|那|这|我的?|是)*[\p{Script=Han}]{1,6}[。.!！]*$|^(?:(?:no|it'?s|its|i mean|the|my|that|those|these|a|an),? )*[a-z-]{2,}(?: [a-z-]{2,}){0,2}[.!]*$/iu.test(
    text.trim(),
  ) && !wishes.test(text.trim());

const startsCorrecting =
  /^(?:不[,，]?)?(?:不是(?:这|那|它)|(?:搞|弄|看|认|找)错)|^(?:no,? )?(?:not (?:that|this) one|wrong (?:one|order|item))/i;

/** With what came before and was not understood: several messages may be one. */
const wholeOf = ({ pending }: Memory, text: string): string => [...pending, text].join("\n");

const withPending = ({ pending }: Memory, text: string): string[] =>
  [...pending, text.slice(0, pendingLength)].slice(-pendingAtMost);

const isQuestion = (text: string): boolean => /[?？]/.test(text) || /[吗呢么][\s。.!！~]*$/.test(text);

const returns =
  /^(?:(?:好的?|行|嗯|那|ok)[,，。 ]*)?(?:咱们?|我们?)?(?:(?:还是|再|先|继续|接着)*(?:回到|说回|接着说|继续(?:说|办|处理)?|回头说))(?:刚才|之前|前面|上面|刚刚|原来)?(?:那个|那件|的)?|^(?:刚才|之前|前面|刚刚)(?:那个|那件|说的?|的)|^(?:ok(?:ay)?|right|so|now|anyway|and|great|thanks)?[, ]*(?:let'?s )?(?:go(?:ing)? |get(?:ting)? |come |coming )?back to (?:my |the |that |what )|^(?:as (?:i|for what i) (?:said|asked) (?:before|first|earlier)|about (?:my |the )?(?:first|earlier|other|previous) (?:one|thing|question|matter|issue))/;
const returnsAtMost = 40;

/** "Back to the return": the matter that was left goes on with what was told of it. */
function readReturn({ memory: { left }, plain, text, reading, run }: Heard, needs: ReaderNeeds): Read | undefined {
  if (!left || run?.state === "acting" || plain.length > returnsAtMost || !returns.test(plain)) return undefined;
  const [first] = reading.top;
  const isOther = !reading.rejected && first !== undefined && first.label !== left.procedure;
  if ((isOther && first.confidence >= sure) || !needs.titles.has(left.procedure)) return undefined;
  return propose({ kind: "start", procedure: left.procedure, facts: { said: text.slice(0, saidLength) } });
}

/** The move a message makes in the open run, if it makes one. */
function moveFor(heard: Heard, open: readonly OpenMove[]): Proposal[] | undefined {
  const { text, entities, mood, language, run } = heard;
  const confirm = open.find((move) => move.move === "confirm");
  const decline = open.find((move) => move.move === "decline");
  if (confirm?.move === "confirm" && decline?.move === "decline") {
    const isNo = entities.answer === "no" || (mood.changeOfMind && !isQuestion(text));
    if (isNo) return [{ kind: "move", move: { move: "decline" } }];
    // A bare yes is to what was said last.
    const isYes = entities.answer === "yes" && run?.wasAskedLast === true;
    return isYes ? [{ kind: "move", move: { move: "confirm" } }] : undefined;
  }
  const answer = open.find((move) => move.move === "answer");
  if (answer?.move === "answer" && answer.of === "customer") {
    const value = answerFor(heard, answer);
    if (value !== undefined) return [{ kind: "move", move: { move: "answer", fact: answer.fact, value } }];
  }
  if (mood.changeOfMind && !isQuestion(text) && open.some((move) => move.move === "stop")) {
    return [
      { kind: "move", move: { move: "stop" } },
      { kind: "say", text: lines.stopped[language] },
    ];
  }
  return undefined;
}

const wordsOfNone =
  /^(?:都不是|都不对|不是这些|以上都不是|没有一个|none(?: of (?:these|those|them))?|neither|not (?:these|those|any))[\s.。!！]*$/i;

function answerFor(heard: Heard, move: Extract<OpenMove, { move: "answer" }>): string | undefined {
  const { text, entities, mood } = heard;
  const { choices } = move;
  const said = choices.find(({ id }) => text.trim().toLowerCase() === id);
  if (said) return said.id;
  // What would have answered had it been said at the beginning answers now.
  const told = factsFrom(heard, heard.run?.procedure ?? "", text)[move.fact];
  if (choices.some(({ id }) => id === told)) return String(told);
  if (choices.some(({ id }) => id === "none") && wordsOfNone.test(text.trim())) return "none";
  if (choices.length > 0) {
    const real = choices.filter(({ id }) => id !== "none");
    const place = entities.ordinal;
    if (place !== undefined) {
      const chosen = place < 0 ? real.at(place) : choices[place - 1];
      if (chosen) return chosen.id;
    }
    // "Is it this one?" is what a single choice asks.
    const [single, ...others] = real;
    if (single && others.length === 0 && choices.length > 1 && entities.answer === "yes") return single.id;
    if (entities.answer && choices.some(({ id }) => id === entities.answer)) return entities.answer;
    const held = choices.filter(({ label }) => holds(text, label));
    if (held.length === 1 && held[0]) return held[0].id;
    // A wish for something else that shares a word with a choice chooses nothing.
    if (wishes.test(heard.plain) && wishesForAnother(heard)) return undefined;
    const [best, second] = matchProducts(
      text,
      real.map(({ id, label }) => ({ id, words: wordsOfLabel(label) })),
    );
    if (best && best.score >= 0.3 && best.score - (second?.score ?? 0) >= 0.1) return best.id;
  }
  return move.freeText && !mood.changeOfMind && !(choices.length === 0 && wishesForAnother(heard)) ? text : undefined;
}

const wishes =
  /[?？]|[吗呢么]\s*$|(?:我|咱)们?(?:还|也|又|现在|就|先)*(?:想|要|需要|打算)|帮我|(?:给我|麻烦|请|先)?(?:查一?下|查查|看看|瞧瞧)|给我(?:办|查|退|换|取|改|开|转)|能不能|可不可以|能否|怎么|(?:想|请)问|什么时候|啥时候|哪天|走到哪|到哪(?:儿|里)?了|^(?:先|还是|那就?)*(?:取消|退|(?:换|改)(?![成为到])|查|开|转|投诉|催)|\b(?:i(?:'d| would)? (?:like|want|need|wish)|i'm looking|(?:can|could|will|would) (?:you|i|we)|help me|let me|how (?:do|can|long|much|far)|(?:what|which) day|when (?:will|should|is|does|can))\b|^(?:just |please |then )*(?:cancel|return|refund|exchange|track|change(?! (?:it )?to\b)|stop|where)\b/i;

/** Whether a question stands that has no choices, and was the last thing said. */
const tellsInOwnWords = ({ open, wasAskedLast }: NonNullable<MessageToRead["run"]>): boolean =>
  wasAskedLast === true &&
  open.some((move) => move.move === "answer" && move.of === "customer" && move.freeText && move.choices.length === 0);

/**
 * Who was asked to tell in their own words tells, and what they tell is often what another procedure is about ("the seams
 * are crooked"). Only a wish, said surely, leaves the question.
 */
function wishesForAnother({ reading: { top, rejected }, run, plain }: Heard): boolean {
  const [first] = top;
  const isWish = wishes.test(plain);
  if (first === undefined || rejected || first.label === run?.procedure) return false;
  if (first.confidence < (isWish ? sureOfWish : sureToLeave)) return false;
  return !(run && tellsInOwnWords(run)) || isWish;
}

const negation = /[没不别未]|\bno\b|\bnot\b|n't\b/i;

/** Whether a sentence holds a choice's words ("yes I have it") and no "not" around them. */
function holds(text: string, label: string): boolean {
  const [said, meant] = [bare(text), bare(label)];
  if (meant.length < 2 || !said.includes(meant)) return false;
  return !negation.test(text.toLowerCase().replace(label.toLowerCase(), " "));
}

/** A label's name part and its words, so that "the coat" finds "Wool coat, arrived Friday". */
function wordsOfLabel(label: string): string[] {
  const [name = label] = label.split(/[，,]/);
  return [name, ...name.split(/\s+/).filter((word) => word.length > 2)];
}

/**
 * Another matter, said clearly enough to leave the open one for it. What is put as a wish or a question and answers
 * nothing that stands open need not be as sure.
 */
function otherMatter(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const [first] = heard.reading.top;
  const enough = wishes.test(heard.plain) ? sureOfWish : sureToLeave;
  if (!first || heard.reading.rejected || first.confidence < enough || first.label === heard.run?.procedure)
    return undefined;
  if (!needs.titles.has(first.label)) return undefined;
  const begun = propose({ kind: "start", procedure: first.label, facts: factsFrom(heard, first.label, heard.text) });
  return cameTo(begun, "begun", heard.reading, first.label);
}

const hurries =
  /^(?:那|那就|你们?|麻烦|能不能|可以|请|，|,)*(?:快+(?:点儿?|一点|退|办|些|呀|啊)*|赶紧的?|赶快|麻利点?|搞快点|很?急|急死了|就(?:是)?这个|hurry(?: up)?|quick(?:ly)?|faster|(?:right )?now|come on|asap|(?:it'?s )?th(?:is|at) one)(?: please)?[\s。.,，!！]*$/i;

/**
 * "Hurry up", or the wish once more, at a read-back: not the yes it asks for, and no other matter either. That is said
 * once, in words of its own; then it counts as a miss like any other.
 */
function hurried({ memory, language, text, plain, reading, run }: Heard, open: readonly OpenMove[]): Read | undefined {
  const confirm = open.find((move) => move.move === "confirm");
  const decline = open.find((move) => move.move === "decline");
  const [first] = reading.top;
  const isSameWish = !reading.rejected && first?.label === run?.procedure && (first?.confidence ?? 0) >= sure;
  if (confirm?.move !== "confirm" || decline?.move !== "decline") return undefined;
  if (!hurries.test(plain) && !isSameWish && !namesItsGoods(text, run)) return undefined;
  if (memory.hurried) return missed({ memory, language, text }, open);
  const line = lines.oneStepLeft[language].replace("{yes}", confirm.label).replace("{no}", decline.label);
  return {
    memory: { ...memory, hurried: true },
    proposals: [{ kind: "say", text: line, choices: yesAndNo(confirm, decline), repeats: true }],
  };
}

const shortName = 24;

/** "The headphones", when headphones are what is read back: the same matter, and no yes yet. */
function namesItsGoods(text: string, run: Heard["run"]): boolean {
  if (!run?.goods || text.trim().length > shortName || wishes.test(text.trim())) return false;
  const words = Object.values(run.goods).flatMap((name) => [
    name,
    ...name.split(/\s+/).filter((one) => one.length > 2),
  ]);
  const [best] = matchProducts(text, [{ id: run.id, words }]);
  return best !== undefined && best.score >= 0.8;
}

type Labelled = { readonly label: string };
const yesAndNo = (yes: Labelled, no: Labelled) => [
  { id: "yes", label: yes.label },
  { id: "no", label: no.label },
];

/** The open question was not answered: it is put once more with its choices, then a person takes over. */
function missed(
  { memory, language, text }: Pick<Heard, "memory" | "language" | "text">,
  open: readonly OpenMove[],
): Read {
  if (memory.misses >= 1) return propose({ kind: "hand-off", reason: "unsure" });
  const confirm = open.find((move) => move.move === "confirm");
  const decline = open.find((move) => move.move === "decline");
  const answer = open.find((move) => move.move === "answer");
  const kept = { ...memory, misses: memory.misses + 1, pending: withPending(memory, text) };
  if (confirm?.move === "confirm" && decline?.move === "decline") {
    const choices = yesAndNo(confirm, decline);
    const again = lines.readBackAgain[language].replace("{yes}", confirm.label).replace("{no}", decline.label);
    return { memory: kept, proposals: [{ kind: "say", text: again, choices, repeats: true }] };
  }
  const choices = answer?.move === "answer" ? [...answer.choices] : [];
  return {
    memory: kept,
    proposals: [
      { kind: "say", text: lines.whichAnswer[language], choices: [...choices, personOf(language)], repeats: true },
    ],
  };
}

/** Asked in so many words: no procedure reads the question better. */
const certain = 0.985;
/** An answer stays this far ahead of a procedure that is sure as well. */
const ahead = 0.2;
const asks =
  /[?？]|[吗呢么]|谁|多少|多久|几|怎么|哪|什么|能不能|可不可以|\b(?:how|what|which|who|when|where|do|does|is|are|can|could|will)\b/i;
const wantsDone =
  /^(?:那|就|请|麻烦|现在)*(?:我|咱)?们?(?:还|也|又|现在|就|先|只)*(?:(?:想|要|需要|打算)(?!.{0,4}(?:知道|问|了解|咨询|请教))|帮我(?!.{0,2}(?:看看|问))|给我)|^(?:please |just )*(?:i(?:'d| would)? (?:like|want|need) (?!to (?:know|ask))|(?:can|could) you (?!tell|explain)|cancel|return|refund|exchange|track|change|stop|send)\b/i;
const isTheirOwn =
  /我的|我那|我买|我订|我下的|我这|这一?单|那一?单|订单号|\bmy\b|\bI(?:'ve)? (?:bought|ordered|placed)\b/i;

/**
 * An answer from what the merchant has written or its procedures follow. It moves nothing and leaves an open run where it
 * is: that one's question is put again. A wish for an act, and what concerns an order of their own, is the procedures'.
 */
function answered(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { found, reading, text, identified } = heard;
  if (found.kind !== "answer") return undefined;
  const { confidence } = found.answer;
  const isPersonByGuess = reading.top[0]?.label === person && !heard.entities.wantsPerson;
  const procedure = isPersonByGuess ? 0 : confidenceOf(reading);
  const isTheirs = wantsDone.test(text.trim()) || isTheirOwn.test(text);
  // Whom nobody knows has no order that a procedure could look into.
  const isAskedSo = confidence >= certain && asks.test(text);
  const isSurer = confidence >= procedure + ahead || isAskedSo || !identified;
  const isForProcedure = procedure >= sure && (isTheirs || !isSurer);
  return confidence < 1 && isForProcedure ? undefined : tell(heard, found.answer, needs);
}

function tell(
  { memory, language, run, reading, text: said }: Heard,
  { text, source, offers = [] }: Answer,
  needs: ReaderNeeds,
): Read {
  const asks = run !== undefined && isTalking(run) && !asksAgent(run);
  const offered = asks ? [] : offers.filter((id) => needs.titles.has(id));
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const answer: Read = {
    // What was asked names the goods, should the matter be begun next.
    memory: {
      ...nothing,
      greeted: memory.greeted,
      offered,
      pending: offered.length > 0 ? withPending(nothing, said) : [],
    },
    proposals: [
      { kind: "say", text, sources: [source], ...(choices.length > 0 ? { choices } : {}) },
      ...(asks ? [{ kind: "ask-again" as const }] : []),
    ],
  };
  return cameTo(answer, "answered", reading);
}

/** No matter is open, or none that concerns words: find out which it is. */
function readNewMatter(heard: Heard, needs: ReaderNeeds): Read {
  const { merchantId, text, plain, memory, language, mood, reading } = heard;
  const offered = chosenOffer(heard, needs);
  if (offered) return offered;
  if (acknowledges.test(plain)) return { memory, proposals: [{ kind: "say", text: lines.closing[language] }] };

  if (mood.changeOfMind && memory.last !== undefined && refuses.test(plain))
    return { memory, proposals: [{ kind: "say", text: lines.cannotUndo[language], choices: [personOf(language)] }] };
  const named = isBareGoods(heard, []) ? askedAbout(heard, needs) : undefined;
  if (named) return named;
  const told = answered(heard, needs);
  if (told) return told;

  // What came before and was not understood may be the first half of this.
  const whole = wholeOf(memory, text);
  const joined = memory.pending.length > 0 ? needs.classify(merchantId, whole) : reading;
  const surest = confidenceOf(joined) > confidenceOf(reading) ? joined : reading;
  const best = confidenceOf(surest) >= sure ? surest : (clauseOf(heard, needs) ?? surest);
  const [first] = best.top;
  const isKnock = first?.label === person && (isGreeting(heard) || leadsIn.test(plain));
  const eitherRefund = refundAlone.test(plain) ? refundMatters.filter((id) => needs.titles.has(id)) : [];
  if (eitherRefund.length > 1) return offer(heard, eitherRefund, needs);
  if (first && !best.rejected && first.confidence >= sure && needs.titles.has(first.label) && !isKnock) {
    const begun = propose({ kind: "start", procedure: first.label, facts: factsFrom(heard, first.label, whole) });
    return cameTo(begun, "begun", best, first.label);
  }
  if (memory.last !== undefined && needs.titles.has(memory.last) && asksTheSameOf(text, heard)) {
    return propose({ kind: "start", procedure: memory.last, facts: factsFrom(heard, memory.last, text) });
  }
  if (mood.sarcastic && best.rejected) return propose({ kind: "hand-off", reason: "emotional", reasons: ["angry"] });
  if (leadsIn.test(plain) && memory.ledIn < leadInsAtMost) {
    const pending = withPending(memory, text);
    return {
      memory: { ...memory, pending, ledIn: memory.ledIn + 1 },
      proposals: [{ kind: "say", text: lines.goOn[language] }],
    };
  }
  const isCourtesy = text.trim().length <= (language === "zh" ? 12 : 40) && !isQuestion(text);
  if (isCourtesy && (mood.thanks || mood.changeOfMind || heard.entities.answer !== undefined)) {
    return { memory, proposals: [{ kind: "say", text: lines.closing[language] }] };
  }
  return clarify(heard, best, needs);
}

/** "Don't cancel it", when it is done. */
const refuses = /别|不要|不取消|\bdon'?t\b|\bdo not\b|undo|恢复/i;

const mostAsked = ["where-is-my-parcel", "return-and-refund", "exchange", "damaged-or-missing"];

/** "The coat", and no more: what about it? Kept, so that the wish that comes is of it. */
function askedAbout({ memory, text, language, reading }: Heard, needs: ReaderNeeds): Read | undefined {
  const offered = mostAsked.filter((id) => needs.titles.has(id)).slice(0, 3);
  if (memory.pending.length > 0 || memory.last !== undefined || offered.length === 0) return undefined;
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const asked: Read = {
    memory: { ...memory, pending: withPending(memory, text), offered },
    proposals: [{ kind: "say", text: lines.whichMatter[language], choices }],
  };
  return cameTo(asked, "offered", reading);
}

/** Words before the matter: nothing to answer yet, and nothing that was not understood. */
const leadsIn = new RegExp(
  `^(?:${[
    "就是|那个|这个|嗯+|呃+|额|是这样的?|事情是这样的?|我想说|我跟你说|是这么回事",
    "我(?:前几天|上周|昨天|前天|之前|上个?月|刚)?(?:在)?(?:你们?|这)(?:家|店|里|儿|边)*(?:买|订|下)(?:了|的|过)?(?:单|点|个|件)?(?:东西|货)?的?",
    "(?:您?你?好[,，。 ]?)?(?:我)?(?:这(?:边|里|儿))?(?:有|想|要|来)?(?:问|咨询|请教|打听|反映|说)?(?:您|你们?)?(?:个|一个|一下|点|件|一件|下)(?:事情?|问题|情况|儿)?",
    "我?(?:那|这)个?(?:东西|事儿?|件|单)|有(?:件)?事",
    "(?:(?:so|well|um+|uh+|er+|ok(?:ay)?|listen|look|right|here'?s the thing|basically)[, ]*){1,3}(?<!^ok(?:ay)?)",
    "i (?:just )?(?:bought|ordered|got) (?:something|some stuff|a thing|stuff|an item)(?: (?:from|off|with|at) (?:you|your (?:shop|store|site))(?: guys)?)?(?: (?:the other day|last week|yesterday|recently|a while ago|a few days ago|before))?",
    "(?:(?:i(?:'?ve| have)?(?: got)?|there(?:'?s| is)|got|have) )?(?:a |an |one |another |some )?(?:quick |small |little )?(?:question|issue|problem|query|concern|matter)s?(?: for you| here)?",
    "(?:i )?need (?:something|a thing|an issue) (?:sorted|fixed|resolved|done)(?: out)?|(?:can|may|could) i ask (?:you )?(?:something|a question)",
    "(?:it'?s )?(?:about|regarding) (?:that|the|this|my|a) (?:thing|stuff|item|purchase)(?: (?:that )?i (?:got|bought|ordered))?",
  ].join("|")})[\\s,，。.…~!！:：]*$`,
);
const leadInsAtMost = 2;

/** "Refund", and no more: one that is on its way is asked after, or one is wished for. */
const refundAlone = /^(?:退款|退钱|退?款|refunds?|(?:my |the )?refund)(?:please|pls|plz|吧|呀|啊|\s|[。.!！~])*$/;
const refundMatters = ["return-and-refund", "refund-only", "refund-progress"];

/** A clause of a long-winded message speaks for it when it alone says surely what it is about. */
function clauseOf({ merchantId, text }: Heard, needs: ReaderNeeds): Reading | undefined {
  const clauses = text.split(/[，。；：！？,.;:!?\n]+/).map((clause) => clause.trim());
  if (clauses.length < 2 || clauses.length > 12) return undefined;
  const read = clauses.filter((clause) => clause.length >= 3).map((clause) => needs.classify(merchantId, clause));
  const clear = read.filter((each) => confidenceOf(each) >= sureToLeave);
  const matters = new Set(clear.map(({ top: [first] }) => first?.label));
  return matters.size === 1 ? clear[0] : undefined;
}

const another =
  /^(?:(?:and|what about|how about|also|no,?) )*(?:the|my|that) (?!.*\b(?:money|refund|person|human|agent|problem|hell|point)\b)[\p{L}\d -]{2,30}[?？.!]*$/iu;
const anotherInChinese =
  /^(?:那|还有|我的?|那个|不是[，,]?)*(?!.*(?:人|钱|款|你|您|客服|怎|什么|结果|然后|现在))\p{Script=Han}{2,10}呢[?？。!！]*$/u;

/** "And the watch?", "大衣呢？": a short name and no wish of its own. */
const asksTheSameOf = (text: string, { entities, mood }: Heard): boolean =>
  !mood.thanks &&
  !mood.changeOfMind &&
  entities.answer === undefined &&
  (another.test(text.trim()) || anotherInChinese.test(text.trim()));

/** "Got it": an end, not a matter. */
const acknowledges =
  /^(?:(?:已经?)?收到[了啦]?|知道[了啦]?|明白[了啦]?|了解[了]?|好[的吧嘞了]?|行[吧]?|嗯+|哦+|ok(?:ay)?|got it|i see|understood|all ?right|great|fine|perfect|cool)[\s。.!！~]*$/i;

const confidenceOf = (reading: Reading): number => (reading.rejected ? 0 : (reading.top[0]?.confidence ?? 0));

/** "The second", "退货": an answer to the choice of matters that was offered last. */
function chosenOffer(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { memory, text, entities, language } = heard;
  if (memory.offered.length === 0) return undefined;
  if (sameWords(text, noneChoice[language]) || wordsOfNone.test(text.trim()))
    return cameTo(propose({ kind: "hand-off", reason: "unsure" }), "declined", heard.reading);
  const place = entities.ordinal;
  const chosen =
    (memory.offered.length === 1 && entities.answer === "yes" ? memory.offered[0] : undefined) ??
    memory.offered.find((id) => sameWords(text, titleOf(id, heard, needs)) || text.trim() === id) ??
    (place === undefined ? undefined : memory.offered.at(place < 0 ? place : place - 1));
  if (chosen === undefined) return undefined;
  if (!needs.titles.has(chosen)) {
    const answer = needs.answers?.told(heard, chosen);
    return answer && tell(heard, answer, needs);
  }
  const whole = wholeOf(memory, text);
  const facts = { ...factsQuoted(heard, chosen), ...factsFrom(heard, chosen, whole) };
  const begun = propose({ kind: "start", procedure: chosen, facts });
  return cameTo(begun, "chosen", heard.reading, chosen);
}

const titleOf = (id: string, heard: Heard, needs: ReaderNeeds): string =>
  needs.titles.get(id)?.[heard.language] ?? needs.answers?.told(heard, id)?.source.title ?? "";

const isGreeting = ({ mood, text, language }: Pick<Heard, "mood" | "text" | "language">): boolean =>
  mood.greeting && text.trim().length <= (language === "zh" ? 12 : 24);

/** Offers what it may be; the first time that nothing fits it says what it can do, the second time a person comes. */
function clarify(heard: Heard, reading: Reading, needs: ReaderNeeds): Read {
  const { memory, text, mood, language, merchantName } = heard;
  const pending = withPending(memory, text);
  const greets = isGreeting({ mood, text, language });
  if (greets && memory.misses === 0) {
    const greeted = { ...memory, pending: [], greeted: true };
    if (memory.greeted)
      return {
        memory: greeted,
        proposals: [{ kind: "say", text: lines.stillHere[language], choices: [personOf(language)] }],
      };
    const opening = lines.opening[language].replace("{name}", merchantName[language]);
    return { memory: greeted, proposals: [{ kind: "say", text: opening }] };
  }
  if (hurries.test(heard.plain) && memory.misses === 0)
    return {
      memory: { ...memory, misses: 1 },
      proposals: [{ kind: "say", text: lines.stillHere[language], choices: [personOf(language)] }],
    };
  const near = nearOf(heard.found);
  const proposed = proposedIn(heard, needs);
  const quoted = { ...memory.quoted, ...proposed.quoted };
  if (memory.misses >= 2 || (memory.misses >= 1 && reading.rejected && !greets))
    return cameTo(propose({ kind: "hand-off", reason: "unsure" }), "person", reading);

  const likely = reading.top.filter(({ label }) => needs.titles.has(label)).slice(0, 3);
  const together = likely.reduce((sum, { confidence }) => sum + confidence, 0);
  const isRead = !reading.rejected && together >= worthOffering;
  if (near.length > 0) {
    const matters = isRead
      ? likely.map(({ label, confidence }) => ({
          id: label,
          title: needs.titles.get(label)?.[language] ?? label,
          confidence,
        }))
      : [];
    const sorted = [...near, ...matters].toSorted((a, b) => b.confidence - a.confidence).slice(0, 3);
    const all = withProposed(sorted, proposed, heard, needs);
    const choices = all.map(({ id, title }) => ({ id, label: title }));
    const asked: Read = {
      isUnclear: true,
      memory: { ...memory, misses: memory.misses + 1, pending, quoted, offered: all.map(({ id }) => id) },
      proposals: [
        {
          kind: "say",
          text: lines.mayBeThis[language],
          choices: [...choices, { id: "none", label: noneChoice[language] }],
        },
      ],
    };
    return cameTo(asked, "offered", reading);
  }
  if (!isRead && proposed.matters.length > 0) {
    const all = withProposed([], proposed, heard, needs);
    const asked: Read = {
      memory: { ...memory, misses: memory.misses + 1, pending, quoted, offered: all.map(({ id }) => id) },
      proposals: [
        {
          kind: "say",
          text: lines.mayBeThis[language],
          choices: [
            ...all.map(({ id, title }) => ({ id, label: title })),
            { id: "none", label: noneChoice[language] },
            personOf(language),
          ],
        },
      ],
    };
    return cameTo(asked, "offered", reading);
  }
  if (!isRead) {
    const lost: Read = {
      isUnclear: true,
      memory: { ...memory, misses: memory.misses + 1, pending, offered: [person] },
      proposals: [{ kind: "say", text: lines.cannot[language], choices: [personOf(language)] }],
    };
    return cameTo(lost, "lost", reading);
  }
  const titled = likely.map(({ label }) => ({ id: label, title: needs.titles.get(label)?.[language] ?? label }));
  const all = withProposed(titled, proposed, heard, needs).map(({ id }) => id);
  const asked = offer({ memory: { ...memory, quoted }, text, language, reading }, all, needs);
  return { ...asked, isUnclear: true };
}

/** How many choices a proposal may bring beside ours; ours stay where they are. */
const proposedAtMost = 2;

/** Ours first, then what was proposed and is not among them: a proposal adds a choice, and takes none away. */
function withProposed<Choice extends { readonly id: string; readonly title: string }>(
  ours: readonly Choice[],
  { matters }: Proposed,
  { language }: Heard,
  { titles }: ReaderNeeds,
): readonly { readonly id: string; readonly title: string }[] {
  const added = matters.filter((id) => !ours.some((one) => one.id === id)).slice(0, proposedAtMost);
  return [...ours, ...added.map((id) => ({ id, title: titles.get(id)?.[language] ?? id }))];
}

/** What the message came to when it was thought over, as far as it is of what is known. */
function proposedIn({ thoughtOver }: Heard, { titles }: ReaderNeeds): Proposed {
  if (typeof thoughtOver !== "object" || thoughtOver === null) return { matters: [], quoted: {} };
  const { matters = [], quoted = {} } = thoughtOver as Partial<Proposed>;
  return { matters: matters.filter((id) => titles.has(id) && id !== person), quoted };
}

/** Which of these matters is it? */
function offer(
  { memory, text, language, reading }: Pick<Heard, "memory" | "text" | "language" | "reading">,
  offered: readonly string[],
  needs: ReaderNeeds,
): Read {
  const choices = offered.map((id) => ({ id, label: needs.titles.get(id)?.[language] ?? id }));
  const asked: Read = {
    memory: { ...memory, misses: memory.misses + 1, pending: withPending(memory, text), offered },
    proposals: [
      {
        kind: "say",
        text: lines.whichMatter[language],
        choices: [...choices, { id: "none", label: noneChoice[language] }],
      },
    ],
  };
  return cameTo(asked, "offered", reading);
}

/** What may be meant, where nothing is sure; one that was sure and yet not said is one of them. */
function nearOf(found: Found): readonly Near[] {
  if (found.kind === "near") return found.near;
  if (found.kind === "none") return [];
  const { source, confidence } = found.answer;
  return [{ id: source.id, title: source.title, confidence }];
}

/** What we ourselves read in the passages that somebody else pointed to. */
function factsQuoted(heard: Heard, procedure: string): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const [name, passage] of Object.entries(heard.memory.quoted)) {
    const entities = readEntities(passage, heard.now, heard.zone);
    const { said: _said, ...read } = factsFrom({ ...heard, entities }, procedure, passage);
    if (name in read) facts[name] = read[name];
  }
  return facts;
}

/** What the customer has said already and a procedure would ask for. */
function factsFrom({ entities, spokenOf }: Heard, procedure: string, said: string): Record<string, unknown> {
  const facts: Record<string, unknown> = { said: said.slice(-saidLength) };
  if (spokenOf !== undefined) facts["spokenOf"] = spokenOf;
  if (procedure === "change-address" && entities.address !== undefined) facts["address"] = entities.address;
  if (procedure === "damaged-or-missing") {
    const problem = problemIn(said);
    if (problem) facts["problem"] = problem;
  }
  if (asksResendOrRefund.has(procedure)) {
    const wish = wishIn(said);
    if (wish) facts["wish"] = wish;
  }
  return facts;
}

/** Procedures that ask whether to send again or to refund. */
const asksResendOrRefund = new Set(["damaged-or-missing", "delivered-not-received", "lost-parcel", "wrong-item"]);

const missing =
  /少了|少发|少寄|漏发|漏寄|漏了|缺了|缺件|少件|没装|空盒|空包|missing|left out|not in the (?:box|parcel|package)|wasn'?t in|short(?:ed)? (?:me )?(?:one|two|an?)\b|empty box|only (?:got|received)/i;
const damaged =
  /坏|破|碎|裂|损|漏液|变形|压扁|不能用|用不了|开不了机|没声音|\bdead\b|broken|damaged|smashed|cracked|crushed|shattered|dead on arrival|(?:does|do|did)n'?t work|not working|stopped working|won'?t (?:turn on|start|charge)|faulty|defective|torn|leak/i;
const refund = /退款|退钱|退货|把钱|还钱|我要退|refund|money back|return/i;
const resend =
  /补发|补寄|重发|重寄|再发|再寄|换一个|换个新|换新|换货|replace|resend|send (?:me )?(?:another|a new|it again)|new one|exchange/i;

/** Undefined when the words say neither, or both. */
function problemIn(said: string): "damaged" | "missing" | undefined {
  const [isMissing, isDamaged] = [missing.test(said), damaged.test(said)];
  if (isMissing === isDamaged) return undefined;
  return isMissing ? "missing" : "damaged";
}

function wishIn(said: string): "refund" | "resend" | undefined {
  const [isRefund, isResend] = [refund.test(said), resend.test(said)];
  if (isRefund === isResend) return undefined;
  return isRefund ? "refund" : "resend";
}

/** Equal but for case, spaces and end marks. */
const sameWords = (a: string, b: string): boolean => bare(a) !== "" && bare(a) === bare(b);
const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s.。!！]+/g, "");

const personOf = (language: Language) => ({ id: person, label: personChoice[language] });

function memoryOf(memory: unknown): Memory {
  if (typeof memory !== "object" || memory === null || !("misses" in memory)) return nothing;
  return { ...nothing, ...(memory as Partial<Memory>) };
}
