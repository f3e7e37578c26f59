import { type Bilingual, dayMs, formatDate, formatMoment, type Language } from "@ruyi/kernel";
import { partOf } from "../advance.ts";
import { stationsAhead } from "../guidance.ts";
import type { Procedure, Step, StepId } from "../procedure.ts";
import { capital } from "../reading/conditions.ts";
import { wordFor } from "../reading/terms.ts";
import { type Decision, placeOf, type Run } from "../run.ts";
import { decide, supposing } from "./case.ts";
import type { Foreseen } from "./foresee.ts";
import { suppositionIn } from "./supposition.ts";
import { boundOf, inputWords, isTold, listEn, listZh, outcomeWords, reasonOf, tableIn, valueClause } from "./words.ts";

/** What somebody is told who asks about a matter: from its procedure, its tables and what it has decided. */
export type Told = {
  readonly text: string;
  /** The clause it is from: `return-and-refund/mayReturn/2`. */
  readonly clause: string;
  readonly version: number;
  /** When what it rests on was so. */
  readonly at: string;
  /** What may be chosen next: to begin the matter, to contest the decision, to have a person explain. */
  readonly offers: readonly ("begin" | "appeal" | "person")[];
  /** It says that it does not know: what somebody wrote on the question is better. */
  readonly declines?: true;
};

type Reader = { readonly language: Language; readonly zone: string; readonly now: string };
const say = ({ language }: Reader, words: Bilingual): string => words[language];

// --- Why

const appeal: Bilingual = {
  zh: "觉得不对，可以申诉，由人复核。",
  en: " If that seems wrong, you can appeal to a person.",
};

/** Why a matter stands or ended as it did; undefined where nothing was decided in it. */
export function whyOf(procedure: Procedure, run: Run, reader: Reader): Told | undefined {
  const decision = run.decided?.at(-1);
  return decision && why(procedure, run, decision, reader);
}

function why(procedure: Procedure, run: Run, decision: Decision, reader: Reader): Told | undefined {
  const reason = reasonOf(procedure, decision);
  const told = (words: Bilingual, offers: Told["offers"]): Told => ({
    ...{ text: say(reader, words), version: run.version, at: decision.at, offers },
    clause: [decision.part, decision.table, reason?.row].filter((each) => each !== undefined).join("/"),
  });
  if (!reason) return told(lines.anotherVersion, ["person"]);
  if (decision.outcome === null) return told(unknownWords(reason.unknown), ["person"]);
  const about = titleIn(run);
  const outcome = reason.outcome;
  const own = reason.isHidden && isWhyTold(procedure, decision) ? whyIn(run) : undefined;
  if (own) return told({ zh: `${own.zh}${appeal.zh}`, en: `${own.en}${appeal.en}` }, ["appeal"]);
  if (reason.isHidden || !outcome || reason.clauses.length === 0) {
    const begun = run.decided?.find(({ part, at }) => part === procedure.id && at <= decision.at);
    const gate = begun && begun !== decision ? why(procedure, run, begun, reader) : undefined;
    if (!gate || gate.offers.length > 0) return told(lines.personExplains, ["person"]);
    const whole = `${gate.text}${reader.language === "zh" ? "" : " "}${lines.more[reader.language]}`;
    return { ...gate, text: whole, offers: ["person"] };
  }
  const limit = goesOn(procedure, decision)
    ? undefined
    : boundOf(procedure, decision, (other) => other !== decision.outcome && leadsOn(procedure, decision, other));
  const rule = limit ? { zh: `规则是${limit.words.zh}。`, en: ` The rule is ${limit.words.en}.` } : { zh: "", en: "" };
  const mayAppeal = decision.outcome !== null && endOf(procedure, decision, decision.outcome) === "refused";
  const way = mayAppeal ? appeal : nothing;
  return told(
    {
      zh: `${about ? `${about.zh}：` : ""}${outcome.zh}，因为${listZh(reason.clauses)}。${rule.zh}${way.zh}`,
      en: `${about ? `${about.en}: ` : ""}${about ? outcome.en : capital(outcome.en)}, because ${listEn(reason.clauses)}.${rule.en}${way.en}`,
    },
    mayAppeal ? ["appeal"] : [],
  );
}

