import type { Move, OpenMove } from "@ruyi/sop";

/** What a customer taps or says for a move: the words of the choice, or its id where two have the same words. */
export function wordsFor(move: Move, asked: OpenMove | undefined): string {
  if (move.move !== "answer") return asked && "label" in asked ? asked.label : "";
  const choices = asked?.move === "answer" ? asked.choices : [];
  const label = choices.find(({ id }) => id === move.value)?.label;
  const isOnly = choices.filter((each) => each.label === label).length === 1;
  return label !== undefined && isOnly ? label : String(move.value);
}
