import type { OpenMove, Proposal } from "@ruyi/desk";
import { matchProducts } from "@ruyi/language";
import { sure } from "../learning/rehearse.ts";
import { lines } from "../lines.ts";
import { answered, asks } from "./answered.ts";
import { readCorrection, readInstead, readOtherGoods } from "./correction.ts";
import { factsFrom, toldIn } from "./facts.ts";
import { namesItsGoods } from "./goods.ts";
import {
  asksAgent,
  cameTo,
  type Heard,
  isTalking,
  personOf,
  propose,
  type Read,
  type ReaderNeeds,
  sureOfWish,
  sureToLeave,
  tellsInOwnWords,
  withPending,
} from "./heard.ts";
import { bare, hurries, isQuestion, sameWords, wishes, wordsOfNone } from "./words.ts";

/**
 * The very words of a choice that stands open are that choice, whatever else they could mean: "Call me" is an answer
 * where it is offered, and elsewhere a wish for a person.
 */
export function readChoice({ run, text }: Heard): Read | undefined {
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

export function readForOpenRun(heard: Heard, needs: ReaderNeeds): Read | undefined {
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

/** Characters; a longer message says something else as well. */
const courtesyAtMost = 24;
const aheadAtMost = 40;

/** "Money back", where it is asked which item: kept for the question that comes, and the open one is put again. */
function toldAhead(heard: Heard, run: NonNullable<Heard["run"]>): Read | undefined {
  const facts = toldIn(heard, run.procedure);
  if (run.state !== "asking" || heard.plain.length > aheadAtMost || Object.keys(facts).length === 0) return undefined;
  if (isQuestion(heard.text)) return undefined;
  return propose({ kind: "tell", facts }, { kind: "ask-again" });
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
  if (!move.freeText || mood.changeOfMind) return undefined;
  if (choices.length > 0) return text;
  // Whoever is asked to tell something has told nothing by a bare yes, or by asking back.
  if (
    entities.answer === "yes" ||
    (isQuestion(text) && text.trim().length <= askedBackAtMost) ||
    wishesForAnother(heard)
  )
    return undefined;
  return move.fact === "address" ? text.trim().replace(changesTo, "") : text;
}

/** Characters; in a longer answer a question mark is a part of what is told. */
const askedBackAtMost = 24;

/** "Change it to 88 North Road": the address begins after that. */
const changesTo =
  /^(?:请|麻烦|帮我|那就?|就|给我)*(?:改|换|寄|送|发)(?:到|成|为|去|往)[:：,，\s]*|^(?:please )?(?:change|send|ship|deliver|redirect) (?:it |them |that )?to:? */i;

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
