import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Language } from "@ruyi/kernel";
import { advance } from "../advance.ts";
import { whatSourcesSay } from "../library.fixture.ts";
import { loadLibrary } from "../operations.ts";
import type { Procedure } from "../procedure.ts";
import { termOf } from "../reading/terms.ts";
import type { FactRecord, Run, RunEvent } from "../run.ts";
import { aRun, noon, procedureOf } from "../testing.ts";
import { namesAnother, nextOf, remainsOf, whatIfOf, whetherOf, whyOf } from "./answer.ts";
import { along, decide, supposing } from "./case.ts";
import { foresee, type Peek } from "./foresee.ts";
import { suppositionIn } from "./supposition.ts";

const library = loadLibrary();
const procedureNamed = (id: string): Procedure => {
  const found = library.byId(id);
  if (!found) throw new Error(`The library has no procedure "${id}".`);
  return found;
};
const reader = (language: Language) => ({ language, zone: "Asia/Shanghai", now: noon });
type Values = Readonly<Record<string, unknown>>;

const anOrder = (but: Values): Values => ({ ...(whatSourcesSay["order"]?.[4] as Values), ...but });
const delivered = (days: number, but: Values = {}): Values =>
  anOrder({ state: "delivered", daysSinceDelivery: days, deliveredAt: noon, ...but });
const parcel = (but: Values = {}): Values => ({ ...(whatSourcesSay["parcel"]?.[0] as Values), ...but });

/** Facts at hand of one order; what would have to be asked for is not among them. */
const hold =
  (order: Values, more: Values = {}): Peek =>
  ({ facts }) => {
    const known: Values = { candidates: whatSourcesSay["candidates"]?.[0], order, parcel: parcel(), ...more };
    if (!facts.every((name) => name in known)) return undefined;
    return Object.fromEntries(
      facts.map((name): [string, FactRecord] => [name, { value: known[name], source: "shop", at: noon }]),
    );
  };

const seen = (procedure: Procedure, order: Values, language: Language = "zh", more: Values = {}) =>
  foresee(procedure, { ...aRun(procedure, { language }), facts: {} }, noon, hold(order, more));

/** The procedure as it is when it is really begun, with all that can be looked up, until somebody must answer. */
function begun(procedure: Procedure, order: Values, language: Language = "zh", more: Values = {}) {
  let run: Run = aRun(procedure, { language });
  const said: string[] = [];
  const known = { quote: whatSourcesSay["quote"]?.[0], ...more };
  let event: RunEvent | undefined = { at: noon, actor: { kind: "customer" }, kind: "started", facts: {} };
  for (let turns = 0; event && turns < 12; turns += 1) {
    const [moved, effects] = advance(procedure, run, event);
    run = moved;
    for (const effect of effects) if (effect.kind === "say") said.push(effect.text);
    const lookUp = effects.find((effect) => effect.kind === "look-up");
    const facts = lookUp && hold(order, known)(lookUp);
    event =
      lookUp && facts ? { at: noon, actor: { kind: "system" }, kind: "looked-up", key: lookUp.key, facts } : undefined;
  }
  return { run, said };
}

const outcomeOf = (run: Run, id: string) => run.decided?.find(({ part }) => part === id);

/** Orders around every bound that tables of the library have. */
const someOrder = fc
  .record({
    state: fc.constantFrom("unpaid", "paid", "picking", "shipped", "delivered", "cancelled", "returned"),
    returnable: fc.boolean(),
    madeToOrder: fc.boolean(),
    days: fc.constantFrom(0, 1, 6, 7, 8, 14, 15, 16, 29, 30, 31, 364, 365, 366),
    addressChanges: fc.constantFrom(0, 1, 2, 3),
    lateHours: fc.constantFrom(0, 23, 24, 25, 60),
    late: fc.boolean(),
    paidBackFor: fc.constantFrom([], ["price"], ["price", "price"], ["late"], ["price", "late", "price"]),
  })
  .map(({ state, days, lateHours, ...rest }) => {
    const isHere = state === "delivered";
    return anOrder({
      ...{ ...rest, state, daysSincePlaced: days + 1 },
      deliveredAt: isHere ? noon : null,
      daysSinceDelivery: isHere ? days : null,
      lateHours: isHere ? lateHours : null,
    });
  });
