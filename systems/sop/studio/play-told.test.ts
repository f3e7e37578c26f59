import { describe, expect, test } from "vitest";
import { loadLibrary } from "../operations.ts";
import { compose, layerOf } from "../release/release.ts";
import { scriptFor } from "../replay.ts";
import { caseWords, findingWords } from "./finding-words.ts";
import { tellPlay } from "./play-told.ts";

const library = loadLibrary();
const id = "return-and-refund";

/** The return window with a hole in it, where the platform leaves its table open. */
function withAHole() {
  const layer = layerOf(id, library.sources);
  const own = layer[id];
  if (!own) throw new Error(`The library has no "${id}".`);
  const open = { ...layer, [id]: { ...own, source: { ...own.source, open: ["tables.mayReturn"] } } };
  const text = (library.texts.get(id) ?? "")
    .replace('"<= setting.returnDays"', '"<= 14"')
    .replace('"> setting.returnDays"', '"> 15"')
    .replace("\nphrases:", "\nopen: [tables.mayReturn]\nphrases:");
  return compose({ procedure: id, layer: open, parts: library.sources }, { kind: "text", text }, "CNY");
}

describe("a gap in a table", () => {
  const { body, findings, content } = withAHole();
  const [gap] = findings;
  if (!body || !gap) throw new Error("The hole was not found.");

  test("is told in a sentence, with the case in the table's own words", () => {
    expect(findings).toHaveLength(1);
    expect(findingWords(gap, body)).toEqual({
      zh: "判断表「能不能退」里有一种情况没有一行管。",
      en: "In table “May it be returned?”, one case is covered by no row.",
    });
    expect(caseWords(gap, body).facts.map(({ name, value }) => [name.zh, value.zh])).toEqual([
      ["订单", "已签收"],
      ["无理由退货", "支持无理由退货"],
      ["签收后天数", "14.5"],
    ]);
  });

  test("is played line by line, in both languages", () => {
    const script = scriptFor(body, gap);
    const lines = script ? tellPlay(body, script) : [];
    expect(lines.map(({ words }) => words.zh)).toContain("查到订单（订单已签收，支持无理由退货，签收后14.5天）");
    expect(lines.at(-1)?.words).toEqual({
      zh: "转给同事：这边办不了",
      en: "Handed to a person: it can’t be done here",
    });
  });

  test("is kept as the change it is, not as a text of its own", () => {
    expect(content).toMatchObject({ kind: "adaptation", changes: { [id]: { settings: {}, phrases: {} } } });
  });
});
