import { type Difference, differenceOf, type Share, shareOf } from "@ruyi/kernel";
import type { Coming } from "../../noticed.ts";
import { unsure } from "../../learning/rehearse.ts";
import { none } from "../../learning/own-model.ts";

export type Came = { readonly coming: Coming; readonly procedure: string; readonly count: number };

/** How well messages about a matter of their own were understood in a period. */
export type Understood = {
  /** Messages that brought up a matter; choices among what was offered are answers and not counted. */
  readonly messages: number;
  /** Of those: a procedure was begun at once. */
  readonly begun: Share | undefined;
  readonly answered: Share | undefined;
  readonly offered: Share | undefined;
  readonly lost: Share | undefined;
  readonly person: Share | undefined;
  /** Of the choices offered: one was taken. */
  readonly chosen: Share | undefined;
};

export function understoodIn(came: readonly Came[]): Understood {
  const count = (coming: Coming): number =>
    came.reduce((sum, each) => sum + (each.coming === coming ? each.count : 0), 0);
  const messages = count("begun") + count("answered") + count("offered") + count("lost") + count("person");
  return {
    messages,
    begun: shareOf(count("begun"), messages),
    answered: shareOf(count("answered"), messages),
    offered: shareOf(count("offered"), messages),
    lost: shareOf(count("lost"), messages),
    person: shareOf(count("person"), messages),
    chosen: shareOf(count("chosen"), count("chosen") + count("declined")),
  };
}

/** Whether a procedure is begun at once more often than in the period before, by more than chance. */
export const changeOf = (now: Understood, before: Understood): Difference | undefined =>
  differenceOf(now.begun, before.begun);

/** A message whose meaning somebody told, and what its reading led to. */
export type Reviewed = { readonly known: string; readonly outcome: string };

/** Of one matter: how often it was read rightly, and what it was taken for instead. */
export type ConfusionRow = {
  readonly known: string;
  readonly right: Share | undefined;
  readonly asked: number;
  readonly takenFor: readonly { readonly as: string; readonly count: number }[];
};

const rowsAtMost = 40;
const takenForAtMost = 5;

/** What was meant, and what it was taken for; the most frequent matters first. */
export function confusionOf(reviewed: readonly Reviewed[]): ConfusionRow[] {
  return [...Map.groupBy(reviewed, ({ known }) => known)]
    .toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .slice(0, rowsAtMost)
    .map(([known, messages]) => {
      const isAsked = ({ outcome }: Reviewed): boolean => outcome === unsure || (outcome === none && known !== none);
      const wrong = messages.filter((each) => each.outcome !== known && !isAsked(each));
      return {
        known,
        right: shareOf(messages.filter(({ outcome }) => outcome === known).length, messages.length),
        asked: messages.filter((each) => each.outcome !== known && isAsked(each)).length,
        takenFor: [...Map.groupBy(wrong, ({ outcome }) => outcome)]
          .map(([as, those]) => ({ as, count: those.length }))
          .toSorted((one, other) => other.count - one.count)
          .slice(0, takenForAtMost),
      };
    });
}