const someParcel = fc.constantFrom(...(whatSourcesSay["parcel"] ?? []));
const gated = library.startable.filter((procedure) => {
  const gate = seen(procedure, delivered(2)).gate;
  return gate !== undefined && gate.part === procedure.id;
});

describe("what is told before a matter is begun", () => {
  test("covers every procedure of the library that a rule opens or closes", () => {
    expect(gated.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...["return-and-refund", "cancel-order", "change-address", "exchange", "price-protection", "late-delivery"],
        ...["warranty-repair", "refund-only", "wrong-item", "damaged-or-missing", "quality-dispute", "invoice"],
      ]),
    );
  });

  test.each(gated.map((procedure) => [procedure.id, procedure] as const))(
    "is what %s then does, at every bound, in both languages",
    (id, procedure) => {
      fc.assert(
        fc.property(someOrder, someParcel, fc.constantFrom("zh", "en"), (order, itsParcel, language) => {
          const more = { parcel: itsParcel };
          const foreseen = seen(procedure, order, language, more);
          const told = whetherOf(procedure, foreseen, reader(language));
          const real = begun(procedure, order, language, more);
          const decided = outcomeOf(real.run, id);
          expect(foreseen.gate?.outcome).toBe(decided?.outcome);
          if (!told || told.declines) return;
          const isOver = real.run.state.kind === "ended";
          if (told.offers.includes("begin")) expect(isOver).toBe(false);
          if (foreseen.ends === "ended") {
            expect(isOver).toBe(true);
            for (const line of real.said) expect(told.text).toContain(line);
          }
          if (foreseen.said.length > 0) expect(real.said.slice(0, foreseen.said.length)).toEqual(foreseen.said);
          else
            expect(told.text).toContain(
              termOf("values", `${decided?.table ?? ""} ${decided?.outcome ?? ""}`)?.[language],
            );
        }),
        { numRuns: 120 },
      );
    },
  );

  test("names the rule with its bound and its last day", () => {
    const told = whetherOf(
      procedureNamed("return-and-refund"),
      seen(procedureNamed("return-and-refund"), delivered(2)),
      reader("zh"),
    );
    expect(told?.text).toBe(
      "羊毛大衣：可以退，因为订单已签收，支持无理由退货，签收后2天。规则是签收后最多7天，到11月29日（周日）为止。要办就从下面开始，现在什么也没动。",
    );
    expect(told).toMatchObject({ clause: "return-and-refund/mayReturn/1", offers: ["begin"], at: noon });
  });

  test("is the procedure's own refusal where it would refuse, with the way up", () => {
    const procedure = procedureNamed("return-and-refund");
    const told = whetherOf(procedure, seen(procedure, delivered(12), "en"), reader("en"));
    expect(told?.text).toContain("The 7 days for returns without a reason are over");
    expect(told?.offers).toEqual(["appeal"]);
  });

  test("declines where it depends on which order is meant, and where a fact is not known", () => {
    const procedure = procedureNamed("cancel-order");
    const several = seen(procedure, anOrder({ state: "paid" }), "zh", {
      candidates: whatSourcesSay["candidates"]?.[1],
    });
    expect(whetherOf(procedure, several, reader("zh"))).toMatchObject({ declines: true, offers: ["begin"] });
    const unknown = whetherOf(procedure, seen(procedure, anOrder({ state: "paid", madeToOrder: null })), reader("zh"));
    expect(unknown).toMatchObject({ declines: true });
    expect(unknown?.text).toContain("还不知道定制");
  });
});

