import { compileTable, compileTest, evaluateTable, type TableSource } from "@ruyi/decision";
import { type Random } from "@ruyi/kernel";
import type { Adaptation, ProcedureSource, Step } from "@ruyi/sop";
import type { Clean } from "./clean.ts";
import { reachedFrom, relinked, saidBy } from "./steps.ts";

/** A sound procedure made unsound in one known way. */
export type Defect = {
  readonly source: ProcedureSource;
  /** What a place below changes; the procedure itself is as it was. */
  readonly adaptation?: Adaptation;
  /** How the check must name it. */
  readonly rule: string;
  /** Where it may be told: one of these places, or within it. */
  readonly at: readonly string[];
};

type Maker = (clean: Clean, random: Random) => Defect | undefined;
type Found<Kind extends Step["kind"]> = readonly [id: string, step: Extract<Step, { kind: Kind }>];

/**
 * The defects by kind. Each maker breaks a place that chance picks, and where breaking is more than taking something away, it
 * makes sure by means of its own, never the check's, that what it made is broken.
 */
export const defects: Readonly<Record<string, Maker>> = {
  "unreachable step": ({ source }, random) =>
    oneOf(random, passing(source), ([id, step]) => {
      if (id === source.start || step.next === id) return undefined;
      const past = (goal: string): string => (goal === id ? step.next : goal);
      return { source: withAll(source, past, id), rule: "unreachable", at: [`steps.${id}`] };
    }),

  "dead end": ({ source }, random) =>
    oneOf(random, steps(source, "say", "promise", "look-up", "ask", "call", "hand-off"), ([id, step]) => {
      const broken = relinked(step, () => "step-nobody-wrote");
      const open = "next" in step && typeof step.next === "object" ? { ...broken, next: {} } : broken;
      const without = "atMost" in open ? omitLimit(open as Step) : (open as Step);
      return { source: withStep(source, id, without), rule: "dead-end", at: [`steps.${id}`] };
    }),

  "path without end or timed wait": ({ source }, random) =>
    oneOf(random, steps(source, "say", "promise"), ([id, step]) => {
      const twin = `${id}-again`;
      const [one, other] = random() < 0.3 ? [id, id] : [twin, id];
      const made = withStep(withStep(source, twin, { ...step, next: other }), id, { ...step, next: one });
      const { [twin]: unused, ...others } = made.steps;
      const round = one === id && unused ? { ...made, steps: others } : made;
      // Told where a case first cannot come to rest any more: here, or at a step that leads only here.
      return { source: round, rule: "endless", at: restless(round).map((each) => `steps.${each}`) };
    }),

  "loop without bound": ({ source }, random) =>
    oneOf(random, steps(source, "look-up"), ([id, step]) => {
      const says = source.steps[step.missing];
      const isCounted = says?.kind === "say" && says.next === id;
      const loop = omitLimit({ ...step, missing: isCounted ? step.missing : id });
      const places = isCounted ? [id, step.missing] : [id];
      return { source: withStep(source, id, loop), rule: "loop", at: places.map((each) => `steps.${each}`) };
    }),

  "fact read before made": (clean, random) => (random() < 0.5 ? saidFirst(clean, random) : missedFact(clean, random)),

  "decide with gap": ({ source }, random) =>
    oneOf(random, decisions(source), ([table, text]) => {
      const holed = shuffled(random, text.rows.keys())
        .map((row) => ({ ...text, rows: text.rows.toSpliced(row, 1) }))
        .find((each) => isSomewhere(source, text, each, (rows) => rows === 0));
      return holed && { source: withTable(source, table, holed), rule: "gap", at: [`tables.${table}`] };
    }),

  "decide with overlap": ({ source }, random) =>
    oneOf(random, decisions(source), ([table, text]) => {
      const wider = shuffled(random, text.rows.keys()).flatMap((row) =>
        text.inputs.map((_, column) => ({
          ...text,
          rows: text.rows.map((each, at) =>
            at === row ? { ...each, when: each.when.map((cell, index) => (index === column ? "-" : cell)) } : each,
          ),
        })),
      );
      const doubled = wider.find((each) => isSomewhere(source, text, each, (rows) => rows > 1));
      return doubled && { source: withTable(source, table, doubled), rule: "overlap", at: [`tables.${table}`] };
    }),

  "act without key": ({ source }, random) =>
    oneOf(random, steps(source, "act"), ([id, step]) => {
      const keys = ["", step.key.replace("{run}", ""), "{run}/{order.id}/{amount}", "refund"];
      const key = keys[Math.floor(random() * keys.length)] ?? "";
      return { source: withStep(source, id, { ...step, key }), rule: "key", at: [`steps.${id}.key`] };
    }),

  "act without confirmation": ({ source }, random) =>
    oneOf(random, steps(source, "act"), ([id, step]) => {
      // Money out, an order ended or goods sent elsewhere need a yes; of other acts it must at least be said why not.
      const why = ["refund", "cancelOrder", "reship"].includes(step.action) ? "Customers rarely mind this." : "";
      const broken: Step = { ...step, confirm: { kind: "not-needed", why } };
      return { source: withStep(source, id, broken), rule: "unconfirmed", at: [`steps.${id}.confirm`] };
    }),

  "act without undo or irreversible mark": ({ source }, random) =>
    oneOf(random, steps(source, "act"), ([id, step]) => {
      const broken: Step = { ...step, undo: { action: "", with: {} } };
      return { source: withStep(source, id, broken), rule: "undo", at: [`steps.${id}.undo`] };
    }),

  "promise without due time": ({ source }, random) =>
    oneOf(random, steps(source, "promise"), ([id, step]) => {
      const at = [`steps.${id}.due`, `phrases.${step.phrase}`];
      const due = ["", "PT0S", "words"][Math.floor(random() * 3)];
      if (due !== "words") {
        return { source: withStep(source, id, { ...step, due: due ?? "" }), rule: "promise", at };
      }
      const phrase = source.phrases[step.phrase];
      if (!phrase) return undefined;
      const words = random() < 0.5 ? { en: "You will hear from us." } : { zh: "会告知的。" };
      return { source: withPhrase(source, step.phrase, { ...phrase, ...words }), rule: "promise", at };
    }),

  "missing language": ({ source }, random) => {
    const language = random() < 0.5 ? "zh" : "en";
    return oneOf(random, [...Object.entries(source.phrases), "title", "button"] as const, (place) => {
      if (place === "title") {
        return { source: { ...source, title: { ...source.title, [language]: "" } }, rule: "language", at: ["title"] };
      }
      if (place === "button") {
        return oneOf(random, steps(source, "ask"), ([id, step]) => {
          const [first, ...others] = step.choices ?? [];
          if (!first) return undefined;
          const mute = { ...first, label: { ...first.label, [language]: " " } };
          const broken: Step = { ...step, choices: [mute, ...others] };
          return { source: withStep(source, id, broken), rule: "language", at: [`steps.${id}.choices`] };
        });
      }
      const [name, phrase] = place;
      const mute = withPhrase(source, name, { ...phrase, [language]: "" });
      return { source: mute, rule: "language", at: [`phrases.${name}.${language}`] };
    });
  },

  "unbound phrase variable": ({ source }, random) => {
    const said = [...new Set(steps(source, "say", "ask", "promise", "act").flatMap(([, step]) => saidBy(step)))];
    return oneOf(random, said, (name) => {
      const phrase = source.phrases[name];
      if (!phrase) return undefined;
      const hole = { ...phrase, en: `${phrase.en} {nobody.knows, text}` };
      return { source: withPhrase(source, name, hole), rule: "variable", at: [`phrases.${name}`] };
    });
  },

  "locked clause changed": ({ source }, random) => {
    const strict = Object.entries(source.phrases).filter(
      ([name, { strict: is }]) => is && !isOpen(source, `phrases.${name}`),
    );
    const tables = Object.entries(source.tables).filter(([name]) => !isOpen(source, `tables.${name}`));
    return oneOf(
      random,
      [...strict.map(([name]) => ["phrases", name] as const), ...tables.map(([name]) => ["tables", name] as const)],
      ([kind, name]) => {
        const text = source.tables[name];
        const change =
          kind === "phrases"
            ? { phrases: { [name]: { zh: "另有说法。", en: "Put otherwise." } } }
            : { tables: text ? { [name]: { ...text, rows: text.rows.slice(1) } } : {} };
        return { source, adaptation: changeOf(source, change), rule: "locked", at: [`${kind}.${name}`] };
      },
    );
  },

  "parameter out of bounds": ({ source }, random) =>
    oneOf(random, Object.entries(source.parameters), ([name, parameter]) => {
      if (parameter.kind !== "number") return undefined;
      const value = random() < 0.5 ? parameter.to + 1 : parameter.from - 1;
      if (random() < 0.5) {
        const adaptation = changeOf(source, { settings: { [name]: value } });
        return { source, adaptation, rule: "bounds", at: [`settings.${name}`] };
      }
      const parameters = { ...source.parameters, [name]: { ...parameter, default: value } };
      return { source: { ...source, parameters }, rule: "bounds", at: [`parameters.${name}`] };
    }),

  "hand-off to nobody": ({ source }, random) =>
    oneOf(random, steps(source, "hand-off"), ([id, step]) => {
      const [end] = shuffled(random, steps(source, "end"));
      if (!end) return undefined;
      return { source: withStep(source, id, { ...step, next: end[0] }), rule: "nobody", at: [`steps.${id}`] };
    }),
};

