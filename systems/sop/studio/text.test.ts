import { describe, expect, test } from "vitest";
import { loadLibrary } from "../operations.ts";
import { isProcedure, type ProcedureSource, readProcedure } from "../procedure-file.ts";
import { compose, layerOf } from "../release/release.ts";
import { changesWished } from "../release/wished.ts";
import { lineOf, withChanges } from "./text.ts";

const library = loadLibrary();
const textOf = (id: string): string => library.texts.get(id) ?? "";
const sourceOf = (text: string): ProcedureSource => {
  const read = readProcedure(text);
  if (!isProcedure(read)) throw new Error(JSON.stringify(read));
  return read;
};
const aboveOf = (id: string) => {
  const above = layerOf(id, library.sources)[id];
  if (!above) throw new Error(`The library has no "${id}".`);
  return above;
};

describe("a whole text of a procedure that stands above", () => {
  test("changes nothing while nobody has changed it", () => {
    for (const { id, hash } of library.all) {
      const above = { procedure: id, layer: layerOf(id, library.sources), parts: library.sources };
      const { body, content, findings } = compose(above, { kind: "text", text: textOf(id) }, "CNY");
      expect({ id, findings, content, hash: body?.hash }).toEqual({
        ...{ id, findings: [], hash },
        content: { kind: "adaptation", changes: {} },
      });
    }
  });

  test("is read as the settings, words and tables it changes, and written back as the same", () => {
    const table = library.sources.get("exchange")?.tables["mayExchange"];
    const changes = {
      settings: { exchangeDays: 14 },
      phrases: { kept: { zh: "好。", en: "All right: kept." } },
      tables: table ? { mayExchange: { ...table, rows: table.rows.slice(1) } } : {},
      locks: ["phrases.kept"],
    };
    const text = withChanges(textOf("exchange"), changes);
    expect(changesWished(aboveOf("exchange"), sourceOf(text)).changes).toEqual(changes);
    expect(text).toContain("exchangeDays");
  });

  test("keeps its comments when changes are written into it", () => {
    const text = `# Why it is so.\n${textOf("exchange")}`;
    const changed = withChanges(text, { settings: { exchangeDays: 9 }, phrases: {}, tables: {}, locks: [] });
    expect(changed).toContain("# Why it is so.");
    expect(changed).toContain("default: 9");
    expect(changed.split("\n")).toHaveLength(text.split("\n").length);
  });

  test("is told, place by place, what it may not change", () => {
    const text = textOf("exchange").replace(/^start: .*$/m, "start: nowhere");
    const content = { kind: "text", text } as const;
    const above = { procedure: "exchange", layer: layerOf("exchange", library.sources), parts: library.sources };
    const { body, findings } = compose(above, content, "CNY");
    expect(findings).toEqual([expect.objectContaining({ rule: "locked", at: "start" })]);
    expect(body?.hash).toBe(library.byId("exchange")?.hash);
  });
});

describe("the line of a place", () => {
  const text = textOf("return-and-refund");
  const lineAt = (at: string): string => text.split("\n")[(lineOf(text, at) ?? 0) - 1] ?? "";

  test("is where its name stands, or the nearest thing around it", () => {
    expect(lineAt("steps.say-nothing")).toMatch(/^ {2}say-nothing:/);
    expect(lineAt("tables.mayReturn")).toMatch(/^ {2}mayReturn:/);
    expect(lineAt("tables.mayReturn.rows.1,2")).toContain('"> setting.returnDays"');
    expect(lineAt("steps.check.next.already")).toContain("already: say-already");
    expect(lineAt("steps.check.nothing.here")).toMatch(/^ {2}check:/);
    expect(lineOf(text, "nowhere")).toBeUndefined();
  });

  test("is where reading broke off in a text that is no YAML", () => {
    expect(lineOf("id: small\nsteps: [\n", "file")).toBeGreaterThan(1);
  });
});