describe("what would be otherwise", () => {
  const counted = [
    ["return-and-refund", "daysSinceDelivery", (days: number) => `如果签收${days}天后还能退吗`],
    ["exchange", "daysSinceDelivery", (days: number) => `签收${days}天以后还能换吗`],
    ["warranty-repair", "daysSinceDelivery", (days: number) => `签收${days}天后还能修吗`],
    ["price-protection", "daysSincePlaced", (days: number) => `如果${days}天后降价还能保价吗`],
  ] as const;

  test.each(counted)("is what %s would decide with that one fact replaced", (id, fact, words) => {
    const procedure = procedureNamed(id);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (days) => {
        const told = whatIfOf(procedure, seen(procedure, delivered(2)), words(days), reader("zh"));
        const { run } = begun(procedure, delivered(2, { [fact]: days }));
        const decided = outcomeOf(run, id);
        const outcome = termOf("values", `${decided?.table ?? ""} ${decided?.outcome ?? ""}`)?.zh;
        expect(told?.text).toMatch(new RegExp(`${days}天：[^。]*${outcome ?? "?"}`));
      }),
      { numRuns: 60 },
    );
  });

  test("tells both outcomes and the bound", () => {
    const procedure = procedureNamed("return-and-refund");
    const told = whatIfOf(
      procedure,
      seen(procedure, delivered(2), "en"),
      "what if i return it after ten days?",
      reader("en"),
    );
    expect(told?.text).toBe(
      "If it was delivered 10 days ago: no, too late. The rule is at most 7 days since delivery. As it stands (Wool coat), the order is delivered, it can be returned without a reason and it was delivered 2 days ago: it may be returned.",
    );
  });

  test("of an order that has not come supposes that it has, and says so", () => {
    const procedure = procedureNamed("return-and-refund");
    const order = anOrder({ state: "shipped", daysSinceDelivery: null, deliveredAt: null });
    const told = whatIfOf(procedure, seen(procedure, order), "收到3天后还能退吗", reader("zh"));
    expect(told?.text).toContain("如果订单已签收，签收后3天：可以退。");
    expect(told?.text).toContain("订单已发货：还在路上");
  });

  test("is told of no order too, from the rule alone", () => {
    const procedure = procedureNamed("cancel-order");
    expect(whatIfOf(procedure, undefined, "once it has shipped, can i still cancel", reader("en"))?.text).toBe(
      "If the order is shipped: not directly, already shipped; there is another way, choose below.",
    );
  });

  test.each([
    ["大衣如果拆封了还能退吗", "zh", "规则里没有写"],
    ["what if i opened it", "en", "says nothing about the case"],
  ] as const)(
    "“%s”: what no input is about is left open, and what the rule looks at is named",
    (text, language, line) => {
      const procedure = procedureNamed("return-and-refund");
      const told = whatIfOf(procedure, seen(procedure, delivered(2), language), text, reader(language));
      expect(told).toMatchObject({ declines: true, offers: ["begin", "person"] });
      expect(told?.text).toContain(line);
    },
  );
});

