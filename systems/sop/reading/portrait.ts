import type { z } from "zod";
import { type Bilingual, formatMoney, type Language, unreachable } from "@ruyi/kernel";
import type { HitPolicy, TableSource } from "@ruyi/decision";
import type { ProcedureFinding } from "../finding.ts";
import type { ActView, PhraseView, ProcedureView, StepView, TableView } from "../contract.ts";
import type { Parameter, Setting } from "../parameter.ts";
import type { Choice, Phrase, Procedure, Step, StepId } from "../procedure.ts";
import { type Way, waysOf } from "../ways.ts";
import { variablesOfPhrase } from "../wording.ts";
import { andList, capital, cellWords, conditionWords, either, rowSentence } from "./conditions.ts";
import { termOf, wordFor } from "./terms.ts";

/** What a procedure's portrait needs to know beyond its own text. */
export type Surroundings = {
  readonly inForce: boolean;
  /** The procedures that call it. */
  readonly calledBy: readonly Pick<Procedure, "id" | "title">[];
  readonly findings: readonly ProcedureFinding[];
};

/** A procedure as people read it: the same text as a drawing, as prose and as tables, in both languages. */
export function portray(
  procedure: Procedure,
  { inForce, calledBy, findings }: Surroundings,
): z.input<typeof ProcedureView> {
  const { id, title, version, hash, identity, start, tables, phrases, examples } = procedure;
  const steps = inReadingOrder(procedure);
  const called = Object.values(procedure.parts).filter((part) =>
    steps.some((step) => procedure.steps[step]?.kind === "call" && callOf(procedure.steps[step]) === part.id),
  );
  return {
    ...{ id, title, version, hash, identity, start, inForce },
    kind: examples.zh.length + examples.en.length > 0 ? "startable" : "part",
    steps: steps.map((step) => stepView(procedure, step)),
    tables: Object.values(tables).map((table) => tableView(procedure, table)),
    phrases: Object.entries(phrases).map(([name, phrase]) => phraseView(procedure, name, phrase)),
    facts: factsOf(procedure),
    acts: steps.flatMap((step) => actViews(procedure, step)),
    parameters: Object.keys(procedure.parameters).map((name) => parameterView(procedure, name)),
    calls: called.map(named),
    calledBy: calledBy.map(named),
    examples: { zh: examples.zh.length, en: examples.en.length },
    findings: findings.map(({ rule, at, message, witness }) => ({ rule, at, message, witness: { ...witness } })),
  };
}

const named = ({ id, title }: Pick<Procedure, "id" | "title">): { id: string; title: Bilingual } => ({ id, title });
const callOf = (step: Step | undefined): string | undefined => (step?.kind === "call" ? step.procedure : undefined);

/** Each step after the one it is first come to from, the first way out of each first; unreachable ones last. */
export function inReadingOrder({ start, steps }: Pick<Procedure, "start" | "steps">): StepId[] {
  const order = new Set<StepId>();
  const open: StepId[] = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps[id];
    if (!step || order.has(id)) continue;
    order.add(id);
    open.push(
      ...waysOf(id, step)
        .map(({ to }) => to)
        .toReversed(),
    );
  }
  return [...order, ...Object.keys(steps).filter((id) => !order.has(id))];
}

// --- Steps

function stepView(procedure: Procedure, id: StepId): z.input<typeof StepView> {
  const step = procedure.steps[id];
  if (!step) throw new Error(`Procedure "${procedure.id}" has no step "${id}"; check its "next" links.`);
  const phrase = phraseNameOf(step);
  return {
    ...{ id, kind: step.kind, kindWords: plain(wordFor("kinds", step.kind)) },
    title: titleOf(procedure, step),
    prose: proseOf(procedure, step),
    strict: step.kind === "act" || (phrase !== undefined && (procedure.phrases[phrase]?.strict ?? false)),
    table: step.kind === "decide" ? step.table : null,
    phrase: phrase ?? null,
    calls: callOf(step) ?? null,
    ways: waysInWords(procedure, id, step),
    outcomes: waysOf(id, step)
      .filter(({ by }) => by !== "")
      .map(({ by, at }) => ({ id: by, words: wayWords(procedure, step, by, at) })),
  };
}

