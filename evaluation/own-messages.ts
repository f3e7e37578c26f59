import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { languages } from "@ruyi/kernel";
import { standardFolder } from "@ruyi/sop";
import { evaluateIntents } from "./intents.ts";

/*
 * How well the words that come with Ruyi teach what strangers write: forty matters and none, of `evaluation/sets`.
 * `node evaluation/own-messages.ts` reads the development part, `… test` the test part.
 */

const house = join(import.meta.dirname, "..");
const split = process.argv[2] ?? "dev";
if (split !== "dev" && split !== "test") throw new Error(`The parts are "dev" and "test"; "${split}" is neither.`);

const none = "none";
const examples = join(standardFolder, "examples");
const questions = join(house, "systems", "knowledge", "questions");
const files = [examples, questions].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

for (const language of languages) {
  const rows = files.flatMap((file) => {
    const said = parse(readFileSync(file, "utf8")) as Record<string, readonly string[]>;
    const name = file.replace(/^.*[\\/]|\.yaml$/g, "");
    return (said[language] ?? []).map((text) => ({ text, label: name === "out-of-scope" ? none : name }));
  });
  const folder = mkdtempSync(join(tmpdir(), "ruyi-own-messages-"));
  try {
    const taught = join(folder, "taught.jsonl");
    writeFileSync(taught, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const tested = join(house, "evaluation", "sets", `service-${language}`, `${split}.csv`);
    const report = await evaluateIntents({
      train: taught,
      test: tested,
      text: "text",
      label: "label",
      outOfScope: none,
    });
    console.log(JSON.stringify({ language, split, ...report }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
