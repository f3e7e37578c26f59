import { type Bilingual, formatMoney, type Language, unreachable } from "@ruyi/kernel";
import { partOf } from "../advance.ts";
import { type Play, type PlayLine, playScript, type Script } from "../play.ts";
import type { Procedure } from "../procedure.ts";
import type { Effect } from "../run.ts";
import { clauseOf } from "../reading/conditions.ts";
import { titleOf } from "../reading/portrait.ts";
import { wordFor } from "../reading/terms.ts";

/** Something that happened in a play, as people read it: who, what, and at which step the run then stood. */
export type ToldLine = {
  readonly who: "customer" | "assistant" | "agent" | "system" | "world";
  readonly words: Bilingual;
  readonly step: string;
  readonly title: Bilingual;
};

/** A script played in both languages and told line by line. */
export function tellPlay(procedure: Procedure, script: Script): readonly ToldLine[] {
  const [zh, en] = (["zh", "en"] as const).map((language) => linesIn(procedure, { ...script, language }, language));
  return (zh ?? []).flatMap((line, index) => {
    const other = en?.[index];
    return [{ ...line, words: { zh: line.text, en: other?.text ?? line.text } }].map(
      ({ text: _text, ...told }) => told,
    );
  });
}

type Line = Omit<ToldLine, "words"> & { readonly text: string };

function linesIn(procedure: Procedure, script: Script, language: Language): Line[] {
  const { play, broken } = playedSoFar(procedure, script);
  const asked = askedIn(procedure);
  let offered: readonly { readonly id: string; readonly label: string }[] = [];
  const lines: Line[] = [];
  for (const line of play?.lines ?? []) {
    const step = partOf(procedure, line).steps[line.step];
    const title = step ? titleOf(partOf(procedure, line), step) : { zh: line.step, en: line.step };
    const at = { step: line.procedure === procedure.id ? line.step : "", title };
    const happened = eventIn(line, { offered, asked }, language);
    if (happened) lines.push({ ...happened, ...at });
    for (const effect of line.effects) {
      if (effect.kind === "say") offered = effect.choices ?? [];
      lines.push({ ...effectIn(effect, language), ...at });
    }
  }
  if (broken !== undefined) lines.push({ ...brokenIn(broken, language), step: "", title: { zh: "", en: "" } });
  if (play?.kind === "stuck") lines.push({ ...stuckIn(play.why, language), step: "", title: { zh: "", en: "" } });
  return lines;
}

/** A play that breaks, as at a sentence with a hole, is told up to there. */
function playedSoFar(procedure: Procedure, script: Script): { readonly play?: Play; readonly broken?: string } {
  let broken: string | undefined;
  for (let count = script.moves.length; count >= 0; count -= 1) {
    try {
      const play = playScript(procedure, { ...script, moves: script.moves.slice(0, count) });
      return broken === undefined ? { play } : { play, broken };
    } catch (error) {
      broken ??= error instanceof Error ? error.message : String(error);
    }
  }
  return broken === undefined ? {} : { broken };
}

type Said = Pick<Line, "who" | "text">;
const said = (who: Said["who"], zh: string, en: string, language: Language): Said => ({
  who,
  text: language === "zh" ? zh : en,
});

const stuckIn = (why: string, language: Language): Said =>
  said("system", `走到这里就停住了（${why}）。`, `Here it stops (${why}).`, language);

const brokenIn = (why: string, language: Language): Said =>
  said("system", `走到这里就断了：${why}`, `Here it breaks: ${why}`, language);

