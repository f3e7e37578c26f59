import {
  analyseTable,
  compileCondition,
  compileExpression,
  DecisionError,
  type TableSource,
  variablesOf,
} from "@ruyi/decision";
import { type Bilingual, languages, unreachable } from "@ruyi/kernel";
import {
  builtIn,
  isOnlyReadAgain,
  type Known,
  knownAt,
  madeAnywhere,
  madeOn,
  namesInExpression,
  namesInKey,
  namesInWords,
  needsOf,
  type Parts,
  rootOf,
  waysIn,
  waysOnPath,
} from "./facts-made.ts";
import { parameterFindings } from "./check-parameters.ts";
import type { ProcedureFinding } from "./finding.ts";
import { byDefault, type ProcedureSource } from "./procedure-file.ts";
import type { Step, StepId } from "./procedure.ts";
import { circles, reachable, shortestPath, type Way, type Ways, waysOf } from "./ways.ts";
import { variablesOfPhrase } from "./wording.ts";

type Act = Extract<Step, { kind: "act" }>;

/** What every check reads. */
type Case = {
  readonly source: ProcedureSource;
  readonly parts: Parts;
  readonly ways: Ways;
  /** By step, in reach of the start only. */
  readonly known: ReadonlyMap<StepId, Known>;
  /** Facts that come from outside: declared, and made by no step, or only read afresh. */
  readonly given: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
  /** The steps that lie on a circle, in reach of the start. */
  readonly circling: ReadonlySet<StepId>;
};

/** Acts that need the customer's explicit yes (SERVICE-STANDARD §1): money out, an order ended, goods sent elsewhere. */
const needsYes = new Set(["refund", "cancelOrder", "changeAddress", "reship", "exchange"]);

/**
 * Checks a procedure without running it. `parts` holds the procedures it may call, by id. Pure and complete in this
 * sense: a procedure without findings has no path that ends nowhere, says a sentence with a hole, or acts unasked.
 * It cannot see inside a fact: `{order.amount}` is taken as known once `order` is.
 */
export function checkProcedure(written: ProcedureSource, parts: Parts): ProcedureFinding[] {
  const source = byDefault(written);
  const made = madeAnywhere(source, parts, [source.id]);
  const isGiven = (fact: string): boolean => !made.has(fact) || isOnlyReadAgain(source, parts, fact);
  const given = new Set(Object.keys(source.facts).filter(isGiven));
  const known = knownAt(source, parts, new Set([...given, ...builtIn]));
  const ways = waysIn(source);
  const circling = new Set(circles(new Set(known.keys()), ways).flatMap((circle) => [...circle]));
  const all: Case = { source, parts, ways, known, given, made, circling };
  return [
    ...parameterFindings(written),
    ...tableFindings(all),
    ...linkFindings(all),
    ...overrideFindings(all),
    ...pathFindings({ ...all, ways: waysOnPath(ways) }),
    ...languageFindings(all),
    ...phraseFindings(all),
    ...Object.entries(source.steps).flatMap(([id, step]) => stepFindings(all, id, step)),
  ];
}

// --- Tables

function tableFindings({ source }: Case): ProcedureFinding[] {
  return Object.entries(source.tables).flatMap(([name, table]) => findingsOfTable(table, `tables.${name}`));
}

/** A table's own findings; a cell that is no FEEL is one of them. */
export function findingsOfTable(table: TableSource, at: string): ProcedureFinding[] {
  try {
    return analyseTable(table).map(({ rule, at: place, message, witness, rows }) => ({
      rule,
      at: rows ? `${at}.rows.${rows.join(",")}` : at,
      message: `${place}: ${message}`,
      witness,
    }));
  } catch (error) {
    return [{ rule: "expression", at, message: sentenceOf(error), witness: { table: table.name } }];
  }
}

/** The outcomes a table can give; undefined when some answer is computed. */
function outcomesOf(table: TableSource): ReadonlySet<string> | undefined {
  const column = table.outputs.findIndex(({ name }) => name === "outcome");
  const output = table.outputs[column];
  if (!output) return undefined;
  const cells = [...table.rows.map(({ then }) => then[column] ?? ""), ...(output.otherwise ? [output.otherwise] : [])];
  const outcomes = new Set<string>();
  for (const cell of cells) {
    const value = constantOf(cell);
    if (typeof value === "string") outcomes.add(value);
    else return output.allowed === undefined ? undefined : textsOf(output.allowed);
  }
  return outcomes;
}