// --- A fact too early

/** A sentence at the very beginning that names what only a later look-up finds. */
function saidFirst({ source }: Clean, random: Random): Defect | undefined {
  return oneOf(random, factsFound(source), ([fact]) => {
    const phrase = { zh: `{${fact}.title, name}`, en: `{${fact}.title, name}`, strict: false };
    const first = withPhrase(source, "too-early", phrase);
    const begun = withStep(first, "too-early", { kind: "say", phrase: "too-early", next: source.start });
    return { source: { ...begun, start: "too-early" }, rule: "fact", at: ["phrases.too-early"] };
  });
}

/** A look-up that goes on as if it had found what it did not find, to a sentence that names it. */
function missedFact({ source }: Clean, random: Random): Defect | undefined {
  const found = oneOf(random, factsFound(source), ([fact, id, step]) => {
    const makes = (each: string, other: Step): boolean =>
      each !== id && other.kind === "look-up" && other.facts.includes(fact);
    const onward = reachedFrom(source, step.next, (each, other) => each === id || makes(each, other));
    const names = onward.flatMap((each) => {
      const other = source.steps[each];
      return each === id || !other
        ? []
        : saidBy(other).filter((name) => source.phrases[name]?.en.includes(`{${fact}.`));
    });
    if (names.length === 0) return undefined;
    const broken: Step = { ...step, missing: step.next };
    return {
      source: withStep(source, id, broken),
      rule: "fact",
      at: [...new Set(names)].map((name) => `phrases.${name}`),
    };
  });
  return found ?? saidFirst({ source, name: "", parts: new Map() }, random);
}