/** The phrase a step says, asks with or reads back. */
function phraseNameOf(step: Step): string | undefined {
  if (step.kind === "act") return step.confirm.kind === "read-back" ? step.confirm.phrase : undefined;
  return "phrase" in step ? step.phrase : undefined;
}

/** What a step is about, in a few words. */
export function titleOf(procedure: Procedure, step: Step): Bilingual {
  switch (step.kind) {
    case "ask":
    case "say":
    case "promise":
      return phraseText(procedure, step.phrase, firstSentence);
    case "look-up": {
      const facts = listOf(step.facts.map((fact) => wordFor("facts", fact)));
      return { zh: `查${facts.zh}`, en: `Look up the ${facts.en}` };
    }
    case "decide":
      return plain(wordFor("tables", step.table));
    case "act":
      return capitals(wordFor("actions", step.action));
    case "wait": {
      const what = waitedFor(step.for);
      return { zh: `等${what.zh}`, en: `Wait for ${what.en}` };
    }
    case "hand-off": {
      const why = wordFor("reasons", step.reason);
      return { zh: `转人工：${why.zh}`, en: `To a person: ${why.en}` };
    }
    case "call":
      return procedure.parts[step.procedure]?.title ?? { zh: step.procedure, en: step.procedure };
    case "work-out": {
      const facts = listOf(Object.keys(step.facts).map((fact) => wordFor("facts", fact)));
      return { zh: `算出${facts.zh}`, en: `Work out the ${facts.en}` };
    }
    case "undo":
      return { zh: "收回办过的事", en: "Take back what was done" };
    case "end":
      return capitals(wordFor("outcomes", step.outcome));
    default:
      return unreachable(step);
  }
}

/** What a step does, in sentences. Its ways out are told apart. */
export function proseOf(procedure: Procedure, step: Step): Bilingual {
  switch (step.kind) {
    case "ask":
      return askProse(procedure, step);
    case "say": {
      const text = phraseText(procedure, step.phrase);
      return { zh: `告诉顾客：「${text.zh}」`, en: `Tell the customer: “${text.en}”` };
    }
    case "look-up": {
      const facts = listOf(step.facts.map((fact) => wordFor("facts", fact)));
      const source = wordFor("sources", procedure.facts[step.facts[0] ?? ""] ?? "shop");
      return {
        zh: `向${source.zh}查${facts.zh}。查不到是不知道，不当作没有。`,
        en: `Look up the ${facts.en} with ${source.en}. What is not found is unknown, not “no”.`,
      };
    }
    case "decide": {
      const table = wordFor("tables", step.table);
      return {
        zh: `按「${table.zh}」这张表判断。缺了事实，不猜。`,
        en: `Decide by the table “${table.en}”. Where a fact is missing, nothing is guessed.`,
      };
    }
    case "act":
      return actProse(procedure, step);
    case "wait": {
      const [what, until] = [waitedFor(step.for), durationWords(step.until)];
      return { zh: `等${what.zh}，最多${until.zh}。`, en: `Wait for ${what.en}, at most ${until.en}.` };
    }
    case "promise": {
      const [text, due] = [phraseText(procedure, step.phrase), durationWords(step.due)];
      return {
        zh: `答应顾客，${due.zh}内做到：「${text.zh}」`,
        en: `Promise the customer, due within ${due.en}: “${text.en}”`,
      };
    }
    case "hand-off": {
      const why = wordFor("reasons", step.reason);
      const text = step.phrase === undefined ? undefined : phraseText(procedure, step.phrase);
      return {
        zh: `转给同事，理由：${why.zh}。${text ? `同时说：「${text.zh}」` : ""}`,
        en: `Hand over to a colleague, because ${why.en}.${text ? ` Say: “${text.en}”` : ""}`,
      };
    }
    case "call": {
      const { zh, en } = titleOf(procedure, step);
      return { zh: `照「${zh}」这个子流程办。`, en: `Go through the part “${en}”.` };
    }
    case "work-out": {
      const each = Object.entries(step.facts).map(
        ([fact, expression]) => [wordFor("facts", fact), expression] as const,
      );
      return {
        zh: `${each.map(([fact, expression]) => `${fact.zh}：“${expression}”`).join("；")}。算不出就是不知道。`,
        en: `${each.map(([fact, expression]) => `${fact.en} = ${expression}`).join("; ")}. What cannot be worked out is unknown.`,
      };
    }
    case "undo":
      return {
        zh: "把办过的事一件件收回，最后办的先收。",
        en: "Take back what was done, one act after another, the last one first.",
      };
    case "end": {
      const { zh, en } = wordFor("outcomes", step.outcome);
      return { zh: `到此结束：${zh}。`, en: `End here: ${en}.` };
    }
    default:
      return unreachable(step);
  }
}

