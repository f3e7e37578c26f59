import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTable, compileTable } from "@ruyi/decision";
import { type Adaptation, adapt, unadapted } from "./adapt.ts";
import { checkProcedure } from "./check.ts";
import { settingsOf, settled } from "./parameter.ts";
import { isProcedure, linkProcedures, type ProcedureSource, readProcedure } from "./procedure-file.ts";

const text = `
id: give-back
version: 3
title: { zh: 退货, en: Return }
parameters:
  returnDays: { default: 7, within: [7, 60], unit: days, title: { zh: 退货天数, en: Days to return } }
  freeReturns: { default: false, title: { zh: 退货包邮, en: Free returns } }
  wordOnlyUpTo:
    title: { zh: 不用凭据的金额, en: Amount on word alone }
    default: { CNY: 5000, USD: 800 }
    within: { CNY: [0, 30000], USD: [0, 4000] }
open: [tables.freight]
facts: { order: shop }
tables:
  inTime:
    inputs:
      - { expression: order.days, type: number, allowed: "[0..3650]" }
      - { expression: order.minor, type: number, allowed: "[0..100000000]" }
    outputs: [{ name: outcome, allowed: '"word","photo","late"' }]
    rows:
      - { when: ["<= setting.returnDays", "<= setting.wordOnlyUpTo.minor"], then: ['"word"'] }
      - { when: ["<= setting.returnDays", "> setting.wordOnlyUpTo.minor"], then: ['"photo"'] }
      - { when: ["> setting.returnDays", "-"], then: ['"late"'] }
  freight:
    inputs: [{ expression: setting.freeReturns, type: boolean }]
    outputs: [{ name: outcome, allowed: '"shop","customer"' }]
    rows:
      - { when: ["true"], then: ['"shop"'] }
      - { when: ["false"], then: ['"customer"'] }
phrases:
  late: { strict: true, zh: "{setting.returnDays, count}天过了。", en: "The {setting.returnDays, count} days are over." }
  small: { strict: true, zh: "{setting.wordOnlyUpTo, money}以内不用照片。", en: "Up to {setting.wordOnlyUpTo, money} needs no photo." }
  bye: { zh: 好，随时再来。, en: "All right, any time." }
start: decide
steps:
  decide: { kind: decide, table: inTime, next: { word: say-small, photo: wait, late: say-late }, unknown: over }
  wait: { kind: wait, for: "photo:{order.id}", until: "P{setting.returnDays}D", next: { arrived: freight, late: over } }
  freight: { kind: decide, table: freight, next: { shop: say-bye, customer: say-bye }, unknown: over }
  say-small: { kind: say, phrase: small, next: over }
  say-late: { kind: say, phrase: late, next: over }
  say-bye: { kind: say, phrase: bye, next: over }
  over: { kind: end, outcome: over }
`;

function read(written: string = text): ProcedureSource {
  const source = readProcedure(written);
  if (!isProcedure(source)) throw new Error(JSON.stringify(source));
  return source;
}

const changes = (but: Partial<Adaptation> = {}): Adaptation => ({
  ...{ of: "give-back", settings: {}, phrases: {}, tables: {}, locks: [] },
  ...but,
});

const rulesOf = (...places: readonly Adaptation[]): string[] =>
  places.reduce(adapt, unadapted(read())).problems.map(({ rule, at }) => `${rule} ${at}`);

describe("a procedure with parameters", () => {
  test("is sound at its defaults and at every edge of its bounds", () => {
    expect(checkProcedure(read(), new Map())).toEqual([]);
  });

  test("is not sound when a merchant could set a hole into a table", () => {
    const narrow = read(
      text.replace('"<= setting.returnDays", "<= setting.wordOnlyUpTo.minor"', '"<= setting.returnDays", "< 5001"'),
    );
    const found = checkProcedure(narrow, new Map());
    expect(found.map(({ rule }) => rule)).toContain("gap");
    expect(found.find(({ rule }) => rule === "gap")?.witness).toMatchObject({
      setting: { wordOnlyUpTo: { currency: "CNY" } },
    });
  });

  test.each([
    ["default: 7, within: [7, 60]", "default: 3, within: [7, 60]", "bounds parameters.returnDays"],
    ["default: 7, within: [7, 60]", "default: 7, within: [60, 7]", "bounds parameters.returnDays"],
    ["default: { CNY: 5000, USD: 800 }", "default: { CNY: 5000, EUR: 800 }", "bounds parameters.wordOnlyUpTo"],
    ["open: [tables.freight]", "open: [tables.nothing]", "link open"],
    ["> setting.returnDays", "> setting.days", "parameter tables.inTime"],
    ["bye: { zh: 好", "unread: { zh: 好", "phrase steps.say-bye.phrase"],
  ])("says what is wrong when %s becomes %s", (was, becomes, expected) => {
    const found = checkProcedure(read(text.replace(was, becomes)), new Map());
    expect(found.map(({ rule, at }) => `${rule} ${at}`)).toContain(expected);
  });

  test("says that a parameter changes nothing", () => {
    const idle = text.replace("setting.freeReturns, type", "order.free, type");
    expect(checkProcedure(read(idle), new Map())).toMatchObject([{ rule: "parameter", at: "parameters.freeReturns" }]);
  });

  test("decides, waits and speaks by what a merchant set, in the merchant's currency", () => {
    const set = adapt(unadapted(read()), changes({ settings: { returnDays: 14, wordOnlyUpTo: { USD: 1_500 } } }));
    const own = settled(set.source, settingsOf(set.source.parameters, set.values, "USD"));
    const inTime = own.tables["inTime"];
    if (!inTime) throw new Error("no table");
    const decide = (days: number, minor: number): unknown =>
      evaluateTable(compileTable(inTime), { order: { days, minor } }).output;
    expect([decide(14, 1_500), decide(14, 1_501), decide(15, 0)]).toEqual([
      ...[{ outcome: "word" }, { outcome: "photo" }, { outcome: "late" }],
    ]);
    expect(own.steps["wait"]).toMatchObject({ until: "P14D" });
    expect(own.settings).toMatchObject({ wordOnlyUpTo: { minor: 1_500, currency: "USD" }, freeReturns: false });
  });

  test("is another version of itself, by its content, for a merchant who set something", () => {
    const set = adapt(unadapted(read()), changes({ settings: { returnDays: 14 } }));
    const own = settled(set.source, settingsOf(set.source.parameters, set.values, "CNY"));
    const [[byItself], [adapted]] = [linkProcedures([read()]), linkProcedures([own])];
    expect(adapted?.hash).not.toBe(byItself?.hash);
    expect(linkProcedures([own])[0]?.hash).toBe(adapted?.hash);
  });
});