describe("why", () => {
  test("a matter ended as it did is told from the values it was decided on, though it is over and its facts are gone", () => {
    const procedure = procedureNamed("return-and-refund");
    const { run } = begun(procedure, delivered(12));
    expect(run.state).toMatchObject({ kind: "ended", outcome: "refused" });
    const kept = JSON.parse(JSON.stringify(remainsOf(run))) as Run;
    expect(Object.keys(kept.facts)).toEqual(["order"]);
    expect(JSON.stringify(kept).length).toBeLessThan(1_500);
    const told = whyOf(procedure, kept, reader("zh"));
    expect(told?.text).toBe(
      "羊毛大衣：过了期限，因为订单已签收，支持无理由退货，签收后12天。规则是签收后最多7天。觉得不对，可以申诉，由人复核。",
    );
    expect(told).toMatchObject({ clause: "return-and-refund/mayReturn/2", offers: ["appeal"], version: 1 });
    expect(whyOf(procedure, kept, reader("en"))?.text).toContain(
      "it was delivered 12 days ago. The rule is at most 7 days since delivery.",
    );
  });

  test("words that name another order are about that one", () => {
    const { run } = begun(procedureNamed("return-and-refund"), delivered(12));
    expect(namesAnother(run, "为什么订单3021不能退")).toBe(false);
    expect(namesAnother(run, "为什么订单9999不能退")).toBe(true);
    expect(namesAnother(run, "为什么不能退")).toBe(false);
  });

  test("an appeal is offered where something was refused, not where a parcel is merely on its way", () => {
    const procedure = procedureNamed("where-is-my-parcel");
    const told = whyOf(procedure, begun(procedure, anOrder({ state: "shipped" })).run, reader("zh"));
    expect(told?.text).toContain("因为包裹");
    expect(told?.text).not.toContain("申诉");
    expect(told?.offers).toEqual([]);
  });

  test("the rule that is told is the one that would have let it through", () => {
    for (const id of ["return-and-refund", "exchange", "price-protection"] as const) {
      const procedure = procedureNamed(id);
      fc.assert(
        fc.property(someOrder, (order) => {
          const { run } = begun(procedure, order);
          const rule = /规则是.*?最多(\d+)天/.exec(whyOf(procedure, run, reader("zh"))?.text ?? "");
          if (run.state.kind !== "ended" || !rule) return;
          const days = { daysSinceDelivery: Number(rule[1]), daysSincePlaced: Number(rule[1]) };
          expect(begun(procedure, { ...order, ...days }).run.state.kind).not.toBe("ended");
        }),
        { numRuns: 100 },
      );
    }
  });

  test("the rating and what colleagues think are never shown: its own words where the procedure says them, a person elsewhere", () => {
    for (const quote of whatSourcesSay["quote"] ?? [])
      for (const procedure of library.startable)
        for (const language of ["zh", "en"] as const) {
          const { run } = begun(procedure, delivered(2), language, { quote });
          const told = whyOf(procedure, run, reader(language));
          expect(told?.text ?? "").not.toMatch(
            /评级\d|评级按|\d+\s*星|\bstars?\b|quote|the rating|不算小|is (?:not )?small/,
          );
        }
    const procedure = procedureNamed("return-and-refund");
    const scan = { quote: whatSourcesSay["quote"]?.[1] };
    expect(whyOf(procedure, begun(procedure, delivered(2), "zh", scan).run, reader("zh"))?.text).toBe(
      "近期有退货没有寄到。觉得不对，可以申诉，由人复核。",
    );
    const instant = whyOf(procedure, begun(procedure, delivered(2), "en").run, reader("en"));
    expect(instant?.text).toContain("a colleague can explain");
    expect(instant?.offers).toEqual(["person"]);
  });

  test("is left to a person where the version that decided is no longer what is read", () => {
    const procedure = procedureNamed("return-and-refund");
    const { run } = begun(procedure, delivered(12));
    const table = procedure.tables["mayReturn"];
    if (!table) throw new Error("The table of returns is gone.");
    const longer = {
      ...table,
      rows: table.rows.map((row) => ({ ...row, when: row.when.map((cell) => cell.replace(/7$/, "30")) })),
    };
    const told = whyOf({ ...procedure, tables: { ...procedure.tables, mayReturn: longer } }, run, reader("zh"));
    expect(told?.text).toContain("规则后来改过");
  });
});

describe("what next", () => {
  test("names what is waited for, until when, and what comes then", () => {
    const procedure = procedureNamed("return-and-refund");
    const { run } = begun(procedure, delivered(2));
    expect(nextOf(procedure, run, [], reader("zh"))?.text).toBe(
      "现在等您确认，确认以前什么也不办。之后：退款，再等快递揽收，再等退货到店。",
    );
    const waiting: Run = {
      ...run,
      places: [...run.places.slice(0, -1), { procedure: "give-back", step: "await-goods" }],
      state: { kind: "waiting", key: "goods-scanned:r-1", wakeAt: "2026-11-29T04:00:00Z" },
    };
    const promises = [{ text: "I'll tell you by noon.", dueAt: noon }];
    expect(nextOf(procedure, waiting, promises, reader("en"))?.text).toMatch(
      /^It waits for the carrier to scan the goods, until .* on Sunday 29 November at the latest; .* Promised: I'll tell you by noon\.$/,
    );
  });

  test("is nothing where all is over and nothing is promised", () => {
    const procedure = procedureNamed("return-and-refund");
    expect(nextOf(procedure, begun(procedure, delivered(12)).run, [], reader("zh"))).toBeUndefined();
  });
});