function askProse(procedure: Procedure, step: Extract<Step, { kind: "ask" }>): Bilingual {
  const text = phraseText(procedure, step.phrase);
  const labels = (step.choices ?? []).map(choiceWords);
  const listed = step.choicesFrom === undefined ? undefined : wordFor("facts", step.choicesFrom);
  const offered = [...(listed ? [listed] : []), ...labels];
  const choices = offered.length > 0 ? either(offered) : undefined;
  const zh = [
    step.of === "agent" ? `问同事：「${text.zh}」` : `问顾客：「${text.zh}」`,
    ...(choices ? [`可选${step.several ? "几项" : ""}：${choices.zh}。`] : []),
    ...(step.freeText ? ["也可以用自己的话说。"] : []),
  ];
  const en = [
    step.of === "agent" ? `Ask a colleague: “${text.en}”` : `Ask the customer: “${text.en}”`,
    ...(choices ? [`Offered${step.several ? ", several at once" : ""}: ${choices.en}.`] : []),
    ...(step.freeText ? ["Their own words count too."] : []),
  ];
  return { zh: zh.join(""), en: en.join(" ") };
}

function choiceWords({ label, authority }: Choice): Bilingual {
  const words = { zh: variablesAsWords(label.zh, "zh"), en: variablesAsWords(label.en, "en") };
  if (authority === undefined) return words;
  const level = /^"(R[1-3])"$/.exec(authority)?.[1];
  const needed = level === undefined ? wordFor("facts", authority) : { zh: `${level}权限`, en: `authority ${level}` };
  return { zh: `${words.zh}（要${needed.zh}）`, en: `${words.en} (needs ${needed.en})` };
}

function actProse(procedure: Procedure, step: Extract<Step, { kind: "act" }>): Bilingual {
  const action = wordFor("actions", step.action);
  const needs = conditionWords(step.requires) ?? { zh: step.requires, en: step.requires };
  const { confirm } = step;
  const undo = step.undo === "none" ? undefined : wordFor("actions", step.undo.action);
  const takesBack = undo
    ? { zh: `可以用「${undo.zh}」收回。`, en: `“${capital(undo.en)}” takes it back.` }
    : { zh: "办了就收不回。", en: "It cannot be taken back." };
  const first = ((): Bilingual => {
    switch (confirm.kind) {
      case "read-back": {
        const [text, yes] = [phraseText(procedure, confirm.phrase), choiceWords({ id: "yes", label: confirm.yes })];
        return {
          zh: `先读回：「${text.zh}」顾客明确说「${yes.zh}」，才${action.zh}。`,
          en: `Read back: “${text.en}” Only on an explicit “${yes.en}”: ${action.en}.`,
        };
      }
      case "covered-by":
        return {
          zh: `${action.zh}。前面读回时顾客已经答应过这一步。`,
          en: `${capital(action.en)}. The yes to an earlier read-back named this too.`,
        };
      case "not-needed":
        return { zh: `${action.zh}，不用顾客答应。`, en: `${capital(action.en)}, without asking: ${confirm.why}.` };
      default:
        return unreachable(confirm);
    }
  })();
  return {
    zh: `${first.zh}前提：${needs.zh}。${takesBack.zh}`,
    en: `${first.en} It requires that ${needs.en}. ${takesBack.en}`,
  };
}

/** What a wait's key stands for: `settled:{refund.key}` is the payment company's answer. */
function waitedFor(key: string): Bilingual {
  const name = key.split(":")[0] ?? key;
  return plain(wordFor("waits", name));
}

// --- Ways

/** The ways out of a step, those to the same step together, each with its condition in words. */
export function waysInWords(procedure: Procedure, id: StepId, step: Step): { to: string; when: Bilingual }[] {
  const byGoal = new Map<StepId, Way[]>();
  for (const way of waysOf(id, step)) byGoal.set(way.to, [...(byGoal.get(way.to) ?? []), way]);
  return [...byGoal].map(([to, ways]) => {
    const words = ways.map(({ by, at }) => wayWords(procedure, step, by, at)).filter(({ zh }) => zh !== "");
    return { to, when: words.length === 0 ? { zh: "", en: "" } : either(words) };
  });
}