/** Facts that one look-up finds and nothing else makes. */
function factsFound(source: ProcedureSource): (readonly [fact: string, id: string, step: Found<"look-up">[1]])[] {
  const all = steps(source, "look-up");
  return all.flatMap(([id, step]) =>
    step.facts
      .filter((fact) => !Object.values(step.with).some((text) => text.includes(fact)))
      .filter((fact) => source.facts[fact] !== "customer")
      .map((fact) => [fact, id, step] as const),
  );
}

// --- Tables

/** Tables somebody decides by whose rows exclude each other, over inputs that are facts by name. */
function decisions(source: ProcedureSource): (readonly [name: string, table: TableSource])[] {
  const used = new Set(steps(source, "decide").map(([, { table }]) => table));
  return Object.entries(source.tables).filter(([name, { hit, inputs }]) => {
    const isPlain = inputs.every(({ expression, type }) => /^[A-Za-z][\w.]*$/.test(expression) && type !== undefined);
    return used.has(name) && (hit ?? "unique") === "unique" && isPlain && inputs.length > 0;
  });
}

/** Cases of a table: every value its cells speak of, and those between, in every combination. */
function casesOf(source: ProcedureSource, table: TableSource): Record<string, unknown>[] {
  const { inputs, rows } = byDefault(source, table);
  const values = inputs.map(({ expression, type, allowed }, column): [string, readonly unknown[]] => {
    if (type === "boolean") return [expression, [true, false]];
    const texts = [allowed ?? "", ...rows.map(({ when }) => when[column] ?? "")];
    if (type === "string") {
      const words = texts.flatMap((text) => [...text.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word));
      return [expression, [...new Set(words)].filter((word) => isAllowed(allowed, word))];
    }
    const numbers = texts.flatMap((text) => [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number));
    const around = numbers.flatMap((number) => [number - 0.5, number, number + 0.5]);
    return [expression, [...new Set(around)].filter((number) => isAllowed(allowed, number))];
  });
  let cases: Record<string, unknown>[] = [{}];
  for (const [expression, each] of values) {
    cases = cases
      .flatMap((facts) => each.map((value) => withValue(facts, expression.split("."), value)))
      .slice(0, 20_000);
  }
  return cases;
}

