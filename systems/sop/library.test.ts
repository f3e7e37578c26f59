import { describe, expect, test } from "vitest";
import type { Language } from "@ruyi/kernel";
import { advance, partOf } from "./advance.ts";
import { whatSourcesSay } from "./library.fixture.ts";
import { loadLibrary } from "./operations.ts";
import { phraseOf, type Procedure, type Step } from "./procedure.ts";
import { placeOf, type Run, type RunEvent } from "./run.ts";
import { aRun, eventsFor, noon } from "./testing.ts";
import { variablesOfPhrase } from "./wording.ts";

const library = loadLibrary();
const languages = ["zh", "en"] as const;

/** Every sentence the library holds, with where it stands. */
const sentences = library.all.flatMap((procedure) =>
  Object.entries(procedure.phrases).map(([id, phrase]) => ({ at: `${procedure.id}/${id}`, ...phrase })),
);

const labels = library.all.flatMap((procedure) =>
  Object.entries(procedure.steps).flatMap(([id, step]) =>
    labelsOf(step).map((label) => ({ at: `${procedure.id}/${id}`, ...label })),
  ),
);

function labelsOf(step: Step): readonly { readonly zh: string; readonly en: string }[] {
  if (step.kind === "ask") return (step.choices ?? []).map(({ label }) => label);
  return step.kind === "act" && step.confirm.kind === "read-back" ? [step.confirm.yes, step.confirm.no] : [];
}

/**
 * Goes every way a procedure has: whatever may happen, happens to every run that stands somewhere in a way not seen
 * before. Answers the steps it rested on and all that was said.
 */
function explored(procedure: Procedure, language: Language) {
  const steps = new Set<string>();
  const said = new Set<string>();
  const seen = new Set<string>();
  const open: { run: Run; at: string }[] = [];
  const take = (before: Run, event: RunEvent): void => {
    const [run, effects] = advance(procedure, before, event);
    const { procedure: part, step } = placeOf(run);
    steps.add(`${part}/${step}`);
    for (const effect of effects) if ("text" in effect && effect.text !== undefined) said.add(effect.text);
    const facts = ["order", "quote"].map((name) => JSON.stringify(run.facts[name]?.value));
    const standing = [part, step, run.state.kind, Object.keys(run.facts).length, ...facts].join(" ");
    if (!seen.has(standing)) open.push({ run, at: event.at });
    seen.add(standing);
  };
  take(aRun(procedure, { language }), { kind: "started", at: noon, actor: { kind: "assistant" }, facts: {} });
  for (const { run, at } of open) for (const event of eventsFor(procedure, run, at, whatSourcesSay)) take(run, event);
  return { steps, said: [...said] };
}

/** Steps at which a run can rest, which a walk that went everywhere has therefore stood on. */
const restingSteps = (procedure: Procedure): string[] =>
  Object.entries(procedure.steps).flatMap(([id, { kind }]) =>
    ["ask", "look-up", "act", "wait"].includes(kind) ? [`${procedure.id}/${id}`] : [],
  );