export function wayWords(procedure: Procedure, step: Step, by: string, at: string): Bilingual {
  if (at === "at-most.then" && "atMost" in step && step.atMost) {
    const { times } = step.atMost;
    return { zh: `已经来过${times}次`, en: `after ${times} ${times === 1 ? "time" : "times"}` };
  }
  switch (step.kind) {
    case "ask": {
      const choice = step.choices?.find((each) => each.id === by);
      if (choice) return choiceWords({ id: choice.id, label: choice.label });
      if (by !== "*") return { zh: by, en: by };
      return Object.keys(step.next).length === 1
        ? { zh: "答了之后", en: "once answered" }
        : { zh: "其他回答", en: "any other answer" };
    }
    case "look-up":
      return by === "found" ? { zh: "查到了", en: "found" } : { zh: "查不到", en: "not known" };
    case "decide":
      if (at === "unknown") return { zh: "缺事实", en: "a fact is missing" };
      if (by === "*") return { zh: "其他", en: "anything else" };
      return plain(wordFor("values", `${step.table} ${by}`, by));
    case "act":
      return actWays[at === "refresh" ? "refresh" : by] ?? { zh: by, en: by };
    case "wait":
      return by === "arrived" ? { zh: "等到了", en: "it came" } : { zh: "时间到了", en: "time is up" };
    case "call":
      if (by !== "*") return plain(wordFor("outcomes", by));
      return Object.keys(step.next).length === 1
        ? { zh: "办完之后", en: "however it ends" }
        : { zh: "其他结果", en: "any other end" };
    case "work-out":
      return at === "unknown" ? { zh: "缺事实", en: "a fact is missing" } : { zh: "算出来了", en: "it is worked out" };
    case "undo":
      return by === "done"
        ? { zh: "都收回了", en: "all is taken back" }
        : { zh: "有一件收不回", en: "one cannot be taken back" };
    case "say":
    case "promise":
    case "hand-off":
    case "end":
      return { zh: "", en: "" };
    default:
      return unreachable(step);
  }
}

const actWays: Readonly<Record<string, Bilingual>> = {
  done: { zh: "办成", en: "done" },
  refused: { zh: "办不成", en: "refused" },
  unknown: { zh: "没有答复", en: "no answer" },
  declined: { zh: "顾客说不办", en: "the customer says no" },
  refresh: { zh: "答应得晚，事实重新查", en: "a late yes: facts are read again" },
};

// --- Tables

const hitWords: Readonly<Record<HitPolicy, Bilingual>> = {
  unique: { zh: "每种情况正好合一行", en: "every case fits exactly one row" },
  any: { zh: "合上的几行答案都一样", en: "all rows that fit agree" },
  priority: { zh: "合上的几行里取最要紧的答案", en: "of the rows that fit, the most important answer counts" },
  first: { zh: "从上往下，第一行合上的算", en: "top down, the first row that fits counts" },
  "rule-order": { zh: "合上的每一行都算，按表里的顺序", en: "every row that fits counts, in the table’s order" },
  "output-order": { zh: "合上的每一行都算，要紧的在前", en: "every row that fits counts, the most important first" },
  collect: { zh: "合上的每一行都算在一起", en: "all rows that fit are taken together" },
};

function tableView(procedure: Procedure, table: TableSource): z.input<typeof TableView> {
  const { name, hit, inputs, outputs, rows } = table;
  return {
    ...{ name, hit, title: plain(wordFor("tables", name)), hitWords: hitWords[hit] },
    inputs: inputs.map(({ expression, type, allowed }) => ({
      ...{ expression, type, allowed: allowed ?? null, words: capitals(wordFor("facts", expression)) },
    })),
    outputs: outputs.map((output) => ({
      name: output.name,
      words: output.name === "outcome" ? { zh: "就", en: "Then" } : { zh: output.name, en: output.name },
      allowed: output.allowed ?? null,
    })),
    rows: rows.map((row) => ({
      when: row.when.map((text, column) => ({
        text,
        words: cellWords(inputs[column]?.expression ?? "", text) ?? null,
      })),
      then: row.then.map((text) => ({ text, words: answerWords(name, text) ?? null })),
      sentence: rowWords(table, row),
      note: row.note ?? null,
    })),
    usedBy: inReadingOrder(procedure).filter((id) => {
      const step = procedure.steps[id];
      return step?.kind === "decide" && step.table === name;
    }),
  };
}