const isAllowed = (allowed: string | undefined, value: unknown): boolean =>
  allowed === undefined || compileTest(allowed)(value, {}) === true;

function withValue(
  facts: Record<string, unknown>,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const inner = facts[name];
  const within = typeof inner === "object" && inner !== null ? { ...inner } : {};
  return { ...facts, [name]: rest.length === 0 ? value : withValue(within, rest, value) };
}

/** Whether in some case of a table so many rows of its broken twin hold. */
function isSomewhere(
  source: ProcedureSource,
  table: TableSource,
  broken: TableSource,
  isSo: (rows: number) => boolean,
): boolean {
  const rules = compileTable({ ...byDefault(source, broken), hit: "rule-order" });
  return casesOf(source, table).some((facts) => isSo(evaluateTable(rules, facts).rows.length));
}

/** The table with what a merchant may set as it is when nobody has. */
function byDefault({ parameters }: ProcedureSource, table: TableSource): TableSource {
  const put = (cell: string): string =>
    cell.replaceAll(/setting\.(\w+)/g, (_whole, name: string) => String(parameters[name]?.default));
  return { ...table, rows: table.rows.map(({ when, then }) => ({ when: when.map(put), then })) };
}

// --- Making

/** Steps of these kinds that the start leads to. */
function steps<Kind extends Step["kind"]>(source: ProcedureSource, ...kinds: readonly Kind[]): Found<Kind>[] {
  const wanted = new Set<string>(kinds);
  return reachedFrom(source, source.start).flatMap((id) => {
    const step = source.steps[id];
    return step && wanted.has(step.kind) ? [[id, step as Extract<Step, { kind: Kind }>] as const] : [];
  });
}

const passing = (source: ProcedureSource) => steps(source, "say", "promise", "look-up", "work-out", "hand-off");

/** Steps that lead to no end and no wait. */
function restless(source: ProcedureSource): string[] {
  const rests = (id: string): boolean => ["end", "wait"].includes(source.steps[id]?.kind ?? "");
  return reachedFrom(source, source.start).filter((id) => !reachedFrom(source, id).some(rests));
}

/** What the first of the places that chance picks was made of, and that could be broken. */
function oneOf<Place>(
  random: Random,
  places: readonly Place[],
  make: (place: Place) => Defect | undefined,
): Defect | undefined {
  for (const place of shuffled(random, places)) {
    const made = make(place);
    if (made) return made;
  }
  return undefined;
}

function shuffled<Item>(random: Random, items: Iterable<Item>): Item[] {
  return [...items]
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

const withStep = (source: ProcedureSource, id: string, step: Step): ProcedureSource => ({
  ...source,
  steps: { ...source.steps, [id]: step },
});

/** Every step but one with its links put through `to`. */
const withAll = (source: ProcedureSource, to: (goal: string) => string, but: string): ProcedureSource => ({
  ...source,
  steps: Object.fromEntries(
    Object.entries(source.steps).map(([id, step]) => [id, id === but ? step : relinked(step, to)]),
  ),
});

const withTable = (source: ProcedureSource, name: string, table: TableSource): ProcedureSource => ({
  ...source,
  tables: { ...source.tables, [name]: table },
});

const withPhrase = (
  source: ProcedureSource,
  name: string,
  phrase: ProcedureSource["phrases"][string],
): ProcedureSource => ({ ...source, phrases: { ...source.phrases, [name]: phrase } });

function omitLimit(step: Step): Step {
  if (!("atMost" in step)) return step;
  const { atMost: _limit, ...rest } = step;
  return rest as Step;
}

const isOpen = (source: ProcedureSource, clause: string): boolean => source.open.includes(clause);

const changeOf = (source: ProcedureSource, change: Partial<Adaptation>): Adaptation => ({
  of: source.id,
  settings: {},
  phrases: {},
  tables: {},
  locks: [],
  ...change,
});
