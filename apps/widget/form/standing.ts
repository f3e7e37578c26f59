import type { Bilingual, Language } from "@ruyi/kernel";
import { type Order, orderFrom } from "../order.ts";
import { fieldsOf, inBoth, textOf } from "../reading.ts";
import { type Act, emptyView, fold } from "../view.ts";

/* Where a matter stands, as the server tells it (`FormStanding`), read for what the form shows of it. */

export type Choice = { readonly id: string; readonly label: string };
export type Press =
  | {
      readonly move: "answer";
      readonly fact: string;
      readonly choices: readonly Choice[];
      readonly freeText: boolean;
      readonly several: boolean;
    }
  | { readonly move: "confirm" | "decline"; readonly label: string }
  | { readonly move: "stop" };

export type Promised = {
  readonly text: string;
  readonly dueAt: string;
  readonly state: "open" | "kept" | "late" | "withdrawn";
};

export type Standing = {
  readonly speaker: "assistant" | "queue" | "agent";
  readonly language: Language;
  readonly isAtWork: boolean;
  readonly run: { readonly title: Bilingual; readonly state: string } | undefined;
  readonly order: Order | undefined;
  readonly question: string | undefined;
  readonly asked: number;
  readonly moves: readonly Press[];
  /** What was said since the customer pressed last, without what is shown as a promise or is the question itself. */
  readonly said: readonly { readonly id: number; readonly text: string; readonly language: string }[];
  readonly promises: readonly Promised[];
  readonly acts: readonly Act[];
  readonly offset: number;
};

export type Offered = { readonly id: string; readonly title: Bilingual };

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(fieldsOf) : [];

/** Undefined for what is no standing: an answer of something that stands between us and the server. */
export function standingFrom(value: unknown): Standing | undefined {
  const { speaker, language, atWork, run, order, question, asked, moves, said, promises, effects, offset } =
    fieldsOf(value);
  if (typeof offset !== "number" || !Array.isArray(moves)) return undefined;
  const { title, state } = fieldsOf(run);
  const named = inBoth(title);
  const words = textOf(fieldsOf(question)["text"]);
  return {
    speaker: speaker === "queue" || speaker === "agent" ? speaker : "assistant",
    language: language === "en" ? "en" : "zh",
    isAtWork: atWork === true,
    run: named && { title: named, state: textOf(state) ?? "" },
    order: orderFrom(order),
    question: words,
    asked: Number(asked),
    moves: listOf(moves).flatMap(pressFrom),
    said: listOf(said).flatMap(({ offset: id, text, language: of, tells }) =>
      typeof id === "number" && typeof text === "string" && text !== words && tells !== "promise"
        ? [{ id, text, language: textOf(of) ?? "" }]
        : [],
    ),
    promises: listOf(promises).flatMap(promiseFrom),
    acts: actsFrom(effects),
    offset,
  };
}

function pressFrom({ move, fact, choices, freeText, several, label }: Readonly<Record<string, unknown>>): Press[] {
  if (move === "stop") return [{ move }];
  if ((move === "confirm" || move === "decline") && typeof label === "string") return [{ move, label }];
  if (move !== "answer" || typeof fact !== "string") return [];
  const offered = listOf(choices).flatMap((choice) =>
    typeof choice["id"] === "string" && typeof choice["label"] === "string"
      ? [{ id: choice["id"], label: choice["label"] }]
      : [],
  );
  return [{ move, fact, choices: offered, freeText: freeText === true, several: several === true }];
}

function promiseFrom({ text, dueAt, state }: Readonly<Record<string, unknown>>): Promised[] {
  if (typeof text !== "string" || typeof dueAt !== "string") return [];
  const known = (["kept", "late", "withdrawn"] as const).find((each) => each === state);
  return [{ text, dueAt, state: known ?? "open" }];
}

/** The acts of the last matter, folded as the chat folds them. */
function actsFrom(effects: unknown): readonly Act[] {
  const events = listOf(effects).map((effect, place) => ({
    ...effect,
    kind: "effect",
    offset: place + 1,
    at: textOf(effect["at"]) ?? "",
  }));
  const matter = fold(emptyView, events).entries.findLast(({ kind }) => kind === "matter");
  return matter?.kind === "matter" ? matter.acts : [];
}

export const offeredFrom = (value: unknown): readonly Offered[] =>
  listOf(fieldsOf(value)["procedures"]).flatMap(({ id, title }) => {
    const named = inBoth(title);
    return typeof id === "string" && named ? [{ id, title: named }] : [];
  });