/** A row of a table as one sentence. */
export const rowWords = ({ name, inputs }: TableSource, { when, then }: TableSource["rows"][number]): Bilingual => {
  const answers = then.map((text) => answerWords(name, text) ?? { zh: text, en: text });
  return rowSentence(inputs, when, listOf(answers));
};

function answerWords(table: string, cell: string): Bilingual | undefined {
  // A number is read the same in both languages.
  if (/^\d+(?:\.\d+)?$/.test(cell.trim())) return { zh: cell.trim(), en: cell.trim() };
  const text = /^"([^"]*)"$/.exec(cell.trim())?.[1];
  return text === undefined ? undefined : plain(wordFor("values", `${table} ${text}`, text));
}

// --- Phrases

const placeholder = /\{([^{}]+)\}/;

function phraseView(procedure: Procedure, id: string, phrase: Phrase): z.input<typeof PhraseView> {
  const usedBy = inReadingOrder(procedure).filter((step) => {
    const found = procedure.steps[step];
    return found !== undefined && phraseNameOf(found) === id;
  });
  return { id, strict: phrase.strict, zh: pieces(phrase.zh), en: pieces(phrase.en), usedBy };
}

type Piece = z.input<typeof PhraseView>["zh"][number];

function pieces(text: string): Piece[] {
  return text.split(/(\{[^{}]+\})/).flatMap((part): Piece[] => {
    if (!placeholder.test(part)) return part === "" ? [] : [{ text: part }];
    const variable = readVariable(part);
    return variable ? [{ ...variable, words: plain(wordFor("facts", variable.path)) }] : [{ text: part }];
  });
}

/** A phrase with the names of its variables in their places: `〔金额〕已退`. */
function phraseText(procedure: Procedure, id: string, part: (text: string) => string = (text) => text): Bilingual {
  const phrase = procedure.phrases[id] ?? { zh: id, en: id };
  return { zh: part(variablesAsWords(phrase.zh, "zh")), en: part(variablesAsWords(phrase.en, "en")) };
}

function variablesAsWords(text: string, language: Language): string {
  return text.replaceAll(/\{[^{}]+\}/g, (whole) => {
    const variable = readVariable(whole);
    if (!variable) return whole;
    const word = wordFor("facts", variable.path)[language];
    return language === "zh" ? `〔${word}〕` : `[${word}]`;
  });
}

function readVariable(part: string): { path: string; format: string } | undefined {
  try {
    const [variable] = variablesOfPhrase(part);
    return variable && { path: variable.path, format: variable.format };
  } catch {
    return undefined;
  }
}

const firstSentence = (text: string): string =>
  /^.+?(?:[。？?]|\.(?= |$))/u.exec(text)?.[0].replace(/[。.]$/u, "") ?? text;

// --- Facts and acts

function factsOf(procedure: Procedure): z.input<typeof ProcedureView>["facts"] {
  const order = inReadingOrder(procedure);
  const asked = order.flatMap((id) => {
    const step = procedure.steps[id];
    return step?.kind === "ask" ? [[step.fact, step.of === "agent" ? "staff" : "customer"] as const] : [];
  });
  const known = new Map<string, string>([...asked, ...Object.entries(procedure.facts)]);
  return [...known].map(([name, source]) => ({
    ...{ name, source, words: plain(wordFor("facts", name)), sourceWords: plain(wordFor("sources", source)) },
    madeBy: order.filter((id) => makes(procedure.steps[id], name)),
  }));
}

function makes(step: Step | undefined, fact: string): boolean {
  if (step?.kind === "ask") return step.fact === fact;
  if (step?.kind === "look-up") return step.facts.includes(fact);
  if (step?.kind === "work-out") return fact in step.facts;
  return step?.kind === "act" && step.action === fact;
}