const lines = {
  personExplains: {
    zh: "这一步不只看订单。为什么这样定，由同事说明，我不替同事猜。",
    en: "This step looks at more than the order. A colleague explains why it was decided so; I won't guess.",
  },
  more: {
    zh: "后面怎么办不只看订单，为什么这样定由同事说明。",
    en: "How it goes on from there looks at more than the order; a colleague can explain that.",
  },
  anotherVersion: {
    zh: "这件事当时照的规则后来改过，我这里说不准，由同事查了说明。",
    en: "The rule that decided this has changed since, so I can't say for sure; a colleague will look it up and explain.",
  },
  which: {
    zh: "这要看是哪一件，我不乱说。从下面开始，先选是哪一件；确认以前什么也不办。",
    en: "That depends on which item it is, and I won't guess. Start below and pick it; nothing is done before you confirm.",
  },
  begin: { zh: "要办就从下面开始，现在什么也没动。", en: " To go ahead, choose below; nothing has been started." },
} as const satisfies Readonly<Record<string, Bilingual>>;

const unknownWords = (unknown: readonly Bilingual[]): Bilingual =>
  unknown.length === 0
    ? {
        zh: "有的情况还不知道，不能照规则说，由同事看。",
        en: "Something is not known yet, so the rule can't say; a colleague looks at it.",
      }
    : {
        zh: `还不知道${unknown.map(({ zh }) => zh).join("、")}，不能照规则说。不知道不当作不行。`,
        en: `The ${listEn(unknown)} ${unknown.length === 1 ? "is" : "are"} not known, so the rule can't say. Unknown is not no.`,
      };

/** Whether a matter goes on after a decision of its run. */
export const goesOn = (procedure: Procedure, decision: Decision): boolean =>
  decision.outcome !== null && leadsOn(procedure, decision, decision.outcome);

/** Whether an outcome leads to more than words: something is asked, done or looked at by a person. */
const leadsOn = (procedure: Procedure, decision: Pick<Decision, "part" | "step">, outcome: string): boolean =>
  endOf(procedure, decision, outcome) === undefined;

/** With what a matter ends where an outcome leads to words alone; undefined where it goes on. */
function endOf(
  procedure: Procedure,
  { part, step }: Pick<Decision, "part" | "step">,
  outcome: string,
): string | undefined {
  const { steps } = partOf(procedure, { procedure: part, step });
  const decides = steps[step];
  let next: Step | undefined =
    decides?.kind === "decide" ? steps[decides.next[outcome] ?? decides.next["*"] ?? ""] : undefined;
  while (next?.kind === "say") next = steps[next.next];
  return next?.kind === "end" ? next.outcome : next === undefined ? "" : undefined;
}

