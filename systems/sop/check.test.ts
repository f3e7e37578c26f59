import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkProcedure } from "./check.ts";
import type { ProcedureFinding } from "./finding.ts";
import { isProcedure, type ProcedureSource, readProcedure } from "./procedure-file.ts";

/** A small sound procedure: it finds an order, decides, reads back, acts and hands over. */
const sound = `
id: cancel
version: 1
title: { zh: 取消, en: Cancel }
facts: { order: shop, said: customer }
tables:
  mayCancel:
    inputs: [{ expression: order.state, type: string, allowed: '"paid","shipped"' }]
    outputs: [{ name: outcome }]
    rows:
      - { when: ['"paid"'], then: ['"yes"'] }
      - { when: ['"shipped"'], then: ['"no"'] }
phrases:
  read-back: { strict: true, zh: "取消{order.title, name}？", en: "Cancel {order.title, name}?" }
  done: { zh: 好, en: Done }
  ask: { zh: 哪个, en: Which }
  promise: { zh: "{due, moment}前", en: "By {due, moment}" }
start: look
steps:
  look: { kind: look-up, facts: [order], with: { said: said }, next: decide, missing: hand }
  decide: { kind: decide, table: mayCancel, next: { "yes": cancel, "no": promise }, unknown: hand }
  cancel:
    kind: act
    action: cancelOrder
    with: { orderId: order.id }
    requires: order.state = "paid"
    key: "{run}/{step}/{round}"
    confirm: { phrase: read-back, yes: { zh: 是, en: "Yes" }, no: { zh: 否, en: "No" }, declined: over }
    undo: none
    next: { done: refund, refused: hand, unknown: hand }
  refund:
    kind: act
    action: refund
    with: { orderId: order.id }
    requires: cancelOrder.state = "done"
    key: "{run}/{step}/{round}"
    confirm: { covered-by: cancel }
    undo: none
    next: { done: say-done, refused: hand, unknown: hand }
  say-done: { kind: say, phrase: done, next: over }
  promise: { kind: promise, phrase: promise, due: P1D, next: over }
  hand: { kind: hand-off, reason: technical, next: person }
  person:
    kind: ask
    of: agent
    fact: result
    phrase: ask
    choices: [{ id: solved, label: { zh: 好, en: Solved } }]
    next: over
  over: { kind: end, outcome: over }
`;

function read(text: string): ProcedureSource {
  const source = readProcedure(text);
  if (!isProcedure(source)) throw new Error(JSON.stringify(source));
  return source;
}

/** The findings after one change to the sound procedure. */
function findingsAfter(was: string, becomes: string, parts: readonly ProcedureSource[] = []): ProcedureFinding[] {
  if (!sound.includes(was)) throw new Error(`The sound procedure does not hold ${was}.`);
  return checkProcedure(read(sound.replace(was, becomes)), new Map(parts.map((part) => [part.id, part])));
}

const rulesOf = (findings: readonly ProcedureFinding[]): string[] => [...new Set(findings.map(({ rule }) => rule))];

