import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { afterAll, describe, expect, test } from "vitest";
import { classify } from "@ruyi/language";
import { learned } from "./kept-classifier.ts";

const examples = [
  { text: "where is my parcel", label: "parcel" },
  { text: "快递到哪了", label: "parcel" },
  { text: "I want my money back", label: "refund" },
  { text: "我要退款", label: "refund" },
];
const folder = mkdtempSync(join(tmpdir(), "ruyi-learned-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const asked = ["where is it", "退款", "hello", ""];
const readings = (outOfScope: readonly string[], where = folder) =>
  asked.map((text) => classify(learned(examples, { outOfScope }, where), text));

describe("a classifier that was learned before", () => {
  test("is read back, and reads every message as the one that was learned", () => {
    const first = readings(["what a day"]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readings(["what a day"])).toEqual(first);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("is another one where another word was taught", () => {
    readings(["what a night"]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test("is learned anew where its file is damaged, and the file is mended", () => {
    const first = readings(["what a day"]);
    const [one, other] = readdirSync(folder);
    writeFileSync(join(folder, one ?? ""), "not a classifier");
    writeFileSync(join(folder, other ?? ""), serialize({ labels: ["parcel"], model: {}, confidence: {} }));
    expect(readings(["what a day"])).toEqual(first);
    expect(readdirSync(folder).some((name) => readFileSync(join(folder, name)).length > 1_000)).toBe(true);
  });

  test("is learned all the same where nothing can be kept", () => {
    const nowhere = join(folder, "taken");
    writeFileSync(nowhere, "a file where a folder should be");
    expect(readings(["what a day"], nowhere)).toEqual(readings(["what a day"]));
    rmSync(nowhere);
  });

  test("is kept with a few others only", () => {
    for (const stranger of ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
      learned(examples, { outOfScope: [stranger] }, folder);
    expect(readdirSync(folder)).toHaveLength(8);
  });
});