describe("a table in one case", () => {
  const procedure = procedureOf(`
id: bounds
version: 1
title: { zh: 界, en: Bounds }
facts: { order: shop }
tables:
  how:
    inputs:
      - { expression: order.state, type: string, allowed: '"open","shut"' }
      - { expression: order.sum, type: number, allowed: "[0..1000]" }
    outputs: [{ name: outcome, allowed: '"low","middle","high","shut"' }]
    rows:
      - { when: ['"open"', "< 10"], then: ['"low"'] }
      - { when: ['"open"', "[10..20]"], then: ['"middle"'] }
      - { when: ['"open"', "> 20"], then: ['"high"'] }
      - { when: ['"shut"', "-"], then: ['"shut"'] }
phrases: { a: { zh: 好, en: Fine } }
start: read
steps:
  read: { kind: look-up, facts: [order], with: {}, next: decide, missing: end }
  decide: { kind: decide, table: how, next: { low: end, middle: end, high: end, shut: end }, unknown: end }
  end: { kind: end, outcome: ended }
`);
  const table = procedure.tables["how"];
  if (!table) throw new Error("The table is not there.");

  test("is cut where its outcome changes, and nowhere else", () => {
    expect(along(table, ["open", 5], 1)).toEqual([
      { cell: "< 10", outcome: "low" },
      { cell: "[10..20]", outcome: "middle" },
      { cell: "> 20", outcome: "high" },
    ]);
    expect(along(table, ["shut", 5], 1)).toEqual([{ cell: "-", outcome: "shut" }]);
    expect(along(table, ["open", 30], 0).map(({ outcome }) => outcome)).toEqual(["high", "shut"]);
  });

  test("unknown is not no: the column that is missing is named", () => {
    expect(decide(table, ["open", null])).toEqual({ outcome: null, row: undefined, missing: [1] });
    expect(decide(table, ["shut", null])).toMatchObject({ outcome: "shut", row: 3 });
  });

  test("supposes otherwise as little as it takes", () => {
    expect(supposing(table, ["open", 5], 1, 15)).toEqual({ values: ["open", 15], supposed: [] });
    expect(supposing(table, ["shut", null], 1, 15)).toEqual({ values: ["open", 15], supposed: [0] });
  });
});

describe("what is supposed", () => {
  const table = procedureNamed("return-and-refund").tables["mayReturn"];
  const cancel = procedureNamed("cancel-order").tables["mayCancel"];
  if (!table || !cancel) throw new Error("The tables of the library are gone.");

  test.each([
    ["签收十天后还能退吗", 10],
    ["过两个星期再退行吗", 14],
    ["一个月后能退吗", 30],
    ["收到货20天后可以退吗", 20],
    ["can i return it after 10 days", 10],
    ["what if i send it back in two weeks", 14],
  ])("“%s” is a count of days", (text, value) => {
    expect(suppositionIn(text, table)).toEqual({ column: 2, value });
  });

  test.each([
    ["发货以后还能取消吗", { column: 0, value: "shipped" }],
    ["can i cancel after it ships", { column: 0, value: "shipped" }],
    ["定制的能取消吗", { column: 1, value: true }],
  ])("“%s” is a state", (text, supposed) => {
    expect(suppositionIn(text, cancel)).toEqual(supposed);
  });

  test.each(["如果拆封了还能退吗", "what if i wore it once", "7天还是15天后能退", "如果定制的已经发货了能取消吗"])(
    "“%s” is nothing that can be put in one input",
    (text) => {
      expect(suppositionIn(text, text.includes("取消") ? cancel : table)).toBeUndefined();
    },
  );
});
