/** An import as it stands in a file, with the line where it begins. */
export type Import = {
  readonly specifier: string;
  readonly line: number;
  /** True for `import type` and `export type`, which leave nothing behind at run time. */
  readonly typeOnly: boolean;
  /** What is taken by name; `*` for all, `default` for the default, nothing for a bare import. */
  readonly names: readonly string[];
};

const beforePattern = new Set(["", ..."(,=:[!&|?{;+-*%<>~^"]);
const wordBeforePattern = /(?<![\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/;

/**
 * The text with comments, and the insides of strings and patterns, blanked: what is left is code, at the same place.
 * A quote left open at the end of its line is taken for an apostrophe (as between the tags of a page).
 */
export function codeOf(text: string): string {
  const out = text.split("");
  const blank = (from: number, to: number): void => {
    for (let at = from; at < to; at += 1) if (text[at] !== "\n") out[at] = " ";
  };
  // Depth of braces inside each `${…}` we stand in.
  const holes: number[] = [];
  let lastCode = "";
  let at = 0;

  const template = (from: number): number => {
    let end = from;
    while (end < text.length && text[end] !== "`") {
      if (text[end] === "\\") end += 1;
      else if (text[end] === "$" && text[end + 1] === "{") {
        blank(from, end);
        holes.push(0);
        return end + 2;
      }
      end += 1;
    }
    blank(from, end);
    return end + 1;
  };

  while (at < text.length) {
    const char = text[at] ?? "";
    const pair = char + (text[at + 1] ?? "");
    if (pair === "//" || pair === "/*" || (at === 0 && pair === "#!")) {
      const closing = pair === "/*" ? text.indexOf("*/", at + 2) + 2 : text.indexOf("\n", at);
      const end = closing <= at ? text.length : closing;
      blank(at, end);
      at = end;
      continue;
    }
    if (char === '"' || char === "'") {
      const end = endOfString(text, at);
      if (end !== undefined) blank(at + 1, end);
      at = (end ?? at) + 1;
    } else if (char === "`") {
      at = template(at + 1);
    } else if (char === "}" && holes.at(-1) === 0) {
      holes.pop();
      at = template(at + 1);
    } else if (char === "/" && (beforePattern.has(lastCode) || wordBeforePattern.test(text.slice(0, at).trimEnd()))) {
      const end = endOfPattern(text, at);
      if (end !== undefined) blank(at + 1, end);
      at = (end ?? at) + 1;
    } else {
      if (holes.length > 0 && (char === "{" || char === "}")) holes.push((holes.pop() ?? 0) + (char === "{" ? 1 : -1));
      at += 1;
    }
    if (char.trim() !== "") lastCode = char;
  }
  return out.join("");
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === text[start]) return at;
  }
  return undefined;
}

function endOfPattern(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    else if (text[at] === "/" && !inClass) return at;
  }
  return undefined;
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

const withClause =
  /\b(?:import\s+(type\s+)?([\w$*{][^'"`;()=]*?)|export\s+(type\s+)?([*{][^'"`;()=]*?))\s*\bfrom\s*["']/g;
const withoutClause = /(?<![\w$.])(?:import|require)\s*\(?\s*["'`]/g;

/** Every import and re-export of a file, in no particular order; `code` is what `codeOf` made of the text. */
export function importsOf(text: string, code: string): Import[] {
  const found: Import[] = [];
  for (const match of code.matchAll(withClause)) {
    const [whole, importType, importClause, exportType, exportClause] = match;
    found.push({
      ...specifierAt(text, code, match.index, whole),
      typeOnly: Boolean(importType ?? exportType),
      names: namesIn(importClause ?? exportClause ?? ""),
    });
  }
  for (const match of code.matchAll(withoutClause)) {
    found.push({ ...specifierAt(text, code, match.index, match[0]), typeOnly: false, names: ["*"] });
  }
  return found;
}

function specifierAt(text: string, code: string, index: number, whole: string): Pick<Import, "specifier" | "line"> {
  const open = index + whole.length - 1;
  const close = code.indexOf(code[open] ?? "", open + 1);
  return { specifier: text.slice(open + 1, close), line: lineAt(code, index) };
}

/** `a, { b as c, type D }` takes `default`, `b` and `D`. */
function namesIn(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? "";
  const inside = braces
    .split(",")
    .map(
      (part) =>
        part
          .trim()
          .replace(/^type\s+/, "")
          .split(/\s/)[0] ?? "",
    )
    .filter((name) => name !== "");
  const outside = clause.replace(/\{[^}]*\}/, "").trim();
  return [...(outside.includes("*") ? ["*"] : /^[\w$]/.test(outside) ? ["default"] : []), ...inside];
}
