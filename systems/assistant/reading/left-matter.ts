import type { OpenMove } from "@ruyi/desk";
import { sure } from "../learning/rehearse.ts";
import { joinedSaid, saidIn } from "./facts.ts";
import {
  type Heard,
  isTalking,
  type Matter,
  type Memory,
  propose,
  type Read,
  type ReaderNeeds,
  saidLength,
} from "./heard.ts";

/** Which matter is under way after a reading, and which was left for it. */
export function remembered({ memory, run }: Heard, { proposals }: Read): Pick<Memory, "last" | "now" | "left"> {
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

/** A matter that was left and is begun again keeps what was told of it. */
export function takenUp(read: Read, { memory, entities }: Heard): Read {
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

const returns =
  /^(?:(?:好的?|行|嗯|那|ok)[,，。 ]*)?(?:咱们?|我们?)?(?:(?:还是|再|先|继续|接着)*(?:回到|说回|接着说|继续(?:说|办|处理)?|回头说))(?:刚才|之前|前面|上面|刚刚|原来)?(?:那个|那件|的)?|^(?:刚才|之前|前面|刚刚)(?:那个|那件|说的?|的)|^(?:ok(?:ay)?|right|so|now|anyway|and|great|thanks)?[, ]*(?:let'?s )?(?:go(?:ing)? |get(?:ting)? |come |coming )?back to (?:my |the |that |what )|^(?:as (?:i|for what i) (?:said|asked) (?:before|first|earlier)|about (?:my |the )?(?:first|earlier|other|previous) (?:one|thing|question|matter|issue))/;

const returnsAtMost = 40;

/** "Back to the return": the matter that was left goes on with what was told of it. */
export function readReturn(
  { memory: { left }, plain, text, reading, run }: Heard,
  needs: ReaderNeeds,
): Read | undefined {
  if (!left || run?.state === "acting" || plain.length > returnsAtMost || !returns.test(plain)) return undefined;
  const [first] = reading.top;
  const isOther = !reading.rejected && first !== undefined && first.label !== left.procedure;
  if ((isOther && first.confidence >= sure) || !needs.titles.has(left.procedure)) return undefined;
  return propose({ kind: "start", procedure: left.procedure, facts: { said: text.slice(0, saidLength) } });
}
