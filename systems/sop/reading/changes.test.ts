import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { loadLibrary } from "../operations.ts";
import type { ProcedureSource } from "../procedure-file.ts";
import { linkProcedures } from "../procedure-file.ts";
import type { Procedure } from "../procedure.ts";
import { procedureOf, smallProcedure } from "../testing.ts";
import { portray } from "./portrait.ts";
import { type Change, changesBetween, gapsBetween } from "./changes.ts";

const library = loadLibrary();
const small = procedureOf(smallProcedure);
const changed = (from: string, to: string): Change[] => {
  expect(smallProcedure).toContain(from);
  return changesBetween(small, procedureOf(smallProcedure.replace(from, to)));
};
const told = (changes: readonly Change[]): string[] =>
  changes.map(({ kind, what, name, words }) => `${kind} ${what} ${name}: ${words.en} ${words.zh}`);

describe("the difference between two versions", () => {
  test("names a step that was added and the one that leads there now", () => {
    const changes = changed(
      "say-done: { kind: say, phrase: done, next: end }",
      "say-done: { kind: say, phrase: done, next: say-kept }\n  say-kept: { kind: say, phrase: kept, next: end }",
    );
    expect(told(changes)).toEqual([
      "changed step say-done: A step changed: “[amount] has been refunded” 改了一步：「〔金额〕已退」",
      "added step say-kept: A step was added: “All right, nothing is refunded” 加了一步：「好，先不退」",
    ]);
    expect(changes[0]).toMatchObject({ before: { en: expect.stringContaining("→ Ended") as unknown } });
  });

  test("shows a phrase as it was and as it is, and that it became strict", () => {
    const [phrase] = changed("kept: { zh: 好，先不退。", "kept: { strict: true, zh: 好的，先不退。");
    expect(phrase).toMatchObject({
      ...{ kind: "changed", what: "phrase", name: "kept" },
      before: { zh: "好，先不退。" },
      after: { zh: "好的，先不退。（一字不改）" },
    });
  });

  test("tells what has no words as it is written", () => {
    const [change, ...others] = changed('key: "{run}/{step}/{round}"', 'key: "{run}/{step}"');
    expect(others).toEqual([]);
    // Only what differs, not the whole step.
    expect(change?.before?.en).toBe('key = "{run}/{step}/{round}"');
    expect(change?.after?.en).toBe('key = "{run}/{step}"');
  });

  test("tells a setting as people read it, and what it may be", () => {
    const withDays = (days: number): Procedure =>
      procedureOf(
        smallProcedure
          .replace(
            "phrases:",
            `parameters: { sendBy: { title: { zh: 寄出期限, en: Send-by time }, default: ${days}, within: [1, 30], unit: days } }\nphrases:`,
          )
          .replace("until: PT20H", 'until: "P{setting.sendBy}D"'),
      );
    const changes = changesBetween(withDays(1), withDays(14));
    expect(changes.map(({ what, name, before, after }) => [what, name, before?.en, after?.en])).toEqual([
      ["step", "wait", expect.stringContaining("at most 1 day."), expect.stringContaining("at most 14 days.")],
      ["parameter", "sendBy", "1 day", "14 days"],
    ]);
    const { parameters } = portray(withDays(14), { inForce: true, calledBy: [], findings: [] });
    expect(parameters).toEqual([
      {
        ...{ name: "sendBy", title: { zh: "寄出期限", en: "Send-by time" }, locked: false },
        value: { zh: "14天", en: "14 days" },
        bounds: { zh: "1天到30天", en: "1 day to 30 days" },
      },
    ]);
  });

  test("looks into the parts it calls, and says in which", () => {
    const sources = library.all.map(({ parts: _parts, hash: _hash, ...source }): ProcedureSource => source);
    const later = linkProcedures(
      sources.map((source) =>
        source.id === "give-back"
          ? { ...source, phrases: { ...source.phrases, kept: { zh: "好。", en: "Fine.", strict: false } } }
          : source,
      ),
    );
    const [before, after] = [library.byId("return-and-refund"), later.find(({ id }) => id === "return-and-refund")];
    expect(before && after && changesBetween(before, after).map((each) => [each.in.id, each.what, each.name])).toEqual([
      ["give-back", "phrase", "kept"],
    ]);
  });
});

