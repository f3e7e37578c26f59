import { describe, expect, test } from "vitest";
import { checkProcedure } from "./check.ts";
import { createLibrary } from "./library.ts";
import { loadLibrary } from "./operations.ts";
import { isProcedure, linkProcedures, readProcedure } from "./procedure-file.ts";
import { proceduresOf, smallProcedure } from "./testing.ts";

/** Where a changed file is found wanting. */
function wrong(change: (text: string) => string): readonly string[] {
  const read = readProcedure(change(smallProcedure));
  if (isProcedure(read)) throw new Error("The file was taken for a sound one.");
  return read.map(({ at, message }) => `${at}: ${message}`);
}

describe("readProcedure", () => {
  test("reads a sound file into steps the engine knows", () => {
    const read = readProcedure(smallProcedure);
    if (!isProcedure(read)) throw new Error(JSON.stringify(read));
    expect(read.steps["refund"]).toMatchObject({
      kind: "act",
      confirm: { kind: "read-back", phrase: "read-back", declined: "kept" },
      undo: "none",
      refresh: "read",
    });
    expect(read.steps["ask"]).toMatchObject({ of: "customer", freeText: true, next: { "*": "read" } });
  });

  test.each<[string, (text: string) => string, string]>([
    ["text that is no YAML", () => "id: [", "file: "],
    ["a step of an unknown kind", (text) => text.replace("kind: hand-off", "kind: hand-over"), "steps.hand"],
    ["a misspelt key", (text) => text.replace("missing: hand", "misssing: hand"), "steps.read"],
    ["a wait without a length", (text) => text.replace("until: PT20H", "until: soon"), "steps.wait.until"],
    ["an empty length", (text) => text.replace("until: PT20H", "until: P"), "steps.wait.until"],
    ["a version that counts for nothing", (text) => text.replace("version: 1", "version: 0"), "version"],
    ["a source nobody is", (text) => text.replace("order: shop", "order: rumour"), "facts.order"],
    ["a name with a space", (text) => text.replace("id: small", "id: small matter"), "id"],
  ])("names the place of %s", (_what, change, place) => {
    expect(wrong(change).join("\n")).toContain(place);
  });

  test("reads what an author left out as said by nobody, for the check to tell with a case", () => {
    const read = readProcedure(
      smallProcedure
        .replace(/kept: \{ zh: [^,]+, /, "kept: { ")
        .replace("    undo: none\n", "")
        .replace(/    key: .*\n/, ""),
    );
    if (!isProcedure(read)) throw new Error(JSON.stringify(read));
    expect(read.phrases["kept"]).toMatchObject({ zh: "" });
    const found = checkProcedure(read, new Map()).map(({ rule, at }) => `${rule} ${at}`);
    expect(found).toEqual(
      expect.arrayContaining(["language phrases.kept.zh", "undo steps.refund.undo", "key steps.refund.key"]),
    );
  });

  test("names the place in the examples' own file", () => {
    expect(readProcedure(smallProcedure, "zh: [退款]")).toEqual([expect.objectContaining({ at: "examples.en" })]);
  });

  test("bounds what a file of few letters may grow to", () => {
    const bomb = `a: &a [x,x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: [*a, *a]`).join("\n")}`;
    expect(readProcedure(bomb)).toEqual([expect.objectContaining({ at: "file" })]);
  });
});

describe("linkProcedures", () => {
  const caller = (part: string, id = "caller"): string => `
id: ${id}
version: 1
title: { zh: 甲, en: A }
phrases: {}
start: go
steps:
  go: { kind: call, procedure: ${part}, next: end }
  end: { kind: end, outcome: over }
`;

  test("gives each procedure its parts and a name by content", () => {
    const [first] = proceduresOf(caller("small"), smallProcedure);
    const [same] = proceduresOf(caller("small"), smallProcedure);
    const [other] = proceduresOf(caller("small"), smallProcedure.replace("好，先不退。", "好，不退。"));
    expect(Object.keys(first?.parts ?? {})).toEqual(["small"]);
    expect(first?.hash).toBe(same?.hash);
    // A part's words are the caller's words too: the pinned version must differ.
    expect(first?.hash).not.toBe(other?.hash);
  });

  test("gives the same name whatever the order of keys", () => {
    const turned = smallProcedure.replace("zh: 小事, en: Small matter", "en: Small matter, zh: 小事");
    expect(proceduresOf(turned)[0]?.hash).toBe(proceduresOf(smallProcedure)[0]?.hash);
  });

  test("refuses a part that is missing, and a circle", () => {
    expect(() => proceduresOf(caller("nowhere"))).toThrow(/calls "nowhere", which is not in the library/);
    expect(() => proceduresOf(caller("b", "a"), caller("a", "b"))).toThrow(/circle: a → b → a/);
  });
});

describe("the library", () => {
  test("starts only what customers have words for", () => {
    const { startable, all, byId } = loadLibrary();
    const started = startable.map(({ id }) => id);
    expect(started).toEqual(expect.arrayContaining(["cancel-order", "lost-parcel", "talk-to-a-person"]));
    expect(started).not.toContain("find-order");
    for (const { examples } of startable) expect(Math.min(examples.zh.length, examples.en.length)).toBeGreaterThan(24);
    expect(all.length).toBeGreaterThan(startable.length);
    expect(byId("nothing-like-it")).toBeUndefined();
  });

  test("may be empty", () => {
    expect(createLibrary(linkProcedures([]))).toMatchObject({ all: [], startable: [] });
  });
});
