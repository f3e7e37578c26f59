import type { Procedure, Step } from "@ruyi/sop";
import { type Net, netOf } from "./net.ts";

/** How a way from one step to the next is called: by both, so that a trace says which way was gone. */
export const wayLabel = (procedure: string, from: string, to: string): string => `${procedure}/${from}>${to}`;

/**
 * A procedure as a net whose transitions are its ways: a token stands before the step that comes next. Ways of called
 * parts stand in it under the part's name; a call itself and an end leave no trace.
 */
export function netOfProcedure(procedure: Procedure): Net {
  const transitions: [string | undefined, string[], string[]][] = [];
  const lay = (part: Procedure, inside: string, ends: (outcome: string) => string): void => {
    const before = (step: string): string => `${inside}${step}`;
    for (const [id, step] of Object.entries(part.steps)) {
      if (step.kind === "end") {
        transitions.push([undefined, [before(id)], [ends(step.outcome)]]);
        continue;
      }
      if (step.kind === "call") {
        const called = part.parts[step.procedure];
        if (!called)
          throw new Error(`Procedure "${part.id}" does not carry its part "${step.procedure}"; load it again.`);
        const place = `${before(id)}>`;
        transitions.push([undefined, [before(id)], [`${place}${called.start}`]]);
        lay(called, place, (outcome) => before(step.next[outcome] ?? step.next["*"] ?? id));
        continue;
      }
      for (const to of new Set(goalsOf(step)))
        transitions.push([wayLabel(part.id, id, to), [before(id)], [before(to)]]);
    }
  };
  lay(procedure, "", () => "end");
  return netOf(procedure.start, "end", transitions);
}

function goalsOf(step: Exclude<Step, { kind: "end" | "call" }>): string[] {
  const limit = "atMost" in step && step.atMost ? [step.atMost.then] : [];
  switch (step.kind) {
    case "ask":
    case "wait":
    case "undo":
      return [...Object.values(step.next), ...limit];
    case "work-out":
      return [step.next, step.unknown];
    case "decide":
      return [...Object.values(step.next), step.unknown];
    case "look-up":
      return [step.next, step.missing, ...limit];
    case "act":
      return [
        ...Object.values(step.next),
        ...(step.confirm.kind === "read-back" ? [step.confirm.declined] : []),
        ...(step.refresh === undefined ? [] : [step.refresh]),
      ];
    case "say":
    case "promise":
    case "hand-off":
      return [step.next];
  }
}