/** Whether the procedure itself tells the customer why: a line after the decision holds the rating's own words. */
function isWhyTold(procedure: Procedure, { part, step, outcome }: Decision): boolean {
  const { steps, phrases } = partOf(procedure, { procedure: part, step });
  const decides = steps[step];
  const first: StepId | undefined = decides?.kind === "decide" && outcome !== null ? decides.next[outcome] : undefined;
  const next = first === undefined ? undefined : steps[first];
  const phrase =
    next?.kind === "act" && next.confirm.kind === "read-back"
      ? next.confirm.phrase
      : next && "phrase" in next
        ? next.phrase
        : undefined;
  return phrase !== undefined && /\{\w+\.why\b/.test(phrases[phrase]?.en ?? "");
}

const isBilingual = (value: unknown): value is Bilingual =>
  typeof value === "object" && value !== null && "zh" in value && "en" in value;
const fieldOf = (run: Run, fact: string, name: string): unknown => {
  const value = run.facts[fact]?.value;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
};
const titleIn = (run: Run): Bilingual | undefined => {
  const title = fieldOf(run, "order", "title");
  return isBilingual(title) ? title : undefined;
};
const whyIn = (run: Run): Bilingual | undefined => {
  const words = fieldOf(run, "quote", "why");
  return isBilingual(words) && words.zh !== "" ? words : undefined;
};

/** What of a run can still be asked about once it is over: small, for it stays with its conversation. */
export function remainsOf(run: Run): Run {
  const title = titleIn(run);
  const why = whyIn(run);
  const number = fieldOf(run, "order", "number");
  const kept = { ...(title ? { order: { title, number } } : {}), ...(why ? { quote: { why } } : {}) };
  const facts = Object.entries(kept).map(([name, value]) => {
    const { source = "desk", at = "" } = run.facts[name] ?? {};
    return [name, { value, source, at }] as const;
  });
  const { visits: _visits, agreed: _agreed, ...rest } = run;
  return { ...rest, facts: Object.fromEntries(facts), answered: [], rounds: {}, done: [] };
}

/** Whether words name an order by its number, or the end of it, and it is not this run's. */
export function namesAnother(run: Run, text: string): boolean {
  const named = [...text.matchAll(/\d{4,}/g)].map(([digits]) => digits);
  const number = fieldOf(run, "order", "number");
  return named.length > 0 && !named.some((digits) => typeof number === "string" && number.endsWith(digits));
}

// --- Whether

/** What would come of the matter on the order that is meant; undefined where the procedure has nothing to say on it. */
export function whetherOf(procedure: Procedure, foreseen: Foreseen, reader: Reader): Told | undefined {
  const { gate, said, ends, run } = foreseen;
  const told = (words: Bilingual, offers: Told["offers"], declines = false): Told => ({
    ...{ text: say(reader, words), version: procedure.version, at: factsAt(run, reader), offers },
    clause: clauseOfGate(procedure, gate),
    ...(declines ? { declines } : {}),
  });
  if (ends === "which") return told(lines.which, ["begin"], true);
  const whole = said.join(reader.language === "zh" ? "" : " ");
  const spoken = { zh: whole, en: whole };
  if (!gate) return ends === "ended" && whole !== "" ? told(spoken, []) : undefined;
  const reason = reasonOf(procedure, gate);
  if (!reason) return undefined;
  if (gate.outcome === null) return told(unknownWords(reason.unknown), ["begin"], true);
  if (whole !== "") {
    const end = endOf(procedure, gate, gate.outcome);
    return told(spoken, end === undefined ? ["begin"] : end === "refused" ? ["appeal"] : []);
  }
  const outcome = reason.outcome;
  if (!outcome || reason.isHidden || reason.clauses.length === 0) return undefined;
  const about = titleIn(run);
  const until = untilOf(procedure, gate, reader);
  const person = ends === "person" ? { zh: "由同事看了再定。", en: " A colleague looks at it and decides." } : nothing;
  return told(
    {
      zh: `${about ? `${about.zh}：` : ""}${outcome.zh}，因为${listZh(reason.clauses)}。${until.zh}${person.zh}${lines.begin.zh}`,
      en: `${about ? `${about.en}: ` : ""}${about ? outcome.en : capital(outcome.en)}, because ${listEn(reason.clauses)}.${until.en}${person.en}${lines.begin.en}`,
    },
    ["begin"],
  );
}
const nothing: Bilingual = { zh: "", en: "" };

const clauseOfGate = (procedure: Procedure, gate: Decision | undefined): string => {
  const row = gate && reasonOf(procedure, gate)?.row;
  return [procedure.id, gate?.table, row].filter((each) => each !== undefined).join("/");
};

/** How long the rule leaves, with the day where it counts days. */
function untilOf(procedure: Procedure, gate: Decision, reader: Reader): Bilingual {
  const bound = boundOf(procedure, gate, (outcome) => outcome === gate.outcome);
  if (!bound) return nothing;
  const now = gate.values[bound.column];
  const expression = tableIn(procedure, gate)?.inputs[bound.column]?.expression ?? "";
  const left = bound.most !== undefined && typeof now === "number" && /days/i.test(expression) ? bound.most - now : -1;
  const day = left < 0 ? undefined : formatDate(new Date(Date.parse(reader.now) + left * dayMs), reader);
  return {
    zh: `规则是${bound.words.zh}${day === undefined ? "" : `，到${day}为止`}。`,
    en: ` The rule is ${bound.words.en}${day === undefined ? "" : `, so until ${day}`}.`,
  };
}

const factsAt = (run: Run, { now }: Reader): string => {
  const times = ["order", "parcel"].flatMap((name) => run.facts[name]?.at ?? []);
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? now;
};

// --- What if

/**
 * What the procedure's gate would say with one fact otherwise. Where no input is about what is supposed, it says what the
 * rule does look at, and leaves the answer open.
 */
export function whatIfOf(
  procedure: Procedure,
  foreseen: Foreseen | undefined,
  text: string,
  reader: Reader,
): Told | undefined {
  const gate = foreseen?.gate;
  const known = gate ?? gateOf(procedure);
  const source = known && tableIn(procedure, known);
  if (!known || !source) return undefined;
  const isWhole = source.inputs.every(({ expression }) => isTold(procedure, known.part, expression));
  if (!isWhole) return undefined;
  const told = (words: Bilingual, row: number | undefined, more: Pick<Told, "offers"> & { declines?: true }): Told => ({
    ...{
      text: say(reader, words),
      version: procedure.version,
      at: foreseen ? factsAt(foreseen.run, reader) : reader.now,
    },
    clause: [procedure.id, known.table, row].filter((each) => each !== undefined).join("/"),
    ...more,
  });
  const looksAt = source.inputs.flatMap(({ expression }) => inputWords(expression) ?? []);
  const supposition = suppositionIn(text, source);
  if (!supposition)
    return told(
      {
        zh: `照规则看的是${looksAt.map(({ zh }) => zh).join("、")}。您说的这种情况规则里没有写，我不乱答。`,
        en: `The rule looks at ${listEn(looksAt)}. It says nothing about the case you describe, so I won't guess.`,
      },
      undefined,
      { offers: ["begin", "person"], declines: true },
    );
  const { column, value } = supposition;
  const supposed = supposing(source, known.values, column, value);
  const values = supposed?.values ?? known.values.with(column, value);
  const verdict = decide(source, values);
  if (verdict.outcome === null)
    return told(unknownWords(wordsOf(source, verdict.missing)), undefined, { offers: ["begin"], declines: true });
  const words = outcomeWords(known.table, verdict.outcome);
  if (!words) return undefined;
  const then = yesOrNo(procedure, known, verdict.outcome, words);
  const assumed = [...(supposed?.supposed ?? []), column].toSorted((a, b) => a - b);
  const clauses = assumed.flatMap((each) => valueClause(source.inputs[each]?.expression ?? "", values[each]) ?? []);
  if (clauses.length !== assumed.length) return undefined;
  const hypothetical: Decision = { ...known, values, outcome: verdict.outcome };
  const bound = boundOf(procedure, hypothetical, (outcome) => leadsOn(procedure, known, outcome));
  const rule = bound ? { zh: `规则是${bound.words.zh}。`, en: ` The rule is ${bound.words.en}.` } : nothing;
  const now = foreseen && gate ? nowWords(procedure, gate, titleIn(foreseen.run)) : nothing;
  return told(
    {
      zh: `如果${listZh(clauses)}：${then.zh}。${rule.zh}${now.zh}`,
      en: `If ${listEn(clauses)}: ${then.en}.${rule.en}${now.en}`,
    },
    verdict.row === undefined ? undefined : verdict.row + 1,
    { offers: ["begin"] },
  );
}

/** Of a rule that says yes or no, the answer comes before its reason; where another way is left, that is said. */
function yesOrNo(procedure: Procedure, gate: Decision, outcome: string, { zh, en }: Bilingual): Bilingual {
  const mayBeYes = tableIn(procedure, gate)?.outputs.some(({ allowed }) => allowed?.includes('"yes"')) ?? false;
  if (!mayBeYes || outcome === "yes") return { zh, en };
  return leadsOn(procedure, gate, outcome)
    ? {
        zh: `不能直接办，${zh}；还有别的办法，从下面开始`,
        en: `not directly, ${en}; there is another way, choose below`,
      }
    : { zh: `不行，${zh}`, en: `no, ${en}` };
}

function nowWords(procedure: Procedure, gate: Decision, about: Bilingual | undefined): Bilingual {
  const reason = reasonOf(procedure, gate);
  if (!reason?.outcome || reason.clauses.length === 0) return nothing;
  return {
    zh: `现在${about ? `（${about.zh}）` : ""}${listZh(reason.clauses)}：${reason.outcome.zh}。`,
    en: ` As it stands${about ? ` (${about.en})` : ""}, ${listEn(reason.clauses)}: ${reason.outcome.en}.`,
  };
}

const wordsOf = (source: NonNullable<ReturnType<typeof tableIn>>, columns: readonly number[]): Bilingual[] =>
  columns.flatMap((column) => inputWords(source.inputs[column]?.expression ?? "") ?? []);

/** The first decision of a procedure itself, of an order nobody knows. */
function gateOf(procedure: Procedure): Decision | undefined {
  const { steps, tables, id: part, start } = procedure;
  const seen = new Set<StepId>();
  for (let step: StepId | undefined = start; step !== undefined && !seen.has(step);) {
    seen.add(step);
    const here: Step | undefined = steps[step];
    if (here?.kind === "decide") {
      const source = tables[here.table];
      return source && { part, step, table: here.table, values: source.inputs.map(() => null), outcome: null, at: "" };
    }
    step = here?.kind === "call" ? here.next["found"] : here?.kind === "look-up" ? here.next : undefined;
  }
  return undefined;
}

// --- What next

export type PromiseTold = { readonly text: string; readonly dueAt: string };

/** Where a matter stands, what it waits for and until when, and what comes then; undefined where nothing is to come. */
export function nextOf(
  procedure: Procedure,
  run: Run,
  promises: readonly PromiseTold[],
  reader: Reader,
): Told | undefined {
  const stands = standsAt(procedure, run, reader);
  const told = promises.map(({ text }) => text);
  if (!stands && told.length === 0) return undefined;
  const words = stands ?? nothing;
  const then = stands ? comesThen(procedure, run) : nothing;
  const promised: Bilingual = {
    zh: told.length === 0 ? "" : `已经答应的：${told.join("")}`,
    en: told.length === 0 ? "" : ` Promised: ${told.join(" ")}`,
  };
  const place = placeOf(run);
  return {
    text: say(reader, {
      zh: `${words.zh}${then.zh}${promised.zh}`,
      en: `${words.en}${then.en}${promised.en}`.trim(),
    }),
    ...{ clause: `${place.procedure}/${place.step}`, version: run.version, at: reader.now, offers: [] },
  };
}

function standsAt(procedure: Procedure, run: Run, reader: Reader): Bilingual | undefined {
  const place = placeOf(run);
  const step = partOf(procedure, place).steps[place.step];
  switch (run.state.kind) {
    case "ended":
      return undefined;
    case "looking-up":
      return { zh: "正在查，查到就在这里告诉您。", en: "It is being looked up, and the answer comes here." };
    case "acting": {
      const what = step?.kind === "act" ? wordFor("actions", step.action) : { zh: "撤回", en: "taking it back" };
      return { zh: `正在办：${what.zh}。`, en: `Under way now: ${what.en}.` };
    }
    case "confirming":
      return {
        zh: "现在等您确认，确认以前什么也不办。",
        en: "It waits for your word; nothing is done before you confirm.",
      };
    case "asking":
      return step?.kind === "ask" && step.of === "agent"
        ? { zh: "现在由同事看，您不用再做什么。", en: "A colleague is looking at it; there is nothing for you to do." }
        : { zh: "现在等您回答下面的问题。", en: "It waits for your answer to the question below." };
    case "waiting": {
      const what = step?.kind === "wait" ? waitedWords(step.for) : undefined;
      const by = formatMoment(new Date(run.state.wakeAt), reader);
      return {
        zh: `现在等${what?.zh ?? "消息"}，最晚到${by}；到时没有消息，也会接着办。`,
        en: `It waits for ${what?.en ?? "news"}, until ${by} at the latest; without news it goes on then.`,
      };
    }
  }
}

const waitedWords = (key: string): Bilingual => wordFor("waits", key.split(":")[0] ?? key);

function comesThen(procedure: Procedure, run: Run): Bilingual {
  const words = stationsAhead(procedure, run).flatMap(({ kind, about }): Bilingual[] => {
    if (kind === "act") return [wordFor("actions", about)];
    if (kind === "wait") {
      const { zh, en } = wordFor("waits", about);
      return [{ zh: `等${zh}`, en: `wait for ${en}` }];
    }
    return kind === "decide" ? [{ zh: "由同事定", en: "a colleague decides" }] : [];
  });
  if (words.length === 0) return nothing;
  const zh = words.map((each) => each.zh).join("，再");
  return { zh: `之后：${zh}。`, en: ` After that: ${words.map((each) => each.en).join(", then ")}.` };
}
