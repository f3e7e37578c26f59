import type { Bilingual } from "@ruyi/kernel";
import { termOf, wordFor } from "./terms.ts";

/*
 * FEEL in words, as far as tables and conditions of procedures use it: constants, comparisons, ranges, lists of these.
 * What is not understood has no words, and is shown as it is written. Words explain; only the FEEL decides.
 */

/** A cell in words: `<= 7` of days is "at most 7". Undefined where it is not understood. */
export function cellWords(path: string, cell: string): Bilingual | undefined {
  if (cell.trim() === "-") return { zh: "不论", en: "any" };
  const inner = /^not\((.+)\)$/.exec(cell.trim())?.[1];
  if (inner !== undefined) {
    const words = cellWords(path, inner);
    return words && { zh: `不是${words.zh}`, en: `not ${words.en}` };
  }
  const tests = partsOf(cell)?.map((test) => testWords(path, test));
  if (!tests || tests.length === 0) return undefined;
  const known = tests.filter((each) => each !== undefined);
  return known.length === tests.length ? either(known) : undefined;
}

/** A cell as a clause of a sentence: "the order is delivered". Undefined for "-", which asks nothing. */
export function clauseOf(path: string, cell: string): Bilingual | undefined {
  const text = cell.trim();
  if (text === "-") return undefined;
  if (text === "true" || text === "false") return booleanClause(path, text);
  const words = cellWords(path, text) ?? { zh: text, en: text };
  const term = wordFor("facts", path);
  const clause = term.clause ?? { zh: `${term.zh}是{}`, en: `${term.en} is {}` };
  return { zh: clause.zh.replace("{}", words.zh), en: clause.en.replace("{}", words.en) };
}

function booleanClause(path: string, value: "true" | "false"): Bilingual {
  const known = termOf("values", `${path} ${value}`);
  if (known) return known;
  const { zh, en } = wordFor("facts", path);
  return value === "true" ? { zh, en } : { zh: `不是：${zh}`, en: `not: ${en}` };
}

/** A row as one sentence: what must be so, and what then. */
export function rowSentence(
  inputs: readonly { readonly expression: string }[],
  when: readonly string[],
  answer: Bilingual,
): Bilingual {
  const clauses = inputs.flatMap(({ expression }, column) => clauseOf(expression, when[column] ?? "-") ?? []);
  if (clauses.length === 0) return { zh: `不论怎样：${answer.zh}。`, en: `In any case: ${answer.en}.` };
  const zh = clauses.map((clause) => clause.zh).join("，");
  return { zh: `${zh}：${answer.zh}。`, en: `${capital(andList(clauses.map(({ en }) => en)))}: ${answer.en}.` };
}

/** A condition in words: `order.state = "delivered"`, `list contains(["paid","picking"], order.state)`. */
export function conditionWords(feel: string): Bilingual | undefined {
  const text = feel.trim();
  const contains = /^list contains\(\[([^\]]*)\], *([\w.]+)\)$/.exec(text);
  if (contains) return clauseOf(contains[2] ?? "", contains[1] ?? "");
  const compared = /^([\w.]+) *(=|!=|<=|>=|<|>) *("[^"]*"|-?[\d.]+|true|false|null)$/.exec(text);
  if (compared) return comparison(compared[1] ?? "", compared[2] ?? "", compared[3] ?? "");
  if (!/^[\w.]+$/.test(text)) return undefined;
  return booleanClause(text, "true");
}

function comparison(path: string, sign: string, value: string): Bilingual {
  const { zh, en } = wordFor("facts", path);
  if (value === "null") {
    return sign === "=" ? { zh: `不知道${zh}`, en: `${en} is not known` } : { zh: `知道${zh}`, en: `${en} is known` };
  }
  const action = /^(\w+)\.state$/.exec(path)?.[1];
  const done = action === undefined ? undefined : termOf("actions", action);
  if (done && value === '"done"' && sign === "=") return { zh: `${done.zh}已办成`, en: `“${done.en}” is done` };
  const cell = sign === "=" ? value : sign === "!=" ? `not(${value})` : `${sign} ${value}`;
  return clauseOf(path, cell) ?? { zh: `${zh}${sign}${value}`, en: `${en} ${sign} ${value}` };
}

/** The tests of a cell, parted at commas outside quotes and brackets. Undefined when a bracket or quote is not closed. */
function partsOf(cell: string): string[] | undefined {
  const parts: string[] = [];
  let [depth, isQuoted, part] = [0, false, ""];
  for (const sign of cell) {
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && "[(".includes(sign)) depth += 1;
    if (!isQuoted && "])".includes(sign)) depth -= 1;
    if (sign === "," && depth === 0 && !isQuoted) {
      parts.push(part.trim());
      part = "";
    } else part += sign;
  }
  return depth === 0 && !isQuoted ? [...parts, part.trim()] : undefined;
}

function testWords(path: string, test: string): Bilingual | undefined {
  const text = /^"([^"]*)"$/.exec(test)?.[1];
  if (text !== undefined) return termOf("values", `${path} ${text}`) ?? { zh: text, en: text };
  if (test === "true" || test === "false") return termOf("values", `${path} ${test}`) ?? yesOrNo[test];
  if (number.test(test)) return { zh: test, en: test };
  const compared = /^(<=|>=|<|>) *(-?[\d.]+)$/.exec(test);
  if (compared) {
    const [words, value] = [signs[compared[1] ?? ""], compared[2] ?? ""];
    return words && { zh: `${words.zh}${value}`, en: `${words.en} ${value}` };
  }
  const range = /^([[(])(-?[\d.]+)\.\.(-?[\d.]+)([\])])$/.exec(test);
  if (!range) return undefined;
  const [, open, from, to, close] = range;
  return {
    zh: `${from}${open === "(" ? "以上" : ""}到${to}${close === ")" ? "以下" : ""}`,
    en: `${open === "(" ? "above " : ""}${from} to ${close === ")" ? "below " : ""}${to}`,
  };
}

const number = /^-?\d+(\.\d+)?$/;
const yesOrNo = { true: { zh: "是", en: "yes" }, false: { zh: "否", en: "no" } } as const;
const signs: Readonly<Record<string, Bilingual>> = {
  "<": { zh: "少于", en: "fewer than" },
  "<=": { zh: "最多", en: "at most" },
  ">": { zh: "多于", en: "more than" },
  ">=": { zh: "至少", en: "at least" },
};

/** A or B; A, B or C. */
export const either = (words: readonly Bilingual[]): Bilingual => ({
  zh: words
    .map(({ zh }) => zh)
    .join("、")
    .replace(/、([^、]*)$/, "或$1"),
  en: orList(words.map(({ en }) => en)),
});

const orList = (words: readonly string[]): string => listed(words, "or");
export const andList = (words: readonly string[]): string => listed(words, "and");

function listed(words: readonly string[], last: string): string {
  const end = words.at(-1) ?? "";
  return words.length < 2 ? end : `${words.slice(0, -1).join(", ")} ${last} ${end}`;
}

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
