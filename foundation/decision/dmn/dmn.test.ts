import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyseTable } from "../analysis.ts";
import { DecisionError } from "../error.ts";
import { compileTable, evaluateTable } from "../table.ts";
import { aRow, aTable } from "../testing.ts";
import { analyseDmn } from "./check.ts";
import { compileDmn } from "./evaluate.ts";
import { parseDmn } from "./read.ts";
import { tablesOf } from "./tables.ts";
import { modelOfTables, writeDmn } from "./write.ts";
import { parseXml } from "./xml.ts";

const refundModel = `<?xml version="1.0"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="refund" namespace="urn:shop">
  <itemDefinition name="tTier"><typeRef>string</typeRef><allowedValues><text>"gold", "none"</text></allowedValues></itemDefinition>
  <inputData id="i1" name="Days late"><variable name="Days late" typeRef="number"/></inputData>
  <inputData id="i2" name="Tier"><variable name="Tier" typeRef="tTier"/></inputData>
  <businessKnowledgeModel id="k1" name="share">
    <variable name="share"/>
    <encapsulatedLogic>
      <formalParameter name="days" typeRef="number"/>
      <literalExpression><text>if days &gt; 10 then 1 else days / 10</text></literalExpression>
    </encapsulatedLogic>
  </businessKnowledgeModel>
  <decision id="d1" name="Outcome">
    <variable name="Outcome" typeRef="string"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input><inputExpression typeRef="number"><text>Days late</text></inputExpression></input>
      <input><inputExpression typeRef="tTier"><text>Tier</text></inputExpression></input>
      <output typeRef="string"/>
      <rule><inputEntry><text>&gt; 3</text></inputEntry><inputEntry><text>"gold"</text></inputEntry><outputEntry><text>"pay"</text></outputEntry></rule>
      <rule><inputEntry><text>&lt;= 3</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"wait"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="d2" name="Share">
    <variable name="Share" typeRef="number"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#k1"/></knowledgeRequirement>
    <literalExpression><text>if Outcome = "pay" then share(Days late) else 0</text></literalExpression>
  </decision>
  <decisionService id="s1" name="Refund">
    <outputDecision href="#d2"/><encapsulatedDecision href="#d1"/><inputData href="#i1"/><inputData href="#i2"/>
  </decisionService>
</definitions>`;

describe("compileDmn", () => {
  const model = compileDmn(parseDmn(refundModel));

  test("decides through required decisions and knowledge models", () => {
    expect(model.decide("Outcome", { "Days late": 4, Tier: "gold" })).toBe("pay");
    expect(model.decide("Share", { "Days late": 4, Tier: "gold" })).toBe(0.4);
    expect(model.decide("Share", { "Days late": 1, Tier: "gold" })).toBe(0);
  });

  test("takes a value that its type does not allow for unknown", () => {
    expect(model.decide("Outcome", { "Days late": 4, Tier: "platinum" })).toBeNull();
  });

  test("serves a decision service", () => {
    expect(model.serve("Refund", { "Days late": 20, Tier: "gold" })).toBe(1);
  });

  test("names a decision that the model does not have", () => {
    expect(() => model.decide("Refunds", {})).toThrow(/Model "refund" has no decision "Refunds"/);
  });
});

describe("tablesOf", () => {
  test("hands out tables with the domains their types declare, ready for analysis", () => {
    const [table, ...others] = tablesOf(parseDmn(refundModel));
    expect(others).toEqual([]);
    expect(table?.source.inputs).toEqual([
      { expression: "Days late", type: "number" },
      { expression: "Tier", type: "string", allowed: '"gold", "none"' },
    ]);
    expect(table === undefined ? [] : analyseTable(table.source)).toMatchObject([
      {
        rule: "gap",
        message: 'No row decides Days late > 3 and Tier is "none".',
        witness: { "Days late": 4, Tier: "none" },
      },
    ]);
  });
});

describe("names with signs", () => {
  test("are read in tables that come from a model", () => {
    const xml = refundModel.replaceAll("Days late", "Days-late");
    const [table] = tablesOf(parseDmn(xml));
    expect(table?.source.names).toEqual({ "Days-late": true });
    if (table === undefined) return;
    expect(evaluateTable(compileTable(table.source), { "Days-late": 5, Tier: "gold" })).toMatchObject({ rows: [0] });
    expect(compileDmn(parseDmn(xml)).decide("Outcome", { "Days-late": 5, Tier: "gold" })).toBe("pay");
  });
});

describe("analyseDmn", () => {
  test("checks the other tables when one cannot be read", () => {
    const good = aTable({ name: "good", rows: [aRow(["< 5"], ['"a"'])] });
    const broken = aTable({ name: "broken", rows: [aRow(["< 5 5"], ['"a"'])] });
    expect(analyseDmn(writeDmn(modelOfTables("both", [broken, good])))).toMatchObject([
      { rule: "type", at: 'table "broken"', message: expect.stringContaining("row 1") },
      { rule: "gap", at: 'table "good"', witness: { days: 5 } },
    ]);
  });
});

describe("writeDmn", () => {
  test("writes a model that is read back as the same", () => {
    const model = parseDmn(refundModel);
    expect(parseDmn(writeDmn(model))).toEqual(model);
  });

  test("turns tables into a model that decides like them", () => {
    const source = aTable({
      outputs: [{ name: "outcome", otherwise: '"a < b & c"' }],
      rows: [aRow(["< 5"], ['"soon"'])],
    });
    const written = writeDmn(modelOfTables("rules", [source]));
    const [back] = tablesOf(parseDmn(written));
    expect(back?.source).toEqual(source);
    const model = compileDmn(parseDmn(written));
    expect(model.decide("refund", { days: 3 })).toBe("soon");
    expect(model.decide("refund", { days: 8 })).toBe("a < b & c");
  });

  const suite = join(process.env["RUYI_BENCH_DATA"] ?? "../shared/data", "dmn-tck");
  test("writes every model of the conformance suite so that it is read back as the same", (context) => {
    context.skip(!existsSync(suite), `The DMN conformance suite is not at "${suite}"; set RUYI_BENCH_DATA.`);
    for (const level of ["compliance-level-2", "compliance-level-3"]) {
      for (const name of readdirSync(join(suite, level))) {
        for (const file of readdirSync(join(suite, level, name)).filter((each) => each.endsWith(".dmn"))) {
          const model = parseDmn(readFileSync(join(suite, level, name, file), "utf8"));
          expect(parseDmn(writeDmn(model)), file).toEqual(model);
        }
      }
    }
  });
});

describe("parseXml", () => {
  test("reads attributes, entities, sections of plain text and comments", () => {
    const read = parseXml(`<a:x b='1 &amp; 2'><!-- no --><y>3 &lt; 4</y><z/><![CDATA[<raw>]]></a:x>`);
    expect(read).toEqual({
      name: "x",
      attributes: { b: "1 & 2" },
      text: "<raw>",
      children: [
        { name: "y", attributes: {}, text: "3 < 4", children: [] },
        { name: "z", attributes: {}, text: "", children: [] },
      ],
    });
  });

  test("refuses document types and elements that do not close", () => {
    expect(() => parseXml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')).toThrow(DecisionError);
    expect(() => parseXml("<a><b></a>")).toThrow(/closes "a" where "b" is open/);
    expect(() => parseXml("<a>")).toThrow(/never closes "a"/);
  });
});