/** What people, machines or time did; nothing to tell of the beginning. */
function eventIn(
  { event, said: given }: PlayLine,
  {
    offered,
    asked,
  }: {
    readonly offered: readonly { readonly id: string; readonly label: string }[];
    readonly asked: ReadonlySet<string>;
  },
  language: Language,
): Said | undefined {
  const values = typeof given === "object" && given !== null ? Object.entries(given) : [];
  switch (event) {
    case "started":
      return undefined;
    case "answered": {
      const answer = String(values[0]?.[1] ?? "");
      const label = offered.find(({ id }) => id === answer)?.label ?? answer;
      return { who: "customer", text: label };
    }
    case "confirmed":
      return said("customer", "好，就这样办", "Yes, please do that", language);
    case "declined":
      return said("customer", "不用了", "No, leave it", language);
    case "stopped":
      return said("customer", "不办了", "I don’t need this any more", language);
    case "looked-up": {
      const known = values.filter(([, value]) => value !== null);
      const missing = values.filter(([, value]) => value === null);
      const texts = [
        ...known.map(([name, value]) => factIn(name, value, asked, language)),
        ...missing.map(([name]) =>
          language === "zh" ? `${nameOf(name, language)}查不到` : `${nameOf(name, language)} not found`,
        ),
      ];
      return said("world", `查到${texts.join("；")}`, `Looked up ${texts.join("; ")}`, language);
    }
    case "acted": {
      const state = String(values.find(([name]) => name === "state")?.[1] ?? "");
      return said("world", `办理的答复：${stateIn(state, "zh")}`, `The answer: ${stateIn(state, "en")}`, language);
    }
    case "signalled":
      return said("world", "等的事来了", "What was waited for came", language);
    case "woken":
      return said("world", "到时间了", "The time is up", language);
    default:
      return said("agent", "同事改走了别的路", "A colleague left the path", language);
  }
}

function effectIn(effect: Effect, language: Language): Said {
  switch (effect.kind) {
    case "say": {
      const choices = (effect.choices ?? []).map(({ label }) => `［${label}］`).join("");
      return { who: "assistant", text: `${effect.text}${choices && ` ${choices}`}` };
    }
    case "look-up": {
      const names = effect.facts.map((fact) => nameOf(fact, language));
      return said("system", `去查${names.join("、")}`, `Looks up ${names.join(", ")}`, language);
    }
    case "act": {
      const words = wordFor("actions", effect.action);
      return said("system", `去办：${words.zh}`, `Does: ${words.en}`, language);
    }
    case "acted": {
      const words = wordFor("actions", effect.action);
      const amount = effect.amount ? ` ${formatMoney(effect.amount, language)}` : "";
      return said(
        "system",
        `${words.zh}${stateIn(effect.state, "zh")}${amount}`,
        `${words.en}: ${stateIn(effect.state, "en")}${amount}`,
        language,
      );
    }
    case "promise":
      return { who: "assistant", text: effect.text };
    case "hand-off": {
      const why = wordFor("reasons", effect.reason);
      return effect.text === undefined
        ? said("system", `转给同事：${why.zh}`, `Handed to a person: ${why.en}`, language)
        : { who: "assistant", text: effect.text };
    }
    case "ended": {
      const outcome = wordFor("outcomes", effect.outcome);
      return said("system", `结束：${outcome.zh}`, `Ends: ${outcome.en}`, language);
    }
    default:
      return unreachable(effect);
  }
}

const nameOf = (fact: string, language: Language): string => wordFor("facts", fact)[language];

const states: Readonly<Record<string, Bilingual>> = {
  done: { zh: "办成了", en: "done" },
  refused: { zh: "没办成", en: "refused" },
  unknown: { zh: "不知道成没成", en: "not known yet" },
};
const stateIn = (state: string, language: Language): string => states[state]?.[language] ?? state;

/** What the tables of a procedure and its parts ask for. */
const askedIn = (procedure: Procedure): ReadonlySet<string> =>
  new Set(
    [procedure, ...Object.values(procedure.parts)].flatMap(({ tables }) =>
      Object.values(tables).flatMap(({ inputs }) => inputs.map(({ expression }) => expression)),
    ),
  );

/** A fact by what tables ask of it; the rest was made up to have whole sentences, and decides nothing. */
function factIn(fact: string, value: unknown, asked: ReadonlySet<string>, language: Language): string {
  const name = nameOf(fact, language);
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const told = entries
    .map(([key, each]) => [`${fact}.${key}`, JSON.stringify(each)] as const)
    .filter(([path]) => asked.has(path))
    .map(([path, cell]) => clauseOf(path, cell)?.[language] ?? cell);
  if (asked.has(fact)) told.push(clauseOf(fact, JSON.stringify(value))?.[language] ?? JSON.stringify(value));
  if (told.length === 0) return name;
  return language === "zh" ? `${name}（${told.join("，")}）` : `${name} (${told.join(", ")})`;
}
