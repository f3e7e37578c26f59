import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { standardFolder } from "@ruyi/sop";
import { check, exportAs, run } from "./procedure.ts";
import { CallError, type Terminal } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ruyi-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function aTerminal() {
  const said: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    env: {},
    out: (line) => void said.push(line),
    err: (line) => void told.push(line),
    lines: async function* () {},
    isTyped: false,
    isColoured: false,
  };
  return { terminal, said, told };
}

async function checked(...operands: string[]) {
  const { terminal, said } = aTerminal();
  const code = await check(terminal, { operands, values: {}, switches: new Set(["json"]) });
  expect(said).toHaveLength(1);
  return { code, ...(JSON.parse(said[0] ?? "") as { findings: { rule: string; at: string; witness: unknown }[] }) };
}

const dmn = (rows: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="m" id="m">
  <inputData id="i" name="Age"><variable name="Age" typeRef="number"/></inputData>
  <decision id="d" name="Fare"><variable name="Fare" typeRef="string"/>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="c"><inputExpression typeRef="number"><text>Age</text></inputExpression></input>
      <output id="o"/>${rows}
    </decisionTable>
  </decision>
</definitions>`;
const row = (when: string, then: string): string =>
  `<rule><inputEntry><text>${when}</text></inputEntry><outputEntry><text>${then}</text></outputEntry></rule>`;

describe("ruyi procedure check", () => {
  test("finds nothing in a procedure that comes with Ruyi, wherever its parts are", async () => {
    expect(await checked(join(standardFolder, "return-and-refund.yaml"))).toMatchObject({ code: 0, findings: [] });
  });

  test("finds gaps, overlaps and conflicts in a decision model, each with a case", async () => {
    const gap = await checked(file("gap.dmn", dmn(row("&lt; 6", '"free"') + row("&gt; 6", '"full"'))));
    expect(gap).toMatchObject({ code: 1, findings: [{ rule: "gap", witness: { Age: 6 } }] });
    const both = await checked(file("both.dmn", dmn(row("&lt;= 6", '"free"') + row("&gt;= 6", '"full"'))));
    expect(both.findings.map(({ rule, witness }) => ({ rule, witness }))).toEqual([
      { rule: "overlap", witness: { Age: 6 } },
      { rule: "conflict", witness: { Age: 6 } },
    ]);
    const sound = await checked(file("sound.dmn", dmn(row("&lt; 6", '"free"') + row("&gt;= 6", '"full"'))));
    expect(sound).toMatchObject({ code: 0, findings: [] });
  });

  test("reports what a procedure lacks as a finding, and refuses what is none at all", async () => {
    const lacking = await checked(
      file("lacking.yaml", "id: x\nversion: 1\ntitle: { zh: 一 }\nphrases: { hi: { zh: 一 } }\nstart: a\nsteps: {}\n"),
    );
    expect(lacking.code).toBe(1);
    expect(lacking.findings).toContainEqual(expect.objectContaining({ rule: "language", at: "phrases.hi.en" }));
    const { terminal } = aTerminal();
    const call = (operand: string) => check(terminal, { operands: [operand], values: {}, switches: new Set() });
    await expect(call(join(folder, "nowhere.yaml"))).rejects.toThrow(CallError);
    await expect(call(file("broken.yaml", "id: [\n"))).rejects.toThrow(CallError);
    await expect(call(file("broken.dmn", "<definitions"))).rejects.toThrow(CallError);
    await expect(call(file("notes.txt", "hello"))).rejects.toThrow(/neither a procedure/);
  });
});

describe("a finding's script", () => {
  test("plays to where the finding is", async () => {
    const path = file(
      "gap.yaml",
      readFileSync(join(standardFolder, "change-address.yaml"), "utf8").replace(/.*two changes an order.*\n/, ""),
    );
    const scripts = join(folder, "scripts");
    const { terminal, said } = aTerminal();
    await check(terminal, { operands: [path], values: { scripts }, switches: new Set(["json"]) });
    const { findings } = JSON.parse(said.join("")) as { findings: { rule: string; script?: string }[] };
    const gap = findings.find(({ rule }) => rule === "gap");
    const played = aTerminal();
    const values = { script: gap?.script ?? "" };
    expect(await run(played.terminal, { operands: [path], values, switches: new Set(["json"]) })).toBe(0);
    const { log } = JSON.parse(played.said.join("")) as { log: { step: string }[] };
    // What the table leaves undecided goes to a person.
    expect(log.at(-1)?.step).toBe("with-person");
  });
});

describe("ruyi procedure run", () => {
  const procedure = join(standardFolder, "where-is-my-parcel.yaml");
  const sample = join(standardFolder, "scripts", "where-is-my-parcel.json");

  test("plays a script and answers with one JSON document", async () => {
    const { terminal, said } = aTerminal();
    const code = await run(terminal, {
      operands: [procedure],
      values: { script: sample },
      switches: new Set(["json"]),
    });
    expect(code).toBe(0);
    const { procedure: id, version, log } = JSON.parse(said.join("\n"));
    expect({ id, version }).toEqual({ id: "where-is-my-parcel", version: expect.any(Number) });
    expect(log[0]).toMatchObject({ event: "started", effects: [{ kind: "look-up" }], state: "looking-up" });
  });

  test("answers no to a move that is not open, and says what is", async () => {
    const { terminal, told } = aTerminal();
    const script = file("stuck.json", JSON.stringify({ moves: [{ move: "confirm" }] }));
    expect(await run(terminal, { operands: [procedure], values: { script }, switches: new Set() })).toBe(1);
    expect(told.join("\n")).toMatch(/Move 1 .*not-open[\s\S]*awaits: lookedUp candidates/);
  });

  test("refuses a script that is none", async () => {
    const { terminal } = aTerminal();
    const script = file("wrong.json", JSON.stringify({ moves: [{ mvoe: "confirm" }] }));
    await expect(run(terminal, { operands: [procedure], values: { script }, switches: new Set() })).rejects.toThrow(
      CallError,
    );
  });
});

describe("a procedure written for other tools", () => {
  const written = async (name: string, values: Readonly<Record<string, string>> = {}) => {
    const { terminal, said } = aTerminal();
    await exportAs(terminal, { operands: [name], values, switches: new Set(["bpmn"]) });
    return said.join("\n");
  };

  test("is taken from a file or, by its id, from the library, with its parts", async () => {
    const xml = await written("return-and-refund");
    expect(xml).toContain('<bpmn:process id="process__give-back"');
    expect(await written(join(standardFolder, "return-and-refund.yaml"))).toBe(xml);
    expect(await written("return-and-refund", { language: "zh" })).toContain('name="退货退款"');
  });

  test("is nobody's guess: another language, or a procedure that is not there, is a wrong call", async () => {
    await expect(written("return-and-refund", { language: "fr" })).rejects.toThrow(CallError);
    await expect(written("nothing-of-the-kind")).rejects.toThrow(CallError);
  });
});
