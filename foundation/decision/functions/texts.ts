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

const nameStart =
  ":A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}";
const nameParts = `${nameStart}\\-.0-9\\u{B7}\\u{0300}-\\u{036F}\\u{203F}-\\u{2040}`;

/**
 * A pattern of XPath (which FEEL uses) as a JS one: class subtraction, blocks, \i and \c, and the flag x exist there
 * only. Undefined for an invalid pattern or flag.
 */
function pattern(source: string, flags: string | undefined, global: boolean): RegExp | undefined {
  const wanted = flags ?? "";
  if (!/^[smixq]*$/.test(wanted)) return undefined;
  const unique = [...new Set(wanted)].filter((flag) => "smi".includes(flag)).join("");
  const body = wanted.includes("q")
    ? source.replace(/[\\^$.|?*+()[\]{}/-]/g, "\\$&")
    : translate(source, wanted.includes("x"));
  if (body === undefined) return undefined;
  try {
    return new RegExp(body, `${unique}v${global ? "g" : ""}`);
  } catch {
    return undefined;
  }
}

/** With the flag x, white space outside of classes is layout. */
function withoutLayout(source: string): string {
  let out = "";
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? "";
    if (character === "\\" && !/\s/.test(source[at + 1] ?? "")) {
      out += character + (source[at + 1] ?? "");
      at += 1;
      continue;
    }
    if (character === "[") depth += 1;
    if (character === "]" && depth > 0) depth -= 1;
    if (depth > 0 || !/\s/.test(character)) out += character;
  }
  return out;
}

function translate(source: string, spaced: boolean): string | undefined {
  const text = spaced ? withoutLayout(source) : source;
  let out = "";
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    const found =
      character === "\\"
        ? escaped(text, at, false)
        : character === "["
          ? characterClass(text, at)
          : { out: character, next: at + 1 };
    if (found === undefined) return undefined;
    out += found.out;
    at = found.next;
  }
  return out;
}

type Translated = { readonly out: string; readonly next: number };

/** One escape, from its backslash on. */
function escaped(text: string, at: number, inClass: boolean): Translated | undefined {
  const kind = text[at + 1] ?? "";
  const property = /^[pP]\{(Is)?([\w-]+)\}/.exec(text.slice(at + 1));
  const negation = kind === kind.toUpperCase() ? "^" : "";
  if (property !== null) {
    const next = at + 1 + property[0].length;
    if (property[1] === undefined) return { out: `\\${property[0]}`, next };
    const block = blocks[property[2] ?? ""];
    return block === undefined ? undefined : { out: `[${negation}${block}]`, next };
  }
  const next = at + 2;
  if (kind === "i" || kind === "I") return { out: `[${negation}${nameStart}]`, next };
  if (kind === "c" || kind === "C") return { out: `[${negation}${nameParts}]`, next };
  if (/[dDsSwWnrt]/.test(kind) || /[.\\?*+{}()[\]|^$\-/]/.test(kind)) return { out: `\\${kind}`, next };
  return !inClass && /[1-9]/.test(kind) ? { out: `\\${kind}`, next } : undefined;
}

/** A class in brackets; `[a-z-[aeiou]]` takes the second from the first. */
function characterClass(text: string, start: number): Translated | undefined {
  let at = start + 1;
  const negated = text[at] === "^";
  if (negated) at += 1;
  let members = "";
  for (;;) {
    const character = text[at];
    if (character === undefined) return undefined;
    if (character === "]" && members !== "") return { out: `[${negated ? "^" : ""}${members}]`, next: at + 1 };
    if (character === "-" && text[at + 1] === "[") {
      const taken = characterClass(text, at + 1);
      if (taken === undefined || text[taken.next] !== "]") return undefined;
      return { out: `[[${negated ? "^" : ""}${members}]--${taken.out}]`, next: taken.next + 1 };
    }
    if (character === "\\") {
      const found = escaped(text, at, true);
      if (found === undefined) return undefined;
      members += found.out;
      at = found.next;
      continue;
    }
    if (character === "[" || character === "]") return undefined;
    const isEdge = character === "-" && (members === "" || text[at + 1] === "]");
    members += isEdge || "(){}/|&~!#%,:;<=>@`".includes(character) ? escapedMember(character) : character;
    at += 1;
  }
}

/** Signs that mean something inside a class of JS's flag v. */
const escapedMember = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

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

const groupCount = (regular: RegExp): number =>
  (new RegExp(`${regular.source}|`, regular.flags).exec("")?.length ?? 1) - 1;

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
    signature(
      [text("input"), text("pattern"), orNull(text("flags"))],
      (input, source, flags) => pattern(source, flags, false)?.test(input) ?? null,
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