function constantOf(cell: string): unknown {
  try {
    return variablesOf(cell).length === 0 ? compileExpression(cell)({}) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(allowed: string): ReadonlySet<string> | undefined {
  const list = constantOf(`[${allowed}]`);
  return Array.isArray(list) && list.every((each) => typeof each === "string") ? new Set(list) : undefined;
}

// --- Links

function linkFindings({ source, ways, known }: Case): ProcedureFinding[] {
  const { steps, start } = source;
  const findings: ProcedureFinding[] = [];
  if (!(start in steps)) {
    findings.push(finding("link", "start", `There is no step "${start}" to start with.`, { path: [start] }));
  }
  for (const [id, step] of Object.entries(steps)) {
    for (const way of waysOf(id, step)) {
      if (way.to in steps) continue;
      const message = `Step "${id}" leads to "${way.to}", which does not exist.`;
      findings.push(finding("link", `steps.${id}.${way.at}`, message, pathTo(source, ways, id)));
    }
    if (start in steps && !known.has(id)) {
      const message = `No path from "${start}" comes to step "${id}".`;
      findings.push(finding("unreachable", `steps.${id}`, message, pathToAnEnd(source, ways)));
    }
  }
  return findings;
}

/** A way off the path begins where a run can rest, leads to a step, and takes a person with a name for it. */
function overrideFindings({ source, ways }: Case): ProcedureFinding[] {
  const rests = new Set(["ask", "act", "wait", "look-up"]);
  return Object.entries(source.overrides ?? {}).flatMap(([id, { from, to, title }]) => {
    const at = `overrides.${id}`;
    const missing = [...from, to].filter((step) => !(step in source.steps));
    const path = pathTo(source, ways, from[0] ?? source.start);
    const mute = languages.filter((language) => !title[language]?.trim());
    return [
      ...missing.map((step) =>
        finding("link", at, `Override "${id}" names step "${step}", which does not exist.`, { ...path, step }),
      ),
      ...from
        .filter((step) => !rests.has(source.steps[step]?.kind ?? "ask"))
        .map((step) => {
          const message = `Override "${id}" begins at "${step}", where no run waits for anybody.`;
          return finding("override", at, message, pathTo(source, ways, step));
        }),
      ...mute.map((language) =>
        finding("language", `${at}.title.${language}`, `Override "${id}" says nothing in ${language}.`, path),
      ),
    ];
  });
}

// --- Paths

function pathFindings({ source, ways, known }: Case): ProcedureFinding[] {
  const { steps } = source;
  const deadEnds = [...known.keys()].filter((id) => steps[id]?.kind !== "end" && ways.get(id)?.length === 0);
  const dead = deadEnds.map((id) => {
    const message = `Step "${id}" is a dead end: it is no end, and no way leads on from it.`;
    return finding("dead-end", `steps.${id}`, message, pathTo(source, ways, id));
  });
  const rests = (id: StepId): boolean => steps[id]?.kind === "end" || steps[id]?.kind === "wait";
  const stuck = new Set([...known.keys()].filter((id) => ![...reachable(id, ways)].some(rests)));
  // Told where a path first cannot come to rest any more; a dead end has been told already.
  const entries = [...stuck].filter((id) => id === source.start || comesFromOutside(ways, stuck, id));
  const endless = entries
    .filter((id) => !deadEnds.includes(id))
    .map((id) => {
      const message = `From step "${id}" no path comes to an end or a timed wait.`;
      return finding("endless", `steps.${id}`, message, pathTo(source, ways, id));
    });
  const others = new Set([...known.keys()].filter((id) => !stuck.has(id)));
  return [...dead, ...endless, ...loopFindings(source, ways, others)];
}

const comesFromOutside = (ways: Ways, group: ReadonlySet<StepId>, id: StepId): boolean =>
  [...ways].some(([from, out]) => !group.has(from) && out.some((way) => way.to === id));

/** A circle is bounded when on every round a person decides who could also leave it, or the rounds are counted. */
function loopFindings(source: ProcedureSource, ways: Ways, steps: ReadonlySet<StepId>): ProcedureFinding[] {
  return circles(steps, ways).flatMap((group) => {
    const unbounded = [...group].filter((id) => !isBounded(source.steps[id], id, ways, group));
    return circles(new Set(unbounded), ways).map((circle) => {
      const [first = ""] = circle;
      const inside = (way: Way): boolean => circle.has(way.to);
      const around = (ways.get(first) ?? []).filter(inside).flatMap((way) => {
        const back = shortestPath(way.to, (id) => id === first, ways, inside);
        return back ? [[way, ...back]] : [];
      })[0];
      return finding(
        "loop",
        `steps.${first}`,
        `Nothing bounds the circle ${[...circle, first].join(" → ")}: no person decides in it, and no "at-most" counts its rounds.`,
        witnessOf(source, first, around ?? []),
      );
    });
  });
}

/** A person decides here, or the run is sent on after so many rounds. */
function isBounded(step: Step | undefined, id: StepId, ways: Ways, circle: ReadonlySet<StepId>): boolean {
  if (step?.kind === "ask" && step.of === "agent") return true;
  if (step && "atMost" in step && step.atMost && !circle.has(step.atMost.then)) return true;
  const isQuestion = step?.kind === "ask" || (step?.kind === "act" && step.confirm.kind === "read-back");
  return isQuestion && (ways.get(id) ?? []).some((way) => !circle.has(way.to));
}

// --- Phrases

/** Whatever a person reads says something in every language. */
function languageFindings({ source, ways }: Case): ProcedureFinding[] {
  const mute = (at: string, what: string, text: Bilingual, witness: () => ProcedureFinding["witness"]) =>
    languages
      .filter((language) => !text[language]?.trim())
      .map((language) => finding("language", `${at}.${language}`, `${what} says nothing in ${language}.`, witness()));
  return [
    ...mute("title", "The title", source.title, () => ({ path: [source.start] })),
    ...Object.entries(source.parameters).flatMap(([name, { title, default: value }]) =>
      mute(`parameters.${name}.title`, `The title of parameter "${name}"`, title, () => ({
        setting: { [name]: value },
      })),
    ),
    ...Object.entries(source.phrases).flatMap(([name, phrase]) =>
      mute(`phrases.${name}`, `Phrase "${name}"`, phrase, () => pathToPhrase(source, ways, name)),
    ),
    ...Object.entries(source.steps).flatMap(([id, step]) =>
      labelsOf(step).flatMap(([at, label]) =>
        mute(`steps.${id}.${at}`, `A button of step "${id}"`, label, () => pathTo(source, ways, id)),
      ),
    ),
  ];
}

function labelsOf(step: Step): (readonly [at: string, label: Bilingual])[] {
  if (step.kind === "ask") return (step.choices ?? []).map(({ label }, place) => [`choices.${place}.label`, label]);
  if (step.kind !== "act" || step.confirm.kind !== "read-back") return [];
  const { yes, no } = step.confirm;
  return [["confirm.yes", yes] as const, ["confirm.no", no] as const];
}

/** The path to a step that says a phrase; empty for one that nobody says. */
function pathToPhrase(source: ProcedureSource, ways: Ways, phrase: string): ProcedureFinding["witness"] {
  const says = (step: Step): boolean =>
    ("phrase" in step && step.phrase === phrase) ||
    (step.kind === "act" && step.confirm.kind === "read-back" && step.confirm.phrase === phrase);
  const paths = Object.entries(source.steps).flatMap(([id, step]) => (says(step) ? [pathTo(source, ways, id)] : []));
  return paths.find((witness) => "path" in witness) ?? { phrase };
}

function phraseFindings({ source, ways }: Case): ProcedureFinding[] {
  return Object.entries(source.phrases).flatMap(([name, phrase]) => {
    const at = `phrases.${name}`;
    const findings: ProcedureFinding[] = [];
    const path = (): ProcedureFinding["witness"] => pathToPhrase(source, ways, name);
    const read = languages.map((language) => safely(() => variablesOfPhrase(phrase[language] ?? "")));
    for (const [index, each] of read.entries()) {
      if (each instanceof Error) findings.push(finding("variable", `${at}.${languages[index]}`, each.message, path()));
    }
    const variables = read.flatMap((each) => (each instanceof Error ? [] : each));
    const money = variables.find(({ format }) => format === "money");
    if (money && !phrase.strict) {
      const message = `Phrase "${name}" names an amount, {${money.path}, money}, and is not strict; add "strict: true".`;
      findings.push(finding("strict", at, message, path()));
    }
    return findings;
  });
}

// --- Steps

function stepFindings(all: Case, id: StepId, step: Step): ProcedureFinding[] {
  const at = `steps.${id}`;
  switch (step.kind) {
    case "ask":
      return [...askFindings(all, id, step), ...readFindings(all, id, step.of === "customer" ? [step.phrase] : [])];
    case "look-up":
      return expressionFindings(all, id, withTexts(step.with));
    case "work-out":
      return workOutFindings(all, id, step);
    case "decide":
      return decideFindings(all, id, step);
    case "act":
      return actFindings(all, id, step);
    case "say":
      return readFindings(all, id, [step.phrase]);
    case "promise":
      return [...promiseFindings(all, id, step), ...readFindings(all, id, [step.phrase], ["due"])];
    case "hand-off":
      return [
        ...nobodyFindings(all, id),
        ...(step.reasons === undefined ? [] : expressionFindings(all, id, { reasons: step.reasons })),
        ...readFindings(all, id, step.phrase === undefined ? [] : [step.phrase]),
      ];
    case "wait": {
      const names = namesInKey(step.for);
      const message = `Step "${id}" waits for "${step.for}", which is the same for every run; name a fact in it.`;
      const path = pathTo(all.source, all.ways, id);
      const same = names.length === 0 ? [finding("key", `${at}.for`, message, path)] : [];
      const forEver = `Step "${id}" waits until "${step.until}", which is no time: the wait would never end by itself.`;
      const until = durationMs(step.until) > 0 ? [] : [finding("endless", `${at}.until`, forEver, path)];
      return [...same, ...until, ...unsureReads(all, id, names, `${at}.for`, `waits for "${step.for}"`)];
    }
    case "call":
      return callFindings(all, id, step);
    case "undo":
      return undoFindings(all, id);
    case "end":
      return [];
    default:
      return unreachable(step);
  }
}

/** There must be something to take back, and nothing among it that was declared to stay. */
function undoFindings({ source, ways, known }: Case, id: StepId): ProcedureFinding[] {
  const before = [...known.keys()].filter((step) => step !== id && reachable(step, ways).has(id));
  const acts = before.flatMap((step) => {
    const act = source.steps[step];
    return act?.kind === "act" ? [[step, act] as const] : [];
  });
  if (acts.length === 0 && !before.some((step) => source.steps[step]?.kind === "call")) {
    const message = `Step "${id}" takes back what was done, and no act comes before it.`;
    return [finding("undo", `steps.${id}`, message, pathTo(source, ways, id))];
  }
  return acts
    .filter(([step, act]) => act.undo === "none" && reachable(act.next.done, ways).has(id) && step !== id)
    .map(([step, act]) => {
      const message = `Step "${id}" takes back what was done, but "${act.action}" of step "${step}" has no undo and would stay.`;
      const onward = shortestPath(act.next.done, (each) => each === id, ways) ?? [];
      return finding("undo", `steps.${step}.undo`, message, witnessOf(source, act.next.done, onward));
    });
}

function askFindings(all: Case, id: StepId, step: Extract<Step, { kind: "ask" }>): ProcedureFinding[] {
  const { source, ways } = all;
  const at = `steps.${id}`;
  const findings: ProcedureFinding[] = [];
  const choices = step.choices ?? [];
  const isOpen = step.freeText || step.choicesFrom !== undefined;
  const parted = step.several ? Object.keys(step.next).filter((answer) => answer !== "*") : [];
  for (const answer of parted) {
    const message = `Step "${id}" takes several answers, so that no way can hang on "${answer}"; give it "*" alone.`;
    findings.push(finding("branch", `${at}.next.${answer}`, message, pathTo(source, ways, id)));
  }
  const path = pathTo(source, ways, id);
  if (!isOpen && choices.length === 0) {
    findings.push(finding("branch", at, `Step "${id}" asks and takes no answer; give choices or free text.`, path));
  }
  for (const { id: choice } of choices) {
    if (choice in step.next || "*" in step.next) continue;
    const message = `Step "${id}" offers "${choice}" and has no way for it.`;
    findings.push(finding("branch", `${at}.next`, message, { ...path, [step.fact]: choice }));
  }
  if (isOpen && !("*" in step.next)) {
    const message = `Step "${id}" takes answers that are not listed and has no way "*" for them.`;
    findings.push(finding("branch", `${at}.next`, message, { ...path, [step.fact]: "anything else" }));
  }
  for (const answer of Object.keys(step.next)) {
    if (isOpen || answer === "*" || choices.some((choice) => choice.id === answer)) continue;
    const message = `Step "${id}" has a way for "${answer}", which nobody can answer.`;
    findings.push(finding("branch", `${at}.next.${answer}`, message, { ...path, [step.fact]: answer }));
  }
  if (step.of === "agent" && !(step.phrase in source.phrases)) findings.push(noPhrase(all, id, step.phrase));
  const labels = choices.flatMap(({ label }) => namesInWords(label));
  const listed = step.choicesFrom === undefined ? [] : [rootOf(step.choicesFrom)];
  // An authority that nobody knows is above everybody's, and the choice would be closed.
  const authorities = choices.flatMap(({ authority }) => (authority === undefined ? [] : [authority]));
  const asked = authorities.flatMap(namesInExpression);
  return [
    ...findings,
    ...authorities.flatMap((text) => notFeel(text, `${at}.choices`)),
    ...unsureReads(all, id, asked, `${at}.choices`, "needs it for an authority"),
    ...unsureReads(all, id, labels, `${at}.choices`, "names it in a choice"),
    ...unsureReads(all, id, listed, `${at}.choices-from`, "offers choices from it"),
  ];
}

/** A fact may rest on those worked out before it in the same step, and not on those after, which only a round ago made. */
function workOutFindings(all: Case, id: StepId, step: Extract<Step, { kind: "work-out" }>): ProcedureFinding[] {
  const { source, parts, given, known } = all;
  const here = known.get(id);
  const { [id]: _this, ...others } = source.steps;
  const elsewhere = madeAnywhere({ ...source, steps: others }, parts, [source.id]);
  const names = Object.keys(step.facts);
  return names.flatMap((name, place) => {
    const later = names.slice(place).filter((each) => !elsewhere.has(each) && !given.has(each));
    const perhaps = new Set([...(here?.perhaps ?? []), ...names.slice(0, place)]);
    for (const each of later) perhaps.delete(each);
    const before = here ? { ...all, known: new Map(known).set(id, { ...here, perhaps }) } : all;
    return expressionFindings(before, id, { [`facts.${name}`]: step.facts[name] ?? "" });
  });
}

function decideFindings(all: Case, id: StepId, step: Extract<Step, { kind: "decide" }>): ProcedureFinding[] {
  const { source, ways } = all;
  const at = `steps.${id}`;
  const table = source.tables[step.table];
  const path = pathTo(source, ways, id);
  if (!table)
    return [
      finding("link", `${at}.table`, `Step "${id}" decides by table "${step.table}", which does not exist.`, path),
    ];

  const findings: ProcedureFinding[] = [];
  const outcomes = outcomesOf(table);
  const isList = ["collect", "rule-order", "output-order"].includes(table.hit);
  if (isList || !table.outputs.some(({ name }) => name === "outcome")) {
    const message = `Table "${step.table}" gives no single "outcome" for step "${id}" to go by.`;
    findings.push(finding("branch", `${at}.table`, message, path));
  }
  for (const outcome of outcomes ?? []) {
    if (outcome in step.next || "*" in step.next) continue;
    const message = `Step "${id}" has no way for "${outcome}", which table "${step.table}" can answer.`;
    findings.push(
      finding("branch", `${at}.next`, message, { ...path, ...caseOf(table, outcome), [step.table]: outcome }),
    );
  }
  for (const outcome of Object.keys(step.next)) {
    if (outcome === "*" || !outcomes || outcomes.has(outcome)) continue;
    const message = `Step "${id}" has a way for "${outcome}", which table "${step.table}" never answers.`;
    findings.push(finding("branch", `${at}.next.${outcome}`, message, { ...path, [step.table]: outcome }));
  }
  const inputs = Object.fromEntries(table.inputs.map(({ expression }, index) => [`inputs.${index}`, expression]));
  return [...findings, ...expressionFindings(all, id, inputs, `tables.${step.table}`)];
}

/** The cells of the first row that answers so: what brings the outcome about. */
function caseOf(table: TableSource, outcome: string): Record<string, unknown> {
  const column = table.outputs.findIndex(({ name }) => name === "outcome");
  const row = table.rows.find(({ then }) => constantOf(then[column] ?? "") === outcome);
  const cells = table.inputs.flatMap(({ expression }, index) => {
    const cell = row?.when[index] ?? "-";
    return cell === "-" ? [] : [[expression, constantOf(cell) ?? cell] as const];
  });
  return Object.fromEntries(cells);
}

function actFindings(all: Case, id: StepId, step: Act): ProcedureFinding[] {
  const { source, ways } = all;
  const at = `steps.${id}`;
  const path = pathTo(source, ways, id);
  return [
    ...keyFindings(all, id, step).map((message) => finding("key", `${at}.key`, message, path)),
    ...(step.undo === "none" ? [] : takeBackFindings(all, id, step.undo, path)),
    ...confirmFindings(all, id, step),
    ...expressionFindings(all, id, { ...withTexts(step.with), requires: step.requires }),
  ];
}

/** What an undo is done with is known once the act is done: facts from before it, and its own. */
function takeBackFindings(
  { given, made }: Case,
  id: StepId,
  undo: Exclude<Act["undo"], "none">,
  path: ProcedureFinding["witness"],
): ProcedureFinding[] {
  const at = `steps.${id}.undo`;
  if (undo.action === "") {
    const message = `Act "${id}" says neither what takes it back nor that nothing does; name an action, or write "undo: none".`;
    return [finding("undo", at, message, path)];
  }
  return Object.entries(undo.with).flatMap(([name, text]): ProcedureFinding[] => {
    const names = safely(() => variablesOf(text));
    if (names instanceof Error) return [finding("expression", `${at}.${name}`, names.message, { expression: text })];
    return names
      .filter((fact) => !builtIn.includes(fact) && !given.has(fact) && !made.has(fact))
      .map((fact) => finding("variable", `${at}.${name}`, `"${text}" reads "${fact}", which no step makes.`, path));
  });
}

/** The key names the intent: one for each run, each act in it, and each time the act is wanted anew. */
function keyFindings({ source, circling }: Case, id: StepId, step: Act): string[] {
  const { key } = step;
  const problems: string[] = [];
  const unknown = [...key.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  for (const name of unknown.filter((each) => !["run", "step", "round"].includes(each))) {
    problems.push(`The key of act "${id}" names {${name}}; it may name {run}, {step} and {round} only.`);
  }
  if (!key.includes("{run}"))
    problems.push(`The key "${key}" of act "${id}" lacks {run}: two runs would share one act.`);
  const twin = Object.entries(source.steps).find(
    ([other, each]) => other !== id && each.kind === "act" && each.key === key,
  );
  if (twin && !key.includes("{step}"))
    problems.push(`Acts "${id}" and "${twin[0]}" share the key "${key}"; add {step}.`);
  if (circling.has(id) && !key.includes("{round}")) {
    problems.push(`Act "${id}" lies on a circle and its key lacks {round}: a second wish would pass for the first.`);
  }
  return problems;
}

function confirmFindings(all: Case, id: StepId, step: Act): ProcedureFinding[] {
  const { source, ways, known } = all;
  const at = `steps.${id}.confirm`;
  const path = pathTo(source, ways, id);
  const { confirm } = step;
  switch (confirm.kind) {
    case "read-back": {
      const phrase = source.phrases[confirm.phrase];
      const message = `Phrase "${confirm.phrase}" is read back before "${step.action}" and is not strict; add "strict: true".`;
      const loose = phrase && !phrase.strict ? [finding("strict", `phrases.${confirm.phrase}`, message, path)] : [];
      const labels = [...namesInWords(confirm.yes), ...namesInWords(confirm.no)];
      return [
        ...loose,
        ...readFindings(all, id, [confirm.phrase]),
        ...unsureReads(all, id, labels, at, "names it on a button"),
      ];
    }
    case "covered-by": {
      const cover = source.steps[confirm.step];
      if (cover?.kind !== "act" || cover.confirm.kind !== "read-back") {
        const message = `Act "${id}" is covered by "${confirm.step}", which is no act with a read-back.`;
        return [finding("cover", at, message, path)];
      }
      if (!known.has(id)) return [];
      // A yes lies only on the ways by which the covering act was tried.
      const unasked = (way: Way): boolean => way.from !== confirm.step || !["done", "unknown"].includes(way.by);
      const around = shortestPath(source.start, (each) => each === id, ways, unasked);
      if (!around) return [];
      const message = `Act "${id}" can be reached without the yes to "${confirm.step}" that is to cover it.`;
      return [finding("cover", at, message, witnessOf(source, source.start, around))];
    }
    case "not-needed": {
      if (!needsYes.has(step.action)) {
        if (confirm.why.trim().length >= 8) return [];
        const unsaid = `Act "${id}" says neither what is read back before "${step.action}" nor why no yes is needed.`;
        return [finding("unconfirmed", at, unsaid, path)];
      }
      const message = `Act "${id}" does "${step.action}" unasked; it needs the customer's yes to a read-back.`;
      return [finding("unconfirmed", at, message, path)];
    }
    default:
      return unreachable(confirm);
  }
}

function promiseFindings(all: Case, id: StepId, step: Extract<Step, { kind: "promise" }>): ProcedureFinding[] {
  const { source, ways } = all;
  const path = pathTo(source, ways, id);
  const findings: ProcedureFinding[] = [];
  if (!(durationMs(step.due) > 0)) {
    findings.push(
      finding("promise", `steps.${id}.due`, `Promise "${id}" is due after "${step.due}", which is no time.`, path),
    );
  }
  const phrase = source.phrases[step.phrase];
  for (const language of languages) {
    const read = safely(() => variablesOfPhrase(phrase?.[language] ?? ""));
    if (!phrase || read instanceof Error || read.some((each) => rootOf(each.path) === "due")) continue;
    const message = `Phrase "${step.phrase}" promises without saying by when in ${language}; name {due, moment}.`;
    findings.push(finding("promise", `phrases.${step.phrase}.${language}`, message, path));
  }
  return findings;
}

function durationMs(text: string): number {
  const read = safely(() =>
    Temporal.Duration.from(text).total({ unit: "milliseconds", relativeTo: "2026-01-01[UTC]" }),
  );
  return read instanceof Error ? Number.NaN : read;
}

/** After a hand-off an agent must get the word before the customer is asked, anything is done, or the run ends. */
function nobodyFindings(all: Case, id: StepId): ProcedureFinding[] {
  const { source, ways, parts } = all;
  const takesOver = (step: StepId): boolean => {
    const each = source.steps[step];
    if (each?.kind === "ask") return each.of === "agent";
    const part = each?.kind === "call" ? parts.get(each.procedure) : undefined;
    return (
      part !== undefined && Object.values(part.steps).some((inside) => inside.kind === "ask" && inside.of === "agent")
    );
  };
  const goesBy = (step: StepId): boolean => {
    const kind = source.steps[step]?.kind;
    return (
      kind === "end" || kind === "act" || (kind === "ask" && !takesOver(step)) || (kind === "call" && !takesOver(step))
    );
  };
  const past = shortestPath(id, goesBy, ways, (way) => !takesOver(way.from));
  if (!past) return [];
  const last = past.at(-1)?.to ?? id;
  const message = `Step "${id}" hands over to a person and goes on to "${last}" before any step asks an agent.`;
  return [finding("nobody", `steps.${id}.next`, message, witnessOf(source, id, past))];
}

function callFindings(all: Case, id: StepId, step: Extract<Step, { kind: "call" }>): ProcedureFinding[] {
  const { source, ways, parts, known } = all;
  const at = `steps.${id}`;
  const path = pathTo(source, ways, id);
  const part = parts.get(step.procedure);
  if (!part)
    return [finding("part", `${at}.procedure`, `Step "${id}" calls "${step.procedure}", which is not here.`, path)];
  const circle = callCircle([source.id], part, parts);
  if (circle) return [finding("part", `${at}.procedure`, `Procedures call in a circle: ${circle.join(" → ")}.`, path)];

  const findings: ProcedureFinding[] = [];
  const outcomes = new Set(Object.values(part.steps).flatMap((each) => (each.kind === "end" ? [each.outcome] : [])));
  for (const outcome of outcomes) {
    if (outcome in step.next || "*" in step.next) continue;
    const message = `Step "${id}" has no way for "${outcome}", with which "${part.id}" can end.`;
    findings.push(finding("branch", `${at}.next`, message, { ...path, [part.id]: outcome }));
  }
  for (const outcome of Object.keys(step.next)) {
    if (outcome === "*" || outcomes.has(outcome)) continue;
    const message = `Step "${id}" has a way for "${outcome}", with which "${part.id}" never ends.`;
    findings.push(finding("branch", `${at}.next.${outcome}`, message, { ...path, [part.id]: outcome }));
  }
  const needs = needsOf(part, parts, [source.id]);
  const here = known.get(id);
  for (const fact of needs.perhaps) {
    // What the customer said may have come with the first message.
    if (!here || part.facts[fact] === "customer" || here.perhaps.has(fact) || needs.surely.includes(fact)) continue;
    const message = `Step "${id}" calls "${part.id}", which reads "${fact}", before any step makes it.`;
    findings.push(finding("fact", at, message, path));
  }
  return [...findings, ...unsureReads(all, id, needs.surely, at, `calls "${part.id}", which names it`)];
}

function callCircle(callers: readonly string[], part: ProcedureSource, parts: Parts): readonly string[] | undefined {
  const chain = [...callers, part.id];
  if (callers.includes(part.id)) return chain;
  for (const step of Object.values(part.steps)) {
    const next = step.kind === "call" ? parts.get(step.procedure) : undefined;
    const circle = next && callCircle(chain, next, parts);
    if (circle) return circle;
  }
  return undefined;
}

// --- Facts

function notFeel(text: string, at: string): ProcedureFinding[] {
  const names = safely(() => variablesOf(text));
  return names instanceof Error ? [finding("expression", at, names.message, { expression: text })] : [];
}

const withTexts = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [`with.${name}`, text]));

/** An expression may read a fact that only some path has made: unknown is a value there. Not one that no path has made. */
function expressionFindings(
  all: Case,
  id: StepId,
  texts: Readonly<Record<string, string>>,
  place = `steps.${id}`,
): ProcedureFinding[] {
  const { source, ways, known, given, made } = all;
  const here = known.get(id);
  return Object.entries(texts).flatMap(([name, text]) => {
    const at = `${place}.${name}`;
    const names = safely(() => {
      if (name === "requires") compileCondition(text);
      return variablesOf(text);
    });
    if (names instanceof Error) return [finding("expression", at, names.message, { expression: text })];
    return names.flatMap((fact): ProcedureFinding[] => {
      if (builtIn.includes(fact) || here?.perhaps.has(fact)) return [];
      const path = pathTo(source, ways, id);
      if (!given.has(fact) && !made.has(fact)) {
        return [
          finding("variable", at, `"${text}" reads "${fact}", which no step makes and "facts" does not declare.`, path),
        ];
      }
      return here ? [finding("fact", at, `Step "${id}" reads "${fact}" before any step makes it.`, path)] : [];
    });
  });
}

/** A sentence must have all its values on every path: one with a hole is never sent, and the run would stop there. */
function readFindings(
  all: Case,
  id: StepId,
  phrases: readonly string[],
  extra: readonly string[] = [],
): ProcedureFinding[] {
  return phrases.flatMap((name) => {
    const phrase = all.source.phrases[name];
    if (!phrase) return [noPhrase(all, id, name)];
    const names = namesInWords(phrase).filter((each) => !extra.includes(each));
    return unsureReads(all, id, names, `phrases.${name}`, `says "${name}"`);
  });
}

const noPhrase = ({ source, ways }: Case, id: StepId, name: string): ProcedureFinding =>
  finding(
    "phrase",
    `steps.${id}.phrase`,
    `Step "${id}" says "${name}", which "phrases" does not hold.`,
    pathTo(source, ways, id),
  );

function unsureReads(all: Case, id: StepId, names: readonly string[], at: string, what: string): ProcedureFinding[] {
  const { source, parts, ways, known, given, made } = all;
  const here = known.get(id);
  return [...new Set(names)].flatMap((fact): ProcedureFinding[] => {
    if (builtIn.includes(fact) || here?.surely.has(fact)) return [];
    if (!given.has(fact) && !made.has(fact)) {
      const message = `Step "${id}" ${what}, but no step makes "${fact}" and "facts" does not declare it.`;
      return [finding("variable", at, message, pathTo(source, ways, id))];
    }
    if (!here) return [];
    const without = (way: Way): boolean => {
      const step = source.steps[way.from];
      return step !== undefined && !madeOn(way, step, parts, [source.id]).surely.has(fact);
    };
    const path = shortestPath(source.start, (each) => each === id, ways, without) ?? [];
    const message = `Step "${id}" ${what}, and on this path "${fact}" is not known yet.`;
    return [finding("fact", at, message, { ...witnessOf(source, source.start, path), step: id })];
  });
}

// --- Words

const finding = (
  rule: string,
  at: string,
  message: string,
  witness: ProcedureFinding["witness"],
): ProcedureFinding => ({ rule, at, message, witness });

// Most steps are asked about more than once in a check, and each answer is a walk.
const pathsTo = new WeakMap<Ways, Map<StepId, ProcedureFinding["witness"]>>();

function pathTo(source: ProcedureSource, ways: Ways, id: StepId): ProcedureFinding["witness"] {
  const known = pathsTo.get(ways) ?? new Map<StepId, ProcedureFinding["witness"]>();
  pathsTo.set(ways, known);
  const told = known.get(id);
  if (told) return told;
  const path = source.start in source.steps ? shortestPath(source.start, (each) => each === id, ways) : undefined;
  const witness = path ? witnessOf(source, source.start, path) : { step: id };
  known.set(id, witness);
  return witness;
}

/** A case that goes from the start to an end; what it does not come by, no case does where nothing leads there. */
const pathToAnEnd = (source: ProcedureSource, ways: Ways): Record<string, unknown> => {
  const path = shortestPath(source.start, (each) => source.steps[each]?.kind === "end", ways);
  return witnessOf(source, source.start, path ?? []);
};

/** A path as the outcomes and answers that lead along it. */
function witnessOf(source: ProcedureSource, start: StepId, path: readonly Way[]): Record<string, unknown> {
  const causes = path.flatMap(({ from, by }) => {
    const name = causeOf(source.steps[from]);
    return name === undefined || by === "" ? [] : [[name, by] as const];
  });
  return { ...Object.fromEntries(causes), path: [start, ...path.map(({ to }) => to)] };
}

function causeOf(step: Step | undefined): string | undefined {
  switch (step?.kind) {
    case "ask":
      return step.fact;
    case "decide":
      return step.table;
    case "act":
      return step.action;
    case "call":
      return step.procedure;
    case "look-up":
      return step.facts.join(",");
    case "work-out":
      return Object.keys(step.facts).join(",");
    case "wait":
      return step.for;
    case "undo":
      return "undo";
    default:
      return undefined;
  }
}

function safely<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof DecisionError) return error.message;
  throw error;
}