describe("the difference between the rows of a table", () => {
  const table = (...rows: readonly string[]): Procedure =>
    procedureOf(
      smallProcedure.replace(
        "phrases:",
        `tables:\n  mayReturn:\n    inputs: [{ expression: order.daysSinceDelivery, type: number }]\n    outputs: [{ name: outcome }]\n    rows:\n${rows.map((row) => `      - { when: ["${row.split(":")[0]}"], then: ['"${row.split(":")[1]}"'] }`).join("\n")}\nphrases:`,
      ),
    );
  const rows = (before: readonly string[], after: readonly string[]): string[] =>
    changesBetween(table(...before), table(...after)).map(({ kind, name, before: was, after: is }) =>
      [kind, name, was?.en ?? "–", is?.en ?? "–"].join(" | "),
    );

  test("shows a changed row in its place, in sentences", () => {
    expect(rows(["<= 7:yes", "> 7:too-late"], ["<= 14:yes", "> 14:too-late"])).toEqual([
      "changed | mayReturn 1 | It was delivered at most 7 days ago: it may be returned. | It was delivered at most 14 days ago: it may be returned.",
      "changed | mayReturn 2 | It was delivered more than 7 days ago: too late. | It was delivered more than 14 days ago: too late.",
    ]);
  });

  test("leaves alone what only moved down", () => {
    expect(rows(["<= 7:yes", "> 7:too-late"], ["< 1:not-shipped", "<= 7:yes", "> 7:too-late"])).toEqual([
      "added | mayReturn 1 | – | It was delivered fewer than 1 days ago: not shipped yet.",
    ]);
    expect(rows(["<= 7:yes", "> 7:too-late"], ["<= 7:yes"])).toEqual([
      "removed | mayReturn 2 | It was delivered more than 7 days ago: too late. | –",
    ]);
  });

  test("puts any two lists right: what stays, with what came, is the new one", () => {
    const list = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const gaps = gapsBetween(before, after);
        const gone = new Set(gaps.flatMap(({ gone, goneFrom }) => gone.map((_row, index) => goneFrom + index)));
        const come = new Set(gaps.flatMap(({ come, comeFrom }) => come.map((_row, index) => comeFrom + index)));
        expect(before.filter((_row, index) => !gone.has(index))).toEqual(
          after.filter((_row, index) => !come.has(index)),
        );
      }),
    );
  });
});

describe("any two versions", () => {
  /** Every place in a procedure's text that holds a word, a number or a yes or no. */
  function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== "object" || value === null) return [path];
    return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
  }
  function withLeaf(value: unknown, [key, ...rest]: readonly string[]): unknown {
    if (key === undefined)
      return typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`;
    const at = (value as Record<string, unknown>)[key];
    if (Array.isArray(value))
      return value.map((each: unknown, index) => (String(index) === key ? withLeaf(each, rest) : each));
    return { ...(value as object), [key]: withLeaf(at, rest) };
  }
  const sources = library.all.map(({ hash: _hash, ...source }) => source);
  const aLeaf = fc
    .constantFrom(...sources)
    .chain((source) =>
      fc.tuple(fc.constant(source), fc.constantFrom(...leaves(source).filter(([top]) => top !== "parts"))),
    );
  // Another kind, unit or duration is no procedure at all, and another id no version of the same.
  const isFree = (path: readonly string[]): boolean =>
    path.join() !== "id" &&
    !["kind", "of", "until", "due", "hit", "type", "identity", "undo", "unit", "currency"].includes(path.at(-1) ?? "");

  test("that are equal have no difference", () => {
    for (const procedure of library.all) {
      const fromDatabase = JSON.parse(JSON.stringify(procedure)) as Procedure;
      expect(changesBetween(procedure, fromDatabase)).toEqual([]);
    }
  });

  test("that differ anywhere at all, differ in words", () => {
    fc.assert(
      fc.property(aLeaf, ([source, path]) => {
        fc.pre(isFree(path));
        const before = { ...source, hash: "a" } as Procedure;
        const after = { ...(withLeaf(source, path) as object), hash: "b" } as Procedure;
        const changes = changesBetween(before, after);
        expect(changes.length, path.join(".")).toBeGreaterThan(0);
        for (const { before: was, after: is } of changes) expect(was).not.toEqual(is);
      }),
      { numRuns: 600 },
    );
  });

  test("what was added on the way there is removed on the way back", () => {
    fc.assert(
      fc.property(fc.constantFrom(...library.all), fc.constantFrom(...library.all), (one, other) => {
        const names = (changes: readonly Change[], kind: Change["kind"]) =>
          changes
            .filter((change) => change.kind === kind && change.what !== "row")
            .map(({ what, name }) => `${what} ${name}`)
            .toSorted();
        const [there, back] = [changesBetween(one, other), changesBetween(other, one)];
        expect(names(there, "added")).toEqual(names(back, "removed"));
        expect(names(there, "changed")).toEqual(names(back, "changed"));
      }),
    );
  });
});
