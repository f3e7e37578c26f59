import { readFile } from "node:fs/promises";

export type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/**
 * Records of a `.csv`, `.tsv`, `.jsonl` or `.json` file. A JSON file that holds several lists names them behind "#",
 * joined by "+": `data.json#train+oos_train`.
 */
export async function readRecords(path: string): Promise<Fields[]> {
  const [file = path, lists] = path.split("#");
  return parse(file, (await readFile(file, "utf8")).replace(/^\ufeff/, ""), lists);
}

function parse(file: string, content: string, lists: string | undefined): Fields[] {
  if (/\.jsonl$/i.test(file)) {
    return content
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line): unknown => JSON.parse(line))
      .filter(isFields);
  }
  if (/\.json$/i.test(file)) {
    const whole: unknown = JSON.parse(content);
    const chosen =
      lists === undefined ? [whole] : lists.split("+").map((name) => (isFields(whole) ? whole[name] : undefined));
    return chosen.flatMap((list) => (Array.isArray(list) ? list : [])).filter(isFields);
  }
  const [header = [], ...rows] = separated(content, /\.tsv$/i.test(file) ? "\t" : ",");
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at]])));
}

/** Cells of separated values with quotes as in RFC 4180. */
function separated(content: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || cell !== "") rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < content.length; at += 1) {
    const character = content.charAt(at);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (content.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") endRow();
    else if (character !== "\r") cell += character;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}