describe("every procedure that comes with Ruyi", () => {
  test.each(library.startable)(
    "$id fills every sentence on every path that says it",
    (procedure) => {
      for (const language of languages) {
        const { steps, said } = explored(procedure, language);
        // Worth something only if it went everywhere.
        const parts = [procedure, ...Object.values(procedure.parts)];
        const unreached = parts.flatMap(restingSteps).filter((step) => !steps.has(step));
        expect(unreached.filter((step) => !notFromHere[procedure.id]?.test(step))).toEqual([]);
        expect(said.filter((text) => /[{}]|undefined|null|NaN|\[object/.test(text))).toEqual([]);
        const foreign = language === "en" ? /\p{Script=Han}/u : /[a-z]{3}/;
        expect(
          said
            .map((text) => text.replace("说不清", "").replace("constructor", ""))
            .filter((text) => foreign.test(text)),
        ).toEqual([]);
      }
    },
    60_000,
  );

  test("waits long enough for each promise to be kept, and not longer than it is due", () => {
    for (const procedure of library.all) {
      for (const [id, step] of Object.entries(procedure.steps)) {
        if (step.kind !== "promise") continue;
        const wait = procedure.steps[step.next];
        // Or a person is told of it and keeps it.
        if (wait?.kind === "hand-off") continue;
        expect(wait, `${procedure.id}/${id} is followed by`).toMatchObject({ kind: "wait" });
        if (wait?.kind !== "wait") continue;
        expect(ms(wait.until), `${procedure.id}/${id}`).toBeLessThan(ms(step.due));
        // Whatever comes, it goes on to words or to a person.
        expect(Object.values(wait.next).every((next) => procedure.steps[next]?.kind !== "end")).toBe(true);
      }
    }
  });

  test("calls a person before an agent is asked for a word", () => {
    for (const procedure of library.all) {
      for (const [id, step] of Object.entries(procedure.steps)) {
        if (step.kind !== "ask" || step.of !== "agent") continue;
        const before = Object.entries(procedure.steps).filter(([, each]) => waysOn(each).includes(id));
        expect(
          before.map(([, each]) => each.kind),
          `${procedure.id}/${id}`,
        ).toEqual(before.map(() => "hand-off"));
      }
    }
  });

  test("has facts read again before an old yes is followed", () => {
    const acts = library.all.flatMap((procedure) =>
      Object.entries(procedure.steps).flatMap(([id, step]) =>
        step.kind === "act" && step.confirm.kind === "read-back" ? [{ at: `${procedure.id}/${id}`, step }] : [],
      ),
    );
    expect(acts.length).toBeGreaterThan(5);
    expect(acts.filter(({ step }) => step.refresh === undefined).map(({ at }) => at)).toEqual([]);
  });

  test("knows the phrase of every step in the part it stands in", () => {
    for (const procedure of library.startable) {
      for (const part of [procedure, ...Object.values(procedure.parts)]) {
        expect(partOf(procedure, { procedure: part.id, step: part.start }).id).toBe(part.id);
        for (const step of Object.values(part.steps)) {
          if ("phrase" in step && step.phrase !== undefined) expect(phraseOf(part, step.phrase).zh).not.toBe("");
        }
      }
    }
  });
});

/** Steps of a part that this caller never comes to: it calls the part only when a rating lets the money go at once. */
const notFromHere: Readonly<Record<string, RegExp>> = {
  "damaged-or-missing": /^give-back\/(?:ask-person|.*inspect.*)$/,
};

const ms = (text: string): number =>
  Temporal.Duration.from(text).total({ unit: "milliseconds", relativeTo: "2026-11-24[UTC]" });

const waysOn = (step: Step): string[] => {
  switch (step.kind) {
    case "ask":
    case "call":
    case "decide":
    case "wait":
    case "act":
    case "undo":
      return Object.values(step.next);
    case "end":
      return [];
    default:
      return [step.next];
  }
};

// VOICE §7, and the marks of §2.
const neverInChinese =
  /亲(?![自友属戚]|手)|尊敬的|深表歉意|非常理解|耐心等待|请冷静|尽快|稍后|马上|系统原因|按规定|不归我们管|自己联系快递|应该早点说|最终解释权|仅供参考|五星好评|已反馈|已升级|小编|[！~…!]|[哦呢哈呀啦](?=[，。？]|$)/;
const neverInEnglish =
  /dear|apologi[sz]e for any|completely understand|unfortunately|per our policy|calm down|as i already|you should have|be patient|\basap\b|rest assured|no worries|anything else i can help|failed to|won't let me|\bsoon\b|shortly|kindly|[!…]|item\(s\)|please.*please/i;

describe("every sentence that comes with Ruyi", () => {
  test.each(sentences)("$at says nothing that is never said", ({ zh, en, at }) => {
    const forStaff = at.endsWith("how-to-settle") || at.endsWith("how-to-refund");
    if (!forStaff) expect(zh).not.toMatch(neverInChinese);
    expect(en).not.toMatch(neverInEnglish);
  });

  test.each(sentences)("$at keeps to each language's marks", ({ zh, en }) => {
    const words = zh.replaceAll(/\{[^{}]*\}/g, "");
    expect(words, "half-width marks beside Chinese").not.toMatch(/\p{Script=Han}[,.?:;()]|[,?:;()]\p{Script=Han}/u);
    expect(words, "spaces between Chinese and digits").not.toMatch(/\p{Script=Han} \d|\d \p{Script=Han}/u);
    expect(en).not.toMatch(/[，。？：；（）]|\p{Script=Han}/u);
    expect(zh).toMatch(/[。？}]$/);
    expect(en).toMatch(/[.?”}]$/);
  });

  test.each(sentences)("$at says the same things in both languages", ({ zh, en }) => {
    const facts = (text: string): string[] => variablesOfPhrase(text).map(({ path, format }) => `${path}:${format}`);
    expect(new Set(facts(zh))).toEqual(new Set(facts(en)));
  });

  test.each(sentences)("$at is strict where money, a refusal or a read-back is said", ({ zh, en, strict }) => {
    const isBound = /\{[^{}]*,\s*money\}|请确认|申诉/.test(zh) || /\{[^{}]*,\s*money\}|Please confirm|appeal/i.test(en);
    if (isBound) expect(strict).toBe(true);
  });

  test.each(sentences.filter(({ strict }) => strict))("$at names nobody you or I in its strict line", ({ zh, en }) => {
    expect(zh).not.toMatch(/[您你我]/);
    expect(en).not.toMatch(/\b(?:you|your|I|I'm|I'll|can't|won't|isn't|don't)\b/);
  });

  test.each(sentences.filter(({ strict }) => !strict))("$at is one idea long", ({ zh, en }) => {
    expect(zh.replaceAll(/\{[^{}]*\}/g, "四个字儿").length).toBeLessThanOrEqual(75);
    expect(en.replaceAll(/\{[^{}]*\}/g, "word").split(" ").length).toBeLessThanOrEqual(40);
  });

  test.each(labels)("$at has buttons that are short, and never a bare OK", ({ zh, en }) => {
    expect(zh.replaceAll(/\{[^{}]*\}/g, "").length).toBeLessThanOrEqual(8);
    expect(
      en
        .replaceAll(/\{[^{}]*\}/g, "")
        .trim()
        .split(" ").length,
    ).toBeLessThanOrEqual(5);
    expect(zh).not.toMatch(/^(?:确定|好的)$|[。！]$/);
    expect(en).not.toMatch(/^ok$|\.$/i);
  });
});
