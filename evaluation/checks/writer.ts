import type { TableSource } from "@ruyi/decision";
import { between, pick, type Random } from "@ruyi/kernel";
import type { ProcedureSource, Step } from "@ruyi/sop";

type Block = (at: string, to: string, known: readonly string[], depth: number) => readonly string[];
type Column = { readonly expression: string } & (
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "yes-no" }
  | { readonly kind: "count"; readonly to: number }
);

const chance = (random: Random, share: number): boolean => random() < share;
const both = (en: string) => ({ zh: `说法${en.length}：${"一二三四五六七八九"[en.length % 9]}`, en });
const actions = ["refund", "cancelOrder", "changeAddress", "reship", "exchange"] as const;
const kinds = ["look", "tell", "question", "decide", "act", "promise", "circle", "workOut", "person"] as const;

/** What every procedure of the test has at least once, so that every kind of defect has a place. */
const needed: readonly (typeof kinds)[number][] = ["look", "decide", "act", "promise", "person", "circle"];

/**
 * Writes sound stretches of procedure by chance: blocks of every kind in any order, branches within branches, each with
 * tables, words and facts of its own. `prefix` keeps their names apart from those that are there.
 */
export function createWriter(random: Random, prefix: string) {
  const steps: Record<string, Step> = {};
  const tables: Record<string, TableSource> = {};
  const phrases: Record<string, ProcedureSource["phrases"][string]> = {};
  const facts: Record<string, ProcedureSource["facts"][string]> = {};
  const parameters: Record<string, ProcedureSource["parameters"][string]> = {};
  let names = 0;
  const name = (kind: string): string => `${prefix}-${kind}-${(names += 1)}`;
  const factName = (kind: string): string => `${prefix}${kind}${(names += 1)}`;

  const phrase = (zh: string, en: string, strict = false): string => {
    const id = name("words");
    phrases[id] = { zh: `第${names}句：${zh}`, en: `Sentence ${names}: ${en}`, strict };
    return id;
  };
  const add = (id: string, step: Step): string => {
    steps[id] = step;
    return id;
  };

  const ended = add(name("end"), { kind: "end", outcome: "over" });
  const howPhrase = phrase("这件事办得怎么样？", "How did this end?");
  /** Gives the matter to a person, who ends it or sends it on. */
  const person = (at: string, to: string): void => {
    const asks = name("person");
    const solved = { id: "solved", label: both("Solved") };
    add(at, {
      kind: "hand-off",
      reason: pick(random, ["technical", "policy", "unsure"] as const),
      ...(chance(random, 0.3) ? { reasons: '["looked-at"]' } : {}),
      ...(chance(random, 0.4) ? { phrase: phrase("由同事接着办。", "A colleague goes on.") } : {}),
      next: asks,
    });
    add(asks, {
      kind: "ask",
      of: "agent",
      fact: factName("result"),
      phrase: howPhrase,
      freeText: false,
      choices: chance(random, 0.5) ? [solved] : [solved, { id: "follow", label: both("To follow up") }],
      next: { "*": to },
    });
  };
  const hand = name("hand");
  person(hand, ended);

  const order = (known: readonly string[]): string | undefined =>
    known.length === 0 ? undefined : pick(random, known);
  const sentence = (known: readonly string[]): string => {
    const of = order(known);
    if (of === undefined || chance(random, 0.3)) return phrase("好。", "All right.");
    const [zh, en, strict] = pick(random, [
      [`{${of}.title, name}还在。`, `{${of}.title, name} is there.`, false],
      [
        `尾号{${of}.number, tail}，{${of}.amount, money}。`,
        `Ending {${of}.number, tail}, {${of}.amount, money}.`,
        true,
      ],
      [`{${of}.at, date}前{${of}.count, count}件。`, `{${of}.count, count} by {${of}.at, date}.`, false],
    ] as const);
    return phrase(zh, en, strict);
  };

  const lookUp = (
    fact: string,
    at: string,
    to: string,
    missing: string,
    atMost?: { times: number; then: string },
  ): void => {
    facts[fact] = pick(random, ["shop", "carrier", "trust"] as const);
    add(at, { kind: "look-up", facts: [fact], with: { of: "run" }, next: to, missing, ...(atMost ? { atMost } : {}) });
  };

  const blocks: Record<(typeof kinds)[number], Block> = {
    look(at, to, known) {
      const fact = factName("order");
      let missing = hand;
      if (chance(random, 0.5)) {
        missing = add(name("missing"), {
          kind: "say",
          phrase: phrase("没有查到。", "Nothing was found."),
          next: ended,
        });
      }
      lookUp(fact, at, to, missing);
      return [...known, fact];
    },
    tell(at, to, known) {
      add(at, { kind: "say", phrase: sentence(known), next: to });
      return known;
    },
    question(at, to, known, depth) {
      const ids = ["one", "two", "three"].slice(0, between(random, 1, 3));
      const next = Object.fromEntries(ids.map((id, place) => [id, branch(to, known, depth, place > 0)]));
      const freeText = chance(random, 0.3);
      add(at, {
        kind: "ask",
        of: "customer",
        fact: factName("said"),
        phrase: sentence(known),
        freeText,
        choices: ids.map((id) => ({ id, label: both(`Choose ${id}`) })),
        next: freeText ? { ...next, "*": to } : next,
      });
      return known;
    },
    decide(at, to, known, depth) {
      const of = order(known);
      if (of === undefined) return blocks.tell(at, to, known, depth);
      const table = factName("table");
      const outcomes = ["keep", "give", "look"].slice(0, between(random, 2, 3));
      tables[table] = writeTable(random, table, of, outcomes, parameters, factName);
      add(at, {
        kind: "decide",
        table,
        next: Object.fromEntries(outcomes.map((outcome, place) => [outcome, branch(to, known, depth, place > 0)])),
        unknown: hand,
      });
      return known;
    },
    act(at, to, known, depth) {
      const of = order(known);
      if (of === undefined) return blocks.tell(at, to, known, depth);
      const action = pick(random, actions);
      const kept = add(name("kept"), {
        kind: "say",
        phrase: phrase("好，先不办。", "All right, not now."),
        next: ended,
      });
      const again = chance(random, 0.4) ? name("again") : undefined;
      if (again !== undefined) {
        add(again, { kind: "look-up", facts: [of], with: { id: `${of}.id` }, next: at, missing: hand });
      }
      add(at, {
        kind: "act",
        action,
        with: { id: `${of}.id`, amount: `${of}.amount` },
        requires: `${of}.open`,
        key: "{run}/{step}/{round}",
        confirm: {
          kind: "read-back",
          phrase: phrase(`请确认：{${of}.amount, money}。`, `Please confirm: {${of}.amount, money}.`, true),
          yes: both("Yes, do it"),
          no: both("No"),
          declined: kept,
        },
        undo: chance(random, 0.5) ? "none" : { action: `undo${action}`, with: { id: `${of}.id` } },
        next: { done: to, refused: hand, unknown: chance(random, 0.5) ? hand : kept },
        ...(again === undefined ? {} : { refresh: again }),
      });
      return known;
    },
    promise(at, to, known) {
      const of = order(known);
      const words = phrase("{due, moment}前告知。", "You will hear by {due, moment}.");
      const due = pick(random, ["P1D", "PT4H", "P3D"]);
      if (of === undefined) {
        add(at, { kind: "promise", phrase: words, due, next: to });
        return known;
      }
      const waits = name("wait");
      add(at, { kind: "promise", phrase: words, due, next: waits });
      add(waits, { kind: "wait", for: `news:{${of}.id}`, until: "PT20H", next: { arrived: to, late: hand } });
      return known;
    },
    circle(at, to, known) {
      const fact = factName("order");
      const says = add(name("once-more"), { kind: "say", phrase: sentence(known), next: at });
      lookUp(fact, at, to, says, { times: between(random, 1, 4), then: hand });
      return [...known, fact];
    },
    workOut(at, to, known, depth) {
      const of = order(known);
      if (of === undefined) return blocks.tell(at, to, known, depth);
      add(at, {
        kind: "work-out",
        facts: { [factName("sum")]: `${of}.amount.minor * 2`, [factName("many")]: `${of}.count + 1` },
        next: to,
        unknown: hand,
      });
      return known;
    },
    person(at, to, known) {
      person(at, to);
      return known;
    },
  };

  /** A way that comes back to `to`, or, where it may, ends before. */
  function branch(to: string, known: readonly string[], depth: number, mayEnd: boolean): string {
    if (depth === 0 || chance(random, 0.4)) return mayEnd && chance(random, 0.3) ? ended : to;
    return stretch(to, known, between(random, 1, 2), depth - 1);
  }

  /** Blocks one after the other; answers the first. */
  function stretch(
    to: string,
    known: readonly string[],
    length: number,
    depth: number,
    must: typeof needed = [],
  ): string {
    const wanted = must.length > 0 ? [...must] : Array.from({ length }, () => pick(random, kinds));
    const places = wanted.map((kind) => ({ kind, id: name(kind.toLowerCase()) }));
    let facts_ = known;
    for (const [index, { kind, id }] of places.entries()) {
      facts_ = blocks[kind](id, places[index + 1]?.id ?? to, facts_, depth);
    }
    return places[0]?.id ?? to;
  }

  return {
    /** A stretch that leads to `to` and holds every kind of step a defect needs; answers where it begins. */
    write(to: string | undefined, length: number): string {
      const [first, ...others] = needed;
      const more = Array.from({ length }, () => pick(random, kinds));
      const rest = [...others, ...more].toSorted(() => random() - 0.5);
      const days = factName("days");
      parameters[days] = { kind: "number", title: both("Days"), default: 7, from: 3, to: 30, unit: "days" };
      const words = phrase(`{setting.${days}, count}天内。`, `Within {setting.${days}, count} days.`);
      const begins = stretch(to ?? ended, [], 0, 2, [...(first ? [first] : []), ...rest]);
      return add(name("begin"), { kind: "say", phrase: words, next: begins });
    },
    written: () => ({ steps, tables, phrases, facts, parameters }),
  };
}

