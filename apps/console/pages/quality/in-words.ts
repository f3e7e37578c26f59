import type { Language } from "@ruyi/kernel";
import type { Procedure } from "../../api/procedures.ts";
import { deviationWords } from "../../words/quality.ts";

/** A line of what was known or decided: `return-and-refund/mayReturn = yes` of a table, `give-back/ask-person: approve` of a step. */
const lineShape = /^([^/]+)\/(.+?)(: | = )(.+)$/;

/** The pieces of a line; undefined for what is no such line. */
export function partOf(line: string) {
  const [, procedure, name, sign, outcome] = lineShape.exec(line) ?? [];
  if (procedure === undefined || name === undefined || outcome === undefined) return undefined;
  return { procedure, name, isTable: sign === " = ", outcome };
}

type Read = Pick<Procedure, "id"> & {
  readonly steps: readonly Pick<Procedure["steps"][number], "id" | "title" | "table" | "outcomes">[];
  readonly tables: readonly Pick<Procedure["tables"][number], "name" | "title">[];
};

/** A line as people say it; what the procedure in force has no words for stays as it is. */
export function inWords(line: string, known: ReadonlyMap<string, Read>, language: Language): string {
  const part = partOf(line);
  if (!part) return line;
  const { name, isTable, outcome } = part;
  const read = known.get(part.procedure);
  const step = read?.steps.find((each) => (isTable ? each.table === name : each.id === name));
  const title = isTable ? read?.tables.find((each) => each.name === name)?.title : step?.title;
  const wordsOf = (id: string): string => {
    const words = step?.outcomes.find((each) => each.id === id)?.words[language];
    return words || (id === "left" && deviationWords[id]?.[language]) || id;
  };
  const told = outcome
    .split("+")
    .map(wordsOf)
    .join(language === "zh" ? "、" : ", ");
  const asked = title?.[language] || name;
  // A question needs no colon.
  const between = /[?？]$/.test(asked) ? (language === "zh" ? "" : " ") : language === "zh" ? "：" : ": ";
  return `${asked}${between}${told}`;
}
