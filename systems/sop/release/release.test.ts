import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "../operations.ts";
import { smallProcedure } from "../testing.ts";
import { type Changes, compose, type Content, inForceAt, layerOf, restoredBy } from "./release.ts";

const library = loadLibrary();
const above = (procedure: string) => ({
  procedure,
  layer: layerOf(procedure, library.sources),
  parts: library.sources,
});
const nothing: Changes = { settings: {}, phrases: {}, tables: {}, locks: [] };
const adapting = (changes: Readonly<Record<string, Partial<Changes>>>): Content => ({
  kind: "adaptation",
  changes: Object.fromEntries(Object.entries(changes).map(([name, each]) => [name, { ...nothing, ...each }])),
});
const other = { zh: "另外一句。", en: "Another sentence." };

describe("what a place makes of what stands above", () => {
  test("is the same version where nothing is changed", () => {
    for (const { id, hash } of library.all) {
      const { body, findings } = compose(above(id), adapting({ [id]: {} }), "CNY");
      expect(findings).toEqual([]);
      expect(body?.hash).toBe(hash);
    }
  });

  test("is another version where a sentence is changed, in the procedure or in a part it calls", () => {
    const own = compose(above("cancel-order"), adapting({ "cancel-order": { phrases: { left: other } } }), "CNY");
    expect(own.findings).toEqual([]);
    expect(own.body?.phrases["left"]).toMatchObject(other);
    const inPart = compose(above("cancel-order"), adapting({ "cancel-this": { phrases: { kept: other } } }), "CNY");
    expect(inPart.findings).toEqual([]);
    expect(inPart.body?.parts["cancel-this"]?.phrases["kept"]).toMatchObject(other);
    expect(new Set([own.body?.hash, inPart.body?.hash, library.byId("cancel-order")?.hash]).size).toBe(3);
  });

  test("is refused with what is locked, and with what it makes unsound", () => {
    const strict = compose(
      above("cancel-order"),
      adapting({ "cancel-this": { phrases: { "read-back": other } } }),
      "CNY",
    );
    expect(strict.findings).toEqual([
      expect.objectContaining({
        rule: "locked",
        at: "cancel-this.phrases.read-back",
        witness: { phrases: { "read-back": other } },
      }),
    ]);
    const hole = { zh: "{nobody.name}", en: "{nobody.name}" };
    const broken = compose(above("cancel-order"), adapting({ "cancel-order": { phrases: { left: hole } } }), "CNY");
    expect(broken.findings).toContainEqual(expect.objectContaining({ rule: "variable", at: "phrases.left" }));
    expect(compose(above("cancel-order"), adapting({ nobody: {} }), "CNY").findings).toHaveLength(1);
  });

  test("may be a procedure of its own, and not another text of one that stands above", () => {
    const own = compose(above("small"), { kind: "text", text: smallProcedure }, "CNY");
    expect(own.body?.id).toBe("small");
    const text = smallProcedure.replace("id: small", "id: cancel-order");
    const refused = compose(above("cancel-order"), { kind: "text", text }, "CNY").findings;
    expect(refused).toContainEqual(expect.objectContaining({ rule: "locked", at: "start" }));
    expect(new Set(refused.map(({ rule }) => rule))).toEqual(new Set(["locked"]));
    expect(compose(above("small"), { kind: "text", text: "id: [" }, "CNY").findings).toHaveLength(1);
    expect(compose(above("other"), { kind: "text", text: smallProcedure }, "CNY").findings).toHaveLength(1);
  });
});

const day = (number: number): Date => new Date(Date.UTC(2026, 10, number));

describe("what is in force", () => {
  test("is the latest whose day has come; of one day the one released last", () => {
    const releases = [
      { number: 1, effectiveAt: day(1) },
      { number: 2, effectiveAt: day(9) },
      { number: 3, effectiveAt: day(5) },
      { number: 4, effectiveAt: day(5) },
    ];
    const on = (number: number) => inForceAt(releases, day(number))?.number;
    expect([on(0), on(1), on(4), on(5), on(9)]).toEqual([undefined, 1, 1, 4, 2]);
  });

  test("goes back to what was before, further back each time, and at last to what stands above", () => {
    const releases = [1, 2, 3].map((number) => ({
      number,
      effectiveAt: day(number),
      restores: undefined as number | undefined,
    }));
    const seen: (number | undefined)[] = [];
    for (let number = 4; number < 9; number += 1) {
      const restores = restoredBy(releases, day(number));
      seen.push(restores);
      if (restores !== undefined) releases.push({ number, effectiveAt: day(number), restores });
    }
    expect(seen).toEqual([2, 1, 0, undefined, undefined]);
  });

  test("after a rollback is never what was rolled back", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), (days) => {
        const releases = days.map((at, index) => ({ number: index + 1, effectiveAt: day(at), restores: undefined }));
        const now = day(25);
        const current = inForceAt(releases, now)?.number;
        expect(restoredBy(releases, now)).not.toBe(current);
      }),
    );
  });
});