describe("checkProcedure", () => {
  test("finds nothing in a sound procedure", () => {
    expect(checkProcedure(read(sound), new Map())).toEqual([]);
  });

  test("finds nothing in any procedure that comes with Ruyi", () => {
    const folder = join(import.meta.dirname, "library");
    const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
    const library = files.map((file) => read(readFileSync(join(folder, file), "utf8")));
    const parts = new Map(library.map((source) => [source.id, source]));
    expect(library.length).toBeGreaterThan(6);
    const found = library.flatMap((source) =>
      checkProcedure(source, parts).map(({ rule, at, message }) => `${source.id} ${at}: ${rule}: ${message}`),
    );
    expect(found).toEqual([]);
  });

  test("names a case that a table leaves undecided", () => {
    const findings = findingsAfter(`      - { when: ['"shipped"'], then: ['"no"'] }\n`, "");
    expect(findings).toContainEqual(expect.objectContaining({ rule: "gap", witness: { order: { state: "shipped" } } }));
  });

  test("names a case that two rows decide, and that they differ", () => {
    const findings = findingsAfter(`when: ['"shipped"']`, `when: ["-"]`);
    expect(rulesOf(findings)).toEqual(["overlap", "conflict"]);
    expect(findings[0]?.witness).toEqual({ order: { state: "paid" } });
  });

  test.each([
    ["a link to no step", "done: say-done", "done: say-don", "link"],
    ["a start that is not there", "start: look", "start: seek", "link"],
    ["a table that is not there", "table: mayCancel, next", "table: mayReturn, next", "link"],
    [
      "a step that nothing leads to",
      "refused: hand, unknown: hand }\n  say-done",
      "refused: hand, unknown: hand }\n  lost: { kind: say, phrase: done, next: over }\n  say-done",
      "unreachable",
    ],
    ["a question without any way on", "next: over\n  over", "next: {}\n  over", "dead-end"],
    [
      "a wait without an end of its own",
      "kind: say, phrase: done, next: over",
      `kind: wait, for: "k:{order.id}", next: { arrived: over, late: over }`,
      "endless",
    ],
    [
      "an act whose undoing nobody speaks of",
      "    undo: none\n    next: { done: refund",
      "    next: { done: refund",
      "undo",
    ],
    [
      "an act without a key",
      `    key: "{run}/{step}/{round}"\n    confirm: { covered`,
      "    confirm: { covered",
      "key",
    ],
    ["an act that nobody is asked about", "    confirm: { covered-by: cancel }\n", "", "unconfirmed"],
    ["a promise without a due time", "due: P1D, ", "", "promise"],
    ["a button that says nothing in a language", `label: { zh: 好, en: Solved }`, "label: { zh: 好 }", "language"],
    ["a title that says nothing in a language", "title: { zh: 取消, en: Cancel }", "title: { en: Cancel }", "language"],
    ["a path that never ends", "phrase: done, next: over", "phrase: done, next: say-done", "endless"],
    ["a circle that no person can leave", "missing: hand }\n  decide", "missing: look }\n  decide", "loop"],
    ["an outcome without a way", `{ "yes": cancel, "no": promise }`, `{ "yes": cancel }`, "branch"],
    ["a way that no outcome takes", `"no": promise }`, `"no": promise, perhaps: hand }`, "branch"],
    ["an answer without a way", "next: over\n  over", "next: { unsolved: over }\n  over", "branch"],
    ["a phrase that is not there", "phrase: done, next", "phrase: gone, next", "phrase"],
    ["a variable nobody fills", "zh: 好, en: Done", `zh: "好{gift.name}", en: "Done {gift.name}"`, "variable"],
    ["a format nobody knows", "zh: 好, en: Done", `zh: "好{order.title, bold}", en: "Done"`, "variable"],
    ["a sentence said before its fact is known", "missing: hand }\n  decide", "missing: cancel }\n  decide", "fact"],
    [
      "an expression that reads what no path has made",
      "with: { said: said }",
      "with: { said: cancelOrder.key }",
      "fact",
    ],
    ["an expression that is none", `requires: order.state = "paid"`, `requires: "order.state ="`, "expression"],
    [
      "a key that two runs share",
      `    key: "{run}/{step}/{round}"\n    confirm: { covered`,
      `    key: "{step}/{round}"\n    confirm: { covered`,
      "key",
    ],
    [
      "a key with a name it cannot have",
      `    key: "{run}/{step}/{round}"\n    confirm: { covered`,
      `    key: "{run}/{order.id}"\n    confirm: { covered`,
      "key",
    ],
    ["a covering step that asks nothing", "covered-by: cancel", "covered-by: look", "cover"],
    ["an act that can be reached around its yes", "declined: over", "declined: refund", "cover"],
    ["money that moves unasked", "{ covered-by: cancel }", "{ not-needed: it is only money }", "unconfirmed"],
    ["a read-back that may be reworded", "read-back: { strict: true,", "read-back: {", "strict"],
    [
      "an amount that may be reworded",
      "zh: 好, en: Done",
      `zh: "{order.amount, money}", en: "{order.amount, money}"`,
      "strict",
    ],
    [
      "a hand-over to nobody",
      "kind: hand-off, reason: technical, next: person",
      "kind: hand-off, reason: technical, next: over",
      "nobody",
    ],
    ["a promise without a time", `zh: "{due, moment}前", en: "By {due, moment}"`, "zh: 会的, en: We will", "promise"],
    ["a promise due at once", "due: P1D", "due: PT0S", "promise"],
    [
      "a part that is not there",
      "say-done: { kind: say, phrase: done, next: over }",
      "say-done: { kind: call, procedure: other, next: over }",
      "part",
    ],
  ])("finds %s", (_what, was, becomes, rule) => {
    expect(rulesOf(findingsAfter(was, becomes))).toContain(rule);
  });

  test("names a case with every finding", () => {
    const changes = [
      ["zh: 好, en: Done", "zh: 好"],
      ["start: look", "start: seek"],
      ["phrase: done, next", "phrase: gone, next"],
      [
        "refused: hand, unknown: hand }\n  say-done",
        "refused: hand, unknown: hand }\n  lost: { kind: say, phrase: done, next: over }\n  say-done",
      ],
      ["zh: 好, en: Done", `zh: "好{order.title, bold}", en: "{order.amount, money}"`],
    ] as const;
    for (const [was, becomes] of changes) {
      const findings = findingsAfter(was, becomes);
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ witness }) => Object.keys(witness).length === 0)).toEqual([]);
    }
  });

  test("shows the path on which a fact is not known yet", () => {
    const findings = findingsAfter(
      "refused: hand, unknown: hand }\n  refund",
      "refused: refund, unknown: hand }\n  refund",
    );
    const cover = findings.find(({ rule }) => rule === "cover");
    expect(cover?.witness).toEqual({
      order: "found",
      mayCancel: "yes",
      cancelOrder: "refused",
      path: ["look", "decide", "cancel", "refund"],
    });
  });

  test("takes a fact as given that a look-up only reads afresh", () => {
    const afresh = sound
      .replace("start: look\n", "start: again\n")
      .replace(
        "  look: { kind: look-up, facts: [order], with: { said: said }, next: decide, missing: hand }",
        "  again: { kind: look-up, facts: [order], with: { orderId: order.id }, next: decide, missing: promise }",
      );
    expect(checkProcedure(read(afresh), new Map())).toEqual([]);
  });

  test("says nothing in a language as well as nothing at all", () => {
    const source = read(sound);
    const mute: ProcedureSource = {
      ...source,
      phrases: { ...source.phrases, done: { zh: "好", en: " ", strict: false } },
    };
    expect(checkProcedure(mute, new Map())).toEqual([
      expect.objectContaining({ rule: "language", at: "phrases.done.en" }),
    ]);
  });

  describe("of a part", () => {
    const part = (body: string): ProcedureSource =>
      read(
        `id: other\nversion: 1\ntitle: { zh: 部分, en: Part }\n${body}\nphrases: {}\nstart: begin\nsteps:\n`.concat(
          "  begin: { kind: look-up, facts: [gift], with: { from: parcel.id }, next: good, missing: bad }\n",
          "  good: { kind: end, outcome: good }\n  bad: { kind: end, outcome: bad }\n",
        ),
      );
    const call = (next: string): [string, string] => [
      "say-done: { kind: say, phrase: done, next: over }",
      `say-done: { kind: call, procedure: other, next: ${next} }\n  thanks: { kind: say, phrase: thanks, next: over }`,
    ];

    test("misses the end that the caller has no way for", () => {
      const findings = findingsAfter(...call("{ good: over, fine: over }"), [part("facts: { parcel: customer }")]);
      expect(findings.filter(({ rule }) => rule === "branch").map(({ witness }) => witness["other"])).toEqual([
        "bad",
        "fine",
      ]);
    });

    test("misses a fact the part reads and the caller never makes", () => {
      const findings = findingsAfter(...call('"over"'), [part("facts: { parcel: carrier }")]);
      expect(rulesOf(findings.filter(({ at }) => at === "steps.say-done"))).toEqual(["fact"]);
    });

    test("misses a fact the part says before it is made, on the path that lacks it", () => {
      const words = `phrases: { hi: { zh: "{gift.name}", en: "{gift.name}" } }`;
      const part = read(
        `id: other\nversion: 1\ntitle: { zh: 部分, en: Part }\nfacts: { gift: shop }\n${words}\nstart: hi\nsteps:\n`.concat(
          "  hi: { kind: say, phrase: hi, next: end }\n  end: { kind: end, outcome: good }\n",
        ),
      );
      expect(checkProcedure(part, new Map())).toEqual([]);
      const findings = findingsAfter(...call('"over"'), [part]);
      expect(findings.filter(({ at }) => at === "steps.say-done").map(({ rule }) => rule)).toEqual(["variable"]);
    });

    test("knows after the call what the part has made, by the way it ended", () => {
      const thanks = `  done: { zh: 好, en: Done }\n  thanks: { zh: "{gift.name}", en: "{gift.name}" }`;
      const findingsFor = (next: string): ProcedureFinding[] => {
        const text = sound.replace("  done: { zh: 好, en: Done }", thanks).replace(...call(next));
        return checkProcedure(read(text), new Map([["other", part("facts: { parcel: customer }")]]));
      };
      expect(findingsFor("{ good: thanks, bad: over }")).toEqual([]);
      expect(rulesOf(findingsFor("{ good: over, bad: thanks }"))).toEqual(["fact"]);
      expect(rulesOf(findingsFor('{ "*": thanks }'))).toEqual(["fact"]);
    });
  });
});
