import { describe, expect, test } from "vitest";
import { codeOf, importsOf } from "./source.ts";

const specifiers = (text: string): string[] => importsOf(text, codeOf(text)).map(({ specifier }) => specifier);

describe("what a file imports", () => {
  test("is found in every form that an import can take", () => {
    const text = `
      import "a";
      import b from "b";
      import { c, type C } from 'c';
      import * as d from "d";
      import {
        e,
      } from "e";
      export { f } from "f";
      export * from "g";
      export * as h from "h";
      import type { I } from "i";
      export type { J } from "j";
      const k = await import("k");
      type L = import("l").L;
      const m = require("m");
    `;
    expect(specifiers(text).toSorted()).toEqual([..."abcdefghijklm"]);
  });

  test("is not what a comment, a string or a pattern speaks of", () => {
    const text = `
      // import a from "a";
      /* import b from "b"; */
      const c = 'import c from "c";';
      const d = \`import d from "d"; \${1 + 1} import("e")\`;
      const f = /import f from "f"/;
      const g = things.import("g");
    `;
    expect(specifiers(text)).toEqual([]);
  });

  test("is found after quotes, patterns and templates that could confuse", () => {
    const text = [
      "const odd = /[\"'/]/.test(`it's ${inner(`\"${deep}`)} \"`) ? 4 / 2 : '\\'';",
      'import { later } from "later";',
      "<p>Don't</p>",
      'import { latest } from "latest";',
    ].join("\n");
    expect(specifiers(text)).toEqual(["later", "latest"]);
  });

  test("says whether only types are taken, and which names", () => {
    const text = 'import type { A } from "a";\nimport b, { type C, d as e } from "b";\nexport * from "c";';
    expect(importsOf(text, codeOf(text))).toEqual([
      { specifier: "a", line: 1, typeOnly: true, names: ["A"] },
      { specifier: "b", line: 2, typeOnly: false, names: ["default", "C", "d"] },
      { specifier: "c", line: 3, typeOnly: false, names: ["*"] },
    ]);
  });
});

describe("codeOf", () => {
  test("keeps every character in its place", () => {
    const text = 'const a = "x"; // y\nconst b = `p${c}q`;';
    expect(codeOf(text)).toBe('const a = " ";     \nconst b = ` ${c} `;');
  });

  test("keeps a division that is no pattern", () => {
    expect(codeOf("const half = whole / 2; const third = (a) / 3;")).toContain("/ 2; const third");
  });
});