function actViews(procedure: Procedure, id: StepId): z.input<typeof ActView>[] {
  const step = procedure.steps[id];
  if (step?.kind !== "act") return [];
  const { action, requires, key, confirm, undo } = step;
  return [
    {
      ...{ step: id, action, key, words: plain(wordFor("actions", action)) },
      requires: { text: requires, words: conditionWords(requires) ?? null },
      input: Object.entries(step.with).map(([name, expression]) => ({
        ...{ name, expression, words: inputWords(expression) },
      })),
      confirm:
        confirm.kind === "read-back"
          ? {
              ...{ kind: confirm.kind, phrase: confirm.phrase },
              yes: choiceWords({ id: "yes", label: confirm.yes }),
              no: choiceWords({ id: "no", label: confirm.no }),
            }
          : { ...confirm },
      undo: undo === "none" ? null : { action: undo.action, words: plain(wordFor("actions", undo.action)) },
    },
  ];
}

function inputWords(expression: string): Bilingual | null {
  const found = termOf("facts", expression.trim());
  return found ? plain(found) : null;
}

// --- Parameters

function parameterView(
  { parameters, settings, locked }: Procedure,
  name: string,
): z.input<typeof ProcedureView>["parameters"][number] {
  const parameter = parameters[name];
  if (!parameter) throw new Error(`There is no parameter "${name}".`);
  const setting = settings[name];
  return {
    ...{
      name,
      title: parameter.title,
      bounds: boundsWords(parameter, setting),
      locked: locked.includes(`settings.${name}`),
    },
    value: setting === undefined ? { zh: "没有设", en: "not set" } : settingWords(parameter, setting),
  };
}

/** A setting in words: 14 days, ¥50.00, yes. */
export function settingWords(parameter: Parameter, setting: Setting): Bilingual {
  if (typeof setting === "boolean") return setting ? { zh: "是", en: "yes" } : { zh: "否", en: "no" };
  if (typeof setting === "object") return { zh: formatMoney(setting, "zh"), en: formatMoney(setting, "en") };
  const unit = parameter.kind === "number" ? units[parameter.unit] : { zh: "", en: "" };
  const en = setting === 1 ? unit.en.replace(/s$/, "") : unit.en;
  return { zh: `${setting}${unit.zh}`, en: `${setting} ${en}`.trim() };
}

function boundsWords(parameter: Parameter, setting: Setting | undefined): Bilingual | null {
  if (parameter.kind === "switch") return null;
  const currency = typeof setting === "object" ? setting.currency : undefined;
  const ends = [parameter.from, parameter.to].map((end) => {
    if (typeof end === "number") return settingWords(parameter, end);
    const minor = currency === undefined ? undefined : end[currency];
    return minor === undefined || currency === undefined ? undefined : settingWords(parameter, { minor, currency });
  });
  const [from, to] = ends;
  return from && to ? { zh: `${from.zh}到${to.zh}`, en: `${from.en} to ${to.en}` } : null;
}

const units: Readonly<Record<Extract<Parameter, { kind: "number" }>["unit"], Bilingual>> = {
  minutes: { zh: "分钟", en: "minutes" },
  hours: { zh: "小时", en: "hours" },
  days: { zh: "天", en: "days" },
  "working-days": { zh: "个工作日", en: "working days" },
  percent: { zh: "%", en: "%" },
  times: { zh: "次", en: "times" },
};

// --- Words

const plain = ({ zh, en }: Bilingual): Bilingual => ({ zh, en });
const capitals = ({ zh, en }: Bilingual): Bilingual => ({ zh, en: capital(en) });

const listOf = (words: readonly Bilingual[]): Bilingual => ({
  zh: words.map(({ zh }) => zh).join("、"),
  en: andList(words.map(({ en }) => en)),
});

/** `P1D` is one day, `PT20H` twenty hours. */
function durationWords(duration: string): Bilingual {
  const { days, hours, minutes, seconds } = Temporal.Duration.from(duration);
  const units = [
    { count: days, zh: "天", en: "day" },
    { count: hours, zh: "小时", en: "hour" },
    { count: minutes, zh: "分钟", en: "minute" },
    { count: seconds, zh: "秒", en: "second" },
  ].filter(({ count }) => count > 0);
  return {
    zh: units.map(({ count, zh }) => `${count}${zh}`).join(""),
    en: andList(units.map(({ count, en }) => `${count} ${en}${count === 1 ? "" : "s"}`)),
  };
}
