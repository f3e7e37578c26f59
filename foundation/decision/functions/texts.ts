import type { FeelFunction, FeelValue } from "../value.ts";
import { valueText } from "../value.ts";
import { any, builtin, list, orNull, signature, text, whole, optional } from "./signature.ts";

/** From 1, or from the end when negative; counted in characters, not in units of UTF-16. */
function substring(value: string, start: number, length: number | undefined): string | null {
  if (start === 0 || (length !== undefined && length < 1)) return null;
  const characters = [...value];
  if (Math.abs(start) > characters.length) return characters.length === 0 ? null : start > 0 ? "" : null;
  const from = start > 0 ? start - 1 : characters.length + start;
  return characters.slice(from, length === undefined ? undefined : from + length).join("");
}

const blocks: Readonly<Record<string, string>> = {
  BasicLatin: "\\u{0}-\\u{7F}",
  "Latin-1Supplement": "\\u{80}-\\u{FF}",
  GreekandCoptic: "\\u{370}-\\u{3FF}",
  Greek: "\\u{370}-\\u{3FF}",
  Cyrillic: "\\u{400}-\\u{4FF}",
  CJKUnifiedIdeographs: "\\u{4E00}-\\u{9FFF}",
};

const nameStart = ":A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}";
const nameParts = `${nameStart}\\-.0-9\\u{B7}\\u{0300}-\\u{036F}\\u{203F}-\\u{2040}`;

/**
 * A pattern of XPath (which FEEL uses) as a JS one: class subtraction, blocks, \i and \c, and the flag x exist there
 * only. Undefined for an invalid pattern or flag.
 */
function pattern(source: string, flags: string | undefined, global: boolean): RegExp | undefined {
  const wanted = flags ?? "";
  if (!/^[smixq]*$/.test(wanted)) return undefined;
  const unique = [...new Set(wanted)].filter((flag) => "smi".includes(flag)).join("");
  const body = wanted.includes("q") ? source.replace(/[\\^$.|?*+()[\]{}/-]/g, "\\$&") : translate(source, wanted.includes("x"));
  if (body === undefined) return undefined;
  try {
    return new RegExp(body, `${unique}v${global ? "g" : ""}`);
  } catch {
    return undefined;
  }
}

function translate(source: string, spaced: boolean): string | undefined {
  let out = "";
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if (character === "\\") {
      const next = source[at + 1] ?? "";
      at += 1;
      const block = /^[pP]\{Is([\w-]+)\}/.exec(source.slice(at));
      if (block !== null) {
        const chars = blocks[block[1] ?? ""];
        if (chars === undefined) return undefined;
        out += `[${next === "P" ? "^" : ""}${chars}]`;
        at += block[0].length - 1;
      } else if (next === "i" || next === "I") out += `[${next === "I" ? "^" : ""}${nameStart}]`;
      else if (next === "c" || next === "C") out += `[${next === "C" ? "^" : ""}${nameParts}]`;
      else if (/[pPdDsSwWnrt0-9.\\?*+{}()[\]|^$\-/]/.test(next)) out += `\\${next}`;
      else return undefined;
      continue;
    }
    if (spaced && depth === 0 && /\s/.test(character)) continue;
    if (character === "[") {
      // A class within a class follows "-": what is taken away.
      if (depth > 0 && !out.endsWith("-")) {
        out += "\\[";
        continue;
      }
      if (depth > 0) out = `${out.slice(0, -1)}--`;
      depth += 1;
      out += "[";
      if (source[at + 1] === "^") {
        out += "^";
        at += 1;
      }
      continue;
    }
    if (character === "]" && depth > 0) depth -= 1;
    if (depth > 0 && /[(){}/|&~!#%,:;<=>@`'"+*?$.]/.test(character)) {
      out += /[(){}/|]/.test(character) ? `\\${character}` : character;
      continue;
    }
    if (depth > 0 && character === "-" && (out.endsWith("[") || out.endsWith("[^") || source[at + 1] === "]")) {
      out += "\\-";
      continue;
    }
    out += character;
  }
  return out;
}

/** `$1` names a group and `\$` a dollar; other backslashes but `\\` are errors in XPath. */
function replacement(source: string, groups: number): string | undefined {
  let out = "";
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if (character === "\\") {
      const next = source[at + 1];
      if (next !== "\\" && next !== "$") return undefined;
      out += next === "$" ? "$$" : "\\";
      at += 1;
    } else if (character === "$") {
      let digits = /^\d+/.exec(source.slice(at + 1))?.[0] ?? "";
      if (digits === "") return undefined;
      while (digits.length > 1 && Number(digits) > groups) digits = digits.slice(0, -1);
      at += digits.length;
      if (Number(digits) === 0) out += "$&";
      else if (Number(digits) <= groups) out += `$${digits.padStart(2, "0")}`;
    } else out += character;
  }
  return out;
}

const groupCount = (regular: RegExp): number => (new RegExp(`${regular.source}|`, regular.flags).exec("")?.length ?? 1) - 1;

function replace(input: string, source: string, by: string, flags: string | undefined): string | null {
  const regular = pattern(source, flags, true);
  if (regular === undefined) return null;
  const literal = flags?.includes("q") === true ? by.replaceAll("$", "$$$$") : replacement(by, groupCount(regular));
  return literal === undefined ? null : input.replace(regular, literal);
}

function join(items: readonly FeelValue[], delimiter: string | undefined): string | null {
  const texts = items.filter((item) => item !== null);
  return texts.every((item) => typeof item === "string") ? texts.join(delimiter ?? "") : null;
}

export const textFunctions: Readonly<Record<string, FeelFunction>> = {
  string: builtin(signature([any("from")], (from) => (from === null ? null : valueText(from)))),
  substring: builtin(signature([text("string"), whole("start position"), optional(whole("length"))], substring)),
  "string length": builtin(signature([text("string")], (value) => [...value].length)),
  "upper case": builtin(signature([text("string")], (value) => value.toUpperCase())),
  "lower case": builtin(signature([text("string")], (value) => value.toLowerCase())),
  "substring before": builtin(
    signature([text("string"), text("match")], (value, match) => value.slice(0, Math.max(0, value.indexOf(match)))),
  ),
  "substring after": builtin(
    signature([text("string"), text("match")], (value, match) =>
      value.includes(match) ? value.slice(value.indexOf(match) + match.length) : "",
    ),
  ),
  replace: builtin(signature([text("input"), text("pattern"), text("replacement"), orNull(text("flags"))], replace)),
  contains: builtin(signature([text("string"), text("match")], (value, match) => value.includes(match))),
  "starts with": builtin(signature([text("string"), text("match")], (value, match) => value.startsWith(match))),
  "ends with": builtin(signature([text("string"), text("match")], (value, match) => value.endsWith(match))),
  matches: builtin(
    signature([text("input"), text("pattern"), orNull(text("flags"))], (input, source, flags) =>
      pattern(source, flags, false)?.test(input) ?? null,
    ),
  ),
  split: builtin(
    signature([text("string"), text("delimiter")], (value, delimiter) => {
      const regular = pattern(delimiter, undefined, true);
      return regular === undefined ? null : value.replace(regular, "\u{0}").split("\u{0}");
    }),
  ),
  "string join": builtin(signature([list("list"), orNull(text("delimiter"))], join)),
};