/** A table whose rows fill the space of its inputs and share no case, cut by chance; each outcome is some row's. */
function writeTable(
  random: Random,
  name: string,
  of: string,
  outcomes: readonly string[],
  parameters: Record<string, ProcedureSource["parameters"][string]>,
  factName: (kind: string) => string,
): TableSource {
  const columns: Column[] = [
    {
      expression: `${of}.state`,
      kind: "word",
      words: ["paid", "sent", "there", "back"].slice(0, between(random, 2, 4)),
    },
    { expression: `${of}.late`, kind: "yes-no" },
    ...(chance(random, 0.7) ? [{ expression: `${of}.days`, kind: "count", to: 100 } as const] : []),
  ];
  let boxes: string[][] = [columns.map(() => "-")];
  const cuts = between(random, outcomes.length - 1, 5);
  for (let cut = 0; cut < cuts || boxes.length < outcomes.length; cut += 1) {
    const place = between(random, 0, boxes.length - 1);
    const box = boxes[place] ?? [];
    const open = columns.map((_, column) => column).filter((column) => box[column] === "-");
    const [at] = open.length === 0 ? [] : [pick(random, open)];
    const column = at === undefined ? undefined : columns[at];
    if (at === undefined || !column) continue;
    const halves = halvesOf(random, column, parameters, factName);
    boxes = [
      ...boxes.slice(0, place),
      ...halves.map((half) => box.map((cell, index) => (index === at ? half : cell))),
      ...boxes.slice(place + 1),
    ];
  }
  return {
    name,
    hit: "unique",
    inputs: columns.map((column) => ({
      expression: column.expression,
      type: column.kind === "word" ? "string" : column.kind === "yes-no" ? "boolean" : "number",
      ...(column.kind === "word" ? { allowed: column.words.map((word) => `"${word}"`).join(",") } : {}),
      ...(column.kind === "count" ? { allowed: `[0..${column.to}]` } : {}),
    })),
    outputs: [{ name: "outcome", allowed: outcomes.map((outcome) => `"${outcome}"`).join(",") }],
    rows: boxes.map((when, row) => ({ when, then: [`"${outcomes[row % outcomes.length]}"`] })),
  };
}

function halvesOf(
  random: Random,
  column: Column,
  parameters: Record<string, ProcedureSource["parameters"][string]>,
  factName: (kind: string) => string,
): string[] {
  switch (column.kind) {
    case "yes-no":
      return ["true", "false"];
    case "word": {
      const middle = between(random, 1, column.words.length - 1);
      const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(",");
      return [list(column.words.slice(0, middle)), list(column.words.slice(middle))];
    }
    case "count": {
      if (chance(random, 0.4)) {
        const days = factName("days");
        const title = both("Days");
        parameters[days] = { kind: "number", title, default: 14, from: 7, to: 60, unit: "days" };
        return [`<= setting.${days}`, `> setting.${days}`];
      }
      const middle = between(random, 1, column.to - 1);
      return [`< ${middle}`, `>= ${middle}`];
    }
  }
}
