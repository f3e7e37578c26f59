import { type Language, type Random, minuteMs, secondMs } from "@ruyi/kernel";
import { weighted } from "../chance.ts";
import { type AgentLine, phrasebooks, said } from "./phrasebook.ts";

/** How long somebody waits until a colleague is there: most some minutes, at night and in the rush much longer. */
export function waitMsAt(random: Random, localHour: number): number {
  const isNight = localHour < 8;
  const isRush = (localHour >= 10 && localHour < 12) || (localHour >= 19 && localHour < 22);
  const usual = isNight ? 14 * minuteMs : isRush ? 3 * minuteMs : 1.4 * minuteMs;
  return Math.round(20 * secondMs + usual * -Math.log(1 - random() * 0.985) * 0.8);
}

/** How a colleague answers a question that a procedure puts to them; undefined for a question they do not know. */
export function rulingOf(
  random: Random,
  asked: { readonly fact: string; readonly choices: readonly string[] },
  isDistrusted: boolean,
): string | undefined {
  const open = (weights: readonly (readonly [number, string])[]): string | undefined => {
    const fitting = weights.filter(([, choice]) => asked.choices.includes(choice));
    return fitting.length === 0 ? undefined : weighted(random, fitting);
  };
  switch (asked.fact) {
    case "decision":
      return isDistrusted
        ? open([
            [15, "approve"],
            [55, "after-inspection"],
            [10, "resend"],
            [25, "refuse"],
          ])
        : open([
            [66, "approve"],
            [12, "after-inspection"],
            [24, "resend"],
            [6, "refuse"],
          ]);
    case "inspected":
      return open([
        [97, "as-sent"],
        [3, "refuse"],
      ]);
    case "result":
      return open([
        [86, "solved"],
        [14, "to-follow-up"],
      ]);
    default:
      return undefined;
  }
}

/** A colleague's line in the customer's language. */
export const agentLine = (
  random: Random,
  language: Language,
  line: AgentLine,
  places: Readonly<Record<string, string>>,
): string => said(random, phrasebooks[language].agent[line], places);

/** What a colleague writes down for the others; most write nothing. */
export const noteOf = (random: Random, language: Language): string | undefined =>
  random() < 0.16 ? said(random, phrasebooks[language].notes) : undefined;
