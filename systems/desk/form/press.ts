import type { Bilingual, Language } from "@ruyi/kernel";
import type { Conversation } from "../conversation.ts";
import type { Move, OpenMove } from "../needs.ts";

/* What a customer may press, and the words on it. */

/** What was put to the customer to choose is theirs to choose, whoever has the floor. */
export function isOffered(open: readonly OpenMove[], { move }: Pick<Move, "move">): boolean {
  const found = open.find((each) => each.move === move);
  if (found?.move === "answer") return found.of === "customer" && found.choices.length > 0;
  return found?.move === "confirm" || found?.move === "decline";
}

/** Of a run's open moves those that are the customer's own now; what is for colleagues is not among them. */
export const movesOfCustomer = ({ floor }: Pick<Conversation, "floor">, open: readonly OpenMove[]): OpenMove[] =>
  open.filter(
    (each) =>
      (each.move !== "answer" || each.of === "customer") && (floor.kind === "assistant" || isOffered(open, each)),
  );

const stopping: Bilingual = { zh: "先不办了", en: "Leave it for now" };

/** The words that stand in the log for a move: those on the button, or the customer's own. */
export function wordsOn(open: OpenMove, move: Move, language: Language): string {
  if (open.move === "confirm" || open.move === "decline") return open.label;
  if (open.move !== "answer" || move.move !== "answer") return stopping[language];
  const values = (Array.isArray(move.value) ? move.value : [move.value]).map(String);
  const labels = values.map((value) => open.choices.find(({ id }) => id === value)?.label ?? value);
  return labels.join(language === "zh" ? "、" : ", ");
}
