import { lines } from "../lines.ts";
import { toldIn } from "./facts.ts";
import { type Heard, isTalking, person, personOf, propose, type Read, sureToLeave, tellsInOwnWords } from "./heard.ts";
import { isGreeting, leadsIn, wishes } from "./words.ts";

/** People before matters: what shows danger, a child, grief, law or anger goes to a person at once. */
export function readWelfare({ mood, language }: Heard): Read | undefined {
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

export function readWishForPerson(heard: Heard): Read | undefined {
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
  // What answers a question that is yet to come is kept for it.
  const isToldAhead = run?.state === "asking" && Object.keys(toldIn(heard, run.procedure)).length > 0;
  if (!entities.wantsPerson && isToldAhead) return undefined;
  // "Anybody there?" knocks at the door and asks for nobody in particular.
  if (!entities.wantsPerson && (!isRead || isTold || isGreeting(heard))) return undefined;
  // In the middle of a matter the person goes on where it stands; otherwise there is a procedure for it.
  return run && isTalking(run)
    ? propose({ kind: "hand-off", reason: "asked" })
    : propose({ kind: "start", procedure: person, facts: { said: text } });
}