describe("what a place of the tree may change", () => {
  test("are settings within bounds, phrases that are not strict, and what is left open", () => {
    const freight = read().tables["freight"];
    if (!freight) throw new Error("no table");
    expect(
      rulesOf(
        changes({
          settings: { returnDays: 60, freeReturns: true },
          phrases: { bye: { zh: "再见。", en: "Goodbye." } },
          tables: { freight },
        }),
      ),
    ).toEqual([]);
  });

  test("is nothing that money, law or a read-back hangs on, nothing closed, and nothing that is not there", () => {
    const inTime = read().tables["inTime"];
    if (!inTime) throw new Error("no table");
    expect(
      rulesOf(
        changes({
          settings: { returnDays: 6, freeReturns: 1, wordOnlyUpTo: { JPY: 100 }, nothing: 1 },
          phrases: { late: { zh: "过了", en: "Over" }, none: { zh: "无", en: "None" } },
          tables: { inTime, none: inTime },
          locks: ["phrases.none"],
        }),
      ),
    ).toEqual([
      ...["bounds settings.returnDays", "bounds settings.freeReturns", "bounds settings.wordOnlyUpTo"],
      ...["names-nothing settings.nothing", "locked phrases.late", "names-nothing phrases.none"],
      ...["locked tables.inTime", "names-nothing tables.none", "names-nothing locks"],
    ]);
  });

  test("is less below a place that locked it, and what was refused changes nothing", () => {
    const business = changes({ settings: { returnDays: 30 }, locks: ["settings.returnDays", "phrases.bye"] });
    const merchant = changes({ settings: { returnDays: 10 }, phrases: { bye: { zh: "再见", en: "Bye" } } });
    const both = [business, merchant].reduce(adapt, unadapted(read()));
    expect(both.problems.map(({ rule, at }) => `${rule} ${at}`)).toEqual([
      ...["locked settings.returnDays", "locked phrases.bye"],
    ]);
    expect(both.values).toEqual({ returnDays: 30 });
    expect(both.source.phrases["bye"]?.en).toBe("All right, any time.");
  });

  test("keeps every setting within its bounds, whatever the places of the tree ask for", () => {
    const value = fc.oneof(
      fc.integer({ min: -100, max: 200 }),
      fc.boolean(),
      fc.dictionary(fc.constantFrom("CNY", "USD", "XXX"), fc.integer()),
    );
    const place = fc.record({
      settings: fc.dictionary(fc.constantFrom("returnDays", "freeReturns", "wordOnlyUpTo"), value),
      locks: fc.subarray(["settings.returnDays", "settings.freeReturns"]),
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 4 }), fc.constantFrom("CNY", "USD"), (places, currency) => {
        const all = places.map((each) => changes(each)).reduce(adapt, unadapted(read()));
        const { returnDays, freeReturns, wordOnlyUpTo } = settingsOf(all.source.parameters, all.values, currency);
        expect(returnDays).toBeGreaterThanOrEqual(7);
        expect(returnDays).toBeLessThanOrEqual(60);
        expect(typeof freeReturns).toBe("boolean");
        expect(wordOnlyUpTo).toMatchObject({ currency });
        expect((wordOnlyUpTo as { minor: number }).minor).toBeGreaterThanOrEqual(0);
        expect((wordOnlyUpTo as { minor: number }).minor).toBeLessThanOrEqual(currency === "CNY" ? 30_000 : 4_000);
      }),
    );
  });
});
