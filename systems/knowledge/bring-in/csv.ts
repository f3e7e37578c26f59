import type { FoundText } from "./found.ts";

const headers: Readonly<Record<"title" | "question" | "answer", RegExp>> = {
  title: /^(?:title|标题|名称)$/i,
  question: /^(?:questions?|ask(?:ed)?|问题|问法|问)$/i,
  answer: /^(?:answers?|reply|答案|回答|答)$/i,
};

/**
 * Rows of question and answer, under a header that names the columns or, without one, in that order. Rows of one answer are
 * ways of asking for it.
 */
export function fromCsv(text: string): FoundText[] {
  const [first = [], ...others] = rowsIn(text);
  const columns = Object.fromEntries(
    Object.entries(headers).map(([name, words]) => [name, first.findIndex((cell) => words.test(cell.trim()))]),
  ) as Record<keyof typeof headers, number>;
  const hasHeader = columns.answer >= 0 && (columns.question >= 0 || columns.title >= 0);
  const at = hasHeader ? columns : { title: -1, question: 0, answer: 1 };
  const found = new Map<string, { title: string; asked: string[]; answer: string }>();
  for (const row of hasHeader ? others : [first, ...others]) {
    const [title, question, answer] = [row[at.title], row[at.question], row[at.answer]].map(
      (cell) => cell?.trim() ?? "",
    );
    const named = title || question;
    if (!named || !answer) continue;
    const known = found.get(answer) ?? { title: named, asked: [], answer };
    if (question) known.asked.push(question);
    found.set(answer, known);
  }
  return [...found.values()];
}

/** Rows as RFC 4180 has them; separated by commas, semicolons or tabs, whichever the first line has most of. */
export function rowsIn(text: string): string[][] {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const count = (sign: string): number => firstLine.split(sign).length;
  const separator = [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const body = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at] ?? "";
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === "") isQuoted = true;
    else if (sign === separator || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  return [...rows, [...row, cell]].filter((cells) => cells.some((each) => each.trim() !== ""));
}
