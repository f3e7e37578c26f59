import { factsFrom } from "./facts.ts";
import { isBareGoods, namesItsGoods } from "./goods.ts";
import { cameTo, type Heard, propose, type Read, type ReaderNeeds, sureOfWish } from "./heard.ts";

const corrects =
  /不是(?:这|那|它)(?:个|件|单|张|样|条|双)?|(?:搞|弄|看|认|找)错(?:了)?|我?(?:说|指|问|要)的(?:不)?是|\bnot (?:that|this|those|these|the)\b|\bwrong (?:one|order|item|thing)\b|(?<!\bwhat )\bi(?: am|'m)? (?:meant?|talking about)\b/i;

/** "I mean this one": no other. */
const pointsAtIt = /^(?:就?(?:这|那)个?|th(?:is|at|ese|ose)|it|them)+$/i;

/** "Not that one, I mean the milk": the same matter of other goods, from the beginning. */
export function readCorrection(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { run, plain } = heard;
  if (!run?.goods || run.state === "acting" || !needs.titles.has(run.procedure)) return undefined;
  const [, zh, en] = notTheseGoods.exec(plain) ?? [];
  if (run.state === "confirming" && namesItsGoods(zh ?? en ?? "", run)) {
    const facts = { ...ofAnother(heard, run.procedure), said: "" };
    return propose({ kind: "start", procedure: run.procedure, facts });
  }
  if (!(run.state === "confirming" ? corrects : startsCorrecting).test(plain)) return undefined;
  const named = plain
    .replace(new RegExp(corrects, "gi"), " ")
    .replaceAll(/[\s,，。.!！?？]+|\b(?:one|no|the|my)\b/gi, "");
  if (named.length < 2 || pointsAtIt.test(named) || heard.entities.answer === "yes" || heard.mood.changeOfMind)
    return undefined;
  const isChoice = run.open.some((move) => move.move === "answer" && move.fact === "pick");
  if (isChoice) return undefined;
  const facts = saysNot.test(plain) ? ofAnother(heard, run.procedure) : factsFrom(heard, run.procedure, heard.text);
  return propose({ kind: "start", procedure: run.procedure, facts });
}

/** "Not the coat", when a coat is read back, and no word of what it is instead. */
const notTheseGoods =
  /^(?:不[,，]?)?不是(?!这|那|它)([^,，。!！?？]{1,12})[。!！]*$|^(?:no[, ]+)?not (?:the|my|a) ([^,.!?]{2,30})[.!]*$/;

/** Without it, goods that are named may be the very ones that are read back. */
const saysNot = /不[,，]?是|错|\bnot\b|\bwrong\b/;

/** What the same matter is begun with, of another order than the one it was about. */
function ofAnother(heard: Heard, procedure: string): Record<string, unknown> {
  const { spokenOf, ...facts } = factsFrom(heard, procedure, heard.text);
  const before = heard.memory.now?.procedure === procedure ? heard.memory.now.facts["notMeant"] : undefined;
  const refused = [before, spokenOf].filter((one) => typeof one === "string");
  return refused.length > 0 ? { ...facts, notMeant: refused.join("\n") } : facts;
}

const insteadOf =
  /^(?:不对?[,，。 ]*)?(?:不是|不要|不)(?:要|想)?(?:退|换|取消|改|查)[^,，。]{0,4}[,，。 ]+(.{2,})$|^(?:no,? )?(?:not|don'?t want) (?:a |an |the |to )?(?:return|refund|cancel|exchange)\w*(?: it)?[,.; ]+(?:i want |i'd like |but )?(.{3,})$/i;

/** "Not a return, a larger size": what is wished for instead. */
export function readInstead(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { merchantId, plain, run } = heard;
  const [, zh, en] = insteadOf.exec(plain) ?? [];
  const wish = zh ?? en;
  if (wish === undefined || run?.state === "acting") return undefined;
  const reading = needs.classify(merchantId, wish);
  const [first] = reading.top;
  if (!first || reading.rejected || first.confidence < sureOfWish || first.label === run?.procedure) return undefined;
  if (!needs.titles.has(first.label)) return undefined;
  const begun = propose({ kind: "start", procedure: first.label, facts: factsFrom(heard, first.label, wish) });
  return cameTo(begun, "begun", reading, first.label);
}

/** "The headphones", when a mouse is read back: the same matter of those. */
export function readOtherGoods(heard: Heard, needs: ReaderNeeds): Read | undefined {
  const { run, text } = heard;
  if (!run?.goods || run.state !== "confirming" || !needs.titles.has(run.procedure)) return undefined;
  if (namesItsGoods(text, run) || !isBareGoods(heard, [{ words: Object.values(run.goods) }])) return undefined;
  return propose({ kind: "start", procedure: run.procedure, facts: ofAnother(heard, run.procedure) });
}

const startsCorrecting =
  /^(?:不[,，]?)?(?:不是(?:这|那|它)|(?:搞|弄|看|认|找)错)|^(?:no,? )?(?:not (?:that|this|those|these|the)\b|wrong (?:one|order|item))/i;
